package service

import (
	"context"
	"time"

	"auditd/audit"
	"auditd/audit/docket"
	"auditd/audit/docket/accesslog"
	"auditd/audit/docket/account"
	"auditd/audit/review"
)

// DeviceTime is how long a browser keeps the secret by which it is known after a sign-in.
const DeviceTime = 90 * 24 * time.Hour

type deviceKey struct{}

// WithDevice returns a context that knows the secret which the browser of a request was given at an earlier sign-in, "" without one.
func WithDevice(ctx context.Context, secret string) context.Context {
	return context.WithValue(ctx, deviceKey{}, secret)
}

// sourceOf returns where a password is given.
func sourceOf(ctx context.Context) account.Source {
	address, _ := ctx.Value(addressKey{}).(string)
	out := account.Source{Address: address}
	if secret, _ := ctx.Value(deviceKey{}).(string); secret != "" {
		out.Device = account.HashSecret(secret)
	}
	return out
}

// KnownBrowser reports whether somebody has signed in before with the browser that a request comes from.
func (s *Service) KnownBrowser(ctx context.Context) (bool, error) {
	device := sourceOf(ctx).Device
	if device == "" {
		return false, nil
	}
	return s.Register.Accounts.KnownDevice(ctx, device, s.Now())
}

// TrustBrowser notes that the account of a session has just signed in with the browser of the request, and returns the secret that the
// browser is to keep, so that wrong passwords of others cannot lock the account's owner out there. The secret opens nothing.
func (s *Service) TrustBrowser(ctx context.Context, session string) (string, error) {
	by, err := s.Session(ctx, session)
	if err != nil {
		return "", err
	}
	return s.trust(ctx, s.Register, by.ID)
}

func (s *Service) trust(ctx context.Context, r *docket.Register, id review.AccountID) (string, error) {
	now := s.Now()
	if device := sourceOf(ctx).Device; device != "" { // a browser that is known to another account keeps its secret
		known, err := r.Accounts.KnownDevice(ctx, device, now)
		if err != nil {
			return "", err
		}
		if secret, _ := ctx.Value(deviceKey{}).(string); known {
			return secret, r.Accounts.KnowDevice(ctx, id, device, now)
		}
	}
	secret, hash, err := account.NewSecret("", s.Random)
	if err != nil {
		return "", err
	}
	return secret, r.Accounts.KnowDevice(ctx, id, hash, now)
}

// A Redeemed is what comes of a one-time link.
type Redeemed struct {
	Name   string // of the account, for signing in
	Device string // secret that the browser is to keep, as for [Service.TrustBrowser]
}

// Redeem sets the password of the account that a one-time link is for. All links, sessions and tokens of the account end: whoever had
// them may be why the password is new.
func (s *Service) Redeem(ctx context.Context, link, password string) (Redeemed, error) {
	now := s.Now()
	hash, err := account.HashPassword(password, s.Random)
	if err != nil {
		return Redeemed{}, err
	}
	var out Redeemed
	err = s.Register.Tx(ctx, func(r *docket.Register) error {
		t, err := s.linkOf(ctx, r, account.HashSecret(link), now)
		if err != nil {
			return err
		}
		if err := revokeLinks(ctx, r, t.Account, now); err != nil {
			return err
		}
		if err := endAccess(ctx, r, t.Account, now); err != nil {
			return err
		}
		a, err := r.Accounts.Get(ctx, t.Account)
		if err != nil {
			return err
		}
		out.Name = a.Name
		if err := r.Accounts.SetPassword(ctx, a.ID, hash, now); err != nil {
			return err
		}
		_, err = r.Access.Append(ctx, accesslog.Entry{At: now, Actor: a.ID, Action: "reset_password", Object: string(a.ID), Department: a.Department, Detail: detailOf(ctx, "one-time link")})
		if err != nil {
			return err
		}
		out.Device, err = s.trust(ctx, r, a.ID)
		return err
	})
	return out, err
}

// ChangePassword replaces the caller's own password, which they prove to know, and returns the secret of a new session. All other
// sessions and all tokens of the account end with the old password (OWASP ASVS 5.0, 7.4.3, which asks for the sessions): who changes
// it may do so because somebody else knows it. A wrong password is Denied and counts as one; a token cannot do this.
func (s *Service) ChangePassword(ctx context.Context, by *Caller, current, chosen string) (string, error) {
	if by.session == "" {
		return "", audit.Errorf(audit.Denied, "this needs a person who is signed in")
	}
	has, err := s.Register.Accounts.HasPassword(ctx, by.ID)
	if err == nil && !has {
		err = &audit.Error{Kind: audit.Conflict, Text: "the account has no password", Remedy: "ask an administrator for a one-time link and choose one"}
	}
	if err != nil {
		return "", err
	}
	if current == chosen {
		return "", &audit.Error{Kind: audit.Invalid, Text: "the new password is the old one", Column: "password", Remedy: "choose another one"}
	}
	hash, err := account.HashPassword(chosen, s.Random)
	if err != nil {
		return "", err
	}
	if err := s.Confirm(ctx, by, current); err != nil {
		return "", err
	}
	secret, session, err := account.NewSecret("", s.Random)
	if err != nil {
		return "", err
	}
	now := s.Now()
	err = s.Register.Tx(ctx, func(r *docket.Register) error {
		if err := endAccess(ctx, r, by.ID, now); err != nil {
			return err
		}
		if err := revokeLinks(ctx, r, by.ID, now); err != nil {
			return err
		}
		if err := r.Accounts.SetPassword(ctx, by.ID, hash, now); err != nil {
			return err
		}
		if err := r.Accounts.StartSession(ctx, by.ID, session, now, now.Add(SessionTime)); err != nil {
			return err
		}
		_, err := r.Access.Append(ctx, accesslog.Entry{At: now, Actor: by.ID, Action: "change_password", Object: string(by.ID), Department: by.Department, Detail: detailOf(ctx, "password")})
		return err
	})
	return secret, err
}
