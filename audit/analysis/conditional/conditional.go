// Package conditional compares groups among people who are alike in the columns that the plan holds fixed: adjusted differences and
// ratios, whether the strata agree, whether a pooled difference vanishes or turns round, and how much of it comes from the groups
// being spread differently over the strata.
//
// It does not know whether holding a column fixed is right: a column may itself carry the disparity. It decides nothing about the
// findings of rules; it says what must be said beside them.
package conditional

import (
	"math"
	"sync"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/infer"
	"auditd/audit/infer/strata"
	"auditd/audit/metric"
)

// Analysis compares within strata. It needs nothing besides the cells.
var Analysis = analysis.Analysis{Name: "conditional", Applies: applies, Run: run}

func applies(p *audit.Plan) bool {
	return len(p.Columns.Strata) > 0 && (p.Columns.Decision != nil || p.Columns.Label != nil)
}

// NoticeNotCrossed says that two columns were not held fixed together, because too many combinations of their values occur.
const NoticeNotCrossed = "strata_not_crossed"

// The reasons that this package gives besides those of package infer.
const (
	WhyTooManyStrata = "too_many_strata_to_resample" // an interval would cost more resamples than the audit allows itself
)

// run adds a Conditional for every judged metric, group and set of held columns, in that order.
func run(in *analysis.Input) error {
	metrics := in.Judged
	if len(metrics) == 0 {
		return nil
	}
	helds := heldSets(in)
	for i := range in.Sets {
		s := &in.Sets[i]
		if len(s.Dims) != 1 || s.Reference < 0 {
			continue
		}
		jobs := jobsOf(in, s, metrics, helds)
		results := make([]audit.Conditional, len(jobs))
		parallel(in.Workers, len(jobs), func(k int) { results[k] = jobs[k].compare(in) })
		adjust(in, s, results)
		in.Out.Conditional = append(in.Out.Conditional, results...)
	}
	return nil
}

// A job is one comparison: one metric, one group, one set of held columns.
type job struct {
	metric    metric.Metric
	set       *analysis.Set
	group     int
	held      *held
	decompose bool   // the metric whose difference is split
	resample  bool   // intervals of the decomposition may be resampled
	seed      uint64 // of the resamples
}

// jobsOf lists the comparisons of one attribute and decides which of them may be resampled: the first ones, until the resamples
// of the audit are used up.
func jobsOf(in *analysis.Input, s *analysis.Set, metrics []metric.Metric, helds []*held) []job {
	var jobs []job
	budget := resampledCells
	for m, met := range metrics {
		for g := range s.Groups {
			if g == s.Reference || s.Groups[g].Group.IsUnknown() {
				continue
			}
			for h := range helds {
				j := job{metric: met, set: s, group: g, held: helds[h], decompose: m == 0}
				if cost := 4 * len(helds[h].strata); j.decompose && cost <= budget {
					j.resample = true
					budget -= cost
				}
				j.seed = in.Plan.Seed + uint64(s.Dims[0])<<40 + uint64(g)<<20 + uint64(h)
				jobs = append(jobs, j)
			}
		}
	}
	return jobs
}

// compare makes one comparison; the tests are adjusted afterwards.
func (j *job) compare(in *analysis.Input) audit.Conditional {
	c := audit.Conditional{
		Metric: j.metric.Name, Group: j.set.Groups[j.group].Group, Reference: j.set.Groups[j.set.Reference].Group, Held: j.held.names,
		Status: audit.StatusOK,
	}
	pairs := j.held.pairs(in, j.set, j.group, j.metric)
	table := make([]strata.Stratum, len(pairs))
	for k, p := range pairs {
		table[k] = strata.Stratum{A: metric.Proportion(p.group, in.Terms.Weighted), B: metric.Proportion(p.reference, in.Terms.Weighted)}
		c.N += p.group.Out.N
		c.ReferenceN += p.reference.Out.N
	}
	c.Unknown = j.held.unknown(in, j.set, j.group, j.metric)
	j.effects(&c, table, in)
	if j.decompose && c.Difference.Value != nil {
		j.split(&c, pairs, table, in)
	}
	switch {
	case c.Status != audit.StatusOK:
	case c.N < in.Terms.MinGroupSize:
		c.Status, c.Why = audit.StatusLowN, metric.WhyLowN
	case c.ReferenceN < in.Terms.MinGroupSize:
		c.Status, c.Why = audit.StatusLowN, metric.WhyReferenceLowN
	}
	return c
}

