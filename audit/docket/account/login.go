package account

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"auditd/audit"
	"auditd/audit/docket/sqldb"
	"auditd/audit/review"
)

// errLogin says nothing about whether the account exists, is locked or is disabled.
func errLogin() error {
	return &audit.Error{Kind: audit.Denied, Text: "name or password is wrong, or the account is locked"}
}

// LogIn checks a password and starts a session under the hash of its secret. Any failure is the same Denied error.
func (s *Store) LogIn(ctx context.Context, name, password string, from Source, session review.Digest, at, expires time.Time) (Account, error) {
	a, err := s.CheckPassword(ctx, name, password, from, at)
	if err != nil {
		return Account{}, err
	}
	return a, s.StartSession(ctx, a.ID, session, at, expires)
}

// CheckPassword returns the account that a name and a password fit. Any failure is the same Denied error, and counts against the place
// that it comes from; a success ends the count there.
func (s *Store) CheckPassword(ctx context.Context, name, password string, from Source, at time.Time) (Account, error) {
	hash, source, a, err := s.attempt(ctx, name, from, at)
	if err != nil {
		return Account{}, err
	}
	if !checkPassword(password, hash) || a.ID == "" {
		return Account{}, errLogin()
	}
	a.LockedUntil = time.Time{}
	return a, s.acquit(ctx, a.ID, source)
}

// StartSession starts a session of an account that has just proved who it is, under the hash of the session's secret. A disabled
// account is Denied.
func (s *Store) StartSession(ctx context.Context, id review.AccountID, session review.Digest, at, expires time.Time) error {
	now := sqldb.Micros(at)
	n, err := s.db.Exec(ctx, `INSERT INTO sessions (token_sha256, account_id, created_at, seen_at, expires_at, proved_at)
		SELECT ?, id, ?, ?, ?, ? FROM accounts WHERE id = ? AND disabled_at = 0`, string(session), now, now, sqldb.Micros(expires), now, string(id))
	if err == nil && n == 0 {
		return errLogin()
	}
	return err
}

// Prove notes that the holder of a running session has just proved again who they are. A session that is over is Denied.
func (s *Store) Prove(ctx context.Context, session review.Digest, at time.Time) error {
	n, err := s.db.Exec(ctx, "UPDATE sessions SET proved_at = ? WHERE token_sha256 = ? AND ended_at = 0 AND expires_at > ?",
		sqldb.Micros(at), string(session), sqldb.Micros(at))
	if err == nil && n == 0 {
		return audit.Errorf(audit.Denied, "the session is over")
	}
	return err
}

// ProvedAt returns when the holder of a session last proved who they are: at signing in or later. The zero time means never.
func (s *Store) ProvedAt(ctx context.Context, session review.Digest) (time.Time, error) {
	list, err := sqldb.Select(ctx, s.db, sqldb.Value[int64], "SELECT proved_at FROM sessions WHERE token_sha256 = ? AND ended_at = 0", string(session))
	if err != nil || len(list) == 0 {
		return time.Time{}, err
	}
	return sqldb.Time(list[0]), nil
}

// attempt counts a failure before the password is looked at, so that many guesses at once do not slip past the limit. Who may not log
// in now gets the hash that nothing fits.
func (s *Store) attempt(ctx context.Context, name string, from Source, at time.Time) (hash, source string, a Account, err error) {
	hash = nobody
	err = s.db.Tx(ctx, func(t *sqldb.DB) error {
		hash, a = nobody, Account{}
		list, err := sqldb.Select(ctx, t, scan, "SELECT "+columns+" FROM accounts WHERE name = ?"+t.ForUpdate(), fold(name))
		if err != nil || len(list) == 0 || !list[0].DisabledAt.IsZero() {
			return err
		}
		found := list[0]
		if source, err = claim(ctx, t, found, from, at); source == "" || err != nil {
			return err
		}
		stored, err := sqldb.One(ctx, t, "account", sqldb.Value[string], "SELECT password_hash FROM accounts WHERE id = ?", string(found.ID))
		if err == nil && stored != "" {
			hash, a = stored, found
		}
		return err
	})
	if audit.KindOf(err) == audit.Invalid { // a name that no database can store
		err = nil
	}
	return hash, source, a, err
}

// Session returns the account of a running session and notes that it was used. An unknown, ended or expired one is Denied.
func (s *Store) Session(ctx context.Context, session review.Digest, at time.Time) (Account, error) {
	now := sqldb.Micros(at)
	list, err := sqldb.Select(ctx, s.db, scan, "SELECT "+columns+` FROM accounts WHERE disabled_at = 0 AND id =
		(SELECT account_id FROM sessions WHERE token_sha256 = ? AND ended_at = 0 AND expires_at > ?)`, string(session), now)
	if err != nil {
		return Account{}, err
	}
	if len(list) == 0 {
		return Account{}, audit.Errorf(audit.Denied, "the session is over")
	}
	// Once a minute is enough to know whether a session is in use.
	_, err = s.db.Exec(ctx, "UPDATE sessions SET seen_at = ? WHERE token_sha256 = ? AND seen_at < ?", now, string(session), sqldb.Micros(at.Add(-time.Minute)))
	return list[0], err
}

