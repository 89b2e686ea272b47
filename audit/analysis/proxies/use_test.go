package proxies

import (
	"math/rand/v2"
	"testing"

	"auditd/audit/infer"
	"auditd/audit/infer/association"
)

// Among people of whom nothing has to do with anything, the test over many small tables must not find something in more than α of all
// cases: thirty tables of 12 people, four values of the feature, a fifth selected. The likelihood-ratio statistic, which stood here
// before, is shown beside: it finds something far too often, so that this test can fail.
func TestConditionalTestKeepsItsLevel(t *testing.T) {
	const cases = 2000
	r := rand.New(rand.NewPCG(4, 9))
	found, byG := 0, 0
	for range cases {
		var tables []association.Table
		g, df := 0.0, 0
		for range 30 {
			x := association.Table{{0, 0}, {0, 0}, {0, 0}, {0, 0}}
			for range 12 {
				selected := 0
				if r.IntN(5) == 0 {
					selected = 1
				}
				x[r.IntN(4)][selected]++
			}
			tables = append(tables, x)
			if test, w := association.TestIndependence(x); w == infer.Defined {
				g, df = g+float64(*test.G.Statistic), df+test.G.DF
			}
		}
		if test, _, _ := conditional(tables); test.P < .05 {
			found++
		}
		if infer.ChiSquaredSurvival(g, df) < .05 {
			byG++
		}
	}
	t.Logf("χ²: %.3f, G: %.3f of %d", float64(found)/cases, float64(byG)/cases, cases)
	if lower := infer.ClopperPearson(infer.P(int64(found), cases), .98).Lower; lower > .05 {
		t.Errorf("found in %.3f, α is .05", float64(found)/cases)
	}
	if float64(byG)/cases < .1 {
		t.Errorf("G finds something in %.3f: the tables are too large to tell the two apart", float64(byG)/cases)
	}
}
