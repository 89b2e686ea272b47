package strata

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
)

// A Stratum sets the events of group A against those of group B among people who are alike in something. Either group may have
// nobody in it. Effective numbers (weights) are allowed.
type Stratum struct {
	A, B infer.Proportion
}

// A Use says what an estimate over strata rests on.
type Use struct {
	Strata        int     // strata that carry information
	Skipped       int     // strata that do not
	SkippedPeople float64 // the people in those
}

// An Effect is a size of difference over strata with its interval.
type Effect struct {
	Value    float64
	SE       float64 // standard error of Value; of ln Value for ratios
	Interval audit.Interval
	Use      Use
}

// cells returns the four counts: A with and without the event, B with and without.
func (s Stratum) cells() (a, b, c, d float64) {
	return s.A.X, s.A.N - s.A.X, s.B.X, s.B.N - s.B.X
}

func (s Stratum) people() float64 { return s.A.N + s.B.N }

// valid reports whether the counts can be: 0 ≤ X ≤ N, finite.
func (s Stratum) valid() bool {
	ok := func(p infer.Proportion) bool { return p.X >= 0 && p.X <= p.N && !math.IsInf(p.N, 0) }
	return ok(s.A) && ok(s.B)
}

func (s Stratum) hasBoth() bool { return s.A.N > 0 && s.B.N > 0 }

// mixed reports whether both groups and both outcomes occur: without that, the odds say nothing.
func (s Stratum) mixed() bool {
	events := s.A.X + s.B.X
	return s.hasBoth() && events > 0 && events < s.people() && s.people() > 1
}

// choose returns the strata that the predicate keeps. The reason is not empty when a count cannot be or no stratum is kept.
func choose(strata []Stratum, keep func(Stratum) bool) ([]Stratum, Use, infer.Why) {
	var kept []Stratum
	var use Use
	for _, s := range strata {
		switch {
		case !s.valid():
			return nil, Use{}, infer.WhyNotComputable
		case keep(s):
			kept = append(kept, s)
		default:
			use.Skipped++
			use.SkippedPeople += s.people()
		}
	}
	use.Strata = len(kept)
	if len(kept) == 0 {
		return nil, use, infer.WhyNoInformation
	}
	return kept, use, infer.Defined
}

// crude adds the strata up.
func crude(strata []Stratum) Stratum {
	var sum Stratum
	for _, s := range strata {
		sum.A.X += s.A.X
		sum.A.N += s.A.N
		sum.B.X += s.B.X
		sum.B.N += s.B.N
	}
	return sum
}

// around returns value ± z·se.
func around(value, se, level float64, method string) audit.Interval {
	z := infer.CriticalValue(level)
	return audit.Interval{Lower: value - z*se, Upper: value + z*se, Level: level, Method: method}
}

// logAround returns value·exp(±z·se), for a ratio with the standard error of its logarithm.
func logAround(value, se, level float64, method string) audit.Interval {
	z := infer.CriticalValue(level)
	return audit.Interval{Lower: value * math.Exp(-z*se), Upper: value * math.Exp(z*se), Level: level, Method: method}
}
