package audit

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
	Within       *Real     `json:"within,omitempty"` // like all that follows, of an index that splits
	Between      *Real     `json:"between,omitempty"`
	BetweenShare *Real     `json:"between_share,omitempty"`
	Interval     *Interval `json:"interval,omitempty"` // of between
	Why          string    `json:"why,omitempty"`
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
