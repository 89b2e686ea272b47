package inequality

import (
	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/infer"
	"auditd/audit/infer/inequality"
	"auditd/audit/metric"
)

// rankName is the field of the number that people are ranked by. The numbers of each table are bounded, and so is the memory; above, they are
// rounded and more people are level.
const (
	rankName     = "inequality/rank"
	mostRanks    = 10_000
	roundedRanks = 1 << 12
	mostCells    = 1 << 16
)

func tableName(attribute string) string { return rankName + " by " + attribute }

// tables asks for the people by attribute, decision and number, where the plan ranks them.
func tables(p *audit.Plan) ([]audit.Field, []audit.TablePlan) {
	column := p.Analyses.Inequality.RankBy
	if column == "" {
		return nil, nil
	}
	var plans []audit.TablePlan
	for _, a := range p.Columns.Attributes {
		plans = append(plans, audit.TablePlan{Name: tableName(a.Name), MaxCells: mostCells, Axes: []audit.AxisName{
			{Role: audit.AxisAttribute, Name: a.Name}, {Role: audit.AxisDecision}, {Role: audit.AxisField, Name: rankName},
		}})
	}
	field := audit.Field{Kind: audit.FieldNumber, Attribute: audit.Attribute{Column: column, Name: rankName}, Values: mostRanks, Rounded: roundedRanks}
	return []audit.Field{field}, plans
}

// A ranked is some people by their number.
type ranked struct {
	n       int64
	people  []inequality.Person
	squares []float64
}

// concentrate says where favourable decisions gather along the number of the plan: for everybody, from the table of the first attribute,
// and for the known groups.
func concentrate(in *analysis.Input) error {
	out := &audit.Concentration{Column: in.Plan.Analyses.Inequality.RankBy, Groups: []audit.GroupConcentration{}}
	first := true
	for s := range in.Sets {
		set := &in.Sets[s]
		if len(set.Names) != 1 {
			continue
		}
		t := in.Cells.Table(tableName(set.Names[0]))
		if t == nil {
			return audit.Errorf(audit.Internal, "the table of numbers to rank people by was not counted")
		}
		all, groups, unknown := split(in, t)
		if first {
			first = false
			out.Rounding = audit.Real(t.Axes[2].Error())
			out.People, out.Unknown = all.n, unknown
			out.Groups = append(out.Groups, concentration(in, audit.Group{}, all))
		}
		for _, g := range set.Groups {
			if !g.Group.IsUnknown() {
				out.Groups = append(out.Groups, concentration(in, g.Group, groups[g.Group[0].Value]))
			}
		}
	}
	in.Out.Concentration = out
	return nil
}

// split returns everybody and the people of every value of the attribute; unknown are those without a decision or a number.
func split(in *analysis.Input, t *audit.Table) (all *ranked, groups map[string]*ranked, unknown int64) {
	all, groups = &ranked{}, map[string]*ranked{}
	numbers, missing := t.Axes[2].Numbers(), t.Axes[2].Unknown()
	for k, n := range t.N {
		at := t.At(k)
		decision := t.Axes[1].Values[at[1]]
		if int(at[2]) == missing || decision == audit.Unknown {
			unknown += n
			continue
		}
		p := inequality.Person{Standing: numbers[at[2]], Weight: float64(n)}
		square := float64(n)
		if t.W != nil {
			p.Weight, square = t.W[k], t.W2[k]
		}
		if (decision == "selected") == in.Favourable() {
			p.Has = 1
		}
		value := t.Axes[0].Values[at[0]]
		if groups[value] == nil {
			groups[value] = &ranked{}
		}
		for _, to := range []*ranked{all, groups[value]} {
			to.n += n
			to.people, to.squares = append(to.people, p), append(to.squares, square)
		}
	}
	return all, groups, unknown
}

// concentration is what is said of one group.
func concentration(in *analysis.Input, g audit.Group, x *ranked) audit.GroupConcentration {
	out := audit.GroupConcentration{Group: g, Status: audit.StatusOK}
	undefined := func(status audit.Status, why string) audit.GroupConcentration {
		out.Status, out.Why = status, why
		for _, e := range []*audit.Effect{&out.Index, &out.Wagstaff, &out.Erreygers} {
			e.Why = why
		}
		return out
	}
	if x == nil || x.n == 0 {
		return undefined(infer.WhyNobody.Status(), string(infer.WhyNobody))
	}
	out.N = x.n
	weight, has := 0.0, 0.0
	for _, p := range x.people {
		weight += p.Weight
		has += float64(p.Weight * p.Has)
	}
	out.Rate = audit.Ptr(has / weight)
	c, why := inequality.NewConcentration(x.people)
	if why != infer.Defined {
		return undefined(audit.StatusZeroDenominator, WhyNobodyFavourable)
	}
	if low, w := inequality.LowerShare(x.people, 0.5); w == infer.Defined {
		out.LowerHalf = audit.Ptr(low)
	}
	e, _ := inequality.NewConcentrationErrors(x.people, x.squares)
	level := in.Terms.Confidence
	out.Index, out.Wagstaff, out.Erreygers = around(c.Index, e.Index, level), around(c.Wagstaff, e.Wagstaff, level), around(c.Erreygers, e.Erreygers, level)
	if has == weight { // nothing is left to be concentrated
		out.Wagstaff = audit.Effect{Why: string(infer.WhyNoVariance)}
	}
	if out.N < in.Terms.MinGroupSize && len(g) > 0 {
		out.Status, out.Why = audit.StatusLowN, metric.WhyLowN
	}
	return out
}

// WhyNobodyFavourable says that no decision was favourable: there is nothing that could gather anywhere.
const WhyNobodyFavourable = "nobody_is_decided_favourably"

// around is a number with its interval, cut off at −1 and 1; without an error there is none.
func around(value, se, level float64) audit.Effect {
	out := audit.Effect{Value: audit.Ptr(value)}
	if se == 0 {
		out.Why = string(infer.WhyNoVariance)
		return out
	}
	half := infer.CriticalValue(level) * se
	out.Interval = &audit.Interval{Lower: max(-1, value-half), Upper: min(1, value+half), Level: level, Method: "concentration_linear"}
	return out
}
