package coverage

import (
	"strings"
	"testing"

	"auditd/audit"
	"auditd/audit/coverage/lattice/latticetest"
)

// One pattern of each materiality, against a register of sex by age and a margin of residence. 200 people, 10 of unknown residence.
func TestMateriality(t *testing.T) {
	rows := [][]string{{"f", "old", "urban"}, {"f", "young", "urban"}, {"m", "old", "urban"}, {"m", "young", "rural"}, {"m", "young", audit.Unknown}, {"m", "young", "ship"}}
	cells := latticetest.People([]string{"sex", "age", "residence"}, [][]string{{"f", "m"}, {"old", "young", "infant"}, {"urban", "rural"}}, rows, []int64{60, 40, 9, 80, 10, 1})
	register := must[*Population](t)(ReadPopulation("register.csv", strings.NewReader("sex,age,population\nf,old,300\nf,young,200\nm,old,100\nm,young,400\nf,infant,0\nm,infant,0\n")))
	margin := must[*Population](t)(ReadPopulation("margin.csv", strings.NewReader("attribute,group,population\nresidence,urban,600\nresidence,rural,400\n")))
	c := must[*audit.Coverage](t)(Measure(cells, audit.CoveragePlan{Threshold: 10}, []*Population{register, margin}, 0.95, 30, 1))
	for _, want := range []struct {
		pattern     string
		count       int64
		materiality string
		basis       string
		population  float64 // -1 for none
		expected    float64
	}{
		// 200 people have a known age and sex; 0 of 1000 are infants.
		{"infant", 0, audit.StructuralZero, basisJoint, 0, 0},
		// The margin has no ship: nothing is known of it.
		{"ship", 1, audit.NoPopulation, "", -1, 0},
		// 100 of 1000 in the register; 200 × 100/1000.
		{"m · old", 9, audit.UnderCovered, basisJoint, 100, 20},
		// No table has sex and residence together: 1000 × 500/1000 × 400/1000; 189 people have a residence that the margin has.
		{"f · rural", 0, audit.UnderCovered, basisIndependence, 200, 37.8},
		// 1000 × 400/1000 × 400/1000; 189 × .16.
		{"old · rural", 0, audit.UnderCovered, basisIndependence, 160, 30.24},
		// The men of urban residence are the 9 old ones: 1000 × 500/1000 × 600/1000; 189 × .3.
		{"m · urban", 9, audit.UnderCovered, basisIndependence, 300, 56.7},
	} {
		p := findPattern(t, c.Uncovered, want.pattern)
		if p.Count != want.count || p.Materiality != want.materiality || p.Basis != want.basis || (p.Population == nil) != (want.population < 0) {
			t.Errorf("%s: got %+v, want %+v", want.pattern, p, want)
			continue
		}
		if p.Population != nil {
			near(t, want.pattern+" population", float64(*p.Population), want.population)
			near(t, want.pattern+" expected", float64(*p.Expected), want.expected)
		}
		if tested := want.materiality == audit.UnderCovered; (p.P != nil) != tested || (p.PAdjusted != nil) != tested {
			t.Errorf("%s: got p %v, adjusted %v", want.pattern, p.P, p.PAdjusted)
		}
	}
	if len(c.Uncovered) != 6 {
		t.Errorf("got %d patterns, want the six above", len(c.Uncovered))
	}
	// P(Bin(189, .2) = 0) = .8^189 = 4.8307e-19.
	rural := findPattern(t, c.Uncovered, "f · rural")
	if p := float64(*rural.P); p < 4.83e-19 || p > 4.84e-19 {
		t.Errorf("got p %g, want .8^189 = 4.831e-19", p)
	}
	checkPatterns(t, c, cells)
}

// A proportional sample too small for the threshold is rare, not a fault; the pattern of everybody is the root.
func TestMaterialityOfTheRareAndOfAll(t *testing.T) {
	c := measure(t, one(990, 10), against(t, "990000", "10000"))
	// 1000 × 10000/1000000 = 10 expected, below the threshold of 30. P(Bin(1000, .01) ≤ 10) = Σ C(1000,k)·.01^k·.99^(1000−k) = .583041, k ≤ 10.
	p := findPattern(t, c.Uncovered, "b")
	if p.Materiality != audit.RarePattern {
		t.Errorf("got %+v", p)
	}
	printed(t, "p", float64(*p.P), .583, 3)
	few := measure(t, one(7, 8), against(t, "500", "500"))
	if len(few.Uncovered) != 1 || few.Uncovered[0].Level != 0 || few.Uncovered[0].Count != 15 || few.Uncovered[0].Materiality != audit.RarePattern || *few.Uncovered[0].Expected != 15 {
		t.Errorf("fifteen people below a threshold of thirty: got %+v", few.Uncovered)
	}
	if none := measure(t, one(7, 8)); none.Uncovered[0].Materiality != audit.NoPopulation || len(none.Representation) != 0 || len(none.Distances) != 0 {
		t.Errorf("without a reference: got %+v", none)
	}
}
