package audit

// Weighting says how far the data are from a proportional sample of the population, and what weights that make up for it would cost.
type Weighting struct {
	Representativity []Representativity   `json:"representativity"` // of every attribute set that the population files count
	PostStrata       []PostStratification `json:"post_stratification"`
	Raking           *Raking              `json:"raking,omitempty"` // to the margins of all single attributes; nil with fewer than two
}

// A Representativity is the R-indicator of the data: 1 when everybody's chance of being in the data is alike (Schouten, Cobben and
// Bethlehem 2009).
type Representativity struct {
	Attributes []string           `json:"attributes"`
	Cells      int                `json:"cells"`
	Sample     int64              `json:"sample"`
	Population int64              `json:"population"`
	R          Effect             `json:"r"`        // 0 … 1, with its interval
	Adjusted   *Real              `json:"adjusted"` // with the bias of small cells taken out
	Bias       *Real              `json:"bias"`     // of the variance of the chances
	Mean       *Real              `json:"mean"`     // sampling fraction
	CV         *Real              `json:"coefficient_of_variation"`
	SmallCells int                `json:"small_cells"` // fewer than 20 people in the population
	Partial    []PartialIndicator `json:"partial"`
	Status     Status             `json:"status"`
	Why        string             `json:"why,omitempty"`
}

// A PartialIndicator says how much one attribute has to do with unlike chances (Schouten, Shlomo and Skinner 2011).
type PartialIndicator struct {
	Attribute     string            `json:"attribute"`
	Unconditional Real              `json:"unconditional"`         // 0 … ½
	Conditional   *Real             `json:"conditional,omitempty"` // within groups of the other attributes, where there are any
	Categories    []PartialCategory `json:"categories"`
}

// A PartialCategory is the part of one value: below 0 it is under-sampled.
type PartialCategory struct {
	Value         string `json:"value"`
	Unconditional Real   `json:"unconditional"`
	Conditional   *Real  `json:"conditional,omitempty"` // likewise; without sign
}

// A PostStratification holds the weights that give the data the population's shares of one attribute set.
type PostStratification struct {
	Attributes []string      `json:"attributes"`
	N          int64         `json:"n"`
	Cost       WeightCost    `json:"cost"`
	Trimmed    *WeightCost   `json:"trimmed,omitempty"` // with weights above five times the median cut down to it; nil when none is
	Unreached  Real          `json:"unreached"`         // share of the population in groups that the data have nobody of
	Weights    []GroupWeight `json:"weights"`
	Status     Status        `json:"status"`
	Why        string        `json:"why,omitempty"`
}

// A WeightCost is what weighting costs (Kish 1965).
type WeightCost struct {
	DesignEffect *Real `json:"design_effect"` // how many times the variance grows
	EffectiveN   *Real `json:"effective_n"`
	Cut          int   `json:"cut,omitempty"` // groups whose weight was trimmed
}

// A GroupWeight is the weight of every person of a group; 1 on average over the data.
type GroupWeight struct {
	Group  Group `json:"group"`
	Count  int64 `json:"count"`
	Weight *Real `json:"weight"` // null when the data have nobody of the group
}

// A Raking holds weights that meet the margins of several attributes (Deming and Stephan 1940).
type Raking struct {
	Attributes []string      `json:"attributes"`
	N          int64         `json:"n"`
	Cost       WeightCost    `json:"cost"`
	Sweeps     int           `json:"sweeps"`
	Residual   Real          `json:"residual"` // largest distance of a margin from its target, in people
	Weights    []GroupWeight `json:"weights"`
	Status     Status        `json:"status"`
	Why        string        `json:"why,omitempty"`
}
