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
	"csv":              "9e8ebac79ce6ee6ba9eac047d41a675b654c357e4c14921f4da240a2d6d521e5",
	"json":             "58d694f45800e6009be07541b88b7a68483b94a7e163a629ae0fc95ef6c2aade",
	"json.schema.json": "0a3be060cc56ce9371c8b5605a7c4bb99c7dc7da9b92ba0c5c7a426edbd2fbe6",
	"xml":              "555892dbfb5788538a63704901a2c86bcdae4546c2a014a7a5e420f832a719e9",
	"xml.xsd":          "7ba0c36de8ce18f219eff546987bf7ea4d17e4b035170c9ebccd13ba29a9e77a",
	"xlsx":             "0370fa91cb99279bc787aea997a6e1cb7f97daaf58a08f0ca62c2deba689c547",
	"xls":              "72d0b9cd6f272b205e9ff45e5e069087ab8bf38bf6ab80a4ce35ae676774a4e9",
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
