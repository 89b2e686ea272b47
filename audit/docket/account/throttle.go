package account

import (
	"context"
	"net/netip"
	"time"

	"auditd/audit/docket/sqldb"
	"auditd/audit/review"
)

// How guessing is slowed down. Wrong passwords are counted by account and place, so that who guesses in one place locks nobody out
// elsewhere; and over all places that never signed in before, so that guessing from many places at once does not pay. A browser that
// has signed in before counts for itself alone and is let in whatever others do (OWASP, Slow Down Online Guessing Attacks with Device
// Cookies): nobody can be locked out of a browser that they use.
const (
	maxFailures    = 5 // of one place in a row
	lockTime       = time.Minute
	maxLock        = 24 * time.Hour
	maxStrange     = 50 // of all strange places together in a row
	maxStrangeLock = time.Hour
	forgetSource   = 2 * maxLock // after its last failure
)

// deviceTime is how long a browser is known after its last sign-in, and maxDevices how many an account has.
const (
	deviceTime = 90 * 24 * time.Hour
	maxDevices = 20
)

// A Source is where a password is given.
type Source struct {
	Session review.Digest // of a running session whose holder proves again who they are; empty for signing in
	Device  review.Digest // of the secret that the browser was given at an earlier sign-in; empty without one
	Address string        // network address; empty where it is not known
}

// place names the network of an address: an IPv4 address, or the 64 bits that one subscriber has of IPv6.
func (s Source) place() string {
	a, err := netip.ParseAddr(s.Address)
	if err != nil {
		return "address:unknown"
	}
	a = a.Unmap().WithZone("")
	if a.Is6() {
		p, _ := a.Prefix(64) // 64 bits are never too many of 128
		return "address:" + p.String()
	}
	return "address:" + a.String()
}

// delay returns for how long there is no further try after a number of failures in a row: none below the limit, then a minute, and
// twice as long after each further failure.
func delay(failures, limit int64, longest time.Duration) time.Duration {
	if failures < limit {
		return 0
	}
	return min(lockTime<<min(failures-limit, 20), longest)
}

// claim counts a failure of an account in advance, which a right password takes back, and returns under which name. It returns "" when
// there is no try now. The row of the account is locked by the caller, so that claims follow one another.
func claim(ctx context.Context, t *sqldb.DB, a Account, from Source, at time.Time) (source string, err error) {
	if from.Session != "" {
		return count(ctx, t, a.ID, "session:"+string(from.Session), at)
	}
	if from.Device != "" {
		known, err := sqldb.Select(ctx, t, sqldb.Value[int64], "SELECT 1 FROM sign_in_devices WHERE account_id = ? AND device_sha256 = ? AND expires_at > ?",
			string(a.ID), string(from.Device), sqldb.Micros(at))
		if err != nil {
			return "", err
		}
		if len(known) > 0 { // a browser that has used up its tries is as strange as any other
			if source, err = count(ctx, t, a.ID, "device:"+string(from.Device), at); source != "" || err != nil {
				return source, err
			}
		}
	}
	if at.Before(a.LockedUntil) {
		return "", nil
	}
	if source, err = count(ctx, t, a.ID, from.place(), at); source == "" || err != nil {
		return source, err
	}
	failures, err := sqldb.One(ctx, t, "account", sqldb.Value[int64], "SELECT failed_attempts FROM accounts WHERE id = ?", string(a.ID))
	if err != nil {
		return "", err
	}
	var until time.Time
	if d := delay(failures+1, maxStrange, maxStrangeLock); d > 0 {
		until = at.Add(d)
	}
	return source, change(ctx, t, a.ID, "failed_attempts = failed_attempts + 1, locked_until = ?", sqldb.Micros(until))
}

