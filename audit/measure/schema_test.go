package measure

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"auditd/audit"
	"auditd/audit/coverage"
	"auditd/audit/planfile"
)

func resultsSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	data, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("results.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("results.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// written returns the results document of an audit and the same as a value.
func written(t *testing.T, a *audit.Audit) ([]byte, any) {
	t.Helper()
	var b bytes.Buffer
	if err := a.Write(&b); err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatalf("results.json is no JSON: %v", err)
	}
	return b.Bytes(), v
}

// rich is an audit in which every part of the document occurs: undefined values, weights, coverage, a tool's profile, strata.
func rich(t *testing.T) *audit.Audit {
	t.Helper()
	cells := cellsOf([]row{{"a", 84, 36, 16, 64}, {"d", 24, 12, 16, 48}, {"e", 0, 3, 0, 4}, {audit.Unknown, 5, 5, 5, 5}})
	cells.Strata = []audit.Dim{{Name: "office", Values: []string{"north"}}}
	cells.Weighted = true
	for i := range cells.Cells {
		cells.Cells[i].Codes = append(cells.Cells[i].Codes, 0)
		c := &cells.Cells[i].Counts
		for l := range c.N {
			for d, n := range c.N[l] {
				c.W[l][d], c.W2[l][d] = 1.5*float64(n), 2.25*float64(n)
			}
		}
	}
	cells.Excluded = []audit.Exclusion{{Reason: "weight_missing", Column: "w", Rows: 2}}
	cells.Read += 2
	cells.Inputs = []audit.Input{{Name: "x.csv", SHA256: strings.Repeat("0", 64), Rows: 300, Bytes: 1, Format: "csv"}}
	pop, err := coverage.ReadPopulation("p.csv", strings.NewReader("attribute,group,population\ngroup,a,1000\ngroup,d,3000\ngroup,f,10\n"))
	if err != nil {
		t.Fatal(err)
	}
	p := planOf(t, "profile: aequitas\nrules: [four_fifths, parity_tolerance, nyc_ll144]\ncoverage: {threshold: 30, population: p.csv}\nreference: {group: highest}\n")
	p.Columns.Strata = []audit.Attribute{{Column: "office", Name: "office"}}
	hash, err := planfile.Hash(p)
	if err != nil {
		t.Fatal(err)
	}
	a, err := Run(Input{Plan: p, PlanSHA256: hash, Generator: "test", Cells: cells, Populations: []*coverage.Population{pop}})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestResultsMatchTheSchema(t *testing.T) {
	s := resultsSchema(t)
	for name, a := range map[string]*audit.Audit{"F1": run(t, f1, ""), "rich": rich(t)} {
		if _, v := written(t, a); s.Validate(v) != nil {
			t.Errorf("%s: %v", name, s.Validate(v))
		}
	}
}

// A schema that takes anything checks nothing.
func TestSchemaRefuses(t *testing.T) {
	s := resultsSchema(t)
	for name, change := range map[string]func(map[string]any){
		"unknown member":    func(m map[string]any) { m["extra"] = 1 },
		"missing member":    func(m map[string]any) { delete(m, "plan_sha256") },
		"verdict":           func(m map[string]any) { m["comparisons"].([]any)[0].(map[string]any)["verdict"] = "fair" },
		"value as text":     func(m map[string]any) { m["estimates"].([]any)[0].(map[string]any)["value"] = "0.5" },
		"null numerator":    func(m map[string]any) { m["estimates"].([]any)[0].(map[string]any)["numerator"] = nil },
		"another version":   func(m map[string]any) { m["schema"] = json.Number("2") },
		"list as an object": func(m map[string]any) { m["findings"] = map[string]any{} },
	} {
		_, v := written(t, run(t, f1, ""))
		change(v.(map[string]any))
		if s.Validate(v) == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// The public contract: these names stay, and a reader gets back what was written.
func TestResultsContract(t *testing.T) {
	data, v := written(t, rich(t))
	top := v.(map[string]any)
	for _, name := range []string{"schema", "plan_sha256", "inputs", "estimates", "comparisons", "coverage", "findings", "excluded", "examined"} {
		if _, ok := top[name]; !ok {
			t.Errorf("no member %q", name)
		}
	}
	for _, name := range []string{"representation", "uncovered_patterns", "collection_plan"} {
		if _, ok := top["coverage"].(map[string]any)[name]; !ok {
			t.Errorf("coverage has no member %q", name)
		}
	}
	estimate := top["estimates"].([]any)[0].(map[string]any)
	for _, name := range []string{"metric", "group", "stratum", "numerator", "denominator", "value", "interval", "status"} {
		if _, ok := estimate[name]; !ok {
			t.Errorf("an estimate has no member %q", name)
		}
	}
	comparison := top["comparisons"].([]any)[0].(map[string]any)
	for _, name := range []string{"metric", "kind", "group", "reference", "stratum", "value", "interval", "test", "verdict"} {
		if _, ok := comparison[name]; !ok {
			t.Errorf("a comparison has no member %q", name)
		}
	}
	var back audit.Audit
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	var again bytes.Buffer
	if err := back.Write(&again); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(data, again.Bytes()) {
		t.Error("what is read back is not what was written")
	}
}

// Undefined is null with a reason, everywhere in the document.
func TestUndefinedHasAReason(t *testing.T) {
	a := rich(t)
	undefined := 0
	for _, e := range a.Estimates {
		if e.Value == nil {
			undefined++
			if e.Why == "" || e.Status == audit.StatusOK {
				t.Errorf("%s of %v: undefined, status %s, why %q", e.Metric, e.Group, e.Status, e.Why)
			}
		}
		if e.Value != nil && e.Interval == nil {
			t.Errorf("%s of %v has a value and no interval", e.Metric, e.Group)
		}
	}
	for _, c := range a.Comparisons {
		if c.Value == nil && (c.Why == "" || c.Status == audit.StatusOK) {
			t.Errorf("%s %s of %v: undefined, status %s, why %q", c.Metric, c.Kind, c.Group, c.Status, c.Why)
		}
		if c.Verdict == audit.Inconclusive && c.Why == "" {
			t.Errorf("%s %s of %v: inconclusive without a reason", c.Metric, c.Kind, c.Group)
		}
		if c.Verdict == audit.Inconclusive && c.Value != nil && c.RecordsNeeded == nil && c.NeedWhy == "" {
			t.Errorf("%s %s of %v: inconclusive, and nothing says what would settle it", c.Metric, c.Kind, c.Group)
		}
	}
	for _, g := range a.Aggregates {
		if g.Value == nil && g.Why == "" {
			t.Errorf("%s %s: undefined without a reason", g.Metric, g.Kind)
		}
	}
	if undefined == 0 || !slices.ContainsFunc(a.Comparisons, func(c audit.Comparison) bool { return c.Value == nil }) {
		t.Error("nothing was undefined: the test checks nothing")
	}
}
