package smallgroups_test

import (
	"math"
	"testing"

	"auditd/audit"
	"auditd/audit/analysis/smallgroups"
	"auditd/audit/measure"
	"auditd/audit/planfile"
)

// run makes the audit of groups with x selected of n people each; the first is the reference.
func run(t testing.TB, x, n []int64, least string) *audit.SmallGroups {
	p, err := planfile.Parse("plan", []byte("version: 1\ncolumns: {attributes: [g], decision: {column: d, selected: [1], favourable: true}}\nreference: {g: A}\nrules: [four_fifths]\n"+
		"analyses: {small_groups: true}\nmin_group_size: "+least+"\n"))
	if err != nil {
		t.Fatal(err)
	}
	c := &audit.Cells{Attributes: []audit.Dim{{Name: "g"}}, Inputs: []audit.Input{}}
	for i := range x {
		c.Attributes[0].Values = append(c.Attributes[0].Values, string(rune('A'+i)))
		cell := audit.Cell{Codes: []int32{int32(i)}}
		cell.Counts.N[audit.NoLabel][audit.Selected], cell.Counts.N[audit.NoLabel][audit.NotSelected] = x[i], n[i]-x[i]
		c.Cells = append(c.Cells, cell)
		c.Read += n[i]
	}
	a, err := measure.Run(measure.Input{Plan: p, Cells: c})
	if err != nil {
		t.Fatal(err)
	}
	return a.SmallGroups
}

func near(t *testing.T, what string, got *audit.Real, want, within float64) {
	t.Helper()
	if got == nil || math.Abs(float64(*got)-want) > within {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// The worked example of methods 4.9 to the printed digits: six groups, so that the prior is fitted by likelihood (α = 5.820020, β = 9.260862).
func TestShrinkage(t *testing.T) {
	s := run(t, []int64{120, 36, 9, 4, 1, 0}, []int64{200, 100, 30, 10, 5, 4}, "1").Shrinkage[0]
	near(t, "strength", s.Strength, 5.820020+9.260862, 5e-3) // Nelder and Mead stop at their own tolerance
	for i, want := range []float64{.584989, .363397, .328743, .391534, .339627, .305018} {
		near(t, s.Groups[i].Group.Label(), s.Groups[i].Rate.Value, want, 2e-6)
	}
	near(t, "the raw rate stands beside it", s.Groups[5].Raw, 0, 0)
	two := run(t, []int64{120, 36}, []int64{200, 100}, "1").Shrinkage[0]
	if two.Why == "" || len(two.Groups) != 0 {
		t.Errorf("two groups are drawn together: %+v", two)
	}
}

// Groups of one half each differ by less than chance: all are drawn to .5, and that is no certainty about any of them.
func TestPooledRatesHaveNoInterval(t *testing.T) {
	s := run(t, []int64{50, 100, 2}, []int64{100, 200, 4}, "1").Shrinkage[0]
	if !s.Pooled {
		t.Fatalf("not drawn together: %+v", s)
	}
	for _, g := range s.Groups {
		near(t, g.Group.Label(), g.Rate.Value, .5, 1e-12)
		if g.Rate.Interval != nil || g.Rate.Why != smallgroups.WhyPooled {
			t.Errorf("%s: %+v", g.Group.Label(), g.Rate)
		}
	}
}

// F1 of methods 0.6, a 120/200 and d 36/100: the ratio .6, P(DI<.8) = .9824 (MC), credible interval (.444,.785) and percentile interval
// (.438,.783) to the hundredth that Monte Carlo numbers allow (methods 4.7 and 4.9).
func TestComparisons(t *testing.T) {
	s := run(t, []int64{120, 36}, []int64{200, 100}, "30")
	c := s.Comparisons[0]
	near(t, "P(DI<.8)", c.Below, .9824, .01)
	near(t, "lower", audit.Ptr(c.Interval.Lower), .444, .01)
	near(t, "upper", audit.Ptr(c.Interval.Upper), .785, .01)
	// Fisher's p is 1.325e-4 and the z test's 8.77e-5 (methods 4.5): a permutation p lies in their neighbourhood.
	if p := float64(c.Test.P); p < 2e-5 || p > 3e-4 {
		t.Errorf("permutation p %v", p)
	}
	for _, sp := range s.Spreads {
		switch sp.Kind {
		case "min_max_ratio":
			near(t, "ratio", sp.Value.Value, .6, 1e-12)
			near(t, "lower", audit.Ptr(sp.Value.Interval.Lower), .438, .015) // bias-corrected where the methods print percentiles
			near(t, "upper", audit.Ptr(sp.Value.Interval.Upper), .783, .015)
		case "range":
			near(t, "range", sp.Value.Value, .24, 1e-12)
		}
	}
}

// Twenty million people are resampled 2,000 times all the same; of groups so large no exact test is made, and that is said.
func TestManyPeople(t *testing.T) {
	x, n := many()
	s := run(t, x, n, "30")
	if len(s.Spreads) != 2 || s.Spreads[0].Value.Interval == nil || s.Spreads[0].Draws != 2000 {
		t.Errorf("spreads %+v", s.Spreads)
	}
	if c := s.Comparisons[0]; c.Test != nil || c.Why != "large_enough_for_other_tests" {
		t.Errorf("an exact test of two million people: %+v", c)
	}
}

// many are twenty groups of a million people.
func many() (x, n []int64) {
	for i := range 20 {
		x, n = append(x, int64(400_000+1000*i)), append(n, 1_000_000)
	}
	return x, n
}
