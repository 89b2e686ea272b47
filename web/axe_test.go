package web

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"auditd/audit/audittest"
)

// A real browser opens every page, under the page's own policy, at 1280 pixels in Chinese on white and at 390 in English on black; with
// AUDITD_ALL=1 also the other way round, and the pages of cases that ended in every way. axe-core must find
// no violation of WCAG 2.0 to 2.2 A and AA or of best practice, the page must log no error and not scroll sideways.
//
// It needs node, a browser and "npm ci" in report/html/testdata/axe. AUDITD_REQUIRE_BROWSER=1 turns a missing one into a failure.
func TestAccessibility(t *testing.T) {
	browser, modules := audittest.Browser(t, "accessibility")
	i := install(t)
	id := wholeWay(t, i)
	secretary, submitter := i.signIn(t, "secretary"), i.signIn(t, "submitter")
	i.remember(t, "submitter")
	i.remember(t, "chair")
	hook, err := i.service.AddWebhook(t.Context(), i.callers["submitter"], "https://platform.invalid/"+strings.Repeat("long-", 40), nil)
	if err != nil {
		t.Fatal(err)
	}
	second := string(i.measured(t))
	secretary.ok(secretary.post("/cases/" + second + "/acts/form_panel"))
	file := submitter.upload("permits.csv", permits())
	submitter.ok(submitter.post("/submit/plan", "file", file, "template_name", "许可审批 2026", "plan", permitPlan, "do", "save"))
	later := submitter.upload("later.csv", permitsOf(122, 114))
	continued := submitter.ok(submitter.post("/submit/plan", "file", later, "subject", "transport", "impact_level", "2", "do", "submit", "plan", permitPlan, "previous", second))
	submitter.until(continued.url, "report-en.html")
	third := strings.TrimPrefix(continued.url, "/cases/")
	pages := []string{
		":/", ":/?q=%E8%AE%B8%E5%8F%AF&verdict=fail", ":/public/" + id, ":/sign-in", ":/link/none", ":/nowhere",
		"submitter:/cases", "submitter:/cases/" + id, "submitter:/submit", "submitter:/submit/plan?file=" + file, "submitter:/tokens",
		"submitter:/department", "submitter:/department/webhooks/" + hook.ID,
		"submitter:/access-log", "submitter:/account", "submitter:/confirm", ":/signed-out", "submitter:/cases/" + second, "submitter:/cases/" + third, "submitter:/cases/" + third + "/compare/" + second,
		"secretary:/cases/" + second, "member1:/cases/" + id, "chair:/cases", "admin:/admin", "admin:/admin/calendar", "admin:/admin/accounts/" + string(i.callers["chair"].ID),
	}
	if os.Getenv("AUDITD_ALL") == "1" {
		pages = append(pages, i.ends(t)...)
	}
	cmd := exec.Command("node", append([]string{filepath.Join("testdata", "axe", "check.mjs"), browser, modules, i.url, password}, pages...)...)
	cmd.Stderr = os.Stderr
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	seen := 0
	for dec := json.NewDecoder(pipe); ; seen++ {
		var r struct {
			Page, Lang            string
			Width, Status, Passes int
			Violations, Errors    []string
			Sideways              bool
		}
		if dec.Decode(&r) != nil {
			break
		}
		if r.Status >= 400 { // the browser logs that the page is an error
			r.Errors = nil
		}
		// A page on which nothing passes was not examined.
		if len(r.Violations)+len(r.Errors) > 0 || r.Sideways || r.Passes < 15 {
			t.Errorf("%s at %d pixels in %s (%d): %d checks pass, violations %q, errors %q, scrolls sideways %v", r.Page, r.Width, r.Lang, r.Status, r.Passes,
				r.Violations, r.Errors, r.Sideways)
		}
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	want := 2 * len(pages)
	if os.Getenv("AUDITD_ALL") == "1" {
		want *= 2
	}
	if seen != want {
		t.Errorf("%d pages were examined, want %d", seen, want)
	}
}
