package resample

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/draw"
	"auditd/audit/infer/strata"
)

// tieTolerance is the relative difference within which two statistics count as equal: the same table reached by different
// arithmetic must fall on the same side.
const tieTolerance = 1e-9

// Permutation tests whether two rates are equal by permuting the group labels, with the difference over its own standard error
// as statistic, so that it stays valid when the groups differ in other ways. For counts the law is hypergeometric and the
// p-value exact: all tables are summed, O(n). False rates need the table of the people with a negative label, and so on.
// DiCiccio, Vasudevan, Basu, Kenthapadi and Agarwal 2020 (KDD); methods 4.8.
func Permutation(a, b infer.Proportion) (audit.Test, infer.Why) {
	switch {
	case a.N == 0 || b.N == 0:
		return audit.Test{}, infer.WhyNobody
	case math.IsNaN(a.Value()) || math.IsNaN(b.Value()) || !whole(a) || !whole(b):
		return audit.Test{}, infer.WhyNotComputable
	}
	events := a.X + b.X
	low, high := math.Max(0, events-b.N), math.Min(a.N, events)
	observed := math.Abs(studentised(a, b))
	// Masses relative to the mode, from it outwards: none overflows, and those that underflow count for nothing.
	mode := math.Min(high, math.Max(low, math.Floor((a.N+1)*(events+1)/(a.N+b.N+2))))
	total, extreme := 0.0, 0.0
	add := func(x, mass float64) {
		total += mass
		t := math.Abs(studentised(infer.Proportion{X: x, N: a.N}, infer.Proportion{X: events - x, N: b.N}))
		if t >= observed*(1-tieTolerance) {
			extreme += mass
		}
	}
	mass := 1.0
	for x := mode; x <= high && mass > 0; x++ {
		add(x, mass)
		mass *= (a.N - x) / (x + 1) * ((events - x) / (b.N - events + x + 1))
	}
	mass = 1.0
	for x := mode; x > low && mass > 0; x-- {
		mass *= x / (a.N - x + 1) * ((b.N - events + x) / (events - x + 1))
		add(x-1, mass)
	}
	return infer.NewTest("studentised_permutation", studentised(a, b), 0, math.Min(1, extreme/total)), infer.Defined
}

// whole reports whether both numbers count people.
func whole(p infer.Proportion) bool { return p.X == math.Floor(p.X) && p.N == math.Floor(p.N) }

// studentised is the difference of two rates over its standard error, infinite where only the error is 0.
func studentised(a, b infer.Proportion) float64 {
	p, q := a.Value(), b.Value()
	if p == q {
		return 0
	}
	return (p - q) / math.Sqrt(p*(1-p)/a.N+q*(1-q)/b.N)
}

// PermutationWithin tests the same within strata: labels are permuted inside each, and the statistic is the Mantel–Haenszel
// difference over its standard error. p = (1+#{≥})/(draws+1), so it is never 0. Permutations without a standard error count as
// extreme. Methods 4.8 and 4.6.
func PermutationWithin(groups []strata.Stratum, draws int, seed uint64) (audit.Test, infer.Why) {
	effect, why := strata.RiskDifference(groups, 0.95)
	if why != infer.Defined {
		return audit.Test{}, why
	}
	if draws < 1 {
		return audit.Test{}, infer.WhyTooFew
	}
	for _, s := range groups {
		if !whole(s.A) || !whole(s.B) {
			return audit.Test{}, infer.WhyNotComputable
		}
	}
	observed := effect.Value / effect.SE
	r := draw.New(seed, streamPermutation)
	permuted := make([]strata.Stratum, len(groups))
	atLeast := 0
	for range draws {
		for k, s := range groups {
			people, events := int64(s.A.N+s.B.N), int64(s.A.X+s.B.X)
			x := draw.Hypergeometric(r, people, events, int64(s.A.N))
			permuted[k] = strata.Stratum{A: infer.P(x, int64(s.A.N)), B: infer.P(events-x, int64(s.B.N))}
		}
		e, why := strata.RiskDifference(permuted, 0.95)
		if why == infer.WhyNoVariance && e.Value == 0 {
			continue
		}
		if why != infer.Defined || math.Abs(e.Value/e.SE) >= math.Abs(observed)*(1-tieTolerance) {
			atLeast++
		}
	}
	return infer.NewTest("stratified_permutation", observed, 0, float64(atLeast+1)/float64(draws+1)), infer.Defined
}
