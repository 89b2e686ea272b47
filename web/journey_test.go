package web

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"auditd/audit/audittest"
	"auditd/audit/service"
)

// One case goes the whole way through the real pages in a real browser: with script in Chinese, without in English on a phone, and by
// keyboard alone. It runs with AUDITD_ALL=1 and takes at most 90 seconds.
func TestJourney(t *testing.T) {
	if os.Getenv("AUDITD_ALL") != "1" {
		t.Skip("NOT CHECKED: the whole way in a browser; set AUDITD_ALL=1")
	}
	browser, modules := audittest.Browser(t, "the whole way")
	i := install(t)
	i.populate(t)
	folder := t.TempDir()
	for name, text := range map[string]string{"permits.csv": permits(), "plan.yaml": permitPlan} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*patience)
	defer cancel()
	for _, way := range []struct{ name, lang, width string }{{"script", "zh", "1280"}, {"plain", "en", "390"}, {"keyboard", "en", "1280"}} {
		t.Run(way.name, func(t *testing.T) {
			cmd := exec.CommandContext(ctx, "node", filepath.Join("testdata", "axe", "journey.mjs"), browser, modules, i.url, password, way.lang, way.width, way.name, folder)
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
