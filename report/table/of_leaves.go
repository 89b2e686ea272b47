package table

import (
	"bytes"
	"encoding/json"
	"strconv"

	"auditd/audit"
)

// A leafCell is one number, text or truth value of the further analyses with its place in the results document.
type leafCell struct {
	analysis, place string
	value           any // string, float64, bool
}

// further lists everything that the further analyses found, one value a row: whatever has no table of its own can be looked up here
// by its place in results.json.
func further(a *audit.Audit) Table {
	var rows []leafCell
	add := func(name string, v any, there bool) {
		if !there {
			return
		}
		data, err := json.Marshal(v)
		if err != nil { // every result can be written; results.json fails before this does
			return
		}
		w := leafWalker{name: name, dec: json.NewDecoder(bytes.NewReader(data))}
		w.value("")
		rows = append(rows, w.rows...)
	}
	add("subgroups", a.Subgroups, a.Subgroups != nil)
	add("scan", a.Scan, a.Scan != nil)
	add("proxies", a.Proxies, a.Proxies != nil)
	add("missingness", a.Missingness, a.Missingness != nil)
	add("ranking", a.Ranking, len(a.Ranking) > 0)
	add("classes", a.Classes, len(a.Classes) > 0)
	add("class_groups", a.ClassGroups, len(a.ClassGroups) > 0)
	add("inequality", a.Inequality, len(a.Inequality) > 0)
	add("oaxaca_blinder", a.Oaxaca, a.Oaxaca != nil)
	add("pairs", a.Pairs, len(a.Pairs) > 0)
	add("items", a.Items, a.Items != nil)
	add("consistency", a.Consistency, a.Consistency != nil)
	add("concentration", a.Concentration, a.Concentration != nil)
	add("subset_scan", a.SubsetScan, a.SubsetScan != nil)
	return build("further", "Everything that further analyses found, one value a row", rows, []field[leafCell]{
		{"analysis", Text, "Name of the analysis, as in the results document.", func(c *leafCell) any { return text(c.analysis) }},
		{"place", Text, "Place of the value within it.", func(c *leafCell) any { return text(c.place) }},
		{"text", Text, "Value when it is a text.", func(c *leafCell) any {
			s, _ := c.value.(string)
			return text(s)
		}},
		{"number", Number, "Value when it is a number.", func(c *leafCell) any {
			if x, ok := c.value.(float64); ok {
				return x
			}
			return nil
		}},
		{"truth", Boolean, "True or false when the value is that.", func(c *leafCell) any {
			if x, ok := c.value.(bool); ok {
				return x
			}
			return nil
		}},
	})
}

// A leafWalker goes through a JSON text in its order.
type leafWalker struct {
	name string
	dec  *json.Decoder
	rows []leafCell
}

// value reads the next value; null is nothing to tell.
func (w *leafWalker) value(place string) {
	t, err := w.dec.Token()
	if err != nil {
		return
	}
	switch t := t.(type) {
	case json.Delim:
		w.inside(place, t == '{')
	case nil:
	default:
		w.rows = append(w.rows, leafCell{w.name, place, t})
	}
}

// inside reads the members of an object, or the elements of a list, counted from 0. Names of members can be names of the data's columns
// and are values too.
func (w *leafWalker) inside(place string, object bool) {
	for i := 0; w.dec.More(); i++ {
		part := "[" + strconv.Itoa(i) + "]"
		if object {
			key, err := w.dec.Token()
			if err != nil {
				return
			}
			part, _ = key.(string)
			if place != "" {
				part = "." + part
			}
		}
		w.value(place + part)
	}
	_, _ = w.dec.Token() // the closing bracket
}
