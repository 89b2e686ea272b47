package fields

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"auditd/audit/planfile"
)

// keysOf returns the keys of a schema: those whose values hold no keys that are fixed.
func keysOf(t *testing.T, schema, defs map[string]any, key string, out map[string]bool) {
	t.Helper()
	if ref, ok := schema["$ref"].(string); ok {
		keysOf(t, defs[filepath.Base(ref)].(map[string]any), defs, key, out)
		return
	}
	leaf := true
	for _, name := range []string{"anyOf", "oneOf"} {
		list, _ := schema[name].([]any)
		for _, s := range list {
			if m := s.(map[string]any); m["properties"] != nil || m["items"] != nil || m["$ref"] != nil {
				leaf = false
				keysOf(t, m, defs, key, out)
			}
		}
	}
	if items, ok := schema["items"].(map[string]any); ok {
		leaf = false
		keysOf(t, items, defs, key, out)
	}
	if properties, ok := schema["properties"].(map[string]any); ok {
		for name, s := range properties {
			below := strings.TrimPrefix(key+"."+name, ".")
			keysOf(t, s.(map[string]any), defs, below, out)
		}
		leaf = false
		out[key] = true
	}
	if leaf {
		out[key] = true
	}
}

// Every key of the schema of plans has a field, or stands in the list of keys that are left to the text; and both name nothing else.
// When this fails after a key was added to the schema: offer it in a form, or say in leftToText that it is not.
func TestEveryKeyHasItsPlace(t *testing.T) {
	var schema map[string]any
	if err := json.Unmarshal(planfile.Schema, &schema); err != nil {
		t.Fatal(err)
	}
	keys := map[string]bool{}
	keysOf(t, schema, schema["$defs"].(map[string]any), "", keys)
	if len(keys) < 80 { // the schema has about a hundred
		t.Fatalf("only %d keys were found: %v", len(keys), slices.Sorted(maps.Keys(keys)))
	}
	place := map[string]bool{"columns.stages": false, "columns.stages.column": false, "columns.stages.name": false, "columns.stages.passed": false, "columns.stages.order": false}
	for _, c := range cuts {
		place["columns.stages."+c.key] = false
	}
	for _, f := range table {
		place[f.Key] = false
		if f.Kind == Columns && strings.HasPrefix(f.Key, "columns.") {
			place[f.Key+".column"] = false
			if slices.Contains(binned, f.Name) {
				place[f.Key+".breaks"] = false
			}
		}
	}
	for _, key := range leftToText {
		if _, twice := place[key]; twice {
			t.Errorf("%s is offered and left to the text", key)
		}
		place[key] = false
	}
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		found := false
		for p := range place {
			if key == p || strings.HasPrefix(p, key+".") || key == "" {
				found = true
			}
			if key == p || strings.HasPrefix(key, p+".") && slices.Contains(leftToText, p) {
				place[p], found = true, true
			}
		}
		if !found {
			t.Errorf("the schema has the key %s, which no field offers and leftToText does not list", key)
		}
	}
	for _, p := range slices.Sorted(maps.Keys(place)) {
		if !place[p] {
			t.Errorf("%s is offered or left to the text, and the schema has no such key", p)
		}
	}
}

