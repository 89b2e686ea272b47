package account

import (
	"context"
	"strings"
	"time"

	"auditd/audit"
	"auditd/audit/docket/department"
	"auditd/audit/docket/sqldb"
	"auditd/audit/review"
)

// An Account is a person or a program that can log in.
type Account struct {
	ID          review.AccountID
	Name        string // for logging in; unique, compared in lower case
	DisplayName string
	Department  review.DepartmentID // where they work; empty outside the administration
	LockedUntil time.Time           // for places that never signed in before, after too many wrong passwords from such
	DisabledAt  time.Time           // zero while in use; accounts are never deleted, because they stand under what they signed
	CreatedAt   time.Time
}

// A Store keeps accounts.
type Store struct{ db *sqldb.DB }

// New returns the accounts of a database.
func New(db *sqldb.DB) *Store { return &Store{db} }

// Create enters an account with the hash of its password; an empty hash lets nobody log in by password. A name that is taken is a
// Conflict, an unknown department Invalid. The identifier "system" is the service's own.
func (s *Store) Create(ctx context.Context, a Account, passwordHash string, at time.Time) error {
	a.Name = fold(a.Name)
	if a.ID == "" || a.ID == review.System().Account || a.Name == "" {
		return audit.Errorf(audit.Invalid, "an account needs an identifier and a name of its own")
	}
	var unit any
	if a.Department != "" {
		unit = string(a.Department)
	}
	_, err := s.db.Exec(ctx, "INSERT INTO accounts (id, name, display_name, department_id, password_hash, created_at) VALUES (?, ?, ?, ?, ?, ?)",
		string(a.ID), a.Name, a.DisplayName, unit, passwordHash, sqldb.Micros(at))
	return err
}

