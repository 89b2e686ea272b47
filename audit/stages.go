package audit

// The forms in which a plan gives the stages of a process.
const (
	StagesByColumn = "columns"       // a column for each filter
	StagesByFirst  = "first_failing" // one column with the first failing filter
	StagesByFile   = "files"         // a file for each stage
)

// Stages says how people passed the filters of a process. With a weight column rates, ratios and shortfalls are weighted; Left and Unknown
// count people all the same.
type Stages struct {
	Names      []string      `json:"names"`       // in order
	Form       string        `json:"form"`        // columns, first_failing, files
	Entered    int64         `json:"entered"`     // people who entered the first stage
	LeftOut    int64         `json:"left_out"`    // people of whom the first failing filter is not known
	Groups     []StageGroup  `json:"groups"`      // of every single attribute
	Attrition  []Attrition   `json:"attrition"`   // every group against its reference
	Broken     []BrokenStage `json:"broken"`      // stages that are no filters: nothing is compared across them
	FiltersWhy string        `json:"filters_why"` // why filters have no shares whatever their order, empty where they have
	Weights    *WeightUse    `json:"weights,omitempty"`
	Sweeps     []StageSweep  `json:"sweeps,omitempty"` // of the filters whose number and cut the plan names
}

// A StageGroup is the people of one group who were left after every stage.
type StageGroup struct {
	Group   Group   `json:"group"`
	Left    []int64 `json:"left"`                   // who entered, then after each stage: one more than there are stages
	Unknown []int64 `json:"unknown"`                // by stage: people whose result was not known there, counted as not passed
	Weights []Real  `json:"left_weights,omitempty"` // Σw of Left; only with a weight column
}

// A BrokenStage is a stage after which there are people who were not there before it.
type BrokenStage struct {
	Stage    string `json:"stage"`
	Returned int64  `json:"returned"` // people of this stage who were absent from the one before
	New      int64  `json:"new"`      // ids of this stage that never entered; 0 where no file of stages is read
}

// An Attrition sets a group's way through the stages against the reference's.
type Attrition struct {
	Group     Group       `json:"group"`
	Reference Group       `json:"reference"`
	Steps     []StageStep `json:"steps"`
	Whole     Comparison  `json:"whole"`               // shares of those who entered who were left after the last stage
	Greenwood *Interval   `json:"greenwood,omitempty"` // of the whole ratio, from the telescoping variance
	SharesWhy string      `json:"shares_why,omitempty"`
	Shortfall *Real       `json:"shortfall,omitempty"` // people, or their weight, who would have been left at the reference's rate and were not; left out where SharesWhy names a broken stage, or nobody entered
	Filters   []Filter    `json:"filters,omitempty"`
}

// A StageStep is one stage: the share of those who reached it who passed.
type StageStep struct {
	Stage      string     `json:"stage"`
	Comparison Comparison `json:"comparison"`
	Katz       *Interval  `json:"katz,omitempty"` // whose variances add up over the stages
	LogRatio   *Real      `json:"log_ratio"`      // null when a rate is 0
	LogWhy     string     `json:"log_ratio_why,omitempty"`
	Share      *Real      `json:"share"` // of the logarithm of the whole ratio; outside 0 … 1 when stages work against each other
	ShareWhy   string     `json:"share_why,omitempty"`
}

// A Filter is what one filter contributes whatever the order, where all were evaluated on everybody.
type Filter struct {
	Stage       string `json:"stage"`
	Shapley     *Real  `json:"shapley"`       // part of the logarithm of the whole ratio
	LeaveOneOut *Real  `json:"leave_one_out"` // whole ratio without this filter less the whole ratio
	Why         string `json:"why,omitempty"`
}

// The rates of stages, as comparisons name them.
const (
	StagePassRate     = "stage_pass_rate"     // passed, of those who reached the stage
	StageSurvivalRate = "stage_survival_rate" // left after the last stage, of those who entered
)
