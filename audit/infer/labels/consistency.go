package labels

import (
	"cmp"
	"math"
	"slices"

	"auditd/audit/infer"
)

// A Consistency says how alike people who are alike are decided.
type Consistency struct {
	Value    float64 // 1 − mean |decision − mean decision of the k nearest others|
	Constant bool    // all decisions are alike: the value is 1 and says nothing
	People   int
}

// NewConsistency compares every decision, 0 … 1, with those of the k nearest other people. A person is not a neighbour of
// themselves: counting them inflates the value by up to 1/k. points holds p numbers a person, standardised by the caller, without
// the protected attribute; equal distances are settled by position. It looks at all pairs, O(n²p): draw a sample of queries for
// more than some ten thousand people. Zemel, Wu, Swersky, Pitassi and Dwork 2013 (ICML); methods 11.1.
func NewConsistency(points [][]float64, decisions []float64, k int) (Consistency, infer.Why) {
	n := len(points)
	if why := checkPoints(points, decisions, k); why != infer.Defined {
		return Consistency{}, why
	}
	c := Consistency{People: n, Constant: true}
	type neighbour struct {
		distance float64
		at       int
	}
	others := make([]neighbour, 0, n-1)
	total := 0.0
	for i, p := range points {
		others = others[:0]
		for j, q := range points {
			if j != i {
				others = append(others, neighbour{distance(p, q), j})
			}
		}
		slices.SortFunc(others, func(a, b neighbour) int {
			return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.at, b.at))
		})
		mean := 0.0
		for _, o := range others[:k] {
			mean += decisions[o.at] / float64(k)
		}
		total += math.Abs(decisions[i] - mean)
		c.Constant = c.Constant && decisions[i] == decisions[0]
	}
	c.Value = 1 - total/float64(n)
	return c, infer.Defined
}

func checkPoints(points [][]float64, decisions []float64, k int) infer.Why {
	if len(points) != len(decisions) || k < 1 {
		return infer.WhyNotComputable
	}
	if len(points) <= k {
		return infer.WhyTooFew
	}
	for i, p := range points {
		if len(p) != len(points[0]) || !(decisions[i] >= 0 && decisions[i] <= 1) {
			return infer.WhyNotComputable
		}
		for _, v := range p {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return infer.WhyNotComputable
			}
		}
	}
	return infer.Defined
}

// distance is the squared Euclidean distance, which orders neighbours as the distance does.
func distance(p, q []float64) float64 {
	sum := 0.0
	for k := range p {
		sum += (p[k] - q[k]) * (p[k] - q[k])
	}
	return sum
}
