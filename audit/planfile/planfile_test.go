package planfile

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"auditd/audit"
)

// The plan of the public contract, word for word.
const contract = `
version: 1
title: COMPAS two-year recidivism
system: {name: COMPAS, department: Broward County, purpose: pretrial risk}
columns:
  attributes:
    - race
    - sex
    - {column: age, name: age_band, breaks: [25, 45], labels: ["<25", "25-44", "45+"]}
  decision: {column: high_risk, selected: [1], favourable: false}
  label: {column: two_year_recid, positive: [1]}
  score: {column: decile_score, higher: unfavourable}
  strata: [c_charge_degree]
intersections: 2
reference: {race: Caucasian, sex: largest}
coverage: {threshold: 30, level: 3, population: reference.csv}   # attribute,group,population
rules: [four_fifths, parity_tolerance]
confidence: 0.95
`

func TestParseContract(t *testing.T) {
	got, err := Parse("plan.yaml", []byte(contract))
	if err != nil {
		t.Fatal(err)
	}
	want := &audit.Plan{
		Version: 1, Title: "COMPAS two-year recidivism",
		System: audit.System{Name: "COMPAS", Department: "Broward County", Purpose: "pretrial risk"},
		Files:  audit.Files{How: "append"},
		Columns: audit.Columns{
			Attributes: []audit.Attribute{
				{Column: "race", Name: "race"},
				{Column: "sex", Name: "sex"},
				{Column: "age", Name: "age_band", Breaks: []float64{25, 45}, Labels: []string{"<25", "25-44", "45+"}},
			},
			Decision: &audit.Binary{Column: "high_risk", True: []string{"1"}},
			Label:    &audit.Binary{Column: "two_year_recid", True: []string{"1"}},
			Score:    &audit.Score{Column: "decile_score", Higher: "unfavourable"},
			Strata:   []audit.Attribute{{Column: "c_charge_degree", Name: "c_charge_degree"}},
		},
		Intersections: 2,
		Reference: map[string]audit.Reference{
			"race": {How: "named", Group: "Caucasian"}, "sex": {How: "largest"}, "age_band": {How: "largest"},
		},
		Coverage:     &audit.CoveragePlan{Population: []string{"reference.csv"}, Threshold: 30, Level: 3},
		Rules:        []audit.RuleChoice{{Name: "four_fifths"}, {Name: "parity_tolerance"}},
		Confidence:   0.95,
		Multiplicity: audit.Multiplicity{Method: "holm", Family: "depth"},
		Profile:      "native", MinGroupSize: 30, MaxGroups: 1000, Seed: 1,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("plan differs (-want +got):\n%s", d)
	}
}

