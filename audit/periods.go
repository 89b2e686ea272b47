package audit

// A PeriodColumn says when each person was decided on.
type PeriodColumn struct {
	Column  string   `json:"column"`
	By      string   `json:"by"`                // year, quarter, month, day
	Missing []string `json:"missing,omitempty"` // texts that mean "date not known", besides the empty one
}

// Periods are the shares of the groups and their rates period by period, with tests of drift. They are looked at besides what the
// rules judge and add no finding.
type Periods struct {
	Column   string           `json:"column"`
	By       string           `json:"by"`
	Periods  []Period         `json:"periods"` // from the first with people to the last, gaps included
	Undated  int64            `json:"undated"` // people whose date is not known: in no period
	Mixes    []PeriodMix      `json:"mixes"`   // an attribute each
	Rates    []PeriodRate     `json:"rates"`   // everybody first, then the groups, metric by metric
	Examined PeriodsConsulted `json:"examined"`
}

// PeriodsConsulted says how many tests of drift were made and how many remain after adjustment over all of them.
type PeriodsConsulted struct {
	Tests int `json:"tests"`
	Shown int `json:"shown"`
}

// A Period is one span of time. A period of nobody between two others is a gap.
type Period struct {
	Name  string `json:"name"` // 2024, 2024-Q1, 2024-03, 2024-03-07
	N     int64  `json:"n"`
	Small bool   `json:"small,omitempty"` // fewer people than the plan's min_group_size
}

// A PeriodPoint is a rate or a share in one period. Value is nil with Why where it is undefined.
type PeriodPoint struct {
	Numerator   int64     `json:"numerator"`
	Denominator int64     `json:"denominator"`
	Value       *Real     `json:"value"`
	Interval    *Interval `json:"interval"`
	Small       bool      `json:"small,omitempty"` // fewer people in the denominator than the plan's min_group_size
	Why         string    `json:"why,omitempty"`
}

// A PeriodStep sets the last period that has people against all before it together.
type PeriodStep struct {
	Earlier  *Real     `json:"earlier"`
	Last     *Real     `json:"last"`
	Value    *Real     `json:"value"` // last less earlier
	Interval *Interval `json:"interval"`
	Test     *Test     `json:"test"`
	Why      string    `json:"why,omitempty"`
}

// A PeriodMix is how an attribute's groups share the people over the periods. People whose group is not known are a group of it.
type PeriodMix struct {
	Attribute    string        `json:"attribute"`
	Shares       []PeriodShare `json:"shares"`
	Earlier      int64         `json:"earlier_n"`
	Last         int64         `json:"last_n"`
	Distance     *Real         `json:"jensen_shannon"`                               // of the last period from all before it, in nats
	Distance95   *Real         `json:"jensen_shannon_null_quantile"`                 // 95 of 100 samples of one mix lie at or below it
	Stability    *Real         `json:"population_stability_index"`                   // nil when a group is on one side only
	Stability95  *Real         `json:"population_stability_null_quantile,omitempty"` // left out when most samples of one mix have no finite index
	Test         *Test         `json:"test"`                                         // of one mix before and in the last period
	Why          string        `json:"why,omitempty"`
	StabilityWhy string        `json:"population_stability_why,omitempty"`
}

// A PeriodShare is the share of one group in each period, in the order of Periods.
type PeriodShare struct {
	Group  Group         `json:"group"`
	Points []PeriodPoint `json:"points"`
	Trend  *Test         `json:"trend"`         // of a share that neither rises nor falls
	Why    string        `json:"why,omitempty"` // why there is no trend
}

// A PeriodRate is one metric of one group over the periods, in the order of Periods.
type PeriodRate struct {
	Metric    string        `json:"metric"`
	Group     Group         `json:"group"` // {} is everybody
	Reference Group         `json:"reference,omitempty"`
	Points    []PeriodPoint `json:"points"`
	Trend     *Test         `json:"trend"`               // of a rate that neither rises nor falls
	Departure *Test         `json:"departure,omitempty"` // of differences between periods that a straight line leaves; two periods leave none
	Step      PeriodStep    `json:"step"`                // the rate, last period against the earlier ones
	Gap       *PeriodStep   `json:"gap,omitempty"`       // the difference from the reference group, likewise
	Why       string        `json:"why,omitempty"`       // why there is no trend
	Status    Status        `json:"status"`              // low_n when the last period has fewer people in the rate than min_group_size
	Drift     bool          `json:"drift,omitempty"`     // any of its adjusted tests shows a change
}
