package score

import (
	"math"
	"math/rand/v2"
	"testing"

	"auditd/audit/infer"
)

// Under parity the tests of cross AUC and of balance reject in five of a hundred samples: two groups of about 600, labels as likely as the
// score says. The limit is five in a hundred and four standard errors √(0.05·0.95/2000).
func TestNullShares(t *testing.T) {
	const runs = 2000
	r := rand.New(rand.NewPCG(20, 26))
	cross, balance := 0, 0
	for range runs {
		var h [2]Histogram
		for g := range h {
			h[g] = Histogram{Values: make([]float64, 101), Negative: make([]int64, 101), Positive: make([]int64, 101)}
			for k := range h[g].Values {
				h[g].Values[k] = float64(k) / 100
			}
		}
		for range 1200 {
			x := math.Round(100 * r.Float64())
			if g := r.IntN(2); r.Float64() < x/100 {
				h[g].Positive[int(x)]++
			} else {
				h[g].Negative[int(x)]++
			}
		}
		c, why := NewCrossAUC(h[0], h[1], .95)
		b, whyBalance := Balance(h[0], h[1], false, .95)
		if why != infer.Defined || whyBalance != infer.Defined {
			t.Fatal(why, whyBalance)
		}
		if c.Test.P <= .05 {
			cross++
		}
		if b.Test.P <= .05 {
			balance++
		}
	}
	limit := .05 + 4*math.Sqrt(.05*.95/runs)
	for name, n := range map[string]int{"cross AUC": cross, "balance": balance} {
		share := float64(n) / runs
		t.Logf("%s: %.4f of %d samples", name, share, runs)
		if share > limit {
			t.Errorf("%s: %.4f of %d samples are called different, limit %.4f", name, share, runs, limit)
		}
	}
}
