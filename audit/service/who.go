package service

import (
	"context"
	"slices"
	"strings"
	"time"

	"auditd/audit"
	"auditd/audit/docket"
	"auditd/audit/docket/accesslog"
	"auditd/audit/docket/account"
	"auditd/audit/docket/department"
	"auditd/audit/review"
)

// Role and its values, under the names that callers use.
type Role = review.Role

// The roles an account can hold.
const (
	RoleSubmitter       = review.RoleSubmitter
	RoleIntakeOfficer   = review.RoleIntakeOfficer
	RoleCommitteeMember = review.RoleCommitteeMember
	RoleSecretary       = review.RoleSecretary
	RoleChair           = review.RoleChair
	RolePublisher       = review.RolePublisher
	RoleAdmin           = review.RoleAdmin
	RoleInspector       = review.RoleInspector
)

// Roles returns the roles an account can hold.
func Roles() []Role { return review.Roles() }

// How long sessions and one-time links last.
const (
	SessionTime = 12 * time.Hour
	LinkTime    = 7 * 24 * time.Hour
)

// A Caller is who a request comes from, as the register knows them.
type Caller struct {
	account.Account
	Actor  review.Actor
	Scopes []string // of a token; nil for a session, which may do all that its account may

	session review.Digest // of the session's secret; empty for a token
}

// May reports whether the caller holds one of the roles.
func (c *Caller) May(roles ...Role) bool { return slices.ContainsFunc(roles, c.Actor.Has) }

// SignIn checks a password and returns the secret of a new session. Every failure is the same Denied error.
func (s *Service) SignIn(ctx context.Context, name, password string) (string, error) {
	secret, hash, err := account.NewSecret("", s.Random)
	if err != nil {
		return "", err
	}
	now := s.Now()
	a, err := s.Register.Accounts.LogIn(ctx, name, password, sourceOf(ctx), hash, now, now.Add(SessionTime))
	if err != nil {
		return "", err
	}
	_, err = s.Register.Access.Append(ctx, accesslog.Entry{At: now, Actor: a.ID, Action: "sign_in", Object: string(a.ID), Department: a.Department, Detail: detailOf(ctx, "password")})
	return secret, err
}

// SignOut ends a session.
func (s *Service) SignOut(ctx context.Context, secret string) error {
	return s.Register.Accounts.EndSession(ctx, account.HashSecret(secret), s.Now())
}

// Session returns who a session belongs to; one that is over is Denied.
func (s *Service) Session(ctx context.Context, secret string) (*Caller, error) {
	hash := account.HashSecret(secret)
	a, err := s.Register.Accounts.Session(ctx, hash, s.Now())
	if err != nil {
		return nil, err
	}
	by, err := s.caller(ctx, a, nil)
	if err == nil {
		by.session = hash
	}
	return by, err
}

// Bearer returns who a token belongs to. One that is over, or is none for the API, is Denied.
func (s *Service) Bearer(ctx context.Context, secret string) (*Caller, error) {
	if by := s.notifier(secret); by != nil {
		return by, nil
	}
	t, err := s.Register.Accounts.Token(ctx, account.HashSecret(secret), s.Now())
	if err != nil {
		return nil, err
	}
	if t.Allows(scopeSetPassword) {
		return nil, audit.Errorf(audit.Denied, "the token is not valid")
	}
	a, err := s.Register.Accounts.Get(ctx, t.Account)
	if err != nil {
		return nil, err
	}
	return s.caller(ctx, a, t.Scopes)
}

