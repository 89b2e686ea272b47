// Package subgroups searches all subgroups that attributes and features describe together for rates that lie far from everybody's
// (methods 10). It mines one joint table, never rows; says how many subgroups it looked at; and keeps false discoveries rare: it seeks
// in one random half of the people and tests on the other, or holds the largest statistic against outcomes dealt out at random.
//
// It counts people also where the plan names weights, and says so: both ways to keep false discoveries rare deal people out, and counts by
// cell do not tell whose weight would go along. A weighted rate beside an unweighted test would invite to judge the one by the other.
//
// It does not know why a subgroup fares differently, and it raises no finding: what it reports was chosen by the data.
package subgroups

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/analysis/joint"
	"auditd/audit/infer"
	"auditd/audit/infer/strata"
	"auditd/audit/metric"
)

// Analysis searches subgroups when the plan asks for it.
var Analysis = analysis.Analysis{
	Name: "subgroups",
	Applies: func(p *audit.Plan) bool {
		return options(p) != nil && (p.Columns.Decision != nil || p.Columns.Label != nil)
	},
	Tables: func(p *audit.Plan) ([]audit.Field, []audit.TablePlan) {
		if within(p) {
			return joint.TablesWithStrata(p)
		}
		return joint.Tables(p, false)
	},
	Run: run,
}

// within reports whether outcomes are dealt out within strata only.
func within(p *audit.Plan) bool {
	return options(p).Control == audit.ControlPermutation && len(p.Columns.Strata) > 0
}

func options(p *audit.Plan) *audit.SubgroupsPlan {
	if p.Analyses == nil {
		return nil
	}
	return p.Analyses.Subgroups
}

// mostListed is how many subgroups of everybody are described on either side.
const mostListed = 25

// A search is one run of the analysis.
type search struct {
	in    *analysis.Input
	opt   *audit.SubgroupsPlan
	terms metric.Terms
	table *joint.Table
	all   joint.Counts
	least int64
	miner *miner
	found []mined
	place map[key]int
	lists [][]int32 // by subgroup: its cells; only for permutations
	held  *held     // the cells by stratum; nil where outcomes are dealt out among everybody
	out   *audit.Subgroups
}

func run(in *analysis.Input) error {
	of := joint.Of
	if within(in.Plan) {
		of = joint.OfWithStrata
	}
	t, err := of(in)
	if err != nil {
		return err
	}
	values := 0
	for _, d := range t.Dims {
		values += len(d.Values)
	}
	if values > math.MaxUint16 {
		return &audit.Error{
			Kind: audit.Invalid, Text: fmt.Sprintf("the attributes and features have %d values, too many to search subgroups by", values),
			Remedy: "group values with breaks or map, or name fewer features in analyses.subgroups.features",
		}
	}
	in.Out.Subgroups = Search(in, t)
	in.Out.Subgroups.Weights = in.CountsPeople(audit.Unweighted{Why: audit.WhyDealtOut})
	return nil
}

// Search returns the subgroups of a joint table whose rates lie far from everybody's, as the plan of the input asks. Where the table has
// strata, outcomes are dealt out within them.
func Search(in *analysis.Input, t *joint.Table) *audit.Subgroups {
	opt := options(in.Plan)
	fine := chosen(t, opt.Features)
	s := &search{in: in, opt: opt, terms: in.Terms, table: fine}
	if held := newHeld(fine); held != nil {
		s.held, s.table = held, held.coarse
	}
	s.terms.Weighted = false // people are counted here, not weighed
	s.all = s.table.Total()
	n := s.all.Total()
	s.least = max(strata.LeastSupport(n), int64(math.Ceil(opt.Support*float64(n)-1e-9)))
	s.miner = newMiner(s.table, opt.Depth, s.least)
	if opt.Control == audit.ControlPermutation {
		s.miner.cells = func(_ int, cells []int32) { s.lists = append(s.lists, slices.Clone(cells)) }
	}
	s.found = s.miner.mine()
	s.place = places(s.found)
	s.out = &audit.Subgroups{
		Depth: s.miner.depth, Support: audit.Real(opt.Support), LeastPeople: s.least, N: n, Possible: audit.Real(s.miner.possible()),
		Examined: len(s.found), Control: opt.Control, Dimensions: []string{},
	}
	for _, d := range fine.Dims {
		if d.Held {
			s.out.Strata = append(s.out.Strata, d.Name)
		} else {
			s.out.Dimensions = append(s.out.Dimensions, d.Name)
		}
	}
	lattices := make([]*lattice, 0, 4)
	for _, met := range s.metrics() {
		l := newLattice(met, s.favourable(), s.all, s.found, s.place)
		lattices = append(lattices, l)
		s.out.Metrics = append(s.out.Metrics, s.describe(l))
	}
	if opt.Control == audit.ControlPermutation {
		s.permute(lattices)
	} else {
		s.split(lattices)
	}
	return s.out
}

// chosen leaves out the features that the plan does not search by.
func chosen(t *joint.Table, features []string) *joint.Table {
	if len(features) == 0 {
		return t
	}
	var dims []int
	for i, d := range t.Dims {
		if d.Protected || d.Held || slices.Contains(features, d.Name) {
			dims = append(dims, i)
		}
	}
	return t.Select(dims...)
}

