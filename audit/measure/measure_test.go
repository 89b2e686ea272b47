package measure

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"auditd/audit"
	"auditd/audit/planfile"
)

// A row of a small table: a group of one attribute, and its people as TP FP FN TN (label positive and selected, …).
type row struct {
	group          string
	tp, fp, fn, tn int64
}

// f1 is fixture F1 of methods 0.6: a is advantaged, d disadvantaged.
var f1 = []row{{"a", 84, 36, 16, 64}, {"d", 24, 12, 16, 48}}

// cellsOf builds the cells that counting such a table gives.
func cellsOf(rows []row) *audit.Cells {
	c := &audit.Cells{Attributes: []audit.Dim{{Name: "group"}}, Strata: []audit.Dim{}, Inputs: []audit.Input{}}
	for i, r := range rows {
		c.Attributes[0].Values = append(c.Attributes[0].Values, r.group)
		var n audit.Counts
		n.N[audit.Positive][audit.Selected], n.N[audit.Negative][audit.Selected] = r.tp, r.fp
		n.N[audit.Positive][audit.NotSelected], n.N[audit.Negative][audit.NotSelected] = r.fn, r.tn
		c.Read += n.Total()
		c.Cells = append(c.Cells, audit.Cell{Codes: []int32{int32(i)}, Counts: n})
	}
	return c
}

