package analysis

import "auditd/audit"

// CountsPeople records that an analysis uses no weights, with the reason for each part of it; nil where the plan names none.
func (in *Input) CountsPeople(parts ...audit.Unweighted) *audit.WeightUse {
	if !in.Cells.Weighted {
		return nil
	}
	return &audit.WeightUse{Column: in.Plan.Columns.Weight, Used: audit.WeightsNone, Unweighted: parts}
}