func (s *search) favourable() bool {
	return s.in.Plan.Columns.Decision != nil && s.in.Plan.Columns.Decision.Favourable
}

// metrics returns the rates to compare: those of the plan, or the usual ones, as far as the columns allow.
func (s *search) metrics() []metric.Metric {
	names := s.opt.Metrics
	decision, label := s.in.Plan.Columns.Decision != nil, s.in.Plan.Columns.Label != nil
	if len(names) == 0 {
		names = []string{"selection_rate", "false_positive_rate", "false_negative_rate", "accuracy"}
		if !decision {
			names = []string{"base_rate"}
		}
	}
	var out []metric.Metric
	for _, name := range names {
		m, ok := metric.Get(name)
		if !ok || !m.Proportion || m.NeedsLabel && !label || name != "base_rate" && !decision {
			s.in.Note("subgroup_metric_left_out", name)
			continue
		}
		out = append(out, m)
	}
	return out
}

// describe lists what everybody's data say of one rate.
func (s *search) describe(l *lattice) audit.SubgroupMetric {
	r := audit.SubgroupMetric{
		Metric: l.metric.Name, Numerator: l.all.True, Denominator: people(l.all), Examined: l.defined(),
		Tested: []audit.TestedSubgroup{}, Above: []audit.Subgroup{}, Below: []audit.Subgroup{},
		Items: []audit.SubgroupItem{}, Corrective: []audit.CorrectiveItem{}, Heaviest: []audit.Subgroup{}, Slices: []audit.Subgroup{},
	}
	if people(l.all) == 0 {
		r.Why = l.metric.Empty
		return r
	}
	r.Value = audit.Ptr(rate(l.all))
	var above, below []int
	for i, d := range l.delta {
		switch {
		case math.IsNaN(d):
			continue
		case d > 0:
			above = append(above, i)
		case d < 0:
			below = append(below, i)
		}
		if l.redundant(i, s.opt.Epsilon) {
			r.Redundant++
		}
	}
	far := func(i, j int) int { return cmp.Compare(math.Abs(l.delta[j]), math.Abs(l.delta[i])) }
	slices.SortStableFunc(above, far)
	slices.SortStableFunc(below, far)
	for _, i := range above[:min(len(above), mostListed)] {
		r.Above = append(r.Above, s.subgroup(l, i))
	}
	for _, i := range below[:min(len(below), mostListed)] {
		r.Below = append(r.Below, s.subgroup(l, i))
	}
	r.Heaviest, r.Slices = s.heaviest(l), s.slices(l)
	r.Items, r.Corrective = s.items(l), s.correctives(l)
	return r
}

// subgroup describes one subgroup of everybody.
func (s *search) subgroup(l *lattice, i int) audit.Subgroup {
	in := l.tallies[i]
	n := l.found[i].counts.Total()
	out := audit.Subgroup{
		Group: s.group(l.found[i].key), N: n, Support: audit.Real(float64(n) / float64(s.out.N)), Numerator: in.True, Denominator: people(in),
		Value: audit.Real(rate(in)), Divergence: audit.Real(l.delta[i]), Redundant: l.redundant(i, s.opt.Epsilon),
		Shapley: l.shapley(l.found[i].key, s.count),
	}
	if d, why := strata.NewDivergence(in, l.all); why == infer.Defined {
		out.T, out.EffectSize = audit.Real(d.TAll), audit.Real(d.EffectSize)
		if d.HasComplement {
			out.TOutside = audit.Ptr(d.TComplement)
		}
	}
	out.Gamma, out.SliceScore = audit.Real(l.gamma(i, s.out.N)), l.sliceScore(i)
	out.Interval = divergenceInterval(in, l.all, s.terms.Confidence)
	return out
}

// divergenceInterval is Newcombe's interval of the difference from the people outside, shrunk to the difference from everybody: of
// the rate of all, the subgroup makes up the share w of people, so that rate − rate of all = (1−w)(rate − rate outside).
func divergenceInterval(in, all strata.Tally, level float64) *audit.Interval {
	rest := people(all) - people(in)
	if rest <= 0 || people(in) <= 0 {
		return nil
	}
	i, ok := infer.Newcombe(infer.P(in.True, people(in)), infer.P(all.True-in.True, rest), level)
	if !ok {
		return nil
	}
	outside := float64(rest) / float64(people(all))
	return &audit.Interval{Lower: outside * i.Lower, Upper: outside * i.Upper, Level: level, Method: "newcombe_divergence"}
}

// count returns the people of a subgroup among everybody, false when it was not mined.
func (s *search) count(k key) (joint.Counts, bool) {
	i, ok := s.place[k]
	if !ok {
		return joint.Counts{}, false
	}
	return s.found[i].counts, true
}

// group writes a subgroup out in attributes and values.
func (s *search) group(k key) audit.Group {
	g := audit.Group{}
	for _, it := range k.items() {
		d, v := s.miner.item(it)
		g = append(g, audit.Item{Attribute: s.table.Dims[d].Name, Value: s.table.Dims[d].Values[v]})
	}
	return g
}
