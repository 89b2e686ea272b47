package weighting

import (
	"math"
	"testing"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/metric"
)

func group(items ...string) audit.Group {
	var g audit.Group
	for i := 0; i < len(items); i += 2 {
		g = append(g, audit.Item{Attribute: items[i], Value: items[i+1]})
	}
	return g
}

func counted(g audit.Group, n, population int64) audit.Representation {
	return audit.Representation{Group: g, Count: n, Population: &population}
}

// audited runs the analysis on a representation and cells.
func audited(t *testing.T, cells *audit.Cells, representation ...audit.Representation) *audit.Weighting {
	t.Helper()
	out := &audit.Audit{Coverage: &audit.Coverage{Representation: representation}}
	in := &analysis.Input{Cells: cells, Terms: metric.Terms{Confidence: 0.95}, Out: out}
	if err := run(in); err != nil {
		t.Fatal(err)
	}
	return out.Weighting
}

func near(t *testing.T, what string, got *audit.Real, want float64, decimals int) {
	t.Helper()
	if got == nil || math.Abs(float64(*got)-want) > 0.5000001*math.Pow(10, -float64(decimals)) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// The worked example of methods 1.4 to the printed digits.
func TestRepresentativity(t *testing.T) {
	w := audited(t, &audit.Cells{},
		counted(group("sex", "M", "age", "young"), 90, 300), counted(group("sex", "M", "age", "old"), 120, 200),
		counted(group("sex", "F", "age", "young"), 150, 250), counted(group("sex", "F", "age", "old"), 175, 250),
	)
	r := w.Representativity[0]
	near(t, "R", r.R.Value, .681878638, 9)
	near(t, "R_adj", r.Adjusted, .686178468, 9)
	near(t, "bias", r.Bias, .000679312, 9)
	near(t, "mean", r.Mean, .535, 9)
	near(t, "CV", r.CV, .297309684, 9)
	// se(R) = .029123 by the delta method: the interval is R ± 1.959964·se.
	near(t, "se from the interval", audit.Ptr((r.R.Interval.Upper-r.R.Interval.Lower)/2/1.959964), .029123, 6)
	sex, age := r.Partial[0], r.Partial[1]
	near(t, "P_u(sex)", &sex.Unconditional, .115, 9)
	near(t, "P_u(sex, F)", &sex.Categories[1].Unconditional, .081317280, 9)
	near(t, "P_u(age)", &age.Unconditional, .109046603, 9)
	near(t, "P_u(age, young)", &age.Categories[0].Unconditional, -.073150685, 9)
	near(t, "P_c(sex|age)", sex.Conditional, .115746428, 9)
	near(t, "P_c(sex|age), M", sex.Categories[0].Conditional, .078752767, 9)
	near(t, "P_c(age|sex)", age.Conditional, .109827419, 9)
}

// Methods 1.5: n = (520,310,120,50) against shares (.45,.30,.15,.10).
func TestPostStratification(t *testing.T) {
	w := audited(t, &audit.Cells{},
		counted(group("g", "a"), 520, 4500), counted(group("g", "b"), 310, 3000), counted(group("g", "c"), 120, 1500), counted(group("g", "d"), 50, 1000),
	)
	p := w.PostStrata[0]
	for k, want := range []float64{.865385, .967742, 1.25, 2} {
		near(t, p.Weights[k].Group.Label(), p.Weights[k].Weight, want, 6)
	}
	near(t, "deff", p.Cost.DesignEffect, 1.067245658, 9)
	near(t, "n_eff", p.Cost.EffectiveN, 936.991397, 6)
	if p.Trimmed != nil || w.Raking != nil {
		t.Errorf("no weight is above five times the median, and one attribute needs no raking: %v %v", p.Trimmed, w.Raking)
	}
	absent := audited(t, &audit.Cells{}, counted(group("g", "a"), 50, 90), counted(group("g", "b"), 0, 10)).PostStrata[0]
	near(t, "unreached", &absent.Unreached, .1, 9)
	if absent.Status == audit.StatusOK || absent.Weights[1].Weight != nil {
		t.Errorf("nobody of b can be weighted up: %+v", absent)
	}
}

// Methods 1.6: [[40,30],[20,10]] to rows (50,50) and columns (55,45) gives weights [[.625,.833333],[1.5,2]] and deff 1.214583.
func TestRaking(t *testing.T) {
	cells := &audit.Cells{Attributes: []audit.Dim{{Name: "row", Values: []string{"1", "2", audit.Unknown}}, {Name: "column", Values: []string{"1", "2"}}}}
	for _, c := range []struct {
		row, column int32
		n           int64
	}{{0, 0, 40}, {0, 1, 30}, {1, 0, 20}, {1, 1, 10}, {2, 0, 7}} { // seven of unknown row are left out
		cell := audit.Cell{Codes: []int32{c.row, c.column}}
		cell.Counts.N[0][0] = c.n
		cells.Cells = append(cells.Cells, cell)
	}
	r := audited(t, cells, counted(group("row", "1"), 70, 500), counted(group("row", "2"), 30, 500), counted(group("column", "1"), 60, 550), counted(group("column", "2"), 40, 450)).Raking
	if r == nil || r.Status != audit.StatusOK || r.N != 100 {
		t.Fatalf("raking %+v", r)
	}
	want := map[string]float64{"1 · 1": .625, "1 · 2": .833333, "2 · 1": 1.5, "2 · 2": 2}
	for _, w := range r.Weights {
		near(t, w.Group.Label(), w.Weight, want[w.Group.Label()], 6)
	}
	near(t, "deff", r.Cost.DesignEffect, 1.214583, 6)
	near(t, "n_eff = 100/deff", r.Cost.EffectiveN, 100/1.2145833333, 6)
}
