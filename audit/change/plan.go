package change

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"auditd/audit"
	"auditd/audit/metric"
)

// effects say what a changed key does, the most particular first. A key is matched by its beginning.
var effects = []struct{ key, effect string }{
	{"columns.decision.column", audit.EffectCaution},
	{"columns.label.column", audit.EffectCaution},
	{"columns.decision", audit.EffectDefinition},
	{"columns.label", audit.EffectDefinition},
	{"columns.weight", audit.EffectDefinition},
	{"columns.attributes", audit.EffectDefinition}, // less its column: see attributeEffect
	{"columns.strata", audit.EffectDefinition},
	{"files", audit.EffectCaution},
	{"rules", audit.EffectJudgement},
	{"confidence", audit.EffectJudgement},
	{"multiplicity", audit.EffectJudgement},
	{"min_group_size", audit.EffectJudgement},
	{"reference", audit.EffectReach}, // numbers against another reference have no partner
	{"intersections", audit.EffectReach},
}

// planChanges lists the keys that differ, in the order of their names. Attributes and strata are known by their names, so that
// their order says nothing.
func planChanges(before, after *audit.Plan) ([]audit.PlanChange, error) {
	a, err := keys(before)
	if err != nil {
		return nil, err
	}
	b, err := keys(after)
	if err != nil {
		return nil, err
	}
	var names []string
	for k := range a {
		names = append(names, k)
	}
	for k := range b {
		if _, ok := a[k]; !ok {
			names = append(names, k)
		}
	}
	slices.Sort(names)
	out := []audit.PlanChange{}
	for _, k := range names {
		if a[k] != b[k] {
			out = append(out, audit.PlanChange{Key: k, Before: a[k], After: b[k], Effect: effectOf(k, a[k], b[k])})
		}
	}
	return out, nil
}

// keys returns the plan as key and JSON value. Objects are opened; lists, and the maps of attributes, are values.
func keys(p *audit.Plan) (map[string]string, error) {
	out := map[string]string{}
	plain := *p
	named := func(prefix string, list []audit.Attribute) error {
		for _, one := range list {
			name := one.Name
			one.Name = ""
			if err := flatten(prefix+"["+name+"]", one, out); err != nil {
				return err
			}
		}
		return nil
	}
	if err := named("columns.attributes", p.Columns.Attributes); err != nil {
		return nil, err
	}
	if err := named("columns.strata", p.Columns.Strata); err != nil {
		return nil, err
	}
	plain.Columns.Attributes, plain.Columns.Strata = nil, nil
	return out, flatten("", plain, out)
}

func flatten(prefix string, v any, into map[string]string) error {
	data, err := json.Marshal(v)
	if err != nil {
		return audit.Errorf(audit.Internal, "the plan cannot be written: %w", err)
	}
	var members map[string]json.RawMessage
	if data[0] != '{' || strings.HasSuffix(prefix, "].map") || json.Unmarshal(data, &members) != nil {
		if text := string(data); text != "null" && text != `""` && text != "[]" {
			into[prefix] = text
		}
		return nil
	}
	for name, value := range members {
		key := name
		if prefix != "" {
			key = prefix + "." + name
		}
		var compact bytes.Buffer
		if err := json.Compact(&compact, value); err != nil {
			return audit.Errorf(audit.Internal, "the plan cannot be written: %w", err)
		}
		if err := flatten(key, json.RawMessage(compact.Bytes()), into); err != nil {
			return err
		}
	}
	return nil
}

func effectOf(key, before, after string) string {
	if strings.HasPrefix(key, "columns.attributes[") || strings.HasPrefix(key, "columns.strata[") {
		return attributeEffect(key)
	}
	for _, e := range effects {
		if key == e.key || strings.HasPrefix(key, e.key+".") {
			return e.effect
		}
	}
	return audit.EffectNone
}

// attributeEffect is the effect of a key of one attribute. Its column may have been renamed; anything else groups people otherwise.
func attributeEffect(key string) string {
	if strings.HasSuffix(key, "].column") {
		return audit.EffectCaution
	}
	return audit.EffectDefinition
}

// A scope says which numbers of two audits mean something else, because the plan defines otherwise what they rest on.
type scope struct {
	everything bool // the weight differs
	decision   bool
	label      bool
	attributes map[string]bool
}

// scopeOf compares what the plans define. An attribute that only one plan has, or under another name, defines nothing twice.
func scopeOf(before, after *audit.Plan) scope {
	s := scope{everything: before.Columns.Weight != after.Columns.Weight, attributes: map[string]bool{}}
	s.decision = binaryDiffers(before.Columns.Decision, after.Columns.Decision)
	s.label = binaryDiffers(before.Columns.Label, after.Columns.Label)
	for _, lists := range [][2][]audit.Attribute{
		{before.Columns.Attributes, after.Columns.Attributes}, {before.Columns.Strata, after.Columns.Strata},
	} {
		for _, a := range lists[0] {
			for _, b := range lists[1] {
				if a.Name == b.Name && attributeDiffers(a, b) {
					s.attributes[a.Name] = true
				}
			}
		}
	}
	return s
}

// binaryDiffers reports whether other people count as selected or positive. A renamed column alone does not say so.
func binaryDiffers(a, b *audit.Binary) bool {
	if a == nil || b == nil {
		return false // the numbers of the one have no partner in the other
	}
	return !slices.Equal(a.True, b.True) || !slices.Equal(a.False, b.False) || !slices.Equal(a.Missing, b.Missing) || a.Favourable != b.Favourable
}

func attributeDiffers(a, b audit.Attribute) bool {
	a.Column, b.Column = "", ""
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX != nil || errY != nil || !bytes.Equal(x, y)
}

// differs reports whether a number of these groups means something else in the two audits.
func (s scope) differs(name string, groups ...audit.Group) bool {
	m, known := metric.Get(name)
	switch {
	case s.everything:
		return true
	case s.decision && name != "base_rate":
		return true
	case s.label && (!known || m.NeedsLabel):
		return true
	}
	for _, g := range groups {
		for _, it := range g {
			if s.attributes[it.Attribute] {
				return true
			}
		}
	}
	return false
}
