package web

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"auditd/audit"
	"auditd/audit/service"
)

type signInPage struct {
	Name, Next string
	Provider   string // empty for none
	Error      *problem
}

func (s *Server) signInForm(c *gin.Context) error {
	s.render(c, http.StatusOK, "sign-in", message(languageOf(c), "sign_in.title"), signInPage{Name: c.Query("name"), Next: c.Query("next"), Provider: s.Identities.Name})
	return nil
}

func (s *Server) signIn(c *gin.Context) error {
	page := signInPage{Name: c.PostForm("name"), Next: c.PostForm("next"), Provider: s.Identities.Name}
	if !s.mayTry(c) {
		c.Header("Retry-After", "60")
		p := problemOf(&audit.Error{Kind: audit.Limit, Text: message(languageOf(c), "sign_in.slow")}, languageOf(c), http.StatusTooManyRequests)
		page.Error = &p
		s.render(c, p.Status, "sign-in", message(languageOf(c), "sign_in.title"), page)
		return nil
	}
	secret, err := s.UseCases.SignIn(c.Request.Context(), page.Name, c.PostForm("password"))
	if audit.KindOf(err) == audit.Denied {
		p := problemOf(&audit.Error{Kind: audit.Denied, Text: message(languageOf(c), "sign_in.wrong")}, languageOf(c), http.StatusForbidden)
		page.Error = &p
		s.render(c, p.Status, "sign-in", message(languageOf(c), "sign_in.title"), page)
		return nil
	}
	if err != nil {
		return err
	}
	if err := s.welcome(c, secret); err != nil {
		return err
	}
	c.Redirect(http.StatusSeeOther, local(page.Next))
	return nil
}

// local returns an address of this service, the start page of an account for any other.
func local(next string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return "/start"
	}
	return next
}

// start sends an account to where its work begins.
func (s *Server) start(c *gin.Context) error {
	if caller(c).May(service.RoleAdmin) {
		c.Redirect(http.StatusSeeOther, "/admin")
		return nil
	}
	c.Redirect(http.StatusSeeOther, "/cases")
	return nil
}

func (s *Server) signOut(c *gin.Context) error {
	if secret, err := c.Cookie(s.cookieName()); err == nil {
		if err := s.UseCases.SignOut(c.Request.Context(), secret); err != nil {
			return err
		}
	}
	s.setCookie(c, s.cookieName(), "", -1)
	if s.Identities.there() {
		c.Redirect(http.StatusSeeOther, "/signed-out")
		return nil
	}
	c.Redirect(http.StatusSeeOther, "/")
	return nil
}

type linkPage struct {
	Secret   string
	Provider string // empty for none
	Error    *problem
}

func (s *Server) linkForm(c *gin.Context) error {
	c.Header("Referrer-Policy", "no-referrer")
	s.render(c, http.StatusOK, "link", message(languageOf(c), "link.title"), linkPage{Secret: c.Param("secret"), Provider: s.Identities.Name})
	return nil
}

func (s *Server) redeem(c *gin.Context) error {
	c.Header("Referrer-Policy", "no-referrer")
	var err error
	switch {
	case !s.mayTry(c):
		err = &audit.Error{Kind: audit.Limit, Text: message(languageOf(c), "sign_in.slow")}
	case c.PostForm("password") != c.PostForm("again"):
		err = &audit.Error{Kind: audit.Invalid, Text: message(languageOf(c), "link.differ")}
	}
	var done service.Redeemed
	if err == nil {
		done, err = s.UseCases.Redeem(c.Request.Context(), c.Param("secret"), c.PostForm("password"))
	}
	if err != nil {
		p := problemOf(err, languageOf(c), 0)
		s.render(c, p.Status, "link", message(languageOf(c), "link.title"), linkPage{Secret: c.Param("secret"), Provider: s.Identities.Name, Error: &p})
		return nil
	}
	s.setCookie(c, s.deviceCookie(), done.Device, service.DeviceTime)
	c.Redirect(http.StatusSeeOther, "/sign-in?name="+queryEscape(done.Name))
	return nil
}

