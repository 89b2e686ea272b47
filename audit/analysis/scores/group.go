package scores

import (
	"math"
	"slices"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/infer"
	"auditd/audit/infer/score"
	"auditd/audit/metric"
)

// The reasons that this package gives besides those of package infer and those of comparisons.
const (
	WhySeparated = "scores_separate_perfectly" // every positive scores higher than every negative, or lower
	WhyFewLabels = "fewer_than_ten_positives_or_negatives"
	WhyFewInBins = "no_bin_has_thirty_people"
	WhyStatistic = "test_statistic_has_no_interval"
	WhyHighest   = "group_has_the_highest_rate" // its ratio is 1 by what it is
	WhyByChance  = "read_against_chance_alone"  // the number has a permutation test instead of an interval
	WhyEmptyBin  = "nobody_has_such_a_score"    // of the people of a group whose label is known
	WhyNoneAbove = "nobody_scores_as_much"      // as the cut, of the people of a group whose label is known
)

// Whys returns the reasons that this package gives, in a fixed order.
func Whys() []string {
	return slices.Concat([]string{
		WhySeparated, WhyFewLabels, WhyFewInBins, WhyStatistic, WhyHighest, WhyByChance, WhyEmptyBin, WhyNoneAbove, WhyDescribesSystem,
	}, audit.WeightWhys())
}

// A member is one group with everything that its measures and pairs are computed from.
type member struct {
	group    audit.Group
	people   *people
	n        int64
	labelled score.Histogram
	everyone score.Histogram
	bins     []score.Bin
	heavy    []score.WeightedBin // the bins with weights; nil without
}

// examine makes the results of one attribute, or of two that are crossed.
func (j *job) examine(index int, s *counted) audit.ScoreSet {
	out := audit.ScoreSet{Attributes: s.names, Reference: audit.Group{}, Groups: []audit.ScoreGroup{}, Pairs: []audit.ScorePair{}}
	if len(s.names) > 1 && s.axis.Bits > 0 {
		out.Bits, out.Error = s.axis.Bits, audit.Real(s.axis.Error())
	}
	e := &exam{job: j, error: s.axis.Error(), crossed: len(s.names) > 1, seed: j.in.Plan.Seed + uint64(index)<<40}
	for code := range s.groups {
		e.labels += weightOf(s.groups[code].weighedLabelled())
	}
	var members []*member
	reference, named := -1, referenceOf(j.in, s.names)
	for code, group := range s.values {
		if group.IsUnknown() {
			continue
		}
		m := j.member(&s.groups[code], group)
		if named != nil && group.Equal(named) {
			reference = len(members)
			out.Reference = group
		}
		members = append(members, m)
	}
	highest := j.highestRate(members)
	out.Groups = make([]audit.ScoreGroup, len(members))
	analysis.Parallel(j.in.Workers, len(members), func(k int) { out.Groups[k] = e.group(members[k], highest, uint64(k)) })
	for k := range out.Groups {
		j.noteAll(s.name(), out.Groups[k].Measures)
	}
	if reference < 0 {
		return out
	}
	var others []*member
	for k, m := range members {
		if k != reference {
			others = append(others, m)
		}
	}
	out.Pairs = make([]audit.ScorePair, len(others))
	analysis.Parallel(j.in.Workers, len(others), func(k int) {
		p := &pairing{exam: e, a: others[k], b: members[reference], pairs: len(others), seed: e.seed + uint64(k)<<20}
		out.Pairs[k] = p.pair()
	})
	for k := range out.Pairs {
		j.noteAll(s.name(), out.Pairs[k].Measures)
	}
	return out
}

type exam struct {
	*job
	labels  float64 // weight of everybody with a score and a label, the unknown group among them
	error   float64 // most by which a score differs from the one that stands for it, as a share of its size
	crossed bool
	seed    uint64
}

// referenceOf returns the reference group of a set of attributes, nil when it has none.
func referenceOf(in *analysis.Input, names []string) audit.Group {
	for i := range in.Sets {
		if s := &in.Sets[i]; slices.Equal(s.Names, names) && s.Reference >= 0 {
			return s.Groups[s.Reference].Group
		}
	}
	return nil
}

func (j *job) member(p *people, group audit.Group) *member {
	m := &member{group: group, people: p, labelled: p.labelled(), everyone: p.everyone()}
	m.n, _, _ = p.count()
	m.bins = score.Bins(m.labelled, j.edges)
	if j.weighted {
		m.heavy = score.WeightedBins(p.weighedLabelled(), j.edges)
	}
	return m
}

