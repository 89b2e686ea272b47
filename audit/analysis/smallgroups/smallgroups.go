// Package smallgroups says more of groups that are too small for a rate of their own: rates drawn towards the common one, intervals
// of numbers over all groups from resampled cells, exact permutation tests, and the probability that a ratio lies below the band.
//
// It reaches no verdict, and its numbers stand beside the raw ones. It counts people, not weights.
package smallgroups

import (
	"math"
	"slices"
	"strings"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/infer"
	"auditd/audit/infer/resample"
	"auditd/audit/metric"
)

// Analysis is done when the plan asks for it and names no weight.
var Analysis = analysis.Analysis{
	Name:    "smallgroups",
	Applies: func(p *audit.Plan) bool { return p.Analyses != nil && p.Analyses.SmallGroups && p.Columns.Weight == "" },
	Run:     run,
}

const (
	likelihoodFrom = 5      // groups from which on the prior is fitted by likelihood (methods 4.9)
	shrunkFrom     = 3      // groups below which nothing is drawn anywhere
	exactPeople    = 20_000 // people of both groups beyond which exact tests and posteriors say what the findings say
	mostComparable = 60     // groups of one set of which comparisons are made
)

// WhyLarge says that two groups are large enough for the test of the findings.
const WhyLarge = "large_enough_for_other_tests"

func run(in *analysis.Input) error {
	out := &audit.SmallGroups{Shrinkage: []audit.Shrinkage{}, Spreads: []audit.SpreadInterval{}, Comparisons: []audit.SmallComparison{}}
	for i := range in.Sets {
		s := &in.Sets[i]
		first := len(out.Comparisons)
		for k, m := range in.Judged {
			r := rates(in, s, m)
			out.Shrinkage = append(out.Shrinkage, shrink(s, m.Name, r, in.Terms.Confidence))
			out.Spreads = append(out.Spreads, spreads(in, s, m.Name, r, in.Plan.Seed+uint64(i)<<32+uint64(k)<<16)...)
			out.Comparisons = append(out.Comparisons, comparisons(in, s, m.Name, r)...)
		}
		var tests []*audit.Test
		for k := first; k < len(out.Comparisons); k++ {
			tests = append(tests, out.Comparisons[k].Test)
		}
		in.Family("smallgroups/"+strings.Join(s.Names, " × "), tests)
	}
	in.Out.SmallGroups = out
	return nil
}

// A known is a known group with its rate.
type known struct {
	group audit.Group
	rate  audit.Rate
	ref   bool
}

func rates(in *analysis.Input, s *analysis.Set, m metric.Metric) []known {
	var out []known
	for g := range s.Groups {
		if !s.Groups[g].Group.IsUnknown() {
			out = append(out, known{s.Groups[g].Group, m.RateOf(s.Groups[g].Counts, in.Favourable()), g == s.Reference})
		}
	}
	return out
}

// WhyPooled says that a rate drawn towards the common one has no interval: the groups differ by no more than chance, so that the law of
// their rates has no width, and the interval of the raw rate is the one to read.
const WhyPooled = "drawn_to_the_common_rate"

// shrink draws the groups' rates towards the common one.
func shrink(s *analysis.Set, name string, r []known, level float64) audit.Shrinkage {
	out := audit.Shrinkage{Metric: name, Attributes: s.Names, Groups: []audit.Shrunk{}}
	var x, n []int64
	held := 0
	for _, k := range r {
		x, n = append(x, k.rate.Of.N), append(n, k.rate.Out.N)
		if k.rate.Out.N > 0 {
			held++
		}
	}
	fit := resample.PriorByMoments
	if held >= likelihoodFrom {
		fit = resample.PriorByLikelihood
	}
	prior, why := fit(x, n)
	if held < shrunkFrom {
		why = infer.WhyTooFew
	}
	out.Why, out.Method = string(why), prior.Method
	if why != infer.Defined {
		return out
	}
	out.Mean, out.Strength, out.Pooled = audit.Ptr(prior.Mean), audit.Ptr(prior.Strength), prior.Pooled
	for _, k := range r {
		g := audit.Shrunk{Group: k.group, Of: k.rate.Of.N, Out: k.rate.Out.N, Raw: audit.Ptr(infer.P(k.rate.Of.N, k.rate.Out.N).Value())}
		if g.Out == 0 {
			g.Why = string(infer.WhyNoDenominator)
		}
		if post, why := prior.Shrink(g.Of, g.Out, level); why == infer.Defined {
			g.Rate = audit.Effect{Value: audit.Ptr(post.Mean), Interval: &post.Interval}
			if prior.Pooled { // a single point would claim certainty about every group
				g.Rate.Interval, g.Rate.Why = nil, WhyPooled
			}
		} else {
			g.Rate.Why = string(why)
		}
		out.Groups = append(out.Groups, g)
	}
	return out
}

