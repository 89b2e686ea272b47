package audit

// A Scan looks for groups that nobody named: people alike in features whose rate lies far from everybody's. Groups are found among one
// random half of the people and tested on the other.
type Scan struct {
	Metric     string    `json:"metric"`
	Features   []string  `json:"features"`
	FirstHalf  int64     `json:"first_half"`
	SecondHalf int64     `json:"second_half"`
	Tried      int       `json:"tried"` // ways to part a group that were looked at
	Tests      int       `json:"tests"`
	Clusters   []Cluster `json:"clusters"` // smallest p-value first; together they are everybody
	Status     Status    `json:"status"`
	Why        string    `json:"why,omitempty"`
}

// A Cluster is a group that the scan found.
type Cluster struct {
	Conditions []ScanCondition `json:"conditions"`
	N          int64           `json:"n"`          // people of the second half
	Comparison Comparison      `json:"comparison"` // in the second half, against everybody outside, as a difference; the group is {}
	Make       []ClusterShare  `json:"make"`       // which protected groups are over-represented in it, if the plan names attributes
}

// A ScanCondition holds for people whose feature has a value, or has not.
type ScanCondition struct {
	Feature string `json:"feature"`
	Value   string `json:"value"`
	Not     bool   `json:"not,omitempty"`
}

// A ClusterShare is the share of a protected group in a cluster, beside its share outside. It is described, not tested.
type ClusterShare struct {
	Group   Group `json:"group"`
	Share   Real  `json:"share"`
	Outside Real  `json:"outside"`
}
