package infer

import "auditd/audit"

// A Why is the reason why a statistic of the packages below this one has no value: a key of the message catalogues. [Defined],
// the empty reason, says that there is a value; with any other reason the numbers beside it are not to be read.
type Why string

// The reasons.
const (
	Defined            Why = ""
	WhyNotComputable   Why = "not_computable"         // counts that cannot be: negative, not finite, more events than people, lengths that differ
	WhyNobody          Why = "nobody_in_group"        // a group has nobody
	WhyNoDenominator   Why = "no_rate"                // people are in the group, none in the rate's denominator
	WhyOneGroup        Why = "fewer_than_two_groups"  // nothing to compare
	WhyNoInformation   Why = "no_informative_stratum" // no stratum has both groups and both outcomes
	WhyNoVariance      Why = "no_variance"            // all values alike: nothing to measure a difference by
	WhyTooFew          Why = "too_few_values"         // fewer values than the method needs
	WhyBothZero        Why = "both_rates_are_zero"    // 0/0
	WhyInfiniteRatio   Why = "reference_rate_is_zero" // x/0
	WhyZeroRatio       Why = "ratio_is_zero"          // 0/x, where its logarithm is asked for
	WhyNotConverged    Why = "not_converged"          // an iteration ended without an answer
	WhyInfeasible      Why = "infeasible"             // no answer can meet what is asked
	WhyOutOfRange      Why = "outside_its_range"      // a value lies where the method does not apply
	WhyCollinear       Why = "collinear"              // a column adds nothing to the others
	WhyNotNested       Why = "not_a_filter"           // more people after a stage than before it
	WhyUndefinedPart   Why = "a_part_is_undefined"    // something that the sum needs has no value
	WhyCertainAndWrong Why = "certain_and_wrong"      // a score of 0 or 1 was wrong: a loss is infinite
	WhyWeights         Why = "weights_are_no_counts"  // an exact test counts people, and these weigh differently
	WhyTooManyPeople   Why = "beyond_exact_tests"     // more people than an unconditional exact test is made for
)

// Whys returns every reason but [Defined], in the order in which they are declared, for catalogues.
func Whys() []Why {
	return []Why{
		WhyNotComputable, WhyNobody, WhyNoDenominator, WhyOneGroup, WhyNoInformation, WhyNoVariance, WhyTooFew, WhyBothZero,
		WhyInfiniteRatio, WhyZeroRatio, WhyNotConverged, WhyInfeasible, WhyOutOfRange, WhyCollinear, WhyNotNested, WhyUndefinedPart,
		WhyCertainAndWrong, WhyWeights, WhyTooManyPeople,
	}
}

// Status returns the status that an audit gives to a number with this reason.
func (w Why) Status() audit.Status {
	switch w {
	case Defined:
		return audit.StatusOK
	case WhyNobody:
		return audit.StatusEmptyGroup
	case WhyNoDenominator:
		return audit.StatusZeroDenominator
	case WhyOneGroup, WhyNoInformation:
		return audit.StatusOneGroup
	case WhyBothZero:
		return audit.StatusUndefinedRatio
	case WhyInfiniteRatio:
		return audit.StatusInfiniteRatio
	case WhyNotConverged:
		return audit.StatusNotConverged
	}
	return audit.StatusAssumption
}
