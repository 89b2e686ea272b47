// Package stages follows groups through the filters of a process: who is left after each, how each stage and the whole compare
// with the reference group, what each contributes, and which stages are no filters at all.
//
// With a weight column every rate is weighted. Comparisons rest on Kish's number of people, as all rates of an audit do, so that a stage and
// the selection rate never contradict each other; the intervals of ratios that add up over the stages come of linearisation (methods 2.1 and
// 4.12). Nothing here counts people instead, since counts by stage hold all that a weighted rate needs.
//
// It does not know why a filter is there, or whether it is lawful.
package stages

import (
	"slices"
	"strconv"
	"strings"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/infer"
	"auditd/audit/infer/strata"
	"auditd/audit/metric"
)

// Analysis follows people through the stages of the plan.
var Analysis = analysis.Analysis{
	Name: "stages", Applies: func(p *audit.Plan) bool { return p.Columns.Stages != nil }, Tables: tables, Run: run,
}

// The reasons that this package gives besides those of package infer.
const (
	WhyNotAllEvaluated = "filters_not_all_evaluated" // what somebody would have done at a filter is not known: no order-free shares
	WhyStageBroken     = "stage_is_no_filter"        // people came in at a stage: nothing can be compared across it
	WhyTooManyFilters  = "too_many_filter_sets"      // more filters than subsets can be enumerated for
)

// Names of fields carry a prefix so that a stage and a feature of one name stay apart.
func fieldName(k int) string { return "stage " + strconv.Itoa(k+1) }

func tableName(attribute string) string { return "stages/" + attribute }

// Results of a filter, as the axes of tables write them.
const (
	passed = "passed"
	failed = "failed"
)

// tables asks for every attribute by all stages together.
func tables(p *audit.Plan) ([]audit.Field, []audit.TablePlan) {
	fields := fieldsOf(p)
	var plans []audit.TablePlan
	for _, a := range p.Columns.Attributes {
		t := audit.TablePlan{Name: tableName(a.Name), Axes: []audit.AxisName{{Role: audit.AxisAttribute, Name: a.Name}}}
		for _, f := range fields {
			t.Axes = append(t.Axes, audit.AxisName{Role: audit.AxisField, Name: f.Attribute.Name})
		}
		plans = append(plans, t)
	}
	sweptFields, sweptPlans := sweptTables(p)
	return append(fields, sweptFields...), append(plans, sweptPlans...)
}

func fieldsOf(p *audit.Plan) []audit.Field {
	s := p.Columns.Stages
	if s.Column != "" {
		a := audit.Attribute{Column: s.Column, Name: fieldName(0), Map: map[string]string{}, Missing: s.Missing, Strict: true}
		for k, st := range s.Stages {
			a.Map[st.Name] = strconv.Itoa(k)
		}
		for _, v := range s.Passed {
			if v != "" {
				a.Map[v] = passed
			}
		}
		return []audit.Field{{Kind: audit.FieldGroup, Attribute: a}}
	}
	var fields []audit.Field
	for k, st := range s.Stages {
		if p.Files.How == audit.HowStages {
			fields = append(fields, audit.Field{Kind: audit.FieldPresence, Attribute: audit.Attribute{Column: audit.StageColumn(k + 1), Name: fieldName(k)}})
			continue
		}
		a := audit.Attribute{Column: st.Column, Name: fieldName(k), Map: map[string]string{}, Others: failed, Missing: st.Missing}
		for _, v := range st.Passed {
			a.Map[v] = passed
		}
		if st.Criterion != nil && len(st.Passed) == 0 {
			a = byNumber(st, a.Name)
		}
		fields = append(fields, audit.Field{Kind: audit.FieldGroup, Attribute: a})
	}
	return fields
}

// run adds the stages of the audit.
func run(in *analysis.Input) error {
	p := in.Plan.Columns.Stages
	out := &audit.Stages{Form: form(in.Plan), Groups: []audit.StageGroup{}, Attrition: []audit.Attrition{}, Broken: []audit.BrokenStage{}}
	for _, s := range p.Stages {
		out.Names = append(out.Names, s.Name)
	}
	for i := range in.Sets {
		s := &in.Sets[i]
		if len(s.Dims) != 1 {
			continue
		}
		t := in.Cells.Table(tableName(s.Names[0]))
		if t == nil {
			return audit.Errorf(audit.Internal, "the stages were not counted by %s", audit.Quote(s.Names[0]))
		}
		c := count(t, p, out.Form)
		if i == 0 {
			out.Entered, out.LeftOut = c.entered(), c.leftOut
			out.Broken = c.broken(in, out.Names)
			out.FiltersWhy = c.filtersWhy(out.Form, len(out.Names))
		}
		groups(out, s, c, in.Cells.Weighted)
		attritions(in, out, s, c)
	}
	judge(in, out)
	if in.Cells.Weighted {
		out.Weights = &audit.WeightUse{Column: in.Plan.Columns.Weight, Used: audit.WeightsAll, Unweighted: []audit.Unweighted{}}
	}
	in.Out.Stages = out
	return sweeps(in, out)
}