// planOf returns the plan of such a table with more lines added.
func planOf(t *testing.T, more string) *audit.Plan {
	t.Helper()
	p, err := planfile.Parse("plan", []byte("version: 1\ncolumns:\n  attributes: [group]\n  decision: {column: d, selected: [1], favourable: true}\n  label: {column: y, positive: [1]}\n"+more))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func run(t *testing.T, rows []row, more string) *audit.Audit {
	t.Helper()
	a, err := Run(Input{Plan: planOf(t, more), Cells: cellsOf(rows)})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func comparison(t *testing.T, a *audit.Audit, metric, kind, group string) audit.Comparison {
	t.Helper()
	for _, c := range a.Comparisons {
		if c.Metric == metric && c.Kind == kind && c.Against == audit.AgainstReference && c.Group.Label() == group {
			return c
		}
	}
	t.Fatalf("no %s of %s of group %s", kind, metric, group)
	return audit.Comparison{}
}

func near(t *testing.T, what string, got *audit.Real, want, tolerance float64) {
	t.Helper()
	if got == nil || math.Abs(float64(*got)-want) > tolerance {
		t.Errorf("%s: got %v, want %v", what, show(got), want)
	}
}

func show(r *audit.Real) any {
	if r == nil {
		return nil
	}
	return float64(*r)
}

// Methods 3.7 and 4.2, 4.4, 4.5 on F1: AIR .6, Koopman (.445531,.785584), so disparity is shown; difference −.24, Newcombe
// (−.349067,−.120341); score z −3.922323, p 8.770e-5.
func TestF1(t *testing.T) {
	a := run(t, f1, "")
	r := comparison(t, a, "selection_rate", audit.Ratio, "d")
	near(t, "impact ratio", r.Value, 0.6, 1e-12)
	near(t, "lower", audit.Ptr(r.Interval.Lower), 0.445531, 5e-7)
	near(t, "upper", audit.Ptr(r.Interval.Upper), 0.785584, 5e-7)
	near(t, "z", r.Test.Statistic, -3.922323, 5e-7)
	near(t, "p", audit.Ptr(float64(r.Test.P)), 8.770e-5, 5e-9)
	near(t, "shortfall", r.Shortfall, 24, 1e-9) // 100 × (.60 − .36)
	if r.Verdict != audit.DisparityShown {
		t.Errorf("verdict %s, want disparity_shown", r.Verdict)
	}
	d := comparison(t, a, "selection_rate", audit.Difference, "d")
	near(t, "difference", d.Value, -0.24, 1e-12)
	near(t, "lower", audit.Ptr(d.Interval.Lower), -0.349067, 5e-7)
	near(t, "upper", audit.Ptr(d.Interval.Upper), -0.120341, 5e-7)
	if f := a.Findings[0]; f.Rule != "four_fifths" && f.Rule != "parity_tolerance" || f.Level != audit.LevelDisparity || !f.Adverse {
		t.Errorf("first finding %+v", f)
	}
}

// Questions and Answers 21 (methods 3.7): M 3 of 20, F 1 of 10; the ratio is .666667 and one person more would reverse it, so
// the four-fifths rule shows nothing.
func TestQuestion21(t *testing.T) {
	rows := []row{{"M", 3, 0, 0, 17}, {"F", 1, 0, 0, 9}}
	a := run(t, rows, "min_group_size: 1\nrules: [four_fifths]\n")
	f := a.Findings[0]
	near(t, "ratio", f.Evidence.Value, 2.0/3, 1e-12)
	if f.Verdict != audit.Inconclusive || f.Reason != "one_person_would_reverse_it" {
		t.Errorf("verdict %s because %s, want inconclusive because one person would reverse it", f.Verdict, f.Reason)
	}
}

// What cannot be judged says why and is never 0, 1 or infinity (definitions 4.2, cases Z1 to Z3 and more).
func TestUndefined(t *testing.T) {
	for _, c := range []struct {
		name, metric, kind, group string
		rows                      []row
		status                    audit.Status
		value                     bool
	}{
		{"Z1: B has no positive labels", "true_positive_rate", audit.Ratio, "B", []row{{"A", 2, 1, 0, 1}, {"B", 0, 1, 0, 3}}, audit.StatusZeroDenominator, false},
		{"Z2: nobody is selected", "selection_rate", audit.Ratio, "B", []row{{"A", 0, 0, 2, 2}, {"B", 0, 0, 1, 3}}, audit.StatusUndefinedRatio, false},
		{"Z2: the difference of two noughts is nought", "selection_rate", audit.Difference, "B", []row{{"A", 0, 0, 2, 2}, {"B", 0, 0, 1, 3}}, audit.StatusOK, true},
		{"Z3: the reference has no selections", "selection_rate", audit.Ratio, "B", []row{{"A", 0, 0, 2, 3}, {"B", 1, 0, 1, 2}}, audit.StatusInfiniteRatio, false},
		{"an empty bin", "selection_rate", audit.Ratio, "B", []row{{"A", 1, 1, 2, 3}, {"B", 0, 0, 0, 0}}, audit.StatusEmptyGroup, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := comparison(t, run(t, c.rows, "min_group_size: 1\n"), c.metric, c.kind, c.group)
			if got.Status != c.status || (got.Value != nil) != c.value {
				t.Errorf("status %s value %v, want %s, a value: %v", got.Status, show(got.Value), c.status, c.value)
			}
			if !c.value && got.Why == "" {
				t.Error("undefined without a reason")
			}
			if !c.value && got.Verdict == audit.ParityShown {
				t.Error("undefined passes as parity")
			}
		})
	}
}

// A group below the minimum is counted and shown, and settles nothing; nor does a reference below it.
func TestSmallGroups(t *testing.T) {
	rows := []row{{"large", 300, 0, 0, 300}, {"small", 0, 0, 0, 20}}
	a := run(t, rows, "")
	c := comparison(t, a, "selection_rate", audit.Ratio, "small")
	if c.Status != audit.StatusLowN || c.Verdict != audit.Inconclusive || c.Value == nil || c.Interval == nil {
		t.Errorf("small group: %s %s %v", c.Status, c.Verdict, show(c.Value))
	}
	b := run(t, rows, "reference: {group: small}\n")
	if c := comparison(t, b, "selection_rate", audit.Difference, "large"); c.Verdict != audit.Inconclusive || c.Why != "reference_has_fewer_than_min_group_size" {
		t.Errorf("small reference: %s because %s", c.Verdict, c.Why)
	}
}

// The people of unknown group are counted, shown, and neither compared nor taken as reference, even when they are most.
func TestUnknownGroup(t *testing.T) {
	a := run(t, []row{{"a", 40, 0, 0, 40}, {"d", 20, 0, 0, 60}, {audit.Unknown, 500, 0, 0, 100}}, "reference: {group: highest}\n")
	for _, c := range a.Comparisons {
		if c.Group.IsUnknown() || c.Reference.IsUnknown() {
			t.Errorf("compared: %v with %v", c.Group, c.Reference)
		}
	}
	shown := false
	for _, e := range a.Estimates {
		if e.Group.Label() == audit.Unknown && e.Metric == "selection_rate" {
			shown = e.Numerator == 500 && e.Denominator == 600 && e.Value != nil
		}
	}
	if !shown {
		t.Error("the unknown group's rate is not shown")
	}
	if got := a.Examined.References[0].Group.Label(); got != "a" {
		t.Errorf("reference %q, want a", got)
	}
}

// A reference that the data chose makes the family all pairs (methods 0.5): 3 groups, 2 tests, 3 pairs.
func TestFamilyOfHighest(t *testing.T) {
	rows := []row{{"a", 60, 0, 0, 40}, {"b", 50, 0, 0, 50}, {"c", 30, 0, 0, 70}}
	a := run(t, rows, "reference: {group: highest}\nrules: [four_fifths]\nmultiplicity: {family: attribute_metric}\n")
	c := comparison(t, a, "selection_rate", audit.Ratio, "c")
	if c.Test.FamilyN != 3 {
		t.Errorf("family of %d, want 3", c.Test.FamilyN)
	}
	if got, want := float64(c.Test.PAdjusted), 3*float64(c.Test.P); math.Abs(got-want) > 1e-15 {
		t.Errorf("adjusted %v, want the smallest of three: %v", got, want)
	}
}

// Ties for the largest group go to the first by name, and the tie is told.
func TestTiedReference(t *testing.T) {
	a := run(t, []row{{"x", 10, 0, 0, 40}, {"y", 20, 0, 0, 30}}, "")
	if r := a.Examined.References[0]; r.Group.Label() != "x" || len(r.Tied) != 1 || r.Tied[0].Label() != "y" {
		t.Errorf("reference %v tied with %v", r.Group, r.Tied)
	}
}

func TestReferenceMisspelt(t *testing.T) {
	_, err := Run(Input{Plan: planOf(t, "reference: {group: dd}\n"), Cells: cellsOf(f1)})
	if err == nil || !strings.Contains(err.Error(), `did you mean "d"?`) || audit.KindOf(err) != audit.Invalid {
		t.Errorf("got %v", err)
	}
}

func TestRowsMustAddUp(t *testing.T) {
	cells := cellsOf(f1)
	cells.Read++
	if _, err := Run(Input{Plan: planOf(t, ""), Cells: cells}); audit.KindOf(err) != audit.Internal || err == nil {
		t.Errorf("a lost row gives %v", err)
	}
}

// With an unfavourable decision the favourable complement is judged beside the flag: AIR(1−Ŷ) ≠ 1/AIR(Ŷ).
// F1 turned round: flags .60 and .36; complements .40 and .64.
func TestUnfavourable(t *testing.T) {
	p, err := planfile.Parse("plan", []byte("version: 1\ncolumns:\n  attributes: [group]\n  decision: {column: d, selected: [1], favourable: false}\n"))
	if err != nil {
		t.Fatal(err)
	}
	a, err := Run(Input{Plan: p, Cells: cellsOf(f1)})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "flag", comparison(t, a, "selection_rate", audit.Ratio, "d").Value, 0.36/0.60, 1e-12)
	near(t, "complement", comparison(t, a, "favourable_rate", audit.Ratio, "d").Value, 0.64/0.40, 1e-12)
	for _, f := range a.Findings {
		if f.Rule == "four_fifths" && f.Adverse {
			t.Errorf("d is flagged less often, yet %s is called adverse", f.Metric)
		}
	}
}

