package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"auditd/audit"
	"auditd/audit/service"
)

// deviceCookie holds the secret by which a browser is known that somebody has signed in with before. It opens nothing: it keeps wrong
// passwords of others from counting there.
func (s *Server) deviceCookie() string { return s.cookieName() + "-device" }

// welcome gives a browser its session, and the secret by which it is known later.
func (s *Server) welcome(c *gin.Context, session string) error {
	device, err := s.UseCases.TrustBrowser(c.Request.Context(), session)
	if err != nil {
		return err
	}
	s.setCookie(c, s.cookieName(), session, service.SessionTime)
	s.setCookie(c, s.deviceCookie(), device, service.DeviceTime)
	return nil
}

// mayTry reports whether a request may try a password or a provider now. Many people can share an address, so that a known browser has
// tries of its own when somebody else has used up those of the address.
func (s *Server) mayTry(c *gin.Context) bool {
	if s.attempts.allow(c.ClientIP()) {
		return true
	}
	known, err := s.UseCases.KnownBrowser(c.Request.Context())
	if err != nil || !known {
		return false
	}
	device, err := c.Cookie(s.deviceCookie())
	return err == nil && s.attempts.allow("browser "+device)
}

type accountPage struct {
	Identities []service.LinkedIdentity
	Provider   string // empty for none
	Linked     bool
	Tokens     int // in use
	Changed    bool
	Error      *problem // of the form for the password
}

func (s *Server) account(c *gin.Context) error {
	return s.showOwnAccount(c, http.StatusOK, accountPage{Changed: c.Query("changed") != ""})
}

func (s *Server) showOwnAccount(c *gin.Context, status int, page accountPage) error {
	ctx := c.Request.Context()
	var err error
	if page.Identities, err = s.UseCases.Identities(ctx, caller(c)); err != nil {
		return err
	}
	tokens, err := s.UseCases.Tokens(ctx, caller(c))
	if err != nil {
		return err
	}
	for _, t := range tokens {
		if t.RevokedAt.IsZero() && t.ExpiresAt.After(s.Now()) {
			page.Tokens++
		}
	}
	page.Provider, page.Linked = s.Identities.Name, len(page.Identities) > 0
	s.render(c, status, "account", message(languageOf(c), "account.title"), page)
	return nil
}

// changePassword replaces the caller's password and goes on in a new session.
func (s *Server) changePassword(c *gin.Context) error {
	var session string
	var err error
	switch {
	case c.PostForm("password") != c.PostForm("again"):
		err = &audit.Error{Kind: audit.Invalid, Text: message(languageOf(c), "link.differ")}
	case !s.mayTry(c):
		err = &audit.Error{Kind: audit.Limit, Text: message(languageOf(c), "sign_in.slow")}
	default:
		session, err = s.UseCases.ChangePassword(c.Request.Context(), caller(c), c.PostForm("current"), c.PostForm("password"))
	}
	switch kind := audit.KindOf(err); {
	case err == nil:
	case kind == audit.Limit:
		p := problemOf(err, languageOf(c), http.StatusTooManyRequests)
		return s.showOwnAccount(c, p.Status, accountPage{Error: &p})
	case kind == audit.Denied:
		p := problemOf(&audit.Error{Kind: kind, Text: message(languageOf(c), "confirm.wrong")}, languageOf(c), 0)
		return s.showOwnAccount(c, p.Status, accountPage{Error: &p})
	case kind == audit.Invalid, kind == audit.Conflict:
		p := problemOf(err, languageOf(c), 0)
		return s.showOwnAccount(c, p.Status, accountPage{Error: &p})
	default:
		return err
	}
	if err := s.welcome(c, session); err != nil {
		return err
	}
	c.Redirect(http.StatusSeeOther, "/account?changed=password")
	return nil
}
