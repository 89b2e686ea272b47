package planfile

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"auditd/audit"
)

// A cut stands beside the column of the number, or in criterion beside a column of results; anything else is refused, by the reader
// and by the schema alike.
func TestCriterion(t *testing.T) {
	schema := compiled(t)
	for _, c := range []struct {
		stage string
		want  *audit.StageCriterion
		fault string // part of the error; "" is none
	}{
		{"{column: points, at_least: 600}", &audit.StageCriterion{Column: "points", Passes: "at_least", Cut: 600}, ""},
		{"{column: points, above: -0.5, passed: null}", &audit.StageCriterion{Column: "points", Passes: "above", Cut: -.5}, ""},
		{"{column: age, at_most: 35, missing: [x]}", &audit.StageCriterion{Column: "age", Passes: "at_most", Cut: 35}, ""},
		{"{column: age, below: 35}", &audit.StageCriterion{Column: "age", Passes: "below", Cut: 35}, ""},
		{"{column: ok, passed: [1], criterion: {column: points, at_least: 5}}", &audit.StageCriterion{Column: "points", Passes: "at_least", Cut: 5}, ""},
		{"{column: ok, passed: [1]}", nil, ""},
		{"{column: points}", nil, "does not say which values count as passed"},
		{"{column: points, at_least: many}", nil, "is not a number"},
		{"{column: points, at_least: 1, below: 5}", nil, "has two cuts"},
		{"{column: points, at_least: 1, passed: [1]}", nil, "both which values and which numbers"},
		{"{column: ok, criterion: {column: points, at_least: 5}}", nil, "does not say which values count as passed"},
		{"{column: ok, passed: [1], criterion: {column: points}}", nil, "has no cut"},
		{"{column: ok, passed: [1], criterion: {at_least: 5}}", nil, "has no column"},
		{"{column: ok, at_least: 3, passed: [1], criterion: {column: points, at_least: 5}}", nil, "has two cuts"},
	} {
		doc := "version: 1\ncolumns: {attributes: [sex], stages: [" + c.stage + "]}\n"
		p, err := Parse("plan", []byte(doc))
		if (err == nil) != (c.fault == "") || err != nil && !strings.Contains(err.Error(), c.fault) {
			t.Errorf("%s: got %v, want %q", c.stage, err, c.fault)
		}
		if err == nil {
			got := p.Columns.Stages.Stages[0].Criterion
			if (got == nil) != (c.want == nil) || got != nil && *got != *c.want {
				t.Errorf("%s: got %+v, want %+v", c.stage, got, c.want)
			}
		}
		var value any
		if err := yaml.Unmarshal([]byte(doc), &value); err != nil {
			t.Fatal(err)
		}
		data, _ := json.Marshal(value)
		instance, err2 := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err2 != nil {
			t.Fatal(err2)
		}
		if schemaErr := schema.Validate(instance); (schemaErr == nil) != (c.fault == "") {
			t.Errorf("%s: the schema says %v", c.stage, schemaErr)
		}
	}
}
