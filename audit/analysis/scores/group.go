package scores

import (
	"math"

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
)

// Whys returns the reasons that this package gives, in a fixed order.
func Whys() []string { return []string{WhySeparated, WhyFewLabels, WhyFewInBins} }

// A member is one group with everything that its measures and pairs are computed from.
type member struct {
	set      *counted
	code     int
	group    audit.Group
	people   *people
	n        int64
	labelled score.Histogram
	everyone score.Histogram
	bins     []score.Bin
}

// examine makes the results of one attribute.
func (j *job) examine(index int, s *counted) audit.ScoreSet {
	out := audit.ScoreSet{Attributes: []string{s.name}, Reference: audit.Group{}, Groups: []audit.ScoreGroup{}, Pairs: []audit.ScorePair{}}
	var members []*member
	reference := -1
	named, has := "", false
	if set := j.in.Single(s.name); set != nil {
		named, has = set.ReferenceValue()
	}
	for code, value := range s.values {
		if value == audit.Unknown {
			continue
		}
		m := newMember(s, code, j.edges)
		if has && value == named {
			reference = len(members)
			out.Reference = m.group
		}
		members = append(members, m)
	}
	highest := j.highestRate(members)
	for _, m := range members {
		out.Groups = append(out.Groups, j.group(m, highest))
	}
	for k := range out.Groups {
		j.noteAll(s.name, out.Groups[k].Measures)
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
		p := &pairing{job: j, a: others[k], b: members[reference], pairs: len(others), seed: j.in.Plan.Seed + uint64(index)<<40 + uint64(k)<<20}
		out.Pairs[k] = p.pair()
	})
	for k := range out.Pairs {
		j.noteAll(s.name, out.Pairs[k].Measures)
	}
	return out
}

func newMember(s *counted, code int, edges []float64) *member {
	p := &s.groups[code]
	m := &member{set: s, code: code, group: audit.Group{{Attribute: s.name, Value: s.values[code]}}, people: p, labelled: p.labelled(), everyone: p.everyone()}
	m.n, _, _ = p.count()
	m.bins = score.Bins(m.labelled, edges)
	return m
}

