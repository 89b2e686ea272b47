package association

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/law"
)

// A CorrelationRatio says how much of the spread of a number lies between groups.
type CorrelationRatio struct {
	EtaSquared   float64 // 0 … 1; too high for many small groups
	OmegaSquared float64 // the same with chance taken out, moved up to 0
	Test         audit.Test
	DFWithin     int // the test's DF is that between groups
}

// Sums are the count, the sum and the sum of squares of a number in one group.
type Sums struct {
	N            int64
	Sum, Squares float64
}

// NewSums adds values up.
func NewSums(values []float64) Sums {
	s := Sums{N: int64(len(values))}
	for _, v := range values {
		s.Sum += v
		s.Squares += v * v
	}
	return s
}

// EtaSquared compares a number over groups, with the F test of equal means. Groups of nobody are left out. Pearson 1905 for η²;
// Hays 1963 for ω²; Fisher 1925 for the test; methods 9.1.
func EtaSquared(groups []Sums) (CorrelationRatio, infer.Why) {
	var n, sum, squares, means float64
	k := 0
	for _, g := range groups {
		if g.N < 0 || math.IsNaN(g.Sum+g.Squares) || math.IsInf(g.Sum+g.Squares, 0) {
			return CorrelationRatio{}, infer.WhyNotComputable
		}
		if g.N == 0 {
			continue
		}
		k++
		n += float64(g.N)
		sum += g.Sum
		squares += g.Squares
		means += g.Sum / float64(g.N) * g.Sum
	}
	switch {
	case k < 2:
		return CorrelationRatio{}, infer.WhyOneGroup
	case int(n) <= k:
		return CorrelationRatio{}, infer.WhyTooFew
	}
	centre := sum / n * sum
	total := squares - centre
	if total <= 1e-12*math.Abs(squares) {
		return CorrelationRatio{}, infer.WhyNoVariance
	}
	between := math.Min(total, math.Max(0, means-centre))
	within := (total - between) / (n - float64(k))
	r := CorrelationRatio{EtaSquared: between / total, DFWithin: int(n) - k}
	r.OmegaSquared = math.Max(0, (between-float64(k-1)*within)/(total+within))
	f := math.Inf(1)
	if within > 0 {
		f = between / float64(k-1) / within
	}
	r.Test = infer.NewTest("anova_f", f, k-1, law.FSurvival(f, float64(k-1), n-float64(k)))
	return r, infer.Defined
}
