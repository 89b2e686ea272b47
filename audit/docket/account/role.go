package account

import (
	"context"
	"slices"
	"time"

	"auditd/audit"
	"auditd/audit/docket/sqldb"
	"auditd/audit/review"
)

// A Grant is one change of an account's roles. Grants are never changed; the roles are their sum.
type Grant struct {
	Account review.AccountID
	Seq     int64 // 1, 2, 3 … within the account
	Role    review.Role
	Granted bool // false: revoked
	By      review.AccountID
	Reason  string
	At      time.Time
}

// Grant gives an account a role. A role that excludes one it holds is Denied; one that it holds already is a Conflict; nobody grants
// themself a role.
func (s *Store) Grant(ctx context.Context, id review.AccountID, role review.Role, by review.AccountID, reason string, at time.Time) error {
	if !slices.Contains(review.Roles(), role) {
		return &audit.Error{Kind: audit.Invalid, Text: "there is no such role", Value: audit.Quote(string(role))}
	}
	return s.changeRole(ctx, Grant{Account: id, Role: role, Granted: true, By: by, Reason: reason, At: at})
}

// Revoke takes a role away. A role that the account does not hold is a Conflict.
func (s *Store) Revoke(ctx context.Context, id review.AccountID, role review.Role, by review.AccountID, reason string, at time.Time) error {
	return s.changeRole(ctx, Grant{Account: id, Role: role, By: by, Reason: reason, At: at})
}

func (s *Store) changeRole(ctx context.Context, g Grant) error {
	if g.By == g.Account {
		return audit.Errorf(audit.Denied, "nobody changes their own roles")
	}
	return s.db.Tx(ctx, func(t *sqldb.DB) error {
		// The account's row is the lock: two grants at once must not both miss the other.
		if _, err := sqldb.One(ctx, t, sqldb.Name("account", g.Account), sqldb.Value[string], "SELECT id FROM accounts WHERE id = ?"+t.ForUpdate(), string(g.Account)); err != nil {
			return err
		}
		held, err := New(t).Roles(ctx, g.Account)
		if err != nil {
			return err
		}
		if slices.Contains(held, g.Role) == g.Granted {
			return audit.Errorf(audit.Conflict, "the account holds the role already or does not hold it")
		}
		for _, other := range held {
			if g.Granted && review.Exclusive(g.Role, other) {
				return audit.Errorf(audit.Denied, "the roles %s and %s exclude each other", g.Role, other)
			}
		}
		word := "revoke"
		if g.Granted {
			word = "grant"
		}
		_, err = t.Exec(ctx, `INSERT INTO role_grants (account_id, seq, role, change, by_account, reason, at)
			SELECT ?, COALESCE(MAX(seq), 0) + 1, ?, ?, ?, ?, ? FROM role_grants WHERE account_id = ?`,
			string(g.Account), string(g.Role), word, string(g.By), g.Reason, sqldb.Micros(g.At), string(g.Account))
		return err
	})
}

func scanGrant(r sqldb.Row) (g Grant, err error) {
	var word string
	var at int64
	err = r.Scan(&g.Account, &g.Seq, &g.Role, &word, &g.By, &g.Reason, &at)
	g.Granted, g.At = word == "grant", sqldb.Time(at)
	return g, err
}

const grantColumns = "account_id, seq, role, change, by_account, reason, at"

// Roles returns the roles an account holds, in the order of review.Roles.
func (s *Store) Roles(ctx context.Context, id review.AccountID) ([]review.Role, error) {
	grants, err := sqldb.Select(ctx, s.db, scanGrant, "SELECT "+grantColumns+" FROM role_grants WHERE account_id = ? ORDER BY seq", string(id))
	if err != nil {
		return nil, err
	}
	held := map[review.Role]bool{}
	for _, g := range grants {
		held[g.Role] = g.Granted
	}
	var out []review.Role
	for _, r := range review.Roles() {
		if held[r] {
			out = append(out, r)
		}
	}
	return out, nil
}

// Grants returns the changes of roles of one account, or of all for "", in the order of account and change.
func (s *Store) Grants(ctx context.Context, id review.AccountID, p sqldb.Page) (sqldb.List[Grant], error) {
	var account string
	var seq int64
	if _, err := p.Start(&account, &seq); err != nil {
		return sqldb.List[Grant]{}, err
	}
	where, args := "", []any{account, account, seq}
	if id != "" {
		where, args = " AND account_id = ?", append(args, string(id))
	}
	list, err := sqldb.Select(ctx, s.db, scanGrant, "SELECT "+grantColumns+" FROM role_grants WHERE (account_id > ? OR account_id = ? AND seq > ?)"+where+
		" ORDER BY account_id, seq LIMIT ?", append(args, p.Size()+1)...)
	if err != nil {
		return sqldb.List[Grant]{}, err
	}
	return sqldb.Cut(p, list, func(g Grant) []any { return []any{g.Account, g.Seq} })
}

// Holders returns the accounts in use that hold a role, by identifier.
func (s *Store) Holders(ctx context.Context, role review.Role, p sqldb.Page) (sqldb.List[Account], error) {
	var after string
	if _, err := p.Start(&after); err != nil {
		return sqldb.List[Account]{}, err
	}
	list, err := sqldb.Select(ctx, s.db, scan, "SELECT "+columns+` FROM accounts WHERE disabled_at = 0 AND id > ? AND 'grant' =
		(SELECT change FROM role_grants g WHERE g.account_id = accounts.id AND g.role = ? ORDER BY seq DESC LIMIT 1) ORDER BY id LIMIT ?`,
		after, string(role), p.Size()+1)
	if err != nil {
		return sqldb.List[Account]{}, err
	}
	return sqldb.Cut(p, list, func(a Account) []any { return []any{a.ID} })
}
