package infer

import (
	"math/rand/v2"
	"testing"

	"auditd/audit"
)

// TestRatioSettles holds the answer from the one end that can tell against the whole interval, over random counts and bands: in
// either band, towards either verdict, whenever the observed ratio is not on the edge of its band.
func TestRatioSettles(t *testing.T) {
	r, asked := rand.New(rand.NewPCG(11, 13)), 0
	for range 20_000 {
		n, m := 1+r.Int64N(400), 1+r.Int64N(4000)
		g, ref := P(r.Int64N(n+1), n), P(r.Int64N(m+1), m)
		lower, upper := 0.8, []float64{1.25, 1, 1e9}[r.IntN(3)]
		if g.X == 0 && ref.X == 0 {
			continue
		}
		value, toward := observed(audit.Ratio, g, ref), audit.DisparityShown
		if value > lower && value < upper {
			toward = audit.ParityShown
		}
		level, judged := .95, .95
		if toward == audit.ParityShown {
			judged = 1 - 2*(1-level)
		}
		i, ok := Koopman(g, ref, judged)
		want := ok && (i.Upper < lower || i.Lower > upper)
		if toward == audit.ParityShown {
			want = ok && i.Lower > lower && i.Upper < upper
		}
		if got := settles(audit.Ratio, toward, g, ref, lower, upper, level); got != want {
			t.Errorf("%v against %v in [%v, %v]: %v, want %v by %+v", g, ref, lower, upper, got, want, i)
		}
		if want {
			asked++
		}
	}
	if asked < 1000 {
		t.Errorf("only %d comparisons were settled", asked)
	}
}
