package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"auditd/audit"
	"auditd/audit/service"
)

// accountRoutes are what an admin does to the accounts of others.
func accountRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/admin/accounts/:account", roles: overseers, sum: "An account and its roles", handle: (*Server).oneAccount},
		{method: http.MethodPost, path: "/admin/accounts/:account/roles", roles: admins, sum: "Give an account other roles", handle: (*Server).setRoles},
		{method: http.MethodPost, path: "/admin/accounts/:account/disable", roles: admins, sum: "Disable an account", handle: (*Server).disableAccount},
		{method: http.MethodPost, path: "/admin/accounts/:account/enable", roles: admins, sum: "Enable an account, or lift a lock-out", handle: (*Server).enableAccount},
		{method: http.MethodPost, path: "/admin/accounts/:account/link", roles: admins, sum: "Make a new one-time link for an account", handle: (*Server).renewLink},
	}
}

type oneAccountPage struct {
	service.AccountRow
	AllRoles []service.Role
	Locked   bool
	Own      bool   // the caller's, which somebody else changes
	Link     string // one-time link just made
	Error    *problem
}

// Holds reports whether the account has a role.
func (p oneAccountPage) Holds(role service.Role) bool {
	for _, r := range p.Roles {
		if r == role {
			return true
		}
	}
	return false
}

func (s *Server) oneAccount(c *gin.Context) error { return s.showAccount(c, "", nil) }

// showAccount shows an account, with what was wrong with a form. Only what the form can mend is shown on it.
func (s *Server) showAccount(c *gin.Context, link string, failed error) error {
	row, err := s.UseCases.AccountOf(c.Request.Context(), caller(c), accountIn(c))
	if err != nil {
		return err
	}
	page := oneAccountPage{AccountRow: row, AllRoles: service.Roles(), Locked: row.LockedUntil.After(s.Now()), Own: row.ID == caller(c).ID, Link: link}
	status := http.StatusOK
	switch kind := audit.KindOf(failed); {
	case failed == nil:
	case kind == audit.Internal || kind.Passing():
		return failed
	default:
		p := problemOf(failed, languageOf(c), 0)
		page.Error, status = &p, p.Status
	}
	s.render(c, status, "one-account", message(languageOf(c), "admin.account"), page)
	return nil
}

func accountIn(c *gin.Context) service.AccountID { return service.AccountID(c.Param("account")) }

// changed goes back to the page of the account after a change.
func (s *Server) changed(c *gin.Context, err error) error {
	if err != nil {
		return s.showAccount(c, "", err)
	}
	c.Redirect(http.StatusSeeOther, "/admin/accounts/"+c.Param("account"))
	return nil
}

func (s *Server) setRoles(c *gin.Context) error {
	var roles []service.Role
	for _, r := range c.PostFormArray("role") {
		roles = append(roles, service.Role(r))
	}
	_, err := s.UseCases.SetRoles(c.Request.Context(), caller(c), accountIn(c), roles, c.PostForm("reason"))
	return s.changed(c, err)
}

func (s *Server) disableAccount(c *gin.Context) error {
	_, err := s.UseCases.DisableAccount(c.Request.Context(), caller(c), accountIn(c), c.PostForm("reason"))
	return s.changed(c, err)
}

func (s *Server) enableAccount(c *gin.Context) error {
	_, err := s.UseCases.EnableAccount(c.Request.Context(), caller(c), accountIn(c), c.PostForm("reason"))
	return s.changed(c, err)
}

func (s *Server) renewLink(c *gin.Context) error {
	made, err := s.UseCases.RenewLink(c.Request.Context(), caller(c), accountIn(c), c.PostForm("reason"))
	if err != nil {
		return s.showAccount(c, "", err)
	}
	return s.showAccount(c, s.base(c)+"/link/"+made.Link, nil)
}
