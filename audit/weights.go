package audit

// A WeightUse says what an analysis does with the weights of the plan. It is nil where the plan names none.
type WeightUse struct {
	Column     string       `json:"column"`
	Used       string       `json:"used"`       // all, part, none
	Unweighted []Unweighted `json:"unweighted"` // what counts people nevertheless, in the order of the section; empty when all is weighted
}

// The values of WeightUse.Used.
const (
	WeightsAll  = "all"
	WeightsPart = "part"
	WeightsNone = "none"
)

// An Unweighted is a number, or a kind of numbers, that counts people although the plan names weights.
type Unweighted struct {
	Part string `json:"part"` // a measure of the section; empty means everything in it
	Why  string `json:"why"`  // key of the message catalogues
}

// The reasons why something counts people although the plan names weights.
const (
	// WhyDealtOut is of tests and classifiers that deal people out at random: counts by group do not tell what each of them weighs, so that
	// nobody's weight could go along.
	WhyDealtOut = "weights_people_are_dealt_out"
	// WhyLawOfCounts is of tests whose law is that of counted people; under weights their size is not known.
	WhyLawOfCounts = "weights_law_of_counts"
	// WhyNoWeightedTest is of numbers that are weighted and have an interval, but no test that holds with weights.
	WhyNoWeightedTest = "weights_no_test"
)

// WeightWhys returns these reasons in a fixed order.
func WeightWhys() []string { return []string{WhyDealtOut, WhyLawOfCounts, WhyNoWeightedTest} }
