package conditional_test

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"

	"auditd/audit"
	"auditd/audit/audittest"
	"auditd/audit/measure"
	"auditd/audit/planfile"
)

// A line is one group in one stratum of each declared column: how many were selected and how many not.
type line struct {
	group        string
	strata       []string
	selected, no int64
}

// berkeley is UCB of methods 0.6: admitted and rejected by department.
var berkeley = []line{
	{"men", []string{"A"}, 512, 313},
	{"women", []string{"A"}, 89, 19},
	{"men", []string{"B"}, 353, 207},
	{"women", []string{"B"}, 17, 8},
	{"men", []string{"C"}, 120, 205},
	{"women", []string{"C"}, 202, 391},
	{"men", []string{"D"}, 138, 279},
	{"women", []string{"D"}, 131, 244},
	{"men", []string{"E"}, 53, 138},
	{"women", []string{"E"}, 94, 299},
	{"men", []string{"F"}, 22, 351},
	{"women", []string{"F"}, 24, 317},
}

// run makes the audit of lines with the given reference group and further keys of the plan.
func run(t *testing.T, lines []line, reference, more string, workers int) *audit.Audit {
	t.Helper()
	columns := []string{"z1", "z2", "z3"}[:len(lines[0].strata)]
	plan, err := planfile.Parse("plan", []byte("version: 1\ncolumns:\n  attributes: [g]\n  strata: ["+strings.Join(columns, ", ")+
		"]\n  decision: {column: d, selected: [1], favourable: true}\nreference: {g: "+reference+"}\n"+more))
	if err != nil {
		t.Fatal(err)
	}
	c := &audit.Cells{Attributes: []audit.Dim{{Name: "g"}}, Inputs: []audit.Input{}}
	for _, name := range columns {
		c.Strata = append(c.Strata, audit.Dim{Name: name})
	}
	code := func(d *audit.Dim, v string) int32 {
		for i, have := range d.Values {
			if have == v {
				return int32(i)
			}
		}
		d.Values = append(d.Values, v)
		return int32(len(d.Values) - 1)
	}
	for _, l := range lines {
		cell := audit.Cell{Codes: []int32{code(&c.Attributes[0], l.group)}}
		for i, v := range l.strata {
			cell.Codes = append(cell.Codes, code(&c.Strata[i], v))
		}
		cell.Counts.N[audit.NoLabel][audit.Selected], cell.Counts.N[audit.NoLabel][audit.NotSelected] = l.selected, l.no
		c.Cells = append(c.Cells, cell)
		c.Read += l.selected + l.no
	}
	a, err := measure.Run(measure.Input{Plan: plan, Cells: c, Workers: workers})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// near fails unless a number agrees to half a unit of the given decimal.
func near(t *testing.T, what string, got *audit.Real, want float64, decimals int) {
	t.Helper()
	if got == nil || math.Abs(float64(*got)-want) > 0.5000001*math.Pow(10, -float64(decimals)) {
		t.Errorf("%s: got %v, want %v", what, show(got), want)
	}
}

func show(r *audit.Real) any {
	if r == nil {
		return "undefined"
	}
	return float64(*r)
}

func ends(t *testing.T, what string, e audit.Effect, lower, upper float64, decimals int) {
	t.Helper()
	if e.Interval == nil {
		t.Errorf("%s has no interval: %s", what, e.Why)
		return
	}
	near(t, what+" lower", audit.Ptr(e.Interval.Lower), lower, decimals)
	near(t, what+" upper", audit.Ptr(e.Interval.Upper), upper, decimals)
}

// The Berkeley case to the printed digits of methods 4.6, 5.1, 5.2 and 5.3, through the whole of package measure.
func TestBerkeley(t *testing.T) {
	a := run(t, berkeley, "men", "", 1)
	if len(a.Conditional) != 1 {
		t.Fatalf("%d comparisons, want one: women with men, department held fixed", len(a.Conditional))
	}
	c := a.Conditional[0]
	near(t, "crude difference (5.2)", c.Crude.Value, -.141645, 6)
	near(t, "RD_MH (4.6)", c.Difference.Value, .018425, 6)
	ends(t, "RD_MH (4.6)", c.Difference, -.010228, .047079, 6)
	near(t, "RR_MH (4.6)", c.Ratio.Value, 1.058307, 6)
	ends(t, "RR_MH (4.6)", c.Ratio, .970439, 1.154132, 6)
	near(t, "CMH (4.6, no cc)", c.Test.Statistic, 1.524607, 6)
	near(t, "CMH p", audit.Ptr(float64(c.Test.P)), .216924, 6)
	near(t, "Breslow-Day", c.BreslowDay.Statistic, 18.825514, 6)
	near(t, "Tarone", c.Tarone.Statistic, 18.825501, 6)
	near(t, "Tarone p", audit.Ptr(float64(c.Tarone.P)), .00207, 5)
	near(t, "Woolf (golden ucb_stratified.json)", c.Woolf.Statistic, 17.90171246979722, 6)
	near(t, "DD (5.1)", &c.Demographic.Overall, .143826, 6)
	near(t, "CDD (5.1)", c.Demographic.Conditional.Value, -.019283, 6)
	near(t, "composition (5.3)", c.Kitagawa.Composition.Value, -.177674, 6)
	ends(t, "composition (5.3, MC)", c.Kitagawa.Composition, -.203, -.152, 2)
	near(t, "rate (5.3)", c.Kitagawa.Rate.Value, .036028, 6)
	ends(t, "rate (5.3, MC)", c.Kitagawa.Rate, .001, .070, 2)
	near(t, "endowment (5.3)", &c.Kitagawa.Endowment, -.142733, 6)
	near(t, "coefficient (5.3)", &c.Kitagawa.Coefficient, .070969, 6)
	near(t, "interaction (5.3)", &c.Kitagawa.Interaction, -.069881, 6)
	near(t, "standardised men (5.3)", &c.Kitagawa.StandardisedReferenceRate, .387319, 6)
	near(t, "standardised women (5.3)", &c.Kitagawa.StandardisedRate, .429955, 6)
	if c.Pattern != audit.PatternVanishes || !c.Interaction || !c.Trusted || c.Strata != 6 || c.N != 1835 || c.ReferenceN != 2691 {
		t.Errorf("pattern %q, interaction %v, trusted %v, %d strata, n %d and %d", c.Pattern, c.Interaction, c.Trusted, c.Strata, c.N, c.ReferenceN)
	}
	// Methods 4.6 prints the odds ratio men : women: the reference is then women.
	m := run(t, berkeley, "women", "", 1).Conditional[0]
	near(t, "OR_MH men : women", m.OddsRatio.Value, .904697, 6)
	ends(t, "OR_MH men : women", m.OddsRatio, .771907, 1.060330, 6)
}

// What a pattern is, on tables small enough to check by hand.
func TestPatterns(t *testing.T) {
	for _, c := range []struct {
		name, why string
		lines     []line
		pattern   string
	}{
		{
			"reversal", "in each stratum b is selected 20 points more often (300/400 to 55/100, 20/100 to 0/400 and a half), pooled less often",
			[]line{
				{"a", []string{"1"}, 220, 180}, {"b", []string{"1"}, 75, 25}, // .55 and .75
				{"a", []string{"2"}, 5, 95}, {"b", []string{"2"}, 100, 300}, // .05 and .25; pooled .45 and .35
			},
			audit.PatternReversal,
		},
		{
			"masked", "pooled both have 200 of 400; within strata b is 20 points ahead",
			[]line{
				{"a", []string{"1"}, 180, 120}, {"b", []string{"1"}, 80, 20}, // .6 and .8
				{"a", []string{"2"}, 20, 80}, {"b", []string{"2"}, 120, 180}, // .2 and .4
			},
			audit.PatternMasked,
		},
		{
			"stable", "20 points before and after",
			[]line{{"a", []string{"1"}, 180, 120}, {"b", []string{"1"}, 120, 180}, {"a", []string{"2"}, 180, 120}, {"b", []string{"2"}, 120, 180}},
			audit.PatternStable,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := run(t, c.lines, "a", "", 1).Conditional[0]
			if got.Pattern != c.pattern {
				t.Errorf("%s: got %q; crude %v %v, adjusted %v %v", c.why, got.Pattern, show(got.Crude.Value), got.Crude.Interval, show(got.Difference.Value), got.Difference.Interval)
			}
		})
	}
}

