package report

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"auditd/audit"
)

// example returns the hand-made audit of the tests: invented counts, every status, verdict and part.
func example(t testing.TB) *audit.Audit {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "audit.json"))
	if err != nil {
		t.Fatal(err)
	}
	var a audit.Audit
	if err := json.Unmarshal(data, &a); err != nil {
		t.Fatal(err)
	}
	return &a
}

func document(t testing.TB, a *audit.Audit, lang string) *Document {
	t.Helper()
	d, err := New(a, Options{Lang: lang, Case: "2026-017", Date: time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC), Results: ResultsOf([]byte("{}"))})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// section returns a section of the document, nil when it is not there.
func section(d *Document, id string) *Section {
	i := slices.IndexFunc(d.Sections, func(s Section) bool { return s.ID == id })
	if i < 0 {
		return nil
	}
	return &d.Sections[i]
}

// words returns all text of a section, as a reader would hear it.
func (s *Section) words() string {
	var b strings.Builder
	add := func(ts ...Text) {
		for _, t := range ts {
			b.WriteString(t.Plain() + "\n")
		}
	}
	add(s.Title)
	for _, x := range s.Blocks {
		switch x := x.(type) {
		case *Paragraph:
			add(x.Text)
		case *List:
			add(x.Items...)
		case *Facts:
			for _, f := range x.Items {
				add(f.Term, f.Text)
			}
		case *Note:
			b.WriteString(x.Title + "\n")
			add(x.Text...)
		case *Table:
			b.WriteString(tableWords(x))
		case *Figure:
			add(x.Caption)
			b.WriteString(x.Alt + "\n" + tableWords(x.Data))
		case *Verdicts:
			for _, v := range x.Items {
				add(Text{{Text: v.Badge.Text + " "}}, v.Title, v.Text)
			}
		}
	}
	return b.String()
}

func tableWords(t *Table) string {
	var b strings.Builder
	b.WriteString(t.Caption.Plain() + "\n")
	for _, row := range t.Rows {
		for _, c := range row {
			b.WriteString(c.Text.Plain() + " | ")
		}
		b.WriteString("\n")
	}
	for _, n := range t.Notes {
		b.WriteString(n.Plain() + "\n")
	}
	return b.String()
}

