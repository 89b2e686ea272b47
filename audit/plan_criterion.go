package audit

// The ways in which a number passes a filter.
const (
	PassesAtLeast = "at_least"
	PassesAbove   = "above"
	PassesAtMost  = "at_most"
	PassesBelow   = "below"
)

// A StageCriterion is the rule of a filter that asks for a number on one side of a cut.
type StageCriterion struct {
	Column string  `json:"column"`
	Passes string  `json:"passes"` // at_least, above, at_most, below
	Cut    float64 `json:"cut"`
}

// High reports whether larger numbers pass.
func (c *StageCriterion) High() bool { return c.Passes == PassesAtLeast || c.Passes == PassesAbove }

// Closed reports whether the cut itself stands with the larger numbers: at_least and below.
func (c *StageCriterion) Closed() bool { return c.Passes == PassesAtLeast || c.Passes == PassesBelow }
