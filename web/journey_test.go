package web

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"auditd/audit/service"
)

// browserTools returns the folder with playwright-core and axe-core, and skips or fails the test where something is missing.
func browserTools(t *testing.T, what string) string {
	t.Helper()
	skip := t.Skipf
	if os.Getenv("AUDITD_REQUIRE_BROWSER") == "1" {
		skip = t.Fatalf
	}
	modules := filepath.Join("..", "report", "html", "testdata", "axe")
	if _, err := exec.LookPath("node"); err != nil || chromium() == "" {
		skip("NOT CHECKED: %s in a browser, because node or Chromium is not installed (or set AUDITD_BROWSER)", what)
	}
	if _, err := os.Stat(filepath.Join(modules, "node_modules", "axe-core")); err != nil {
		skip("NOT CHECKED: %s in a browser, because axe-core is not installed: run npm ci in report/html/testdata/axe", what)
	}
	return modules
}

// One case goes the whole way through the real pages in a real browser: with script in Chinese, without in English on a phone, and by
// keyboard alone. It runs with AUDITD_ALL=1 and takes at most 90 seconds.
func TestJourney(t *testing.T) {
	if os.Getenv("AUDITD_ALL") != "1" {
		t.Skip("NOT CHECKED: the whole way in a browser; set AUDITD_ALL=1")
	}
	modules := browserTools(t, "the whole way")
	i := install(t)
	i.populate(t)
	folder := t.TempDir()
	for name, text := range map[string]string{"permits.csv": permits(), "plan.yaml": permitPlan} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	defer cancel()
	for _, way := range []struct{ name, lang, width string }{{"script", "zh", "1280"}, {"plain", "en", "390"}, {"keyboard", "en", "1280"}} {
		t.Run(way.name, func(t *testing.T) {
			cmd := exec.CommandContext(ctx, "node", filepath.Join("testdata", "axe", "journey.mjs"), chromium(), modules, i.url, password, way.lang, way.width, way.name, folder)
			cmd.Stderr = os.Stderr
			out, err := cmd.Output()
			if err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			var r struct {
				Case   service.CaseID
				Faults []string
			}
			if err := json.Unmarshal(out, &r); err != nil {
				t.Fatal(err)
			}
			if len(r.Faults) > 0 {
				t.Errorf("%q", r.Faults)
			}
			if p, err := i.service.Public(ctx, r.Case); err != nil || !p.State.Public() || len(p.Summary.Resolution.Dissents) != 1 {
				t.Errorf("the case is not published as it went: %v", err)
			}
		})
	}
}
