package measure

import (
	"slices"
	"strconv"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/analysis/classes"
	"auditd/audit/analysis/conditional"
	"auditd/audit/analysis/design"
	"auditd/audit/analysis/individual"
	"auditd/audit/analysis/inequality"
	"auditd/audit/analysis/items"
	"auditd/audit/analysis/missingness"
	"auditd/audit/analysis/oaxaca"
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
	"auditd/audit/analysis/subsetscan"
	"auditd/audit/analysis/weighting"
)

// analyses lists the further analyses in the order of their sections. A new one is a package below audit/analysis and one line here.
var analyses = []analysis.Analysis{
	conditional.Analysis,
	oaxaca.Analysis,
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
	items.Analysis,
	individual.Analysis,
	subsetscan.Analysis,
}

// Tables returns what the analyses of a plan need counted besides the cells. Fields and tables that several ask for under one name
// are the same and are counted once; one that must be counted for any of them may not be left out.
func Tables(p *audit.Plan) ([]audit.Field, []audit.TablePlan) {
	var fields []audit.Field
	var tables []audit.TablePlan
	haveField, at := map[string]bool{}, map[string]int{}
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
			if k, have := at[one.Name]; have {
				tables[k].Optional = tables[k].Optional && one.Optional
				continue
			}
			at[one.Name] = len(tables)
			tables = append(tables, one)
		}
	}
	return fields, tables
}

// analyse runs the further analyses that the plan allows.
func (m *measurement) analyse() error {
	in := &analysis.Input{Previous: m.in.Previous, Plan: m.plan, Cells: m.in.Cells, Terms: m.terms, Workers: m.workers, Sharing: m.allowances(), Out: m.out}
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
		noteLeftOut(in, a)
		if err := a.Run(in); err != nil {
			return err
		}
	}
	m.families = in.Families
	return nil
}

// Notices of analyses that are left out, whole or in part, because their tables passed a limit: [analysis, limit, columns …].
const (
	NoticeLeftOutValues       = "left_out_for_values"
	NoticeLeftOutCombinations = "left_out_for_combinations"
)

// noteLeftOut says which tables of an analysis were not counted, and why, once for each reason.
func noteLeftOut(in *analysis.Input, a analysis.Analysis) {
	if a.Tables == nil || len(in.Cells.LeftOut) == 0 {
		return
	}
	_, tables := a.Tables(in.Plan)
	for _, t := range tables {
		out := in.Cells.WithoutTable(t.Name)
		if out == nil {
			continue
		}
		key, limit := NoticeLeftOutValues, out.Values
		if limit == 0 {
			key, limit = NoticeLeftOutCombinations, out.Cells
		}
		args := append([]string{a.Name, strconv.Itoa(limit)}, out.Columns...)
		if !slices.ContainsFunc(in.Out.Notices, func(n audit.Note) bool { return n.Key == key && slices.Equal(n.Args, args) }) {
			in.Note(key, args...)
		}
	}
}
