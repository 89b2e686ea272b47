package ranking

import (
	"math"

	"auditd/audit/infer"
)

// A Skew compares a group's share of the first k positions with the wanted one.
type Skew struct {
	Value    float64 // ln(share/wanted): below 0 when there are too few
	Count    int64   // members among the first k
	Expected float64 // k times the wanted share
	Why      infer.Why
}

// SkewAt returns the skew of every group at the first k positions, with wanted shares q. A group of which nobody is there has no
// logarithm: Count and Expected say how many are missing. Geyik, Ambler and Kenthapadi 2019 (KDD); methods 7.2.
func SkewAt(l List, q []float64, k int) ([]Skew, infer.Why) {
	if _, why := l.count(len(q)); why != infer.Defined {
		return nil, why
	}
	if why := checkShares(q); why != infer.Defined {
		return nil, why
	}
	if k < 1 || k > len(l.Groups) {
		return nil, infer.WhyOutOfRange
	}
	skews := make([]Skew, len(q))
	for _, g := range l.Groups[:k] {
		skews[g].Count++
	}
	for g := range skews {
		s := &skews[g]
		s.Expected = float64(k) * q[g]
		switch {
		case q[g] == 0:
			s.Why = infer.WhyNoDenominator
		case s.Count == 0:
			s.Why = infer.WhyZeroRatio
		default:
			s.Value = math.Log(float64(s.Count) / s.Expected)
		}
	}
	return skews, infer.Defined
}

// NDKL returns the mean divergence of the shares among the first i positions from the wanted ones, in nats, over all i, weighted
// by 1/log₂(i+1): 0 when every top is as wanted. Where a group that is not wanted at all appears it is infinite, and the reason
// says so. Geyik, Ambler and Kenthapadi 2019 (KDD); methods 7.2.
func NDKL(l List, q []float64) (float64, infer.Why) {
	if _, why := l.count(len(q)); why != infer.Defined {
		return 0, why
	}
	if why := checkShares(q); why != infer.Defined {
		return 0, why
	}
	counts := make([]float64, len(q))
	sum, weights := 0.0, 0.0
	for i, g := range l.Groups {
		if q[g] == 0 {
			return 0, infer.WhyInfiniteRatio
		}
		counts[g]++
		n, divergence := float64(i+1), 0.0
		for h, c := range counts {
			if c > 0 {
				divergence += c / n * math.Log(c/n/q[h])
			}
		}
		sum += divergence * position(i)
		weights += position(i)
	}
	return sum / weights, infer.Defined
}

// InfeasibleIndex returns in how many tops and for how many groups together there are fewer members than ⌊q·k⌋, k from 1 to the
// length of the list. Geyik, Ambler and Kenthapadi 2019 (KDD); methods 7.2.
func InfeasibleIndex(l List, q []float64) (int, infer.Why) {
	if _, why := l.count(len(q)); why != infer.Defined {
		return 0, why
	}
	if why := checkShares(q); why != infer.Defined {
		return 0, why
	}
	counts := make([]int, len(q))
	index := 0
	for i, g := range l.Groups {
		counts[g]++
		for h, c := range counts {
			// Shares of whole people, such as 5/12 of 12, must not fall below their floor by rounding.
			if float64(c) < math.Floor(q[h]*float64(i+1)+1e-9) {
				index++
			}
		}
	}
	return index, infer.Defined
}
