package web

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"auditd/web/api"
)

// sources are the files of this package.
func sources() fs.FS { return os.DirFS(".") }

// Every page forbids what it does not need, and none holds a script or a style of its own.
func TestHeaders(t *testing.T) {
	i := install(t)
	i.populate(t)
	b := i.signIn(t, "submitter")
	inline := regexp.MustCompile(`(?i)<script(?:>| [^>]*[^/"]>[^<])|<style| style=| on[a-z]+=|https?://[^"]*\.(?:js|css)`)
	for _, path := range []string{"/", "/sign-in", "/cases", "/submit", "/tokens", "/access-log", "/nowhere"} {
		a := b.get(path)
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cache-Control": "no-store",
		} {
			if path == "/nowhere" && name == "Cache-Control" {
				continue
			}
			if !strings.Contains(a.header.Get(name), want) {
				t.Errorf("%s: %s is %q", path, name, a.header.Get(name))
			}
		}
		if strings.Contains(a.header.Get("Content-Security-Policy"), "unsafe") {
			t.Errorf("%s: the policy allows something unsafe", path)
		}
		if m := inline.FindString(a.body); m != "" {
			t.Errorf("%s holds %q", path, m)
		}
		if len(a.header.Get("X-Request-Id")) != 16 {
			t.Errorf("%s has no name", path)
		}
	}
}

// The style sheet is named by its content, may be kept for ever, and is not sent twice.
func TestAssets(t *testing.T) {
	i := install(t)
	b := i.browser(t)
	path := match(t, `href="(/static/style-[0-9a-f]{12}\.css)"`, b.get("/").body)
	a := b.ok(b.get(path))
	if !strings.Contains(a.header.Get("Cache-Control"), "immutable") || !strings.HasPrefix(a.header.Get("Content-Type"), "text/css") {
		t.Errorf("headers %v", a.header)
	}
	req, err := http.NewRequest(http.MethodGet, i.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("If-None-Match", a.header.Get("ETag"))
	if a := b.do(req); a.status != http.StatusNotModified {
		t.Errorf("sent again with %d", a.status)
	}
}

// A form that another site sends is refused, session or not.
func TestOtherOrigins(t *testing.T) {
	i := install(t)
	i.populate(t)
	b := i.signIn(t, "submitter")
	for name, headers := range map[string][2]string{
		"by its site": {"Sec-Fetch-Site", "cross-site"}, "by its origin": {"Origin", "https://other.example"},
	} {
		req, err := http.NewRequest(http.MethodPost, i.url+"/tokens", strings.NewReader("name=x&scope=read&days=1"))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set(headers[0], headers[1])
		if a := b.do(req); a.status != http.StatusForbidden {
			t.Errorf("%s: %d", name, a.status)
		}
	}
}

// After five wrong passwords the right one is refused too, with the same words; other accounts go on.
func TestLockOut(t *testing.T) {
	i := install(t)
	i.populate(t)
	b := i.browser(t)
	for range 5 {
		b.refused(b.post("/sign-in", "name", "chair", "password", "wrong wrong wrong"), http.StatusForbidden, "Name or password is wrong")
	}
	b.refused(b.post("/sign-in", "name", "chair", "password", password), http.StatusForbidden, "Name or password is wrong")
	i.signIn(t, "secretary")
}

// From one address only so many attempts are answered.
func TestAttemptsAreBounded(t *testing.T) {
	l := newLimiter()
	allowed := 0
	for range 100 {
		if l.allow("192.0.2.1") {
			allowed++
		}
	}
	if allowed != attemptsAtOnce || !l.allow("192.0.2.2") {
		t.Errorf("%d attempts were allowed, want %d and another address free", allowed, attemptsAtOnce)
	}
}

// An address to go on to after signing in stays within the service.
func TestLocal(t *testing.T) {
	for next, want := range map[string]string{
		"/cases/x?a=b": "/cases/x?a=b", "": "/start", "https://other.example": "/start", "//other.example": "/start", "/\\other.example": "/start", "/a\nb": "/start",
	} {
		if got := local(next); got != want {
			t.Errorf("%q leads to %q, want %q", next, got, want)
		}
	}
}

// A program gets a problem document in the language it asks for (RFC 9457).
func TestProblems(t *testing.T) {
	i := install(t)
	i.populate(t)
	b := i.signIn(t, "submitter")
	for lang, title := range map[string]string{"en": "Not found", "zh": "没有找到"} {
		b.lang = lang
		a := b.get("/api/v1/cases/2026-none")
		var p problem
		if err := json.Unmarshal([]byte(a.body), &p); err != nil {
			t.Fatal(err)
		}
		if a.status != http.StatusNotFound || a.header.Get("Content-Type") != "application/problem+json" || p.Title != title || p.Kind != "not_found" || p.ID == "" {
			t.Errorf("%d %s %+v", a.status, a.header.Get("Content-Type"), p)
		}
	}
	// The same plan and form, in both languages.
	for lang, want := range map[string]string{"zh": "您是否想写 \"rules\"？", "en": "did you mean \"rules\"?"} {
		b.lang = lang
		var p problem
		a := b.send("/api/v1/submissions", "", "a.csv", permits(), "plan", permitPlan+"ruels: []\n", "subject", "transport", "impact_level", "1")
		if err := json.Unmarshal([]byte(a.body), &p); err != nil || a.status != http.StatusUnprocessableEntity || p.Remedy != want || p.File != "plan.yaml" {
			t.Errorf("a plan with a wrong key in %s: %d %s", lang, a.status, a.body)
		}
	}
	b.lang = "en"
	a := b.send("/api/v1/submissions", "", "a.csv", permits(), "plan", "version: 1", "subject", "transport", "impact_level", "1")
	if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "plan.yaml") {
		t.Errorf("a plan with gaps: %d %s", a.status, a.body)
	}
	big := strings.Repeat("x", 6<<20)
	if a := b.send("/api/v1/submissions", "", "a.csv", big, "plan", permitPlan); a.status != http.StatusRequestEntityTooLarge {
		t.Errorf("a file above the limit: %d %s", a.status, a.body)
	}
}

// The OpenAPI document is served as it is kept, and every route under /api/ is an operation in it, with the same roles and scope.
func TestOpenAPI(t *testing.T) {
	i := install(t)
	var doc struct{ OpenAPI string }
	if err := json.Unmarshal([]byte(i.browser(t).get("/docs/openapi.json").body), &doc); err != nil || doc.OpenAPI != "3.1.0" {
		t.Errorf("version %q: %v", doc.OpenAPI, err)
	}
	described := map[string]api.Operation{}
	for _, op := range api.Operations() {
		described[op.Method+" "+api.Base+op.Path] = op
	}
	for _, r := range routes() {
		if !strings.HasPrefix(r.path, "/api/") {
			continue
		}
		op, ok := described[r.method+" "+r.path]
		if !ok || op.Open != r.open || op.Scope != r.scope || !slices.Equal(op.Roles, r.roles) {
			t.Errorf("%s %s is not in the document as it is", r.method, r.path)
		}
		delete(described, r.method+" "+r.path)
	}
	for name := range described {
		t.Errorf("%s is in the document and no route", name)
	}
}

// Health answers always, readiness when register and store can be used, and metrics count by route and never by address.
func TestOperation(t *testing.T) {
	i := install(t)
	b := i.browser(t)
	b.ok(b.get("/healthz"))
	b.ok(b.get("/readyz"))
	if a := b.get("/metrics"); a.status != http.StatusNotFound {
		t.Errorf("metrics stand open: %d", a.status)
	}
}
