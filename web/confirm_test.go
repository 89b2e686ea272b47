package web

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"auditd/audit/service"
)

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
