package score

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/draw"
	"auditd/audit/infer/law"
)

// streamKS keeps this purpose's random numbers apart from others of the same seed.
const streamKS = 102

// KolmogorovSmirnov returns the largest distance of two groups' cumulative distributions, 0 … 1, with the asymptotic p-value of
// √(nm/(n+m))·D. Ties make that p-value too large, so the test errs on the side of finding nothing; [KSPermutation] is exact in
// law. Kolmogorov 1933; Smirnov 1948; methods 6.4.
func KolmogorovSmirnov(a, b Histogram) (distance float64, test audit.Test, why infer.Why) {
	if why := twoGroups(a, b); why != infer.Defined {
		return 0, audit.Test{}, why
	}
	a, b = align(a, b)
	n, m := float64(a.people()), float64(b.people())
	distance = largestGap(a.totals(), b.totals())
	p := law.KolmogorovSurvival(math.Sqrt(n/(n+m)*m) * distance)
	return distance, infer.NewTest("kolmogorov_smirnov", distance, 0, p), infer.Defined
}

// KSPermutation returns the same distance with a p-value from 999 permutations of the group labels, valid with ties:
// p = (1+#{≥})/(999+1). Methods 6.4.
func KSPermutation(a, b Histogram, seed uint64) (distance float64, test audit.Test, why infer.Why) {
	if why := twoGroups(a, b); why != infer.Defined {
		return 0, audit.Test{}, why
	}
	a, b = align(a, b)
	x, y := a.totals(), b.totals()
	distance = largestGap(x, y)
	r := draw.New(seed, streamKS)
	first, second := make([]int64, len(x)), make([]int64, len(y))
	atLeast := 0
	for range defaultPermutations {
		draw.Split(r, x, y, first, second)
		if largestGap(first, second) >= distance-1e-12 {
			atLeast++
		}
	}
	p := float64(atLeast+1) / (defaultPermutations + 1)
	return distance, infer.NewTest("kolmogorov_smirnov_permutation", distance, 0, p), infer.Defined
}

// twoGroups returns the reason why two groups cannot be compared.
func twoGroups(a, b Histogram) infer.Why {
	if why := checkAll(a, b); why != infer.Defined {
		return why
	}
	if a.people() == 0 || b.people() == 0 {
		return infer.WhyNobody
	}
	return infer.Defined
}

func largestGap(x, y []int64) float64 {
	n, m := float64(sum(x)), float64(sum(y))
	gap := 0.0
	cx, cy := int64(0), int64(0)
	for k := range x {
		cx, cy = cx+x[k], cy+y[k]
		gap = math.Max(gap, math.Abs(float64(cx)/n-float64(cy)/m))
	}
	return gap
}

// Wasserstein returns the area between two groups' cumulative distributions, in units of the score, and the same over the range
// of the scores of both, 0 … 1. The second is 0 when there is only one score. Methods 6.4.
func Wasserstein(a, b Histogram) (distance, overRange float64, why infer.Why) {
	if why := twoGroups(a, b); why != infer.Defined {
		return 0, 0, why
	}
	a, b = align(a, b)
	n, m := float64(a.people()), float64(b.people())
	x, y := a.totals(), b.totals()
	cx, cy := int64(0), int64(0)
	for k := range len(a.Values) - 1 {
		cx, cy = cx+x[k], cy+y[k]
		distance += math.Abs(float64(cx)/n-float64(cy)/m) * (a.Values[k+1] - a.Values[k])
	}
	if width := occupied(a, x, y); width > 0 {
		overRange = distance / width
	}
	return distance, overRange, infer.Defined
}

// occupied returns the distance from the lowest to the highest score that anybody has.
func occupied(h Histogram, x, y []int64) float64 {
	low, high := math.Inf(1), math.Inf(-1)
	for k, v := range h.Values {
		if x[k]+y[k] > 0 {
			low, high = math.Min(low, v), v
		}
	}
	return high - low
}
