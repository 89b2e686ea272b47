package planfile

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"auditd/audit"
)

// Items are columns of 1 and 0, or name the values that count; one alone, a value in both lists and a name twice are refused.
func TestItems(t *testing.T) {
	plan := func(list string) string {
		return "version: 1\ncolumns:\n  attributes: [sex]\n  items: [" + list + "]\n"
	}
	p, err := Parse("plan", []byte(plan("q1, {column: q2, name: second, favourable: [yes, maybe], missing: [x]}")))
	if err != nil {
		t.Fatal(err)
	}
	want := []audit.ItemColumn{
		{Column: "q1", Name: "q1", Favourable: []string{"1"}, Unfavourable: []string{"0"}},
		{Column: "q2", Name: "second", Favourable: []string{"yes", "maybe"}, Missing: []string{"x"}},
	}
	if d := cmp.Diff(want, p.Columns.Items); d != "" {
		t.Errorf("items differ (-want +got):\n%s", d)
	}
	var many []string
	for i := range maxItems + 1 {
		many = append(many, fmt.Sprint("q", i))
	}
	for _, c := range []struct{ list, want string }{
		{"q1", "columns.items names a single column"},
		{"q1, ''", "an element of columns.items is empty"},
		{"q1, q1", `the name "q1" is used twice`},
		{"q1, sex", `the name "sex" is used twice`},
		{"q1, {column: q2}", "columns.items[2] does not say which values count as favourable"},
		{"q1, {column: q2, favourable: [1], unfavourable: [0, 1]}", `lists "1" as favourable and as unfavourable`},
		{"q1, {column: q2, favorable: [1]}", `did you mean "favourable"`},
		{strings.Join(many, ", "), "the limit is 100"},
	} {
		if _, err := Parse("plan", []byte(plan(c.list))); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s", c.list, err, c.want)
		}
	}
}