// spreads resamples the range of the rates and the lowest over the highest, over the groups that are large enough. Percentiles of a
// maximum lie too high, so that the interval corrects for bias.
func spreads(in *analysis.Input, s *analysis.Set, name string, r []known, seed uint64) []audit.SpreadInterval {
	var cells []int64
	for _, k := range r {
		if k.rate.Out.N >= max(1, in.Terms.MinGroupSize) {
			cells = append(cells, k.rate.Of.N, k.rate.Out.N-k.rate.Of.N)
		}
	}
	if len(cells) < 4 {
		return nil
	}
	var out []audit.SpreadInterval
	for _, kind := range []string{metric.KindRange, metric.KindMinMaxRatio} {
		e := audit.SpreadInterval{Metric: name, Attributes: s.Names, Kind: kind}
		b, why := resample.BCa(cells, statistic(kind), resample.DefaultDraws, in.Terms.Confidence, seed)
		if why != infer.Defined {
			b, why = resample.Poisson(cells, statistic(kind), resample.DefaultDraws, in.Terms.Confidence, seed)
		}
		e.Value.Why, e.Draws, e.Undefined = string(why), b.Draws, b.Undefined
		if why == infer.Defined {
			e.Value.Value, e.Value.Interval = audit.Ptr(b.Estimate), &b.Interval
		}
		out = append(out, e)
	}
	return out
}

// statistic is the range of the groups' rates, or the lowest over the highest. Cells are people with and without the event in turn.
func statistic(kind string) resample.Statistic {
	return func(cells []float64) (float64, bool) {
		low, high := math.Inf(1), math.Inf(-1)
		for k := 0; k+1 < len(cells); k += 2 {
			n := cells[k] + cells[k+1]
			if n == 0 {
				return 0, false
			}
			p := cells[k] / n
			low, high = min(low, p), max(high, p)
		}
		if kind == metric.KindRange {
			return high - low, true
		}
		return low / high, high > 0
	}
}

// comparisons adds exact tests and posterior probabilities of every group against the reference.
func comparisons(in *analysis.Input, s *analysis.Set, name string, r []known) []audit.SmallComparison {
	if s.Reference < 0 || len(r) > mostComparable {
		return nil
	}
	reference := audit.Rate{}
	for _, k := range r {
		if k.ref {
			reference = k.rate
		}
	}
	others := slices.DeleteFunc(slices.Clone(r), func(k known) bool { return k.ref })
	out := make([]audit.SmallComparison, len(others))
	analysis.Parallel(in.Workers, len(out), func(i int) {
		out[i] = comparison(in.Terms, infer.P(others[i].rate.Of.N, others[i].rate.Out.N), infer.P(reference.Of.N, reference.Out.N))
		out[i].Metric, out[i].Group, out[i].Reference = name, others[i].group, s.Groups[s.Reference].Group
	})
	return out
}

// comparison adds the exact test and the posterior probability of one group's rate against the reference's. Of large groups both say
// what the findings say, and take long.
func comparison(terms metric.Terms, a, b infer.Proportion) audit.SmallComparison {
	c := audit.SmallComparison{Limit: terms.RatioBand.Lower}
	if a.N+b.N > exactPeople {
		c.Why = WhyLarge
		return c
	}
	t, why := resample.Permutation(a, b)
	c.Why = string(why)
	if why == infer.Defined {
		t.PAdjusted = audit.P(math.NaN())
		c.Test = &t
	}
	below, interval, why := resample.RatioPosterior(a, b, float64(c.Limit), terms.Confidence)
	if why != infer.Defined {
		c.Why = string(why)
		return c
	}
	c.Below, c.Interval = audit.Ptr(below), &interval
	return c
}
