package audit

// SchemaVersion is the version of the results document that this program writes.
const SchemaVersion = 1

// An Audit is one run of a plan over one data set: the results document (results.json). The same plan and input give the
// same bytes.
type Audit struct {
	Schema      int               `json:"schema"`
	Generator   string            `json:"generator"` // auditd and its version
	PlanSHA256  string            `json:"plan_sha256"`
	Plan        Plan              `json:"plan"`
	Inputs      []Input           `json:"inputs"`
	Rows        Rows              `json:"rows"`
	Criteria    []Criterion       `json:"criteria"`
	Findings    []Finding         `json:"findings"` // worst first
	Estimates   []Estimate        `json:"estimates"`
	Comparisons []Comparison      `json:"comparisons"`
	Beside      []Beside          `json:"beside,omitempty"` // what further methods of the plan say of estimates and comparisons
	Aggregates  []Aggregate       `json:"aggregates"`
	Profile     *ToolProfile      `json:"profile,omitempty"`
	Coverage    *Coverage         `json:"coverage,omitempty"`
	Conditional []Conditional     `json:"conditional,omitempty"`
	Stages      *Stages           `json:"stages,omitempty"`
	Weighting   *Weighting        `json:"weighting,omitempty"`
	Design      *Design           `json:"design,omitempty"`
	SmallGroups *SmallGroups      `json:"small_groups,omitempty"`
	Repeated    *Repeated         `json:"repeated,omitempty"`
	Subgroups   *Subgroups        `json:"subgroups,omitempty"`
	Scores      *Scores           `json:"scores,omitempty"`
	Proxies     *Proxies          `json:"proxies,omitempty"`
	Periods     *Periods          `json:"periods,omitempty"`
	Missingness *Missingness      `json:"missingness,omitempty"`
	Ranking     []Ranking         `json:"ranking,omitempty"`
	Classes     []ClassComparison `json:"classes,omitempty"`
	ClassGroups []ClassGroup      `json:"class_groups,omitempty"`
	Regression  []PredictionError `json:"regression,omitempty"`
	Inequality  []Inequality      `json:"inequality,omitempty"`
	Oaxaca      *OaxacaSplits     `json:"oaxaca_blinder,omitempty"`
	Pairs       []FlipTest        `json:"pairs,omitempty"`
	Scan        *Scan             `json:"scan,omitempty"`
	Items       *Items            `json:"items,omitempty"`
	Consistency *Consistency      `json:"consistency,omitempty"`

	Concentration *Concentration `json:"concentration,omitempty"`
	SubsetScan    *SubsetScan    `json:"subset_scan,omitempty"`

	Missing  []MissingCount `json:"missing"`
	Excluded []Exclusion    `json:"excluded"`
	Values   []ColumnValues `json:"values"`
	Notices  []Note         `json:"notices"` // what a reader must know before using the numbers
	Examined Examined       `json:"examined"`
}

// Rows says what became of every row. Read = Counted + the rows of Excluded.
type Rows struct {
	Read     int64 `json:"read"`
	Counted  int64 `json:"counted"`
	Excluded int64 `json:"excluded"`
}

// MissingCount is the people of one group whose decision or label is missing.
type MissingCount struct {
	Group    Group `json:"group"` // {} is everybody
	N        int64 `json:"n"`
	Decision int64 `json:"decision_missing"`
	Label    int64 `json:"label_missing"`
}

// Examined says how much was looked at, so that a reader can judge how surprising the findings are.
type Examined struct {
	Attributes    []string   `json:"attributes"`
	Intersections [][]string `json:"intersections"`
	Strata        []string   `json:"strata"`
	Groups        int        `json:"groups"` // over all attribute sets, Unknown ones included
	Metrics       []string   `json:"metrics"`
	Rules         []string   `json:"rules"`
	Estimates     int        `json:"estimates"`
	Undefined     int        `json:"estimates_undefined"`
	Comparisons   int        `json:"comparisons"`
	Tests         int        `json:"tests"`
	Families      []Family   `json:"families"`
	Patterns      Real       `json:"patterns"` // nodes of the coverage lattice
	Cells         int        `json:"cells"`
	References    []Chosen   `json:"references"`
}

// A Family is the set of tests that were adjusted together.
type Family struct {
	Name   string `json:"name"`
	Tests  int    `json:"tests"`  // tests with a p-value
	Size   int    `json:"size"`   // the number adjusted for: all pairs when the data chose the reference
	Method string `json:"method"` // holm, bh, by, ebh, none
}

// Chosen is the reference group of one attribute set and how it was chosen.
type Chosen struct {
	Attributes []string `json:"attributes"`
	Group      Group    `json:"group"` // {} when none is eligible, with Why
	How        string   `json:"how"`   // named, largest, highest
	Why        string   `json:"why,omitempty"`
	Tied       []Group  `json:"tied,omitempty"` // groups that would have qualified equally; the first by name was taken
}

// A ToolProfile holds the numbers that another tool would print for the same counts, faults included.
type ToolProfile struct {
	Name    string      `json:"name"`    // fairlearn, aif360, aequitas, clarify
	Version string      `json:"version"` // of the tool whose behaviour is matched
	Values  []ToolValue `json:"values"`
}

// A ToolValue is one number of another tool. Text holds what the tool prints where JSON has no number for it: nan, inf.
type ToolValue struct {
	Metric    string `json:"metric"` // the tool's own name
	Attribute string `json:"attribute"`
	Group     string `json:"group,omitempty"`     // empty for a number over all groups
	Reference string `json:"reference,omitempty"` // privileged, facet a, ref group
	Stratum   string `json:"stratum,omitempty"`   // group variable of a conditional metric
	Value     *Real  `json:"value,omitempty"`     // left out where the tool prints no finite number
	Text      string `json:"text,omitempty"`      // what it prints then
	Note      string `json:"note,omitempty"`      // key of the message catalogues: where the tool's answer misleads
}
