package stages_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"auditd/audit"
)

// The scores of fixture F2 (methods 0.6) as the number of a filter: methods 6.8 gives the ratio of D to A at the cuts .3 to .7.
func TestSweepOfF2(t *testing.T) {
	var b strings.Builder
	b.WriteString("grp,points\n")
	for g, scores := range map[string][]float64{
		"A": {.95, .88, .80, .72, .60, .45, .70, .55, .40, .30, .20, .10}, "D": {.78, .66, .50, .42, .35, .60, .48, .44, .36, .25, .15, .12},
	} {
		for _, s := range scores {
			fmt.Fprintf(&b, "%s,%v\n", g, s)
		}
	}
	const plan = "columns: {attributes: [grp], stages: [{column: points, at_least: %v}]}\nreference: {grp: A}\n"
	for cut, want := range map[float64]float64{.3: .9, .4: .777778, .5: .571429, .6: .5, .7: .2} {
		s := run(t, fmt.Sprintf(plan, cut), b.String()).Stages
		pair := s.Sweeps[0].Pairs[0]
		found := false
		for _, c := range pair.Cuts {
			if c.Operating {
				found = true
				near(t, fmt.Sprint("ratio at ", cut), c.Ratio, want, 6)
				// One filter alone is the whole process.
				near(t, "whole ratio", c.WholeRatio, float64(*s.Attrition[0].Whole.Value), 12)
				near(t, "shortfall", c.Shortfall, float64(*s.Attrition[0].Shortfall), 9)
			}
		}
		if !found || s.Sweeps[0].Distinct != 23 { // .60 twice
			t.Errorf("cut %v: operating cut found %v, %d numbers", cut, found, s.Sweeps[0].Distinct)
		}
		// At .36 D has 8 of 12 and A 9 of 12 (.889); at .40 7 against 9 (.778).
		if c := pair.Crossings; len(c) == 0 || float64(c[0]) != .4 {
			t.Errorf("crossings %v, want the first at .4", c)
		}
	}
}

// filtered makes people with two numbers, some of them missing, and a third filter with results.
func filtered(r *rand.Rand, people int) (rows [][4]string) {
	for range people {
		g := r.IntN(3)
		row := [4]string{"r", fmt.Sprint(r.IntN(40) + 5*min(g, 1)), fmt.Sprint(r.IntN(20)), "yes"}
		if g == 0 {
			row[0] = "g"
		}
		if r.IntN(9) == 0 {
			row[3] = "no"
		}
		if r.IntN(15) == 0 {
			row[2] = ""
		}
		rows = append(rows, row)
	}
	return rows
}

// Every cut is counted again, the plain way, from the rows: who passes the filter, and who is left after all three, whatever the
// direction of the cut and whether it stands with the larger or the smaller numbers.
func TestSweepCountsRows(t *testing.T) {
	for _, c := range []struct {
		passes string
		cut    float64
		holds  func(x, cut float64) bool
	}{
		{"at_least", 18, func(x, cut float64) bool { return x >= cut }},
		{"above", 18, func(x, cut float64) bool { return x > cut }},
		{"at_most", 25, func(x, cut float64) bool { return x <= cut }},
		{"below", 25.5, func(x, cut float64) bool { return x < cut }},
	} {
		rows := filtered(rand.New(rand.NewPCG(1, 2)), 600)
		var b strings.Builder
		b.WriteString("grp,income,age,paper\n")
		for _, row := range rows {
			b.WriteString(strings.Join(row[:], ",") + "\n")
		}
		plan := fmt.Sprintf(`columns:
  attributes: [grp]
  stages: [{name: money, column: income, %s: %v}, {name: paper, column: paper, passed: ["yes"]}, {name: old, column: age, at_least: 6}]
reference: {grp: r}
`, c.passes, c.cut)
		s := run(t, plan, b.String()).Stages
		if len(s.Sweeps) != 2 || s.Sweeps[0].Passes != c.passes || s.Sweeps[0].Whole || !s.Sweeps[1].Whole {
			t.Fatalf("%s: sweeps %+v", c.passes, s.Sweeps) // ages are missing, so that money is not told for the whole
		}
		pair := s.Sweeps[0].Pairs[0]
		last, known, crossed := false, false, 0
		for _, cut := range pair.Cuts {
			var x, n, y, m float64
			for _, row := range rows {
				var v float64
				fmt.Sscan(row[1], &v)
				in := 0.0
				if c.holds(v, float64(cut.At)) {
					in = 1
				}
				if row[0] == "g" {
					x, n = x+in, n+1
				} else {
					y, m = y+in, m+1
				}
			}
			if math.Abs(float64(*cut.Group)-x/n) > 1e-12 || math.Abs(float64(*cut.Reference)-y/m) > 1e-12 || math.Abs(float64(*cut.Shortfall)-(n*y/m-x)) > 1e-9 {
				t.Errorf("%s %v: got %v and %v, shortfall %v, want %v and %v, %v", c.passes, cut.At, *cut.Group, *cut.Reference, *cut.Shortfall, x/n, y/m, n*y/m-x)
			}
			if y == 0 {
				known = false
				continue
			}
			if math.Abs(float64(*cut.Ratio)-x/n/(y/m)) > 1e-12 || cut.Interval == nil {
				t.Errorf("%s %v: ratio %v, want %v", c.passes, cut.At, *cut.Ratio, x/n/(y/m))
			}
			fewer := x/n/(y/m) < .8
			if known && fewer != last && cut.At == audit.Real(math.Trunc(float64(cut.At))) {
				crossed++
			}
			last, known = fewer, true
		}
		if low := strings.HasPrefix(c.passes, "a") && c.cut == 18; low && crossed == 0 || crossed != len(pair.Crossings) { // people of g have less: no upper limit keeps them out
			t.Errorf("%s: crossings %v, counted %d", c.passes, pair.Crossings, crossed)
		}
		checkWhole(t, s, rows, c.holds, c.cut)
	}
}

