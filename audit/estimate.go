package audit

import (
	"encoding/json"
	"math"
)

// Status says whether a number can be relied on, and if not, why (methods 0.3).
type Status string

// The statuses.
const (
	StatusOK              Status = "ok"
	StatusLowN            Status = "low_n"            // the group has fewer people than the plan's min_group_size
	StatusEmptyGroup      Status = "empty_group"      // nobody is in the group
	StatusZeroDenominator Status = "zero_denominator" // people are in the group, none in the rate's denominator
	StatusOneGroup        Status = "one_group"        // fewer than two groups can be compared
	StatusUndefinedRatio  Status = "undefined_ratio"  // 0/0
	StatusInfiniteRatio   Status = "infinite_ratio"   // x/0
	StatusMissingLabel    Status = "missing_label"    // nobody in the group has a label
	StatusNotConverged    Status = "not_converged"    // an iteration ended without an answer
	StatusAssumption      Status = "assumption"       // a condition of the method is broken; why says which
	StatusSuppressed      Status = "suppressed"       // withheld from publication
	StatusStructuralZero  Status = "structural_zero"  // the combination cannot exist in the population
	StatusNotInReference  Status = "not_in_reference" // the reference file has no such group
	StatusUnknownGroup    Status = "unknown_group"    // counted and shown, not compared
)

// Statuses returns every status in a fixed order, for catalogues and schemas.
func Statuses() []Status {
	return []Status{
		StatusOK, StatusLowN, StatusEmptyGroup, StatusZeroDenominator, StatusOneGroup, StatusUndefinedRatio, StatusInfiniteRatio,
		StatusMissingLabel, StatusNotConverged, StatusAssumption, StatusSuppressed, StatusStructuralZero, StatusNotInReference,
		StatusUnknownGroup,
	}
}

// Verdict is what an interval says about a band (methods 0.3). "Not significant" is never parity.
type Verdict string

// The verdicts.
const (
	DisparityShown Verdict = "disparity_shown" // the interval lies outside the band and the adjusted p is below alpha
	ParityShown    Verdict = "parity_shown"    // the 90 % interval (two one-sided 5 % tests) lies inside the band
	Inconclusive   Verdict = "inconclusive"    // anything else; says what would settle it
)

// An Interval is a confidence interval. Upper is +Inf where a ratio has no upper bound; it is then written as null with
// upper_why "unbounded". Level is 0.95 for 95 %.
type Interval struct {
	Lower  float64
	Upper  float64
	Level  float64
	Method string // wilson, newcombe, koopman, clopper_pearson …
}

type intervalJSON struct {
	Lower    Real   `json:"lower"`
	Upper    Real   `json:"upper"`
	UpperWhy string `json:"upper_why,omitempty"`
	Level    Real   `json:"level"` // 0.9 where 1 − 2·0.05 makes 0.8999…
	Method   string `json:"method"`
}

