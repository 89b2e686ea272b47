package measure

import (
	"encoding/json"
	"reflect"

	"github.com/invopop/jsonschema"

	"auditd/audit"
)

// Schema returns the JSON Schema (draft 2020-12) of the results document. It is derived from the types that are written, so that
// the two cannot drift apart.
func Schema() ([]byte, error) {
	r := &jsonschema.Reflector{Anonymous: true, ExpandedStruct: true, Mapper: mapped}
	s := r.Reflect(&audit.Audit{})
	s.ID = "urn:auditd:results:1"
	s.Title = "auditd results, version 1"
	s.Description = "One run of a plan over one data set. Undefined values are null with a why beside them. Numbers are rounded to six " +
		"decimals between 0.001 and 1000 and to nine significant digits elsewhere, p-values to four significant digits."
	if v, ok := s.Properties.Get("schema"); ok {
		v.Const = audit.SchemaVersion
	}
	nullable(s)
	for _, d := range s.Definitions {
		nullable(d)
	}
	return json.MarshalIndent(s, "", "  ")
}

// mapped gives the schema of types that write themselves.
func mapped(t reflect.Type) *jsonschema.Schema {
	number := &jsonschema.Schema{AnyOf: []*jsonschema.Schema{{Type: "number"}, {Type: "null"}}}
	switch t {
	case reflect.TypeFor[audit.Real](), reflect.TypeFor[audit.P]():
		return number
	case reflect.TypeFor[audit.Group]():
		return &jsonschema.Schema{
			Type: "object", AdditionalProperties: &jsonschema.Schema{Type: "string"},
			Description: "attribute: value, in the order of the plan; {} is everybody",
		}
	case reflect.TypeFor[audit.Interval]():
		return intervalSchema(number)
	case reflect.TypeFor[audit.Verdict]():
		return enum(audit.DisparityShown, audit.ParityShown, audit.Inconclusive)
	case reflect.TypeFor[audit.Level]():
		return enum(audit.LevelNote, audit.LevelInconclusive, audit.LevelDisparity)
	case reflect.TypeFor[audit.Status]():
		return enum(audit.Statuses()...)
	}
	return nil
}

func intervalSchema(number *jsonschema.Schema) *jsonschema.Schema {
	p := jsonschema.NewProperties()
	p.Set("lower", number)
	p.Set("upper", number)
	p.Set("upper_why", &jsonschema.Schema{Type: "string", Description: "unbounded: the upper end is infinite"})
	p.Set("level", &jsonschema.Schema{Type: "number"})
	p.Set("method", &jsonschema.Schema{Type: "string"})
	return &jsonschema.Schema{Type: "object", Properties: p, Required: []string{"lower", "upper", "level", "method"}, AdditionalProperties: jsonschema.FalseSchema}
}

func enum[T ~string](values ...T) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "string"}
	for _, v := range values {
		s.Enum = append(s.Enum, string(v))
	}
	return s
}

// pointers are the properties that are null when there is nothing to say: undefined numbers, absent intervals and tests.
var pointers = map[string]bool{
	"interval": true, "test": true, "p": true, "p_adjusted": true, "population": true, "reference_share": true, "nodes_uncovered": true,
	"records_needed": true, "missing": true, "auc_interval": true, "balanced_error_interval": true, "net_interval": true, "infeasible_index": true,
}

// nullable lets those properties be null: the library takes a Go pointer for an optional value, not for null.
func nullable(s *jsonschema.Schema) {
	if s == nil || s.Properties == nil {
		return
	}
	for pair := s.Properties.Oldest(); pair != nil; pair = pair.Next() {
		if v := pair.Value; pointers[pair.Key] && v.Type != "array" && len(v.AnyOf) == 0 {
			copied := *v
			pair.Value = &jsonschema.Schema{AnyOf: []*jsonschema.Schema{&copied, {Type: "null"}}}
		}
	}
}
