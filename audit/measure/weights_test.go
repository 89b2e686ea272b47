package measure

import (
	"reflect"
	"testing"

	"auditd/audit"
	"auditd/audit/metric"
)

// weighted gives every person of the k-th group the weight weights[k].
func weighted(c *audit.Cells, weights ...float64) *audit.Cells {
	c.Weighted = true
	for i := range c.Cells {
		n, w := &c.Cells[i].Counts, weights[c.Cells[i].Codes[0]]
		for l := range n.N {
			for d := range n.N[l] {
				n.W[l][d], n.W2[l][d] = float64(n.N[l][d])*w, float64(n.N[l][d])*w*w
			}
		}
	}
	return c
}

// three is an odd number of groups: everybody else is added up from both ends.
var three = []row{{"a", 20, 10, 10, 20}, {"b", 6, 4, 2, 8}, {"c", 1, 2, 3, 4}}

// TestEverybodyElse adds up by hand: with b are compared a and c, 30+3 selected of 60+10.
func TestEverybodyElse(t *testing.T) {
	want := map[string][2]float64{"a": {13, 30}, "b": {33, 70}, "c": {40, 80}}
	for _, c := range run(t, three, "min_group_size: 1\n").Comparisons {
		w := want[c.Group.Label()]
		if c.Against == audit.AgainstComplement && c.Metric == "selection_rate" {
			near(t, "everybody but "+c.Group.Label(), c.ReferenceRate, w[0]/w[1], 1e-12)
			if c.ReferenceN != int64(w[1]) {
				t.Errorf("everybody but %s: %d people, want %g", c.Group.Label(), c.ReferenceN, w[1])
			}
		}
	}
}

// TestWeightsFarApart gives one group a weight beside which the others vanish in a float64. Everybody else is still there.
func TestWeightsFarApart(t *testing.T) {
	a, err := Run(Input{Plan: planOf(t, "min_group_size: 1\n"), Cells: weighted(cellsOf(three), 1e9, 1e-9, 1e-9)})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range a.Comparisons {
		if c.Against == audit.AgainstComplement && c.Metric == "selection_rate" && c.Kind == audit.Difference && c.Group.Label() == "a" {
			near(t, "everybody but a", c.ReferenceRate, 13.0/30, 1e-12) // 10+3 selected of 20+10, of one weight
			if c.Interval == nil {
				t.Error("everybody but a has no interval")
			}
			return
		}
	}
	t.Error("a is not compared with everybody else")
}

// TestEqualWeights gives everybody one weight: the scale of weights says nothing, so that all that is concluded stays as it is
// without, exact tests included. 0.1 and 1e15 are no sums of powers of two, or swamp half a person.
func TestEqualWeights(t *testing.T) {
	plain := run(t, three, "min_group_size: 1\n")
	for _, w := range []float64{1, 0.1, 1e15, 1e-15} {
		a, err := Run(Input{Plan: planOf(t, "min_group_size: 1\n"), Cells: weighted(cellsOf(three), w, w, w)})
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range a.Comparisons {
			p := plain.Comparisons[i]
			if !reflect.DeepEqual(c.Test, p.Test) || !reflect.DeepEqual(c.Interval, p.Interval) || c.Verdict != p.Verdict {
				t.Fatalf("weight %g: %s %s of %s: %+v, unweighted %+v", w, c.Metric, c.Kind, c.Group.Label(), c.Test, p.Test)
			}
		}
		for i, g := range a.Aggregates {
			if p := plain.Aggregates[i]; (g.Value == nil) != (p.Value == nil) || g.Status != p.Status {
				t.Errorf("weight %g: %s: %v %s, unweighted %v %s", w, g.Metric, show(g.Value), g.Status, show(p.Value), p.Status)
			} else if p.Value != nil {
				near(t, g.Metric, g.Value, float64(*p.Value), 1e-9)
			}
		}
	}
}

// TestComplementsAgree tests a rate and its complement, which are one hypothesis. Two people of weight 1 and one of 4 are
// (1+1+4)²/(1+1+16) = 2 effective people: whole by accident, and no count.
func TestComplementsAgree(t *testing.T) {
	cells := cellsOf([]row{{"a", 3, 0, 0, 0}, {"b", 1, 1, 0, 0}})
	cells.Weighted = true
	a, b := &cells.Cells[0].Counts, &cells.Cells[1].Counts
	a.W[audit.Positive][audit.Selected], a.W2[audit.Positive][audit.Selected] = 6, 18
	for _, label := range []audit.Label{audit.Positive, audit.Negative} {
		b.W[label][audit.Selected], b.W2[label][audit.Selected] = 1, 1
	}
	out, err := Run(Input{Plan: planOf(t, "min_group_size: 1\n"), Cells: cells})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"positive_predictive_value", "false_discovery_rate"} {
		c := comparison(t, out, name, audit.Difference, "b")
		if c.Test == nil || c.Test.Name != "score_z_effective" {
			t.Errorf("%s: %+v, want score_z_effective", name, c.Test)
		}
	}
}

// TestInfiniteRatioOfFew compares 5 of 5 with 0 of 100. The ratio has no upper end and its lower end lies far above 1.25, but five
// people settle nothing where a group needs 30 (methods 0.5).
func TestInfiniteRatioOfFew(t *testing.T) {
	c := comparison(t, run(t, []row{{"a", 0, 0, 50, 50}, {"d", 5, 0, 0, 0}}, ""), "selection_rate", audit.Ratio, "d")
	if c.Verdict != audit.Inconclusive || c.Status != audit.StatusInfiniteRatio || c.Why != metric.WhyLowN {
		t.Errorf("%s, %s, %s", c.Verdict, c.Status, c.Why)
	}
	c = comparison(t, run(t, []row{{"a", 0, 0, 50, 50}, {"d", 5, 0, 0, 0}}, "min_group_size: 5\n"), "selection_rate", audit.Ratio, "d")
	if c.Verdict != audit.DisparityShown || c.Status != audit.StatusInfiniteRatio {
		t.Errorf("with 5 people enough: %s, %s, %s", c.Verdict, c.Status, c.Why)
	}
}