// The same plan in YAML, in JSON, with other spacing, key order, comments and its defaults written out has one hash.
func TestHashOfMeaning(t *testing.T) {
	hash := func(doc string) string {
		t.Helper()
		p, err := Parse("plan", []byte(doc))
		if err != nil {
			t.Fatal(err)
		}
		h, err := Hash(p)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	base := hash("version: 1\ncolumns:\n  attributes: [sex]\n  decision: {column: d, selected: [1], favourable: true}\n")
	for name, doc := range map[string]string{
		"json":      "{\"columns\":\t{\"decision\": {\"favourable\": true, \"selected\": [\"1\"], \"column\": \"d\"}, \"attributes\": [\"sex\"]}, \"version\": 1}",
		"comments":  "# why\nversion: 1 # one\ncolumns: {attributes: [{column: sex, name: sex}], decision: {column: d, selected: 1, favourable: true}}\n",
		"defaults":  "version: 1\ncolumns:\n  attributes: [sex]\n  decision: {column: d, selected: [1], favourable: true}\nconfidence: 0.95\nmin_group_size: 30\nrules: [four_fifths, parity_tolerance]\nseed: 1\nreference: {sex: largest}\n",
		"bom, crlf": "\xef\xbb\xbfversion: 1\r\ncolumns:\r\n  attributes: [sex]\r\n  decision: {column: d, selected: [1], favourable: true}\r\n",
	} {
		if got := hash(doc); got != base {
			t.Errorf("%s: hash %s, want %s", name, got, base)
		}
	}
	if other := hash("version: 1\ncolumns:\n  attributes: [sex]\n  decision: {column: d, selected: [1], favourable: false}\n"); other == base {
		t.Error("a plan with another meaning has the same hash")
	}
}

// Every mistake is named with its line and what was probably meant.
func TestParseErrors(t *testing.T) {
	const good = "version: 1\ncolumns:\n  attributes: [sex]\n  decision: {column: d, selected: [1], favourable: true}\n"
	for _, c := range []struct{ name, doc, want string }{
		{"empty", "", "the document is empty"},
		{"not a mapping", "- a\n- b\n", `plan: line 1: the plan is not an object with keys`},
		{"unknown key", good + "confidance: 0.9\n", `line 5: unknown key "confidance" in the plan (did you mean "confidence"?)`},
		{"unknown key inside", "version: 1\ncolumns:\n  atributes: [sex]\n", `line 3: unknown key "atributes" in columns (did you mean "attributes"?)`},
		{"far from any key", good + "zzzzzzzz: 1\n", `unknown key "zzzzzzzz" in the plan (known keys: version, title`},
		{"twice", good + "seed: 1\nseed: 2\n", `line 6: key "seed" stands twice in the plan`},
		{"version", "version: 2\ncolumns: {attributes: [sex], label: {column: y, positive: 1}}\n", `version "2" is not known (this program reads version 1)`},
		{"no version", "columns: {attributes: [sex], label: {column: y, positive: 1}}\n", `the plan has no version`},
		{"no columns", "version: 1\n", "the plan names no columns"},
		{"no attributes", "version: 1\ncolumns: {attributes: [], label: {column: y, positive: 1}}\n", "columns.attributes is empty"},
		{"nothing measured", "version: 1\ncolumns: {attributes: [sex]}\n", "the plan measures nothing"},
		{"favourable", "version: 1\ncolumns: {attributes: [sex], decision: {column: d, selected: [1]}}\n", "columns.decision does not say whether being selected is favourable"},
		{"favourable yes", "version: 1\ncolumns: {attributes: [sex], decision: {column: d, selected: [1], favourable: maybe}}\n", "columns.decision.favourable is not true or false"},
		{"selected", "version: 1\ncolumns: {attributes: [sex], decision: {column: d, favourable: true}}\n", "does not say which values count as selected"},
		{"both lists", "version: 1\ncolumns: {attributes: [sex], decision: {column: d, selected: [1], not_selected: [1], favourable: true}}\n", `lists "1" as selected and as not_selected`},
		{"confidence", good + "confidence: 95\n", "the plan.confidence cannot be 95 (a number above 0.5 and below 1)"},
		{"intersections", good + "intersections: 4\n", `the plan.intersections cannot be "4" (a whole number from 1 to 3)`},
		{"rule", good + "rules: [four_fiths]\n", `unknown rule "four_fiths" (did you mean "four_fifths"?)`},
		{"rule of no name", good + "rules: [\"\"]\n", `unknown rule ""`},
		{"class and missing", "version: 1\ncolumns: {attributes: [sex], classes: {column: c, order: [a, b], missing: [a]}}\n", `columns.classes lists "a" as a class and as missing`},
		{"rule parameter", good + "rules: [{name: four_fifths, ration: 0.9}]\n", `unknown key "ration" in rules[1] (did you mean "ratio"?)`},
		{"rule twice", good + "rules: [four_fifths, four_fifths]\n", `the rule "four_fifths" is listed twice`},
		{"profile", good + "profile: fairlern\n", `cannot be "fairlern" (did you mean "fairlearn"?`},
		{"breaks", "version: 1\ncolumns: {attributes: [{column: age, breaks: [45, 25]}], label: {column: y, positive: 1}}\n", "breaks do not rise"},
		{"labels", "version: 1\ncolumns: {attributes: [{column: age, breaks: [25], labels: [a, b, c]}], label: {column: y, positive: 1}}\n", "has 3 labels (1 breaks make 2 bins)"},
		{"name twice", "version: 1\ncolumns: {attributes: [sex, {column: gender, name: sex}], label: {column: y, positive: 1}}\n", `the name "sex" is used twice`},
		{"reference of nothing", good + "reference: {sx: male}\n", `unknown key "sx" in reference (did you mean "sex"?)`},
		{"reference unknown", good + "reference: {sex: Unknown}\n", `people whose "sex" is unknown cannot be the reference`},
		{"coverage attribute", good + "coverage: {attributes: [sexx]}\n", `coverage.attributes names "sexx", which is no attribute of the plan (did you mean "sex"?)`},
		{"join without id", good + "files: {how: join}\n", "files are to be joined and no id column is named"},
		{"gap", "version: 1\ntitle: ???\ncolumns: {attributes: [sex], label: {column: y, positive: 1}}\n", "line 2: the plan.title is not filled in"},
		{"alias", "version: 1\na: &x [sex]\ncolumns: {attributes: *x}\n", `uses an alias`},
		{"two documents", good + "---\n" + good, "the document holds more than one plan"},
		{"yaml", "version: [1\n", "not a readable plan"},
		{"json", `{"version": 1, "columns": {`, "not a readable plan"},
		{"hostile key", good + "\"\\u202Eevil\\u0000\": 1\n", `unknown key "\u202eevil\x00" in the plan`},
		{"large", "#" + strings.Repeat("x", maxBytes), "larger than 1 MiB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse("plan", []byte(c.doc))
			if err == nil {
				t.Fatal("no error")
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("got  %s\nwant …%s…", err, c.want)
			}
			if audit.KindOf(unjoined(err)) == audit.Internal {
				t.Error("a wrong plan is reported as a fault of the program")
			}
		})
	}
}