type tokensPage struct {
	Tokens []service.Token
	Secret string // of the one just made; shown once
	Error  *problem
}

func (s *Server) tokens(c *gin.Context) error { return s.showTokens(c, http.StatusOK, "", nil) }

func (s *Server) showTokens(c *gin.Context, status int, secret string, p *problem) error {
	list, err := s.UseCases.Tokens(c.Request.Context(), caller(c))
	if err != nil {
		return err
	}
	s.render(c, status, "tokens", message(languageOf(c), "tokens.title"), tokensPage{list, secret, p})
	return nil
}

func (s *Server) createToken(c *gin.Context) error {
	days, _ := strconv.Atoi(c.PostForm("days")) // 0 is refused with its reason
	secret, err := s.UseCases.CreateToken(c.Request.Context(), caller(c), c.PostForm("name"), c.PostFormArray("scope"), days)
	if err != nil && audit.KindOf(err) == audit.Invalid {
		p := problemOf(err, languageOf(c), 0)
		return s.showTokens(c, p.Status, "", &p)
	}
	if err != nil {
		return err
	}
	return s.showTokens(c, http.StatusOK, secret, nil)
}

func (s *Server) revokeToken(c *gin.Context) error {
	if err := s.UseCases.RevokeToken(c.Request.Context(), caller(c), c.Param("id")); err != nil {
		return err
	}
	c.Redirect(http.StatusSeeOther, "/tokens")
	return nil
}

func (s *Server) accessLog(c *gin.Context) error {
	log, err := s.UseCases.AccessLog(c.Request.Context(), caller(c), c.Query("after"))
	if err != nil {
		return err
	}
	s.render(c, http.StatusOK, "access-log", message(languageOf(c), "log.title"), log)
	return nil
}

type adminPage struct {
	Accounts    []service.AccountRow
	Departments []service.Department
	Roles       []service.Role
	Link        string // one-time link of the account just made
	Error       *problem
}

func (s *Server) admin(c *gin.Context) error { return s.showAdmin(c, http.StatusOK, "", nil) }

func (s *Server) showAdmin(c *gin.Context, status int, link string, failed error) error {
	accounts, err := s.UseCases.Accounts(c.Request.Context(), caller(c))
	if err != nil {
		return err
	}
	departments, err := s.UseCases.Departments(c.Request.Context())
	if err != nil {
		return err
	}
	page := adminPage{Accounts: accounts, Departments: departments, Roles: service.Roles(), Link: link}
	if failed != nil {
		p := problemOf(failed, languageOf(c), 0)
		page.Error, status = &p, p.Status
	}
	s.render(c, status, "admin", message(languageOf(c), "admin.title"), page)
	return nil
}

func (s *Server) createAccount(c *gin.Context) error {
	n := service.NewAccount{Name: c.PostForm("name"), DisplayName: c.PostForm("display_name"), Department: c.PostForm("department")}
	for _, r := range c.PostFormArray("role") {
		n.Roles = append(n.Roles, service.Role(r))
	}
	secret, err := s.UseCases.CreateAccount(c.Request.Context(), caller(c), n)
	if err != nil {
		return s.showAdmin(c, http.StatusOK, "", err)
	}
	return s.showAdmin(c, http.StatusOK, s.base(c)+"/link/"+secret, nil)
}

func (s *Server) createDepartment(c *gin.Context) error {
	level, _ := strconv.ParseInt(c.PostForm("level"), 10, 64) // 0 is refused with its reason
	err := s.UseCases.CreateDepartment(c.Request.Context(), caller(c), service.DepartmentOf(c.PostForm("id"), c.PostForm("parent"), level, c.PostForm("region"), c.PostForm("name"), c.PostForm("name_en")))
	return s.showAdmin(c, http.StatusOK, "", err)
}
