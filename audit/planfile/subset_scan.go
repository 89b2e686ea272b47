package planfile

import "auditd/audit"

// Defaults of the subset scan. AIF360 has as many starts, next to no penalty and no test.
const (
	DefaultScanPenalty  = 0.5
	DefaultScanRestarts = 10
	DefaultScanDraws    = 199
)

// subsetScan reads whether the subset whose decisions depart farthest from what is expected is to be sought.
func (r *reader) subsetScan(o option, c *audit.Columns) *audit.SubsetScanPlan {
	if !o.asked || o.off {
		return nil
	}
	p := &audit.SubsetScanPlan{
		Direction: o.choice("direction", audit.DirectionBoth, audit.DirectionBoth, audit.DirectionHigher, audit.DirectionLower),
		Penalty:   o.number("penalty", DefaultScanPenalty, 0, 1000), Restarts: int(o.integer("restarts", DefaultScanRestarts, 1, 1000)),
		Draws: int(o.integer("draws", DefaultScanDraws, 99, 9999)),
	}
	o.done()
	if c.Decision == nil {
		r.fail(o.node, "name columns.decision", "analyses.subset_scan needs decisions")
	}
	return p
}
