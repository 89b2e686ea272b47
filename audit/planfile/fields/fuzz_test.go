package fields

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"auditd/audit/planfile"
)

// What Join writes, Split reads.
func FuzzSplit(f *testing.F) {
	for _, s := range []string{"a|b", `x,y| z |""|`, "，|\"", "是|否"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		values := strings.Split(strings.ToValidUTF8(s, "?"), "|")
		if got := Split(Join(values)); !slices.Equal(got, values) {
			t.Errorf("%q became %q over %s", values, got, Join(values))
		}
	})
}

// Whatever text and values come in, Write does not panic, and what it wrote can be read and holds the value.
func FuzzWrite(f *testing.F) {
	f.Add("version: 1\ncolumns: {attributes: [a]}\n", "decision", "d")
	f.Add("{\"version\": 1}", "stages_column", "x")
	f.Add("columns: ???\nanalyses: [1]\n", "subgroups_depth", "2")
	f.Add("files: &a {how: *a}", "files_id", "id")
	f.Fuzz(func(t *testing.T, text, name, value string) {
		was, err := Read(text)
		if err != nil {
			return
		}
		now := maps.Clone(was)
		now[name] = []string{value}
		got, err := Write(text, was, now, false, Options{})
		if err != nil {
			return
		}
		again, err := Read(got)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v\n%s", err, got)
		}
		if field, ok := Get(name); ok && (field.Kind == Text || field.Kind == Column) && clean(value) != "" && value != planfile.Gap && again.Get(name) != clean(value) {
			t.Errorf("%s is %q, want %q:\n%s", name, again.Get(name), clean(value), got)
		}
	})
}
