// Package missingness asks whose values and labels are missing, and what the gaps leave open (methods 12): shares missing by group,
// decisions on people whose value is missing, the range in which error rates must lie whatever the missing labels are, how wrong labels
// would have to be to explain a difference, labels that are known for one decision only, and how far annotators agree.
//
// It fills nothing in: a missing value stays missing.
package missingness

import (
	"cmp"
	"math"
	"slices"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/analysis/joint"
	"auditd/audit/metric"
)

// Analysis is made where features or annotators are named, unless the plan declines, and where the plan asks for it.
var Analysis = analysis.Analysis{Name: "missingness", Applies: applies, Tables: tables, Run: run}

func applies(p *audit.Plan) bool {
	if p.Analyses != nil && p.Analyses.Missingness != nil {
		return !p.Analyses.Missingness.Off
	}
	return len(p.Columns.Features) > 0 || len(p.Columns.Annotators) > 0
}

func tables(p *audit.Plan) ([]audit.Field, []audit.TablePlan) {
	fields, plans := joint.Tables(p, p.Analyses == nil || p.Analyses.Missingness == nil)
	more, agreement := annotatorTables(p)
	return append(fields, more...), append(plans, agreement...)
}

// A study is one run of the analysis.
type study struct {
	in    *analysis.Input
	t     *joint.Table
	terms metric.Terms
	out   *audit.Missingness
	tests []*audit.Test
}

func run(in *analysis.Input) error {
	t, err := joint.Of(in)
	if err != nil {
		return err
	}
	in.Out.Missingness = Study(in, t)
	return nil
}

// Study looks for gaps in a joint table.
func Study(in *analysis.Input, t *joint.Table) *audit.Missingness {
	s := &study{in: in, t: t, terms: in.Terms, out: &audit.Missingness{
		Gaps: []audit.MissingGap{}, Decisions: []audit.MissingCourse{}, Bounds: []audit.LabelBounds{}, Tipping: []audit.LabelTipping{},
	}}
	s.terms.Weighted = false // people are counted here, not weighed
	s.gaps()
	s.courses()
	s.selective()
	s.bounds()
	s.tipping()
	s.corrected()
	s.agreement()
	in.Family("missingness", s.tests)
	for _, x := range s.tests {
		if x != nil {
			s.out.Tests++
		}
	}
	for i := range s.out.Gaps {
		metric.Judge(&s.out.Gaps[i].Comparison, s.terms)
	}
	for i := range s.out.Decisions {
		metric.Judge(&s.out.Decisions[i].Comparison, s.terms)
	}
	slices.SortStableFunc(s.out.Gaps, func(a, b audit.MissingGap) int {
		return cmp.Compare(size(b.Comparison.Value), size(a.Comparison.Value))
	})
	return s.out
}

func size(v *audit.Real) float64 {
	if v == nil {
		return -1
	}
	return math.Abs(float64(*v))
}

// A count of people and of those among them whose value is missing.
type count struct{ missing, n int64 }

func (c count) side(g audit.Group) metric.Side {
	return metric.Side{Group: g, N: c.n, Rate: audit.Rate{Of: audit.Tally{N: c.missing}, Out: audit.Tally{N: c.n}}}
}

// gaps compares every known group with its reference group by every column that can be missing.
func (s *study) gaps() {
	for i := range s.in.Sets {
		set := &s.in.Sets[i]
		if len(set.Names) != 1 || set.Reference < 0 {
			continue
		}
		dim := s.t.Dim(set.Names[0])
		for _, c := range s.columns(dim) {
			s.gap(set, dim, c)
		}
	}
}

// A column is one that can be missing: a dimension of the table, or the label or the decision of each cell.
type column struct {
	name string
	dim  int // −1 for label and decision
	part int // label: 3, decision: 1: the place of the count that is not known
}

// columns lists the columns in which something is missing, other than the dimension itself.
func (s *study) columns(but int) []column {
	var out []column
	for d := range s.t.Dims {
		if d != but && s.t.Dims[d].Unknown() >= 0 {
			out = append(out, column{s.t.Dims[d].Name, d, 0})
		}
	}
	for _, c := range []column{{"decision", -1, 1}, {"label", -1, 3}} {
		declared := s.in.Plan.Columns.Decision != nil
		if c.name == "label" {
			declared = s.in.Plan.Columns.Label != nil
		}
		all := s.t.Total()
		if declared && c.missing(s.t, nil, &all) > 0 {
			out = append(out, c)
		}
	}
	return out
}

// missing counts the people of a cell whose value of the column is missing.
func (c column) missing(t *joint.Table, at []int32, counts *joint.Counts) int64 {
	if c.dim >= 0 {
		if int(at[c.dim]) == t.Dims[c.dim].Unknown() {
			return counts.Total()
		}
		return 0
	}
	n := int64(0)
	for i, k := range counts {
		if c.part == 3 && i/3 == int(audit.NoLabel) || c.part == 1 && i%3 == int(audit.NoDecision) {
			n += k
		}
	}
	return n
}

// gap compares the groups of one attribute by one column.
func (s *study) gap(set *analysis.Set, dim int, c column) {
	counts := make([]count, len(s.t.Dims[dim].Values))
	for k := range s.t.Counts {
		at := s.t.At(k)
		x := &counts[at[dim]]
		x.missing += c.missing(s.t, at, &s.t.Counts[k])
		x.n += s.t.Counts[k].Total()
	}
	of := func(g metric.GroupCounts) count {
		return counts[slices.Index(s.t.Dims[dim].Values, g.Group[0].Value)]
	}
	reference := set.Groups[set.Reference]
	for i, g := range set.Groups {
		if i == set.Reference || g.Group.IsUnknown() || of(g).n == 0 {
			continue
		}
		_, d := metric.Pair("missing_rate", audit.AgainstReference, of(g).side(g.Group), of(reference).side(reference.Group), s.terms)
		s.out.Gaps = append(s.out.Gaps, audit.MissingGap{Column: c.name, Missing: of(g).missing, N: of(g).n, Comparison: d})
		s.tests = append(s.tests, s.out.Gaps[len(s.out.Gaps)-1].Comparison.Test)
	}
}

// courses asks whether people whose value is missing are decided otherwise: a gap can work as a reason.
func (s *study) courses() {
	if s.in.Plan.Columns.Decision == nil {
		return
	}
	m, _ := metric.Get("favourable_rate")
	if s.in.Plan.Columns.Decision.Favourable {
		m, _ = metric.Get("selection_rate")
	}
	for d := range s.t.Dims {
		unknown := s.t.Dims[d].Unknown()
		if unknown < 0 {
			continue
		}
		var missing, present joint.Counts
		for k := range s.t.Counts {
			if int(s.t.At(k)[d]) == unknown {
				missing.Add(&s.t.Counts[k])
			} else {
				present.Add(&s.t.Counts[k])
			}
		}
		side := func(c joint.Counts) metric.Side {
			return metric.Side{Group: audit.Group{}, N: c.Total(), Rate: m.RateOf(c.Full(), s.in.Plan.Columns.Decision.Favourable)}
		}
		_, difference := metric.Pair(m.Name, audit.AgainstComplement, side(missing), side(present), s.terms)
		difference.Group = audit.Group{{Attribute: s.t.Dims[d].Name, Value: audit.Unknown}}
		s.out.Decisions = append(s.out.Decisions, audit.MissingCourse{Column: s.t.Dims[d].Name, Comparison: difference})
		s.tests = append(s.tests, s.out.Decisions[len(s.out.Decisions)-1].Comparison.Test)
	}
}
