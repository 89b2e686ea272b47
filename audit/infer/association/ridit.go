package association

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/score"
)

// A Ridit is how often a person of a group gets a higher class than one of the reference.
type Ridit struct {
	Value    float64         // P(group's class > reference's) + ½P(equal); ½ is parity
	Interval *audit.Interval // nil where WhyNot says why: with one person in a group
	WhyNot   infer.Why
	Test     *audit.Test // of equal laws; nil when everybody gets one class
}

// exactWork bounds the steps of the exact test.
const exactWork = 20_000_000

// NewRidit compares two groups by ordered classes, as counts by class from the lowest to the highest. The interval is DeLong's on the
// logit scale. The test is that of Wilcoxon, Mann and Whitney with midranks: over all ways to deal the people out where one group has
// fewer than ten people or both together at most fifty (mann_whitney_exact), else by the normal law with ties and continuity corrected.
// Bross 1958, Biometrics 14:18; DeLong et al. 1988; Mann and Whitney 1947; methods 7.3.
func NewRidit(group, reference []int64, level float64) (Ridit, infer.Why) {
	h := score.Histogram{Positive: group, Negative: reference}
	for k := range group {
		h.Values = append(h.Values, float64(k))
	}
	auc, why := score.NewAUC(h, level)
	if auc.Positives == 0 || auc.Negatives == 0 || len(group) != len(reference) {
		if why == infer.Defined {
			why = infer.WhyNotComputable
		}
		return Ridit{}, why
	}
	r := Ridit{Value: auc.Value, WhyNot: why}
	if why == infer.Defined {
		r.Interval = &auc.Interval
	}
	if test, ok := rankSum(group, reference, h); ok {
		r.Test = &test
	}
	return r, infer.Defined
}

func rankSum(group, reference []int64, h score.Histogram) (audit.Test, bool) {
	a, b := total(group), total(reference)
	if min(a, b) < 10 || a+b <= 50 {
		if test, ok := exactRankSum(group, reference); ok {
			return test, true
		}
	}
	none := make([]int64, len(group))
	s, why := score.NewSuperiority(score.Histogram{Values: h.Values, Positive: group, Negative: none}, score.Histogram{Values: h.Values, Positive: reference, Negative: none})
	return s.Test, why == infer.Defined
}

func total(list []int64) int64 {
	n := int64(0)
	for _, x := range list {
		n += x
	}
	return n
}

// exactRankSum counts, for every sum of midranks that the smaller group can have, the ways to choose its people: the two-sided p-value
// is the share of ways at least as far from the middle. False when everybody has one rank, or when it would take too long.
func exactRankSum(group, reference []int64) (audit.Test, bool) {
	if total(group) > total(reference) {
		group, reference = reference, group
	}
	members, people := int(total(group)), int(total(group)+total(reference))
	most := 2 * members * people
	if work := members * most * members; work > exactWork {
		return audit.Test{}, false
	}
	ways := make([][]float64, members+1) // by people chosen and twice the sum of their midranks, as shares of all ways
	for m := range ways {
		ways[m] = make([]float64, most+1)
	}
	ways[0][0] = 1
	before, observed, ranks := 0, 0, 0
	for j := range group {
		in := int(group[j] + reference[j])
		if in == 0 {
			continue
		}
		ranks++
		rank := 2*before + in + 1 // twice the midrank
		observed += rank * int(group[j])
		choose(ways, before, in, rank, members)
		before += in
	}
	if ranks < 2 {
		return audit.Test{}, false
	}
	middle := members * (people + 1) // twice the expected sum
	far, all := 0.0, 0.0
	for s, w := range ways[members] {
		all += w
		if abs(s-middle) >= abs(observed-middle) {
			far += w
		}
	}
	return infer.NewTest("mann_whitney_exact", math.NaN(), 0, math.Min(1, far/all)), true
}

// choose adds a class of so many people to the ways, from many chosen down so that nobody is counted twice.
func choose(ways [][]float64, before, in, rank, members int) {
	for m := min(members, before+in); m >= 0; m-- {
		next := make([]float64, len(ways[m]))
		for x := max(0, m-before); x <= min(m, in); x++ {
			weight := math.Exp(logChoose(in, x))
			for s, w := range ways[m-x] {
				if w > 0 {
					next[s+x*rank] += w * weight
				}
			}
		}
		ways[m] = next
	}
	// Numbers of ways pass the largest float64 for many people; only their proportions matter.
	largest := 0.0
	for m := range ways {
		for _, w := range ways[m] {
			largest = math.Max(largest, w)
		}
	}
	if largest > 1e100 {
		for m := range ways {
			for s := range ways[m] {
				ways[m][s] /= largest
			}
		}
	}
}

func abs(x int) int {
	if x < 0 {
		return -x
	}
	return x
}