// A pattern that raises an alarm must survive the adjustment for everything that was looked at: with thirty groups, one whose
// adjusted difference is p = 0.02 by itself is not said to be masked.
func TestAlarmsAreAdjusted(t *testing.T) {
	masked := []line{
		{"a", []string{"1"}, 180, 120}, {"b", []string{"1"}, 67, 33}, // .60 and .67
		{"a", []string{"2"}, 20, 80}, {"b", []string{"2"}, 86, 214}, // .20 and .287; pooled .5 and .3825
	}
	alone := run(t, masked, "a", "", 1).Conditional[0]
	many := masked
	for i := range 30 {
		g := "null" + string(rune('A'+i))
		many = append(many, line{g, []string{"1"}, 60, 40}, line{g, []string{"2"}, 60, 240})
	}
	among := run(t, many, "a", "", 1).Conditional[0]
	if p := float64(alone.Test.PAdjusted); p > 0.05 {
		t.Fatalf("the example is not one: p %v", p)
	}
	if p := float64(among.Test.PAdjusted); p < 0.05 || among.Test.FamilyN != 31 {
		t.Errorf("among 31 groups the adjusted p is %v of a family of %d", p, among.Test.FamilyN)
	}
	if among.Pattern == audit.PatternReversal || among.Pattern == audit.PatternMasked {
		t.Errorf("pattern %q is an alarm that chance explains", among.Pattern)
	}
}

