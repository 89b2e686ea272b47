package web

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"auditd/audit/service"
)

var update = flag.Bool("update", false, "write golden files anew")

// measured submits permits as the submitter and waits for the results.
func (i *installation) measured(t *testing.T) service.CaseID {
	t.Helper()
	return i.measuredBy(t, permitPlan)
}

// measuredBy does the same with another plan.
func (i *installation) measuredBy(t *testing.T, plan string) service.CaseID {
	t.Helper()
	b := i.signIn(t, "submitter")
	file := b.upload("permits.csv", permits())
	a := b.ok(b.post("/submit/plan", "file", file, "title", "许可", "subject", "transport", "impact_level", "2", "do", "submit", "plan", plan))
	b.until(a.url, "report-en.html")
	return service.CaseID(strings.TrimPrefix(a.url, "/cases/"))
}

// Every route is asked by nobody, by every role, by a submitter of another department and by tokens, about a measured case of the
// department of transport. What the table of routes says must hold, and every answer must be the one in testdata/matrix.txt, so that
// a new route, or a role that may do more than before, is seen in review. Run with -update to write it anew.
func TestMatrix(t *testing.T) {
	i := install(t)
	i.populate(t)
	id := i.measured(t)
	fill := i.objects(t, id)

	type asker struct {
		name string
		by   *service.Caller // nil for nobody
		ask  func(method, path string) answer
	}
	askers := []asker{{name: "nobody", ask: askWith(t, i, i.browser(t), "")}}
	for _, name := range append([]string{"admin"}, accountNames()...) {
		if name != "member2" && name != "member3" { // as member1
			askers = append(askers, asker{name, i.callers[name], askWith(t, i, i.signIn(t, name), "")})
		}
	}
	for _, x := range []struct{ owner, scope string }{
		{"submitter", service.ScopeRead},
		{"submitter", service.ScopeSubmit},
		{"submitter", service.ScopeSettings},
		{"secretary", service.ScopeAct},
		{"chair", service.ScopeSign},
		{"admin", service.ScopeAdmin},
	} {
		secret, by := i.token(t, x.owner, x.scope)
		askers = append(askers, asker{"token_" + x.scope, by, askWith(t, i, i.browser(t), secret)})
	}

	var got strings.Builder
	fmt.Fprintf(&got, "%-7s %-47s", "", "")
	for _, a := range askers {
		fmt.Fprintf(&got, " %-14s", a.name)
	}
	got.WriteString("\n")
	table := routes()
	slices.SortStableFunc(table, func(a, b route) int { // signing out and acting come last, because they change what follows
		return rank(a) - rank(b)
	})
	for _, r := range table {
		fmt.Fprintf(&got, "%-7s %-47s", r.method, r.path)
		for _, a := range askers {
			status := a.ask(r.method, fill.Replace(r.path)).status
			fmt.Fprintf(&got, " %-14d", status)
			switch want := r.admits(a.by); {
			case status >= 500:
				t.Errorf("%s %s for %s: %d", r.method, r.path, a.name, status)
			case !want && a.by == nil && status != http.StatusUnauthorized && status != http.StatusSeeOther,
				!want && a.by != nil && status != http.StatusForbidden:
				t.Errorf("%s %s for %s: %d, though the route does not admit them", r.method, r.path, a.name, status)
			case want && status == http.StatusUnauthorized:
				t.Errorf("%s %s for %s: %d, though the route admits them", r.method, r.path, a.name, status)
			}
		}
		got.WriteString("\n")
	}
	compare(t, "matrix.txt", regexp.MustCompile(`(?m) +$`).ReplaceAllString(got.String(), ""))
}

// rank puts first what only reads, then what acts, then what ends something.
func rank(r route) int {
	switch {
	case r.path == "/sign-out":
		return 3
	case r.method == http.MethodDelete, strings.HasSuffix(r.path, "/remove"):
		return 2
	case strings.Contains(r.path, "/acts/"), strings.HasSuffix(r.path, "/run-again"), strings.HasSuffix(r.path, "/ping"):
		return 1
	}
	return 0
}

// token makes a token of one scope, or of several.
func (i *installation) token(t *testing.T, owner string, scopes ...string) (string, *service.Caller) {
	t.Helper()
	secret, err := i.service.CreateToken(context.Background(), i.callers[owner], strings.Join(scopes, " "), scopes, 1)
	if err != nil {
		t.Fatal(err)
	}
	by, err := i.service.Bearer(context.Background(), secret)
	if err != nil {
		t.Fatal(err)
	}
	return secret, by
}

// objects makes one of everything that the department of transport can have, and returns what fills their names into an address.
func (i *installation) objects(t *testing.T, id service.CaseID) *strings.Replacer {
	t.Helper()
	ctx, by := context.Background(), i.callers["submitter"]
	template, err := i.service.SaveTemplate(ctx, by, "许可", "Permits", permitPlan)
	if err != nil {
		t.Fatal(err)
	}
	hook, err := i.service.AddWebhook(ctx, by, "https://receiver.invalid/", nil)
	if err != nil {
		t.Fatal(err)
	}
	token, err := i.service.MakeToken(ctx, by, "of the matrix", []string{service.ScopeRead}, 1)
	if err != nil {
		t.Fatal(err)
	}
	return strings.NewReplacer(":case", string(id), ":other", string(i.measured(t)), ":name", "results.json", ":action", "form_panel", ":id", "t-none", ":secret", "none",
		":template", template.ID, ":webhook", hook.ID, ":token", token.ID, ":n", "1", ":account", "a-none")
}

func accountNames() []string {
	var out []string
	for _, a := range testAccounts {
		out = append(out, a.name)
	}
	return out
}

// askWith asks without following redirects.
func askWith(t *testing.T, i *installation, b *browser, token string) func(method, path string) answer {
	b.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return func(method, path string) answer {
		t.Helper()
		req, err := http.NewRequest(method, i.url+path, strings.NewReader(""))
		if err != nil {
			t.Fatal(err)
		}
		if method == http.MethodPost {
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		if token != "" {
			req.Header.Set("Authorization", "Bearer "+token)
		}
		return b.do(req)
	}
}

// compare holds a text against a golden file.
func compare(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for n, line := range strings.Split(got, "\n") {
		if lines := strings.Split(string(want), "\n"); n >= len(lines) || lines[n] != line {
			t.Errorf("%s line %d:\ngot  %s", name, n+1, line)
		}
	}
}
