package service

import (
	"fmt"
	"strconv"
	"strings"

	"auditd/audit/profile"
)

// PlanFields are the essentials of a plan, for people who do not write one by hand.
type PlanFields struct {
	Title      string
	System     string
	Department string
	Region     string
	Purpose    string
	Attributes []string
	Decision   string   // column, empty for none
	Selected   []string // its values that count as selected
	Favourable string   // true, false, or empty: there is no default
	Label      string
	Positive   []string
	Population string           // reference file
	Found      *profile.Profile // what the file holds, for the bins of numbers; may be nil
}

// manyValues is how many values an attribute of numbers may have before it is cut into bins.
const manyValues = 12

// attribute writes one attribute of a plan.
func (f PlanFields) attribute(name string) string {
	quoted := strconv.QuoteToGraphic(name)
	if f.Found == nil {
		return quoted
	}
	if breaks := breaksOf(f.Found.Columns, name); len(breaks) > 0 {
		return "{column: " + quoted + ", breaks: [" + strings.Join(breaks, ", ") + "]}"
	}
	return quoted
}

// breaksOf proposes bins for a column of numbers of many values: ages get those of working life, others three of equal width.
func breaksOf(columns []Column, name string) []string {
	for _, c := range columns {
		if c.Name != name || !manyNumbers(c) {
			continue
		}
		if lower := strings.ToLower(name); strings.Contains(lower, "age") || strings.Contains(name, "龄") {
			return []string{"18", "35", "60"}
		}
		low, err1 := strconv.ParseFloat(c.Min, 64)
		high, err2 := strconv.ParseFloat(c.Max, 64)
		if err1 == nil && err2 == nil && low < high {
			return []string{fmt.Sprintf("%.4g", low+(high-low)/3), fmt.Sprintf("%.4g", low+2*(high-low)/3)}
		}
	}
	return nil
}

// manyNumbers reports whether a column holds so many different numbers that groups by each of them would be small.
func manyNumbers(c Column) bool {
	return (c.Type == "integer" || c.Type == "number") && c.Distinct > manyValues
}

// ComposePlan writes a plan as YAML from its essentials. What was left empty stays a gap that the plan reader refuses.
func ComposePlan(f PlanFields) string {
	var b strings.Builder
	gap := func(s string) string {
		if s = strings.TrimSpace(s); s == "" {
			return "???"
		}
		return strconv.QuoteToGraphic(s)
	}
	list := func(values []string) string {
		var out []string
		for _, v := range values {
			if v = strings.TrimSpace(v); v != "" {
				out = append(out, strconv.QuoteToGraphic(v))
			}
		}
		if len(out) == 0 {
			return "[???]"
		}
		return "[" + strings.Join(out, ", ") + "]"
	}
	fmt.Fprintf(&b, "version: 1\ntitle: %s\nsystem:\n  name: %s\n  department: %s\n  purpose: %s\n", gap(f.Title), gap(f.System), gap(f.Department), gap(f.Purpose))
	if f.Region != "" {
		fmt.Fprintf(&b, "  region: %s\n", strconv.Quote(f.Region))
	}
	b.WriteString("columns:\n  attributes:\n")
	for _, name := range f.Attributes {
		fmt.Fprintf(&b, "    - %s\n", f.attribute(name))
	}
	if len(f.Attributes) == 0 {
		b.WriteString("    - ???\n")
	}
	if f.Decision != "" {
		favourable := "???"
		if f.Favourable == "true" || f.Favourable == "false" {
			favourable = f.Favourable
		}
		fmt.Fprintf(&b, "  decision: {column: %s, selected: %s, favourable: %s}\n", gap(f.Decision), list(f.Selected), favourable)
	}
	if f.Label != "" {
		fmt.Fprintf(&b, "  label: {column: %s, positive: %s}\n", gap(f.Label), list(f.Positive))
	}
	fmt.Fprintf(&b, "intersections: %d\n", max(1, min(2, len(f.Attributes))))
	if f.Population != "" {
		fmt.Fprintf(&b, "coverage: {threshold: 30, population: [%s]}\n", strconv.QuoteToGraphic(f.Population))
	}
	if f.Decision != "" {
		b.WriteString("rules: [four_fifths, parity_tolerance]\n")
	}
	b.WriteString("confidence: 0.95\n")
	return b.String()
}
