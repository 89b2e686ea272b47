package planfile

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"auditd/audit/audittest"
)

// A plan is changed in one or two places at a time, and schema and reader are asked about it: the schema refuses nothing that the reader takes, and
// what only the reader refuses is of a kind that the schema's description names.
func TestSchemaAgreesOnMutatedPlans(t *testing.T) {
	s := compiled(t)
	seen := map[string]int{}
	mutated, agreed := 0, 0
	for name, base := range mutationBases(t) {
		r := rand.New(rand.NewPCG(5, uint64(len(name))))
		for range 600 {
			var doc any
			if err := json.Unmarshal(base, &doc); err != nil {
				t.Fatal(err)
			}
			for range 1 + r.IntN(2) {
				mutate(r, doc)
			}
			data, err := json.Marshal(doc)
			if err != nil {
				t.Fatal(err)
			}
			mutated++
			instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			schemaErr := s.Validate(instance)
			_, readerErr := Parse("plan", data)
			switch {
			case (schemaErr == nil) == (readerErr == nil):
				agreed++
			case readerErr == nil:
				t.Errorf("%s: the schema refuses what the reader takes: %v\n%s", name, schemaErr, data)
			default:
				kind := onlyReader(readerErr)
				seen[kind]++
				if kind == "" {
					t.Errorf("%s: only the reader refuses, for no reason that is listed: %v\n%s", name, readerErr, data)
				}
			}
		}
	}
	t.Logf("%d plans, %d judged alike, %v", mutated, agreed, seen)
	if agreed < mutated*9/10 || agreed == mutated {
		t.Errorf("%d of %d plans are judged alike", agreed, mutated)
	}
}

// mutationBases are plans that use every key between them.
func mutationBases(t *testing.T) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	add := func(name string, data []byte) {
		var doc any
		if err := yaml.Unmarshal(data, &doc); err != nil {
			t.Fatal(err)
		}
		document, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Parse(name, document); err != nil {
			t.Fatal(err)
		}
		out[name] = document
	}
	add("contract", []byte(contract))
	for _, name := range []string{"assistance", "survey", "housing"} {
		data, err := os.ReadFile(filepath.Join(audittest.Root(t), "fixtures", name+".yaml"))
		if err != nil {
			t.Fatal(err)
		}
		add(name, data)
	}
	add("files", []byte(`version: 1
files: {how: join, id: k, parts: [{format: csv}, {id: q}]}
columns:
  attributes: [{column: sex, map: {"1": m, "2": f}, others: x}, {column: age, breaks: [20, 40], labels: [young, middle, old]}]
  label: {column: y, positive: [1], negative: [0], missing: [""]}
coverage: {threshold: 10, attributes: [sex], population: [p.csv]}
analyses: {missingness: {label_errors: [{attribute: sex, value: m, sensitivity: 0.9, specificity: 0.8, positives: 10}]}, subgroups: true}
rules: [{name: four_fifths, ratio: 0.9}, {name: parity_tolerance, tolerance: 0.1}]
multiplicity: {method: by, family: metric}
`))
	add("stages", []byte("version: 1\nfiles: {how: stages, id: k}\ncolumns: {attributes: [sex], stages: {order: [a, b]}}\n"))
	add("cuts", []byte("version: 1\ncolumns: {attributes: [sex], stages: [{column: a, at_least: 3}, {column: b, passed: [1], criterion: {column: c, below: 7}}]}\n"))
	add("first", []byte("version: 1\ncolumns: {attributes: [sex], stages: {column: failed, passed: [none], order: [a, b]}}\n"))
	return out
}

// mutate changes one place of a document: a key or an element goes, comes twice, or gets a value of another kind.
func mutate(r *rand.Rand, doc any) {
	var places []func()
	strange := func() any {
		return []any{nil, "", "a", "Unknown", Gap, "largest", 0.0, -1.0, 1.0, 2.5, 1e9, true, false, []any{}, []any{"a"}, []any{"a", "a"}, []any{2.0, 1.0}, map[string]any{}}[r.IntN(18)]
	}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for _, k := range slices.Sorted(mapKeys(v)) {
				places = append(places, func() { delete(v, k) }, func() { v[k] = strange() }, func() { v[k+"x"] = v[k] })
				if list, ok := v[k].([]any); ok && len(list) > 0 {
					places = append(places, func() { v[k] = append(slices.Clone(list), list[0]) }, func() { v[k] = list[:len(list)-1] },
						func() { w := slices.Clone(list); slices.Reverse(w); v[k] = w })
				}
				walk(v[k])
			}
		case []any:
			for i := range v {
				places = append(places, func() { v[i] = strange() })
				walk(v[i])
			}
		}
	}
	walk(doc)
	places[r.IntN(len(places))]()
}

func mapKeys(m map[string]any) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// readerOnly are the kinds of mistakes that a JSON Schema cannot state, as its description names them, with what the reader says of them.
var readerOnly = []struct {
	description string
	says        *regexp.Regexp
}{
	{"a name that is used twice among attributes, strata, features, annotators and items", regexp.MustCompile(`the name .* is used twice`)},
	{"or among stages", regexp.MustCompile(`columns\.stages cannot hold`)},
	{"a value that stands in two lists of one column", regexp.MustCompile(`lists .* as .* and as`)},
	{"breaks and cuts that do not rise", regexp.MustCompile(`do not rise`)},
	{"labels whose number is not that of the breaks plus one", regexp.MustCompile(`has \d+ labels`)},
	{"a name of an attribute or feature that the plan does not have", regexp.MustCompile(`which is no (attribute|feature) of the plan|unknown key .* in reference`)},
	{"errors of labels that are given twice for a group, or no better than chance", regexp.MustCompile(`names the group .* twice|no better than chance`)},
}

// onlyReader returns the kind of a mistake that only the reader sees, "" for one that is not listed.
func onlyReader(err error) string {
	for _, k := range readerOnly {
		if k.says.MatchString(err.Error()) {
			return k.description
		}
	}
	return ""
}

// The description of the schema names every kind of mistake that it does not catch, and no plan of the test above needs another.
func TestSchemaSaysWhatItCannotState(t *testing.T) {
	var schema struct {
		Description string `json:"description"`
	}
	if err := json.Unmarshal(Schema, &schema); err != nil {
		t.Fatal(err)
	}
	for _, k := range readerOnly {
		if !strings.Contains(schema.Description, k.description) {
			t.Errorf("the description does not say %q", k.description)
		}
	}
}
