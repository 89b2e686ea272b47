package measure

import (
	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/analysis/classes"
	"auditd/audit/analysis/conditional"
	"auditd/audit/analysis/design"
	"auditd/audit/analysis/inequality"
	"auditd/audit/analysis/missingness"
	"auditd/audit/analysis/pairs"
	"auditd/audit/analysis/periods"
	"auditd/audit/analysis/proxies"
	"auditd/audit/analysis/ranking"
	"auditd/audit/analysis/regression"
	"auditd/audit/analysis/repeated"
	"auditd/audit/analysis/scan"
	"auditd/audit/analysis/scores"
	"auditd/audit/analysis/smallgroups"
	"auditd/audit/analysis/stages"
	"auditd/audit/analysis/subgroups"
	"auditd/audit/analysis/weighting"
)

// analyses lists the further analyses in the order of their sections. A new one is a package below audit/analysis and one line here.
var analyses = []analysis.Analysis{
	conditional.Analysis,
	stages.Analysis,
	weighting.Analysis,
	design.Analysis,
	smallgroups.Analysis,
	repeated.Analysis,
	scores.Analysis,
	subgroups.Analysis,
	scan.Analysis,
	periods.Analysis,
	proxies.Analysis,
	missingness.Analysis,
	ranking.Analysis,
	classes.Analysis,
	regression.Analysis,
	inequality.Analysis,
	pairs.Analysis,
}

// Tables returns what the analyses of a plan need counted besides the cells. Fields and tables that several ask for under one name
// are the same and are counted once.
func Tables(p *audit.Plan) ([]audit.Field, []audit.TablePlan) {
	var fields []audit.Field
	var tables []audit.TablePlan
	haveField, haveTable := map[string]bool{}, map[string]bool{}
	for _, a := range analyses {
		if a.Tables == nil || !a.Applies(p) {
			continue
		}
		f, t := a.Tables(p)
		for _, one := range f {
			if key := one.Kind + "/" + one.Attribute.Name; !haveField[key] {
				haveField[key] = true
				fields = append(fields, one)
			}
		}
		for _, one := range t {
			if !haveTable[one.Name] {
				haveTable[one.Name] = true
				tables = append(tables, one)
			}
		}
	}
	return fields, tables
}

// analyse runs the further analyses that the plan allows.
func (m *measurement) analyse() error {
	in := &analysis.Input{Previous: m.in.Previous, Plan: m.plan, Cells: m.in.Cells, Terms: m.terms, Workers: m.workers, Out: m.out}
	for _, met := range m.metrics {
		if met.Proportion && m.primary[met.Name] {
			in.Judged = append(in.Judged, met)
		}
	}
	for _, s := range m.sets {
		in.Sets = append(in.Sets, analysis.Set{Names: s.names, Dims: s.dims, Groups: s.groups, Reference: s.reference})
	}
	for _, a := range analyses {
		if !a.Applies(m.plan) {
			continue
		}
		if err := a.Run(in); err != nil {
			return err
		}
	}
	m.families = in.Families
	return nil
}