func fold(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

const columns = "id, name, display_name, COALESCE(department_id, ''), locked_until, disabled_at, created_at"

func scan(r sqldb.Row) (a Account, err error) {
	var locked, disabled, created int64
	err = r.Scan(&a.ID, &a.Name, &a.DisplayName, &a.Department, &locked, &disabled, &created)
	a.LockedUntil, a.DisabledAt, a.CreatedAt = sqldb.Time(locked), sqldb.Time(disabled), sqldb.Time(created)
	return a, err
}

// Get returns an account; an unknown one is a NotFound error.
func (s *Store) Get(ctx context.Context, id review.AccountID) (Account, error) {
	return sqldb.One(ctx, s.db, sqldb.Name("account", id), scan, "SELECT "+columns+" FROM accounts WHERE id = ?", string(id))
}

// ByName returns the account with a name for logging in; an unknown one is a NotFound error.
func (s *Store) ByName(ctx context.Context, name string) (Account, error) {
	return sqldb.One(ctx, s.db, sqldb.Name("account", name), scan, "SELECT "+columns+" FROM accounts WHERE name = ?", fold(name))
}

// List returns all accounts by identifier.
func (s *Store) List(ctx context.Context, p sqldb.Page) (sqldb.List[Account], error) {
	var after string
	if _, err := p.Start(&after); err != nil {
		return sqldb.List[Account]{}, err
	}
	list, err := sqldb.Select(ctx, s.db, scan, "SELECT "+columns+" FROM accounts WHERE id > ? ORDER BY id LIMIT ?", after, p.Size()+1)
	if err != nil {
		return sqldb.List[Account]{}, err
	}
	return sqldb.Cut(p, list, func(a Account) []any { return []any{a.ID} })
}

// change updates one account and says so when there is none.
func change(ctx context.Context, t *sqldb.DB, id review.AccountID, set string, args ...any) error {
	n, err := t.Exec(ctx, "UPDATE accounts SET "+set+" WHERE id = ?", append(args, string(id))...)
	if err == nil && n == 0 {
		return audit.Errorf(audit.NotFound, "there is no %s", sqldb.Name("account", id))
	}
	return err
}

// SetPassword replaces the password by its hash, forgets wrong ones and the browsers that knew the old one, and ends all sessions.
func (s *Store) SetPassword(ctx context.Context, id review.AccountID, passwordHash string, at time.Time) error {
	return s.db.Tx(ctx, func(t *sqldb.DB) error {
		if err := change(ctx, t, id, "password_hash = ?, failed_attempts = 0, locked_until = 0", passwordHash); err != nil {
			return err
		}
		if err := forgive(ctx, t, id); err != nil {
			return err
		}
		if err := forgetDevices(ctx, t, id); err != nil {
			return err
		}
		return New(t).EndSessions(ctx, id, at)
	})
}

// HasPassword reports whether an account can log in by password.
func (s *Store) HasPassword(ctx context.Context, id review.AccountID) (bool, error) {
	hash, err := sqldb.One(ctx, s.db, sqldb.Name("account", id), sqldb.Value[string], "SELECT password_hash FROM accounts WHERE id = ?", string(id))
	return hash != "", err
}

// Disable bars an account, ends its sessions and revokes its tokens.
func (s *Store) Disable(ctx context.Context, id review.AccountID, at time.Time) error {
	return s.db.Tx(ctx, func(t *sqldb.DB) error {
		if err := change(ctx, t, id, "disabled_at = ?", sqldb.Micros(at)); err != nil {
			return err
		}
		if _, err := t.Exec(ctx, "UPDATE api_tokens SET revoked_at = ? WHERE account_id = ? AND revoked_at = 0", sqldb.Micros(at), string(id)); err != nil {
			return err
		}
		return New(t).EndSessions(ctx, id, at)
	})
}

// Enable lifts the bar and forgets wrong passwords. Tokens stay revoked.
func (s *Store) Enable(ctx context.Context, id review.AccountID) error {
	return s.db.Tx(ctx, func(t *sqldb.DB) error {
		if err := forgive(ctx, t, id); err != nil {
			return err
		}
		return change(ctx, t, id, "disabled_at = 0, failed_attempts = 0, locked_until = 0")
	})
}

// LockChanges makes what changes accounts wait for each other until the end of the transaction.
func (s *Store) LockChanges(ctx context.Context) error { return s.db.Lock(ctx, "account_changes") }

// Affiliate records a further tie to a department: former employment, kinship, funding. The conflict check sees it.
func (s *Store) Affiliate(ctx context.Context, id review.AccountID, unit review.DepartmentID, relation string, at time.Time) error {
	_, err := s.db.Exec(ctx, "INSERT INTO affiliations (account_id, department_id, relation, created_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
		string(id), string(unit), relation, sqldb.Micros(at))
	return err
}

// Actor returns the account as the state machine sees it: its roles and the departments it is tied to. A disabled account is Denied.
func (s *Store) Actor(ctx context.Context, id review.AccountID) (review.Actor, error) {
	a, err := s.Get(ctx, id)
	if err != nil {
		return review.Actor{}, err
	}
	if !a.DisabledAt.IsZero() {
		return review.Actor{}, audit.Errorf(audit.Denied, "the account is disabled")
	}
	roles, err := s.Roles(ctx, id)
	if err != nil {
		return review.Actor{}, err
	}
	ties, err := sqldb.Select(ctx, s.db, sqldb.Value[review.DepartmentID],
		"SELECT department_id FROM accounts WHERE id = ? AND department_id IS NOT NULL UNION SELECT department_id FROM affiliations WHERE account_id = ? ORDER BY 1",
		string(id), string(id))
	if err != nil {
		return review.Actor{}, err
	}
	actor := review.Actor{Account: id, Roles: roles}
	for _, d := range ties {
		unit, err := department.New(s.db).Unit(ctx, d)
		if err != nil {
			return review.Actor{}, err
		}
		actor.Units = append(actor.Units, unit)
	}
	return actor, nil
}