// count adds a failure to one source, and returns its name unless it has to wait.
func count(ctx context.Context, t *sqldb.DB, id review.AccountID, source string, at time.Time) (string, error) {
	if _, err := t.Exec(ctx, "DELETE FROM sign_in_sources WHERE account_id = ? AND failed_at < ?", string(id), sqldb.Micros(at.Add(-forgetSource))); err != nil {
		return "", err
	}
	type state struct{ failures, until int64 }
	list, err := sqldb.Select(ctx, t, func(r sqldb.Row) (s state, err error) { err = r.Scan(&s.failures, &s.until); return s, err },
		"SELECT failures, blocked_until FROM sign_in_sources WHERE account_id = ? AND source = ?", string(id), source)
	if err != nil {
		return "", err
	}
	var was state
	if len(list) > 0 {
		was = list[0]
	}
	if sqldb.Micros(at) < was.until {
		return "", nil
	}
	var until time.Time
	if d := delay(was.failures+1, maxFailures, maxLock); d > 0 {
		until = at.Add(d)
	}
	_, err = t.Exec(ctx, `INSERT INTO sign_in_sources (account_id, source, failures, failed_at, blocked_until) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (account_id, source) DO UPDATE SET failures = excluded.failures, failed_at = excluded.failed_at, blocked_until = excluded.blocked_until`,
		string(id), source, was.failures+1, sqldb.Micros(at), sqldb.Micros(until))
	return source, err
}

// acquit takes back what was counted in advance, after a right password. The failures of other places stay.
func (s *Store) acquit(ctx context.Context, id review.AccountID, source string) error {
	return s.db.Tx(ctx, func(t *sqldb.DB) error {
		if _, err := t.Exec(ctx, "DELETE FROM sign_in_sources WHERE account_id = ? AND source = ?", string(id), source); err != nil {
			return err
		}
		return change(ctx, t, id, "failed_attempts = 0, locked_until = 0")
	})
}

// forgive forgets all wrong passwords of an account.
func forgive(ctx context.Context, t *sqldb.DB, id review.AccountID) error {
	_, err := t.Exec(ctx, "DELETE FROM sign_in_sources WHERE account_id = ?", string(id))
	return err
}

// BlockedUntil returns until when there is a place from which nobody can sign in to an account; the zero time without one.
func (s *Store) BlockedUntil(ctx context.Context, id review.AccountID) (time.Time, error) {
	until, err := sqldb.One(ctx, s.db, "account", sqldb.Value[int64], "SELECT COALESCE(MAX(blocked_until), 0) FROM sign_in_sources WHERE account_id = ?", string(id))
	return sqldb.Time(until), err
}

// KnowDevice notes that an account has just signed in with a browser, named by the hash of the secret that it keeps. The account's
// oldest browsers beyond twenty are forgotten.
func (s *Store) KnowDevice(ctx context.Context, id review.AccountID, device review.Digest, at time.Time) error {
	return s.db.Tx(ctx, func(t *sqldb.DB) error {
		_, err := t.Exec(ctx, `INSERT INTO sign_in_devices (account_id, device_sha256, seen_at, expires_at) VALUES (?, ?, ?, ?)
			ON CONFLICT (account_id, device_sha256) DO UPDATE SET seen_at = excluded.seen_at, expires_at = excluded.expires_at`,
			string(id), string(device), sqldb.Micros(at), sqldb.Micros(at.Add(deviceTime)))
		if err != nil {
			return err
		}
		_, err = t.Exec(ctx, `DELETE FROM sign_in_devices WHERE account_id = ? AND device_sha256 NOT IN
			(SELECT device_sha256 FROM sign_in_devices WHERE account_id = ? AND expires_at > ? ORDER BY seen_at DESC, device_sha256 LIMIT ?)`,
			string(id), string(id), sqldb.Micros(at), maxDevices)
		return err
	})
}

// KnownDevice reports whether any account has signed in with a browser.
func (s *Store) KnownDevice(ctx context.Context, device review.Digest, at time.Time) (bool, error) {
	list, err := sqldb.Select(ctx, s.db, sqldb.Value[int64], "SELECT 1 FROM sign_in_devices WHERE device_sha256 = ? AND expires_at > ? LIMIT 1", string(device), sqldb.Micros(at))
	return len(list) > 0, err
}

// forgetDevices makes all browsers strange to an account.
func forgetDevices(ctx context.Context, t *sqldb.DB, id review.AccountID) error {
	_, err := t.Exec(ctx, "DELETE FROM sign_in_devices WHERE account_id = ?", string(id))
	return err
}