// checkWhole counts who is left after all filters for every cut of the last one.
func checkWhole(t *testing.T, s *audit.Stages, rows [][4]string, holds func(x, cut float64) bool, income float64) {
	t.Helper()
	pair := s.Sweeps[1].Pairs[0]
	if pair.Unknown == 0 || pair.N+pair.Unknown != s.Attrition[0].Whole.N {
		t.Errorf("%d known and %d not, of %d", pair.N, pair.Unknown, s.Attrition[0].Whole.N)
	}
	for _, cut := range pair.Cuts {
		var x, n, y, m float64
		for _, row := range rows {
			var money, age float64
			fmt.Sscan(row[1], &money)
			left := 0.0
			if row[2] != "" {
				fmt.Sscan(row[2], &age)
				if holds(money, income) && row[3] == "yes" && age >= float64(cut.At) {
					left = 1
				}
			}
			if row[0] == "g" {
				x, n = x+left, n+1
			} else {
				y, m = y+left, m+1
			}
		}
		if math.Abs(float64(*cut.WholeShortfall)-(n*y/m-x)) > 1e-9 || y > 0 && math.Abs(float64(*cut.WholeRatio)-x/n/(y/m)) > 1e-12 {
			t.Errorf("whole at %v: %v, want %v", cut.At, *cut.WholeShortfall, n*y/m-x)
		}
		if cut.Operating { // the filters as they are
			near(t, "whole", cut.WholeRatio, float64(*s.Attrition[0].Whole.Value), 12)
			near(t, "shortfall", cut.WholeShortfall, float64(*s.Attrition[0].Shortfall), 9)
		}
	}
}

// Where results have a column of their own, it is said how many of them the cut explains: two of the six here are not what 5 would give.
func TestSweepOfNamedCriterion(t *testing.T) {
	s := run(t, `columns:
  attributes: [grp]
  stages: [{name: credit, column: ok, passed: [1], criterion: {column: points, above: 5}}]
`, "grp,ok,points\nr,1,6\nr,1,5\nr,0,9\ng,0,3\ng,1,7\ng,0,\ng,0,5\n").Stages.Sweeps[0]
	if s.Agree != 4 || s.Of != 6 || s.Column != "points" || s.Pairs[0].Unknown+s.Pairs[0].ReferenceUnknown != 1 {
		t.Errorf("got %d of %d, %+v", s.Agree, s.Of, s)
	}
}

// Of many numbers a hundred cuts are listed, which part everybody evenly, and the one in use.
func TestSweepListsAHundredCuts(t *testing.T) {
	var b strings.Builder
	b.WriteString("grp,points\n")
	for i := range 5000 {
		fmt.Fprintf(&b, "%s,%d.5\n", []string{"r", "g"}[i%2], i)
	}
	pair := run(t, "columns: {attributes: [grp], stages: [{column: points, at_most: 2000}]}\n", b.String()).Stages.Sweeps[0].Pairs[0]
	if len(pair.Cuts) != 101 {
		t.Fatalf("%d cuts", len(pair.Cuts))
	}
	for i := 1; i < len(pair.Cuts); i++ {
		if gap := float64(pair.Cuts[i].At - pair.Cuts[i-1].At); gap <= 0 || gap > 51 { // 5000/101 and one
			t.Errorf("%v after %v", pair.Cuts[i].At, pair.Cuts[i-1].At)
		}
	}
}
