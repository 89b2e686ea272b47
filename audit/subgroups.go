package audit

// Subgroups are the results of searching all subgroups that attributes and features describe together (methods 10).
type Subgroups struct {
	Dimensions  []string         `json:"dimensions"`       // attributes and features that were searched
	Depth       int              `json:"depth"`            // most conditions of a subgroup
	Support     Real             `json:"support"`          // least share of all people, as the plan has it
	LeastPeople int64            `json:"least_people"`     // the same in people; at least 30 and half a percent
	N           int64            `json:"n"`                // everybody
	Possible    Real             `json:"possible"`         // subgroups that could be described
	Examined    int              `json:"examined"`         // of these, with enough people
	Control     string           `json:"control"`          // split, permutation
	FirstHalf   int64            `json:"first_half"`       // people among whom subgroups were sought; 0 without a split
	SecondHalf  int64            `json:"second_half"`      // people on whom they were tested; 0 without a split
	Tests       int              `json:"tests"`            // subgroups tested, over all metrics
	Draws       int              `json:"draws,omitempty"`  // permutations
	Strata      []string         `json:"strata,omitempty"` // columns within whose values outcomes were dealt out and rates compared; absent without
	Metrics     []SubgroupMetric `json:"metrics"`
	Weights     *WeightUse       `json:"weights,omitempty"` // never used; says why
}

// A SubgroupMetric is the search by one rate.
type SubgroupMetric struct {
	Metric      string           `json:"metric"`
	Numerator   int64            `json:"numerator"`
	Denominator int64            `json:"denominator"`
	Value       *Real            `json:"value"`         // of everybody; null when the rate applies to nobody
	Why         string           `json:"why,omitempty"` // why it is undefined
	Examined    int              `json:"examined"`      // subgroups whose rate is defined
	Redundant   int              `json:"redundant"`     // of these, a condition less changes hardly anything
	Tested      []TestedSubgroup `json:"tested"`        // worst p-value last
	Above       []Subgroup       `json:"above"`         // of everybody, farthest above first; describes, proves nothing
	Below       []Subgroup       `json:"below"`         // likewise below
	Heaviest    []Subgroup       `json:"heaviest"`      // of everybody, most people times distance first; redundant ones left out
	Slices      []Subgroup       `json:"slices"`        // of an error rate, highest slice_score first; redundant ones left out; empty of another rate
	Items       []SubgroupItem   `json:"items"`         // what every single condition contributes over all subgroups, largest first
	Corrective  []CorrectiveItem `json:"corrective"`    // conditions that bring a subgroup closest to everybody, largest first
}

// A Subgroup is people who share some conditions, and how far their rate lies from everybody's.
type Subgroup struct {
	Group       Group     `json:"group"`
	N           int64     `json:"n"`
	Support     Real      `json:"support"` // n over everybody
	Numerator   int64     `json:"numerator"`
	Denominator int64     `json:"denominator"`
	Value       Real      `json:"value"`
	Divergence  Real      `json:"divergence"`            // value minus the rate of everybody, the subgroup among them
	Interval    *Interval `json:"interval"`              // of the divergence; null when nobody is outside
	T           Real      `json:"t"`                     // against everybody (Pastor, de Alfaro and Baralis 2021)
	TOutside    *Real     `json:"t_outside"`             // against the people outside; null when there are none
	EffectSize  Real      `json:"effect_size"`           // Slice Finder's, against the people outside
	Gamma       Real      `json:"gamma_unfairness"`      // share of everybody who are in the subgroup and to whom the rate applies, times |divergence| (Kearns et al. 2018)
	SliceScore  *Real     `json:"slice_score,omitempty"` // SliceLine's, with weight .95; of error rates only, absent when nobody errs
	Redundant   bool      `json:"redundant,omitempty"`   // a condition less changes hardly anything
	Shapley     []Real    `json:"shapley,omitempty"`     // share of every condition in the divergence, in the order of the group
}

// A TestedSubgroup is a subgroup that the search put forward, compared with everybody outside it.
type TestedSubgroup struct {
	Group      Group         `json:"group"`
	N          int64         `json:"n"`                 // people of the subgroup on whom it was tested
	Found      Real          `json:"found"`             // divergence where it was sought; too large on average, because the search took the largest
	Comparison Comparison    `json:"comparison"`        // against everybody outside, as a difference
	Shapley    []Real        `json:"shapley,omitempty"` // share of every condition in the divergence where it was tested
	Lattice    []LatticeNode `json:"lattice,omitempty"` // of a subgroup of two or three conditions that shows a disparity: general before special
}

// A LatticeNode is one of the more general groups of a tested subgroup, or the subgroup itself; everybody has the empty group. Counts
// are of the people on whom it was tested.
type LatticeNode struct {
	Group       Group `json:"group"`
	Numerator   int64 `json:"numerator"`
	Denominator int64 `json:"denominator"`
	Value       *Real `json:"value"` // null when the rate applies to nobody
}

// A SubgroupItem is one condition with its global Shapley value: what it contributes to divergence over all subgroups examined.
type SubgroupItem struct {
	Item       Group `json:"item"`
	Shapley    Real  `json:"shapley"`
	Divergence *Real `json:"divergence,omitempty"` // of the condition alone; left out when the rate applies to nobody
}

// A CorrectiveItem is a condition that brings a subgroup closer to everybody.
type CorrectiveItem struct {
	Group   Group `json:"group"` // without the condition
	Item    Group `json:"item"`
	Without Real  `json:"without"` // divergence without the condition
	With    Real  `json:"with"`
}
