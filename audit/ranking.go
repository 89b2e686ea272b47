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
	Exposure   *Real     `json:"exposure"`           // mean of 1/log₂(1 + position)
	Ratio      *Real     `json:"ratio,omitempty"`    // to the reference group's; the reference group itself has none
	Interval   *Interval `json:"interval,omitempty"` // of the ratio, by resampling lists
	Why        string    `json:"interval_why,omitempty"`
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
	RND      *Real       `json:"rnd,omitempty"` // left out where a list is too short for it
	Tops     []ListedTop `json:"tops"`
	FailsAt  int         `json:"fails_at"`  // first position at which FA*IR finds too few; 0 nowhere
	Size     *Real       `json:"fair_size"` // chance that a random order of these people fails
	Why      string      `json:"why,omitempty"`
}

// A ListedTop is a group among the first k.
type ListedTop struct {
	K        int    `json:"k"`
	Count    int64  `json:"count"`
	Expected Real   `json:"expected"`
	Skew     *Real  `json:"skew"` // ln(share / share of the list); null when nobody is there
	Why      string `json:"why,omitempty"`
}
