package strata

import (
	"testing"

	"auditd/audit/infer"
)

// Methods 10.3, Ex: 100 of 2000 persons, a false positive rate of .45 against .20: 100/2000·.25 = .0125. Everybody's rate counts the
// subgroup in: 400 of 2000.
func TestPrintedGammaUnfairness(t *testing.T) {
	g, why := GammaUnfairness(Tally{45, 55}, Tally{400, 1600}, 2000)
	defined(t, "γ", why)
	printed(t, "γ", g, .0125)
	half, _ := GammaUnfairness(Tally{45, 55}, Tally{400, 1600}, 4000) // as many again to whom the rate does not apply
	near(t, "γ among twice as many", half, g/2, 1e-15)
	for name, c := range map[string]struct {
		in, all Tally
		people  int64
		why     infer.Why
	}{
		"nobody":              {Tally{}, Tally{1, 1}, 2, infer.WhyNoDenominator},
		"more than all":       {Tally{2, 0}, Tally{1, 1}, 2, infer.WhyNotComputable},
		"fewer people than 2": {Tally{1, 0}, Tally{1, 1}, 1, infer.WhyNotComputable},
	} {
		if _, why := GammaUnfairness(c.in, c.all, c.people); why != c.why {
			t.Errorf("%s: %q, want %q", name, why, c.why)
		}
	}
}
