package audittest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Browser returns the path of a browser that playwright-core can drive and the folder of the modules that drive it, both absolute.
// what names what is looked at. Where node, a browser or the modules are missing the test is skipped, and says loudly what was not
// checked; with AUDITD_REQUIRE_BROWSER=1 it fails instead.
func Browser(t testing.TB, what string) (browser, modules string) {
	t.Helper()
	skip := t.Skipf
	if os.Getenv("AUDITD_REQUIRE_BROWSER") == "1" {
		skip = t.Fatalf
	}
	if _, err := exec.LookPath("node"); err != nil {
		skip("NOT CHECKED: %s in a browser, because node is not installed", what)
	}
	if browser = installed(os.Getenv("AUDITD_BROWSER"), "chromium", "chromium-browser", "google-chrome"); browser == "" {
		skip("NOT CHECKED: %s in a browser, because no Chromium is installed (or set AUDITD_BROWSER)", what)
	}
	modules = filepath.Join(Root(t), "report", "html", "testdata", "axe")
	if _, err := os.Stat(filepath.Join(modules, "node_modules", "axe-core")); err != nil {
		skip("NOT CHECKED: %s in a browser, because axe-core is not installed: run npm ci in report/html/testdata/axe", what)
	}
	return browser, modules
}

// installed returns the path of the first program that is there, empty for none.
func installed(names ...string) string {
	for _, name := range names {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			return path
		}
	}
	return ""
}