func form(p *audit.Plan) string {
	switch {
	case p.Files.How == audit.HowStages:
		return audit.StagesByFile
	case p.Columns.Stages.Column != "":
		return audit.StagesByFirst
	default:
		return audit.StagesByColumn
	}
}

func groups(out *audit.Stages, s *analysis.Set, c *counts, weighted bool) {
	for g := range s.Groups {
		of := c.of(s.Groups[g].Group[0].Value)
		group := audit.StageGroup{Group: s.Groups[g].Group, Left: of.people(), Unknown: of.unknown}
		if weighted {
			group.Weights = of.weights()
		}
		out.Groups = append(out.Groups, group)
	}
}

// attritions compares every known group with the reference.
func attritions(in *analysis.Input, out *audit.Stages, s *analysis.Set, c *counts) {
	if s.Reference < 0 {
		return
	}
	reference := c.of(s.Groups[s.Reference].Group[0].Value)
	for g := range s.Groups {
		if g == s.Reference || s.Groups[g].Group.IsUnknown() {
			continue
		}
		a := attrition(in, out, c.of(s.Groups[g].Group[0].Value), reference)
		a.Group, a.Reference = s.Groups[g].Group, s.Groups[s.Reference].Group
		for _, cmp := range comparisons(&a) {
			cmp.Group, cmp.Reference = a.Group, a.Reference
		}
		out.Attrition = append(out.Attrition, a)
	}
}

