package web

import (
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"auditd/audit"
	"auditd/audit/service"
	"auditd/web/api"
)

// A problem is an error as a caller reads it (RFC 9457), in their language.
type problem = api.Problem

// statuses is where kinds of error become statuses of HTTP.
var statuses = map[audit.Kind]int{
	audit.Internal: http.StatusInternalServerError,
	audit.Invalid:  http.StatusUnprocessableEntity,
	audit.NotFound: http.StatusNotFound,
	audit.Conflict: http.StatusConflict,
	audit.Denied:   http.StatusForbidden,
	audit.Limit:    http.StatusRequestEntityTooLarge,

	audit.Unavailable: http.StatusServiceUnavailable,
	audit.Full:        http.StatusInsufficientStorage,
}

// retryAfter is when a caller should ask again whose request met a fault that passes, in seconds.
const retryAfter = "15"

// problemOf describes an error to its caller. What is inside the service stays there.
func problemOf(err error, lang string, status int) problem {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		err = &audit.Error{Kind: audit.Limit, Text: "the request is larger than allowed"}
	}
	kind := audit.KindOf(err)
	if status == 0 {
		status = statuses[kind]
	}
	p := problem{Type: "about:blank", Title: message(lang, "kind."+kind.String()), Status: status, Kind: kind.String()}
	if kind == audit.Internal {
		return p
	}
	if kind.Passing() { // which part it is concerns the operator only
		p.Detail, p.Remedy = message(lang, "passing."+kind.String()), message(lang, "passing."+kind.String()+"_remedy")
		return p
	}
	if p.Reason = service.ReasonOf(err); p.Reason != "" {
		p.Detail = message(lang, "reason."+p.Reason)
		if e, ok := errors.AsType[*audit.Error](err); ok && e.Remedy != "" {
			p.Remedy = message(lang, "remedy."+p.Reason)
		}
		return p
	}
	p.Detail = err.Error()
	var e *audit.Error
	if errors.As(err, &e) {
		p.Detail, p.File, p.Row, p.Field, p.Value, p.Remedy = sentenceIn(lang, e.Text), e.File, e.Row, e.Column, e.Value, sentenceIn(lang, e.Remedy)
	}
	return p
}

// fail answers with an error: a problem document to a program, a page to a person.
func (s *Server) fail(c *gin.Context, err error) { s.failWith(c, 0, err) }

func (s *Server) failWith(c *gin.Context, status int, err error) {
	p := problemOf(err, languageOf(c), status)
	p.ID, _ = c.Value("request").(string)
	if p.Status >= http.StatusInternalServerError {
		s.Log.ErrorContext(c.Request.Context(), "an answer failed", slog.Any("error", err))
	}
	if c.Writer.Written() {
		c.Abort() // the answer broke off; closing the connection is all that can say so
		return
	}
	c.Abort()
	if audit.KindOf(err).Passing() {
		c.Header("Retry-After", retryAfter)
	}
	if isAPI(c) {
		c.Header("Content-Type", "application/problem+json")
		c.JSON(p.Status, p)
		return
	}
	s.render(c, p.Status, "error", p.Title, errorPage{p, backOf(c)})
}

// errorPage is a problem with the way back to what it is about.
type errorPage struct {
	problem
	Back string // address of the case, empty for none
}

// backOf returns the page of the case on which an act failed, as everything else has no such page.
func backOf(c *gin.Context) string {
	if c.Request.Method == http.MethodPost && strings.HasPrefix(c.FullPath(), "/cases/:case/") {
		return "/cases/" + url.PathEscape(c.Param("case"))
	}
	return ""
}
