package audit

// A RankColumn holds the position of each person in a list, 1 for the first.
type RankColumn struct {
	Column string `json:"column"`
	List   string `json:"list,omitempty"`   // column that names the list, where there are several
	Clicks string `json:"clicks,omitempty"` // column with how often the person was clicked, called or taken up

	// Tops are the numbers of first places that are looked at, besides the usual ones. Target is the share of the places that groups are to
	// have at least, by attribute and group: each above 0 and below 1.
	Tops   []int                         `json:"tops,omitempty"`
	Target map[string]map[string]float64 `json:"target,omitempty"`
}

// An OutcomeColumn holds the true number that the score was to predict.
type OutcomeColumn struct {
	Column string `json:"column"`
}

// A ClassesColumn holds a decision of more than two classes.
type ClassesColumn struct {
	Attribute
	Order []string    `json:"order,omitempty"` // classes from worst to best for the person; empty where they have no order
	Label *ClassLabel `json:"label,omitempty"` // the class that would have been right
}

// A ClassLabel is the column with the true class of each person, in the names of the decision's classes.
type ClassLabel struct {
	Column  string            `json:"column"`
	Map     map[string]string `json:"map,omitempty"`     // value as read -> class
	Missing []string          `json:"missing,omitempty"` // texts that mean "not known", besides the empty one and Unknown
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
