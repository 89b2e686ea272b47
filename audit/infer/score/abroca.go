package score

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/draw"
)

// defaultPermutations resolves a p-value of 0.001.
const defaultPermutations = 999

// streamABROCA keeps this purpose's random numbers apart from others of the same seed.
const streamABROCA = 101

// An ABROCA is the area between the receiver operating characteristics of two groups. It grows with small groups even when both
// rank alike, so it always stands beside what chance would give.
type ABROCA struct {
	Value    float64 // 0 … 1, at least the difference of the AUCs
	NullMean float64 // mean over permutations of the group labels within each label
	Null95   float64 // their 95 % quantile
	Test     audit.Test
}

// NewABROCA returns the area between two groups' piecewise linear characteristics, exactly, and its permutation null from 999
// draws: p = (1+#{≥})/(999+1). The same seed gives the same numbers on every machine. Gardner, Brooks and Baker 2019 (LAK);
// methods 6.3.
func NewABROCA(a, b Histogram, seed uint64) (ABROCA, infer.Why) {
	if why := checkAll(a, b); why != infer.Defined {
		return ABROCA{}, why
	}
	if min(a.positives(), a.negatives(), b.positives(), b.negatives()) == 0 {
		return ABROCA{}, infer.WhyNoDenominator
	}
	a, b = align(a, b)
	result := ABROCA{Value: between(a, b)}
	r := draw.New(seed, streamABROCA)
	first, second := a.empty(), a.empty()
	null := make([]float64, 0, defaultPermutations)
	atLeast := 0
	for range defaultPermutations {
		draw.Split(r, a.Positive, b.Positive, first.Positive, second.Positive)
		draw.Split(r, a.Negative, b.Negative, first.Negative, second.Negative)
		v := between(first, second)
		null = append(null, v)
		if v >= result.Value-1e-12 {
			atLeast++
		}
	}
	result.NullMean, result.Null95 = meanAndQuantile(null, 0.95)
	result.Test = infer.NewTest("abroca_permutation", math.NaN(), 0, float64(atLeast+1)/(defaultPermutations+1))
	return result, infer.Defined
}

func (h Histogram) empty() Histogram {
	return Histogram{Values: h.Values, Negative: make([]int64, len(h.Values)), Positive: make([]int64, len(h.Values))}
}

// between integrates |TPRₐ(f) − TPR_b(f)| over the false positive rate.
func between(a, b Histogram) float64 {
	curveA, curveB := a.curve(), b.curve()
	area, f := 0.0, 0.0
	i, j := 0, 0
	for i < len(curveA)-1 && j < len(curveB)-1 {
		next := math.Min(curveA[i+1].fpr, curveB[j+1].fpr)
		left := curveA.at(i, f) - curveB.at(j, f)
		right := curveA.at(i, next) - curveB.at(j, next)
		area += trapezoid(next-f, left, right)
		f = next
		// A vertical piece ends where it began; both curves move past whatever ends here.
		if curveA[i+1].fpr <= f {
			i++
		}
		if curveB[j+1].fpr <= f {
			j++
		}
	}
	return area
}

// trapezoid is the area between two lines over a width, whose distances at the ends may differ in sign.
func trapezoid(width, left, right float64) float64 {
	l, r := math.Abs(left), math.Abs(right)
	if left*right >= 0 {
		return width * (l + r) / 2
	}
	return width * (l*l + r*r) / (2 * (l + r))
}

type point struct{ fpr, tpr float64 }

// A curve is a receiver operating characteristic from (0, 0) to (1, 1).
type curve []point

func (h Histogram) curve() curve {
	m, n := float64(h.positives()), float64(h.negatives())
	c := curve{{0, 0}}
	p, q := int64(0), int64(0)
	for k := len(h.Values) - 1; k >= 0; k-- {
		if h.Positive[k]+h.Negative[k] == 0 {
			continue
		}
		p, q = p+h.Positive[k], q+h.Negative[k]
		c = append(c, point{float64(q) / n, float64(p) / m})
	}
	return c
}

// at interpolates on the piece from i to i+1; at a vertical piece it is the upper end, of which the area knows nothing.
func (c curve) at(i int, fpr float64) float64 {
	from, to := c[i], c[i+1]
	if to.fpr == from.fpr {
		return to.tpr
	}
	return from.tpr + (to.tpr-from.tpr)*(fpr-from.fpr)/(to.fpr-from.fpr)
}
