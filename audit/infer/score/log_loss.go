package score

import (
	"math"

	"auditd/audit/infer"
)

// LogLoss returns the mean of −ln of the probability that scores gave to what turned out to be true: 0 for scores that were certain and
// right, ln 2 for scores of one half. shift is the most by which scores that differ from the true ones by the share error of their size
// can have moved it; +Inf where they lie too near to certainty to say, 0 when error is 0. [infer.WhyOutOfRange] where a score is no
// probability, [infer.WhyCertainAndWrong] where one was certain and wrong: the loss is then infinite. Good 1952, Journal of the Royal
// Statistical Society B 14:107.
func LogLoss(h Weighted, err, level float64) (mean Mean, shift float64, why infer.Why) {
	var losses []float64
	var people []Mass
	moved, all := 0.0, 0.0
	add := func(p, wrong float64, m Mass) bool {
		switch {
		case m.W == 0:
			return true // nobody, or people who weigh nothing
		case p <= 0:
			return false
		}
		losses, people = append(losses, -math.Log(p)), append(people, m)
		all += m.W
		if wrong > 0 {
			moved += float64(m.W * nearness(wrong))
		}
		return true
	}
	for k, v := range h.Values {
		if v < 0 || v > 1 {
			return Mean{}, 0, infer.WhyOutOfRange
		}
		other := 0.0 // the share of 1 − v by which it can be wrong
		if v < 1 {
			other = err * v / (1 - v)
		} else if err > 0 {
			other = 1
		}
		if !add(v, err, h.Positive[k]) || !add(1-v, other, h.Negative[k]) {
			return Mean{}, 0, infer.WhyCertainAndWrong
		}
	}
	mean, why = NewMean(losses, people, level)
	if all > 0 {
		shift = moved / all
	}
	return mean, shift, why
}

// nearness is the most by which the logarithm of a number can move when the number is wrong by this share of itself.
func nearness(share float64) float64 {
	if share >= 1 {
		return math.Inf(1)
	}
	return -math.Log1p(-share)
}
