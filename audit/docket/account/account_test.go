package account_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"auditd/audit"
	"auditd/audit/docket/account"
	"auditd/audit/docket/dockettest"
	"auditd/audit/docket/sqldb"
	"auditd/audit/review"
)

var (
	ctx   = context.Background()
	start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
)

const password = "正确的马电池订书钉一二三"

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// store returns accounts with a few names in them; "a" has a password.
func store(t *testing.T, address string) *account.Store {
	t.Helper()
	s := account.New(dockettest.Open(t, address))
	hash, err := account.HashPassword(password, rand.Reader)
	must(t, err)
	must(t, s.Create(ctx, account.Account{ID: "a", Name: " Alpha ", DisplayName: "甲"}, hash, start))
	must(t, s.Create(ctx, account.Account{ID: "b", Name: "beta"}, "", start))
	return s
}

func logIn(s *account.Store, name, pass string, n int, at time.Time) error {
	_, err := s.LogIn(ctx, name, pass, account.Source{Address: "192.0.2.1"}, account.HashSecret(fmt.Sprint(name, n)), at, at.Add(time.Hour))
	return err
}

func TestHashPassword(t *testing.T) {
	hash, err := account.HashPassword(password, strings.NewReader(strings.Repeat("\x00", 16)))
	must(t, err)
	// The form and parameters are those of libraries.md section 7: argon2id, 19 MiB, two passes, one lane.
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$") {
		t.Errorf("got %s", hash)
	}
	for _, bad := range []string{"", "elevenchars", strings.Repeat("x", 1025)} {
		if _, err := account.HashPassword(bad, rand.Reader); audit.KindOf(err) != audit.Invalid {
			t.Errorf("%d bytes: got %v, want invalid", len(bad), err)
		}
	}
	if _, err := account.HashPassword(password, strings.NewReader("short")); err == nil {
		t.Error("a salt without enough random bytes")
	}
}

func TestLogIn(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		s := store(t, fresh())
		texts := map[string]bool{}
		for _, bad := range []struct{ name, pass string }{{"alpha", "wrong"}, {"nobody", password}, {"beta", ""}, {"beta", password}, {"a\x00", password}, {"' OR 1=1 --", password}} {
			err := logIn(s, bad.name, bad.pass, 0, start)
			if audit.KindOf(err) != audit.Denied {
				t.Errorf("%q: got %v, want denied", bad.name, err)
				continue
			}
			texts[err.Error()] = true
		}
		if len(texts) != 1 {
			t.Errorf("the answers tell accounts apart: %v", texts)
		}
		must(t, logIn(s, "ALPHA", password, 1, start))
		got, err := s.Session(ctx, account.HashSecret("ALPHA1"), start.Add(59*time.Minute))
		if err != nil || got.ID != "a" {
			t.Errorf("got %+v, %v", got, err)
		}
		if _, err := s.Session(ctx, account.HashSecret("ALPHA1"), start.Add(time.Hour)); audit.KindOf(err) != audit.Denied {
			t.Errorf("an expired session: %v", err)
		}
		must(t, s.EndSession(ctx, account.HashSecret("ALPHA1"), start))
		if _, err := s.Session(ctx, account.HashSecret("ALPHA1"), start); audit.KindOf(err) != audit.Denied {
			t.Errorf("an ended session: %v", err)
		}
		must(t, logIn(s, "alpha", password, 2, start))
		must(t, s.Disable(ctx, "a", start))
		if _, err := s.Session(ctx, account.HashSecret("alpha2"), start); audit.KindOf(err) != audit.Denied {
			t.Errorf("a session of a disabled account: %v", err)
		}
		if err := logIn(s, "alpha", password, 3, start); audit.KindOf(err) != audit.Denied {
			t.Errorf("a disabled account logs in: %v", err)
		}
		if _, err := s.Actor(ctx, "a"); audit.KindOf(err) != audit.Denied {
			t.Errorf("a disabled account acts: %v", err)
		}
	})
}

func TestLockOut(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		s := store(t, fresh())
		for i := range 5 {
			if err := logIn(s, "alpha", "wrong", i, start); audit.KindOf(err) != audit.Denied {
				t.Fatal(err)
			}
		}
		if err := logIn(s, "alpha", password, 6, start.Add(59*time.Second)); audit.KindOf(err) != audit.Denied {
			t.Errorf("locked, and the right password works: %v", err)
		}
		// The sixth failure in a row, after the minute, locks for two minutes.
		if err := logIn(s, "alpha", "wrong", 7, start.Add(time.Minute)); audit.KindOf(err) != audit.Denied {
			t.Error(err)
		}
		if err := logIn(s, "alpha", password, 8, start.Add(2*time.Minute)); audit.KindOf(err) != audit.Denied {
			t.Errorf("the second lock is as short as the first: %v", err)
		}
		must(t, logIn(s, "alpha", password, 9, start.Add(3*time.Minute)))
		if got, err := s.Get(ctx, "a"); err != nil || !got.LockedUntil.IsZero() {
			t.Errorf("got %+v, %v", got, err)
		}
	})
}

// TestGuessesAtOnce lets 20 guesses run at once, the right password among them at the end: at most five are looked at.
func TestGuessesAtOnce(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		s := store(t, fresh())
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() { logIn(s, "alpha", "wrong", i, start) })
		}
		wg.Wait()
		if err := logIn(s, "alpha", password, 21, start); audit.KindOf(err) != audit.Denied {
			t.Errorf("20 wrong guesses at once did not lock the account: %v", err)
		}
		// Five failures lock for one minute: the other fifteen were turned away and did not count.
		must(t, logIn(s, "alpha", password, 22, start.Add(time.Minute)))
	})
}

