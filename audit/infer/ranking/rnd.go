package ranking

import (
	"math"

	"auditd/audit/infer"
)

// RND returns the normalised discounted difference between a group's share of the first i positions and of all, i = step,
// 2·step, …: 0 when every top is like the whole, 1 at the worse of the two extreme rankings; with ties the expectation over random
// tie-breaks. step is 10 in the paper, 1 not
// allowed, for its discount is infinite. Yang and Stoyanovich 2017 (SSDBM); methods 7.2.
func RND(l List, group, step int) (float64, infer.Why) {
	n := len(l.Groups)
	if why := l.checkTies(); why != infer.Defined {
		return 0, why
	}
	if step < 2 || step > n {
		return 0, infer.WhyOutOfRange
	}
	members := 0
	for _, g := range l.Groups {
		if g < 0 {
			return 0, infer.WhyNotComputable
		}
		if g == group {
			members++
		}
	}
	if members == 0 || members == n {
		return 0, infer.WhyOneGroup
	}
	difference := func(isMember func(int) bool) float64 {
		sum, found := 0.0, 0
		for i := range n {
			if isMember(i) {
				found++
			}
			if top := i + 1; top%step == 0 {
				sum += math.Abs(float64(found)/float64(top)-float64(members)/float64(n)) / math.Log2(float64(top))
			}
		}
		return sum
	}
	worst := math.Max(
		difference(func(i int) bool { return i < members }),
		difference(func(i int) bool { return i >= n-members }),
	)
	if worst == 0 { // the only top looked at is the whole list
		return 0, infer.WhyNoVariance
	}
	sum := 0.0
	l.expect(group, func(top int) bool { return top%step == 0 }, func(top, count int) float64 {
		return math.Abs(float64(count)/float64(top) - float64(members)/float64(n))
	}, func(top int, expected float64) { sum += expected / math.Log2(float64(top)) })
	return sum / worst, infer.Defined
}
