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
	s := newRatioSearch(a, b, level, inflate)
	return audit.Interval{Lower: s.lower(), Upper: s.upper(), Level: level, Method: method}, true
}

// A ratioSearch seeks the ends of a ratio's interval, one at a time: some questions need only one of them.
type ratioSearch struct {
	a, b     Proportion
	inflate  float64
	z        float64
	estimate float64 // −Inf, +Inf or NaN where a count is 0: then one end or both need no search
	reach    float64 // Katz's interval, widened by half, nearly always holds the end; the search starts from there
}

func newRatioSearch(a, b Proportion, level, inflate float64) ratioSearch {
	s := ratioSearch{a: a, b: b, inflate: inflate, z: criticalValue(level), estimate: math.Log(a.Value() / b.Value())}
	s.reach = 1.5 * s.z * math.Sqrt(max(0, 1/a.X-1/a.N+1/b.X-1/b.N))
	return s
}

func (s *ratioSearch) score(l float64) float64 {
	return ratioScore(s.a, s.b, math.Exp(l), s.inflate)
}

// lower returns the lower end, 0 when a has no event.
func (s *ratioSearch) lower() float64 {
	if !(s.a.X > 0) {
		return 0
	}
	low, high := -logRatioLimit+0.0, logRatioLimit+0.0
	if s.b.X > 0 {
		high = s.estimate
		if near := s.estimate - s.reach; near > low && s.score(near) > s.z {
			low = near
		}
	}
	return math.Exp(descend(func(l float64) float64 { return s.score(l) - s.z }, low, high))
}

// upper returns the upper end, +Inf when b has no event.
func (s *ratioSearch) upper() float64 {
	if !(s.b.X > 0) {
		return math.Inf(1)
	}
	low, high := -logRatioLimit+0.0, logRatioLimit+0.0
	if s.a.X > 0 {
		low = s.estimate
		if near := s.estimate + s.reach; near < high && s.score(near) < -s.z {
			high = near
		}
	}
	return math.Exp(descend(func(l float64) float64 { return s.score(l) + s.z }, low, high))
}
