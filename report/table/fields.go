package table

import (
	"math"
	"strings"
	"sync"

	"auditd/audit"
)

// A field is a column together with the way to its cell, so that the two cannot come apart.
type field[T any] struct {
	name string
	kind Type
	text string
	cell func(*T) any
}

// build makes a table of one row for each item.
func build[T any](name, title string, items []T, fields ...[]field[T]) Table {
	t := Table{Name: name, Title: title}
	for _, list := range fields {
		for _, f := range list {
			t.Columns = append(t.Columns, Column{Name: f.name, Type: f.kind, Text: f.text})
		}
	}
	t.Rows = make([][]any, len(items))
	var wg sync.WaitGroup
	for from := 0; from < len(items); from += sideBySide {
		wg.Go(func() {
			for i := from; i < min(from+sideBySide, len(items)); i++ {
				row := make([]any, 0, len(t.Columns))
				for _, list := range fields {
					for _, f := range list {
						row = append(row, f.cell(&items[i]))
					}
				}
				t.Rows[i] = row
			}
		})
	}
	wg.Wait()
	return t
}

// sideBySide is how many rows one goroutine makes.
const sideBySide = 512

// groupFields are the columns of a group: its attributes, its values for people, and both for programs.
func groupFields[T any](get func(*T) audit.Group) []field[T] {
	return []field[T]{
		{"attributes", Text, "Attributes of the group, joined by ×; no value means everybody.", func(v *T) any { return text(get(v).Attributes()) }},
		{"group", Text, "Values of the group, joined by ·; no value means everybody.", func(v *T) any { return text(get(v).Label()) }},
		{"group_json", Text, "The group as a JSON object of attribute and value; {} means everybody.", func(v *T) any { return groupJSON(get(v)) }},
	}
}

// namedGroup are the columns of a further group of the row, such as its reference.
func namedGroup[T any](name, what string, get func(*T) audit.Group) []field[T] {
	return []field[T]{
		{name, Text, what, func(v *T) any { return text(get(v).Label()) }},
		{name + "_json", Text, "The same as a JSON object of attribute and value; {} means none.", func(v *T) any { return groupJSON(get(v)) }},
	}
}

// groupJSON returns a group as results.json has it, in the order of the plan.
func groupJSON(g audit.Group) any {
	var b strings.Builder
	b.WriteByte('{')
	for i, it := range g {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(jsonText(it.Attribute) + ":" + jsonText(it.Value))
	}
	b.WriteByte('}')
	return b.String()
}

// intervalFields are the columns of a confidence interval.
func intervalFields[T any](get func(*T) *audit.Interval) []field[T] {
	of := func(cell func(*audit.Interval) any) func(*T) any {
		return func(v *T) any {
			if i := get(v); i != nil {
				return cell(i)
			}
			return nil
		}
	}
	return []field[T]{
		{"lower", Number, "Lower end of the confidence interval.", of(func(i *audit.Interval) any { return finite(audit.Real(i.Lower)) })},
		{"upper", Number, "Upper end of the confidence interval; no value where it is unbounded.", of(func(i *audit.Interval) any { return finite(audit.Real(i.Upper)) })},
		{"upper_why", Text, "The word unbounded where a ratio has no upper bound.", of(func(i *audit.Interval) any {
			if math.IsInf(i.Upper, 1) {
				return "unbounded"
			}
			return nil
		})},
		{"level", Number, "Confidence level of the interval, 0.95 for 95 %.", of(func(i *audit.Interval) any { return i.Level })},
		{"interval_method", Text, "Method of the interval.", of(func(i *audit.Interval) any { return text(i.Method) })},
	}
}

// testFields are the columns of a significance test.
func testFields[T any](get func(*T) *audit.Test) []field[T] {
	of := func(cell func(*audit.Test) any) func(*T) any {
		return func(v *T) any {
			if t := get(v); t != nil {
				return cell(t)
			}
			return nil
		}
	}
	return []field[T]{
		{"test", Text, "Name of the significance test.", of(func(t *audit.Test) any { return text(t.Name) })},
		{"statistic", Number, "Statistic of the test; no value for exact tests without one.", of(func(t *audit.Test) any { return real(t.Statistic) })},
		{"df", Integer, "Degrees of freedom of the test; no value where it has none.", of(func(t *audit.Test) any { return positive(t.DF) })},
		{"p", Number, "The p-value, two-sided unless the name of the test says otherwise.", of(func(t *audit.Test) any { return p(t.P) })},
		{"p_adjusted", Number, "The p-value adjusted for the number of tests in the family.", of(func(t *audit.Test) any { return p(t.PAdjusted) })},
		{"adjustment", Text, "Method of the adjustment: holm, bh, by, ebh or none.", of(func(t *audit.Test) any { return text(t.Method) })},
		{"family", Text, "Family of tests that were adjusted together.", of(func(t *audit.Test) any { return text(t.Family) })},
		{"family_size", Integer, "Number of tests that was adjusted for; no value where nothing was adjusted.", of(func(t *audit.Test) any { return positive(t.FamilyN) })},
	}
}

// statusFields say whether a number can be relied on.
func statusFields[T any](get func(*T) (audit.Status, string)) []field[T] {
	return []field[T]{
		{"status", Text, "The word ok, or the reason why the value must not be relied on.", func(v *T) any { s, _ := get(v); return text(string(s)) }},
		{"why", Text, "Key of the message that explains the status or the verdict.", func(v *T) any { _, why := get(v); return text(why) }},
	}
}

// positive returns the cell of a number that is 0 when there is none.
func positive(n int) any {
	if n == 0 {
		return nil
	}
	return int64(n)
}

// list returns the cell of a list of texts as a JSON array, nil when it is empty.
func list(items []string) any {
	if len(items) == 0 {
		return nil
	}
	return jsonText(items)
}

// words returns the cell of a list of fixed words, separated by blanks.
func words(items []string) any { return text(strings.Join(items, " ")) }

const verdictText = "Verdict: disparity_shown, parity_shown or inconclusive."

// prefixed puts a prefix before the names of columns, so that a table can hold several intervals or tests.
func prefixed[T any](prefix string, fields []field[T]) []field[T] {
	for i := range fields {
		fields[i].name = prefix + fields[i].name
	}
	return fields
}