func TestRoles(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		s := store(t, fresh())
		must(t, s.Grant(ctx, "a", review.RoleChair, "b", "elected", start))
		for _, test := range []struct {
			id   review.AccountID
			role review.Role
			by   review.AccountID
			kind audit.Kind
		}{
			{"a", review.RolePublisher, "b", audit.Denied}, // excludes chair
			{"a", review.RoleAdmin, "b", audit.Denied},
			{"a", review.RoleSubmitter, "b", audit.Denied},
			{"a", review.RoleInspector, "a", audit.Denied}, // oneself
			{"a", review.RoleChair, "b", audit.Conflict},   // held already
			{"a", review.RoleSystem, "b", audit.Invalid},
			{"a", "emperor", "b", audit.Invalid},
			{"none", review.RoleChair, "b", audit.NotFound},
		} {
			if err := s.Grant(ctx, test.id, test.role, test.by, "", start); audit.KindOf(err) != test.kind {
				t.Errorf("%s to %s by %s: got %v, want %v", test.role, test.id, test.by, err, test.kind)
			}
		}
		must(t, s.Grant(ctx, "a", review.RoleCommitteeMember, "b", "", start))
		must(t, s.Revoke(ctx, "a", review.RoleChair, "b", "term over", start))
		if got, err := s.Roles(ctx, "a"); err != nil || !slices.Equal(got, []review.Role{review.RoleCommitteeMember}) {
			t.Errorf("got %v, %v", got, err)
		}
		must(t, s.Revoke(ctx, "a", review.RoleCommitteeMember, "b", "", start))
		must(t, s.Grant(ctx, "a", review.RolePublisher, "b", "", start))
		log, err := s.Grants(ctx, "", sqldb.Page{})
		if err != nil || len(log.Items) != 5 || log.Items[2].Granted || log.Items[2].Reason != "term over" {
			t.Errorf("got %+v, %v", log.Items, err)
		}
		holders, err := s.Holders(ctx, review.RolePublisher, sqldb.Page{})
		if err != nil || len(holders.Items) != 1 || holders.Items[0].ID != "a" {
			t.Errorf("got %+v, %v", holders, err)
		}
		if former, err := s.Holders(ctx, review.RoleChair, sqldb.Page{}); err != nil || len(former.Items) != 0 {
			t.Errorf("got %+v, %v", former, err)
		}
	})
}

// TestExclusiveRolesAtOnce grants two roles that exclude each other at once, many times: never both.
func TestExclusiveRolesAtOnce(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		s := store(t, fresh())
		for i := range 10 {
			id := review.AccountID(fmt.Sprint("x", i))
			must(t, s.Create(ctx, account.Account{ID: id, Name: string(id)}, "", start))
			errs := make([]error, 2)
			var wg sync.WaitGroup
			for k, role := range []review.Role{review.RoleChair, review.RolePublisher} {
				wg.Go(func() { errs[k] = s.Grant(ctx, id, role, "b", "", start) })
			}
			wg.Wait()
			if roles, err := s.Roles(ctx, id); err != nil || len(roles) != 1 || (errs[0] == nil) == (errs[1] == nil) {
				t.Errorf("%s holds %v: %v", id, roles, errs)
			}
		}
	})
}

func TestTokens(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		s := store(t, fresh())
		secret, hash, err := account.NewSecret("auditd_", rand.Reader)
		must(t, err)
		if len(secret) != len("auditd_")+43 || strings.Contains(string(hash), secret) || account.HashSecret(secret) != hash {
			t.Errorf("got %q, %q", secret, hash)
		}
		token := account.Token{ID: "t", Account: "a", Name: "ci", Scopes: []string{"submit"}, ExpiresAt: start.Add(time.Hour)}
		must(t, s.CreateToken(ctx, token, hash, start))
		got, err := s.Token(ctx, hash, start)
		if err != nil || !got.Allows("submit") || got.Allows("publish") || got.Account != "a" {
			t.Errorf("got %+v, %v", got, err)
		}
		for _, bad := range []account.Token{
			{ID: "u", Account: "a", ExpiresAt: start.Add(time.Hour)},
			{ID: "u", Account: "a", Scopes: []string{"x"}, ExpiresAt: start},
			{ID: "u", Account: "a", Scopes: []string{"x"}, ExpiresAt: start.AddDate(2, 0, 0)},
		} {
			if err := s.CreateToken(ctx, bad, "h", start); audit.KindOf(err) != audit.Invalid {
				t.Errorf("%+v: got %v, want invalid", bad, err)
			}
		}
		if _, err := s.Token(ctx, hash, start.Add(time.Hour)); audit.KindOf(err) != audit.Denied {
			t.Errorf("an expired token: %v", err)
		}
		if err := s.RevokeToken(ctx, "b", "t", start); audit.KindOf(err) != audit.NotFound {
			t.Errorf("somebody else revokes: %v", err)
		}
		must(t, s.RevokeToken(ctx, "a", "t", start))
		if _, err := s.Token(ctx, hash, start); audit.KindOf(err) != audit.Denied {
			t.Errorf("a revoked token: %v", err)
		}
		if list, err := s.Tokens(ctx, "a", sqldb.Page{}); err != nil || len(list.Items) != 1 || list.Items[0].RevokedAt.IsZero() {
			t.Errorf("got %+v, %v", list, err)
		}
	})
}
