package pdf

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"auditd/report"
	"auditd/report/pdf/pdftest"
)

// TestVeraPDF has the reference validator read every report. It needs Java and "sh setup.sh" in testdata/verapdf.
// AUDITD_REQUIRE_VERAPDF=1 turns a missing one into a failure.
func TestVeraPDF(t *testing.T) {
	skip := t.Skipf
	if os.Getenv("AUDITD_REQUIRE_VERAPDF") == "1" {
		skip = t.Fatalf
	}
	classpath, err := os.ReadFile(filepath.Join("testdata", "verapdf", "classpath.txt"))
	if err != nil {
		skip("NOT CHECKED: PDF/A-3a and PDF/UA-1 with veraPDF, whose libraries are not there: run sh setup.sh in report/pdf/testdata/verapdf")
	}
	java, err := exec.LookPath("java")
	if err != nil {
		skip("NOT CHECKED: PDF/A-3a and PDF/UA-1 with veraPDF, because Java is not installed")
	}
	args := []string{"-cp", strings.TrimSpace(string(classpath)), filepath.Join("testdata", "verapdf", "Gate.java")}
	paths := files(t)
	dir := t.TempDir()
	paths["signed"] = filepath.Join(dir, "signed.pdf")
	signed := write(t, pdftest.Document("zh-CN"), Options{Date: date, Signer: signer(t, dir)})
	if err := os.WriteFile(paths["signed"], signed, 0o600); err != nil {
		t.Fatal(err)
	}
	paths["hostile"] = filepath.Join(dir, "hostile.pdf")
	if err := os.WriteFile(paths["hostile"], write(t, hostileDocument("en-GB"), Options{Date: date}), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, p := range paths {
		args = append(args, p)
	}
	// A file that says less than it must shows that the validator looks: its metadata are not compressed, so one letter will do.
	control := filepath.Join(dir, "control.pdf")
	if err := os.WriteFile(control, bytes.Replace(signed, []byte("<pdfuaid:part>1"), []byte("<pdfuaid:part>7"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	args = append(args, control)
	out, err := exec.Command(java, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if n := strings.Count(string(out), " compliant assertions="); n != 2*len(paths)+1 || !strings.Contains(string(out), "control.pdf ua1 not-compliant") {
		t.Errorf("%d verdicts are good, want two for each of %d files and one for the control:\n%s", n, len(paths), out)
	}
}

// TestPDFJS has an independent reader go through the structure. It needs node and "npm ci" in testdata/pdfjs.
// AUDITD_REQUIRE_NODE=1 turns a missing one into a failure.
func TestPDFJS(t *testing.T) {
	skip := t.Skipf
	if os.Getenv("AUDITD_REQUIRE_NODE") == "1" {
		skip = t.Fatalf
	}
	node, err := exec.LookPath("node")
	if err != nil {
		skip("NOT CHECKED: the structure with PDF.js, because node is not installed")
	}
	if _, err := os.Stat(filepath.Join("testdata", "pdfjs", "node_modules", "pdfjs-dist")); err != nil {
		skip("NOT CHECKED: the structure with PDF.js, which is not installed: run npm ci in report/pdf/testdata/pdfjs")
	}
	paths := files(t)
	var names []string
	for name := range paths {
		names = append(names, name)
	}
	slices.Sort(names)
	args := []string{filepath.Join("testdata", "pdfjs", "tree.mjs")}
	for _, n := range names {
		args = append(args, paths[n])
	}
	out, err := exec.Command(node, args...).Output()
	if err != nil {
		t.Fatal(err)
	}
	docs := documents(t)
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, 64<<20)
	seen := 0
	for lines.Scan() {
		if !bytes.HasPrefix(lines.Bytes(), []byte("{")) {
			continue // warnings of the library
		}
		var r struct {
			Pages, WithoutAlt, Unread, Outline int
			Language, Title, Text              string
			Attachments, Bad                   []string
			Roles                              map[string]int
		}
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		name := names[seen]
		d := docs[name]
		seen++
		figures := 1 // the query code
		tables := 0
		for _, s := range d.Sections {
			for _, b := range s.Blocks {
				switch b := b.(type) {
				case *report.Figure:
					figures++
					if b.Data != nil {
						tables++
					}
				case *report.Table:
					tables++
				}
			}
		}
		if r.Language != d.Lang || r.Title != d.Title || len(r.Attachments) != 1 || len(r.Bad) != 0 || r.WithoutAlt != 0 || r.Unread != 0 {
			t.Errorf("%s: language %q, title %q, attachments %v, %d entries that lead nowhere, %d figures without text, %d texts outside of marked content",
				name, r.Language, r.Title, r.Attachments, len(r.Bad), r.WithoutAlt, r.Unread)
		}
		if r.Roles["Figure"] != figures || r.Outline == 0 || r.Roles["TH"] == 0 {
			t.Errorf("%s: %d figures, want %d; outline of %d entries, %d heads", name, r.Roles["Figure"], figures, r.Outline, r.Roles["TH"])
		}
		// A table is counted once for every page it stands on.
		if r.Roles["Table"] < tables {
			t.Errorf("%s: %d tables, want %d at least", name, r.Roles["Table"], tables)
		}
	}
	if seen != len(names) {
		t.Errorf("PDF.js read %d of %d files:\n%s", seen, len(names), out)
	}
}
