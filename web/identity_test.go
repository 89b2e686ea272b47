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
	"time"

	"auditd/audit"
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

// old makes every session's proof an hour old.
func (i *installation) old(t *testing.T) {
	t.Helper()
	if _, err := i.service.Register.DB.Exec(context.Background(), "UPDATE sessions SET proved_at = proved_at - ?", time.Hour.Microseconds()); err != nil {
		t.Fatal(err)
	}
}

// What gives a way in asks for a proof of the last minutes: by password, or by a provider that has asked anew.
func TestConfirm(t *testing.T) {
	i := federated(t, nil)
	b := i.signIn(t, "chair")
	b.ok(b.through(b.post("/account/link"), "person-1"))
	issuer := match(t, `name="issuer" value="([^"]+)"`, b.get("/account").body)
	i.old(t)
	if a := b.post("/account/unlink", "issuer", issuer); a.url != "/confirm?next=%2Faccount" || !strings.Contains(a.body, "Confirm that it is you") {
		t.Fatalf("an old proof: %d at %s", a.status, a.url)
	}
	b.refused(b.post("/confirm", "password", "wrong wrong wrong", "next", "/account"), http.StatusForbidden, "password is wrong")
	if a := b.post("/account/unlink", "issuer", issuer); !strings.HasPrefix(a.url, "/confirm") {
		t.Errorf("after a wrong password at %s", a.url)
	}
	// Another person at the provider is no proof, and neither is one whom the provider knows from earlier.
	a := b.post("/confirm/provider", "next", "/account")
	address := leaves(t, a)
	if q := mustURL(t, address).Query(); q.Get("prompt") != "login" || q.Get("max_age") != "0" {
		t.Errorf("the provider is not asked to ask anew: %s", address)
	}
	if a := b.absolute(b.at(address, "person-1")); a.url != "/account" {
		t.Fatalf("confirmed: %d at %s", a.status, a.url)
	}
	b.ok(b.post("/account/unlink", "issuer", issuer))
	if a := b.through(b.post("/confirm/provider", "next", "/account"), "person-1"); a.status != http.StatusForbidden {
		t.Errorf("confirmed by an identity that is not linked: %d", a.status)
	}
	i.old(t)
	if a := b.post("/confirm", "password", password, "next", "/account"); a.url != "/account" {
		t.Errorf("confirmed by password: %d at %s", a.status, a.url)
	}
	if a := b.post("/account/link"); a.status != http.StatusOK || !strings.Contains(a.body, "To your organisation") {
		t.Errorf("after confirming: %d at %s", a.status, a.url)
	}
	// Confirming guesses no passwords: five wrong ones lock the account.
	for range 5 {
		b.post("/confirm", "password", "wrong wrong wrong")
	}
	b.refused(b.post("/confirm", "password", password), http.StatusForbidden, "or the account is locked")
}

// Signing and publishing need such a proof; reviewing and reading do not.
func TestSigningIsConfirmed(t *testing.T) {
	i := install(t)
	id := wholeWay(t, i)
	i.old(t)
	b := i.signIn(t, "publisher")
	i.old(t)
	b.ok(b.get("/cases/" + id))
	if a := b.post("/cases/"+id+"/acts/publish", "digest", strings.Repeat("0", 64)); a.url != "/confirm?next=%2Fcases%2F"+id {
		t.Errorf("publishing with an old proof: %d at %s", a.status, a.url)
	}
	if a := b.post("/confirm", "password", password, "next", "/cases/"+id); a.url != "/cases/"+id {
		t.Errorf("confirmed: at %s", a.url)
	}
	if a := b.post("/cases/"+id+"/acts/publish", "digest", strings.Repeat("0", 64)); a.status != http.StatusConflict && a.status != http.StatusForbidden || strings.HasPrefix(a.url, "/confirm") {
		t.Errorf("publishing again after confirming: %d at %s", a.status, a.url)
	}
	c := i.signIn(t, "chair")
	i.old(t)
	if a := c.post("/cases/"+id+"/acts/sign", "digest", strings.Repeat("0", 64)); !strings.HasPrefix(a.url, "/confirm") {
		t.Errorf("signing with an old proof: %d at %s", a.status, a.url)
	}
}

// Groups at the provider decide about roles only where they are mapped; roles that exclude each other do so there too, and what a
// person granted stays.
func TestMappedRoles(t *testing.T) {
	ctx := context.Background()
	groups := map[string][]service.Role{"reviewers": {service.RoleCommitteeMember}, "office": {service.RoleSecretary}, "root": {service.RoleAdmin}}
	i := federated(t, groups)
	link, err := i.service.CreateAccount(ctx, i.callers["admin"], service.NewAccount{Name: "new", Roles: []service.Role{service.RoleInspector}})
	if err != nil {
		t.Fatal(err)
	}
	b := i.browser(t)
	roles := func() string {
		t.Helper()
		list, err := i.service.Accounts(ctx, i.callers["admin"])
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range list {
			if a.Name == "new" {
				return joinRoles(a.Roles)
			}
		}
		return "no such account"
	}
	b.ok(b.through(b.post("/sign-in/provider", "link", link), "person+reviewers+root+unknown"))
	if got := roles(); got != "committee_member inspector" {
		t.Errorf("roles %s; the group root must not make an admin", got)
	}
	// The same person with other groups: the provider here makes the subject of the groups too, so the register is told.
	_, err = i.service.Register.DB.Exec(ctx, "UPDATE identities SET subject = 'person+office'")
	if err != nil {
		t.Fatal(err)
	}
	c := i.browser(t)
	c.ok(c.through(c.post("/sign-in/provider"), "person+office"))
	if got := roles(); got != "secretary inspector" {
		t.Errorf("roles %s after a change of groups; what the administrator granted must stay", got)
	}
	// A submitter whose groups would make them a reviewer is not let in, rather than getting both.
	s := i.signIn(t, "submitter")
	s.ok(s.through(s.post("/account/link"), "other+reviewers"))
	d := i.browser(t)
	d.refused(d.through(d.post("/sign-in/provider"), "other+reviewers"), http.StatusForbidden, "exclude each other")
}

