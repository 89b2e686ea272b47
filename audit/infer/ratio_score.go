package infer

import (
	"math"

	"auditd/audit"
)

// logRatioLimit bounds ln R in the search for an end of a ratio interval; e^±60 is beyond any ratio that counts can show.
const logRatioLimit = 60

// RatioScore returns the score statistic of the hypothesis that a/b equals r0, and the one-sided p-value of the hypothesis
// that the ratio is at least r0 (small when the group is clearly below the line). The p-value of "at most r0" is
// NormalSurvival(z). It is false when either group has nobody, when neither has an event, or when r0 is not positive and
// finite. Koopman 1984, Biometrics 40:513; methods 4.4.
func RatioScore(a, b Proportion, r0 float64) (z, pLower float64, ok bool) {
	if !bothDefined(a, b) || a.X+b.X == 0 || !(r0 > 0) || math.IsInf(r0, 1) {
		return math.NaN(), math.NaN(), false
	}
	z = ratioScore(a, b, r0, 1)
	if math.IsNaN(z) {
		return z, z, false
	}
	return z, NormalCDF(z), true
}

// ratioScore is Koopman's U(r), with its variance multiplied by inflate. The rates most likely under p1 = r·p2 come from the
// stable root of their quadratic equation.
func ratioScore(a, b Proportion, r, inflate float64) float64 {
	p1, p2 := a.Value(), b.Value()
	distance := p1 - r*p2
	if distance == 0 {
		return 0
	}
	qa := (a.N + b.N) * r
	qb := -(a.N*r + a.X + b.N + b.X*r)
	qc := a.X + b.X
	root := math.Sqrt(max(0, qb*qb-4*qa*qc))
	r2 := clamp01(2 * qc / (-qb + root))
	r1 := clamp01(r * r2)
	variance := (r1*(1-r1)/a.N + r*r*r2*(1-r2)/b.N) * inflate
	return distance / math.Sqrt(variance)
}

// ratioInterval inverts the score test: all ratios that a two-sided test at 1 − level does not reject. The ends are sought on
// ln R, to 1e-14.
func ratioInterval(a, b Proportion, level, inflate float64, method string) (audit.Interval, bool) {
	if !bothDefined(a, b) {
		return audit.Interval{}, false
	}
	i := audit.Interval{Lower: 0, Upper: math.Inf(1), Level: level, Method: method}
	z := criticalValue(level)
	estimate := math.Log(a.Value() / b.Value()) // −Inf, +Inf or NaN where a count is 0: then one end or both need no search
	// Katz's interval, widened by half, nearly always holds the end; the search starts from there.
	reach := 1.5 * z * math.Sqrt(max(0, 1/a.X-1/a.N+1/b.X-1/b.N))
	score := func(l float64) float64 { return ratioScore(a, b, math.Exp(l), inflate) }
	if a.X > 0 {
		low, high := -logRatioLimit+0.0, logRatioLimit+0.0
		if b.X > 0 {
			high = estimate
			if near := estimate - reach; near > low && score(near) > z {
				low = near
			}
		}
		i.Lower = math.Exp(descend(func(l float64) float64 { return score(l) - z }, low, high))
	}
	if b.X > 0 {
		low, high := -logRatioLimit+0.0, logRatioLimit+0.0
		if a.X > 0 {
			low = estimate
			if near := estimate + reach; near < high && score(near) < -z {
				high = near
			}
		}
		i.Upper = math.Exp(descend(func(l float64) float64 { return score(l) + z }, low, high))
	}
	return i, true
}
