package profile

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"auditd/audit"
)

// Proposal returns a plan as YAML with comments, for a person to complete. Where a choice is a value judgement, it leaves a gap that
// the plan reader refuses: whether being selected is favourable has no default.
func (p *Profile) Proposal() string {
	var b strings.Builder
	w := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	w("# Proposed plan for %s. Every line is a guess: read it, correct it, and fill in what is marked with ???.", audit.Clean(p.Input.Name))
	w("version: 1")
	w("title: ???")
	w("system: {name: ???, department: ???, purpose: ???}")
	w("columns:")
	w("  attributes:")
	attributes := p.byRole(RoleAttribute)
	if len(attributes) == 0 {
		w("    - ???  # no column looks like a protected attribute; name those that divide people into groups")
	}
	for i := range attributes {
		w("    - %s", attributeLine(&attributes[i]))
	}
	p.binary(w, RoleDecision, "decision", "selected", ", favourable: ???", "is being selected good for the person? true or false, there is no default")
	p.binary(w, RoleLabel, "label", "positive", "", "which values count as positive?")
	if s := p.byRole(RoleScore); len(s) > 0 {
		w("  # %s", s[0].Reason)
		w("  score: {column: %s, higher: ???}  # favourable or unfavourable", yamlText(s[0].Name))
	}
	if s := p.byRole(RoleWeight); len(s) > 0 {
		w("  # %s", s[0].Reason)
		w("  weight: %s", yamlText(s[0].Name))
	}
	if s := p.byRole(RoleStratum); len(s) > 0 {
		var names []string
		for _, c := range s {
			names = append(names, yamlText(c.Name))
		}
		w("  # Holding a column fixed is a value judgement: list only what may justify a difference.")
		w("  # strata: [%s]", strings.Join(names, ", "))
	}
	p.further(w)
	w("intersections: %d", max(1, min(2, len(attributes))))
	w("# reference: the group the others are compared with; without it the largest one of each attribute")
	w("# coverage: {threshold: 30, population: reference.csv}  # attribute,group,population")
	w("rules: [four_fifths, parity_tolerance]")
	w("confidence: 0.95")
	p.analyses(w)
	for _, c := range p.Columns {
		if c.Personal != "" {
			w("# Column %s looks like personal data (%s: %s). It is not needed for an audit: leave it out of the file.", yamlText(c.Name), strings.ReplaceAll(c.Personal, "_", " "), c.Reason)
		}
	}
	return b.String()
}

func (p *Profile) byRole(role string) []Column {
	var out []Column
	for _, c := range p.Columns {
		if c.Role == role {
			out = append(out, c)
		}
	}
	return out
}

// binary proposes the decision or the label.
func (p *Profile) binary(w func(string, ...any), role, key, list, extra, question string) {
	found := p.byRole(role)
	if len(found) == 0 {
		w("  # %s: {column: ???, %s: [???]%s}  # no column looks like one%s", key, list, extra, p.candidates())
		return
	}
	c := found[0]
	w("  # %s; values: %s", c.Reason, valueList(&c))
	w("  %s: {column: %s, %s: [%s]%s}  # %s", key, yamlText(c.Name), list, selectedGuess(&c), extra, question)
	for _, other := range found[1:] {
		w("  # %s could be it, too: %s; values: %s", yamlText(other.Name), other.Reason, valueList(&other))
	}
}

// candidates names the columns of two values that play no part yet.
func (p *Profile) candidates() string {
	var names []string
	for i := range p.Columns {
		if c := &p.Columns[i]; c.Role == "" && c.Personal == "" && c.Distinct == 2 {
			names = append(names, fmt.Sprintf("%s (%s)", yamlText(c.Name), valueList(c)))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "; columns of two values: " + strings.Join(names, ", ")
}

// selectedGuess returns the value that most likely means yes.
func selectedGuess(c *Column) string {
	for _, yes := range []string{"1", "1.0", "true", "yes", "y", "approved", "selected", "admitted", "是", "通过", "批准", "入选"} {
		for _, v := range c.Top {
			if strings.EqualFold(v.Value, yes) {
				return yamlText(v.Value)
			}
		}
	}
	return "???"
}

func valueList(c *Column) string {
	var parts []string
	for _, v := range c.Top {
		parts = append(parts, fmt.Sprintf("%s %d", yamlText(v.Value), v.Rows))
	}
	if c.Distinct > int64(len(c.Top)) {
		parts = append(parts, "…")
	}
	return strings.Join(parts, ", ")
}

// attributeLine proposes one attribute; numbers of many values are cut into bins.
func attributeLine(c *Column) string {
	name := yamlText(c.Name)
	if b, ok := breaks(c); ok {
		return fmt.Sprintf("{column: %s, breaks: [%s]}  # %s; numbers from %s to %s", name, b, c.Reason, c.Min, c.Max)
	}
	return fmt.Sprintf("%s  # %s: %s", name, c.Reason, valueList(c))
}

// breaks proposes where to cut a column of many numbers, false for any other column.
func breaks(c *Column) (string, bool) {
	if c.Type != "integer" && c.Type != "number" || c.Distinct <= 12 {
		return "", false
	}
	low, err1 := strconv.ParseFloat(c.Min, 64)
	high, err2 := strconv.ParseFloat(c.Max, 64)
	if err1 != nil || err2 != nil || low >= high {
		return "", false
	}
	if hasWord(c.Name, []string{"age", "年龄"}) {
		return "18, 35, 60", true
	}
	step := (high - low) / 3
	first, second := short(low+step), short(low+step+step)
	return first + ", " + second, first != second
}

// short returns a number with three significant digits.
func short(x float64) string {
	if x != 0 {
		scale := math.Pow(10, 2-math.Floor(math.Log10(math.Abs(x))))
		x = math.Round(x*scale) / scale
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

// yamlText returns a text as YAML reads it back. Foreign texts are quoted whenever they are not plainly words; a line break in one
// would end the comment it stands in.
func yamlText(s string) string {
	plain := s != "" && len(s) < 60
	for _, r := range s {
		if !(r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= 0x4e00 && r <= 0x9fff) {
			plain = false
		}
	}
	switch strings.ToLower(s) {
	case "true", "false", "yes", "no", "on", "off", "null", "y", "n":
		plain = false
	}
	if plain {
		return s
	}
	return strconv.QuoteToGraphic(s)
}
