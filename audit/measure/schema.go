package measure

import (
	"encoding/json"
	"reflect"
	"strings"

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
	null := pointers(reflect.TypeFor[audit.Audit](), map[string]map[string]bool{})
	nullable(s, null["Audit"])
	for name, d := range s.Definitions {
		nullable(d, null[name])
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

// pointers returns, by the name of each type below t, its properties that are null when there is nothing to say: undefined numbers,
// absent intervals and tests. Those are its pointers that are always written.
func pointers(t reflect.Type, out map[string]map[string]bool) map[string]map[string]bool {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || out[t.Name()] != nil {
		return out
	}
	out[t.Name()] = map[string]bool{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Type.Kind() == reflect.Pointer && !strings.Contains(options, "omitempty") {
			out[t.Name()][name] = true
		}
		pointers(f.Type, out)
	}
	return out
}

// nullable lets those properties be null: the library takes a Go pointer for an optional value, not for null.
func nullable(s *jsonschema.Schema, names map[string]bool) {
	if s == nil || s.Properties == nil {
		return
	}
	for pair := s.Properties.Oldest(); pair != nil; pair = pair.Next() {
		if v := pair.Value; names[pair.Key] && len(v.AnyOf) == 0 {
			copied := *v
			pair.Value = &jsonschema.Schema{AnyOf: []*jsonschema.Schema{&copied, {Type: "null"}}}
		}
	}
}