// judge adjusts the tests and gives the verdicts: those of all stages and groups together, those of the whole process together. They
// become findings, and so are those of all attributes wherever the findings of an audit share one promise.
func judge(in *analysis.Input, out *audit.Stages) {
	steps, whole := map[string][]*audit.Test{}, map[string][]*audit.Test{}
	var names []string
	for i := range out.Attrition {
		a, name := &out.Attrition[i], "stages"
		if in.Sharing == 0 {
			name += "/" + a.Group[0].Attribute
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
		for k := range a.Steps {
			steps[name] = append(steps[name], a.Steps[k].Comparison.Test)
		}
		whole[name] = append(whole[name], a.Whole.Test)
	}
	for _, name := range names {
		in.FindingFamily(name, steps[name])
		in.FindingFamily(name+"/whole", whole[name])
	}
	for i := range out.Attrition {
		for _, cmp := range comparisons(&out.Attrition[i]) {
			if cmp.Why != WhyStageBroken {
				metric.Judge(cmp, in.Terms)
			}
		}
	}
}

// comparisons returns all comparisons of one group's way.
func comparisons(a *audit.Attrition) []*audit.Comparison {
	out := []*audit.Comparison{&a.Whole}
	for k := range a.Steps {
		out = append(out, &a.Steps[k].Comparison)
	}
	return out
}

// attrition compares one group's way with the reference's. Across a stage that is no filter nothing is compared.
func attrition(in *analysis.Input, out *audit.Stages, group, reference *way) audit.Attrition {
	last := len(out.Names)
	a := audit.Attrition{Whole: compare(in, audit.StageSurvivalRate, group, reference, last, 0)}
	way, why := follow(in, group, reference)
	brokenAny := len(out.Broken) > 0
	for k, name := range out.Names {
		step := audit.StageStep{Stage: name, Comparison: compare(in, audit.StagePassRate, group, reference, k+1, k)}
		if isBroken(out.Broken, name) {
			silence(&step.Comparison)
		}
		if k < len(way.Stages) && way.Stages[k].Why == infer.Defined && !brokenAny {
			st := way.Stages[k]
			katz := st.Interval
			step.Katz, step.LogRatio = &katz, audit.Ptr(st.LogRatio)
			if way.SharesWhy == infer.Defined {
				step.Share = audit.Ptr(st.Share)
			}
		}
		undefined(&step, way, k, brokenAny)
		a.Steps = append(a.Steps, step)
	}
	if brokenAny {
		silence(&a.Whole)
		a.SharesWhy = WhyStageBroken
		return a
	}
	a.SharesWhy = string(way.SharesWhy)
	if len(way.Stages) > 0 && reference.left[0].W > 0 && group.left[0].W > 0 {
		a.Shortfall = audit.Ptr(way.Shortfall)
	}
	if why == infer.Defined {
		greenwood := way.Interval
		greenwood.Method = "greenwood"
		a.Greenwood = &greenwood
	}
	if out.FiltersWhy == "" {
		a.Filters = filters(out.Names, group, reference)
	}
	return a
}

// follow sets the two ways against each other, weighted where people have weights.
func follow(in *analysis.Input, group, reference *way) (strata.Attrition, infer.Why) {
	if in.Cells.Weighted {
		return strata.NewWeightedAttrition(group.left, reference.left, in.Terms.Confidence)
	}
	return strata.NewAttrition(group.people(), reference.people(), in.Terms.Confidence)
}

// undefined says why a step has no logarithm and no share of the whole one.
func undefined(step *audit.StageStep, way strata.Attrition, k int, broken bool) {
	if step.Share == nil {
		step.ShareWhy = string(way.SharesWhy)
		if broken {
			step.ShareWhy = WhyStageBroken
		}
	}
	if step.LogRatio != nil {
		return
	}
	step.LogWhy = step.ShareWhy
	if k < len(way.Stages) && !broken {
		step.LogWhy = string(way.Stages[k].Why)
	}
}

// compare sets the group's share of those left after stage to, of those before it, against the reference's.
func compare(in *analysis.Input, name string, group, reference *way, to, from int) audit.Comparison {
	side := func(w *way) metric.Side {
		return metric.Side{N: w.left[from].N, Rate: audit.Rate{Of: w.left[to], Out: w.left[from]}}
	}
	g, r := side(group), side(reference)
	if g.Rate.Of.N > g.Rate.Out.N || r.Rate.Of.N > r.Rate.Out.N {
		c := audit.Comparison{Metric: name, Kind: audit.Ratio, Against: audit.AgainstReference, N: g.N, ReferenceN: r.N, Stratum: audit.Stratum{}, Verdict: audit.Inconclusive}
		silence(&c)
		return c
	}
	ratio, _ := metric.Pair(name, audit.AgainstReference, g, r, in.Terms)
	return ratio
}

// silence takes back what a comparison says, because people came in between.
func silence(c *audit.Comparison) {
	c.GroupRate, c.ReferenceRate, c.Value, c.Interval, c.Equivalence, c.Test = nil, nil, nil, nil, nil, nil
	c.Status, c.Why, c.Verdict = audit.StatusAssumption, WhyStageBroken, audit.Inconclusive
}

func isBroken(broken []audit.BrokenStage, name string) bool {
	for _, b := range broken {
		if b.Stage == name {
			return true
		}
	}
	return false
}

// filters divides the whole ratio among the filters, whatever their order.
func filters(names []string, group, reference *way) []audit.Filter {
	shares, why := strata.WeightedFilterShapley(group.byMask(), reference.byMask())
	out := make([]audit.Filter, len(names))
	for k, name := range names {
		out[k] = audit.Filter{Stage: name, Why: string(why)}
		if k >= len(shares.Filters) {
			continue
		}
		f := shares.Filters[k]
		if why == infer.Defined {
			out[k].Shapley = audit.Ptr(f.Shapley)
		}
		if f.LeaveWhy == infer.Defined && (why == infer.Defined || why == infer.WhyUndefinedPart) {
			out[k].LeaveOneOut = audit.Ptr(f.LeaveOneOut)
		}
	}
	return out
}

// newIDs returns how many ids of a stage's file never entered, from what the count had to say.
func newIDs(in *analysis.Input, part int) int64 {
	if in.Plan.Files.How != audit.HowStages || part >= len(in.Cells.Inputs) {
		return 0
	}
	for _, n := range in.Out.Notices {
		if n.Key == "join_unused" && len(n.Args) == 2 && strings.TrimSpace(n.Args[0]) == in.Cells.Inputs[part].Name {
			if rows, err := strconv.ParseInt(n.Args[1], 10, 64); err == nil {
				return rows
			}
		}
	}
	return 0
}
