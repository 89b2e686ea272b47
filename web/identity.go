package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"auditd/audit"
	"auditd/audit/service"
	"auditd/web/oidc"
)

// A Provider vouches for who somebody is. *oidc.Provider does.
type Provider interface {
	AddressOf(ctx context.Context, ch oidc.Challenge, fresh bool) (string, error)
	Redeem(ctx context.Context, ch oidc.Challenge, answer url.Values) (oidc.Claims, error)
	EndOf(ctx context.Context, back string) (string, error)
}

// An IdentityProvider is a provider with what the service makes of it. The zero value is none.
type IdentityProvider struct {
	Provider
	Name  string                    // as the button says it
	Roles map[string][]service.Role // that groups at the provider stand for; nil leaves all roles to an admin
}

// there reports whether a provider is configured.
func (p IdentityProvider) there() bool { return p.Provider != nil }

// rolesOf returns the roles that groups stand for.
func (p IdentityProvider) rolesOf(groups []string) []service.Role {
	var out []service.Role
	for _, g := range groups {
		out = append(out, p.Roles[g]...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// flowTime is how long the cookie of a visit lives; the register ends the visit by itself.
const flowTime = 10 * time.Minute

// flowCookie holds the secret that ties a visit to the browser that began it.
func (s *Server) flowCookie() string { return s.cookieName() + "-flow" }

type leavePage struct {
	Address  string
	Provider string
}

// leave sends somebody to the provider. A form may be answered by a redirect to this service only, as the policy of the pages says, so
// that a page with a link stands between; it goes on by itself.
func (s *Server) leave(c *gin.Context, v service.Visit) error {
	if !s.Identities.there() {
		return audit.Errorf(audit.NotFound, "there is no such page")
	}
	if !s.mayTry(c) {
		c.Header("Retry-After", "60")
		return &audit.Error{Kind: audit.Limit, Text: message(languageOf(c), "sign_in.slow")}
	}
	ch := oidc.NewChallenge()
	v.State, v.Nonce, v.Verifier = ch.State, ch.Nonce, ch.Verifier
	ctx := c.Request.Context()
	address, err := s.Identities.AddressOf(ctx, ch, v.Purpose == service.PurposeConfirm)
	if err != nil {
		return err
	}
	secret, err := s.UseCases.BeginVisit(ctx, caller(c), v)
	if err != nil {
		return s.orConfirm(c, err, "/account")
	}
	s.setCookie(c, s.flowCookie(), secret, flowTime)
	c.Header("Refresh", "0; url="+address)
	c.Header("Referrer-Policy", "no-referrer")
	s.render(c, http.StatusOK, "leave", message(languageOf(c), "leave.title"), leavePage{address, s.Identities.Name})
	return nil
}

func (s *Server) goToSignIn(c *gin.Context) error {
	v := service.Visit{Purpose: service.PurposeSignIn, Next: local(c.PostForm("next"))}
	if v.Link = c.PostForm("link"); v.Link != "" {
		v.Purpose, v.Next = service.PurposeRedeem, "/start"
	}
	return s.leave(c, v)
}

func (s *Server) goToConfirm(c *gin.Context) error {
	return s.leave(c, service.Visit{Purpose: service.PurposeConfirm, Next: local(c.PostForm("next"))})
}

func (s *Server) goToLink(c *gin.Context) error {
	return s.leave(c, service.Visit{Purpose: service.PurposeLink, Next: "/account"})
}

// comeBack takes the answer of the provider. Whatever is wrong with it, nobody is signed in; what exactly it was is in the log.
func (s *Server) comeBack(c *gin.Context) error {
	if !s.Identities.there() {
		return audit.Errorf(audit.NotFound, "there is no such page")
	}
	ctx := c.Request.Context()
	secret, err := c.Cookie(s.flowCookie())
	if err != nil {
		return &audit.Error{Kind: audit.Denied, Text: "this sign-in was not begun in this browser", Remedy: "sign in again"}
	}
	s.setCookie(c, s.flowCookie(), "", -1)
	v, err := s.UseCases.TakeVisit(ctx, secret)
	if err != nil {
		return err
	}
	claims, err := s.Identities.Redeem(ctx, oidc.Challenge{State: v.State, Nonce: v.Nonce, Verifier: v.Verifier}, c.Request.URL.Query())
	if err != nil {
		s.Log.WarnContext(ctx, "a visit to the provider of identities failed", slog.Any("error", err), slog.Any("cause", errors.Unwrap(err)))
		return err
	}
	who := service.Identity{
		Issuer: claims.Issuer, Subject: claims.Subject, AuthTime: claims.AuthTime, Mapped: s.Identities.Roles != nil, Roles: s.Identities.rolesOf(claims.Groups),
	}
	session, err := s.UseCases.EndVisit(ctx, caller(c), v, who)
	if err != nil {
		return s.orConfirm(c, err, "/account")
	}
	if session != "" {
		if err := s.welcome(c, session); err != nil {
			return err
		}
	}
	c.Redirect(http.StatusSeeOther, local(v.Next))
	return nil
}

// orConfirm sends who must prove again who they are to the form, and hands every other error on.
func (s *Server) orConfirm(c *gin.Context, err error, next string) error {
	if !errors.Is(err, service.ErrStale) {
		return err
	}
	c.Redirect(http.StatusSeeOther, "/confirm?next="+queryEscape(next))
	return nil
}

type confirmPage struct {
	Next     string
	Provider string // empty for none
	Error    *problem
}

func (s *Server) confirmForm(c *gin.Context) error {
	s.showConfirm(c, http.StatusOK, local(c.Query("next")), nil)
	return nil
}

func (s *Server) showConfirm(c *gin.Context, status int, next string, p *problem) {
	s.render(c, status, "confirm", message(languageOf(c), "confirm.title"), confirmPage{next, s.Identities.Name, p})
}

// confirm proves by password who the caller is.
func (s *Server) confirm(c *gin.Context) error {
	next := local(c.PostForm("next"))
	var err error = &audit.Error{Kind: audit.Limit, Text: message(languageOf(c), "sign_in.slow")}
	if s.mayTry(c) {
		err = s.UseCases.Confirm(c.Request.Context(), caller(c), c.PostForm("password"))
	}
	switch kind := audit.KindOf(err); {
	case err == nil:
		c.Redirect(http.StatusSeeOther, next)
	case kind == audit.Denied, kind == audit.Limit:
		status, text := http.StatusForbidden, message(languageOf(c), "confirm.wrong")
		if kind == audit.Limit {
			status, text = http.StatusTooManyRequests, message(languageOf(c), "sign_in.slow")
		}
		p := problemOf(&audit.Error{Kind: kind, Text: text}, languageOf(c), status)
		s.showConfirm(c, status, next, &p)
	default:
		return err
	}
	return nil
}

func (s *Server) unlink(c *gin.Context) error {
	if err := s.UseCases.Unlink(c.Request.Context(), caller(c), c.PostForm("issuer")); err != nil {
		return s.orConfirm(c, err, "/account")
	}
	c.Redirect(http.StatusSeeOther, "/account")
	return nil
}

// signedOut shows that the session here is over, and how to end that at the provider: who sits down next could sign in with it.
func (s *Server) signedOut(c *gin.Context) error {
	page := leavePage{Provider: s.Identities.Name}
	if s.Identities.there() {
		var err error
		if page.Address, err = s.Identities.EndOf(c.Request.Context(), s.External+"/"); err != nil {
			s.Log.WarnContext(c.Request.Context(), "the provider of identities cannot be asked", slog.Any("error", err))
		}
	}
	s.render(c, http.StatusOK, "signed-out", message(languageOf(c), "signed_out.title"), page)
	return nil
}
