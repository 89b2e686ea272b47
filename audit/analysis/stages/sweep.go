package stages

import (
	"slices"
	"sort"
	"strconv"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/infer"
	"auditd/audit/metric"
)

// The most cuts that are listed of one group, besides the one in use and the first crossings; the most crossings; and how many of these
// are among the cuts whatever they are.
const (
	mostCuts       = 100
	mostCrossings  = 100
	shownCrossings = 4
)

// A swept is the people of one group by the number of a filter.
type swept struct {
	n, left         []audit.Tally // people with one of the first i numbers, and those of them who passed all other filters
	known           audit.Tally
	unknown         int64
	agree, disagree int64       // results that are known, by whether the cut in use explains them
	whole           audit.Tally // people of the whole process
	open            bool        // what somebody did at another filter is not known
}

// sweeps adds, for every filter whose number the plan names, what other cuts would do.
func sweeps(in *analysis.Input, out *audit.Stages) error {
	for k, st := range in.Plan.Columns.Stages.Stages {
		if st.Criterion == nil {
			continue
		}
		c := st.Criterion
		sweep := audit.StageSweep{Stage: st.Name, Column: c.Column, Passes: c.Passes, Cut: audit.Real(c.Cut), Whole: true, Pairs: []audit.StageSweepPair{}}
		for i := range in.Sets {
			s := &in.Sets[i]
			if len(s.Dims) != 1 {
				continue
			}
			t := in.Cells.Table(sweptName(s.Names[0], k))
			if t == nil {
				return audit.Errorf(audit.Internal, "the numbers of stage %s were not counted by %s", audit.Quote(st.Name), audit.Quote(s.Names[0]))
			}
			addSweep(in, &sweep, s, t, k)
		}
		out.Sweeps = append(out.Sweeps, sweep)
	}
	return nil
}

// addSweep adds the pairs of one attribute.
func addSweep(in *analysis.Input, sweep *audit.StageSweep, s *analysis.Set, t *audit.Table, k int) {
	c := in.Plan.Columns.Stages.Stages[k].Criterion
	numbers, groups := sweepGroups(t, c, k, len(in.Plan.Columns.Stages.Stages))
	axis := &t.Axes[t.Axis(audit.AxisField, numberName(k))]
	first := len(sweep.Pairs) == 0
	if first || len(numbers) > sweep.Distinct {
		sweep.Distinct = len(numbers)
	}
	sweep.Bits, sweep.Error = max(sweep.Bits, axis.Bits), audit.Real(max(float64(sweep.Error), axis.Error()))
	if s.Dims[0] == in.Sets[0].Dims[0] { // every attribute counts everybody
		for _, g := range groups {
			sweep.Agree, sweep.Of = sweep.Agree+g.agree, sweep.Of+g.agree+g.disagree
		}
	}
	for _, g := range groups {
		sweep.Whole = sweep.Whole && !g.open
	}
	if s.Reference < 0 {
		return
	}
	cuts := listedCuts(numbers, groups, c)
	reference := groupOf(groups, s.Groups[s.Reference].Group[0].Value, len(numbers))
	for g := range s.Groups {
		if g == s.Reference || s.Groups[g].Group.IsUnknown() {
			continue
		}
		own := groupOf(groups, s.Groups[g].Group[0].Value, len(numbers))
		pair := audit.StageSweepPair{
			Group: s.Groups[g].Group, Reference: s.Groups[s.Reference].Group, N: own.known.N, ReferenceN: reference.known.N,
			Unknown: own.unknown, ReferenceUnknown: reference.unknown,
		}
		whole := !own.open && !reference.open
		pair.Crossings = crossings(numbers, c, func(lower int) (x, y audit.Rate) {
			return audit.Rate{Of: passing(own.n, lower, c), Out: own.known}, audit.Rate{Of: passing(reference.n, lower, c), Out: reference.known}
		})
		if whole {
			pair.WholeCrossings = crossings(numbers, c, func(lower int) (x, y audit.Rate) {
				return audit.Rate{Of: passing(own.left, lower, c), Out: own.whole}, audit.Rate{Of: passing(reference.left, lower, c), Out: reference.whole}
			})
		}
		for _, at := range withCrossings(cuts, pair.Crossings) {
			pair.Cuts = append(pair.Cuts, sweepCut(in, at, c, numbers, own, reference, whole))
		}
		sweep.Pairs = append(sweep.Pairs, pair)
	}
}

