package ingest

import (
	"strings"
	"testing"
)

// TestTableOfFormats asks every line of the table for what the command prints about it.
func TestTableOfFormats(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range formats {
		if seen[f.name] {
			t.Errorf("format %q stands twice in the table", f.name)
		}
		seen[f.name] = true
		if f.name == "" || f.name != strings.ToLower(f.name) {
			t.Errorf("name %q, want one lower-case word", f.name)
		}
		if !strings.HasSuffix(f.title, ".") || f.source == "" {
			t.Errorf("%s: title %q and source %q, want a sentence and a specification", f.name, f.title, f.source)
		}
		if f.match == nil || f.read == nil {
			t.Errorf("%s: match and read are both needed", f.name)
		}
		if formatNamed(f.name) != f {
			t.Errorf("formatNamed(%q) is another format", f.name)
		}
	}
	list := Formats()
	if len(list) != len(formats) {
		t.Fatalf("Formats lists %d, the table has %d", len(list), len(formats))
	}
	for i := 1; i < len(list); i++ {
		if list[i-1].Name >= list[i].Name {
			t.Errorf("Formats: %q before %q, want ascending names", list[i-1].Name, list[i].Name)
		}
	}
	if formats[len(formats)-1] != &csvFormat {
		t.Error("csv must be asked last: any text can be one")
	}
}
