package change

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"auditd/audit"
	"auditd/audit/infer/draw"
	"auditd/audit/measure"
	"auditd/audit/planfile"
)

// cell is one group: selected of n.
type cell struct {
	group       string
	selected, n int64
}

const planText = `version: 1
columns:
  attributes: [group]
  decision: {column: d, selected: [1], favourable: true}
reference: {group: a}
rules: [four_fifths, parity_tolerance]
`

// audited makes an audit of counts under a plan and reads it back as results.json is read. digest stands for the file.
func audited(t testing.TB, plan, digest string, cells ...cell) *audit.Audit {
	t.Helper()
	p, err := planfile.Parse("plan.yaml", []byte(plan))
	if err != nil {
		t.Fatal(err)
	}
	c := &audit.Cells{Attributes: []audit.Dim{{Name: "group"}}, Inputs: []audit.Input{{Name: digest + ".csv", SHA256: digest}}}
	for i, one := range cells {
		c.Attributes[0].Values = append(c.Attributes[0].Values, one.group)
		var n audit.Counts
		n.N[audit.NoLabel][audit.Selected], n.N[audit.NoLabel][audit.NotSelected] = one.selected, one.n-one.selected
		c.Cells = append(c.Cells, audit.Cell{Codes: []int32{int32(i)}, Counts: n})
		c.Read += one.n
	}
	a, err := measure.Run(measure.Input{Plan: p, Cells: c, Generator: "test", Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := a.Write(&b); err != nil {
		t.Fatal(err)
	}
	back, err := Read(&b, "results.json")
	if err != nil {
		t.Fatal(err)
	}
	return back
}

func compare(t testing.TB, before, after *audit.Audit) *audit.Change {
	t.Helper()
	c, err := Compare(before, after, "test")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// gapOf returns the change of the selection rate of a group against the reference.
func gapOf(t testing.TB, c *audit.Change, kind, group string) audit.GapChange {
	t.Helper()
	for _, g := range c.Gaps {
		if g.Metric == "selection_rate" && g.Kind == kind && g.Group.Label() == group && g.Against == audit.AgainstReference {
			return g
		}
	}
	t.Fatalf("no %s of %s", kind, group)
	return audit.GapChange{}
}

// TestVerdicts reads as a table: selected of n in the reference a and in b, before and after, and what can be said.
func TestVerdicts(t *testing.T) {
	for _, c := range []struct {
		name                   string
		a0, n0, b0, m0         int64
		a1, n1, b1, m1         int64
		difference, ratio      audit.ChangeVerdict
		differenceWhy, whyText string
	}{
		{"a wide gap closes", 600, 1000, 300, 1000, 600, 1000, 580, 1000, audit.ChangeImproved, audit.ChangeImproved, "", ""},
		{"a gap opens", 600, 1000, 590, 1000, 600, 1000, 300, 1000, audit.ChangeWorse, audit.ChangeWorse, "", ""},
		{"from below parity to as far above it", 600, 1000, 450, 1000, 450, 1000, 600, 1000, audit.ChangeOther, audit.ChangeOther, "", ""},
		{"few people, the same direction", 60, 100, 40, 100, 60, 100, 50, 100, audit.ChangeNotShown, audit.ChangeNotShown, "", ""},
		{"the same numbers of other people", 600, 1000, 300, 1000, 600, 1000, 300, 1000, audit.ChangeNotShown, audit.ChangeNotShown, "", ""},
		{"fewer people than the plan asks for", 600, 1000, 20, 20, 600, 1000, 300, 1000, audit.ChangeNotShown, audit.ChangeNotShown, WhyFewPeople, WhyFewPeople},
		{"nobody of the group selected", 600, 1000, 0, 1000, 600, 1000, 300, 1000, audit.ChangeImproved, audit.ChangeNone, "", WhyZeroRate},
		{"nobody of the reference selected", 0, 1000, 300, 1000, 600, 1000, 300, 1000, audit.ChangeOther, audit.ChangeNone, "", WhyUndefinedBefore},
	} {
		change := compare(t, audited(t, planText, "1", cell{"a", c.a0, c.n0}, cell{"b", c.b0, c.m0}), audited(t, planText, "2", cell{"a", c.a1, c.n1}, cell{"b", c.b1, c.m1}))
		if g := gapOf(t, change, audit.Difference, "b"); g.Verdict != c.difference || g.Why != c.differenceWhy {
			t.Errorf("%s: the difference is %s (%s), want %s (%s)", c.name, g.Verdict, g.Why, c.difference, c.differenceWhy)
		}
		if g := gapOf(t, change, audit.Ratio, "b"); g.Verdict != c.ratio || g.Why != c.whyText {
			t.Errorf("%s: the ratio is %s (%s), want %s (%s)", c.name, g.Verdict, g.Why, c.ratio, c.whyText)
		}
	}
}

// TestNumbers recomputes one change from intervals printed in methods 4.2 and 4.4: before 36/100 against 120/200, difference −0.24
// (−0.349067, −0.120341); after 56/70 against 48/80, difference 0.2 (0.052431, 0.333873). See TestDifferenceOfDifferences of package
// trend for the arithmetic.
func TestNumbers(t *testing.T) {
	c := compare(t, audited(t, planText, "1", cell{"a", 120, 200}, cell{"b", 36, 100}), audited(t, planText, "2", cell{"a", 48, 80}, cell{"b", 56, 70}))
	g := gapOf(t, c, audit.Difference, "b")
	near(t, "change", float64(*g.Value), 0.44, 1e-6)
	near(t, "lower", g.Interval.Lower, .250013, 1e-5)
	near(t, "upper", g.Interval.Upper, .612678, 1e-5)
	r := gapOf(t, c, audit.Ratio, "b")
	near(t, "ratio of ratios", float64(*r.Value), (0.8/0.6)/(0.36/0.6), 1e-6)
	if got := []int{c.Examined.Tests, len(c.Examined.Families)}; got[0] == 0 || got[1] != 2 {
		t.Errorf("%v tests and families", got)
	}
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s is %.9g, want %.9g", what, got, want)
	}
}

// TestPlans: what a changed plan does to the comparison.
func TestPlans(t *testing.T) {
	cells := []cell{{"a", 600, 1000}, {"b", 300, 1000}, {"c", 500, 1000}}
	for _, c := range []struct {
		name, old, new, key, effect string
		verdict                     audit.ChangeVerdict
	}{
		{"favourable", "favourable: true", "favourable: false", "columns.decision.favourable", audit.EffectDefinition, audit.ChangeNone},
		{"values that count as selected", "selected: [1]", "selected: [1, 2]", "columns.decision.true", audit.EffectDefinition, audit.ChangeNone},
		{"groups", "[group]", "[{column: group, map: {x: a}}]", "columns.attributes[group].map", audit.EffectDefinition, audit.ChangeNone},
		{"a renamed column", "column: d", "column: decision", "columns.decision.column", audit.EffectCaution, audit.ChangeNotShown},
		{"confidence", "version: 1", "version: 1\nconfidence: 0.9", "confidence", audit.EffectJudgement, audit.ChangeNotShown},
		{"smallest group", "version: 1", "version: 1\nmin_group_size: 50", "min_group_size", audit.EffectJudgement, audit.ChangeNotShown},
		{"title", "version: 1", "version: 1\ntitle: again", "title", audit.EffectNone, audit.ChangeNotShown},
	} {
		change := compare(t, audited(t, planText, "1", cells...), audited(t, strings.Replace(planText, c.old, c.new, 1), "2", cells...))
		i := slices.IndexFunc(change.Plan, func(p audit.PlanChange) bool { return p.Key == c.key })
		if i < 0 || change.Plan[i].Effect != c.effect {
			t.Errorf("%s: %+v", c.name, change.Plan)
		}
		if g := gapOf(t, change, audit.Difference, "b"); g.Verdict != c.verdict {
			t.Errorf("%s: %s, want %s", c.name, g.Verdict, c.verdict)
		}
	}
	other := compare(t, audited(t, planText, "1", cells...), audited(t, strings.Replace(planText, "group: a", "group: c", 1), "2", cells...))
	if len(other.Plan) != 1 || other.Plan[0].Effect != audit.EffectReach {
		t.Errorf("another reference: %+v", other.Plan)
	}
	for _, g := range other.Gaps {
		if g.Against == audit.AgainstReference {
			t.Errorf("%s against %s has a partner", g.Group.Label(), g.Reference.Label())
		}
	}
}

// TestSamePeople: files in both audits allow no test, and groups that come and go are told.
func TestSamePeople(t *testing.T) {
	a := audited(t, planText, "1", cell{"a", 600, 1000}, cell{"b", 300, 1000}, cell{"old", 1, 40})
	b := audited(t, planText, "1", cell{"a", 600, 1000}, cell{"b", 500, 1000}, cell{"new", 7, 50})
	c := compare(t, a, b)
	if c.Independence != audit.SamplesSame || c.Examined.Tests != 0 {
		t.Errorf("%s, %d tests", c.Independence, c.Examined.Tests)
	}
	if g := gapOf(t, c, audit.Difference, "b"); g.Verdict != audit.ChangeNone || g.Why != WhyOverlap || g.Value == nil || g.Cause != "" && g.Cause != audit.CausePlan {
		t.Errorf("%+v", g)
	}
	want := []audit.GroupChange{{Group: audit.Group{{Attribute: "group", Value: "old"}}, Before: 40}, {Group: audit.Group{{Attribute: "group", Value: "new"}}, After: 50}}
	if !reflect.DeepEqual(c.Groups, want) {
		t.Errorf("%+v", c.Groups)
	}
	b.Inputs = append(b.Inputs, audit.Input{SHA256: "3"})
	if c := compare(t, a, b); c.Independence != audit.SamplesOverlap {
		t.Error(c.Independence)
	}
	b.Inputs = nil
	if c := compare(t, a, b); c.Independence != audit.SamplesUnknown {
		t.Error(c.Independence)
	}
}

// TestTurnedRound: comparing the other way round turns every number and verdict round and nothing else.
func TestTurnedRound(t *testing.T) {
	a := audited(t, planText, "1", cell{"a", 600, 1000}, cell{"b", 300, 1000}, cell{"c", 20, 400})
	b := audited(t, planText, "2", cell{"a", 650, 1100}, cell{"b", 500, 900}, cell{"c", 100, 300})
	there, back := compare(t, a, b), compare(t, b, a)
	turned := map[audit.ChangeVerdict]audit.ChangeVerdict{
		audit.ChangeImproved: audit.ChangeWorse, audit.ChangeWorse: audit.ChangeImproved, audit.ChangeHigher: audit.ChangeLower, audit.ChangeLower: audit.ChangeHigher,
		audit.ChangeOther: audit.ChangeOther, audit.ChangeNotShown: audit.ChangeNotShown, audit.ChangeNone: audit.ChangeNone,
	}
	for i, g := range there.Gaps {
		h := back.Gaps[i]
		if h.Verdict != turned[g.Verdict] || g.Test.P != h.Test.P || g.Test.PAdjusted != h.Test.PAdjusted {
			t.Errorf("%s %s: %s with %v, turned round %s with %v", g.Metric, g.Kind, g.Verdict, g.Test, h.Verdict, h.Test)
		}
	}
	for i, r := range there.Rates {
		if h := back.Rates[i]; h.Verdict != turned[r.Verdict] {
			t.Errorf("%s: %s, turned round %s", r.Metric, r.Verdict, h.Verdict)
		}
	}
}

// TestNoFalseNews simulates two audits of one truth, six groups, 400 times with a fixed seed: anything at all is said to have
// changed in at most 5 % of them and three standard errors, √(0.05·0.95/400)·3 = 3.3 points.
func TestNoFalseNews(t *testing.T) {
	r, wrong := draw.New(3, 1), 0
	rates := []float64{.3, .25, .4, .3, .1, .5}
	sample := func(digest string) *audit.Audit {
		var cells []cell
		for i, p := range rates {
			n := int64(60 + 100*i)
			cells = append(cells, cell{string(rune('a' + i)), draw.Binomial(r, n, p), n})
		}
		return audited(t, planText, digest, cells...)
	}
	for range 400 {
		c := compare(t, sample("1"), sample("2"))
		news := slices.ContainsFunc(c.Gaps, func(g audit.GapChange) bool {
			return g.Verdict != audit.ChangeNotShown && g.Verdict != audit.ChangeNone
		}) ||
			slices.ContainsFunc(c.Rates, func(r audit.RateChange) bool {
				return r.Verdict != audit.ChangeNotShown && r.Verdict != audit.ChangeNone
			})
		if news {
			wrong++
		}
	}
	t.Logf("%d of 400 comparisons of one truth tell of a change", wrong)
	if wrong > 33 {
		t.Errorf("%d of 400 false news", wrong)
	}
}

// TestRefused: what is no results document is refused with a sentence that says why.
func TestRefused(t *testing.T) {
	good := `"schema":1,"plan":{"confidence":0.95}`
	for _, c := range []struct{ name, text, want string }{
		{"empty", ``, "ends in the middle"},
		{"no JSON", `hello`, "no results document"},
		{"a list", `[]`, "no results document: { is missing"},
		{"cut", `{"schema":1,"plan":{`, "ends in the middle"},
		{"no version", `{"plan":{"confidence":0.95}}`, "no schema version"},
		{"later version", `{"schema":2,"plan":{"confidence":0.95}}`, "results of version 2"},
		{"twice", `{"schema":1,"schema":1}`, "occurs twice"},
		{"more behind it", `{` + good + `} {}`, "follows after the end"},
		{"a text for a list", `{` + good + `,"estimates":"x"}`, "[ is missing"},
		{"a text for a number", `{` + good + `,"estimates":[{"n":"x"}]}`, "estimates cannot be read"},
		{"negative people", `{` + good + `,"estimates":[{"n":-1}]}`, "estimate 1 holds a number that cannot be"},
		{"a rate above one", `{` + good + `,"comparisons":[{"kind":"ratio","group_rate":1.5}]}`, "comparison 1 holds"},
		{"an interval upside down", `{` + good + `,"comparisons":[{"kind":"ratio","interval":{"lower":2,"upper":1,"level":0.95}}]}`, "comparison 1 holds"},
		{"another kind", `{` + good + `,"comparisons":[{"kind":"<b>"}]}`, "comparison 1 holds"},
		{"a number out of range", `{` + good + `,"estimates":[{"value":1e999}]}`, "estimates cannot be read"},
		{"confidence", `{"schema":1,"plan":{"confidence":1}}`, "not between 0.5 and 1"},
		{"a huge text", `{` + good + `,"generator":"` + strings.Repeat("x", maxElement+1<<20) + `"}`, "larger than results are"},
		{"a huge text that nobody reads", `{` + good + `,"x":"` + strings.Repeat("x", maxElement+1<<20) + `"}`, "larger than results are"},
		{"deep", `{` + good + `,"x":` + strings.Repeat("[", 200) + strings.Repeat("]", 200) + `}`, "nested more deeply"},
	} {
		_, err := Read(strings.NewReader(c.text), "r\u202e.json")
		var known *audit.Error
		if !errors.As(err, &known) || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), `r\u202e.json: `) || strings.ContainsRune(err.Error(), '\n') {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
	if _, err := Read(strings.NewReader(`{`+good+`,"later":{"a":[1,{"b":null}]}}`), "r"); err != nil {
		t.Errorf("a member of a later version: %v", err)
	}
}

// FuzzRead: whatever is read compares with itself without a panic, says that nothing was tested or nothing shown, and is written as
// valid JSON.
func FuzzRead(f *testing.F) {
	var b bytes.Buffer
	if err := audited(f, planText, "1", cell{"a", 6, 10}, cell{"b", 3, 10}).Write(&b); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte(`{"schema":1,"plan":{"confidence":0.95},"estimates":[{"metric":"selection_rate","n":5,"numerator":9,"denominator":3,"value":0.5}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := Read(bytes.NewReader(data), "r")
		if err != nil {
			return
		}
		again, _ := Read(bytes.NewReader(data), "r")
		again.Inputs = []audit.Input{{SHA256: "another"}}
		c, err := Compare(a, again, "t")
		if err != nil {
			t.Fatal(err)
		}
		for i, g := range c.Gaps {
			if g.Verdict != audit.ChangeNotShown && g.Verdict != audit.ChangeNone && uniqueKeys(a) {
				t.Errorf("gap %d of a document and itself is %s", i, g.Verdict)
			}
		}
		var out bytes.Buffer
		if err := Write(&out, c); err != nil || !json.Valid(out.Bytes()) {
			t.Errorf("written: %v", err)
		}
	})
}

// uniqueKeys reports whether no two comparisons of a document name the same thing.
func uniqueKeys(a *audit.Audit) bool {
	seen := map[string]bool{}
	for i := range a.Comparisons {
		k := comparisonKey(&a.Comparisons[i])
		if seen[k] {
			return false
		}
		seen[k] = true
	}
	return true
}

// TestSameBytes: the same two audits give the same bytes.
func TestSameBytes(t *testing.T) {
	a, b := audited(t, planText, "1", cell{"a", 6, 10}, cell{"b", 3, 10}), audited(t, strings.Replace(planText, "true", "false", 1), "2", cell{"a", 6, 10}, cell{"c", 3, 10})
	var first string
	for i := range 20 {
		var out bytes.Buffer
		if err := Write(&out, compare(t, a, b)); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			first = out.String()
		} else if out.String() != first {
			t.Fatal(fmt.Sprint("differs at run ", i))
		}
	}
}
