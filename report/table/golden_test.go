package table_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"runtime"
	"testing"

	"auditd/report/table"
)

// golden are the SHA-256 digests of the files of sample. A change of a digest is a change of every published file: look at the
// bytes and say why before changing it here.
var golden = map[string]string{
	"csv":              "6e40ab627ba72999a5f0d8d34bcedbaa5a94c5bc0dcd5957a2a9b323abaad8e8",
	"json":             "6355cb60430b2876c5c6d481265b23b4a72dbac2fc92a820a30fcebd356bdff3",
	"json.schema.json": "0a3be060cc56ce9371c8b5605a7c4bb99c7dc7da9b92ba0c5c7a426edbd2fbe6",
	"xml":              "927edb58bae9b5f5faca6ef717cfb35566c947a7da42d49169f2b33a65c446a4",
	"xml.xsd":          "7ba0c36de8ce18f219eff546987bf7ea4d17e4b035170c9ebccd13ba29a9e77a",
	"xlsx":             "3af85150ca03ef06b7f936e503f0f1ab61d363cad259df753355d660addadc0f",
	"xls":              "9031afedcdfc95a2840f841e99aca162f817c76fc6037722653854de6b17af9c",
}

func TestSameInputSameBytes(t *testing.T) {
	digests := func() map[string]string {
		out := map[string]string{}
		for _, f := range table.Formats() {
			out[f.Name] = digest(written(t, f.Name, sample()))
			if f.Schema != nil {
				var b bytes.Buffer
				if err := f.Schema(&b, sample()); err != nil {
					t.Fatal(err)
				}
				out[f.Name+f.SchemaEnding] = digest(b.Bytes())
			}
		}
		return out
	}
	for _, threads := range []int{1, 8} {
		before := runtime.GOMAXPROCS(threads)
		for range 2 {
			got := digests()
			if len(got) != len(golden) {
				t.Errorf("%d files, %d digests", len(got), len(golden))
			}
			for name, want := range golden {
				if got[name] != want {
					t.Errorf("%s with %d threads: %s, want %s", name, threads, got[name], want)
				}
			}
		}
		runtime.GOMAXPROCS(before)
	}
}

// TestWholeAuditSameBytes writes all tables of an audit into each workbook twice: sheets must not depend on the order of a map.
func TestWholeAuditSameBytes(t *testing.T) {
	for _, f := range table.Formats() {
		if !f.Many {
			continue
		}
		want := digest(written(t, f.Name, table.Of(full())...))
		for range 5 {
			if got := digest(written(t, f.Name, table.Of(full())...)); got != want {
				t.Errorf("%s differs: %s and %s", f.Name, got, want)
			}
		}
	}
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func TestFormatsAreDistinct(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range table.Formats() {
		for _, key := range []string{f.Name, f.Ending, f.MIME, f.Title} {
			if key == "" || seen[key] && key != f.Name {
				t.Errorf("%s: %q is empty or twice", f.Name, key)
			}
			seen[key] = true
		}
		if f.Source == "" || f.Write == nil || f.Ending != "."+f.Name || (f.Schema == nil) != (f.SchemaEnding == "") {
			t.Errorf("incomplete: %s", fmt.Sprint(f.Name, f.Ending, f.SchemaEnding))
		}
	}
}
