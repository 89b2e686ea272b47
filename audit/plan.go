package audit

// PlanVersion is the version of the plan document that this program reads.
const PlanVersion = 1

// A Plan says what is measured and by which rules. It is fixed before counting; its hash is kept with the audit. The values
// below are those of a plan with its defaults filled in, as package planfile returns it.
type Plan struct {
	Version       int                  `json:"version"`
	Title         string               `json:"title"`
	System        System               `json:"system"`
	Files         Files                `json:"files"`
	Columns       Columns              `json:"columns"`
	Intersections int                  `json:"intersections"` // depth: 1 single attributes only, at most 3
	Reference     map[string]Reference `json:"reference"`     // by attribute; an absent one means largest
	Coverage      *CoveragePlan        `json:"coverage,omitempty"`
	Rules         []RuleChoice         `json:"rules"`
	Analyses      *Analyses            `json:"analyses,omitempty"` // nil: none but those that columns switch on
	Confidence    float64              `json:"confidence"`         // 0.95 for 95 %
	Multiplicity  Multiplicity         `json:"multiplicity"`
	Beside        []string             `json:"beside,omitempty"`  // further methods, printed beside those that judge
	Metrics       []string             `json:"metrics,omitempty"` // further ones, of FurtherMetrics
	Profile       string               `json:"profile"`           // native or a tool of metric.Profiles
	MinGroupSize  int64                `json:"min_group_size"`
	MaxGroups     int                  `json:"max_groups"` // distinct values of one attribute, above which the audit is refused
	Seed          uint64               `json:"seed"`       // of every Monte Carlo number
}

// A System is the algorithm or the sample that is audited.
type System struct {
	Name       string `json:"name"`
	Department string `json:"department"`
	Region     string `json:"region"`
	Subject    string `json:"subject"`
	Purpose    string `json:"purpose"`
}

// Files says how several input files belong together.
type Files struct {
	How   string     `json:"how"` // append: same columns, one after the other; join: side by side, by ID
	ID    string     `json:"id,omitempty"`
	Parts []FilePart `json:"parts,omitempty"` // in the order of the files on the command line; the first is the main file of a join
}

// A FilePart says how one file is read. Empty fields are detected.
type FilePart struct {
	Name      string `json:"name,omitempty"`
	ID        string `json:"id,omitempty"` // its id column, if not Files.ID
	Format    string `json:"format,omitempty"`
	Encoding  string `json:"encoding,omitempty"`
	Delimiter string `json:"delimiter,omitempty"`
	Sheet     string `json:"sheet,omitempty"`  // XLSX and XLS: sheet name, empty the first
	Record    string `json:"record,omitempty"` // XML: name of the record element, empty the one that repeats
}

// Columns says which column plays which part. Decision, Label, Score and Weight are nil when the plan does not name them.
type Columns struct {
	Attributes []Attribute    `json:"attributes"`
	Decision   *Binary        `json:"decision,omitempty"`
	Label      *Binary        `json:"label,omitempty"`
	Score      *Score         `json:"score,omitempty"`
	Weight     string         `json:"weight,omitempty"`
	Strata     []Attribute    `json:"strata,omitempty"`
	Features   []Attribute    `json:"features,omitempty"`   // columns that are not protected: searched for proxies, subgroups and gaps
	Stages     *StagesPlan    `json:"stages,omitempty"`     // filters of a process, in order
	Period     *PeriodColumn  `json:"period,omitempty"`     // when each person was decided on; nil when the plan does not name it
	Annotators []Attribute    `json:"annotators,omitempty"` // columns of labels that two or more annotators gave
	Rank       *RankColumn    `json:"rank,omitempty"`
	Outcome    *OutcomeColumn `json:"outcome,omitempty"`
	Classes    *ClassesColumn `json:"classes,omitempty"`
	Pair       *PairColumn    `json:"pair,omitempty"`
	Items      []ItemColumn   `json:"items,omitempty"` // questions or criteria that are added up to a total

	Cluster       string `json:"cluster,omitempty"`        // primary sampling unit of each person
	SurveyStratum string `json:"survey_stratum,omitempty"` // stratum of the sampling design that the cluster was drawn in
}

// An Attribute is a protected attribute or a stratum: a column, what it is called, and how its values are grouped.
type Attribute struct {
	Column  string            `json:"column"`
	Name    string            `json:"name"`
	Breaks  []float64         `json:"breaks,omitempty"`  // ascending; k breaks make k+1 bins, each closed below: [b, next)
	Labels  []string          `json:"labels,omitempty"`  // k+1 names of the bins
	Map     map[string]string `json:"map,omitempty"`     // value as read -> group
	Others  string            `json:"others,omitempty"`  // group of values that Map does not name; empty keeps them as they are
	Strict  bool              `json:"strict,omitempty"`  // a value that Map does not name is an error
	Missing []string          `json:"missing,omitempty"` // texts that mean "not known", besides the empty one and Unknown
}

// A Binary is the decision or the label column and which of its values count.
type Binary struct {
	Column     string   `json:"column"`
	True       []string `json:"true"`                 // values that count as selected (decision) or positive (label)
	False      []string `json:"false,omitempty"`      // values that count as not; empty: every other value that is not missing
	Missing    []string `json:"missing,omitempty"`    // texts that mean "no decision" or "no label", besides the empty one
	Favourable bool     `json:"favourable,omitempty"` // decision only: whether being selected is good for the person
}

// A Score is the number the system computed before deciding.
type Score struct {
	Column string `json:"column"`
	Higher string `json:"higher"` // favourable or unfavourable: what a higher score means for the person
}

// A Reference says which group the others are compared with.
type Reference struct {
	How   string `json:"how"`             // named, largest, highest
	Group string `json:"group,omitempty"` // named only
}

// The ways to choose a reference group. Highest takes the group with the highest rate of the favourable decision among those
// with at least min_group_size people and 2 % of all (methods 0.5); its family of tests is all pairs.
const (
	ReferenceNamed   = "named"
	ReferenceLargest = "largest"
	ReferenceHighest = "highest"
)

// A CoveragePlan says what the sample is held against.
type CoveragePlan struct {
	Population []string `json:"population,omitempty"` // reference files as the plan names them
	Attributes []string `json:"attributes,omitempty"` // names of attributes for patterns; empty means all
	Threshold  int64    `json:"threshold"`            // τ: a pattern with fewer records is uncovered
	Level      int      `json:"level"`                // greatest number of attributes in a pattern; 0 means all
}

// A RuleChoice names a rule of package rule and its parameters.
type RuleChoice struct {
	Name       string             `json:"name"`
	Parameters map[string]float64 `json:"parameters,omitempty"` // such as ratio 0.8, tolerance 0.05
}

// Multiplicity says how p-values are adjusted for the number of tests.
type Multiplicity struct {
	Method string `json:"method"` // holm, bh, by, ebh, none
	Family string `json:"family"` // the tests that are adjusted together: one of the Family constants
}

// The families of tests. Only the first two keep the chance of a false "disparity shown" anywhere among the findings of an audit
// below what its confidence leaves; each of the others keeps it for one family alone.
const (
	FamilyDepth           = "depth"            // all tests that rules judge; single attributes, pairs, triples, and the stages and scores that rules judge share the allowance equally
	FamilyAudit           = "audit"            // all tests that rules judge, as one family
	FamilyAttribute       = "attribute"        // those of one attribute set
	FamilyMetric          = "metric"           // those of one rate
	FamilyAttributeMetric = "attribute_metric" // those of one attribute set and rate
)
