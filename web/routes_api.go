package web

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"auditd/audit"
	"auditd/audit/service"
	"auditd/web/api"
)

// timeFormat is how documents write a time.
const timeFormat = "2006-01-02T15:04:05Z"

// apiRoutes are the operations of package api, save those that work on the connection and stand in the other tables.
func apiRoutes() []route {
	var out []route
	for _, op := range api.Operations() {
		if op.Elsewhere() {
			continue
		}
		out = append(out, route{
			method: op.Method, path: api.Base + op.Path, open: op.Open, roles: op.Roles, scope: op.Scope, sum: op.Summary,
			handle: func(s *Server, c *gin.Context) error { return s.operate(c, &op) },
		})
	}
	return out
}

// operate hands a request to an operation of the API.
func (s *Server) operate(c *gin.Context, op *api.Operation) error {
	r := &api.Request{Request: c.Request, Caller: caller(c), Param: c.Param}
	r.Say = func(line string) string { return lineIn(languageOf(c), line) }
	r.Parts = func() (url.Values, []string, error) {
		in, err := s.readParts(c)
		return in.fields.Values, in.uploads, err
	}
	err := (&api.API{UseCases: s.UseCases}).Serve(op, c.Writer, r)
	var e *audit.Error
	if errors.As(err, &e) && e.Text == service.Stale {
		s.failWith(c, http.StatusPreconditionFailed, err)
		return nil
	}
	return err
}

// openAPI answers with the document of the API.
func (s *Server) openAPI(c *gin.Context) error {
	c.Data(http.StatusOK, "application/json", api.Document())
	return nil
}
