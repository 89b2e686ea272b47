package proxies

import (
	"math"

	"auditd/audit"
	"auditd/audit/analysis/joint"
	"auditd/audit/infer"
	"auditd/audit/infer/association"
	"auditd/audit/infer/resample"
	"auditd/audit/infer/score"
)

const (
	draws     = 400  // resamples of an interval of V
	mostCells = 1000 // cells of a table that is resampled
)

// The limits of methods 9.1.
const (
	strongV   = 0.3
	watchV    = 0.1
	strongAUC = 0.7
)

// feature holds the i-th feature against the attribute, the first dimension of t.
func (s *study) feature(t *joint.Table, f *fit, i int) audit.Proxy {
	d := t.Dims[i+1]
	table := association.Table(t.Cross(0, i+1))
	n, values := size(table)
	p := audit.Proxy{Feature: d.Name, Values: values, Status: audit.StatusOK, Strength: audit.ProxyWeak}
	if v, w := association.CramersV(table); w == infer.Defined {
		p.CramersV = audit.Ptr(v)
	} else {
		p.Status, p.Why = why(w)
		return p
	}
	if v, w := association.CramersVCorrected(table); w == infer.Defined {
		p.Corrected = audit.Ptr(v)
	}
	if m, w := association.MutualInformation(table); w == infer.Defined {
		p.Mutual, p.MutualNull, p.Uncertainty = audit.Ptr(m.Mutual), audit.Ptr(chance(table, n)), audit.Ptr(m.Uncertainty)
	}
	if v, w := association.GoodmanKruskalTau(table); w == infer.Defined {
		p.Tau = audit.Ptr(v)
	}
	if x, w := association.TestIndependence(table); w == infer.Defined {
		test, name := x.ChiSquared, "independence_chi_squared"
		if !x.Trusted {
			test, name = x.G, "independence_g"
		}
		test.Name = name
		p.Test = &test
	}
	many := association.NeedsNull(int64(values), n)
	if !many {
		p.Interval = s.interval(table)
	}
	s.predict(&p, f, i)
	if s.in.Plan.Columns.Decision != nil {
		p.Use = s.use(t, i+1)
	}
	p.Strength = strength(&p)
	switch {
	case association.IsIdentifier(int64(values), n):
		p.Strength, p.Status, p.Why = audit.ProxyIdentifier, audit.StatusAssumption, WhyIdentifier
	case many:
		p.Status, p.Why = audit.StatusAssumption, WhyManyValues
	}
	return p
}

// The reasons why a feature is not judged by V.
const (
	WhyIdentifier = "feature_identifies_people" // more than half as many values as people
	WhyManyValues = "feature_has_many_values"   // more than a twentieth: V and information are high by chance
)

// strength judges a feature by the lower limits of its intervals. The AUC alone counts where V has no interval.
func strength(p *audit.Proxy) string {
	lower := func(i *audit.Interval) float64 {
		if i == nil {
			return 0
		}
		return i.Lower
	}
	switch {
	case lower(p.Interval) >= strongV || lower(p.AUCInterval) >= strongAUC:
		return audit.ProxyStrong
	case lower(p.Interval) >= watchV:
		return audit.ProxyWatch
	}
	return audit.ProxyWeak
}

// size returns the people of a table and its columns that have any.
func size(t association.Table) (n int64, columns int) {
	for j := range t[0] {
		sum := int64(0)
		for i := range t {
			sum += t[i][j]
		}
		n += sum
		if sum > 0 {
			columns++
		}
	}
	return n, columns
}

// chance is the information that independent columns show on average (Miller 1955): (K−1)(C−1)/(2n).
func chance(t association.Table, n int64) float64 {
	rows := 0
	for _, row := range t {
		for _, x := range row {
			if x > 0 {
				rows++
				break
			}
		}
	}
	_, columns := size(t)
	return float64((rows-1)*(columns-1)) / float64(2*n)
}

