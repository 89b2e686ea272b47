package service

import (
	"fmt"
	"strconv"
	"strings"
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
	Population string // reference file
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
	fmt.Fprintf(&b, "columns:\n  attributes: %s\n", list(f.Attributes))
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
