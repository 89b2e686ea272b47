package service

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"auditd/audit"
	"auditd/audit/docket"
	"auditd/audit/docket/accesslog"
	"auditd/audit/docket/account"
	"auditd/audit/review"
)

// maxReason is the longest reason for a change of an account, in characters.
const maxReason = 500

// ChangedAccount is the answer to a change of an account.
type ChangedAccount struct {
	ID       AccountID `json:"id"`       // Identifier of the account.
	Disabled bool      `json:"disabled"` // Whether nobody can sign in to it.
	Roles    []Role    `json:"roles"`    // What it may be in the service.
}

// AccountOf returns an account with its roles, for an admin or an inspector.
func (s *Service) AccountOf(ctx context.Context, by *Caller, id AccountID) (AccountRow, error) {
	if !by.May(RoleAdmin, RoleInspector) {
		return AccountRow{}, audit.Errorf(audit.Denied, "this needs another role")
	}
	a, err := withBlocks(ctx, s.Register, id)
	if err != nil {
		return AccountRow{}, err
	}
	roles, err := s.Register.Accounts.Roles(ctx, id)
	return AccountRow{a, roles}, err
}

// withBlocks returns an account that is locked until no place is refused any more for wrong passwords.
func withBlocks(ctx context.Context, r *docket.Register, id AccountID) (account.Account, error) {
	a, err := r.Accounts.Get(ctx, id)
	if err != nil {
		return a, err
	}
	blocked, err := r.Accounts.BlockedUntil(ctx, id)
	if blocked.After(a.LockedUntil) {
		a.LockedUntil = blocked
	}
	return a, err
}

// SetRoles gives an account exactly these roles. Roles that exclude each other are Denied. The sessions and tokens of the account end,
// because they were given out to somebody who might do something else.
func (s *Service) SetRoles(ctx context.Context, by *Caller, id AccountID, roles []Role, reason string) (ChangedAccount, error) {
	return s.changeAccount(ctx, by, id, "change_roles", reason, func(r *docket.Register, now time.Time) error {
		held, err := r.Accounts.Roles(ctx, id)
		if err != nil {
			return err
		}
		// Taking comes first: what is taken no longer excludes what is given.
		for _, role := range held {
			if !slices.Contains(roles, role) {
				if err := r.Accounts.Revoke(ctx, id, role, by.ID, reason, now); err != nil {
					return err
				}
			}
		}
		changed := len(roles) < len(held)
		for i, role := range roles {
			if slices.Contains(held, role) || slices.Contains(roles[:i], role) {
				continue
			}
			changed = true
			if err := r.Accounts.Grant(ctx, id, role, by.ID, reason, now); err != nil {
				return err
			}
		}
		if !changed {
			return &audit.Error{Kind: audit.Conflict, Text: "the account has these roles already"}
		}
		return endAccess(ctx, r, id, now)
	})
}

// DisableAccount bars an account: its sessions, tokens and one-time links end. What it signed stands.
func (s *Service) DisableAccount(ctx context.Context, by *Caller, id AccountID, reason string) (ChangedAccount, error) {
	return s.changeAccount(ctx, by, id, "disable_account", reason, func(r *docket.Register, now time.Time) error {
		a, err := r.Accounts.Get(ctx, id)
		if err == nil && !a.DisabledAt.IsZero() {
			err = &audit.Error{Kind: audit.Conflict, Text: "the account is disabled"}
		}
		if err != nil {
			return err
		}
		return r.Accounts.Disable(ctx, id, now)
	})
}

// EnableAccount lifts the bar, and what wrong passwords have closed. Tokens stay revoked.
func (s *Service) EnableAccount(ctx context.Context, by *Caller, id AccountID, reason string) (ChangedAccount, error) {
	return s.changeAccount(ctx, by, id, "enable_account", reason, func(r *docket.Register, now time.Time) error {
		a, err := withBlocks(ctx, r, id)
		if err == nil && a.DisabledAt.IsZero() && !a.LockedUntil.After(now) {
			err = &audit.Error{Kind: audit.Conflict, Text: "the account is in use"}
		}
		if err != nil {
			return err
		}
		return r.Accounts.Enable(ctx, id)
	})
}

