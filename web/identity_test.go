package web

import (
	"bufio"
	"context"
	"html"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"auditd/audit/service"
	"auditd/web/oidc"
)

// provider starts a certified OpenID provider on loopback that sends people back to an address. It needs node and "npm ci" in
// oidc/testdata/provider; AUDITD_REQUIRE_NODE=1 turns a missing one into a failure.
func provider(t *testing.T, back string) (issuer string) {
	t.Helper()
	skip := t.Skipf
	if os.Getenv("AUDITD_REQUIRE_NODE") == "1" {
		skip = t.Fatalf
	}
	dir := filepath.Join("oidc", "testdata", "provider")
	if _, err := exec.LookPath("node"); err != nil {
		skip("NOT CHECKED: signing in at a real provider, because node is not installed")
	}
	if _, err := os.Stat(filepath.Join(dir, "node_modules", "oidc-provider")); err != nil {
		skip("NOT CHECKED: signing in at a real provider, because oidc-provider is not installed: run npm ci in web/%s", dir)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	_, port, _ := strings.Cut(address, ":")
	cmd := exec.Command("node", "provider.mjs", port, back+"/sign-in/callback", back+"/")
	cmd.Dir = dir
	in, err := cmd.StdinPipe() // the provider ends with it
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close(); _ = cmd.Wait() })
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "listening\n" {
		t.Fatalf("the provider says %q, %v", line, err)
	}
	return "http://" + address
}

// federated makes an installation at which people sign in at a real provider. groups is what groups there stand for; nil for nothing.
func federated(t *testing.T, groups map[string][]service.Role) *installation {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	base := "http://" + l.Addr().String()
	claim, scopes := "", []string(nil)
	if groups != nil {
		claim, scopes = "groups", []string{"groups"}
	}
	p, err := oidc.New(oidc.Config{
		Issuer: provider(t, base), ClientID: "auditd", ClientSecret: "secret", Redirect: base + "/sign-in/callback", GroupsClaim: claim, Scopes: scopes,
	})
	if err != nil {
		t.Fatal(err)
	}
	i := install(t)
	i.populate(t)
	srv, err := New(Config{UseCases: i.service, External: base, Identities: IdentityProvider{Provider: p, Name: "Provider", Roles: groups}})
	if err != nil {
		t.Fatal(err)
	}
	srv.attempts.burst = 1000
	h := &httptest.Server{Listener: l, Config: &http.Server{Handler: srv}}
	h.Start()
	t.Cleanup(h.Close)
	i.url = base
	return i
}

// absolute gets an address of any server.
func (b *browser) absolute(address string) answer {
	b.t.Helper()
	req, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.do(req)
}

// leaves returns where a page that leads to the provider leads.
func leaves(t *testing.T, a answer) string {
	t.Helper()
	return html.UnescapeString(match(t, `class="button" href="([^"]+)"`, a.body))
}