// MarshalJSON writes the interval with rounded ends.
func (i Interval) MarshalJSON() ([]byte, error) {
	j := intervalJSON{Lower: Real(i.Lower), Upper: Real(i.Upper), Level: Real(i.Level), Method: i.Method}
	if math.IsInf(i.Upper, 1) {
		j.UpperWhy = "unbounded"
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads an interval as MarshalJSON wrote it.
func (i *Interval) UnmarshalJSON(data []byte) error {
	var j intervalJSON
	if err := json.Unmarshal(data, &j); err != nil {
		return err
	}
	*i = Interval{Lower: float64(j.Lower), Upper: float64(j.Upper), Level: float64(j.Level), Method: j.Method}
	if j.UpperWhy == "unbounded" {
		i.Upper = math.Inf(1)
	}
	return nil
}

// A Test is a significance test of one comparison.
type Test struct {
	Name      string `json:"name"`                // score_z, boschloo, fisher_mid_p, chi_squared …
	Statistic *Real  `json:"statistic,omitempty"` // exact tests have none
	DF        int    `json:"df,omitempty"`
	P         P      `json:"p"`                        // two-sided unless the name says otherwise
	PAdjusted P      `json:"p_adjusted"`               // adjusted within Family
	Apart     string `json:"p_adjusted_why,omitempty"` // NotAdjusted: the test belongs to no family
	Method    string `json:"adjustment,omitempty"`
	Family    string `json:"family,omitempty"` // which family, such as "reference/race"
	FamilyN   int    `json:"family_size,omitempty"`
}

// NotAdjusted says of a test that it stands apart from all families: it is shown to read another number by and decides nothing.
const NotAdjusted = "not_adjusted"

// An Estimate is one metric of one group in one stratum. Numerator and Denominator count people (rows); where the plan names a
// weight, Value is the weighted rate and Weighted holds its sums.
type Estimate struct {
	Metric      string    `json:"metric"`
	Group       Group     `json:"group"`
	Stratum     Stratum   `json:"stratum"`
	Numerator   int64     `json:"numerator"`
	Denominator int64     `json:"denominator"`
	Value       *Real     `json:"value"`              // null when undefined, with Why
	Interval    *Interval `json:"interval"`           // null when nobody is in the denominator
	Weighted    *Weighted `json:"weighted,omitempty"` // only with a weight column
	N           int64     `json:"n"`                  // people in the group
	Share       Real      `json:"share"`              // n over the people with a known value of the group's attributes
	Status      Status    `json:"status"`
	Why         string    `json:"why,omitempty"` // key of the message catalogues
	Flags       []string  `json:"flags,omitempty"`
}

// Flags of an estimate or a comparison.
const (
	FlagUnder2Percent = "share_below_2_percent" // shown, left out of the headline minimum and maximum (methods 0.5)
	FlagUnknown       = "unknown_group"         // people whose attribute is missing: never a reference
	FlagReference     = "reference"             // this group is the reference group
)

// Weighted holds the sums behind a weighted rate and Kish's effective number of people.
type Weighted struct {
	Numerator   Real `json:"numerator"`   // Σw of the numerator
	Denominator Real `json:"denominator"` // Σw of the denominator
	EffectiveN  Real `json:"effective_n"` // (Σw)²/Σw² of the denominator (Kish 1965)
}

// Comparison kinds.
const (
	Ratio      = "ratio"
	Difference = "difference"
)

// NotOfRates says that a comparison adds up differences within strata, so that it has no two rates.
const NotOfRates = "not_of_two_rates"

// What a comparison's group is held against.
const (
	AgainstReference  = "reference"  // the reference group of the plan
	AgainstComplement = "complement" // everybody else with a known value
)

// A Comparison sets one group's rate against another's. A ratio is group over reference, a difference group minus reference.
type Comparison struct {
	Metric        string    `json:"metric"`
	Kind          string    `json:"kind"` // ratio, difference
	Against       string    `json:"against"`
	Group         Group     `json:"group"`
	Reference     Group     `json:"reference"` // {} when against is complement
	Stratum       Stratum   `json:"stratum"`
	GroupRate     *Real     `json:"group_rate"`
	ReferenceRate *Real     `json:"reference_rate"`
	N             int64     `json:"n"`           // denominator of the group's rate
	ReferenceN    int64     `json:"reference_n"` // denominator of the reference's rate
	Value         *Real     `json:"value"`
	Interval      *Interval `json:"interval"`
	Equivalence   *Interval `json:"equivalence_interval,omitempty"` // 90 %, for parity shown
	Band          Band      `json:"band"`
	Test          *Test     `json:"test"`
	Verdict       Verdict   `json:"verdict"`
	Status        Status    `json:"status"`
	Why           string    `json:"why,omitempty"`                // why the value is undefined or the verdict inconclusive
	TestWhy       string    `json:"test_why,omitempty"`           // why two rates that are known have no test
	RatesWhy      string    `json:"rates_why,omitempty"`          // NotOfRates
	MinDetectable *Real     `json:"minimum_detectable,omitempty"` // of an inconclusive comparison: the value nearest to parity that would be found with power 0.8; left out when none is
	RecordsNeeded *int64    `json:"records_needed,omitempty"`     // further records of the group that would settle it; null with NeedWhy
	NeedWhy       string    `json:"records_needed_why,omitempty"`
	ReferenceNeed *int64    `json:"reference_records_needed,omitempty"` // when NeedWhy is that the reference group is too small: its further records before any of the group's would do
	Shortfall     *Real     `json:"shortfall,omitempty"`                // persons: n × (reference rate − group rate), ratio of selection and favourable rates only
	Flags         []string  `json:"flags,omitempty"`
}

// A Band is the range within which two rates count as alike: [Lower, Upper] for the ratio or the difference.
type Band struct {
	Lower Real `json:"lower"`
	Upper Real `json:"upper"`
}

// An Aggregate is one number over all groups of an attribute set, such as the range of selection rates. Because such numbers
// grow with the number of groups even under parity, NullQuantile says what parity alone would give: 95 of 100 samples lie at or below
// it for a range, at or above it for the lowest over the highest rate.
type Aggregate struct {
	Metric       string         `json:"metric"`
	Kind         string         `json:"kind"` // range, min_max_ratio, homogeneity …
	Attributes   []string       `json:"attributes"`
	Value        *Real          `json:"value"`
	NullQuantile *Real          `json:"null_quantile,omitempty"` // limit under parity; nil where none is given
	Test         *Test          `json:"test,omitempty"`
	Low          Group          `json:"low,omitempty"`  // the group with the lowest rate
	High         Group          `json:"high,omitempty"` // the group with the highest rate
	GroupsUsed   int            `json:"groups_used"`
	GroupsLeft   []GroupLeftOut `json:"groups_left_out"`
	Status       Status         `json:"status"`
	Why          string         `json:"why,omitempty"`
}

// GroupLeftOut is a group that an aggregate does not cover, with the reason.
type GroupLeftOut struct {
	Group Group  `json:"group"`
	Why   string `json:"why"`
}