// RenewLink ends the one-time links of an account and returns the secret of a new one, for an owner who has lost the password or the
// link. The password holds until the link is used.
func (s *Service) RenewLink(ctx context.Context, by *Caller, id AccountID, reason string) (NewLogin, error) {
	link, hash, err := account.NewSecret("", s.Random)
	if err != nil {
		return NewLogin{}, err
	}
	fresh, err := s.newID()
	if err != nil {
		return NewLogin{}, err
	}
	made := NewLogin{ID: id, Link: link}
	err = s.onAccount(ctx, by, id, "renew_link", reason, func(r *docket.Register, now time.Time) (any, error) {
		a, err := r.Accounts.Get(ctx, id)
		if err == nil && !a.DisabledAt.IsZero() {
			err = &audit.Error{Kind: audit.Conflict, Text: "the account is disabled", Remedy: "enable it first"}
		}
		if err != nil {
			return nil, err
		}
		if err := revokeLinks(ctx, r, id, now); err != nil {
			return nil, err
		}
		return made, r.Accounts.CreateToken(ctx, account.Token{
			ID: "m-" + fresh, Account: id, Name: "one-time link", Scopes: []string{scopeSetPassword}, ExpiresAt: now.Add(LinkTime),
		}, hash, now)
	})
	return made, err
}

// changeAccount does a change and says what the account is after it.
func (s *Service) changeAccount(ctx context.Context, by *Caller, id AccountID, action, reason string, change func(*docket.Register, time.Time) error) (ChangedAccount, error) {
	out := ChangedAccount{ID: id}
	err := s.onAccount(ctx, by, id, action, reason, func(r *docket.Register, now time.Time) (any, error) {
		if err := change(r, now); err != nil {
			return nil, err
		}
		a, err := r.Accounts.Get(ctx, id)
		if err != nil {
			return nil, err
		}
		out.Disabled = !a.DisabledAt.IsZero()
		out.Roles, err = r.Accounts.Roles(ctx, id)
		if out.Roles == nil {
			out.Roles = []Role{}
		}
		return out, err
	})
	return out, err
}

// onAccount does something to another's account and leaves it in the access log with its reason. As nobody does it to their own, there
// is always an admin left; as one change waits for the other, two admins cannot bar each other at once.
func (s *Service) onAccount(ctx context.Context, by *Caller, id AccountID, action, reason string, fn func(*docket.Register, time.Time) (any, error)) error {
	reason = strings.TrimSpace(reason)
	switch {
	case !by.May(RoleAdmin):
		return audit.Errorf(audit.Denied, "this needs another role")
	case !by.Allows(ScopeAdmin):
		return lacksScope(ScopeAdmin)
	case by.ID == id:
		return &audit.Error{Kind: audit.Denied, Text: "nobody changes their own account here", Remedy: "ask another administrator"}
	case reason == "":
		return &audit.Error{Kind: audit.Invalid, Text: "a reason is missing", Column: "reason", Remedy: "say why the account is changed"}
	case utf8.RuneCountInString(reason) > maxReason:
		return &audit.Error{Kind: audit.Invalid, Text: "the reason is longer than 500 characters", Column: "reason", Remedy: "say it in short"}
	}
	return s.once(ctx, by, func(r *docket.Register) (any, error) {
		if err := r.Accounts.LockChanges(ctx); err != nil {
			return nil, err
		}
		actor, err := r.Accounts.Actor(ctx, by.ID)
		if err == nil && !actor.Has(RoleAdmin) {
			err = audit.Errorf(audit.Denied, "this needs another role")
		}
		if err != nil {
			return nil, err
		}
		if id == review.System().Account {
			return nil, audit.Errorf(audit.NotFound, "there is no such account")
		}
		now := s.Now()
		out, err := fn(r, now)
		if err != nil {
			return nil, err
		}
		_, err = r.Access.Append(ctx, accesslog.Entry{At: now, Actor: by.ID, Action: action, Object: string(id), Detail: audit.Clean(reason)})
		return out, err
	})
}

// endAccess ends the sessions and the tokens of an account. A one-time link that was not used stays: it is the only way in.
func endAccess(ctx context.Context, r *docket.Register, id AccountID, now time.Time) error {
	for p := (docket.Page{}); ; {
		list, err := r.Accounts.Tokens(ctx, id, p)
		if err != nil {
			return err
		}
		for _, t := range list.Items {
			if t.Allows(scopeSetPassword) || !t.RevokedAt.IsZero() {
				continue
			}
			if err := r.Accounts.RevokeToken(ctx, id, t.ID, now); err != nil {
				return err
			}
		}
		if p.After = list.Next; p.After == "" {
			return r.Accounts.EndSessions(ctx, id, now)
		}
	}
}
