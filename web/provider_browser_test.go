package web

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"auditd/audit/audittest"
)

// In a real browser, the button on the page of the account links it to a real provider, and the button on the sign-in page of another
// browser leads through the provider to the account's cases: no policy of a page stands in the way. It runs with AUDITD_ALL=1.
func TestProviderInBrowser(t *testing.T) {
	if os.Getenv("AUDITD_ALL") != "1" {
		t.Skip("NOT CHECKED: signing in at a provider in a browser; set AUDITD_ALL=1")
	}
	browser, modules := audittest.Browser(t, "signing in at a provider")
	for _, lang := range languages {
		t.Run(lang, func(t *testing.T) {
			i := federated(t, nil)
			cmd := exec.CommandContext(t.Context(), "node", filepath.Join("testdata", "axe", "provider.mjs"), browser, modules, i.url, password, lang)
			cmd.Stderr = os.Stderr
			out, err := cmd.Output()
			if err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			var r struct {
				Linked     bool
				Path, Name string
				Faults     []string
			}
			if err := json.Unmarshal(out, &r); err != nil {
				t.Fatal(err)
			}
			if !r.Linked || r.Path != "/cases" || r.Name != "submitter" || len(r.Faults) > 0 {
				t.Errorf("got %+v", r)
			}
		})
	}
}
