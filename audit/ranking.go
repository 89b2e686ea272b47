package audit

// A Ranking says who stands where in lists (methods 7.2). Shares are held against those of the people listed, and against target shares
// where the plan declares any.
type Ranking struct {
	Attribute string        `json:"attribute"`
	Lists     int           `json:"lists"`
	People    int64         `json:"people"`
	Unranked  int64         `json:"unranked"` // people without a position or without a known group
	Reference string        `json:"reference"`
	Groups    []RankedGroup `json:"groups"`            // over all lists; a group of which nobody is listed says so
	NDKL      *RankedMean   `json:"ndkl,omitempty"`    // mean over lists; nil with one list
	Tops      []RankedTop   `json:"tops"`              // over all lists; empty with one list, whose details say it
	Details   []RankedList  `json:"details"`           // of the first lists by name
	Tested    int           `json:"tested"`            // lists that FA*IR looked at, the first by name
	Rounded   bool          `json:"rounded,omitempty"` // there are more positions than are kept apart: near ones count as ties
	Status    Status        `json:"status"`
	Why       string        `json:"why,omitempty"`
}

// A RankedGroup is the attention that a group gets by its positions, over all lists. Intervals come from drawing whole lists anew; where
// there are none, IntervalWhy says why.
type RankedGroup struct {
	Group          string    `json:"group"`
	N              int64     `json:"n"`
	Exposure       *Real     `json:"exposure"`        // mean of 1/log₂(1 + position)
	Ratio          *Real     `json:"ratio,omitempty"` // to the reference group's; the reference group itself has none
	Interval       *Interval `json:"interval,omitempty"`
	IntervalWhy    string    `json:"interval_why,omitempty"`
	Merit          *Real     `json:"merit,omitempty"`       // exposure over the share of positive labels; nil without labels, and for a group without positive ones
	MeritRatio     *Real     `json:"merit_ratio,omitempty"` // to the reference group's: disparate treatment ratio
	MeritInterval  *Interval `json:"merit_interval,omitempty"`
	Clicks         *Real     `json:"clicks,omitempty"`          // clicks per person of whom they are known
	ClickRatio     *Real     `json:"click_ratio,omitempty"`     // to the reference group's
	ClickInterval  *Interval `json:"click_interval,omitempty"`  //
	ImpactRatio    *Real     `json:"impact_ratio,omitempty"`    // of clicks over the share of positive labels: disparate impact ratio
	ImpactInterval *Interval `json:"impact_interval,omitempty"` //
	Failed         int       `json:"lists_failed"`              // of the lists tested, those in which FA*IR finds too few for the pool
	Testable       int       `json:"lists_testable"`            // lists tested in which the group is neither absent nor alone
	Status         Status    `json:"status"`
	Why            string    `json:"why,omitempty"`
}

// A RankedMean is a mean over lists.
type RankedMean struct {
	Value       *Real     `json:"value"`
	Interval    *Interval `json:"interval,omitempty"`
	IntervalWhy string    `json:"interval_why,omitempty"`
}

// A RankedTop is a group among the first k of all lists that are longer.
type RankedTop struct {
	Group       string    `json:"group"`
	K           int       `json:"k"`
	Lists       int       `json:"lists"`
	Count       Real      `json:"count"`    // expected over random tie-breaks
	Expected    Real      `json:"expected"` // from its shares of the lists
	Share       *Real     `json:"share"`
	Whole       *Real     `json:"share_of_lists"` // expected over k times the lists
	Ratio       *Real     `json:"ratio"`          // count over expected
	Interval    *Interval `json:"interval,omitempty"`
	IntervalWhy string    `json:"interval_why,omitempty"`
}

// A RankedList is one list. With ties every number is the expectation over all ways to break them.
type RankedList struct {
	List       string        `json:"list"`
	Length     int           `json:"length"`
	Tied       int           `json:"tied,omitempty"` // people who share their position
	NDKL       *Real         `json:"ndkl"`           // nats; 0 when every top is as the whole
	Infeasible *Real         `json:"infeasible_index"`
	Skews      []ListedSkew  `json:"skews"`
	Groups     []ListedGroup `json:"groups"`
}

// A ListedSkew is the lowest and the highest skew among the first k. Groups of which nobody is there have no logarithm and are named.
type ListedSkew struct {
	K        int      `json:"k"`
	Min      *Real    `json:"min_skew,omitempty"`
	MinGroup string   `json:"min_group"`
	Max      *Real    `json:"max_skew,omitempty"`
	MaxGroup string   `json:"max_group"`
	Absent   []string `json:"absent,omitempty"` // skew −∞: below every other
}

// A ListedGroup is one group in one list.
type ListedGroup struct {
	Group    string      `json:"group"`
	N        int64       `json:"n"`
	Exposure *Real       `json:"exposure"`
	RND      *Real       `json:"rnd,omitempty"` // left out in lists too short for it
	Tops     []ListedTop `json:"tops"`
	Fair     []FairTest  `json:"fair"`
	Status   Status      `json:"status"`
	Why      string      `json:"why,omitempty"`
}

// A ListedTop is a group among the first k.
type ListedTop struct {
	K             int    `json:"k"`
	Count         Real   `json:"count"` // expected over random tie-breaks
	Fewest        *int64 `json:"fewest,omitempty"`
	Most          *int64 `json:"most,omitempty"` // both only where breaking ties changes the count
	Expected      Real   `json:"expected"`       // k times the share of the list
	Skew          *Real  `json:"skew"`           // ln(share / share of the list); null when nobody is there
	Why           string `json:"why,omitempty"`
	Minimum       *int   `json:"minimum,omitempty"`
	TargetMinimum *int   `json:"target_minimum,omitempty"` // fewest that FA*IR lets pass, for the pool and for the target; nil beyond its positions
}

// What FA*IR holds a list against.
const (
	FairPool   = "pool"   // a random order of the people listed: hypergeometric counts
	FairTarget = "target" // a draw at the declared share: binomial counts
)

// A FairTest is FA*IR for one group of one list (Zehlike et al. 2017). The level of the single tests is lowered until a list drawn at
// random fails in no more than Alpha of all cases.
type FairTest struct {
	Against     string `json:"against"` // pool, target
	Share       Real   `json:"share"`   // of members that is wanted
	Alpha       Real   `json:"alpha"`
	Adjusted    Real   `json:"alpha_adjusted"` // level of the single tests
	Size        *Real  `json:"size"`           // true chance that a list drawn at random fails
	Positions   int    `json:"positions"`      // first positions that were looked at
	FailsAt     int    `json:"fails_at"`       // first position at which there are too few however ties are broken; 0 nowhere
	FailsWith   int    `json:"fails_with"`     // members among the first FailsAt, with ties broken in favour of the group
	FailsMin    int    `json:"fails_minimum"`  // fewest that would have passed there
	FailsChance *Real  `json:"fails_chance"`   // share of the ways to break ties that fail; 0 or 1 without ties
	Test        *Test  `json:"test"`           // exact, over all positions, with ties broken in favour of the group
	Status      Status `json:"status"`
	Why         string `json:"why,omitempty"`
}
