package service

import (
	"context"
	"errors"
	"slices"
	"time"

	"auditd/audit"
	"auditd/audit/docket"
	"auditd/audit/docket/accesslog"
	"auditd/audit/docket/account"
	"auditd/audit/review"
)

// FreshTime is how long a proof of who somebody is lasts for what they sign or publish.
const FreshTime = 5 * time.Minute

// ErrStale is in the chain of the Denied error for an act that needs a newer proof of who the caller is: see [Service.Confirm].
var ErrStale = errors.New("the proof of who the caller is has grown old")

// A Purpose says what becomes of an identity that a provider vouches for.
type Purpose string

// The purposes of a visit to a provider of identities.
const (
	PurposeSignIn  Purpose = "sign_in" // a session of the account that the identity is linked to
	PurposeLink    Purpose = "link"    // the identity is linked to the account of a session
	PurposeRedeem  Purpose = "redeem"  // the identity is linked to the account of a one-time link, in place of a password
	PurposeConfirm Purpose = "confirm" // the caller proves again who they are
)

// visitTime is how long somebody may take at the provider.
const visitTime = 10 * time.Minute

// A Visit is a way to a provider of identities and back. State, nonce and verifier are drawn by the caller.
type Visit struct {
	State, Nonce, Verifier string
	Purpose                Purpose
	Link                   string // secret of the one-time link, to redeem
	Next                   string // address to go on to

	holder string
}

// BeginVisit remembers a visit and returns the secret that the browser must bring back. by is nil for somebody who is not signed in.
func (s *Service) BeginVisit(ctx context.Context, by *Caller, v Visit) (string, error) {
	now := s.Now()
	f := account.Flow{State: v.State, Nonce: v.Nonce, Verifier: v.Verifier, Purpose: string(v.Purpose), Next: v.Next, ExpiresAt: now.Add(visitTime)}
	switch v.Purpose {
	case PurposeSignIn:
	case PurposeRedeem:
		hash := account.HashSecret(v.Link)
		if _, err := s.linkOf(ctx, s.Register, hash, now); err != nil {
			return "", err
		}
		f.Holder = string(hash)
	case PurposeLink, PurposeConfirm:
		if by == nil || by.session == "" {
			return "", audit.Errorf(audit.Denied, "this needs a person who is signed in")
		}
		if v.Purpose == PurposeLink { // a further way in is given to who has just proved that they are the owner
			if err := s.requireFresh(ctx, by); err != nil {
				return "", err
			}
		}
		f.Holder = string(by.session)
	default:
		return "", audit.Errorf(audit.Internal, "a visit without a purpose")
	}
	secret, hash, err := account.NewSecret("", s.Random)
	if err != nil {
		return "", err
	}
	f.ID = hash
	return secret, s.Register.Accounts.BeginFlow(ctx, f, now)
}

// TakeVisit returns the visit that a browser comes back from. It is found once.
func (s *Service) TakeVisit(ctx context.Context, secret string) (Visit, error) {
	f, err := s.Register.Accounts.TakeFlow(ctx, account.HashSecret(secret), s.Now())
	return Visit{State: f.State, Nonce: f.Nonce, Verifier: f.Verifier, Purpose: Purpose(f.Purpose), Next: f.Next, holder: f.Holder}, err
}

// An Identity is who a provider says somebody is.
type Identity struct {
	Issuer   string
	Subject  string
	AuthTime time.Time // when they last proved it there; zero when the provider does not say
	Mapped   bool      // whether their groups there decide about roles here
	Roles    []Role    // that the groups stand for
}

// EndVisit does what a visit was for, and returns the secret of a new session when that is signing in, "" otherwise.
func (s *Service) EndVisit(ctx context.Context, by *Caller, v Visit, who Identity) (string, error) {
	switch v.Purpose {
	case PurposeSignIn:
		return s.signInBy(ctx, who)
	case PurposeRedeem:
		return s.redeemBy(ctx, v.holder, who)
	}
	if by == nil || by.session == "" || string(by.session) != v.holder {
		return "", audit.Errorf(audit.Denied, "the sign-in was begun in another session")
	}
	if v.Purpose == PurposeConfirm {
		return "", s.confirmBy(ctx, by, who)
	}
	return "", s.link(ctx, s.Register, by.Account, who)
}