// NYC LL144: a tiny category is left out before the most selected one is sought (definitions 4.3: A 50/100, B 45/100, Tiny 3/3;
// right values are 1.0 and .9). Tiny has 1.48 % of the people.
func TestLL144Tiny(t *testing.T) {
	a := run(t, []row{{"A", 50, 0, 0, 50}, {"B", 45, 0, 0, 55}, {"Tiny", 3, 0, 0, 0}}, "rules: [nyc_ll144]\n")
	got := map[string]string{}
	for _, f := range a.Findings {
		got[f.Group.Label()] = fmt.Sprintf("%.1f of %s, %s", float64(*f.Evidence.Value), f.Reference.Label(), f.Reason)
		if f.Level != audit.LevelNote {
			t.Errorf("level %s: the law has no pass mark", f.Level)
		}
	}
	want := map[string]string{"B": "0.9 of A, impact_ratio_without_pass_mark", "Tiny": "2.0 of A, category_below_2_percent_excluded"}
	for g, w := range want {
		if got[g] != w {
			t.Errorf("%s: got %q, want %q", g, got[g], w)
		}
	}
}

// Properties of the mathematics on many tables.
func TestProperties(t *testing.T) {
	tables := [][]row{f1, {{"a", 5, 3, 2, 90}, {"d", 1, 30, 9, 60}, {"e", 0, 0, 7, 8}}, {{"a", 1, 0, 0, 0}, {"d", 0, 1, 1, 0}}}
	for _, rows := range tables {
		a := run(t, rows, "min_group_size: 1\n")
		renamed := make([]row, len(rows))
		doubled := make([]row, len(rows))
		for i, r := range rows {
			renamed[i] = r
			renamed[i].group = "p" + r.group
			doubled[i] = row{r.group, 2 * r.tp, 2 * r.fp, 2 * r.fn, 2 * r.tn}
		}
		b, c := run(t, renamed, "min_group_size: 1\n"), run(t, doubled, "min_group_size: 1\n")
		for i, e := range a.Estimates {
			if len(e.Group) > 0 && b.Estimates[i].Group.Label() != "p"+e.Group.Label() {
				t.Errorf("renaming moved %v to %v", e.Group, b.Estimates[i].Group)
			}
			if fmt.Sprint(show(e.Value)) != fmt.Sprint(show(b.Estimates[i].Value)) {
				t.Errorf("renaming changed %s of %v", e.Metric, e.Group)
			}
			d := c.Estimates[i]
			if (e.Value == nil) != (d.Value == nil) || (e.Value != nil && math.Abs(float64(*e.Value-*d.Value)) > 1e-12) {
				t.Errorf("doubling changed %s of %v from %v to %v", e.Metric, e.Group, show(e.Value), show(d.Value))
			}
			if e.Interval != nil && e.Denominator > 0 && d.Interval.Upper-d.Interval.Lower > e.Interval.Upper-e.Interval.Lower {
				t.Errorf("doubling widened %s of %v", e.Metric, e.Group)
			}
		}
	}
}

