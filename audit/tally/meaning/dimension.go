package meaning

import (
	"maps"
	"math"
	"slices"
	"sort"
	"strconv"

	"auditd/audit"
)

// A Dimension decides to which group a value of an attribute or stratum belongs.
type Dimension struct {
	Name   string // of the attribute; its column where the plan gives none
	Column string

	breaks   []float64
	declared []string          // groups that exist even when empty: bins in their order, else sorted
	renamed  map[string]string // cleaned value -> group
	keys     []string          // of renamed, sorted
	others   string
	strict   bool
	missing  Missing
}

// NewDimension checks an attribute of the plan. One that contradicts itself, or declares more groups than maxGroups, is an Invalid
// error.
func NewDimension(a audit.Attribute, maxGroups int) (*Dimension, error) {
	d := &Dimension{
		Name: a.Name, Column: a.Column, breaks: a.Breaks, others: group(a.Others), strict: a.Strict,
		missing: NewMissing(a.Missing), renamed: map[string]string{},
	}
	if d.Name == "" {
		d.Name = a.Column
	}
	if a.Column == "" {
		return nil, audit.Errorf(audit.Invalid, "attribute %s names no column", audit.Quote(a.Name))
	}
	if a.Others == "" {
		d.others = ""
	}
	if err := d.readMap(a); err != nil {
		return nil, err
	}
	if err := d.readBreaks(a); err != nil {
		return nil, err
	}
	if len(d.declared) > maxGroups {
		e := audit.Errorf(audit.Invalid, "the plan declares %d groups, the limit is %d", len(d.declared), maxGroups)
		e.Column, e.Remedy = d.Column, "declare fewer groups, or raise max_groups"
		return nil, e
	}
	return d, nil
}

// contains reports whether a list of the plan holds a cleaned text.
func contains(list []string, text string) bool {
	return slices.ContainsFunc(list, func(s string) bool { return Clean([]byte(s)) == text })
}

// group returns the cleaned name of a group; every way to write the reserved word is that word.
func group(name string) string {
	if g := Clean([]byte(name)); !Reserved(g) {
		return g
	}
	return audit.Unknown
}

// invalid returns an error about the plan of this attribute.
func (d *Dimension) invalid(format string, args ...any) error {
	e := audit.Errorf(audit.Invalid, format, args...)
	e.Column = d.Column
	return e
}

// readMap takes over the value map and declares its groups.
func (d *Dimension) readMap(a audit.Attribute) error {
	declared := map[string]bool{}
	for _, from := range slices.Sorted(maps.Keys(a.Map)) {
		key, to := Clean([]byte(from)), group(a.Map[from])
		if have, twice := d.renamed[key]; twice && have != to {
			return d.invalid("map sends %s to two groups, %s and %s", audit.Quote(key), audit.Quote(have), audit.Quote(to))
		}
		if to != audit.Unknown && (Reserved(key) || contains(a.Missing, key)) {
			return d.invalid("map sends %s, which means missing, to %s", audit.Quote(key), audit.Quote(to))
		}
		d.renamed[key] = to
		declared[to] = true
	}
	if d.others != "" {
		declared[d.others] = true
	}
	delete(declared, audit.Unknown)
	d.keys = slices.Sorted(maps.Keys(d.renamed))
	d.declared = slices.Sorted(maps.Keys(declared))
	if d.strict && d.others != "" {
		return d.invalid("others and strict exclude each other")
	}
	if (d.strict || d.others != "") && len(d.renamed) == 0 && len(d.breaks) == 0 {
		return d.invalid("others and strict need a map")
	}
	return nil
}

