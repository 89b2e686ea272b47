// Package ranking asks who stands where in lists: how much attention and how many clicks the groups get by their positions, whether the
// first places are like the whole list, and whether a group has fewer of them than chance or a declared share allows (methods 7.2).
//
// It does not know how the lists came about, nor who ought to stand where. It counts people; weights are not used.
package ranking

import (
	"slices"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/metric"
)

// Analysis is made when the plan names a column of positions.
var Analysis = analysis.Analysis{
	Name: "ranking", Tables: tables, Run: run,
	Applies: func(p *audit.Plan) bool { return p.Columns.Rank != nil },
}

const (
	positionName = "position in the list"
	listName     = "name of the list"
	clicksName   = "clicks on the person"
	mostDetails  = 20   // lists that are written out
	mostTested   = 200  // lists that FA*IR looks at
	mostPlaces   = 400  // first positions that it looks at
	alpha        = 0.1  // of FA*IR, as its authors take it
	leastLists   = 10   // lists that an interval asks for
	resamples    = 2000 // of lists
	maxCells     = 1 << 20
)

// The reasons why a number has no interval or is undefined: keys of the message catalogues.
const (
	WhyFewLists  = "fewer_than_ten_lists"
	WhyResamples = "undefined_in_resamples"
	WhyAbsent    = "nobody_in_group"
	WhyAlone     = "nobody_else_in_list"
)

func tables(p *audit.Plan) ([]audit.Field, []audit.TablePlan) {
	c := p.Columns.Rank
	fields := []audit.Field{{Kind: audit.FieldNumber, Attribute: audit.Attribute{Column: c.Column, Name: positionName}}}
	if c.List != "" {
		fields = append(fields, audit.Field{Kind: audit.FieldGroup, Attribute: audit.Attribute{Column: c.List, Name: listName}})
	}
	if c.Clicks != "" {
		fields = append(fields, audit.Field{Kind: audit.FieldNumber, Attribute: audit.Attribute{Column: c.Clicks, Name: clicksName}})
	}
	var plans []audit.TablePlan
	for _, a := range p.Columns.Attributes {
		t := audit.TablePlan{Name: tableName(a.Name), MaxCells: maxCells, Axes: []audit.AxisName{{Role: audit.AxisAttribute, Name: a.Name}}}
		for _, f := range fields {
			t.Axes = append(t.Axes, audit.AxisName{Role: audit.AxisField, Name: f.Attribute.Name})
		}
		if p.Columns.Label != nil {
			t.Axes = append(t.Axes, audit.AxisName{Role: audit.AxisLabel})
		}
		plans = append(plans, t)
	}
	return fields, plans
}

func tableName(attribute string) string { return "positions by " + attribute }

func run(in *analysis.Input) error {
	var tests []*audit.Test
	for i := range in.Sets {
		if len(in.Sets[i].Names) != 1 {
			continue
		}
		t := in.Cells.Table(tableName(in.Sets[i].Names[0]))
		if t == nil {
			continue
		}
		out, made := study(in, &in.Sets[i], t)
		in.Out.Ranking = append(in.Out.Ranking, out)
		tests = append(tests, made...)
	}
	in.Family("ranking", tests)
	return nil
}

// A studied is one attribute while it is looked at.
type studied struct {
	in        *analysis.Input
	names     []string // of the groups, without Unknown
	target    map[string]float64
	reference int // −1 without one
	lists     []list
}

// study looks at the lists by one attribute. It returns the tests that were made, those of lists that are not written out included.
func study(in *analysis.Input, set *analysis.Set, t *audit.Table) (audit.Ranking, []*audit.Test) {
	out := audit.Ranking{Attribute: set.Names[0], Groups: []audit.RankedGroup{}, Details: []audit.RankedList{}, Tops: []audit.RankedTop{}, Status: audit.StatusOK}
	s := &studied{in: in, target: in.Plan.Columns.Rank.Target[set.Names[0]], reference: -1}
	s.names = slices.Clone(t.Axes[0].Values)
	if at := t.Axes[0].Unknown(); at >= 0 {
		s.names = slices.Delete(s.names, at, at+1)
	}
	for _, g := range slices.Sorted(mapKeys(s.target)) { // a share declared for a group of which the data know nothing
		if !slices.Contains(s.names, g) {
			s.names = append(s.names, g)
		}
	}
	out.Rounded = t.Axes[t.Axis(audit.AxisField, positionName)].Bits > 0
	s.lists, out.Unranked = read(t, len(s.names))
	out.Lists, out.Tested = len(s.lists), min(len(s.lists), mostTested)
	if v, ok := set.ReferenceValue(); ok {
		s.reference, out.Reference = slices.Index(s.names, v), v
	}
	for i := range s.lists {
		out.People += int64(len(s.lists[i].order.Groups))
	}
	if out.People == 0 {
		out.Status, out.Why = audit.StatusEmptyGroup, metric.WhyEmptyGroup
		return out, nil
	}
	fairs := s.fairs(out.Tested)
	for i := range min(len(s.lists), mostDetails) {
		out.Details = append(out.Details, s.detail(&s.lists[i], fairs[i]))
	}
	s.overall(&out)
	return out, failures(&out, fairs)
}

// failures counts the lists in which each group has too few of the first places, and gathers the tests.
func failures(out *audit.Ranking, fairs [][][]tested) []*audit.Test {
	var tests []*audit.Test
	for _, groups := range fairs {
		for g := range groups {
			for k := range groups[g] {
				f := &groups[g][k]
				tests = append(tests, f.Test)
				if f.Against != audit.FairPool || f.Status != audit.StatusOK {
					continue
				}
				out.Groups[g].Testable++
				if f.fails {
					out.Groups[g].Failed++
				}
			}
		}
	}
	return tests
}
