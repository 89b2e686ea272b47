package audit

// A RankColumn holds the position of each person in a list, 1 for the first.
type RankColumn struct {
	Column string `json:"column"`
	List   string `json:"list,omitempty"` // column that names the list, where there are several
}

// An OutcomeColumn holds the true number that the score was to predict.
type OutcomeColumn struct {
	Column string `json:"column"`
}

// A ClassesColumn holds a decision of more than two classes.
type ClassesColumn struct {
	Attribute
	Order []string `json:"order,omitempty"` // classes from worst to best for the person; empty where they have no order
}

// A PairColumn holds what the system decides when only the protected attribute of the person is changed, in the values of the decision.
type PairColumn struct {
	Column string `json:"column"`
}

// An ItemColumn is a question, a criterion or a point that people meet or do not; the items of a plan add up to a total.
type ItemColumn struct {
	Column       string   `json:"column"`
	Name         string   `json:"name"`
	Favourable   []string `json:"favourable"`             // values that add one to the total
	Unfavourable []string `json:"unfavourable,omitempty"` // values that do not; empty: every other value that is not missing
	Missing      []string `json:"missing,omitempty"`      // texts that mean "not known", besides the empty one and Unknown
}