func joinRoles(roles []service.Role) string {
	var out []string
	for _, r := range roles {
		out = append(out, string(r))
	}
	return strings.Join(out, " ")
}

// Behind a proxy, the limit of attempts counts the person's address: the last one that no trusted proxy wrote. From anybody else the
// header is a lie.
func TestTrustedProxies(t *testing.T) {
	for name, c := range map[string]struct {
		trusted   []string
		forwarded func(n int) string
		allowed   int // of 30 attempts
	}{
		"no proxy, no header":               {nil, func(int) string { return "" }, attemptsAtOnce},
		"no proxy, invented headers":        {nil, func(n int) string { return "192.0.2." + string(rune('0'+n%10)) }, attemptsAtOnce},
		"proxy, one person":                 {[]string{"127.0.0.0/8"}, func(int) string { return "192.0.2.1" }, attemptsAtOnce},
		"proxy, three persons":              {[]string{"127.0.0.1"}, func(n int) string { return "192.0.2." + string(rune('0'+n%3)) }, 30},
		"proxy, one person who lies":        {[]string{"127.0.0.1"}, func(n int) string { return "198.51.100." + string(rune('0'+n%10)) + ", 192.0.2.1" }, attemptsAtOnce},
		"two proxies, three persons":        {[]string{"127.0.0.1", "10.0.0.0/8"}, func(n int) string { return "192.0.2." + string(rune('0'+n%3)) + ", 10.1.2.3" }, 30},
		"another proxy than the trusted":    {[]string{"192.0.2.99"}, func(n int) string { return "192.0.2." + string(rune('0'+n%10)) }, attemptsAtOnce},
		"proxy, one IPv6 network":           {[]string{"127.0.0.1"}, func(n int) string { return "2001:db8::" + string(rune('1'+n%9)) }, attemptsAtOnce},
		"proxy that writes no address":      {[]string{"127.0.0.1"}, func(int) string { return "unknown" }, attemptsAtOnce},
		"proxy, X-Real-IP is not looked at": {[]string{"127.0.0.1"}, func(int) string { return "" }, attemptsAtOnce},
	} {
		t.Run(name, func(t *testing.T) {
			srv, err := New(Config{UseCases: refusing{}, Proxies: c.trusted})
			if err != nil {
				t.Fatal(err)
			}
			allowed := 0
			for n := range 30 {
				req := httptest.NewRequest(http.MethodPost, "/sign-in", strings.NewReader("name=a&password=b"))
				req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				req.RemoteAddr = "127.0.0.1:1"
				if f := c.forwarded(n); f != "" {
					req.Header.Set("X-Forwarded-For", f)
				}
				req.Header.Set("X-Real-Ip", "192.0.2."+string(rune('0'+n%10)))
				w := httptest.NewRecorder()
				srv.ServeHTTP(w, req)
				if w.Code == http.StatusForbidden {
					allowed++
				}
			}
			if allowed != c.allowed {
				t.Errorf("%d attempts were looked at, want %d", allowed, c.allowed)
			}
		})
	}
	if _, err := New(Config{Proxies: []string{"proxy.example"}}); err == nil {
		t.Error("a proxy without an address was accepted")
	}
}

// refusing refuses every password.
type refusing struct{ UseCases }

func (refusing) SignIn(context.Context, string, string) (string, error) {
	return "", audit.Errorf(audit.Denied, "no")
}

// Where people come over TLS, cookies are for TLS only and for this host alone, browsers are told to stay with TLS, and links that
// leave the service have its external address, whatever host a request names.
func TestExternalAddress(t *testing.T) {
	i := install(t)
	i.populate(t)
	srv, err := New(Config{UseCases: i.service, External: "https://audits.example"})
	if err != nil {
		t.Fatal(err)
	}
	ask := func(method, path, body string, cookie string) *httptest.ResponseRecorder {
		req := httptest.NewRequest(method, "http://evil.example"+path, strings.NewReader(body))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Accept-Language", "en")
		if cookie != "" {
			req.Header.Set("Cookie", cookie)
		}
		w := httptest.NewRecorder()
		srv.ServeHTTP(w, req)
		return w
	}
	w := ask(http.MethodPost, "/sign-in", url.Values{"name": {"admin"}, "password": {password}}.Encode(), "")
	cookie := w.Header().Get("Set-Cookie")
	for _, want := range []string{"__Host-auditd=", "; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"} {
		if !strings.Contains(cookie, want) {
			t.Errorf("the cookie %q lacks %s", cookie, want)
		}
	}
	if strings.Contains(cookie, "Domain") || w.Header().Get("Strict-Transport-Security") == "" {
		t.Errorf("headers %v", w.Header())
	}
	session, _, _ := strings.Cut(cookie, ";")
	w = ask(http.MethodPost, "/admin/accounts", "name=x&role=inspector", session)
	if body := w.Body.String(); !strings.Contains(body, "https://audits.example/link/") || strings.Contains(body, "evil.example") {
		t.Errorf("%d: the link is %s", w.Code, match(t, `<code>([^<]*)</code>`, body))
	}
}