// effects fills in the numbers over all strata and the tests.
func (j *job) effects(c *audit.Conditional, table []strata.Stratum, in *analysis.Input) {
	level := in.Terms.Confidence
	difference, why := strata.RiskDifference(table, level)
	c.Difference = effect(difference, why)
	if difference.Use.Strata == 0 {
		c.Status, c.Why = why.Status(), string(why)
	}
	c.Strata, c.Skipped, c.SkippedN = difference.Use.Strata, difference.Use.Skipped, audit.Real(difference.Use.SkippedPeople)
	c.Ratio = effect(strata.RiskRatio(table, level))
	c.OddsRatio = effect(strata.OddsRatio(table, level))
	c.Crude = crude(table, level)
	if t, _, why := strata.CochranMantelHaenszel(table, false); why == infer.Defined {
		c.Test = unadjusted(t)
	} else {
		c.TestWhy = string(why)
	}
	if h, why := strata.BreslowDay(table); why == infer.Defined {
		c.BreslowDay, c.Tarone, c.Trusted = apart(h.BreslowDay), unadjusted(h.Tarone), h.Trusted
	}
	if t, _, why := strata.Woolf(table); why == infer.Defined {
		c.Woolf = apart(t)
	}
	if s, why := strata.DetectSimpson(table, float64(in.Terms.DifferenceBand.Upper), level); why == infer.Defined {
		c.Pattern = string(s.Pattern)
	}
}

func unadjusted(t audit.Test) *audit.Test {
	t.PAdjusted = audit.P(math.NaN())
	return &t
}

// apart is a test that is shown beside Tarone's and enters no family.
func apart(t audit.Test) *audit.Test {
	t.PAdjusted, t.Apart = audit.P(math.NaN()), audit.NotAdjusted
	return &t
}

// effect turns an estimate over strata into a result. Without variance there is no interval, and the value can still be read: a
// difference of 0 in every stratum is one.
func effect(e strata.Effect, why infer.Why) audit.Effect {
	out := audit.Effect{Why: string(why)}
	switch why {
	case infer.Defined:
		in := e.Interval
		out.Value, out.Interval = audit.Ptr(e.Value), &in
	case infer.WhyNoVariance:
		out.Value = audit.Ptr(e.Value)
	}
	return out
}

// crude is the difference of the same people without strata.
func crude(table []strata.Stratum, level float64) audit.Effect {
	var a, b infer.Proportion
	for _, s := range table {
		a.X, a.N, b.X, b.N = a.X+s.A.X, a.N+s.A.N, b.X+s.B.X, b.N+s.B.N
	}
	in, ok := infer.Newcombe(a, b, level)
	if !ok {
		return audit.Effect{Why: string(infer.WhyNoDenominator)}
	}
	return audit.Effect{Value: audit.Ptr(a.Value() - b.Value()), Interval: &in}
}

// adjust adjusts the tests of one attribute and withdraws what does not survive it: a pattern that raises an alarm must not be one
// of many that were looked at.
func adjust(in *analysis.Input, s *analysis.Set, results []audit.Conditional) {
	var equal, alike []*audit.Test
	for i := range results {
		equal = append(equal, results[i].Test)
		alike = append(alike, results[i].Tarone)
	}
	in.Family("conditional/"+s.Names[0], equal)
	in.Family("conditional/"+s.Names[0]+"/homogeneity", alike)
	for i := range results {
		c := &results[i]
		c.Interaction = c.Tarone != nil && c.Trusted && float64(c.Tarone.PAdjusted) < in.Terms.Alpha()
		if c.Status != audit.StatusOK {
			c.Pattern = ""
		}
		if c.Test == nil || float64(c.Test.PAdjusted) < in.Terms.Alpha() {
			continue
		}
		switch c.Pattern {
		case audit.PatternReversal:
			c.Pattern = audit.PatternVanishes
		case audit.PatternMasked:
			c.Pattern = audit.PatternStable
		}
	}
}

// parallel calls f for 0 … n−1 on several goroutines; each call writes only its own place.
func parallel(workers, n int, f func(int)) {
	var wg sync.WaitGroup
	workers = max(1, min(workers, n))
	for w := range workers {
		wg.Go(func() {
			for i := w; i < n; i += workers {
				f(i)
			}
		})
	}
	wg.Wait()
}
