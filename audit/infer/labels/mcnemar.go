package labels

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
)

// A Flip is what changing only the group does to decisions.
type Flip struct {
	Rate         infer.Proportion // pairs that changed, of all
	RateInterval audit.Interval   // Wilson; where nothing changed, up to the exact one-sided bound 1 − (1−level)^(1/n)
	Net          float64          // (gained − lost)/n
	NetInterval  audit.Interval   // Wald
	Exact        audit.Test       // McNemar's exact test that gains and losses are alike
	MidP         float64
	ChiSquared   audit.Test // without continuity correction
}

// NewFlip compares pairs of decisions: lost of the n changed from 1 to 0, gained from 0 to 1. It shows what the group alone does;
// proxies that stay as they are hide the rest. McNemar 1947, Psychometrika 12:153; Fagerland, Lydersen and Laake 2013 for mid-p;
// methods 11.2.
func NewFlip(lost, gained, n int64, level float64) (Flip, infer.Why) {
	switch {
	case lost < 0 || gained < 0 || lost+gained > n:
		return Flip{}, infer.WhyNotComputable
	case n == 0:
		return Flip{}, infer.WhyNobody
	}
	b, c, people := float64(lost), float64(gained), float64(n)
	f := Flip{Rate: infer.P(lost+gained, n), Net: (c - b) / people}
	f.RateInterval = infer.Wilson(f.Rate, level)
	if lost+gained == 0 {
		f.RateInterval = audit.Interval{Upper: -math.Expm1(math.Log1p(-level) / people), Level: level, Method: "exact_upper_bound"}
	}
	half := infer.CriticalValue(level) * math.Sqrt(math.Max(0, b+c-(b-c)*(b-c)/people)) / people
	f.NetInterval = audit.Interval{Lower: math.Max(-1, f.Net-half), Upper: math.Min(1, f.Net+half), Level: level, Method: "paired_wald"}
	fewer := min(lost, gained)
	tail := infer.BinomialLowerTail(fewer, lost+gained, 0.5)
	f.Exact = infer.NewTest("mcnemar_exact", math.NaN(), 0, math.Min(1, 2*tail))
	f.MidP = math.Min(1, 2*tail-(tail-infer.BinomialLowerTail(fewer-1, lost+gained, 0.5)))
	x := 0.0
	if lost+gained > 0 {
		x = (b - c) * (b - c) / (b + c)
	}
	f.ChiSquared = infer.NewTest("mcnemar", x, 1, infer.ChiSquaredSurvival(x, 1))
	return f, infer.Defined
}