// Strata that hold one group only, and people whose stratum is not known, are left out and counted; nothing is imputed.
func TestLeftOut(t *testing.T) {
	lines := []line{
		{"a", []string{"1"}, 60, 40},
		{"b", []string{"1"}, 40, 60},
		{"a", []string{"2"}, 30, 20}, // nobody of b
		{"b", []string{audit.Unknown}, 5, 2},
		{"a", []string{audit.Unknown}, 1, 2},
	}
	c := run(t, lines, "a", "", 1).Conditional[0]
	if c.Strata != 1 || c.Skipped != 1 || c.SkippedN != 50 || c.Unknown != 10 {
		t.Errorf("strata %d, skipped %d with %v people, unknown %d; want 1, 1 with 50, 10", c.Strata, c.Skipped, c.SkippedN, c.Unknown)
	}
	near(t, "difference of the one stratum, .4 − .6", c.Difference.Value, -.2, 9)
	near(t, "reference's share without support, 50 of 150", &c.Kitagawa.ReferenceNoSupport, 1.0/3, 6)
	if got := c.ByStratum[1]; got.Rate != nil || got.Within != nil {
		t.Errorf("a rate was imputed for nobody: %+v", got)
	}
	empty := run(t, []line{{"a", []string{"1"}, 60, 40}, {"b", []string{"2"}, 40, 60}}, "a", "", 1).Conditional[0]
	if empty.Status != audit.StatusOneGroup || empty.Difference.Value != nil || empty.Pattern != "" || empty.Why != "no_informative_stratum" {
		t.Errorf("no stratum has both groups, and the result is %+v", empty)
	}
	small := run(t, []line{{"a", []string{"1"}, 60, 40}, {"b", []string{"1"}, 4, 6}}, "a", "", 1).Conditional[0]
	if small.Status != audit.StatusLowN || small.Pattern != "" {
		t.Errorf("ten people are judged: %s %q", small.Status, small.Pattern)
	}
}

