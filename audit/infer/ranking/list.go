package ranking

import (
	"math"

	"auditd/audit/infer"
)

// A List holds the group, numbered from 0, of the person at each position, the first one first.
type List struct {
	Groups []int
	// Ties are the lengths of the runs of equal scores, adding up to the length of the list; nil means that no two are equal.
	Ties []int
}

// count returns the people of each of k groups; the reason says why the list cannot be.
func (l List) count(k int) ([]int64, infer.Why) {
	counts := make([]int64, k)
	for _, g := range l.Groups {
		if g < 0 || g >= k {
			return nil, infer.WhyNotComputable
		}
		counts[g]++
	}
	if len(l.Groups) == 0 {
		return nil, infer.WhyNobody
	}
	return counts, l.checkTies()
}

// checkTies returns the reason why the runs of equal scores cannot be.
func (l List) checkTies() infer.Why {
	if l.Ties == nil {
		return infer.Defined
	}
	sum := 0
	for _, run := range l.Ties {
		if run < 1 || run > len(l.Groups)-sum {
			return infer.WhyNotComputable
		}
		sum += run
	}
	if sum != len(l.Groups) {
		return infer.WhyNotComputable
	}
	return infer.Defined
}

// runs returns the lengths of the runs of equal scores.
func (l List) runs() []int {
	if l.Ties != nil {
		return l.Ties
	}
	ones := make([]int, len(l.Groups))
	for k := range ones {
		ones[k] = 1
	}
	return ones
}

// Extremes returns the list with the members of a group first within every tie, and with them last: the best and the worst that
// breaking ties can do to the group. Both have no ties left.
func (l List) Extremes(group int) (best, worst List, why infer.Why) {
	if why := l.checkTies(); why != infer.Defined {
		return List{}, List{}, why
	}
	at := 0
	for _, run := range l.runs() {
		var members, others []int
		for _, g := range l.Groups[at : at+run] {
			if g == group {
				members = append(members, g)
			} else {
				others = append(others, g)
			}
		}
		best.Groups = append(append(best.Groups, members...), others...)
		worst.Groups = append(append(worst.Groups, others...), members...)
		at += run
	}
	return best, worst, infer.Defined
}

// checkShares returns the reason why wanted shares cannot be: none negative, their sum 1 within 1e-6.
func checkShares(q []float64) infer.Why {
	sum := 0.0
	for _, share := range q {
		if !(share >= 0) {
			return infer.WhyNotComputable
		}
		sum += share
	}
	if !(math.Abs(sum-1) <= 1e-6) {
		return infer.WhyNotComputable
	}
	return infer.Defined
}
