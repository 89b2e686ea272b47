package audit

// A Ranking says who stands where in lists (methods 7.2). Shares are held against those of the people listed.
type Ranking struct {
	Attribute string        `json:"attribute"`
	Lists     int           `json:"lists"`
	People    int64         `json:"people"`
	Unranked  int64         `json:"unranked"` // people without a position or without a known group
	Groups    []RankedGroup `json:"groups"`   // over all lists
	Details   []RankedList  `json:"details"`  // of the first lists by name
	Reference string        `json:"reference"`
	Status    Status        `json:"status"`
	Why       string        `json:"why,omitempty"`
}

// A RankedGroup is the attention that a group gets by its positions, over all lists.
type RankedGroup struct {
	Group      string    `json:"group"`
	N          int64     `json:"n"`
	Exposure   *Real     `json:"exposure"`              // mean of 1/log₂(1 + position)
	Ratio      *Real     `json:"ratio"`                 // to the reference group's
	Interval   *Interval `json:"interval"`              // by resampling lists; null with fewer than ten
	Merit      *Real     `json:"merit,omitempty"`       // exposure over the share of positive labels; nil without labels, and for a group without positive ones
	MeritRatio *Real     `json:"merit_ratio,omitempty"` // to the reference group's
}

// A RankedList is one list.
type RankedList struct {
	List       string        `json:"list"`
	Length     int           `json:"length"`
	NDKL       *Real         `json:"ndkl"` // nats; 0 when every top is as the whole
	Infeasible *int          `json:"infeasible_index"`
	Groups     []ListedGroup `json:"groups"`
}

// A ListedGroup is one group in one list.
type ListedGroup struct {
	Group    string      `json:"group"`
	N        int64       `json:"n"`
	Exposure *Real       `json:"exposure"`
	RND      *Real       `json:"rnd"`
	Tops     []ListedTop `json:"tops"`
	FailsAt  int         `json:"fails_at"`  // first position at which FA*IR finds too few; 0 nowhere
	Size     *Real       `json:"fair_size"` // chance that a random order of these people fails
	Why      string      `json:"why,omitempty"`
}

// A ListedTop is a group among the first k.
type ListedTop struct {
	K        int   `json:"k"`
	Count    int64 `json:"count"`
	Expected Real  `json:"expected"`
	Skew     *Real `json:"skew"` // ln(share / share of the list); null when nobody is there
}

// ClassComparison compares a group with the reference group by a decision of many classes (methods 7.3).
type ClassComparison struct {
	Group     Group      `json:"group"`
	Reference Group      `json:"reference"`
	N         int64      `json:"n"`
	Distance  *Real      `json:"total_variation"` // share of the group that would have to change class
	Ridit     *Real      `json:"ridit"`           // chance that a person of the group fares better than one of the reference, ties half; null without an order
	CramersV  *Real      `json:"cramers_v"`
	Test      *Test      `json:"test"`
	Classes   []ClassGap `json:"classes"`
	Status    Status     `json:"status"`
	Why       string     `json:"why,omitempty"`
}

// A ClassGap is how often two groups get one class.
type ClassGap struct {
	Class         string    `json:"class"`
	Rate          Real      `json:"rate"`
	ReferenceRate Real      `json:"reference_rate"`
	Gap           Real      `json:"gap"`
	Interval      *Interval `json:"interval"`
	Test          *Test     `json:"test"` // adjusted over the classes
}

// A PredictionError is how far predictions of a number lie from the truth, in one group (methods 7.1).
type PredictionError struct {
	Group      Group     `json:"group"`
	N          int64     `json:"n"`
	Bias       *Real     `json:"bias"` // mean of predicted − true
	MAE        *Real     `json:"mae"`
	RMSE       *Real     `json:"rmse"`
	Median     *Real     `json:"median_error"`
	R2         *Real     `json:"r2"`
	HeavyTails bool      `json:"heavy_tails,omitempty"`
	Reference  Group     `json:"reference"`  // {} for the reference group itself
	Difference *Real     `json:"difference"` // of the bias from the reference group's
	Interval   *Interval `json:"interval"`
	Test       *Test     `json:"test"`
	Exact      bool      `json:"exact"` // no numbers were rounded when they were counted
	Status     Status    `json:"status"`
	Why        string    `json:"why,omitempty"`
}

// An Inequality is how unequally benefits are spread over people, within and between the groups of one attribute (methods 8). The
// benefit is decision − label + 1, with the favourable decision and the better label as 1 (Speicher et al. 2018).
type Inequality struct {
	Attribute string            `json:"attribute"`
	N         int64             `json:"n"`
	Mean      *Real             `json:"mean_benefit"`
	Measures  []InequalityIndex `json:"measures"`
	Gini      *Real             `json:"gini"`
	Status    Status            `json:"status"`
	Why       string            `json:"why,omitempty"`
}

// An InequalityIndex is a generalised entropy with its split.
type InequalityIndex struct {
	Name         string    `json:"name"` // theil, ge2, and atkinson of aversion ½, which does not split
	Value        *Real     `json:"value"`
	Within       *Real     `json:"within"`
	Between      *Real     `json:"between"`
	BetweenShare *Real     `json:"between_share"`
	Interval     *Interval `json:"interval"` // of between
}

// A FlipTest says what changing only the protected attribute does to decisions (methods 11.2).
type FlipTest struct {
	Group       Group     `json:"group"` // {} is everybody
	N           int64     `json:"n"`
	Lost        int64     `json:"lost"`   // selected, and not with the attribute changed
	Gained      int64     `json:"gained"` // not selected, and selected with the attribute changed
	Rate        *Real     `json:"rate"`   // share of decisions that change
	Interval    *Interval `json:"interval"`
	Net         *Real     `json:"net"` // (gained − lost)/n
	NetInterval *Interval `json:"net_interval"`
	Test        *Test     `json:"test"` // McNemar
	Status      Status    `json:"status"`
	Why         string    `json:"why,omitempty"`
}