// group makes the results of one group.
func (j *job) group(m *member, highest *member) audit.ScoreGroup {
	g := audit.ScoreGroup{Group: m.group, Unscored: m.people.unscored, Measures: []audit.ScoreMeasure{}, Shares: []audit.Real{}}
	g.N, g.Positives, g.Negatives = m.people.count()
	g.AboveMedian = j.aboveMedian(m)
	g.Shares = sharesIn(m.everyone, floats(j.out.Ranges), g.N)
	g.Measures = append(g.Measures, j.mean(m))
	g.Measures = append(g.Measures, j.scoringRates(m, highest)...)
	if j.in.Plan.Columns.Label == nil {
		return g
	}
	g.Measures = append(g.Measures, j.auc(m))
	g.Bins = binsOf(m.bins, j.in.Terms.Confidence)
	g.Curve = curve(m.labelled)
	if j.out.Probability {
		g.Measures = append(g.Measures, j.calibration(m)...)
	}
	return g
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

// mean returns the mean score.
func (j *job) mean(m *member) audit.ScoreMeasure {
	n, sum := m.n, 0.0
	for k, v := range m.everyone.Values {
		sum += float64(v * float64(m.everyone.Negative[k]))
	}
	why := infer.Defined
	if n == 0 {
		why = infer.WhyNobody
	}
	out := j.measure(audit.ScoreMean, sum/float64(max(1, n)), n, why)
	j.small(&out, n, metric.WhyLowN)
	return out
}

// auc returns the area under the group's ROC curve.
func (j *job) auc(m *member) audit.ScoreMeasure {
	a, why := score.NewAUC(m.labelled, j.in.Terms.Confidence)
	out := j.measure(audit.ScoreAUC, a.Value, a.Positives+a.Negatives, why)
	if why != infer.Defined {
		return out
	}
	out.Interval = &a.Interval
	if j.out.Bits > 0 {
		out.Error = audit.Ptr(a.BinError)
	}
	switch {
	case a.Separated:
		out.Status, out.Why = audit.StatusAssumption, WhySeparated
	case a.LowN:
		out.Status, out.Why = audit.StatusLowN, WhyFewLabels
	}
	j.small(&out, out.N, metric.WhyLowN)
	return out
}

// calibration returns how far observed rates lie from scores that are probabilities.
func (j *job) calibration(m *member) []audit.ScoreMeasure {
	c, why := score.NewCalibration(m.bins)
	n := int64(0)
	for _, b := range m.bins {
		n += b.N
	}
	ece := j.measure(audit.ScoreECE, c.ECE, n, why)
	mce := j.measure(audit.ScoreMCE, c.MCE, n, why)
	bias := j.measure(audit.ScoreBias, c.Bias, n, why)
	debiased := j.measure(audit.ScoreDebiased, c.Debiased, n, why)
	if why == infer.Defined {
		ece.Null = audit.Ptr(c.NullMean)
		if c.MCEBins == 0 {
			mce.Value, mce.Status, mce.Why = nil, audit.StatusLowN, WhyFewInBins
		}
		if t, why := score.CalibrationInTheLarge(score.Bins(m.labelled, m.labelled.Values[1:])); why == infer.Defined { // ΣS(1−S) of the scores, not of bins
			bias.Test = pending(t)
		}
	}
	brier, brierWhy := score.Brier(m.labelled)
	hl, hlWhy := score.HosmerLemeshow(m.bins, false)
	fit := j.measure(audit.ScoreHosmerLemeshow, 0, n, hlWhy)
	if hlWhy == infer.Defined {
		fit.Value, fit.Test = hl.Statistic, pending(hl)
	}
	list := []audit.ScoreMeasure{ece, mce, debiased, bias, fit, j.measure(audit.ScoreBrier, brier, n, brierWhy)}
	for k := range list {
		j.small(&list[k], n, metric.WhyLowN)
	}
	return list
}

// pending returns a test whose p-value waits to be adjusted within its family.
func pending(t audit.Test) *audit.Test {
	t.PAdjusted = audit.P(math.NaN())
	return &t
}

// binsOf writes bins with Wilson's intervals.
func binsOf(bins []score.Bin, level float64) []audit.ScoreBin {
	out := make([]audit.ScoreBin, len(bins))
	for k, b := range bins {
		out[k] = audit.ScoreBin{N: b.N, Positives: b.Positives}
		if b.N == 0 {
			continue
		}
		out[k].Score, out[k].Rate = audit.Ptr(b.SumScore/float64(b.N)), audit.Ptr(float64(b.Positives)/float64(b.N))
		in := infer.Wilson(infer.P(b.Positives, b.N), level)
		out[k].Interval = &in
	}
	return out
}

// curve returns the receiver operating characteristic, thinned evenly by people where it has many points.
func curve(h score.Histogram) []audit.ScorePoint {
	positives, negatives := int64(0), int64(0)
	for k := range h.Values {
		positives += h.Positive[k]
		negatives += h.Negative[k]
	}
	if positives == 0 || negatives == 0 {
		return nil
	}
	out := []audit.ScorePoint{{}}
	tp, fp, last := int64(0), int64(0), int64(0)
	step := (positives + negatives) / curvePoints
	for k := len(h.Values) - 1; k >= 0; k-- {
		tp += h.Positive[k]
		fp += h.Negative[k]
		if k > 0 && len(h.Values) > curvePoints && tp+fp-last < step {
			continue
		}
		last = tp + fp
		out = append(out, audit.ScorePoint{
			FalsePositiveRate: audit.Real(float64(fp) / float64(negatives)), TruePositiveRate: audit.Real(float64(tp) / float64(positives)),
		})
	}
	return out
}
