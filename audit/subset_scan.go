package audit

// A SubsetScan seeks the people, described by some of the values of attributes and features, whose favourable decisions depart farthest
// from what is expected of them: multi-dimensional subset scan (Zhang and Neill 2016). What is expected is everybody's rate, or, with a
// label, the rate of everybody with the same label.
type SubsetScan struct {
	Event        string              `json:"event"`        // the favourable decision: selected, not_selected
	Dimensions   []string            `json:"dimensions"`   // attributes and features that describe subsets
	People       int64               `json:"people"`       // with a decision, and with a label where the plan names one
	Unknown      int64               `json:"unknown"`      // people without: left out
	Expected     []SubsetExpectation `json:"expected"`     // one, or one for each label
	Combinations int                 `json:"combinations"` // of values that occur
	Penalty      Real                `json:"penalty"`      // taken from the score for every value named on a dimension that restricts
	Restarts     int                 `json:"restarts"`     // starts of each search
	Draws        int                 `json:"draws"`        // times that the decisions were dealt out again; 0 when nothing was tested
	Tests        int                 `json:"tests"`        // one for each direction; one family
	Subsets      []ScannedSubset     `json:"subsets"`      // higher, then lower, as the plan asks
	Groups       []ScoredGroup       `json:"groups"`       // every single group, attribute by attribute; described, not tested
	Status       Status              `json:"status"`
	Why          string              `json:"why,omitempty"`
}

// A SubsetExpectation is the chance of a favourable decision that the scan expects of people.
type SubsetExpectation struct {
	Label  string `json:"label,omitempty"` // positive, negative; empty where there is one for everybody
	People int64  `json:"people"`
	Events int64  `json:"events"` // favourable decisions
	Rate   *Real  `json:"rate"`   // null when there is nobody; where it is 0 or 1 these people tell nothing
}

// A ScannedSubset is the subset with the largest score in one direction.
type ScannedSubset struct {
	Direction   string            `json:"direction"`  // higher, lower
	Conditions  []SubsetCondition `json:"conditions"` // all of them hold; empty for everybody, when no subset scores more than 0
	N           int64             `json:"n"`          // people of the subset
	Events      int64             `json:"events"`     // their favourable decisions
	Expected    Real              `json:"expected"`   // favourable decisions that their expectations add up to
	OddsFactor  *Real             `json:"odds_factor"`
	OddsWhy     string            `json:"odds_factor_why,omitempty"` // null: all of them have a favourable decision
	Score       Real              `json:"score"`                     // log-likelihood ratio less the penalty
	Test        *Test             `json:"test"`                      // null when nothing was found
	Comparisons []Comparison      `json:"comparisons"`               // rates against everybody outside, as differences, one for each expectation; they do not allow for the search
}

// A SubsetCondition holds for people with one of the values.
type SubsetCondition struct {
	Dimension string   `json:"dimension"`
	Values    []string `json:"values"` // some of those that occur, never all
}

// A ScoredGroup is the score of a group that was named beforehand, in the direction in which its decisions depart.
type ScoredGroup struct {
	Group      Group  `json:"group"`
	N          int64  `json:"n"`
	Events     int64  `json:"events"`
	Expected   Real   `json:"expected"`
	Direction  string `json:"direction,omitempty"` // higher, lower; empty where there are as many as expected
	OddsFactor *Real  `json:"odds_factor"`
	OddsWhy    string `json:"odds_factor_why,omitempty"`
	Score      *Real  `json:"score"` // log-likelihood ratio less the penalty of one value; null with Why
	Status     Status `json:"status"`
	Why        string `json:"why,omitempty"`
}