// Swapping the two groups inverts every ratio and negates every difference.
func TestSwap(t *testing.T) {
	a := run(t, f1, "reference: {group: a}\n")
	b := run(t, f1, "reference: {group: d}\n")
	for _, c := range a.Comparisons {
		back := comparison(t, b, c.Metric, c.Kind, "a")
		want := -float64(*c.Value)
		if c.Kind == audit.Ratio {
			want = 1 / float64(*c.Value)
		}
		near(t, c.Metric+" "+c.Kind, back.Value, want, 1e-12)
		if c.Verdict != back.Verdict {
			t.Errorf("%s %s: %s one way, %s the other", c.Metric, c.Kind, c.Verdict, back.Verdict)
		}
	}
}

// One thread and many give the same bytes.
func TestThreads(t *testing.T) {
	cells := cellsOf([]row{{"a", 84, 36, 16, 64}, {"b", 3, 4, 5, 6}, {"c", 30, 40, 50, 60}, {"d", 24, 12, 16, 48}})
	var first []byte
	for _, workers := range []int{1, 2, 3, 8, 64} {
		a, err := Run(Input{Plan: planOf(t, ""), Cells: cells, Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		data, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = data
		}
		if !bytes.Equal(first, data) {
			t.Errorf("%d workers give other bytes than one", workers)
		}
	}
}
