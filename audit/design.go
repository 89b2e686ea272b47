package audit

// Design holds the rates of a sample that was drawn in clusters, with the variance that the clusters leave (Binder 1983).
type Design struct {
	Clusters    int                `json:"clusters"`
	Strata      int                `json:"strata"`
	Lonely      int                `json:"lonely_strata"` // strata with one cluster, collapsed: their variance is a guess
	DF          int                `json:"df"`            // clusters less strata
	LeftOut     int64              `json:"left_out"`      // people whose cluster is not known
	Rates       []DesignRate       `json:"rates"`
	Comparisons []DesignComparison `json:"comparisons"`
	Tests       []DesignTest       `json:"tests"`
}

// A DesignRate is one group's weighted rate under the design.
type DesignRate struct {
	Metric     string `json:"metric"`
	Group      Group  `json:"group"`
	N          int64  `json:"n"`
	Rate       Effect `json:"rate"`
	EffectiveN *Real  `json:"effective_n,omitempty"` // people that a simple random sample would need to tell as much
}

// A DesignComparison sets one group's rate against the reference's under the design.
type DesignComparison struct {
	Metric     string `json:"metric"`
	Group      Group  `json:"group"`
	Reference  Group  `json:"reference"`
	Ratio      Effect `json:"ratio"`
	Difference Effect `json:"difference"`
	Test       *Test  `json:"test,omitempty"` // of the difference, by Student's t; left out where Difference says why there is none
}

// A DesignTest asks whether all groups of an attribute have one rate (Rao and Scott 1984).
type DesignTest struct {
	Metric    string `json:"metric"`
	Attribute string `json:"attribute"`
	Test      *Test  `json:"test"`
	Why       string `json:"why,omitempty"`
}
