package tally

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"auditd/audit"
	"auditd/audit/ingest"
)

var update = flag.Bool("update", false, "write what was counted into the case files, to be read and checked by hand")

// memory returns a source of the bytes of one file.
func memory(name string, data []byte) ingest.Source {
	return ingest.Source{
		Name: name, Size: int64(len(data)), At: bytes.NewReader(data),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil },
	}
}

// TestCases counts the case files: a sentence of why, the request, the files, and what must be counted. Every want was worked out
// by hand from the rows above it.
func TestCases(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no case files: %v", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			var req Request
			var files audit.Files
			var parts []Part
			var want string
			for _, f := range archive.Files {
				switch {
				case f.Name == "request.json":
					decode(t, f.Data, &req)
				case f.Name == "files.json":
					decode(t, f.Data, &files)
				case f.Name == "want":
					want = string(f.Data)
				default:
					parts = append(parts, Part{Source: memory(f.Name, f.Data)})
				}
			}
			cells, noted, err := Files(t.Context(), req, files, parts, nil)
			got := describe(cells, noted, err)
			if *update {
				for i := range archive.Files {
					if archive.Files[i].Name == "want" {
						archive.Files[i].Data = []byte(got)
					}
				}
				writeFile(t, name, txtar.Format(archive))
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("want -, got +\n%s", diff)
			}
		})
	}
}

// decode reads JSON and refuses fields that do not exist.
func decode(t *testing.T, data []byte, to any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(to); err != nil {
		t.Fatal(err)
	}
}

// describe writes everything that was counted as text.
func describe(c *audit.Cells, noted []audit.Note, err error) string {
	if err != nil {
		return fmt.Sprintf("%v error: %v\n", audit.KindOf(err), err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "read %d, counted %d\n", c.Read, c.Counted())
	for _, e := range c.Excluded {
		fmt.Fprintf(&b, "excluded %s in %s: %d\n", e.Reason, e.Column, e.Rows)
	}
	for i := range len(c.Attributes) + len(c.Strata) {
		d := dimAt(c, i)
		fmt.Fprintf(&b, "%s: %s\n", d.Name, strings.Join(d.Values, ", "))
	}
	for _, l := range lines(c) {
		fmt.Fprintf(&b, "cell %s\n", l)
	}
	for _, v := range c.Values {
		fmt.Fprintf(&b, "%s %s:\n", v.Role, v.Column)
		for _, l := range values(c, v.Column, v.Role) {
			fmt.Fprintf(&b, "  %s\n", l)
		}
	}
	for _, in := range c.Inputs {
		fmt.Fprintf(&b, "input %s: %d rows\n", in.Name, in.Rows)
	}
	for _, n := range notes(noted) {
		fmt.Fprintf(&b, "note %s\n", n)
	}
	return b.String()
}

func writeFile(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
}
