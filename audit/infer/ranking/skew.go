package ranking

import (
	"math"

	"auditd/audit/infer"
)

// A Skew compares a group's share of the first k positions with the wanted one.
type Skew struct {
	Value       float64 // ln(share/wanted): below 0 when there are too few
	Count       float64 // members among the first k, expected over random tie-breaks
	Worst, Best int64   // fewest and most that breaking ties can give
	Expected    float64 // k times the wanted share
	Why         infer.Why
}

// SkewAt returns the skew of every group at the first k positions, with wanted shares q. With ties it is that of the expected share. A
// group of which nobody is there has no logarithm: Count and Expected say how many are missing. Geyik, Ambler and Kenthapadi 2019 (KDD);
// methods 7.2.
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
	l.countTop(k, skews)
	for g := range skews {
		s := &skews[g]
		s.Expected = float64(k) * q[g]
		switch {
		case q[g] == 0:
			s.Why = infer.WhyNoDenominator
		case s.Count == 0:
			s.Why = infer.WhyZeroRatio
		default:
			s.Value = math.Log(s.Count / s.Expected)
		}
	}
	return skews, infer.Defined
}

// countTop counts the members among the first k: those above the run that k lies in, and their part of that run.
func (l List) countTop(k int, skews []Skew) {
	at := 0
	for _, run := range l.runs() {
		if at >= k {
			return
		}
		members := make([]int64, len(skews))
		for _, g := range l.Groups[at : at+run] {
			members[g]++
		}
		drawn := int64(min(run, k-at))
		for g, m := range members {
			s := &skews[g]
			s.Count += float64(drawn*m) / float64(run)
			s.Worst += max(0, drawn-(int64(run)-m))
			s.Best += min(drawn, m)
		}
		at += run
	}
}

// NDKL returns the mean divergence of the shares among the first i positions from the wanted ones, in nats, over all i, weighted
// by 1/log₂(i+1): 0 when every top is as wanted. With ties it is the expectation over random tie-breaks. Where a group that is not
// wanted at all appears it is infinite, and the reason says so. Geyik, Ambler and Kenthapadi 2019 (KDD); methods 7.2.
func NDKL(l List, q []float64) (float64, infer.Why) {
	if _, why := l.count(len(q)); why != infer.Defined {
		return 0, why
	}
	if why := checkShares(q); why != infer.Defined {
		return 0, why
	}
	present := make([]bool, len(q))
	weights := 0.0
	for i, g := range l.Groups {
		if q[g] == 0 {
			return 0, infer.WhyInfiniteRatio
		}
		present[g] = true
		weights += position(i)
	}
	sum := 0.0
	for g, here := range present {
		if !here {
			continue
		}
		divergence := func(top, count int) float64 {
			if count == 0 {
				return 0
			}
			share := float64(count) / float64(top)
			return share * math.Log(share/q[g])
		}
		l.expect(g, nil, divergence, func(top int, expected float64) { sum += float64(expected * position(top-1)) })
	}
	return math.Max(0, sum/weights), infer.Defined
}

// InfeasibleIndex returns in how many tops and for how many groups together there are fewer members than ⌊q·k⌋, k from 1 to the
// length of the list; with ties the expectation over random tie-breaks. Geyik, Ambler and Kenthapadi 2019 (KDD); methods 7.2.
func InfeasibleIndex(l List, q []float64) (float64, infer.Why) {
	if _, why := l.count(len(q)); why != infer.Defined {
		return 0, why
	}
	if why := checkShares(q); why != infer.Defined {
		return 0, why
	}
	index := 0.0
	for g := range q {
		missing := func(top, count int) float64 {
			// Shares of whole people, such as 5/12 of 12, must not fall below their floor by rounding.
			if float64(count) < math.Floor(float64(q[g]*float64(top))+1e-9) {
				return 1
			}
			return 0
		}
		l.expect(g, nil, missing, func(_ int, expected float64) { index += expected })
	}
	return index, infer.Defined
}