func (s *Service) caller(ctx context.Context, a account.Account, scopes []string) (*Caller, error) {
	actor, err := s.Register.Accounts.Actor(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	return &Caller{Account: a, Actor: actor, Scopes: scopes}, nil
}

// A NewAccount is an account to be made.
type NewAccount struct {
	Name        string
	DisplayName string
	Department  string
	Roles       []Role
}

// CreateAccount makes an account with its roles and returns the secret of the one-time link by which its owner chooses a password.
func (s *Service) CreateAccount(ctx context.Context, by *Caller, n NewAccount) (string, error) {
	made, err := s.AddAccount(ctx, by, n)
	return made.Link, err
}

// AddAccount does the same and says how the account is called in the register.
func (s *Service) AddAccount(ctx context.Context, by *Caller, n NewAccount) (NewLogin, error) {
	if !by.May(RoleAdmin) {
		return NewLogin{}, audit.Errorf(audit.Denied, "this needs another role")
	}
	return s.createAccount(ctx, by, n)
}

func (s *Service) createAccount(ctx context.Context, by *Caller, n NewAccount) (NewLogin, error) {
	id, err := s.newID()
	if err != nil {
		return NewLogin{}, err
	}
	link, hash, err := account.NewSecret("", s.Random)
	if err != nil {
		return NewLogin{}, err
	}
	now := s.Now()
	if strings.TrimSpace(n.DisplayName) == "" {
		n.DisplayName = n.Name
	}
	made := NewLogin{ID: review.AccountID("a-" + id), Link: link}
	err = s.once(ctx, by, func(r *docket.Register) (any, error) {
		a := account.Account{ID: made.ID, Name: n.Name, DisplayName: n.DisplayName, Department: review.DepartmentID(n.Department)}
		if err := r.Accounts.Create(ctx, a, "", now); err != nil {
			return nil, err
		}
		for _, role := range n.Roles {
			if err := r.Accounts.Grant(ctx, a.ID, role, by.ID, "account created", now); err != nil {
				return nil, err
			}
		}
		return made, r.Accounts.CreateToken(ctx, account.Token{
			ID: "l-" + id, Account: a.ID, Name: "one-time link", Scopes: []string{scopeSetPassword}, ExpiresAt: now.Add(LinkTime),
		}, hash, now)
	})
	return made, err
}

// FirstLink makes the first admin when no account is one, and returns the secret of their one-time link; "" when there is an admin
// who can sign in. A link that was lost is replaced by starting again while nobody has used it.
func (s *Service) FirstLink(ctx context.Context) (string, error) {
	held, err := s.Register.Accounts.Holders(ctx, RoleAdmin, docket.Page{Limit: 1})
	if err != nil {
		return "", err
	}
	if len(held.Items) == 0 {
		system := &Caller{Account: account.Account{ID: review.System().Account}}
		made, err := s.createAccount(ctx, system, NewAccount{Name: "admin", DisplayName: "admin", Roles: []Role{RoleAdmin}})
		return made.Link, err
	}
	a := held.Items[0]
	tokens, err := s.Register.Accounts.Tokens(ctx, a.ID, docket.Page{Limit: 1})
	if err != nil || len(tokens.Items) == 0 || !tokens.Items[0].Allows(scopeSetPassword) || !tokens.Items[0].RevokedAt.IsZero() {
		return "", err
	}
	return s.renewLink(ctx, a.ID, tokens.Items[0].ID)
}

// renewLink replaces a one-time link that nobody has used.
func (s *Service) renewLink(ctx context.Context, id review.AccountID, old string) (string, error) {
	// The old link stays the first in the list, so that its being revoked says that the account is in use.
	fresh, err := s.newID()
	if err != nil {
		return "", err
	}
	link, hash, err := account.NewSecret("", s.Random)
	if err != nil {
		return "", err
	}
	now := s.Now()
	return link, s.Register.Accounts.CreateToken(ctx, account.Token{
		ID: "m-" + fresh, Account: id, Name: "one-time link after " + old, Scopes: []string{scopeSetPassword}, ExpiresAt: now.Add(LinkTime),
	}, hash, now)
}

// revokeLinks ends all one-time links of an account.
func revokeLinks(ctx context.Context, r *docket.Register, id review.AccountID, now time.Time) error {
	list, err := r.Accounts.Tokens(ctx, id, docket.Page{Limit: docket.Page{}.Size()})
	if err != nil {
		return err
	}
	for _, t := range list.Items {
		if t.Allows(scopeSetPassword) && t.RevokedAt.IsZero() {
			if err := r.Accounts.RevokeToken(ctx, id, t.ID, now); err != nil {
				return err
			}
		}
	}
	return nil
}

// AccountRow is an account as the list of accounts shows it.
type AccountRow struct {
	account.Account
	Roles []Role
}

// Accounts returns all accounts with their roles, for an admin or an inspector; the holders of a role for the secretary.
func (s *Service) Accounts(ctx context.Context, by *Caller) ([]AccountRow, error) {
	if !by.May(RoleAdmin, RoleInspector) {
		return nil, audit.Errorf(audit.Denied, "this needs another role")
	}
	var out []AccountRow
	for p := (docket.Page{}); ; {
		list, err := s.Register.Accounts.List(ctx, p)
		if err != nil {
			return nil, err
		}
		for _, a := range list.Items {
			roles, err := s.Register.Accounts.Roles(ctx, a.ID)
			if err != nil {
				return nil, err
			}
			out = append(out, AccountRow{a, roles})
		}
		if p.After = list.Next; p.After == "" {
			return out, nil
		}
	}
}

// CreateDepartment enters a department.
func (s *Service) CreateDepartment(ctx context.Context, by *Caller, d department.Department) error {
	if !by.May(RoleAdmin) {
		return audit.Errorf(audit.Denied, "this needs another role")
	}
	return s.once(ctx, by, func(r *docket.Register) (any, error) {
		return NewSecret{ID: string(d.ID)}, r.Departments.Create(ctx, d, s.Now())
	})
}

// Departments returns every department, each after the one above it.
func (s *Service) Departments(ctx context.Context) ([]department.Department, error) {
	var out []department.Department
	var walk func(id review.DepartmentID) error
	walk = func(id review.DepartmentID) error {
		for p := (docket.Page{}); ; {
			list, err := s.Register.Departments.Children(ctx, id, p)
			if err != nil {
				return err
			}
			for _, d := range list.Items {
				out = append(out, d)
				if err := walk(d.ID); err != nil {
					return err
				}
			}
			if p.After = list.Next; p.After == "" {
				return nil
			}
		}
	}
	return out, walk("")
}

// A Token is a token of the API as its owner sees it.
type Token = account.Token

// CreateToken makes a token for the caller and returns its secret, which is shown once.
func (s *Service) CreateToken(ctx context.Context, by *Caller, name string, scopes []string, days int) (string, error) {
	made, err := s.MakeToken(ctx, by, name, scopes, days)
	return made.Secret, err
}

// MakeToken does the same and says how the token is called in the register.
func (s *Service) MakeToken(ctx context.Context, by *Caller, name string, scopes []string, days int) (NewSecret, error) {
	if by.Scopes != nil {
		return NewSecret{}, audit.Errorf(audit.Denied, "a token cannot make tokens")
	}
	if err := checkScopes(scopes); err != nil {
		return NewSecret{}, err
	}
	if slices.Contains(scopes, ScopeSign) {
		if err := s.requireFresh(ctx, by); err != nil {
			return NewSecret{}, err
		}
	}
	id, err := s.newID()
	if err != nil {
		return NewSecret{}, err
	}
	secret, hash, err := account.NewSecret("auditd_", s.Random)
	if err != nil {
		return NewSecret{}, err
	}
	now, made := s.Now(), NewSecret{ID: "t-" + id, Secret: secret}
	err = s.once(ctx, by, func(r *docket.Register) (any, error) {
		return made, r.Accounts.CreateToken(ctx, account.Token{ID: made.ID, Account: by.ID, Name: name, Scopes: scopes, ExpiresAt: now.AddDate(0, 0, days)}, hash, now)
	})
	return made, err
}

// Tokens returns the caller's tokens of the API.
func (s *Service) Tokens(ctx context.Context, by *Caller) ([]Token, error) {
	list, err := s.Register.Accounts.Tokens(ctx, by.ID, docket.Page{Limit: 200})
	return slices.DeleteFunc(list.Items, func(t Token) bool { return t.Allows(scopeSetPassword) }), err
}

// RevokeToken ends a token of the caller.
func (s *Service) RevokeToken(ctx context.Context, by *Caller, id string) error {
	return s.Register.Accounts.RevokeToken(ctx, by.ID, id, s.Now())
}

// AccessLog returns a page of [Service.AccessLogPage].
func (s *Service) AccessLog(ctx context.Context, by *Caller, after string) (docket.List[accesslog.Entry], error) {
	return s.AccessLogPage(ctx, by, docket.Page{After: after, Limit: 200})
}