// at does at the provider what a person does: says a name, consents. It stops before it comes back, and returns the address to which
// the provider sends them.
func (b *browser) at(address, person string) (back string) {
	b.t.Helper()
	follow := b.http.CheckRedirect
	defer func() { b.http.CheckRedirect = follow }()
	b.http.CheckRedirect = func(req *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(req.URL.String(), b.base+"/sign-in/callback") {
			return http.ErrUseLastResponse
		}
		return nil
	}
	a := b.absolute(address)
	u, err := url.Parse(address)
	if err != nil {
		b.t.Fatal(err)
	}
	for range 3 {
		if to := a.header.Get("Location"); to != "" {
			return to
		}
		form := url.Values{"prompt": {match(b.t, `name="prompt" value="(\w+)"`, a.body)}, "login": {person}, "password": {"any"}}
		action := match(b.t, `action="([^"]+)"`, a.body)
		if strings.HasPrefix(action, "/") {
			action = u.Scheme + "://" + u.Host + action
		}
		req, err := http.NewRequest(http.MethodPost, action, strings.NewReader(form.Encode()))
		if err != nil {
			b.t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		a = b.do(req)
	}
	b.t.Fatalf("the provider does not send %s back: %s", person, a.body)
	return ""
}

// through goes to the provider and back.
func (b *browser) through(a answer, person string) answer {
	b.t.Helper()
	return b.absolute(b.at(leaves(b.t, a), person))
}

// An account is linked by who holds it, from a session or from a one-time link; from then on its holder signs in at the provider, in
// whatever browser, until the link is removed.
func TestSignInAtProvider(t *testing.T) {
	i := federated(t, nil)
	b := i.signIn(t, "submitter")
	if a := b.get("/account"); !strings.Contains(a.body, "This account is not linked") {
		t.Errorf("before linking: %s", a.body)
	}
	if a := b.through(b.post("/account/link"), "person-1"); a.url != "/account" || !strings.Contains(a.body, "person-1") {
		t.Fatalf("linked: %d at %s", a.status, a.url)
	}
	fresh := i.browser(t)
	if a := fresh.through(fresh.post("/sign-in/provider", "next", "/tokens"), "person-1"); a.url != "/tokens" || a.status != http.StatusOK {
		t.Fatalf("signed in: %d at %s", a.status, a.url)
	}
	if a := fresh.post("/sign-out"); a.url != "/signed-out" || !strings.Contains(a.body, "/session/end?") {
		t.Errorf("signed out at %s: %s", a.url, a.body)
	}
	if a := fresh.get("/tokens"); !strings.HasPrefix(a.url, "/sign-in") {
		t.Errorf("signed out and still at %s", a.url)
	}
	// The log says how and from where.
	if a := b.get("/access-log"); !strings.Contains(a.body, "linked an identity") || !strings.Contains(a.body, "127.0.0.1") {
		t.Error("the access log does not show the linking, or not from where")
	}
	// A new account by its one-time link, without any password.
	link, err := i.service.CreateAccount(context.Background(), i.callers["admin"], service.NewAccount{Name: "new", Roles: []service.Role{service.RoleInspector}})
	if err != nil {
		t.Fatal(err)
	}
	c := i.browser(t)
	if a := c.get("/link/" + link); !strings.Contains(a.body, "Sign in with Provider") {
		t.Error("the one-time link does not offer the provider")
	}
	if a := c.through(c.post("/sign-in/provider", "link", link), "person-2"); a.url != "/cases" || a.status != http.StatusOK {
		t.Fatalf("redeemed: %d at %s", a.status, a.url)
	}
	c.refused(c.post("/link/"+link, "password", password, "again", password), http.StatusForbidden, "not valid any more")
	// Without a password the link is the only way in, and stays; with one it can go.
	issuer := match(t, `name="issuer" value="([^"]+)"`, c.get("/account").body)
	c.refused(c.post("/account/unlink", "issuer", issuer), http.StatusConflict, "no password")
	b.ok(b.post("/account/unlink", "issuer", issuer))
	fresh.refused(fresh.through(fresh.post("/sign-in/provider"), "person-1"), http.StatusForbidden, "no account is linked")
}

// Attacks that pass through a browser and a real provider. What a dishonest provider can send is tested in package oidc.
func TestSignInAttacks(t *testing.T) {
	i := federated(t, nil)
	owner := i.signIn(t, "chair")
	owner.ok(owner.through(owner.post("/account/link"), "person-1"))
	nobody := func(b *browser) {
		t.Helper()
		if a := b.get("/account"); !strings.HasPrefix(a.url, "/sign-in") {
			t.Errorf("somebody is signed in: %d at %s", a.status, a.url)
		}
	}

	t.Run("nobody is found by a name or address", func(t *testing.T) {
		b := i.browser(t)
		b.refused(b.through(b.post("/sign-in/provider"), "chair"), http.StatusForbidden, "no account is linked")
		nobody(b)
	})
	t.Run("an answer in another browser (login CSRF)", func(t *testing.T) {
		attacker, victim := i.browser(t), i.browser(t)
		back := attacker.at(leaves(t, attacker.post("/sign-in/provider")), "person-1")
		victim.refused(victim.absolute(back), http.StatusForbidden, "not begun in this browser")
		nobody(victim)
		// Not even while the victim has a visit of their own under way.
		victim.post("/sign-in/provider")
		victim.refused(victim.absolute(back), http.StatusForbidden, "belongs to another sign-in")
		nobody(victim)
	})
	t.Run("an answer twice (replayed)", func(t *testing.T) {
		b := i.browser(t)
		begun := b.post("/sign-in/provider")
		cookies := b.http.Jar.Cookies(mustURL(t, i.url))
		back := b.at(leaves(t, begun), "person-1")
		b.ok(b.absolute(back))
		b.ok(b.post("/sign-out"))
		b.http.Jar.SetCookies(mustURL(t, i.url), cookies) // as a thief of the browser's cookies would have it
		b.refused(b.absolute(back), http.StatusForbidden, "is over or was never begun")
		nobody(b)
	})
	t.Run("a code in another visit (injected)", func(t *testing.T) {
		thief, victim := i.browser(t), i.browser(t)
		stolen := mustURL(t, victim.at(leaves(t, victim.post("/sign-in/provider")), "person-1")).Query().Get("code")
		own := mustURL(t, thief.at(leaves(t, thief.post("/sign-in/provider")), "person-9"))
		q := own.Query()
		q.Set("code", stolen) // the state and the cookie are the thief's own; PKCE stops it
		own.RawQuery = q.Encode()
		thief.refused(thief.absolute(own.String()), http.StatusForbidden, "refused the code")
		nobody(thief)
	})
	t.Run("without a state", func(t *testing.T) {
		b := i.browser(t)
		own := mustURL(t, b.at(leaves(t, b.post("/sign-in/provider")), "person-1"))
		q := own.Query()
		q.Del("state")
		own.RawQuery = q.Encode()
		b.refused(b.absolute(own.String()), http.StatusForbidden, "belongs to another sign-in")
		nobody(b)
	})
	t.Run("an identity of somebody else", func(t *testing.T) {
		b := i.signIn(t, "secretary")
		b.refused(b.through(b.post("/account/link"), "person-1"), http.StatusConflict, "belongs to an account already")
	})
	t.Run("a link begun in one session and ended in another", func(t *testing.T) {
		b := i.signIn(t, "secretary")
		back := b.at(leaves(t, b.post("/account/link")), "person-8")
		b.ok(b.post("/sign-in", "name", "inspector", "password", password))
		b.refused(b.absolute(back), http.StatusForbidden, "begun in another session")
	})
	t.Run("a form that another site sends", func(t *testing.T) {
		b := i.signIn(t, "secretary")
		for _, path := range []string{"/account/link", "/sign-in/provider", "/confirm", "/confirm/provider", "/account/unlink"} {
			req, err := http.NewRequest(http.MethodPost, i.url+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Sec-Fetch-Site", "cross-site")
			if a := b.do(req); a.status != http.StatusForbidden {
				t.Errorf("%s: %d", path, a.status)
			}
		}
	})
	t.Run("a next address that leads away", func(t *testing.T) {
		b := i.browser(t)
		if a := b.through(b.post("/sign-in/provider", "next", "https://other.invalid/"), "person-1"); a.url != "/cases" {
			t.Errorf("led to %s", a.url)
		}
	})
}

func mustURL(t *testing.T, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
