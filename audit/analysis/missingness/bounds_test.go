package missingness

import (
	"math"
	"math/rand/v2"
	"testing"

	"auditd/audit"
)

// The bounds of methods 12.2 are sharp: they are the least and the greatest rate that any choice of the missing labels gives. Every
// choice is tried here, on counts so small that rates of nobody are common. The base rate rests on everybody's label, also of people
// without a decision; the other rates on people with one.
func TestBoundsAreSharp(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 2))
	checked := map[string]int{}
	for range 400 {
		var c audit.Counts
		for l := range c.N {
			for d := range c.N[l] {
				c.N[l][d] = r.Int64N(3)
			}
		}
		for name, p := range partials(c) {
			low, high := ends(p)
			least, greatest := tried(c, name)
			if math.IsInf(least, 1) != math.IsNaN(low) {
				t.Errorf("%s of %v: bound %v, least rate %v", name, c.N, low, least)
			}
			if math.IsInf(least, 1) {
				continue
			}
			checked[name]++
			if math.Abs(low-least) > 1e-12 || math.Abs(high-greatest) > 1e-12 {
				t.Errorf("%s of %v: [%v, %v], want [%v, %v]", name, c.N, low, high, least, greatest)
			}
		}
	}
	for _, name := range bounded {
		if checked[name] < 100 {
			t.Errorf("%s was checked %d times", name, checked[name])
		}
	}
}

// tried returns the least and the greatest rate over all ways to label those whose label is missing: a of those without a decision, i of
// the selected and j of the others as positive. It is +Inf and −Inf where the rate is always of nobody.
func tried(c audit.Counts, name string) (least, greatest float64) {
	least, greatest = math.Inf(1), math.Inf(-1)
	o, u, v := c.N[audit.NoLabel][audit.NoDecision], c.N[audit.NoLabel][audit.Selected], c.N[audit.NoLabel][audit.NotSelected]
	for a := range o + 1 {
		for i := range u + 1 {
			for j := range v + 1 {
				tp, fp, fn, tn := c.TP()+i, c.FP()+u-i, c.FN()+j, c.TN()+v-j
				undecided, negative := c.N[audit.Positive][audit.NoDecision]+a, c.N[audit.Negative][audit.NoDecision]+o-a
				rate := map[string][2]int64{
					"base_rate":                 {tp + fn + undecided, tp + fp + fn + tn + undecided + negative},
					"true_positive_rate":        {tp, tp + fn},
					"false_positive_rate":       {fp, fp + tn},
					"positive_predictive_value": {tp, tp + fp},
					"accuracy":                  {tp + tn, tp + fp + fn + tn},
				}[name]
				if rate[1] > 0 {
					x := float64(rate[0]) / float64(rate[1])
					least, greatest = min(least, x), max(greatest, x)
				}
			}
		}
	}
	return least, greatest
}
