package infer

import (
	"math"
	"testing"

	"auditd/audit"
)

// Any counts and shares: a p-value within [0, 1] and a statistic that is not negative, or undefined; never a panic.
func FuzzGoodnessOfFit(f *testing.F) {
	f.Add(int64(9), int64(3), int64(0), .5, .3, .2)
	f.Add(int64(520), int64(310), int64(170), .45, .3, .25)
	f.Add(int64(1_000_000_000), int64(0), int64(1), 1-2e-9, 1e-9, 1e-9)
	f.Add(int64(5), int64(-1), int64(0), .5, math.NaN(), math.Inf(1))
	f.Add(int64(40), int64(40), int64(40), 1e-300, 1.0, 0.0)
	f.Fuzz(func(t *testing.T, a, b, c int64, pa, pb, pc float64) {
		limit := int64(2_000_000_000)
		n := []int64{a % limit, b % limit, c % limit}
		for _, pi := range [][]float64{{pa, pb, pc}, {pa / (pa + pb + pc), pb / (pa + pb + pc), pc / (pa + pb + pc)}} {
			for _, test := range []func([]int64, []float64) (audit.Test, bool){
				Pearson, G, CressieRead, func(n []int64, pi []float64) (audit.Test, bool) { return GoodnessOfFit(n, pi, 1) },
			} {
				got, ok := test(n, pi)
				if !ok {
					continue
				}
				if !(got.P >= 0 && got.P <= 1) || (got.Statistic != nil && *got.Statistic < 0) {
					t.Fatalf("%s of %v over %v: %v, p = %v", got.Name, n, pi, got.Statistic, got.P)
				}
			}
		}
	})
}

// Any plan: power within [0, 1] or NaN; a need at which the power is there and one before which it is not; a settlement that
// is a number from 0 to 1e9 or a reason.
func FuzzNeeds(f *testing.F) {
	f.Add(.6, 2000.0, .48, 100.0, .05, .8, .8, 1.25)
	f.Add(0.0, 1.0, 1.0, 1.0, .5, .99, -.05, .05)
	f.Add(math.NaN(), math.Inf(1), -1.0, 0.0, 2.0, math.NaN(), math.NaN(), math.Inf(-1))
	f.Add(.3, 1e12, .3000001, 1e12, 1e-12, .8, 0.0, math.Inf(1))
	f.Fuzz(func(t *testing.T, pr, nr, pg, ng, alpha, power, lower, upper float64) {
		if v := Power(pr, nr, pg, ng, alpha); !math.IsNaN(v) && !(v >= 0 && v <= 1) {
			t.Fatalf("power %v", v)
		}
		if n, ok, why := Need(pr, nr, pg, alpha, power); ok {
			if n < 1 || n > needCap || !(Power(pr, nr, pg, float64(n), alpha) >= power) {
				t.Fatalf("need %d", n)
			}
			if n > 1 && Power(pr, nr, pg, float64(n-1), alpha) >= power {
				t.Fatalf("need %d, but %d do", n, n-1)
			}
		} else if why == "" {
			t.Fatal("no need and no reason")
		}
		for _, below := range []bool{true, false} {
			if rate, ok := MinimumDetectable(pr, nr, ng, alpha, power, below); ok {
				if (rate < pr) != below || !(Power(pr, nr, rate, ng, alpha) >= power) {
					t.Fatalf("detectable %v from %v below %v", rate, pr, below)
				}
			}
		}
		g, r := Proportion{pg * ng, ng}, Proportion{pr * nr, nr}
		for _, kind := range []string{audit.Ratio, audit.Difference} {
			s := NeedSettle(kind, g, r, audit.Band{Lower: audit.Real(lower), Upper: audit.Real(upper)}, .95)
			if s.Records < 0 || s.Records > needCap || s.ReferenceNeeded < 0 || (s.Why == "" && s.Toward == "") || (s.Why == WhySmallRef) != (s.ReferenceNeeded > 0) {
				t.Fatalf("%s of %v and %v: %+v", kind, g, r, s)
			}
		}
		ReferenceNeed(pr, pg, alpha, power)
		NeedPrecision(alpha, power)
	})
}
