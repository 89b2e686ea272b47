package planfile

import "auditd/audit"

// DefaultNeighbours is how many neighbours a person is compared with, as AIF360 has it.
const DefaultNeighbours = 5

// consistency reads whether people are to be compared with those most like them.
func (r *reader) consistency(o option, c *audit.Columns) *audit.ConsistencyPlan {
	if !o.asked || o.off {
		return nil
	}
	p := &audit.ConsistencyPlan{K: int(o.integer("k", DefaultNeighbours, 1, 1000)), Features: r.featureNames(o.mapping, c)}
	o.done()
	if len(c.Features) == 0 {
		r.fail(o.node, "name columns of the data that are no protected attributes in columns.features", "analyses.consistency needs features")
	}
	if c.Decision == nil {
		r.fail(o.node, "name columns.decision", "analyses.consistency needs decisions")
	}
	return p
}
