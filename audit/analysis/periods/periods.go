// Package periods follows the groups' shares and rates over time: whether a rate rises or falls along the periods of a date column,
// whether it jumps, and whether the last period differs from those before it, in rates, in the gap to the reference group and in the
// mix of the groups.
//
// It does not know what a period should look like, and it judges nothing: a drift may be an improvement, and a steady rate may be
// steadily unfair.
package periods

import (
	"auditd/audit"
	"auditd/audit/analysis"
)

// Analysis follows shares and rates over the periods of columns.period.
var Analysis = analysis.Analysis{Name: "periods", Applies: applies, Tables: tables, Run: run}

// Field is the name of the field that holds the period.
const Field = "period"

// most is how many periods are followed, gaps included. More are a sign that a coarser span was meant.
const most = 400

// Reasons and notices: keys of the message catalogues.
const (
	NoticeTooMany   = "more_periods_than_can_be_shown"
	NoticeOnePeriod = "all_people_in_one_period"
	WhyNobody       = "nobody_in_the_period"
	WhyNoRate       = "nobody_in_the_denominator_of_the_period"
	WhyGroupAbsent  = "group_on_one_side_only"
)

func applies(p *audit.Plan) bool { return p.Columns.Period != nil }

// tables asks for period × attribute × label × decision, a table an attribute.
func tables(p *audit.Plan) ([]audit.Field, []audit.TablePlan) {
	c := p.Columns.Period
	field := audit.Field{Kind: audit.FieldPeriod, By: c.By, Attribute: audit.Attribute{Column: c.Column, Name: Field, Missing: c.Missing}}
	var out []audit.TablePlan
	for _, a := range p.Columns.Attributes {
		t := audit.TablePlan{Name: tableName(a.Name), Optional: true, Axes: []audit.AxisName{{Role: audit.AxisField, Name: Field}, {Role: audit.AxisAttribute, Name: a.Name}}}
		if p.Columns.Decision != nil {
			t.Axes = append(t.Axes, audit.AxisName{Role: audit.AxisDecision})
		}
		if p.Columns.Label != nil {
			t.Axes = append(t.Axes, audit.AxisName{Role: audit.AxisLabel})
		}
		out = append(out, t)
	}
	return []audit.Field{field}, out
}

func tableName(attribute string) string { return "periods/" + attribute }

// A grid is the counts of one attribute: by period, gaps included, and by group.
type grid struct {
	set    *analysis.Set
	groups []string // values of the axis, Unknown among them
	counts [][]audit.Counts
}

// everybody returns the counts of all groups of a period together.
func (g *grid) everybody(period int) audit.Counts {
	var sum audit.Counts
	for _, c := range g.counts[period] {
		sum = sum.Add(c)
	}
	return sum
}

func run(in *analysis.Input) error {
	var table *audit.Table
	for i := range in.Sets {
		if s := &in.Sets[i]; len(s.Names) == 1 && table == nil {
			table = in.Cells.Table(tableName(s.Names[0]))
		}
	}
	if table == nil {
		return nil
	}
	names, ok := calendar(&table.Axes[0], in.Plan.Columns.Period.By)
	switch {
	case !ok:
		in.Note(NoticeTooMany, in.Plan.Columns.Period.Column)
		return nil
	case len(names) < 2:
		in.Note(NoticeOnePeriod, in.Plan.Columns.Period.Column)
		return nil
	}
	f := &follower{in: in, names: names, out: &audit.Periods{
		Column: in.Plan.Columns.Period.Column, By: in.Plan.Columns.Period.By, Mixes: []audit.PeriodMix{}, Rates: []audit.PeriodRate{},
	}}
	var grids []*grid
	for i := range in.Sets {
		if s := &in.Sets[i]; len(s.Names) == 1 {
			if t := in.Cells.Table(tableName(s.Names[0])); t != nil {
				g, undated := f.grid(s, t)
				grids, f.out.Undated = append(grids, g), undated
			}
		}
	}
	f.periods(grids[0])
	for i, g := range grids {
		f.mix(g, uint64(i))
	}
	f.rates(grids)
	f.adjust()
	in.Out.Periods = f.out
	return nil
}

// A follower holds what the parts of the analysis share.
type follower struct {
	in    *analysis.Input
	names []string
	out   *audit.Periods
	tests []*audit.Test
}

// grid sorts the cells of a table into periods and groups and returns the people without a date.
func (f *follower) grid(s *analysis.Set, t *audit.Table) (*grid, int64) {
	at := map[string]int{}
	for i, name := range f.names {
		at[name] = i
	}
	g := &grid{set: s, groups: t.Axes[1].Values, counts: make([][]audit.Counts, len(f.names))}
	for i := range g.counts {
		g.counts[i] = make([]audit.Counts, len(g.groups))
	}
	decision, label := t.Axis(audit.AxisDecision, ""), t.Axis(audit.AxisLabel, "")
	undated := int64(0)
	for k := range t.Cells() {
		codes := t.At(k)
		period, known := at[t.Axes[0].Values[codes[0]]]
		if !known {
			undated += t.N[k]
			continue
		}
		l, d := audit.NoLabel, audit.NoDecision
		if decision >= 0 {
			d = decisionOf[t.Axes[decision].Values[codes[decision]]]
		}
		if label >= 0 {
			l = labelOf[t.Axes[label].Values[codes[label]]]
		}
		c := &g.counts[period][codes[1]]
		c.N[l][d] += t.N[k]
		if t.W != nil {
			c.W[l][d] += t.W[k]
			c.W2[l][d] += t.W2[k]
		}
	}
	return g, undated
}

// The values of the axes of decision and label; anything else is not known.
var (
	decisionOf = map[string]audit.Decision{"not_selected": audit.NotSelected, "selected": audit.Selected}
	labelOf    = map[string]audit.Label{"negative": audit.Negative, "positive": audit.Positive}
)

// periods lists the periods with their people.
func (f *follower) periods(g *grid) {
	for i, name := range f.names {
		n := g.everybody(i).Total()
		f.out.Periods = append(f.out.Periods, audit.Period{Name: name, N: n, Small: n > 0 && n < f.in.Terms.MinGroupSize})
	}
}

// adjust adjusts all tests of drift together and marks what they show.
func (f *follower) adjust() {
	f.in.Family("periods", f.tests)
	shown := func(t *audit.Test) bool { return t != nil && float64(t.PAdjusted) < f.in.Terms.Alpha() }
	for i := range f.out.Rates {
		r := &f.out.Rates[i]
		r.Drift = shown(r.Trend) || shown(r.Departure) || shown(r.Step.Test) || r.Gap != nil && shown(r.Gap.Test)
	}
	for _, t := range f.tests {
		f.out.Examined.Tests++
		if shown(t) {
			f.out.Examined.Shown++
		}
	}
}

// enter notes a test for adjustment; nil when there is none.
func (f *follower) enter(t audit.Test) *audit.Test {
	if !(float64(t.P) >= 0) {
		return nil
	}
	f.tests = append(f.tests, &t)
	return &t
}
