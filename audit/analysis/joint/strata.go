package joint

import (
	"auditd/audit"
	"auditd/audit/analysis"
)

// strataName is the name of the joint table with the stratum columns.
const strataName = "joint within strata"

// TablesWithStrata asks for the joint table by the stratum columns of the plan besides; without features the cells of the audit have it.
func TablesWithStrata(p *audit.Plan) ([]audit.Field, []audit.TablePlan) {
	if len(p.Columns.Features) == 0 {
		return nil, nil
	}
	return Fields(p), []audit.TablePlan{tablePlan(p, strataName, false, p.Columns.Strata)}
}

// OfWithStrata returns the joint table by the stratum columns besides, which are Held. A plan with features whose table was not counted
// is an Internal error.
func OfWithStrata(in *analysis.Input) (*Table, error) {
	if t := in.Cells.Table(strataName); t != nil {
		noteLeftOut(in, t)
		return read(t), nil
	}
	if len(in.Plan.Columns.Features) > 0 {
		return nil, audit.Errorf(audit.Internal, "the joint table with strata was not counted")
	}
	return ofCells(in, true), nil
}