// signInBy starts a session of the account that an identity is linked to. An e-mail address or a name never finds an account: a
// provider may give them to somebody else later.
func (s *Service) signInBy(ctx context.Context, who Identity) (string, error) {
	secret, hash, err := account.NewSecret("", s.Random)
	if err != nil {
		return "", err
	}
	now := s.Now()
	err = s.Register.Tx(ctx, func(r *docket.Register) error {
		a, err := r.Accounts.ByIdentity(ctx, who.Issuer, who.Subject)
		if audit.KindOf(err) == audit.NotFound {
			return &audit.Error{Kind: audit.Denied, Text: "no account is linked to this identity", Remedy: "open the one-time link of an administrator, or link it on the page of your account"}
		}
		if err != nil {
			return err
		}
		return s.enter(ctx, r, a, hash, who, now)
	})
	return secret, err
}

// enter starts a session after a visit, with the roles that the provider's groups stand for.
func (s *Service) enter(ctx context.Context, r *docket.Register, a account.Account, session review.Digest, who Identity, now time.Time) error {
	if who.Mapped {
		if err := mapRoles(ctx, r, a.ID, who, now); err != nil {
			return err
		}
	}
	if err := r.Accounts.StartSession(ctx, a.ID, session, now, now.Add(SessionTime)); err != nil {
		return err
	}
	_, err := r.Access.Append(ctx, accesslog.Entry{At: now, Actor: a.ID, Action: "sign_in", Object: string(a.ID), Department: a.Department, Detail: detailOf(ctx, who.Issuer)})
	return err
}

// linkOf returns the one-time link of a hash while it holds.
func (s *Service) linkOf(ctx context.Context, r *docket.Register, hash review.Digest, now time.Time) (account.Token, error) {
	t, err := r.Accounts.Token(ctx, hash, now)
	if err != nil || !t.Allows(scopeSetPassword) {
		return t, &audit.Error{Kind: audit.Denied, Text: "the link is not valid any more", Remedy: "ask an administrator for a new one", Err: err}
	}
	return t, nil
}

// redeemBy links an identity to the account of a one-time link, uses the link up and signs in.
func (s *Service) redeemBy(ctx context.Context, link string, who Identity) (string, error) {
	secret, hash, err := account.NewSecret("", s.Random)
	if err != nil {
		return "", err
	}
	now := s.Now()
	err = s.Register.Tx(ctx, func(r *docket.Register) error {
		t, err := s.linkOf(ctx, r, review.Digest(link), now)
		if err != nil {
			return err
		}
		a, err := r.Accounts.Get(ctx, t.Account)
		if err != nil {
			return err
		}
		if err := revokeLinks(ctx, r, a.ID, now); err != nil {
			return err
		}
		if err := s.link(ctx, r, a, who); err != nil {
			return err
		}
		if err := endAccess(ctx, r, a.ID, now); err != nil {
			return err
		}
		return s.enter(ctx, r, a, hash, who, now)
	})
	return secret, err
}

// link links an identity to an account, and leaves that in the log.
func (s *Service) link(ctx context.Context, r *docket.Register, a account.Account, who Identity) error {
	now := s.Now()
	return r.Tx(ctx, func(r *docket.Register) error {
		err := r.Accounts.Link(ctx, account.Identity{Issuer: who.Issuer, Subject: who.Subject, Account: a.ID}, now)
		if audit.KindOf(err) == audit.Conflict {
			return &audit.Error{Kind: audit.Conflict, Text: "this identity belongs to an account already, or the account has another one", Err: err}
		}
		if err != nil {
			return err
		}
		_, err = r.Access.Append(ctx, accesslog.Entry{At: now, Actor: a.ID, Action: "link_identity", Object: string(a.ID), Department: a.Department, Detail: detailOf(ctx, who.Issuer)})
		return err
	})
}

// A LinkedIdentity is an identity that is linked to an account.
type LinkedIdentity = account.Identity

// Identities returns the identities that are linked to the caller's account.
func (s *Service) Identities(ctx context.Context, by *Caller) ([]LinkedIdentity, error) {
	return s.Register.Accounts.Identities(ctx, by.ID)
}

// Unlink removes the caller's identity with an issuer. It needs a fresh proof and a password that stays as the way in.
func (s *Service) Unlink(ctx context.Context, by *Caller, issuer string) error {
	if err := s.requireFresh(ctx, by); err != nil {
		return err
	}
	return s.Register.Tx(ctx, func(r *docket.Register) error {
		has, err := r.Accounts.HasPassword(ctx, by.ID)
		if err != nil {
			return err
		}
		if !has {
			return &audit.Error{Kind: audit.Conflict, Text: "the account has no password, and would have no way in", Remedy: "ask an administrator for a one-time link and choose one"}
		}
		if err := r.Accounts.Unlink(ctx, by.ID, issuer); err != nil {
			return err
		}
		_, err = r.Access.Append(ctx, accesslog.Entry{At: s.Now(), Actor: by.ID, Action: "unlink_identity", Object: string(by.ID), Department: by.Department, Detail: detailOf(ctx, issuer)})
		return err
	})
}