// A proposal with gaps, filled in with every field, is the plan that a person would write; read again, the fields hold the same.
func TestFillIn(t *testing.T) {
	const proposal = `# Proposed plan. Every line is a guess.
version: 1
title: ???
system: {name: ???, department: ???, purpose: ???}
columns:
  attributes:
    - ???  # no column looks like one
  # decision: {column: ???}
rules: [four_fifths, parity_tolerance]
confidence: 0.95
`
	now := Values{
		"title": {"许可"}, "system": {"Permits"}, "purpose": {"who is granted"}, "attribute": {"sex", "age"}, "decision": {"granted"}, "selected": {"yes, 是"}, "favourable": {"true"},
		"label": {"needed"}, "positive": {"1"}, "stratum": {"district"}, "feature": {"income", "a, b"}, "proxies": {"off"}, "score": {"points"}, "higher": {"favourable"},
		"scores_bins": {"5"}, "scores_cuts": {"10，20.5"}, "outcome": {"true_points"}, "period": {"date"}, "period_by": {"quarter"}, "weight": {"w"}, "cluster": {"village"},
		"survey_stratum": {"county"}, "rank": {"place"}, "rank_list": {"list"}, "classes": {"class"}, "classes_order": {"no, part, full"}, "pair": {"flipped"}, "annotator": {"first", "second"}, "item": {"q1", "q2"}, "consistency": {"on"}, "oaxaca_number": {"income"},
		"subgroups": {"on"}, "subgroups_depth": {"2"}, "subgroups_support": {"0.02"}, "subgroups_control": {"permutation"}, "scan": {"on"}, "subset_scan": {"on"}, "subset_scan_direction": {"lower"}, "inequality": {"on"},
		"files_how": {"join"}, "files_id": {"id"}, "intersections": {"2"}, "confidence": {"0.9"}, "min_group_size": {"20"},
		"stages_how": {"columns"}, "stage_column": {"paper", "", "visit"}, "stage_name": {"", "", "house visit"}, "stage_passed": {"1", "", "yes, oui"},
	}
	was, err := Read(proposal)
	if err != nil {
		t.Fatal(err)
	}
	bins := func(column string) []string {
		return map[string][]string{"age": {"18", "35", "60"}}[column]
	}
	text, err := Write(proposal, was, now, false, Options{Bins: bins, Department: "transport", Population: "census.csv"})
	if err != nil {
		t.Fatal(err)
	}
	const want = `# Proposed plan. Every line is a guess.
version: 1
title: 许可
system: {name: Permits, department: transport, purpose: who is granted}
columns:
  attributes:
    - sex
    - {column: age, breaks: [18, 35, 60]}
  # decision: {column: ???}
  decision: {column: granted, selected: [yes, 是], favourable: true}
  label: {column: needed, positive: ["1"]}
  strata:
    - district
  features:
    - income
    - a, b
  score: {column: points, higher: favourable}
  outcome: {column: true_points}
  period: {column: date, by: quarter}
  weight: w
  cluster: village
  survey_stratum: county
  rank: {column: place, list: list}
  classes: {column: class, order: [no, part, full]}
  pair: {column: flipped}
  annotators:
    - first
    - second
  items:
    - q1
    - q2
  stages:
    - {column: paper, passed: ["1"]}
    - {column: visit, passed: [yes, oui], name: house visit}
rules: [four_fifths, parity_tolerance]
confidence: 0.9
analyses:
  scores: {bins: 5, cuts: [10, 20.5]}
  subgroups: {depth: 2, support: 0.02, control: permutation}
  scan: true
  subset_scan: {direction: lower}
  consistency: true
  oaxaca: {numbers: [income]}
  inequality: true
  proxies: false
files:
  how: join
  id: id
intersections: 2
min_group_size: 20
coverage:
  population: [census.csv]
`
	sorted := func(s string) []string { return slices.Sorted(strings.Lines(strings.ReplaceAll(s, "\n\n", "\n"))) }
	if d := cmp.Diff(sorted(want), sorted(text)); d != "" {
		t.Errorf("lines differ (-want +got):\n%s\n%s", d, text)
	}
	if _, err := planfile.Parse("plan.yaml", []byte(text)); err != nil {
		t.Error(err)
	}
	again, err := Read(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range table {
		got, want := again[f.Name], now[f.Name]
		if f.Kind == Numbers || f.Kind == List {
			got, want = Split(again.Get(f.Name)), Split(now.Get(f.Name))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", f.Name, got, want)
		}
	}
	if got := again[BinsOf("attribute", "age")]; !slices.Equal(got, []string{"18, 35, 60"}) {
		t.Errorf("bins of age: %q", got)
	}
	if !stagesOf(again).same(stagesOf(now)) {
		t.Errorf("stages: %+v, want %+v", stagesOf(again), stagesOf(now))
	}
	if same, err := Write(text, again, again, false, Options{Department: "transport", Population: "census.csv"}); err != nil || same != text {
		t.Errorf("nothing was changed, and the text was: %v\n%s", err, same)
	}
}

// Every plan of the fixtures keeps its meaning when a field is changed and changed back, so that nothing is lost that no field knows.
func TestFixturesKeepTheirMeaning(t *testing.T) {
	paths, err := filepath.Glob("../../../fixtures/*.yaml")
	if err != nil || len(paths) < 4 {
		t.Fatalf("%d plans: %v", len(paths), err)
	}
	hash := func(text string) string {
		t.Helper()
		p, err := planfile.Parse("plan.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		h, err := planfile.Hash(p)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		was, err := Read(string(data))
		if err != nil {
			t.Fatal(err)
		}
		now := maps.Clone(was)
		now["title"] = []string{"another title"}
		text, err := Write(string(data), was, now, false, Options{})
		if err != nil {
			t.Fatal(err)
		}
		back, err := Write(text, now, was, false, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if hash(text) == hash(string(data)) || hash(back) != hash(string(data)) {
			t.Errorf("%s means something else:\n%s", path, back)
		}
		if strings.Count(back, "#") != strings.Count(string(data), "#") {
			t.Errorf("%s lost a comment:\n%s", path, back)
		}
	}
}

// What happens to a key, by what was done to it in the form, in the text, or in both. The plan has a key that no field knows, and a
// comment.
func TestWrite(t *testing.T) {
	const plan = "version: 1\ncolumns: # all of them\n  attributes: [sex, {column: age, name: age_band, breaks: [25], labels: [young, old]}]\n" +
		"  decision: {column: d, selected: [1], not_selected: [0], favourable: true}\nanalyses: {subgroups: {depth: 2, epsilon: 0.02}}\nseed: 7\n"
	was, err := Read(plan)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name     string
		change   Values
		old, new string // in the text, which is changed by hand before
		keep     bool
		want     []string
		gone     []string
	}{
		{name: "a value", change: Values{"selected": {"1, 2"}}, want: []string{`selected: ["1", "2"]`, "not_selected: [0]", "# all of them", "seed: 7"}},
		{name: "another column", change: Values{"decision": {"e"}}, want: []string{"{column: e, selected: [1], not_selected: [0], favourable: true}"}},
		{name: "no decision", change: Values{"decision": nil}, gone: []string{"decision", "not_selected"}},
		{name: "no values", change: Values{"selected": nil}, want: []string{"selected: \"???\""}},
		{name: "an attribute less", change: Values{"attribute": {"sex"}}, want: []string{"attributes: [sex]"}, gone: []string{"age_band"}},
		{name: "an attribute more", change: Values{"attribute": {"city", "sex", "age"}}, want: []string{"[sex, {column: age, name: age_band, breaks: [25], labels: [young, old]}, city]"}},
		{name: "other bins", change: Values{BinsOf("attribute", "age"): {"30"}}, want: []string{"breaks: [30], labels: [young, old]"}},
		{name: "more bins", change: Values{BinsOf("attribute", "age"): {"30, 60"}}, want: []string{"name: age_band, breaks: [30, 60]}"}, gone: []string{"labels"}},
		{name: "no bins", change: Values{BinsOf("attribute", "age"): {""}}, want: []string{"{column: age, name: age_band}"}},
		{name: "an option", change: Values{"subgroups_depth": {"3"}}, want: []string{"{depth: 3, epsilon: 0.02}"}},
		{name: "an analysis less", change: Values{"subgroups": nil}, gone: []string{"subgroups", "analyses"}},
		{name: "an option asks for it", change: Values{"scan_clusters": {"4"}}, want: []string{"scan: {clusters: 4}"}},
		{name: "a score", change: Values{"score": {"s"}}, want: []string{"score: {column: s, higher: \"???\"}"}},
		{name: "half a score", change: Values{"higher": {"favourable"}}, want: []string{"score: {column: \"???\", higher: favourable}"}},
		{name: "no number", change: Values{"confidence": {"much"}}, want: []string{"confidence: much"}},
		{name: "a text like a number", change: Values{"system": {"007"}}, want: []string{`name: "007"`}},
		{name: "stages as files", change: Values{"stages_how": {"files"}, "stages_order": {"a, b"}}, want: []string{"stages: {order: [a, b]}", "how: stages"}},
		{name: "a first failing filter", change: Values{"stages_column": {"f"}, "stages_order": {"a, b"}}, want: []string{`stages: {column: f, passed: "???", order: [a, b]}`}},
		{name: "a cut", change: Values{"stage_column": {"f", "g"}, "stage_name": {"", ""}, "stage_passed": {"≥ 600", `">= 600"`}}, want: []string{"{column: f, at_least: 600}", `{column: g, passed: ['>= 600']}`}},
		{
			name: "a cut in the text", change: Values{"stages_how": {"columns"}, "stage_column": {"f"}, "stage_name": {"first"}, "stage_passed": {"< 2.5"}},
			old: "analyses:", new: "  stages: [{column: f, at_least: 600, criterion: ~, missing: [x]}]\nanalyses:", want: []string{"{column: f, criterion: ~, missing: [x], below: 2.5, name: first}"},
		},
		{name: "the text alone", old: "selected: [1]", new: "selected: [3]", want: []string{"selected: [3]"}},
		{name: "other keys", change: Values{"title": {"t"}}, old: "selected: [1]", new: "selected: [3]", want: []string{"selected: [3]", "title: t"}},
		{name: "both, the form wins", change: Values{"selected": {"2"}}, old: "selected: [1]", new: "selected: [3]", want: []string{`selected: ["2"]`}},
		{name: "both, the text wins", change: Values{"selected": {"2"}}, old: "selected: [1]", new: "selected: [3]", keep: true, want: []string{"selected: [3]"}},
		{name: "as a browser sends it", change: Values{"title": {"t"}}, old: "\n", new: "\r\n", want: []string{"title: t", "seed: 7"}},
		{name: "hostile", change: Values{"system": {"a: [b\n#c}"}, "attribute": {"sex", "age", "<b>: {"}}, want: []string{"seed: 7"}},
	} {
		now := maps.Clone(was)
		maps.Copy(now, c.change)
		text := plan
		if c.old != "" {
			text = strings.ReplaceAll(plan, c.old, c.new)
		}
		got, err := Write(text, was, now, c.keep, Options{})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		for _, w := range c.want {
			if !strings.Contains(got, w) {
				t.Errorf("%s: no %q in\n%s", c.name, w, got)
			}
		}
		for _, w := range c.gone {
			if strings.Contains(got, w) {
				t.Errorf("%s: %q is still in\n%s", c.name, w, got)
			}
		}
	}
	if _, err := Write("a: [", was, was, false, Options{}); err == nil || !strings.Contains(err.Error(), "not a readable plan") {
		t.Errorf("a text that is no YAML: %v", err)
	}
}

// An error is shown at the field where it can be mended.
func TestAt(t *testing.T) {
	for key, want := range map[string]string{
		"columns.period.by": "period_by", "columns.period": "period", "columns.period.missing": "period", "columns.decision.favourable": "favourable", "columns.decision": "decision",
		"columns.attributes": "attribute", "columns.attributes.breaks": "attribute", "columns.stages.passed": "stages_how", "analyses.subgroups.epsilon": "subgroups",
		"analyses.scan": "scan", "seed": "", "": "", "columns": "",
	} {
		if got := At(key); got != want {
			t.Errorf("%q is shown at %q, want %q", key, got, want)
		}
	}
	for _, c := range []struct{ change, key, text string }{
		{"period: {column: date, by: week}", "columns.period.by", "cannot be"},
		{"score: {column: s}", "columns.score", "does not say what a higher score means"},
		{"annotators: [a]", "columns.annotators", "a single column"},
		{"stages: {column: f, passed: ???, order: [a]}", "columns.stages.passed", "is not filled in"},
		{"wieght: w", "columns.wieght", "unknown key"},
	} {
		plan := "version: 1\ncolumns:\n  attributes: [sex]\n  label: {column: y, positive: 1}\n  " + c.change + "\n"
		if got := planfile.Faults([]byte(plan)); len(got) == 0 || got[0].Key != c.key || !strings.Contains(got[0].Text, c.text) || strings.HasPrefix(got[0].Text, "line") {
			t.Errorf("%s: %+v, want %s at %s", c.change, got, c.text, c.key)
		}
	}
}
