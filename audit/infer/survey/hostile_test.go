package survey

import (
	"math"
	"testing"

	"auditd/audit/infer"
)

// FuzzDesign feeds sums that no design has. Whatever is defined is finite, and nothing panics.
func FuzzDesign(f *testing.F) {
	f.Add(int64(3), 2.0, 2.0, 1.0, 4.0, 4.0, 4.0)
	f.Add(int64(-1), math.NaN(), math.Inf(1), -1.0, 0.0, 0.0, 0.0)
	f.Add(int64(0), 1e-9, 1e9, 1e-9, 1e9, 1e-9, 1e9)
	f.Fuzz(func(t *testing.T, n int64, w, q, e, v, r, d float64) {
		if max(w, q, e, v, r, d) > 1e12 {
			return
		}
		clusters := []Cluster{
			{0, []ClusterSums{{n, w, q, e}, {1, 2, 2, 1}}}, {0, []ClusterSums{{n, v, r, d}, {2, 2, 2, 2}}}, {1, []ClusterSums{{1, 1, 1, 1}, {1, 1, 1, 0}}},
		}
		rates, why := Linearise(clusters)
		if why != infer.Defined {
			return
		}
		for g := range rates.Value {
			if p := rates.Value[g]; rates.Why[g] == infer.Defined && !(p >= 0 && p <= 1) {
				t.Errorf("rate %v", p)
			}
			i, _, why := rates.KornGraubard(g, .95)
			if why == infer.Defined && !(i.Lower >= 0 && i.Upper <= 1 && i.Lower <= i.Upper) {
				t.Errorf("interval %v", i)
			}
		}
		if value, _, i, why := rates.Ratio(0, 1, .95); why == infer.Defined && !(i.Lower <= value && value <= i.Upper) {
			t.Errorf("%v not within %v", value, i)
		}
		if test, why := rates.RaoScott(); why == infer.Defined && !(test.P >= 0 && test.P <= 1) {
			t.Errorf("p = %v", test.P)
		}
	})
}
