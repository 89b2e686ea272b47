package infer

import (
	"math"

	"auditd/audit"
)

// restrictedPair is a pair of rates and their complements; the complements are carried because 1 − p has no digits left
// where p is near 1.
type restrictedPair struct{ p1, q1, p2, q2 float64 }

// restrictDifference returns the rates that are most likely when p1 − p2 = delta. The log likelihood along that line is
// concave, so its slope has one root, found by Newton steps inside a shrinking bracket to a relative 1e-15. The closed form
// of Farrington and Manning (1990) finds the same root, but takes an arc cosine near 1 and loses half of the digits for rare
// events.
func restrictDifference(a, b Proportion, delta float64) restrictedPair {
	if delta < 0 {
		r := restrictDifference(b, a, -delta)
		return restrictedPair{p1: r.p2, q1: r.q2, p2: r.p1, q2: r.q1}
	}
	top := 1 - delta
	low, high := 0.0, top
	t := math.Min(math.Max((a.X+b.X)/(a.N+b.N)-delta*a.N/(a.N+b.N), 0.01*top), 0.99*top)
	for range 200 {
		slope, curve := differenceSlope(a, b, delta, t)
		if slope > 0 {
			low = t
		} else {
			high = t
		}
		next := t + slope/curve
		if !(next > low && next < high) {
			next = (low + high) / 2
		}
		if math.Abs(next-t) <= 1e-15*next || high-low < 1e-18 {
			t = next
			break
		}
		t = next
	}
	return restrictedPair{p1: t + delta, q1: top - t, p2: t, q2: 1 - t}
}

// differenceSlope returns the derivative of the log likelihood at p2 = t, p1 = t + delta, and minus its second derivative.
func differenceSlope(a, b Proportion, delta, t float64) (slope, curve float64) {
	add := func(sign, count, p float64) {
		if count > 0 {
			slope += sign * count / p
			curve += count / p / p
		}
	}
	add(1, a.X, t+delta)
	add(-1, a.N-a.X, 1-delta-t)
	add(1, b.X, t)
	add(-1, b.N-b.X, 1-t)
	return slope, curve
}

// differenceScore returns the score statistic of a − b = delta, with its variance multiplied by inflate. It is ±Inf where the
// data are impossible under delta, 0 where they fit it exactly.
func differenceScore(a, b Proportion, delta, inflate float64) float64 {
	distance := a.Value() - b.Value() - delta
	if distance == 0 {
		return 0
	}
	r := restrictDifference(a, b, delta)
	variance := (r.p1*r.q1/a.N + r.p2*r.q2/b.N) * inflate
	return distance / math.Sqrt(math.Max(0, variance))
}

// differenceInterval inverts the score test: all differences that a two-sided test at 1 − level does not reject. The ends are
// bisected until the bracket is 1e-15 wide or cannot shrink; that is finer than the 1e-10 of methods 4.3, because groups of a
// thousand million have intervals that narrow.
func differenceInterval(a, b Proportion, level, inflate float64, method string) (audit.Interval, bool) {
	if !bothDefined(a, b) {
		return audit.Interval{}, false
	}
	z := criticalValue(level)
	d := a.Value() - b.Value()
	lower := bisect(-1, d, func(delta float64) bool { return differenceScore(a, b, delta, inflate) > z })
	upper := bisect(d, 1, func(delta float64) bool { return differenceScore(a, b, delta, inflate) >= -z })
	return audit.Interval{Lower: lower, Upper: upper, Level: level, Method: method}, true
}

// bisect returns the point of [low, high] at which the predicate, true on the left, turns false.
func bisect(low, high float64, left func(float64) bool) float64 {
	if low >= high || !left(low) {
		return low
	}
	if left(high) {
		return high
	}
	for range 200 {
		middle := low + (high-low)/2
		if middle <= low || middle >= high || high-low < 1e-15 {
			break
		}
		if left(middle) {
			low = middle
		} else {
			high = middle
		}
	}
	return low + (high-low)/2
}
