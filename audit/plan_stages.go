package audit

import "strconv"

// HowStages is the value of Files.How for one file a stage: the first holds the people who entered, each further one the ids of
// those who were left after a stage.
const HowStages = "stages"

// MostStages bounds the filters of a process: all their subsets are counted.
const MostStages = 20

// A StagesPlan says how people passed the filters of a process. Each stage has a column of its own; or one column holds the first
// filter that a person failed; or, with Files.How "stages", each stage is a file.
type StagesPlan struct {
	Stages  []Stage  `json:"stages"`            // in order
	Column  string   `json:"column,omitempty"`  // with the name of the first failing filter
	Passed  []string `json:"passed,omitempty"`  // values of Column of people who failed none; the empty text is an empty cell
	Missing []string `json:"missing,omitempty"` // values of Column that mean "not known", besides the empty one
}

// A Stage is one filter.
type Stage struct {
	Name    string   `json:"name"`
	Column  string   `json:"column,omitempty"`  // only where each stage has one
	Passed  []string `json:"passed,omitempty"`  // values of Column that mean that a person passed
	Missing []string `json:"missing,omitempty"` // values that mean "not known", besides the empty one: not passed, and counted
	// Criterion is the number that decides, nil where the plan does not say. Without Passed it is what the results are read from.
	Criterion *StageCriterion `json:"criterion,omitempty"`
}

// StageColumn is the name by which the file of stage k, from 1, is asked for with HowStages. No file can have a column of that name:
// a reader's columns hold no control characters.
func StageColumn(k int) string { return "\x01stage " + strconv.Itoa(k) }
