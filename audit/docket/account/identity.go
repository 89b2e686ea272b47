package account

import (
	"context"
	"time"

	"auditd/audit"
	"auditd/audit/docket/sqldb"
	"auditd/audit/review"
)

// An Identity is who an account is at a provider of identities (OpenID Connect Core 1.0, section 2: iss and sub together, and
// nothing else, name a person for ever).
type Identity struct {
	Issuer    string
	Subject   string
	Account   review.AccountID
	CreatedAt time.Time
}

const identityColumns = "issuer, subject, account_id, created_at"

func scanIdentity(r sqldb.Row) (i Identity, err error) {
	var at int64
	err = r.Scan(&i.Issuer, &i.Subject, &i.Account, &at)
	i.CreatedAt = sqldb.Time(at)
	return i, err
}

// Link enters an identity. One that is linked already, to this account or another, and a second one of the same issuer for an
// account are a Conflict.
func (s *Store) Link(ctx context.Context, i Identity, at time.Time) error {
	if i.Issuer == "" || i.Subject == "" {
		return audit.Errorf(audit.Invalid, "an identity needs an issuer and a subject")
	}
	_, err := s.db.Exec(ctx, "INSERT INTO identities ("+identityColumns+") VALUES (?, ?, ?, ?)", i.Issuer, i.Subject, string(i.Account), sqldb.Micros(at))
	return err
}

// Unlink removes the identity that an account has with an issuer. Without one it is a NotFound error.
func (s *Store) Unlink(ctx context.Context, id review.AccountID, issuer string) error {
	n, err := s.db.Exec(ctx, "DELETE FROM identities WHERE account_id = ? AND issuer = ?", string(id), issuer)
	if err == nil && n == 0 {
		return audit.Errorf(audit.NotFound, "the account has no identity with this issuer")
	}
	return err
}

// ByIdentity returns the account in use that an identity belongs to; without one it is a NotFound error.
func (s *Store) ByIdentity(ctx context.Context, issuer, subject string) (Account, error) {
	return sqldb.One(ctx, s.db, "account with this identity", scan,
		"SELECT "+columns+" FROM accounts WHERE disabled_at = 0 AND id = (SELECT account_id FROM identities WHERE issuer = ? AND subject = ?)", issuer, subject)
}

// Identities returns the identities of an account by issuer.
func (s *Store) Identities(ctx context.Context, id review.AccountID) ([]Identity, error) {
	return sqldb.Select(ctx, s.db, scanIdentity, "SELECT "+identityColumns+" FROM identities WHERE account_id = ? ORDER BY issuer", string(id))
}

// A Flow is a visit to a provider of identities that has not come back yet.
type Flow struct {
	ID        review.Digest // of a secret that only the browser has
	State     string        // that comes back in the address
	Nonce     string        // that comes back in the token
	Verifier  string        // of PKCE, RFC 7636
	Purpose   string        // what becomes of the identity
	Holder    string        // hash of the session or of the one-time link that the identity is for; empty for signing in
	Next      string        // address to go on to
	ExpiresAt time.Time
}

// BeginFlow enters a flow and forgets those that never came back.
func (s *Store) BeginFlow(ctx context.Context, f Flow, at time.Time) error {
	return s.db.Tx(ctx, func(t *sqldb.DB) error {
		if _, err := t.Exec(ctx, "DELETE FROM sign_in_flows WHERE expires_at <= ?", sqldb.Micros(at)); err != nil {
			return err
		}
		_, err := t.Exec(ctx, `INSERT INTO sign_in_flows (flow_sha256, state, nonce, verifier, purpose, holder, next, created_at, expires_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, string(f.ID), f.State, f.Nonce, f.Verifier, f.Purpose, f.Holder, f.Next, sqldb.Micros(at), sqldb.Micros(f.ExpiresAt))
		return err
	})
}

// TakeFlow returns a flow and removes it, so that of two who come back with it only one finds it. An unknown or expired one is
// Denied.
func (s *Store) TakeFlow(ctx context.Context, id review.Digest, at time.Time) (Flow, error) {
	over := &audit.Error{Kind: audit.Denied, Text: "this sign-in is over or was never begun", Remedy: "sign in again"}
	var f Flow
	err := s.db.Tx(ctx, func(t *sqldb.DB) error {
		list, err := sqldb.Select(ctx, t, scanFlow, "SELECT flow_sha256, state, nonce, verifier, purpose, holder, next, expires_at FROM sign_in_flows WHERE flow_sha256 = ?"+t.ForUpdate(), string(id))
		if err != nil {
			return err
		}
		n, err := t.Exec(ctx, "DELETE FROM sign_in_flows WHERE flow_sha256 = ?", string(id))
		if err != nil {
			return err
		}
		if f = (Flow{}); n == 1 && len(list) == 1 {
			f = list[0]
		}
		return nil
	})
	if err == nil && !at.Before(f.ExpiresAt) { // the zero flow ended long ago
		return Flow{}, over
	}
	return f, err
}

func scanFlow(r sqldb.Row) (f Flow, err error) {
	var expires int64
	err = r.Scan(&f.ID, &f.State, &f.Nonce, &f.Verifier, &f.Purpose, &f.Holder, &f.Next, &expires)
	f.ExpiresAt = sqldb.Time(expires)
	return f, err
}
