package audit

// SmallGroups says more of groups that are too small for a rate of their own to tell much. It stands beside the raw rates and never
// replaces them: a rate drawn towards the common one can hide a disparity.
type SmallGroups struct {
	Shrinkage   []Shrinkage       `json:"shrinkage"`
	Spreads     []SpreadInterval  `json:"spreads"`
	Comparisons []SmallComparison `json:"comparisons"`
}

// A Shrinkage draws the rates of an attribute set's groups towards the common one, the more the smaller a group is.
type Shrinkage struct {
	Metric     string   `json:"metric"`
	Attributes []string `json:"attributes"`
	Method     string   `json:"method"`                   // beta_binomial_moments, beta_binomial_ml
	Mean       *Real    `json:"prior_mean"`               // null with Why
	Strength   *Real    `json:"prior_strength,omitempty"` // in people; left out when pooled, where it is without limit
	Pooled     bool     `json:"pooled"`                   // the groups differ by no more than chance
	Groups     []Shrunk `json:"groups"`
	Why        string   `json:"why,omitempty"`
}

// A Shrunk is one group's raw rate beside the one that is drawn towards the common rate.
type Shrunk struct {
	Group Group  `json:"group"`
	Of    int64  `json:"numerator"`
	Out   int64  `json:"denominator"`
	Raw   *Real  `json:"raw"`
	Why   string `json:"raw_why,omitempty"`
	Rate  Effect `json:"shrunk"`
}

// A SpreadInterval is the interval of a number over all groups, from resampled cells.
type SpreadInterval struct {
	Metric     string   `json:"metric"`
	Attributes []string `json:"attributes"`
	Kind       string   `json:"kind"` // range, min_max_ratio
	Value      Effect   `json:"value"`
	Draws      int      `json:"draws"`
	Undefined  int      `json:"undefined"` // resamples without a value
}

// A SmallComparison adds to a comparison what does not rest on large numbers.
type SmallComparison struct {
	Metric    string    `json:"metric"`
	Group     Group     `json:"group"`
	Reference Group     `json:"reference"`
	Test      *Test     `json:"test"`                // exact studentised permutation
	Below     *Real     `json:"probability_below"`   // that the ratio lies below the lower end of the band, under Jeffreys priors
	Limit     Real      `json:"limit"`               // that end
	Interval  *Interval `json:"posterior,omitempty"` // of the ratio
	Why       string    `json:"why,omitempty"`
}
