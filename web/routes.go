package web

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"auditd/audit/service"
)

// A route is one address with who may call it. The matrix test is made from this table.
type route struct {
	method string
	path   string
	open   bool           // for everybody, signed in or not
	roles  []service.Role // who else may call it; nil means every account
	scope  string         // that a token needs; empty means that no token is enough
	sum    string         // what it does, for the OpenAPI document
	handle handler
}

// A handler reads a request, makes one call and writes the answer. Its error becomes a page or a problem document in one place.
type handler func(s *Server, c *gin.Context) error

var (
	everybody  []service.Role
	submitters = []service.Role{service.RoleSubmitter}
	admins     = []service.Role{service.RoleAdmin}
	overseers  = []service.Role{service.RoleAdmin, service.RoleInspector}
	workers    = []service.Role{
		service.RoleSubmitter, service.RoleIntakeOfficer, service.RoleCommitteeMember, service.RoleSecretary, service.RoleChair,
		service.RolePublisher, service.RoleInspector,
	}
	actors = slices.DeleteFunc(slices.Clone(workers), func(r service.Role) bool { return r == service.RoleInspector })
)

// routes is the table of all addresses.
func routes() []route {
	return slices.Concat([]route{
		{method: http.MethodGet, path: "/", open: true, sum: "Catalogue of published audits", handle: (*Server).catalogue},
		{method: http.MethodGet, path: "/public/:case", open: true, sum: "Public summary", handle: (*Server).publicCase},
		{method: http.MethodGet, path: "/public/:case/files/:name", open: true, sum: "Published file", handle: (*Server).publicFile},
		{method: http.MethodGet, path: "/feed.atom", open: true, sum: "Feed of the catalogue", handle: (*Server).feed},
		{method: http.MethodGet, path: "/static/:name", open: true, sum: "Style sheet and script", handle: (*Server).asset},
		{method: http.MethodGet, path: "/healthz", open: true, sum: "The process answers", handle: (*Server).health},
		{method: http.MethodGet, path: "/readyz", open: true, sum: "Register and store can be used", handle: (*Server).ready},
		{method: http.MethodGet, path: "/sign-in", open: true, sum: "Form for signing in", handle: (*Server).signInForm},
		{method: http.MethodPost, path: "/sign-in", open: true, sum: "Sign in", handle: (*Server).signIn},
		{method: http.MethodGet, path: "/link/:secret", open: true, sum: "Form for choosing a password by a one-time link", handle: (*Server).linkForm},
		{method: http.MethodPost, path: "/link/:secret", open: true, sum: "Choose a password", handle: (*Server).redeem},
		{method: http.MethodGet, path: "/docs/openapi.json", open: true, sum: "This document", handle: (*Server).openAPI},

		{method: http.MethodPost, path: "/sign-out", roles: everybody, sum: "Sign out", handle: (*Server).signOut},
		{method: http.MethodGet, path: "/start", roles: everybody, sum: "Where the caller's work begins", handle: (*Server).start},
		{method: http.MethodGet, path: "/tokens", roles: everybody, sum: "Own tokens", handle: (*Server).tokens},
		{method: http.MethodPost, path: "/tokens", roles: everybody, sum: "Make a token", handle: (*Server).createToken},
		{method: http.MethodPost, path: "/tokens/:id/revoke", roles: everybody, sum: "End a token", handle: (*Server).revokeToken},
		{method: http.MethodGet, path: "/access-log", roles: everybody, sum: "Who read or changed what", handle: (*Server).accessLog},

		{method: http.MethodGet, path: "/admin", roles: overseers, sum: "Accounts and departments", handle: (*Server).admin},
		{method: http.MethodPost, path: "/admin/accounts", roles: admins, sum: "Make an account", handle: (*Server).createAccount},
		{method: http.MethodPost, path: "/admin/departments", roles: admins, sum: "Enter a department", handle: (*Server).createDepartment},

		{method: http.MethodGet, path: "/cases", roles: workers, sum: "Cases of the caller", handle: (*Server).cases},
		{method: http.MethodGet, path: "/cases/:case", roles: workers, sum: "A case", handle: (*Server).showCase},
		{method: http.MethodGet, path: "/cases/:case/progress", roles: workers, sum: "What the service is doing for a case", handle: (*Server).caseProgress},
		{method: http.MethodGet, path: "/cases/:case/files/:name", roles: workers, sum: "A file of the last run", handle: (*Server).resultFile},
		{method: http.MethodGet, path: "/cases/:case/data/:n", roles: workers, sum: "A file as it was submitted", handle: (*Server).rawFile},
		{method: http.MethodPost, path: "/cases/:case/acts/:action", roles: actors, sum: "An act on a case", handle: (*Server).act},
		{method: http.MethodGet, path: "/submit", roles: submitters, sum: "Form for uploading", handle: (*Server).uploadForm},
		{method: http.MethodPost, path: "/submit", roles: submitters, sum: "Upload files", handle: (*Server).upload},
		{method: http.MethodGet, path: "/submit/plan", roles: submitters, sum: "Profile and proposed plan", handle: (*Server).planForm},
		{method: http.MethodPost, path: "/submit/plan", roles: submitters, sum: "Write or hand in the plan", handle: (*Server).submitPlan},
	}, compareRoutes(), calendarRoutes(), identityRoutes(), accountRoutes(), intakeRoutes(), settingsRoutes(), apiRoutes())
}

// admits reports whether the caller may use the route; nil is somebody who is not signed in.
func (r *route) admits(by *service.Caller) bool {
	switch {
	case r.open:
		return true
	case by == nil:
		return false
	case by.Scopes != nil && (r.scope == "" || !by.Allows(r.scope)):
		return false
	default:
		return r.roles == nil || by.May(r.roles...)
	}
}