// group makes the results of one group.
func (e *exam) group(m, highest *member, number uint64) audit.ScoreGroup {
	g := audit.ScoreGroup{Group: m.group, Unscored: m.people.unscored, Measures: []audit.ScoreMeasure{}, Shares: []audit.Real{}}
	g.N, g.Positives, g.Negatives = m.people.count()
	above, all := e.aboveMedian(m)
	g.AboveMedian = above.N
	if e.weighted {
		g.Weighted = &audit.ScoreWeights{People: all.Tally(), AboveMedian: above.Tally()}
	}
	g.Shares = sharesIn(m.people, floats(e.out.Ranges), all)
	g.Measures = append(g.Measures, e.mean(m))
	g.Measures = append(g.Measures, e.scoringRates(m, highest)...)
	if e.in.Plan.Columns.Label != nil {
		g.Measures = append(g.Measures, e.auc(m))
		g.Bins = e.binsOf(m)
		g.Curve = curve(m.people.weighedLabelled())
		if e.out.Probability {
			g.Measures = append(g.Measures, e.calibration(m, e.seed+number<<20+2)...)
		}
	}
	explainIntervals(g.Measures)
	return g
}

// explainIntervals says of every value without an interval why it has none.
func explainIntervals(list []audit.ScoreMeasure) {
	for k := range list {
		m := &list[k]
		if m.Value == nil || m.Interval != nil || m.IntervalWhy != "" {
			continue
		}
		switch m.Name {
		case audit.ScoreHosmerLemeshow:
			m.IntervalWhy = WhyStatistic
		case audit.ScoreRateRatio:
			m.IntervalWhy = WhyHighest
		case audit.ScoreABROCA:
			m.IntervalWhy = WhyByChance
		default:
			m.IntervalWhy = string(infer.WhyNoVariance)
		}
	}
}

// floats undoes reals.
func floats(list []audit.Real) []float64 {
	var out []float64
	for _, v := range list {
		out = append(out, float64(v))
	}
	return out
}

// measure makes a measure; a value that is not defined is left out with its reason.
func (j *job) measure(name string, value float64, n int64, why infer.Why) audit.ScoreMeasure {
	m := audit.ScoreMeasure{Name: name, N: n, Status: why.Status(), Why: string(why)}
	switch {
	case why != infer.Defined:
	case math.IsNaN(value) || math.IsInf(value, 0): // scores near the largest number there is
		m.Status, m.Why = infer.WhyOutOfRange.Status(), string(infer.WhyOutOfRange)
	default:
		m.Value = audit.Ptr(value)
	}
	return m
}

// small marks a measure of fewer people than the plan asks for.
func (j *job) small(m *audit.ScoreMeasure, n int64, why string) {
	if m.Status == audit.StatusOK && n < j.in.Terms.MinGroupSize {
		m.Status, m.Why = audit.StatusLowN, why
	}
}

// over says what is divided by what.
func over(m *audit.ScoreMeasure, numerator, denominator float64) {
	if m.Value != nil {
		m.Numerator, m.Denominator = audit.Ptr(numerator), audit.Ptr(denominator)
	}
}

// bound states by how much joined scores can have moved a number, where they are joined.
func (e *exam) bound(m *audit.ScoreMeasure, most float64) {
	if e.error > 0 && m.Value != nil && !math.IsInf(most, 0) && !math.IsNaN(most) {
		m.Error = audit.Ptr(most)
	}
}

// shift is the most by which joined scores can have moved their mean: each of them by a share of its size.
func (e *exam) shift(h score.Weighted) float64 {
	sum, all := 0.0, 0.0
	for k, m := range h.Totals() {
		sum += float64(m.W * math.Abs(h.Values[k]))
		all += m.W
	}
	return e.error / (1 - e.error) * sum / all
}

// ofMean makes a measure of a mean. Too few people or no spread leave it without an interval, not without a value.
func (e *exam) ofMean(name string, x score.Mean, n int64, why infer.Why) audit.ScoreMeasure {
	without := why == infer.WhyTooFew || why == infer.WhyNoVariance
	if without {
		m := e.measure(name, x.Value, n, infer.Defined)
		m.IntervalWhy = string(why)
		over(&m, x.Value*x.Weight, x.Weight)
		return m
	}
	m := e.measure(name, x.Value, n, why)
	if m.Value != nil {
		in := x.Interval
		m.Interval = &in
		over(&m, x.Value*x.Weight, x.Weight)
	}
	return m
}