// unjoined returns the first of several joined errors.
func unjoined(err error) error {
	if j, ok := err.(interface{ Unwrap() []error }); ok {
		return j.Unwrap()[0]
	}
	return err
}

// Several mistakes are told at once, in the order of the document.
func TestParseAllErrors(t *testing.T) {
	_, err := Parse("p", []byte("version: 1\ntitel: x\ncolumns: {attributes: [sex], decision: {column: d}}\nseed: -1\n"))
	var lines []string
	for line := range strings.Lines(err.Error()) {
		lines = append(lines, strings.TrimSpace(line))
	}
	if len(lines) != 4 {
		t.Errorf("got %d errors, want 4:\n%s", len(lines), err)
	}
}

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("plan.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("plan.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The schema takes what the reader takes and refuses what it refuses, on documents whose faults a schema can see.
func TestSchemaAgrees(t *testing.T) {
	s := compiled(t)
	const good = "version: 1\ncolumns:\n  attributes: [sex, {column: age, breaks: [25, 45]}]\n  decision: {column: d, selected: [1], favourable: true}\n"
	for _, doc := range []string{
		contract, good, good + "files: {how: join, id: k, parts: [{format: csv}, {id: q}]}\n",
		good + "rules: [{name: four_fifths, ratio: 0.9}, {name: parity_tolerance, tolerance: 0.02}, {name: nyc_ll144}, representation]\n",
		good + "multiplicity: {method: bh, family: audit}\nprofile: aif360\nmax_groups: 20\nreference: {sex: {group: largest}}\n",
		good + "unknown: 1\n", good + "confidence: 1.5\n", good + "intersections: 0\n", good + "profile: none\n", "version: 1\n", "version: 3\ncolumns: {attributes: [a], label: {column: y, positive: 1}}\n",
		"version: 1\ncolumns: {attributes: [], label: {column: y, positive: 1}}\n", "version: 1\ncolumns: {attributes: [a], decision: {column: d, selected: 1}}\n",
		good + "coverage: {threshold: 0}\n", good + "rules: [nothing]\n", good + "rules: [{name: four_fifths, tolerance: 0.1}]\n", good + "system: {nam: x}\n",
	} {
		var value any
		if err := yaml.Unmarshal([]byte(doc), &value); err != nil {
			t.Fatal(err)
		}
		data, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		_, parseErr := Parse("plan", []byte(doc))
		if schemaErr := s.Validate(instance); (schemaErr == nil) != (parseErr == nil) {
			t.Errorf("schema says %v, reader says %v, of:\n%s", schemaErr, parseErr, doc)
		}
	}
}

// What the reader takes, it takes again from the canonical form of its own keys, and the hash does not change with the format.
func FuzzParse(f *testing.F) {
	f.Add([]byte(contract))
	f.Add([]byte(`{"version":1,"columns":{"attributes":["a"],"label":{"column":"y","positive":[1]}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Parse("plan", data)
		if err != nil {
			if err.Error() == "" {
				t.Error("an error without a text")
			}
			return
		}
		if p.Version != 1 || len(p.Columns.Attributes) == 0 || p.Intersections > len(p.Columns.Attributes) || p.Confidence <= 0.5 || p.Confidence >= 1 {
			t.Errorf("accepted a plan without sense: %+v", p)
		}
		for _, a := range p.Columns.Attributes {
			if _, ok := p.Reference[a.Name]; !ok {
				t.Errorf("attribute %q has no reference", a.Name)
			}
		}
		if _, err := Hash(p); err != nil {
			t.Errorf("no hash: %v", err)
		}
	})
}

// A gap is named wherever it stands, also within brackets, where YAML reads a question mark as something else. What is quoted or
// commented stays, and a document that is broken besides is still said to be.
func TestGapsAreNamed(t *testing.T) {
	const doc = "version: 1\ntitle: 'what ??? now' # ???\nsystem: {name: ???, purpose: x}\ncolumns:\n  attributes: [sex]\n  decision: {column: d, selected: [???, ???], favourable: ???}\n"
	_, err := Parse("plan", []byte(doc))
	for _, want := range []string{"line 3: system.name is not filled in", "line 6: a value of columns.decision.selected is not filled in", "columns.decision.favourable is not"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if _, err := Parse("plan", []byte(strings.Replace(doc, "x}", "x", 1))); err == nil || !strings.Contains(err.Error(), "not a readable plan") {
		t.Errorf("a broken document: %v", err)
	}
}
