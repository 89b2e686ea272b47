package strata

import (
	"testing"

	"auditd/audit/infer"
)

// Of 1000 people 100 are judged wrongly, of 200 in the subgroup 50: .95·(.25/.1 − 1) − .05·(1000/200 − 1) = 1.425 − .2 = 1.225
// (Sagadeeva and Boehm 2021, formula 1, with their weight .95).
func TestSliceScore(t *testing.T) {
	all := Tally{100, 900}
	for name, c := range map[string]struct {
		in     Tally
		all    Tally
		weight float64
		want   float64
		why    infer.Why
	}{
		"a subgroup that errs more often": {Tally{50, 150}, all, .95, 1.225, infer.Defined},
		"everybody":                       {all, all, .95, 0, infer.Defined},
		"the error alone":                 {Tally{50, 150}, all, 1, 1.5, infer.Defined},
		"no error in it: −.95 − .05·(1000/100−1)": {Tally{0, 100}, all, .95, -1.4, infer.Defined},
		"nobody in it":  {Tally{}, all, .95, 0, infer.WhyNoDenominator},
		"nobody errs":   {Tally{0, 1}, Tally{0, 9}, .95, 0, infer.WhyNoDenominator},
		"more than all": {Tally{101, 0}, all, .95, 0, infer.WhyNotComputable},
		"no weight":     {Tally{1, 1}, all, 0, 0, infer.WhyNotComputable},
	} {
		got, why := SliceScore(c.in, c.all, c.weight)
		if why != c.why {
			t.Errorf("%s: %q, want %q", name, why, c.why)
			continue
		}
		near(t, name, got, c.want, 1e-12)
	}
}

// Among subgroups with the same share of errors the larger one ranks higher, and among those as large the one that errs more.
func TestSliceScoreOrders(t *testing.T) {
	all := Tally{400, 3600}
	small, _ := SliceScore(Tally{20, 80}, all, .95)
	large, _ := SliceScore(Tally{200, 800}, all, .95)
	worse, _ := SliceScore(Tally{30, 70}, all, .95)
	if small >= large || small >= worse {
		t.Errorf("small %v, large %v, worse %v", small, large, worse)
	}
}