// mean returns the mean score.
func (e *exam) mean(m *member) audit.ScoreMeasure {
	h := m.people.weighedEveryone()
	x, why := score.NewMean(h.Values, h.Totals(), e.in.Terms.Confidence)
	out := e.ofMean(audit.ScoreMean, x, m.n, why)
	if out.Interval != nil && e.out.Probability {
		out.Interval.Lower, out.Interval.Upper = math.Max(0, out.Interval.Lower), math.Min(1, out.Interval.Upper)
	}
	e.bound(&out, e.shift(h))
	e.small(&out, m.n, metric.WhyLowN)
	return out
}

// areaOf returns the area under a group's ROC curve, weighted where people have weights.
func (j *job) areaOf(m *member) (score.AUC, infer.Why) {
	if j.weighted {
		return score.WeightedAUC(m.people.weighedLabelled(), j.in.Terms.Confidence)
	}
	return score.NewAUC(m.labelled, j.in.Terms.Confidence)
}

// pairsOf returns the pairs of a positive and a negative that an area is a share of, by weight where people have weights.
func (m *member) pairsOf() float64 {
	p, n := 0.0, 0.0
	for k := range m.people.scores {
		p += m.people.positive.mass(k).W
		n += m.people.negative.mass(k).W
	}
	return p * n
}

// auc returns the area under the group's ROC curve.
func (e *exam) auc(m *member) audit.ScoreMeasure {
	a, why := e.areaOf(m)
	out := e.measure(audit.ScoreAUC, a.Value, a.Positives+a.Negatives, why)
	if why != infer.Defined {
		return out
	}
	out.Interval = &a.Interval
	pairs := m.pairsOf()
	over(&out, a.Value*pairs, pairs)
	e.bound(&out, a.BinError)
	switch {
	case a.Separated:
		out.Status, out.Why = audit.StatusAssumption, WhySeparated
	case a.LowN:
		out.Status, out.Why = audit.StatusLowN, WhyFewLabels
	}
	e.small(&out, out.N, metric.WhyLowN)
	return out
}

// pending returns a test whose p-value waits to be adjusted within its family.
func pending(t audit.Test) *audit.Test {
	t.PAdjusted = audit.P(math.NaN())
	return &t
}

// binsOf writes bins with Wilson's intervals.
func (j *job) binsOf(m *member) []audit.ScoreBin {
	out := make([]audit.ScoreBin, len(m.bins))
	for k, b := range m.bins {
		out[k] = audit.ScoreBin{N: b.N, Positives: b.Positives}
		if b.N == 0 {
			out[k].Why = WhyEmptyBin
			continue
		}
		r, mean := infer.P(b.Positives, b.N), b.SumScore/float64(b.N)
		if j.weighted {
			w := m.heavy[k]
			all := w.All()
			out[k].Weighted = &audit.Weighted{Numerator: audit.Real(w.Positive.W), Denominator: audit.Real(all.W), EffectiveN: audit.Real(all.Effective())}
			r, mean = metric.Proportion(audit.Rate{Of: w.Positive.Tally(), Out: all.Tally()}, true), w.SumScore/all.W
		}
		if r.N == 0 {
			out[k].Why = WhyEmptyBin
			continue
		}
		out[k].Score, out[k].Rate = audit.Ptr(mean), audit.Ptr(r.Value())
		in := infer.Wilson(r, j.in.Terms.Confidence)
		out[k].Interval = &in
	}
	return out
}

// curve returns the receiver operating characteristic, thinned evenly by people where it has many points.
func curve(h score.Weighted) []audit.ScorePoint {
	var positives, negatives score.Mass
	for k := range h.Values {
		positives = positives.Plus(h.Positive[k])
		negatives = negatives.Plus(h.Negative[k])
	}
	if positives.W <= 0 || negatives.W <= 0 {
		return nil
	}
	out := []audit.ScorePoint{{}}
	tp, fp, seen, last := 0.0, 0.0, int64(0), int64(0)
	step := (positives.N + negatives.N) / curvePoints
	for k := len(h.Values) - 1; k >= 0; k-- {
		tp += h.Positive[k].W
		fp += h.Negative[k].W
		seen += h.Positive[k].N + h.Negative[k].N
		if k > 0 && len(h.Values) > curvePoints && seen-last < step {
			continue
		}
		last = seen
		out = append(out, audit.ScorePoint{
			FalsePositiveRate: audit.Real(math.Min(1, fp/negatives.W)), TruePositiveRate: audit.Real(math.Min(1, tp/positives.W)),
		})
	}
	return out
}