func groupOf(groups map[string]*swept, value string, numbers int) *swept {
	if g := groups[value]; g != nil {
		return g
	}
	return &swept{n: make([]audit.Tally, numbers+1), left: make([]audit.Tally, numbers+1)}
}

// sweepGroups takes a table apart: the numbers that occur, rising, and the people of each group by them.
func sweepGroups(t *audit.Table, c *audit.StageCriterion, k, stages int) ([]float64, map[string]*swept) {
	number, result, others := t.Axis(audit.AxisField, numberName(k)), t.Axis(audit.AxisField, fieldName(k)), t.Axis(audit.AxisField, othersName(k))
	values, unknown := t.Axes[number].Numbers(), t.Axes[number].Unknown()
	if unknown >= 0 {
		values = values[:unknown]
	}
	groups := map[string]*swept{} // looked up by name, and gone through for sums only
	for i := range t.N {
		at, n := t.At(i), tallyOf(t, i)
		name := t.Axes[0].Values[at[0]]
		g := groups[name]
		if g == nil {
			g = groupOf(nil, "", len(values))
			groups[name] = g
		}
		g.whole = plus(g.whole, n)
		all := true
		if others >= 0 {
			switch t.Axes[others].Values[at[others]] {
			case audit.Unknown:
				g.open, all = true, false
			case strconv.Itoa(stages - 1):
			default:
				all = false
			}
		}
		if int(at[number]) == unknown {
			g.unknown += n.N
			continue
		}
		g.known = plus(g.known, n)
		g.n[at[number]+1] = plus(g.n[at[number]+1], n)
		if all {
			g.left[at[number]+1] = plus(g.left[at[number]+1], n)
		}
		if result >= 0 && t.Axes[result].Values[at[result]] != audit.Unknown {
			if holds(c, values[at[number]]) == (t.Axes[result].Values[at[result]] == passed) {
				g.agree += n.N
			} else {
				g.disagree += n.N
			}
		}
	}
	for _, g := range groups {
		for i := range values {
			g.n[i+1] = plus(g.n[i], g.n[i+1])
			g.left[i+1] = plus(g.left[i], g.left[i+1])
		}
	}
	return values, groups
}

// holds reports whether a number passes.
func holds(c *audit.StageCriterion, x float64) bool {
	switch c.Passes {
	case audit.PassesAtLeast:
		return x >= c.Cut
	case audit.PassesAbove:
		return x > c.Cut
	case audit.PassesAtMost:
		return x <= c.Cut
	default:
		return x < c.Cut
	}
}

// below returns how many of the numbers a cut leaves on its lower side.
func below(numbers []float64, at float64, c *audit.StageCriterion) int {
	return sort.Search(len(numbers), func(i int) bool { return numbers[i] > at || c.Closed() && numbers[i] >= at })
}

// passing counts people who would pass if the first numbers were on the lower side of the cut; people are those of the first i numbers.
func passing(people []audit.Tally, lower int, c *audit.StageCriterion) audit.Tally {
	if !c.High() {
		return people[lower]
	}
	all, low := people[len(people)-1], people[lower]
	if all.N == low.N {
		return audit.Tally{} // exactly, whatever the weights add up to
	}
	return audit.Tally{N: all.N - low.N, W: all.W - low.W, W2: all.W2 - low.W2}
}

