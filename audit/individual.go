package audit

// Consistency says how often people are decided as those who are most like them in the features (methods 11.1). Protected attributes
// are no part of what makes people alike. It counts people, not weights.
type Consistency struct {
	K            int                `json:"k"`            // neighbours of each person
	Features     []string           `json:"features"`     // by which people are alike
	Combinations int                `json:"combinations"` // of values of the features that occur
	People       int64              `json:"people"`       // with a decision
	Undecided    int64              `json:"undecided"`    // without one: left out, also as neighbours
	Alike        int64              `json:"alike"`        // people who have k others or more with the same values in all features
	Chance       *Real              `json:"chance"`       // of everybody, were the same decisions dealt out at random
	Groups       []GroupConsistency `json:"groups"`       // everybody, then the known groups of every attribute
	Status       Status             `json:"status"`
	Why          string             `json:"why,omitempty"`
}

// A GroupConsistency is the mean share of the k nearest others, of whatever group, who are decided as the people of the group are.
type GroupConsistency struct {
	Group    Group     `json:"group"` // {} is everybody
	N        int64     `json:"n"`     // with a decision
	Value    *Real     `json:"value"`
	Interval *Interval `json:"interval"`
	Status   Status    `json:"status"`
	Why      string    `json:"why,omitempty"`
}
