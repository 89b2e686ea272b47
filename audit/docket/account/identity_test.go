package account_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"auditd/audit"
	"auditd/audit/docket/account"
	"auditd/audit/docket/dockettest"
)

const issuer = "https://provider.invalid"

func TestIdentities(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		s := store(t, fresh())
		must(t, s.Link(ctx, account.Identity{Issuer: issuer, Subject: "1", Account: "a"}, start))
		for name, c := range map[string]struct {
			identity account.Identity
			kind     audit.Kind
		}{
			"the same again":                 {account.Identity{Issuer: issuer, Subject: "1", Account: "a"}, audit.Conflict},
			"for another account":            {account.Identity{Issuer: issuer, Subject: "1", Account: "b"}, audit.Conflict},
			"a second one of the issuer":     {account.Identity{Issuer: issuer, Subject: "2", Account: "a"}, audit.Conflict},
			"without a subject":              {account.Identity{Issuer: issuer, Account: "b"}, audit.Invalid},
			"without an issuer":              {account.Identity{Subject: "1", Account: "b"}, audit.Invalid},
			"a subject no database can hold": {account.Identity{Issuer: issuer, Subject: "\x00", Account: "b"}, audit.Invalid},
		} {
			if err := s.Link(ctx, c.identity, start); audit.KindOf(err) != c.kind {
				t.Errorf("%s: got %v, want %s", name, err, c.kind)
			}
		}
		if err := s.Link(ctx, account.Identity{Issuer: issuer, Subject: "3", Account: "c"}, start); err == nil {
			t.Error("linked to an account that is not there")
		}
		if got, err := s.ByIdentity(ctx, issuer, "1"); err != nil || got.ID != "a" {
			t.Errorf("got %+v, %v", got, err)
		}
		for _, other := range [][2]string{{issuer, "2"}, {"https://other.invalid", "1"}, {issuer + "/", "1"}, {"", ""}} {
			if _, err := s.ByIdentity(ctx, other[0], other[1]); audit.KindOf(err) != audit.NotFound {
				t.Errorf("%v: got %v, want not found", other, err)
			}
		}
		must(t, s.Disable(ctx, "a", start))
		if _, err := s.ByIdentity(ctx, issuer, "1"); audit.KindOf(err) != audit.NotFound {
			t.Errorf("of a disabled account: %v", err)
		}
		if err := s.StartSession(ctx, "a", account.HashSecret("x"), start, start.Add(time.Hour)); audit.KindOf(err) != audit.Denied {
			t.Errorf("a session of a disabled account: %v", err)
		}
		must(t, s.Unlink(ctx, "a", issuer))
		if err := s.Unlink(ctx, "a", issuer); audit.KindOf(err) != audit.NotFound {
			t.Errorf("unlinked twice: %v", err)
		}
	})
}

// A flow is found once, whoever comes first, and not after its end.
func TestFlows(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		s := store(t, fresh())
		f := account.Flow{ID: account.HashSecret("f"), State: "s", Nonce: "n", Verifier: "v", Purpose: "sign_in", Next: "/cases", ExpiresAt: start.Add(time.Minute)}
		must(t, s.BeginFlow(ctx, f, start))
		var found atomic.Int64
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				if got, err := s.TakeFlow(ctx, f.ID, start.Add(59*time.Second)); err == nil && got == f {
					found.Add(1)
				}
			})
		}
		all.Wait()
		if found.Load() != 1 {
			t.Errorf("%d found the flow, want 1", found.Load())
		}
		must(t, s.BeginFlow(ctx, f, start))
		if _, err := s.TakeFlow(ctx, f.ID, start.Add(time.Minute)); audit.KindOf(err) != audit.Denied {
			t.Errorf("at its end: %v", err)
		}
	})
}

// A session proves who holds it when it begins, again when asked, and not after it ended.
func TestProve(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		s := store(t, fresh())
		must(t, logIn(s, "alpha", password, 1, start))
		session := account.HashSecret("alpha1")
		later := start.Add(10 * time.Minute)
		if got, err := s.ProvedAt(ctx, session); err != nil || !got.Equal(start) {
			t.Errorf("at first %v, %v", got, err)
		}
		must(t, s.Prove(ctx, session, later))
		if got, err := s.ProvedAt(ctx, session); err != nil || !got.Equal(later) {
			t.Errorf("then %v, %v", got, err)
		}
		must(t, s.EndSession(ctx, session, later))
		if err := s.Prove(ctx, session, later); audit.KindOf(err) != audit.Denied {
			t.Errorf("after the end: %v", err)
		}
		if got, err := s.ProvedAt(ctx, session); err != nil || !got.IsZero() {
			t.Errorf("after the end %v, %v", got, err)
		}
	})
}