// EndSession ends one session; ending it again does nothing.
func (s *Store) EndSession(ctx context.Context, session review.Digest, at time.Time) error {
	_, err := s.db.Exec(ctx, "UPDATE sessions SET ended_at = ? WHERE token_sha256 = ? AND ended_at = 0", sqldb.Micros(at), string(session))
	return err
}

// EndSessions ends all sessions of an account.
func (s *Store) EndSessions(ctx context.Context, id review.AccountID, at time.Time) error {
	_, err := s.db.Exec(ctx, "UPDATE sessions SET ended_at = ? WHERE account_id = ? AND ended_at = 0", sqldb.Micros(at), string(id))
	return err
}

// A Token lets a program use the API as an account, within scopes and until a day.
type Token struct {
	ID        string
	Account   review.AccountID
	Name      string   // what it is for
	Scopes    []string // what it may do, such as submit, read
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    time.Time // zero if never, else to the minute
	RevokedAt time.Time
}

// Allows reports whether the token has a scope.
func (t Token) Allows(scope string) bool { return slices.Contains(t.Scopes, scope) }

// maxTokenAge is the longest life of a token.
const maxTokenAge = 366 * 24 * time.Hour

// CreateToken enters a token under the hash of its secret. It needs a scope and an end within a year.
func (s *Store) CreateToken(ctx context.Context, t Token, secret review.Digest, at time.Time) error {
	if t.ID == "" || len(t.Scopes) == 0 || !t.ExpiresAt.After(at) || t.ExpiresAt.Sub(at) > maxTokenAge {
		return &audit.Error{Kind: audit.Invalid, Text: "a token needs an identifier, a scope and an end within a year"}
	}
	scopes, err := json.Marshal(t.Scopes)
	if err != nil {
		return err
	}
	_, err = s.db.Exec(ctx, "INSERT INTO api_tokens (id, account_id, name, token_sha256, scopes, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
		t.ID, string(t.Account), t.Name, string(secret), string(scopes), sqldb.Micros(at), sqldb.Micros(t.ExpiresAt))
	return err
}

const tokenColumns = "id, account_id, name, scopes, created_at, expires_at, used_at, revoked_at"

func scanToken(r sqldb.Row) (t Token, err error) {
	var scopes string
	var created, expires, used, revoked int64
	if err := r.Scan(&t.ID, &t.Account, &t.Name, &scopes, &created, &expires, &used, &revoked); err != nil {
		return t, err
	}
	t.CreatedAt, t.ExpiresAt, t.UsedAt, t.RevokedAt = sqldb.Time(created), sqldb.Time(expires), sqldb.Time(used), sqldb.Time(revoked)
	return t, json.Unmarshal([]byte(scopes), &t.Scopes)
}

// Token returns the token of a secret and notes its use. An unknown, expired or revoked one, or one of a disabled account, is Denied.
func (s *Store) Token(ctx context.Context, secret review.Digest, at time.Time) (Token, error) {
	list, err := sqldb.Select(ctx, s.db, scanToken, "SELECT "+tokenColumns+` FROM api_tokens WHERE token_sha256 = ? AND revoked_at = 0 AND expires_at > ?
		AND EXISTS (SELECT 1 FROM accounts WHERE accounts.id = api_tokens.account_id AND disabled_at = 0)`, string(secret), sqldb.Micros(at))
	if err != nil {
		return Token{}, err
	}
	if len(list) == 0 {
		return Token{}, audit.Errorf(audit.Denied, "the token is not valid")
	}
	_, err = s.db.Exec(ctx, "UPDATE api_tokens SET used_at = ? WHERE id = ? AND used_at < ?", sqldb.Micros(at), list[0].ID, sqldb.Micros(at.Add(-time.Minute)))
	return list[0], err
}

// Tokens returns the tokens of an account by identifier, expired and revoked ones included.
func (s *Store) Tokens(ctx context.Context, id review.AccountID, p sqldb.Page) (sqldb.List[Token], error) {
	var after string
	if _, err := p.Start(&after); err != nil {
		return sqldb.List[Token]{}, err
	}
	list, err := sqldb.Select(ctx, s.db, scanToken, "SELECT "+tokenColumns+" FROM api_tokens WHERE account_id = ? AND id > ? ORDER BY id LIMIT ?", string(id), after, p.Size()+1)
	if err != nil {
		return sqldb.List[Token]{}, err
	}
	return sqldb.Cut(p, list, func(t Token) []any { return []any{t.ID} })
}

// RevokeToken ends a token of the account. One that is not theirs is a NotFound error.
func (s *Store) RevokeToken(ctx context.Context, account review.AccountID, id string, at time.Time) error {
	n, err := s.db.Exec(ctx, "UPDATE api_tokens SET revoked_at = ? WHERE id = ? AND account_id = ? AND revoked_at = 0", sqldb.Micros(at), id, string(account))
	if err == nil && n == 0 {
		return audit.Errorf(audit.NotFound, "there is no %s in use", sqldb.Name("token", id))
	}
	return err
}
