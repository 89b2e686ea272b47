package web

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"

	"auditd/audit"
	"auditd/audit/service"
)

// An admin disables an account on its page: its session and its token end at once, and nobody signs in to it. Enabled again, the
// password works, and the token stays revoked.
func TestDisableAccount(t *testing.T) {
	i := install(t)
	i.populate(t)
	admin, chair, bare := i.signIn(t, "admin"), i.signIn(t, "chair"), i.browser(t)
	page := "/admin/accounts/" + string(i.callers["chair"].ID)
	secret, _ := i.token(t, "chair", service.ScopeRead)
	admin.refused(admin.post(page+"/disable", "reason", " "), http.StatusUnprocessableEntity, "a reason is missing")
	if a := admin.ok(admin.post(page+"/disable", "reason", "left the office")); a.url != page || !strings.Contains(a.body, "disabled since") {
		t.Errorf("after disabling at %s, without saying so", a.url)
	}
	if a := chair.get("/cases"); !strings.HasPrefix(a.url, "/sign-in") {
		t.Errorf("the session of a disabled account goes on: %d at %s", a.status, a.url)
	}
	if a := askWith(t, i, bare, secret)(http.MethodGet, "/api/v1/me"); a.status != http.StatusUnauthorized {
		t.Errorf("the token of a disabled account: %d", a.status)
	}
	bare = i.browser(t)
	bare.refused(bare.post("/sign-in", "name", "chair", "password", password), http.StatusForbidden, "the account is locked")
	admin.refused(admin.post(page+"/disable", "reason", "again"), http.StatusConflict, "disabled")
	admin.refused(admin.post(page+"/link", "reason", "lost"), http.StatusConflict, "disabled")
	admin.ok(admin.post(page+"/enable", "reason", "came back"))
	i.signIn(t, "chair")
	if a := askWith(t, i, i.browser(t), secret)(http.MethodGet, "/api/v1/me"); a.status != http.StatusUnauthorized {
		t.Errorf("the token came back with the account: %d", a.status)
	}
	log := admin.ok(admin.get("/access-log"))
	for _, word := range []string{"disabled an account", "left the office", "enabled an account"} {
		if !strings.Contains(log.body, word) {
			t.Errorf("the access log does not say %q", word)
		}
	}
}

// The last admin cannot lock everybody out: nobody disables or changes their own account, by page or by API. Of two admins who bar
// each other at once one is left.
func TestAnAdminIsLeft(t *testing.T) {
	i := install(t)
	i.populate(t)
	ctx, first := context.Background(), i.callers["admin"]
	admin := i.signIn(t, "admin")
	page := "/admin/accounts/" + string(first.ID)
	admin.refused(admin.post(page+"/disable", "reason", "enough"), http.StatusForbidden, "nobody changes their own account")
	admin.refused(admin.post(page+"/roles", "reason", "enough"), http.StatusForbidden, "nobody changes their own account")
	link, err := i.service.CreateAccount(ctx, first, service.NewAccount{Name: "second", Roles: []service.Role{service.RoleAdmin}})
	if err != nil {
		t.Fatal(err)
	}
	i.enter(t, "second", link)
	var wg sync.WaitGroup
	errs := make([]error, 2)
	wg.Go(func() { _, errs[0] = i.service.DisableAccount(ctx, first, i.callers["second"].ID, "race") })
	wg.Go(func() { _, errs[1] = i.service.SetRoles(ctx, i.callers["second"], first.ID, nil, "race") })
	wg.Wait()
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Errorf("two admins barred each other: %v", errs)
	}
}

// Other roles: exclusive ones are refused and nothing is changed, what is taken is taken first, and the session ends.
func TestSetRoles(t *testing.T) {
	i := install(t)
	i.populate(t)
	admin, chair := i.signIn(t, "admin"), i.signIn(t, "chair")
	id := i.callers["chair"].ID
	page := "/admin/accounts/" + string(id)
	// governance.md section 5.2: the publisher is none of the signers.
	admin.refused(admin.post(page+"/roles", "role", "chair", "role", "publisher", "reason", "both"), http.StatusForbidden, "exclude each other")
	admin.refused(admin.post(page+"/roles", "role", "emperor", "reason", "none"), http.StatusUnprocessableEntity, "no such role")
	admin.refused(admin.post(page+"/roles", "role", "chair", "reason", "the same"), http.StatusConflict, "already")
	if a := chair.ok(chair.get("/cases")); strings.HasPrefix(a.url, "/sign-in") {
		t.Error("a refused change ended the session")
	}
	a := admin.ok(admin.post(page+"/roles", "role", "publisher", "reason", "a new office"))
	if !strings.Contains(a.body, `value="publisher" checked`) || strings.Contains(a.body, `value="chair" checked`) {
		t.Error("the page does not show the new roles")
	}
	if a := chair.get("/cases"); !strings.HasPrefix(a.url, "/sign-in") {
		t.Error("the session from before the change goes on")
	}
	by, err := i.service.SignIn(context.Background(), "chair", password)
	if err != nil {
		t.Fatal(err)
	}
	if who, err := i.service.Session(context.Background(), by); err != nil || who.May(service.RoleChair) || !who.May(service.RolePublisher) {
		t.Errorf("the account is %+v, %v", who, err)
	}
}

// A new one-time link ends the one before; the password holds until the new one is used. Through the API the same is done once for a key.
func TestRenewLink(t *testing.T) {
	i := install(t)
	i.populate(t)
	ctx := context.Background()
	id := i.callers["chair"].ID
	first, err := i.service.RenewLink(ctx, i.callers["admin"], id, "lost")
	if err != nil {
		t.Fatal(err)
	}
	i.signIn(t, "chair")
	secret, _ := i.token(t, "admin", service.ScopeAdmin)
	ask := func() answer {
		req, err := http.NewRequest(http.MethodPost, i.url+"/api/v1/accounts/"+string(id)+"/link", strings.NewReader(`{"reason":"lost again"}`))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+secret)
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Idempotency-Key", "k1")
		return i.browser(t).do(req)
	}
	var made service.NewLogin
	if a := ask(); json.Unmarshal([]byte(a.body), &made) != nil || made.Link == "" {
		t.Fatalf("got %d %s", a.status, a.body)
	}
	if a := ask(); a.status != http.StatusOK || strings.Contains(a.body, made.Link) || a.header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("repeated: %d %s", a.status, a.body)
	}
	if _, err := i.service.Redeem(ctx, first.Link, password); audit.KindOf(err) != audit.Denied {
		t.Errorf("the first link: %v", err)
	}
	if _, err := i.service.Redeem(ctx, made.Link, "another long password"); err != nil {
		t.Error(err)
	}
	if _, err := i.service.SignIn(ctx, "chair", password); audit.KindOf(err) != audit.Denied {
		t.Errorf("the old password: %v", err)
	}
}