// listedCuts returns the numbers that are shown as cuts: all where there are few, else some that part everybody evenly, and the cut in
// use.
func listedCuts(numbers []float64, groups map[string]*swept, c *audit.StageCriterion) []float64 {
	cuts := slices.Clone(numbers)
	if len(numbers) > mostCuts {
		all := make([]int64, len(numbers)+1)
		for _, g := range groups { // sums of whole numbers: their order does not matter
			for i, n := range g.n {
				all[i] += n.N
			}
		}
		cuts = cuts[:0]
		for i := range numbers {
			if all[i+1]*(mostCuts+1) >= int64(len(cuts)+1)*all[len(numbers)] && len(cuts) < mostCuts {
				cuts = append(cuts, numbers[i])
			}
		}
	}
	cuts = append(cuts, c.Cut)
	slices.Sort(cuts)
	return slices.Compact(cuts)
}

// withCrossings adds the first few crossings to the cuts.
func withCrossings(cuts []float64, crossings []audit.Real) []float64 {
	out := slices.Clone(cuts)
	for _, v := range crossings[:min(len(crossings), shownCrossings)] {
		out = append(out, float64(v))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// sweepCut says what one cut would do to two groups.
func sweepCut(in *analysis.Input, at float64, c *audit.StageCriterion, numbers []float64, own, reference *swept, whole bool) audit.StageSweepCut {
	lower := below(numbers, at, c)
	rate := func(g *swept) audit.Rate { return audit.Rate{Of: passing(g.n, lower, c), Out: g.known} }
	x, y := metric.Proportion(rate(own), in.Terms.Weighted), metric.Proportion(rate(reference), in.Terms.Weighted)
	out := audit.StageSweepCut{At: audit.Real(at), Operating: at == c.Cut}
	if x.N > 0 {
		out.Group = audit.Ptr(x.Value())
	}
	if y.N > 0 {
		out.Reference = audit.Ptr(y.Value())
	}
	switch {
	case x.N == 0 || y.N == 0:
		out.Why = string(infer.WhyNobody)
		return out
	case x.X == 0 && y.X == 0:
		out.Why = string(infer.WhyBothZero)
	case y.X == 0:
		out.Why = string(infer.WhyInfiniteRatio)
	default:
		out.Ratio = audit.Ptr(x.Value() / y.Value())
		if i, ok := infer.Koopman(x, y, in.Terms.Confidence); ok {
			out.Interval = &i
		}
	}
	out.Shortfall = audit.Ptr(own.known.W * (y.Value() - x.Value()))
	if whole {
		end := func(g *swept) audit.Rate { return audit.Rate{Of: passing(g.left, lower, c), Out: g.whole} }
		a, b := metric.Proportion(end(own), in.Terms.Weighted), metric.Proportion(end(reference), in.Terms.Weighted)
		if b.X > 0 {
			out.WholeRatio = audit.Ptr(a.Value() / b.Value())
		}
		out.WholeShortfall = audit.Ptr(own.whole.W * (b.Value() - a.Value()))
	}
	return out
}

// crossings returns the numbers from which on, as cuts, the ratio of two rates lies on the other side of four fifths than at the next
// lower one; at gives both for a cut that leaves the first numbers on its lower side. Without weights the sums are whole numbers, so
// that a ratio of exactly 0.8 is not below it.
func crossings(numbers []float64, c *audit.StageCriterion, at func(lower int) (x, y audit.Rate)) []audit.Real {
	var out []audit.Real
	before, known := false, false
	for _, v := range numbers {
		x, y := at(below(numbers, v, c))
		if y.Of.N == 0 || x.Out.N == 0 {
			known = false
			continue
		}
		fewer := 5*x.Of.W*y.Out.W < 4*y.Of.W*x.Out.W
		if known && fewer != before && len(out) < mostCrossings {
			out = append(out, audit.Real(v))
		}
		before, known = fewer, true
	}
	return out
}