// Confirm notes that the caller has just proved by password who they are. A wrong password is Denied and counts towards the lock-out.
func (s *Service) Confirm(ctx context.Context, by *Caller, password string) error {
	if by.session == "" {
		return audit.Errorf(audit.Denied, "this needs a person who is signed in")
	}
	now := s.Now()
	a, err := s.Register.Accounts.CheckPassword(ctx, by.Name, password, account.Source{Session: by.session}, now)
	if err != nil {
		return err
	}
	if a.ID != by.ID {
		return audit.Errorf(audit.Internal, "a name belongs to two accounts")
	}
	return s.Register.Accounts.Prove(ctx, by.session, now)
}

// confirmBy does the same by a provider. It must say that it asked just now; that it knows the person from earlier is no proof.
func (s *Service) confirmBy(ctx context.Context, by *Caller, who Identity) error {
	now := s.Now()
	a, err := s.Register.Accounts.ByIdentity(ctx, who.Issuer, who.Subject)
	if err != nil || a.ID != by.ID {
		return &audit.Error{Kind: audit.Denied, Text: "this is not the identity of the account that is signed in", Err: err}
	}
	if now.Sub(who.AuthTime) > FreshTime {
		return &audit.Error{Kind: audit.Denied, Text: "the provider did not ask again who you are", Remedy: "confirm with your password"}
	}
	return s.Register.Accounts.Prove(ctx, by.session, now)
}

// needFresh are the acts that need a fresh proof: what they do stands under the caller's name for ever.
func needFresh(act Act) bool {
	switch act.(type) {
	case *Sign, *Publish:
		return true
	}
	return false
}

// requireFresh returns ErrStale when the caller has not proved for a while who they are.
func (s *Service) requireFresh(ctx context.Context, by *Caller) error {
	at, err := s.Register.Accounts.ProvedAt(ctx, by.session)
	if err != nil {
		return err
	}
	if s.Now().Sub(at) > FreshTime {
		return &audit.Error{Kind: audit.Denied, Text: "this needs a fresh proof of who you are", Remedy: "confirm with your password", Err: ErrStale}
	}
	return nil
}

// mapRoles grants and revokes what the groups at the provider say. It touches no role that a person granted, never makes an admin, and
// the roles that exclude each other do so here too.
func mapRoles(ctx context.Context, r *docket.Register, id review.AccountID, who Identity, now time.Time) error {
	reason, system := "groups at "+who.Issuer, review.System().Account
	held, err := r.Accounts.Roles(ctx, id)
	if err != nil {
		return err
	}
	ours, err := grantedFor(ctx, r, id, reason)
	if err != nil {
		return err
	}
	for _, role := range held {
		if ours[role] && !slices.Contains(who.Roles, role) {
			if err := r.Accounts.Revoke(ctx, id, role, system, reason, now); err != nil {
				return err
			}
		}
	}
	for _, role := range Roles() {
		if role == RoleAdmin || !slices.Contains(who.Roles, role) || slices.Contains(held, role) {
			continue
		}
		if err := r.Accounts.Grant(ctx, id, role, system, reason, now); err != nil {
			return err
		}
	}
	return nil
}

// grantedFor returns the roles whose last grant has a reason.
func grantedFor(ctx context.Context, r *docket.Register, id review.AccountID, reason string) (map[Role]bool, error) {
	out := map[Role]bool{}
	for p := (docket.Page{}); ; {
		list, err := r.Accounts.Grants(ctx, id, p)
		if err != nil {
			return nil, err
		}
		for _, g := range list.Items {
			out[g.Role] = g.Granted && g.Reason == reason
		}
		if p.After = list.Next; p.After == "" {
			return out, nil
		}
	}
}

type addressKey struct{}

// WithAddress returns a context that knows the network address a request comes from, for the access log.
func WithAddress(ctx context.Context, address string) context.Context {
	return context.WithValue(ctx, addressKey{}, address)
}

// detailOf writes the detail of an entry of the access log about signing in: by what way, and from where.
func detailOf(ctx context.Context, way string) string {
	if address, _ := ctx.Value(addressKey{}).(string); address != "" {
		return way + " " + address
	}
	return way
}
