package web

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/time/rate"

	"auditd/audit/service"
)

const fresh = "another correct horse"

// A person changes their own password with the current one. Told before, all other sessions and all tokens of the account end; this
// browser goes on in a new session, and the log says so.
func TestChangePassword(t *testing.T) {
	i := install(t)
	i.populate(t)
	b, other := i.signIn(t, "chair"), i.signIn(t, "chair")
	secret, _ := i.token(t, "chair", service.ScopeRead)
	if a := b.ok(b.get("/account")); !strings.Contains(a.body, "(1 in use)") || !strings.Contains(a.body, "programs that use them need new ones") {
		t.Error("the page does not say that the token ends")
	}
	change := func(x *browser, current, chosen, again string) answer {
		return x.post("/account/password", "current", current, "password", chosen, "again", again)
	}
	b.refused(change(b, "wrong wrong wrong", fresh, fresh), http.StatusForbidden, "The password is wrong")
	b.refused(change(b, password, fresh, fresh+"!"), http.StatusUnprocessableEntity, "The two passwords differ")
	b.refused(change(b, password, "short", "short"), http.StatusUnprocessableEntity, "at least 12 characters")
	b.refused(change(b, password, password, password), http.StatusUnprocessableEntity, "the new password is the old one")
	other.ok(other.get("/cases"))
	before := i.session(t, b)
	if a := b.ok(change(b, password, fresh, fresh)); a.url != "/account?changed=password" || !strings.Contains(a.body, "(0 in use)") {
		t.Errorf("changed: at %s", a.url)
	}
	if i.session(t, b) == before {
		t.Error("the session is the old one")
	}
	if a := other.get("/cases"); !strings.HasPrefix(a.url, "/sign-in") {
		t.Errorf("the other session goes on: %d at %s", a.status, a.url)
	}
	if a := askWith(t, i, i.browser(t), secret)(http.MethodGet, "/api/v1/me"); a.status != http.StatusUnauthorized {
		t.Errorf("the token goes on: %d", a.status)
	}
	x := i.browser(t)
	x.refused(x.post("/sign-in", "name", "chair", "password", password), http.StatusForbidden, "password is wrong")
	x.ok(x.post("/sign-in", "name", "chair", "password", fresh))
	if a := b.ok(b.get("/access-log")); !strings.Contains(a.body, "changed the own password") {
		t.Error("the log does not say so")
	}
	// Five wrong ones in a session end the tries there, and nowhere else.
	for range 5 {
		change(b, "wrong wrong wrong", password, password)
	}
	b.refused(change(b, fresh, password, password), http.StatusForbidden, "locked")
	x.ok(change(x, fresh, password, password))
}

// A token cannot change a password: a program that was lent one does not become the account's owner.
func TestTokenChangesNoPassword(t *testing.T) {
	i := install(t)
	i.populate(t)
	_, by := i.token(t, "chair", service.Scopes()...)
	if _, err := i.service.ChangePassword(t.Context(), by, password, fresh); err == nil {
		t.Error("a token changed the password")
	}
	i.signIn(t, "chair")
}

// A reset by an administrator ends sessions and tokens with the old password, and not before the link is used.
func TestResetEndsAccess(t *testing.T) {
	i := install(t)
	i.populate(t)
	b := i.signIn(t, "chair")
	secret, _ := i.token(t, "chair", service.ScopeRead)
	made, err := i.service.RenewLink(t.Context(), i.callers["admin"], i.callers["chair"].ID, "lost")
	if err != nil {
		t.Fatal(err)
	}
	b.ok(b.get("/cases"))
	x := i.browser(t)
	x.ok(x.post("/link/"+made.Link, "password", fresh, "again", fresh))
	if a := b.get("/cases"); !strings.HasPrefix(a.url, "/sign-in") {
		t.Errorf("the session goes on: %d at %s", a.status, a.url)
	}
	if a := askWith(t, i, i.browser(t), secret)(http.MethodGet, "/api/v1/me"); a.status != http.StatusUnauthorized {
		t.Errorf("the token goes on: %d", a.status)
	}
	x.ok(x.post("/sign-in", "name", "chair", "password", fresh))
}

// Wrong passwords from the same address keep a stranger out and let in whoever signed in with this browser before; and who has signed
// out keeps that.
func TestAttackerLocksNobodyOut(t *testing.T) {
	i := install(t)
	i.populate(t)
	member := i.signIn(t, "member1")
	member.ok(member.post("/sign-out"))
	attacker := i.browser(t)
	for range 10 {
		attacker.post("/sign-in", "name", "member1", "password", "guess guess guess")
	}
	attacker.refused(attacker.post("/sign-in", "name", "member1", "password", password), http.StatusForbidden, "locked")
	member.ok(member.post("/sign-in", "name", "member1", "password", password))
	if a := member.get("/cases"); a.url != "/cases" {
		t.Errorf("the member is not let in: at %s", a.url)
	}
	// The attacker's own account gives no way around: their browser is known to it, and to no other.
	attacker.ok(attacker.post("/sign-in", "name", "other", "password", password))
	attacker.ok(attacker.post("/sign-out"))
	attacker.refused(attacker.post("/sign-in", "name", "member1", "password", password), http.StatusForbidden, "locked")
	// An administrator reads that, and lifts it.
	admin := i.signIn(t, "admin")
	page := "/admin/accounts/" + string(i.callers["member1"].ID)
	if a := admin.ok(admin.get(page)); !strings.Contains(a.body, "locked after wrong passwords until") {
		t.Error("the administrator does not read of the wrong passwords")
	}
	admin.ok(admin.post(page+"/enable", "reason", "asked by telephone"))
	attacker.ok(attacker.post("/sign-in", "name", "member1", "password", password))
}

// An address that has used up its tries still lets in browsers that are known.
func TestBusyAddressLetsKnownBrowsersIn(t *testing.T) {
	i := install(t)
	i.populate(t)
	member := i.signIn(t, "member1")
	member.ok(member.post("/sign-out"))
	i.server.attempts = &limiter{burst: 3, seen: map[string]*rate.Limiter{}}
	stranger := i.browser(t)
	for range 20 {
		stranger.post("/sign-in", "name", "nobody", "password", "guess guess guess")
	}
	stranger.refused(stranger.post("/sign-in", "name", "other", "password", password), http.StatusTooManyRequests, "")
	member.ok(member.post("/sign-in", "name", "member1", "password", password))
}

// session returns the secret of a browser's session.
func (i *installation) session(t *testing.T, b *browser) string {
	t.Helper()
	u, err := url.Parse(i.url)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range b.http.Jar.(*cookiejar.Jar).Cookies(u) {
		if c.Name == i.server.cookieName() {
			return c.Value
		}
	}
	t.Fatal("the browser has no session")
	return ""
}
