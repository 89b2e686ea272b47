package audit

// Coverage says whom the data hold, against whom they should hold.
type Coverage struct {
	Threshold      int64            `json:"threshold"`
	Level          int              `json:"level"`
	Attributes     []string         `json:"attributes"` // those of the patterns
	Population     []PopulationFile `json:"population"`
	Representation []Representation `json:"representation"`
	Distances      []Distance       `json:"distances"`
	Uncovered      []Pattern        `json:"uncovered_patterns"`
	UncoveredMore  int              `json:"uncovered_patterns_not_listed"`
	Engine         string           `json:"engine"`          // cube or deepdiver
	Nodes          Real             `json:"nodes"`           // patterns in the lattice
	UncoveredNodes *int64           `json:"nodes_uncovered"` // null when the engine does not count them
	Collection     []Collect        `json:"collection_plan"`
	CollectTotal   int64            `json:"collection_total"`
	CollectLevel   int              `json:"collection_level"` // every pattern up to this level reaches the threshold
	Unattainable   []Pattern        `json:"unattainable"`     // patterns no combination that can exist would fill
	Status         Status           `json:"status"`
	Why            string           `json:"why,omitempty"`
}

// A PopulationFile is a census or register that shares are held against.
type PopulationFile struct {
	Name       string   `json:"name"`
	SHA256     string   `json:"sha256"`
	Attributes []string `json:"attributes"` // those of the plan that it has
	Total      int64    `json:"total"`      // people, of the first attribute
}

// A Representation is one group's share of the data against its share of the population.
type Representation struct {
	Group          Group     `json:"group"`
	Count          int64     `json:"count"`
	N              int64     `json:"n"` // people with a known value that the reference has
	Share          *Real     `json:"share"`
	Population     *int64    `json:"population"`      // null when the reference has no such group
	ReferenceShare *Real     `json:"reference_share"` // null likewise
	Ratio          *Real     `json:"ratio"`           // representation ratio, 1 proportional
	Interval       *Interval `json:"interval"`        // of the ratio
	Gap            *Real     `json:"gap"`             // share − reference share
	Residual       *Real     `json:"standardised_residual"`
	Test           *Test     `json:"test"`
	Verdict        Verdict   `json:"verdict"`
	Direction      string    `json:"direction,omitempty"` // under, over: only with disparity shown
	Missing        *Real     `json:"records_short"`       // further records that would bring the share to its reference, others unchanged
	Status         Status    `json:"status"`
	Why            string    `json:"why,omitempty"`
}

// A Distance is one number for how far the data's shares of one attribute lie from the population's.
type Distance struct {
	Attribute string `json:"attribute"`
	Name      string `json:"name"` // total_variation, l_infinity, kullback_leibler, jensen_shannon, psi, hellinger, chi_squared …
	Unit      string `json:"unit,omitempty"`
	Value     *Real  `json:"value"`
	NullMean  *Real  `json:"null_mean,omitempty"`     // under a proportional sample of the same size
	Null95    *Real  `json:"null_quantile,omitempty"` // 95 % quantile, likewise
	Test      *Test  `json:"test,omitempty"`
	N         int64  `json:"n"`
	Status    Status `json:"status"`
	Why       string `json:"why,omitempty"`
}

// The materiality of an uncovered pattern (methods 1.7).
const (
	UnderCovered   = "under_covered"   // a proportional sample of this size would have reached the threshold
	RarePattern    = "rare"            // even a proportional sample would have missed it
	StructuralZero = "structural_zero" // nobody in the population
	NoPopulation   = "no_population"   // the reference says nothing about it
)

// A Pattern is a combination of some attribute values. It is maximal uncovered when fewer records than the threshold match it
// while every more general pattern is covered.
type Pattern struct {
	Pattern     Group  `json:"pattern"`
	Count       int64  `json:"count"`
	Level       int    `json:"level"`
	Materiality string `json:"materiality,omitempty"`
	Population  *Real  `json:"population,omitempty"` // people in the reference; like what follows from it, left out where Materiality is NoPopulation
	Expected    *Real  `json:"expected,omitempty"`   // records in a proportional sample of the same size
	Basis       string `json:"basis,omitempty"`      // joint: counted in the reference; independence: product of its margins
	P           *P     `json:"p,omitempty"`          // one-sided: as few or fewer in a proportional sample
	PAdjusted   *P     `json:"p_adjusted,omitempty"`
}

// Collect is one step of the collection plan: records of one combination to add.
type Collect struct {
	Combination Group `json:"combination"`
	Records     int64 `json:"records"`
}