// The order in which a committee reads.
func TestOrderOfSections(t *testing.T) {
	want := []string{
		"summary", "scope", "data", "findings", "strata", "intersections", "uncovered", "unknown", "examined", "profile", "checklist",
		"actions", "methods", "glossary", "reproduction",
	}
	for _, lang := range Languages {
		var got []string
		for _, s := range document(t, example(t), lang).Sections {
			if s.Level == 1 {
				got = append(got, s.ID)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", lang, got, want)
		}
	}
}

// Parts that the audit does not have leave no empty section behind, and nothing refers to them.
func TestPartsThatAreAbsent(t *testing.T) {
	a := example(t)
	a.Profile, a.Coverage, a.Aggregates = nil, nil, nil
	a.Comparisons = slices.DeleteFunc(a.Comparisons, func(c audit.Comparison) bool { return len(c.Stratum) > 0 })
	a.Estimates = slices.DeleteFunc(a.Estimates, func(e audit.Estimate) bool { return len(e.Group) > 1 })
	d := document(t, a, English)
	for _, id := range []string{"profile", "uncovered", "collection", "aggregates", "strata", "intersections"} {
		if section(d, id) != nil {
			t.Errorf("the section %s is there although the audit has nothing for it", id)
		}
	}
	if got := section(d, "coverage").words(); !strings.Contains(got, "not held against a census") {
		t.Errorf("without a population the report must say so: %s", got)
	}
}

// An audit that measured nothing is still a report that says so.
func TestEmptyAudit(t *testing.T) {
	for _, lang := range Languages {
		d := document(t, &audit.Audit{}, lang)
		if section(d, "summary") == nil || section(d, "reproduction") == nil {
			t.Errorf("%s: summary or reproduction is missing", lang)
		}
	}
	d := document(t, &audit.Audit{}, English)
	for id, want := range map[string]string{"summary": "No criterion could be applied", "findings": "There are no findings", "worst": "No finding shows a disparity. That alone does not mean"} {
		if got := section(d, id).words(); !strings.Contains(got, want) {
			t.Errorf("%s: got %q, want %q in it", id, got, want)
		}
	}
}

func TestUnknownLanguage(t *testing.T) {
	_, err := New(&audit.Audit{}, Options{Lang: "fr-FR"})
	if audit.KindOf(err) != audit.Invalid {
		t.Errorf("got %v, want an Invalid error", err)
	}
	d, err := New(&audit.Audit{}, Options{})
	if err != nil || d.Lang != Chinese {
		t.Errorf("without a language: got %v, %v, want Chinese", d.Lang, err)
	}
}

func real(x float64) *audit.Real { return audit.Ptr(x) }

// oneFinding is an audit with a single finding: 36 of 100 against 120 of 200 (methods.md fixture F1, Koopman interval of 4.4).
func oneFinding(verdict audit.Verdict, change func(*audit.Finding)) *audit.Audit {
	f := audit.Finding{
		ID: "F1", Rule: "four_fifths", Level: audit.LevelDisparity, Verdict: verdict, Metric: "selection_rate", Adverse: true,
		Group: audit.Group{{Attribute: "group", Value: "d"}}, Reference: audit.Group{{Attribute: "group", Value: "a"}}, Reason: "interval_outside_the_band",
		Evidence: &audit.Comparison{
			Metric: "selection_rate", Kind: audit.Ratio, Against: audit.AgainstReference, GroupRate: real(0.36), ReferenceRate: real(0.6), N: 100, ReferenceN: 200,
			Value: real(0.6), Interval: &audit.Interval{Lower: 0.445531, Upper: 0.785584, Level: 0.95, Method: "koopman"}, Band: audit.Band{Lower: 0.8, Upper: 1.25},
			Verdict: verdict, Status: audit.StatusOK,
		},
	}
	if change != nil {
		change(&f)
	}
	return &audit.Audit{Findings: []audit.Finding{f}, Plan: audit.Plan{MinGroupSize: 30}}
}

func TestFinding(t *testing.T) {
	records := int64(42)
	for _, c := range []struct {
		name    string
		lang    string
		verdict audit.Verdict
		change  func(*audit.Finding)
		want    []string
		never   []string
	}{
		{
			name: "disparity", lang: English, verdict: audit.DisparityShown,
			want: []string{
				"Of 100 people in group d, about 36 were selected and 64 were not; of 100 in group a, about 60 were and 40 were not.",
				"Ratio 0.600 (95% interval 0.446 to 0.786; n = 100 against 200).", "to the disadvantage of this group", "Four-fifths rule",
				"What this does not mean", "It does not say why the rates differ", "What would settle it",
			},
			never: []string{"Only"},
		},
		{
			name: "Chinese", lang: Chinese, verdict: audit.DisparityShown,
			want: []string{"d每100人中，约36人入选、64人未入选；a每100人中，约60人入选、40人未入选。", "比值0.600（95%置信区间0.446～0.786；n=100，参照200）。", "五分之四规则", "对该群体不利"},
		},
		{
			name: "inconclusive with records", lang: English, verdict: audit.Inconclusive,
			change: func(f *audit.Finding) {
				f.Level, f.Reason, f.Evidence.RecordsNeeded = audit.LevelInconclusive, "interval_crosses_the_band", &records
			},
			want:  []string{"Inconclusive: the interval reaches across an end of the band", "About 42 further records of group d", "It does not mean that the groups are treated alike"},
			never: []string{"fair.", "Parity"},
		},
		{
			name: "inconclusive without a way out", lang: English, verdict: audit.Inconclusive,
			change: func(f *audit.Finding) {
				f.Level, f.Reason, f.Evidence.NeedWhy = audit.LevelInconclusive, "interval_crosses_the_band", "reference_small"
			},
			want: []string{"the reference group is too small for any number of further records of this group"},
		},
		{
			name: "undefined", lang: English, verdict: audit.Inconclusive,
			change: func(f *audit.Finding) {
				f.Level, f.Reason = audit.LevelInconclusive, "group_rate_has_no_denominator"
				e := f.Evidence
				e.GroupRate, e.Value, e.Interval, e.N, e.Status, e.Why = nil, nil, nil, 0, audit.StatusZeroDenominator, "group_rate_has_no_denominator"
			},
			want:  []string{"Selection rate of group d cannot be compared: nobody in the group belongs to the denominator.", "Not defined: nobody in the group belongs to the denominator."},
			never: []string{"Ratio 0", "0.000", "Of 100"},
		},
		{
			name: "small numbers are said beside the rate", lang: English, verdict: audit.Inconclusive,
			change: func(f *audit.Finding) { f.Level, f.Evidence.N = audit.LevelInconclusive, 7 },
			want:   []string{"Only 7 people stand behind one of these rates", "n = 7 against 200"},
		},
		{
			name: "a rate below one in a hundred", lang: English, verdict: audit.DisparityShown,
			change: func(f *audit.Finding) { f.Evidence.GroupRate = real(0.004) },
			want:   []string{"Of 1,000 people in group d, about 4 were selected and 996 were not; of 1,000 in group a, about 600 were"},
		},
		{
			name: "people who would have been selected", lang: English, verdict: audit.DisparityShown,
			change: func(f *audit.Finding) { f.Evidence.Shortfall = real(24) }, // 100 × (0.60 − 0.36)
			want:   []string{"about 24 more people of this group would have had the favourable decision"},
		},
		{
			name: "people selected beyond the reference", lang: English, verdict: audit.DisparityShown,
			change: func(f *audit.Finding) { f.Evidence.Shortfall = real(-5.4) },
			want:   []string{"about 5 fewer people of this group"},
		},
		{
			name: "exploratory", lang: English, verdict: audit.DisparityShown,
			change: func(f *audit.Finding) { f.Exploratory = true },
			want:   []string{"Treat it as a hint to be confirmed with new data."},
		},
		{
			name: "complement", lang: English, verdict: audit.DisparityShown,
			change: func(f *audit.Finding) { f.Evidence.Against, f.Reference = audit.AgainstComplement, audit.Group{} },
			want:   []string{"of 100 in group everybody else, about 60"},
		},
	} {
		s := section(document(t, oneFinding(c.verdict, c.change), c.lang), "finding-f1")
		if s == nil {
			t.Errorf("%s: the finding has no section", c.name)
			continue
		}
		got := s.words()
		for _, w := range c.want {
			if !strings.Contains(got, w) {
				t.Errorf("%s: %q is not in\n%s", c.name, w, got)
			}
		}
		for _, w := range c.never {
			if strings.Contains(got, w) {
				t.Errorf("%s: %q must not be in\n%s", c.name, w, got)
			}
		}
	}
}

// A finding about the sample speaks of the sample: shares in the data and in the population, and the records that would mend it.
func TestFindingAboutTheSample(t *testing.T) {
	g := audit.Group{{Attribute: "group", Value: "d"}}
	population := int64(1000)
	a := &audit.Audit{
		// 120 of 1,000 against a share of 0.15: ratio 0.8, interval of methods.md 1.1.
		Coverage: &audit.Coverage{Representation: []audit.Representation{{
			Group: g, Count: 120, N: 1000, Share: real(0.12), Population: &population, ReferenceShare: real(0.15), Ratio: real(0.8),
			Interval: &audit.Interval{Lower: 0.6753, Upper: 0.9441, Level: 0.95, Method: "wilson"}, Missing: real(35.3), Verdict: audit.DisparityShown, Direction: "under",
			Status: audit.StatusOK,
		}}},
		Findings: []audit.Finding{
			{ID: "F1", Rule: "representation", Metric: "representation_ratio", Level: audit.LevelDisparity, Verdict: audit.DisparityShown, Group: g, Reason: "under_represented"},
			{ID: "F2", Rule: "representation", Metric: "uncovered_patterns", Level: audit.LevelDisparity, Verdict: audit.DisparityShown, Reason: "patterns_under_covered", Args: []string{"3"}},
		},
		Criteria: []audit.Criterion{{Rule: "representation", Metric: "representation_ratio", Attributes: []string{"group"}, Verdict: audit.DisparityShown, Disparity: 1}},
		Examined: audit.Examined{Rules: []string{"four_fifths", "representation"}},
	}
	d := document(t, a, English)
	for id, want := range map[string][]string{
		"finding-f1": {
			"Of 100 people in the data, about 12 are of group d; of 100 people in the population, about 15 are.",
			"Representation ratio 0.800 (95% interval 0.675 to 0.944; 120 of 1,000 records).", "Disparity shown: the group has a smaller share",
			"It speaks of whom", "About 36 further records of group d, all others unchanged", // 35.3 records are wanting, and there is no third of a record
		},
		"finding-f2": {"3 combinations of values have too few records although a proportional sample would have had enough", "The records listed in"},
		"worst":      {"Representation ratio 0.800 (95% interval"},
		"rule-1":     {"This rule was chosen and found nothing to judge in these data. That is no sign of parity."},
		"rule-2":     {"As applied: Representation of the population"},
	} {
		s := section(d, id)
		if s == nil {
			t.Errorf("the section %s is missing", id)
			continue
		}
		for _, w := range want {
			if got := s.words(); !strings.Contains(strings.ToLower(got), strings.ToLower(w)) {
				t.Errorf("%s: %q is not in\n%s", id, w, got)
			}
		}
	}
	if section(d, "rule-3") != nil {
		t.Error("there are more rules than were applied")
	}
}

// What is inconclusive is counted as such on the first page and is told apart from parity in every word.
func TestHeadline(t *testing.T) {
	a := &audit.Audit{Criteria: []audit.Criterion{
		{Rule: "four_fifths", Metric: "selection_rate", Attributes: []string{"sex"}, Verdict: audit.DisparityShown, Disparity: 1},
		{Rule: "four_fifths", Metric: "selection_rate", Attributes: []string{"race"}, Verdict: audit.Inconclusive, Inconclusive: 2},
		{Rule: "four_fifths", Metric: "selection_rate", Attributes: []string{"age"}, Verdict: audit.Inconclusive, Inconclusive: 1},
		{Rule: "parity_tolerance", Metric: "false_positive_rate", Attributes: []string{"sex"}, Verdict: audit.ParityShown, Parity: 1},
	}}
	got := section(document(t, a, English), "summary").words()
	for _, want := range []string{
		"Of 4 criteria, 1 shows a disparity, 2 could not be decided with these data, and 1 shows parity.",
		"Disparity shown  Selection rate (Four-fifths rule)", "Disparity shown: sex; Inconclusive: race and age", "Parity shown  False positive rate (Parity within a tolerance)",
		"“Inconclusive” does not mean fair",
	} {
		if !strings.Contains(strings.ReplaceAll(got, "\n", " "), want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}

// A long list of findings is cut, and the cut is said.
func TestCutTable(t *testing.T) {
	a := oneFinding(audit.ParityShown, func(f *audit.Finding) { f.Level = audit.LevelNote })
	for len(a.Findings) < tableRows+5 {
		a.Findings = append(a.Findings, a.Findings[0])
	}
	got := section(document(t, a, English), "further-note").words()
	if !strings.Contains(got, "200 of 205 rows are shown; results.json has them all.") {
		t.Error("a table was cut without a word")
	}
}

func TestCheckFindsFaults(t *testing.T) {
	ok := func() *Document { return &Document{Sections: []Section{{ID: "a", Level: 1}, {ID: "b", Level: 2}}} }
	for _, c := range []struct {
		name  string
		spoil func(*Document)
	}{
		{"two sections of one ID", func(d *Document) { d.Sections[1].ID = "a" }},
		{"an ID not fit for a link", func(d *Document) { d.Sections[1].ID = "B c" }},
		{"no ID", func(d *Document) { d.Sections[1].ID = "" }},
		{"a subsection first", func(d *Document) { d.Sections[0].Level = 2 }},
		{"a level that does not exist", func(d *Document) { d.Sections[1].Level = 3 }},
		{"a reference to nothing", func(d *Document) { d.Sections[1].Title = Text{ref("nowhere")} }},
		{"a row too short", func(d *Document) {
			d.Sections[1].Blocks = []Block{&Table{ID: "t", Columns: make([]TableColumn, 2), Rows: [][]TableCell{{{}}}}}
		}},
		{"a figure without words", func(d *Document) { d.Sections[1].Blocks = []Block{&Figure{ID: "f", Plot: 1}} }},
	} {
		d := ok()
		if err := d.Check(); err != nil {
			t.Fatal(err)
		}
		c.spoil(d)
		if audit.KindOf(d.Check()) != audit.Internal || d.Check() == nil {
			t.Errorf("%s was not found", c.name)
		}
	}
}

func TestLabels(t *testing.T) {
	d := &Document{Words: languages()[English].words(), Sections: []Section{
		{ID: "a", Level: 1, Blocks: []Block{&Table{ID: "t1"}}},
		{ID: "b", Level: 1},
		{ID: "c", Level: 2, Blocks: []Block{&Figure{ID: "f1", Data: &Table{ID: "f1-data"}}, &Table{ID: "t2"}}},
	}}
	l := d.Labels()
	for id, want := range map[string]string{"a": "Section 1", "c": "Section 2.1", "t1": "Table 1", "t2": "Table 2", "f1": "Figure 1", "f1-data": "Data of Figure 1", "x": ""} {
		if got := l.Name(id); got != want {
			t.Errorf("%s: got %q, want %q", id, got, want)
		}
	}
}
