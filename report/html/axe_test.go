package html

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"auditd/audit/audittest"
	"auditd/report"
)

// A real browser opens the pages at 1280 and 320 pixels, without network. axe-core must find no violation of WCAG 2.0 to
// 2.2 A and AA or of best practice, the page must ask for nothing, log no error and not scroll sideways at
// these widths or between.
//
// It needs node, a browser and "npm ci" in testdata/axe. AUDITD_REQUIRE_BROWSER=1 turns a missing one into a failure.
func TestAccessibility(t *testing.T) {
	browser, _ := audittest.Browser(t, "accessibility")
	args := []string{filepath.Join("testdata", "axe", "check.mjs"), browser}
	dir := t.TempDir()
	for _, lang := range report.Languages {
		path := filepath.Join(dir, lang+".html")
		if err := os.WriteFile(path, render(t, example(t), options(lang)), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, path)
	}
	// Names as long and strange as they come must not push the page sideways or break what is read aloud.
	all := corpus()
	hostile := filepath.Join(dir, "hostile.html")
	if err := os.WriteFile(hostile, render(t, changed(shortened(t), replacing(all, len(all)-12)), options(report.English)), 0o600); err != nil {
		t.Fatal(err)
	}
	args = append(args, hostile)
	cmd := exec.Command("node", args...)
	cmd.Stderr = os.Stderr
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	pages := 0
	for dec := json.NewDecoder(pipe); ; pages++ {
		var r struct {
			Page                         string
			Width, Passes                int
			Violations, Requests, Errors []string
			Sideways                     bool
		}
		if dec.Decode(&r) != nil {
			break
		}
		// A page on which nothing passes was not examined.
		if len(r.Violations)+len(r.Requests)+len(r.Errors) > 0 || r.Sideways || r.Passes < 30 {
			t.Errorf("%s at %d pixels: %d checks pass, violations %q, requests %q, errors %q, scrolls sideways %v",
				r.Page, r.Width, r.Passes, r.Violations, r.Requests, r.Errors, r.Sideways)
		}
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	if want := 2 * (len(report.Languages) + 1); pages != want {
		t.Errorf("%d pages were examined, want %d", pages, want)
	}
}