// readBreaks checks the bins and declares them. The map of a binned attribute leads to numbers or to bins.
func (d *Dimension) readBreaks(a audit.Attribute) error {
	if len(a.Breaks) == 0 {
		if len(a.Labels) > 0 {
			return d.invalid("labels need breaks")
		}
		return nil
	}
	for i, b := range a.Breaks {
		if math.IsNaN(b) || math.IsInf(b, 0) || i > 0 && b <= a.Breaks[i-1] {
			return d.invalid("breaks are not finite and ascending: %v", a.Breaks)
		}
	}
	bins := BinLabels(a.Breaks)
	if len(a.Labels) > 0 {
		bins = make([]string, len(a.Labels))
		for i, l := range a.Labels {
			bins[i] = group(l)
		}
	}
	if len(bins) != len(a.Breaks)+1 {
		return d.invalid("%d breaks make %d bins, not %d labels", len(a.Breaks), len(a.Breaks)+1, len(bins))
	}
	seen := map[string]bool{}
	for _, b := range bins {
		if seen[b] || b == audit.Unknown {
			return d.invalid("bin label %s is empty, reserved or used twice", audit.Quote(b))
		}
		seen[b] = true
	}
	for _, key := range d.keys {
		to := d.renamed[key]
		if _, number := parseNumber(to); !number && !seen[to] && to != audit.Unknown {
			return d.invalid("map sends %s to %s, which is neither a number nor a bin", audit.Quote(key), audit.Quote(to))
		}
	}
	d.declared = bins
	if d.others != "" && !seen[d.others] && d.others != audit.Unknown {
		d.declared = append(d.declared, d.others)
	}
	return nil
}

// BinLabels returns the names of the bins between ascending breaks when the plan gives none: <25, 25-<45, >=45. They are ASCII,
// so that a plan can name them as a reference group.
func BinLabels(breaks []float64) []string {
	if len(breaks) == 0 {
		return nil
	}
	labels := []string{"<" + NumberText(breaks[0])}
	for i := 1; i < len(breaks); i++ {
		labels = append(labels, NumberText(breaks[i-1])+"-<"+NumberText(breaks[i]))
	}
	return append(labels, ">="+NumberText(breaks[len(breaks)-1]))
}

// parseNumber reads a finite decimal number.
func parseNumber(text string) (float64, bool) {
	if _, ok := decimal(text); !ok {
		return 0, false
	}
	x, err := strconv.ParseFloat(text, 64)
	return x, err == nil // the error of a decimal number is that it is too large
}

// Binned reports whether the values are numbers that breaks group.
func (d *Dimension) Binned() bool { return len(d.breaks) > 0 }

// GroupOf returns the group of a cleaned text; one that has none is an Invalid error without a row. What the plan names is looked up before the markers of missing values, so that a
// country code NA can be Namibia.
func (d *Dimension) GroupOf(text string) (string, error) {
	if Reserved(text) {
		return audit.Unknown, nil
	}
	to, named := d.renamed[text]
	if !named && d.missing.Has(text) {
		return audit.Unknown, nil
	}
	if len(d.breaks) > 0 {
		return d.bin(text, to, named)
	}
	switch {
	case named:
		return to, nil
	case d.strict:
		e := &audit.Error{
			Kind: audit.Invalid, Column: d.Column, Value: audit.Quote(text),
			Text: "the plan's map is strict and does not name the value", Remedy: "add it to the map, or declare it missing",
		}
		if near := audit.Nearest(text, d.keys); near != "" {
			e.Remedy = "the nearest value of the map is " + audit.Quote(near) + "; " + e.Remedy
		}
		return "", e
	case d.others != "":
		return d.others, nil
	}
	return text, nil
}

// bin returns the bin of a text that stands for a number, after the map.
func (d *Dimension) bin(text, to string, named bool) (string, error) {
	if named {
		if slices.Contains(d.declared, to) || to == audit.Unknown {
			return to, nil
		}
		text = to
	}
	x, ok := parseNumber(text)
	if !ok && d.others != "" && !named {
		return d.others, nil
	}
	if !ok {
		return "", &audit.Error{
			Kind: audit.Invalid, Column: d.Column, Value: audit.Quote(text), Text: "not a finite number, and the column is grouped by breaks",
			Remedy: "declare the value missing, or map it to a bin",
		}
	}
	return d.declared[sort.Search(len(d.breaks), func(i int) bool { return x < d.breaks[i] })], nil
}

// Order returns the values of the dimension in canonical order, given the groups that occur: bins as declared, else bytewise;
// Unknown last.
func (d *Dimension) Order(occurring map[string]bool) []string {
	values, known := slices.Clone(d.declared), make(map[string]bool, len(d.declared))
	for _, g := range d.declared {
		known[g] = true
	}
	for _, g := range slices.Sorted(maps.Keys(occurring)) {
		if g != audit.Unknown && !known[g] {
			values = append(values, g)
		}
	}
	if len(d.breaks) == 0 {
		slices.Sort(values)
	}
	if occurring[audit.Unknown] {
		values = append(values, audit.Unknown)
	}
	return values
}