// interval resamples the corrected V. Resampling adds chance association of its own, which percentiles would keep, so the interval is
// the basic one: the resamples' distances from the estimate, turned round.
func (s *study) interval(t association.Table) *audit.Interval {
	var cells []int64
	for _, row := range t {
		cells = append(cells, row...)
	}
	if len(cells) > mostCells {
		return nil
	}
	columns := len(t[0])
	drawn := make(association.Table, len(t))
	for i := range drawn {
		drawn[i] = make([]int64, columns)
	}
	b, w := resample.Poisson(cells, func(x []float64) (float64, bool) {
		for k, n := range x {
			drawn[k/columns][k%columns] = int64(n)
		}
		v, w := association.CramersVCorrected(drawn)
		return v, w == infer.Defined
	}, draws, s.in.Terms.Confidence, s.in.Plan.Seed)
	if w != infer.Defined {
		return nil
	}
	lower, upper := 2*b.Estimate-b.Interval.Upper, 2*b.Estimate-b.Interval.Lower
	return &audit.Interval{Lower: math.Max(0, lower), Upper: math.Min(1, math.Max(upper, b.Estimate)), Level: b.Interval.Level, Method: "poisson_bootstrap_basic"}
}

// number compares a feature with breaks over the groups before it was put into bins; nil for other features.
func (s *study) number(attribute, feature string) *audit.ProxyNumber {
	t := s.in.Cells.Table(numberTable(attribute, feature))
	if t == nil {
		return nil
	}
	a, x := t.Axis(audit.AxisAttribute, attribute), t.Axis(audit.AxisField, numberOf(feature))
	numbers := t.Axes[x].Numbers()
	sums := make([]association.Sums, len(t.Axes[a].Values))
	counts := make([][]int64, len(sums)) // by group and number
	for i := range counts {
		counts[i] = make([]int64, len(numbers))
	}
	for k := range t.N {
		at := t.At(k)
		v, g := numbers[at[x]], at[a]
		if math.IsNaN(v) || int(g) == t.Axes[a].Unknown() {
			continue
		}
		n := float64(t.N[k])
		sums[g].N += t.N[k]
		sums[g].Sum += float64(n * v)
		sums[g].Squares += float64(n * v * v)
		counts[g][at[x]] += t.N[k]
	}
	out := &audit.ProxyNumber{Exact: t.Axes[x].Bits == 0}
	if c, w := association.EtaSquared(sums); w == infer.Defined {
		out.EtaSquared, out.OmegaSquared, out.Test = audit.Ptr(c.EtaSquared), audit.Ptr(c.OmegaSquared), &c.Test
		out.Test.PAdjusted, out.Test.Apart = audit.P(math.NaN()), audit.NotAdjusted
	} else {
		out.Why = string(w)
	}
	farthest := 0.0
	for g := range counts {
		if sums[g].N < s.in.Plan.MinGroupSize {
			continue
		}
		if ks, w := distance(numbers, counts, g); w == infer.Defined && ks > farthest {
			farthest, out.Distance, out.Group = ks, audit.Ptr(ks), t.Axes[a].Values[g]
		}
	}
	return out
}

// distance is the Kolmogorov–Smirnov distance between the numbers of one group and of all others.
func distance(numbers []float64, counts [][]int64, g int) (float64, infer.Why) {
	var values []float64
	var in, out []int64
	for i, v := range numbers {
		if math.IsNaN(v) {
			continue
		}
		rest := int64(0)
		for h := range counts {
			if h != g {
				rest += counts[h][i]
			}
		}
		values, in, out = append(values, v), append(in, counts[g][i]), append(out, rest)
	}
	none := make([]int64, len(values))
	d, _, w := score.KolmogorovSmirnov(score.Histogram{Values: values, Negative: none, Positive: in}, score.Histogram{Values: values, Negative: none, Positive: out})
	return d, w
}
