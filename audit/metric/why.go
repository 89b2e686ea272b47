package metric

// The reasons why a value is undefined or a group is left out: keys of the message catalogues.
const (
	WhyEmptyGroup        = "nobody_in_group"
	WhyNoLabels          = "nobody_has_a_label"
	WhyNoDecisions       = "nobody_has_a_decision"
	WhyNoComplete        = "nobody_has_decision_and_label"
	WhyNoPositive        = "no_decided_person_with_positive_label"
	WhyNoNegative        = "no_decided_person_with_negative_label"
	WhyOneLabelOnly      = "one_label_value_only"
	WhyNobodySelected    = "no_labelled_person_selected"
	WhyEverybodySelected = "no_labelled_person_unselected"
	WhyNoFalsePositives  = "nobody_falsely_selected"
	WhyNobodySelectedAll = "nobody_selected_in_any_group"
	WhyUnknownGroup      = "unknown_group"
	WhyLowN              = "fewer_than_min_group_size"
	WhyOneGroup          = "fewer_than_two_groups"
	WhyNoReference       = "no_reference_group"
	WhyReferenceLeftOut  = "reference_group_left_out"
	WhyHighestRateZero   = "highest_rate_is_zero"
	WhyReferenceRateZero = "reference_rate_is_zero"
	WhyBenefitZero       = "mean_benefit_is_zero"
	WhyNeedsRows         = "needs_rows"
	WhyNoSpread          = "everybody_decided_alike"

	WhyNobodySelectedOrPositive = "nobody_selected_or_positive"
)

// Whys returns every key above in a fixed order, so that a catalogue can be checked for completeness.
func Whys() []string {
	return []string{
		WhyEmptyGroup, WhyNoLabels, WhyNoDecisions, WhyNoComplete, WhyNoPositive, WhyNoNegative, WhyOneLabelOnly,
		WhyNobodySelected, WhyEverybodySelected, WhyNoFalsePositives, WhyNobodySelectedAll, WhyUnknownGroup, WhyLowN,
		WhyOneGroup, WhyNoReference, WhyReferenceLeftOut, WhyHighestRateZero, WhyReferenceRateZero, WhyBenefitZero, WhyNeedsRows,
		WhyNoSpread, WhyNobodySelectedOrPositive,
	}
}
