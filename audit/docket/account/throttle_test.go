package account_test

import (
	"fmt"
	"testing"
	"time"

	"auditd/audit"
	"auditd/audit/docket/account"
	"auditd/audit/docket/dockettest"
)

// tries gives passwords from places; the sessions that are begun are numbered.
type tries struct {
	s *account.Store
	n int
}

func (x *tries) from(from account.Source, pass string, at time.Time) error {
	x.n++
	_, err := x.s.LogIn(ctx, "alpha", pass, from, account.HashSecret(fmt.Sprint("try", x.n)), at, at.Add(time.Hour))
	return err
}

// refused fails the test unless a try is refused.
func (x *tries) refused(t *testing.T, from account.Source, pass string, at time.Time) {
	t.Helper()
	if err := x.from(from, pass, at); audit.KindOf(err) != audit.Denied {
		t.Errorf("from %+v: %v, want a refusal", from, err)
	}
}

// Who guesses in one place locks nobody out elsewhere, and is slowed down there: after 5 failures a minute, after 6 two.
func TestGuessingElsewhereLocksNobodyOut(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		x := &tries{s: store(t, fresh())}
		attacker, member := account.Source{Address: "203.0.113.9"}, account.Source{Address: "198.51.100.4"}
		for range 30 {
			x.refused(t, attacker, "wrong", start)
		}
		must(t, x.from(member, password, start))
		x.refused(t, attacker, password, start.Add(time.Minute-time.Second)) // the place is refused whatever the password
		must(t, x.from(attacker, password, start.Add(time.Minute)))

		// One subscriber has 64 bits of IPv6: another of their addresses is the same place, and IPv4 in IPv6 is IPv4.
		for i := range 5 {
			x.refused(t, account.Source{Address: fmt.Sprintf("2001:db8:1:2::%d", i)}, "wrong", start)
		}
		x.refused(t, account.Source{Address: "2001:db8:1:2:ffff::9"}, password, start)
		must(t, x.from(account.Source{Address: "2001:db8:1:3::1"}, password, start))
		for range 5 {
			x.refused(t, account.Source{Address: "::ffff:192.0.2.77"}, "wrong", start)
		}
		x.refused(t, account.Source{Address: "192.0.2.77"}, password, start)
	})
}

// A browser that has signed in before is let in while its own address, and all strange places, are refused; and a forged secret, or
// one that another account was given, is no such browser.
func TestKnownBrowserIsLetIn(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		x := &tries{s: store(t, fresh())}
		device, foreign := account.HashSecret("browser of alpha"), account.HashSecret("browser of the attacker")
		must(t, x.s.KnowDevice(ctx, "a", device, start))
		must(t, x.s.KnowDevice(ctx, "b", foreign, start))
		// 60 places at once: the first 50 close the account to strange places, one of them the member's own address.
		for i := range 60 {
			x.refused(t, account.Source{Address: fmt.Sprintf("10.0.0.%d", i)}, "wrong", start)
		}
		at := start.Add(time.Second)
		x.refused(t, account.Source{Address: "198.51.100.4"}, password, at)
		x.refused(t, account.Source{Address: "198.51.100.4", Device: foreign}, password, at)
		x.refused(t, account.Source{Address: "198.51.100.4", Device: account.HashSecret("forged")}, password, at)
		must(t, x.from(account.Source{Address: "10.0.0.1", Device: device}, password, at))

		// A browser that guesses itself uses up its tries, and is then as strange as any other.
		for range 5 {
			x.refused(t, account.Source{Address: "10.0.0.1", Device: device}, "wrong", at)
		}
		for range 5 {
			x.refused(t, account.Source{Address: "10.0.0.1", Device: device}, "wrong", at)
		}
		x.refused(t, account.Source{Address: "10.0.0.1", Device: device}, password, at)
		must(t, x.from(account.Source{Address: "10.0.0.1", Device: device}, password, at.Add(time.Minute)))

		// It is forgotten after 90 days, and with a new password.
		if known, err := x.s.KnownDevice(ctx, device, start.Add(90*24*time.Hour)); known || err != nil {
			t.Errorf("after 90 days: %v, %v", known, err)
		}
		hash, err := account.HashPassword(password, zero{})
		must(t, err)
		must(t, x.s.SetPassword(ctx, "a", hash, at))
		if known, err := x.s.KnownDevice(ctx, device, at); known || err != nil {
			t.Errorf("after a new password: %v, %v", known, err)
		}
	})
}

type zero struct{}

func (zero) Read(b []byte) (int, error) { return len(b), nil }

// Guessing from any number of places is slow: of one guess a second for a day, each from another address, 50 are looked at at once, then
// six at growing delays of 1, 2, 4, 8, 16, 32 minutes (63 in all), and one an hour in the rest of the day: 50 + 6 + 23 = 79 at most.
func TestGuessingFromEverywhereIsSlow(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		x := &tries{s: store(t, fresh())}
		looked, closed := 0, time.Time{}
		for n := 0; n < 24*60*60; n++ {
			at := start.Add(time.Duration(n) * time.Second)
			if at.Before(closed) {
				n += int(closed.Sub(at)/time.Second) - 1 // nothing is looked at until then
				x.refused(t, account.Source{Address: fmt.Sprintf("10.%d.%d.%d", n>>16&255, n>>8&255, n&255)}, password, at)
				continue
			}
			x.refused(t, account.Source{Address: fmt.Sprintf("10.%d.%d.%d", n>>16&255, n>>8&255, n&255)}, "wrong", at)
			looked++
			a, err := x.s.Get(ctx, "a")
			must(t, err)
			closed = a.LockedUntil
		}
		if looked < 70 || looked > 79 {
			t.Errorf("%d guesses were looked at in a day, want 70 to 79", looked)
		}
		must(t, x.s.Enable(ctx, "a")) // an administrator forgets them all
		must(t, x.from(account.Source{Address: "10.9.9.9"}, password, start.Add(time.Hour)))
	})
}

// Confirming in a session counts in the session: others cannot close it, and guessing in it closes nothing else.
func TestConfirmingCountsInItsSession(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		x := &tries{s: store(t, fresh())}
		session := account.Source{Session: account.HashSecret("session")}
		for i := range 60 {
			x.refused(t, account.Source{Address: fmt.Sprintf("10.0.0.%d", i)}, "wrong", start)
		}
		if _, err := x.s.CheckPassword(ctx, "alpha", password, session, start); err != nil {
			t.Errorf("the session is refused: %v", err)
		}
		for range 5 {
			_, _ = x.s.CheckPassword(ctx, "alpha", "wrong", session, start)
		}
		if _, err := x.s.CheckPassword(ctx, "alpha", password, session, start); audit.KindOf(err) != audit.Denied {
			t.Errorf("after five wrong ones: %v", err)
		}
		must(t, x.from(account.Source{Address: "198.51.100.4"}, password, start))
	})
}

// An account keeps its twenty newest browsers.
func TestOldestBrowsersAreForgotten(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		s := store(t, fresh())
		for i := range 25 {
			must(t, s.KnowDevice(ctx, "a", account.HashSecret(fmt.Sprint(i)), start.Add(time.Duration(i)*time.Minute)))
		}
		for i := range 25 {
			known, err := s.KnownDevice(ctx, account.HashSecret(fmt.Sprint(i)), start.Add(time.Hour))
			if err != nil || known != (i >= 5) {
				t.Errorf("browser %d: known %v, %v", i, known, err)
			}
		}
	})
}