// Several columns are held fixed one by one, in pairs and together; the parts of every decomposition add up.
func TestCrossed(t *testing.T) {
	var lines []line
	for i, z1 := range []string{"p", "q"} {
		for j, z2 := range []string{"r", "s", "t"} {
			n := int64(40 + 10*i + 5*j)
			lines = append(lines, line{"a", []string{z1, z2}, n, 100 - n + int64(20*j)}, line{"b", []string{z1, z2}, n - 15, 110 - n + int64(10*i)})
		}
	}
	one, many := run(t, lines, "a", "", 1), run(t, lines, "a", "", 7)
	if len(one.Conditional) != 3 {
		t.Fatalf("%d comparisons, want z1, z2 and z1 with z2", len(one.Conditional))
	}
	for _, c := range one.Conditional {
		k := c.Kitagawa
		near(t, strings.Join(c.Held, " × ")+": composition + rate", audit.Ptr(float64(*k.Composition.Value+*k.Rate.Value)), float64(k.Gap), 9)
		near(t, "three-fold", audit.Ptr(float64(k.Endowment+k.Coefficient+k.Interaction)), float64(k.Gap), 9)
		var composition, within float64
		for _, s := range c.ByStratum {
			composition += float64(*s.Composition)
			within += float64(*s.Within)
		}
		near(t, "strata: composition", k.Composition.Value, composition, 9)
		near(t, "strata: within", k.Rate.Value, within, 9)
		if (c.Oaxaca != nil) != (len(c.Held) > 1) {
			t.Errorf("%v: Oaxaca %v", c.Held, c.Oaxaca)
		}
	}
	o := one.Conditional[2].Oaxaca
	near(t, "Oaxaca adds up", audit.Ptr(float64(o.Endowment+o.Coefficient+o.Interaction)), float64(o.Gap), 9)
	near(t, "two-fold adds up", audit.Ptr(float64(o.Explained+o.Unexplained)), float64(o.Gap), 9)
	if o.Columns != 4 { // the constant, q, s and t
		t.Errorf("%d columns in the regression, want 4", o.Columns)
	}
	var first, second bytes.Buffer
	if err := one.Write(&first); err != nil {
		t.Fatal(err)
	}
	if err := many.Write(&second); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("seven workers give another result than one")
	}
}

// The tables of compas_stratified.json (R mantelhaen.test, DescTools) to 1e-6, through the whole of package measure. Group and
// reference are the other way round in places, which turns odds ratios and leaves tests.
func TestGoldenStrata(t *testing.T) {
	data, err := os.ReadFile(audittest.Shared(t, "golden", "compas_stratified.json"))
	if err != nil {
		t.Fatal(err)
	}
	var golden map[string]json.RawMessage
	if err := json.Unmarshal(data, &golden); err != nil {
		t.Fatal(err)
	}
	type test struct{ Chi2, P float64 }
	compared := 0
	for name, raw := range golden {
		var g struct {
			Strata []string
			Tables [][2][2]int64
			CMH    struct {
				test
				OR   float64 `json:"common_odds_ratio"`
				CI95 [2]float64
			}
			BreslowDay test `json:"breslow_day"`
			Tarone     test `json:"breslow_day_tarone"`
			Woolf      test
		}
		if err := json.Unmarshal(raw, &g); err != nil || len(g.Tables) == 0 {
			continue
		}
		compared++
		var lines []line
		for k, s := range g.Strata {
			lines = append(lines, line{"aa", []string{s}, g.Tables[k][0][0], g.Tables[k][0][1]}, line{"ca", []string{s}, g.Tables[k][1][0], g.Tables[k][1][1]})
		}
		c := run(t, lines, "ca", "", 2).Conditional[0]
		near(t, name+": cmh", c.Test.Statistic, g.CMH.Chi2, 6)
		near(t, name+": odds ratio", c.OddsRatio.Value, g.CMH.OR, 6)
		ends(t, name+": odds ratio", c.OddsRatio, g.CMH.CI95[0], g.CMH.CI95[1], 6)
		near(t, name+": breslow-day", c.BreslowDay.Statistic, g.BreslowDay.Chi2, 6)
		near(t, name+": tarone", c.Tarone.Statistic, g.Tarone.Chi2, 6)
		near(t, name+": woolf", c.Woolf.Statistic, g.Woolf.Chi2, 6)
	}
	if compared < 9 {
		t.Errorf("only %d tables were compared", compared)
	}
}
