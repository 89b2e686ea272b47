package web

import (
	"io"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/gin-gonic/gin"

	"auditd/audit/service"
)

func (s *Server) health(c *gin.Context) error {
	c.String(http.StatusOK, "ok\n")
	return nil
}

func (s *Server) ready(c *gin.Context) error {
	if stops(c.Request.Context()) { // what shares out requests sends no more
		c.String(http.StatusServiceUnavailable, "stopping\n")
		return nil
	}
	if err := s.UseCases.Ready(c.Request.Context()); err != nil {
		c.Header("Retry-After", retryAfter)
		c.String(http.StatusServiceUnavailable, "not ready\n%s\n", err)
		return nil
	}
	c.String(http.StatusOK, "ready\n")
	return nil
}

// query reads what is looked for from an address.
func query(c *gin.Context) service.Query {
	q := service.QueryOf(c.Query("q"), c.Query("subject"), c.Query("department"), c.Query("region"), c.Query("verdict"), c.Query("state"))
	return service.PublishedIn(q, c.Query("year"))
}

type cataloguePage struct {
	*service.Found
	Query service.Query
	Year  string
	After string
	Base  string // address of this search without its page, ending in ? or &
}

// Of returns how many entries another choice of state would give.
func (p cataloguePage) Of(state string) int64 {
	for _, n := range p.Facets["state"] {
		if n.Value == state {
			return n.N
		}
	}
	return 0
}

// Narrowed reports whether anything is asked of the catalogue.
func (p cataloguePage) Narrowed() bool { return p.Query != service.Query{} }

func (s *Server) catalogue(c *gin.Context) error {
	q := query(c)
	found, err := s.UseCases.Search(c.Request.Context(), q, c.Query("after"))
	if err != nil {
		return err
	}
	v := c.Request.URL.Query()
	v.Del("after")
	v.Del("lang")
	lang := languageOf(c)
	s.renderView(c, http.StatusOK, "catalogue", view{
		Title: message(lang, "catalogue.title"), About: message(lang, "catalogue.lead"), Address: s.base(c) + "/",
		Data: cataloguePage{found, q, c.Query("year"), c.Query("after"), "/?" + v.Encode() + "&"},
	})
	return nil
}

// publicPage is what everybody reads of a case.
type publicPage struct {
	*service.PublicCase
	Lang    string
	Address string // permanent
}

func (s *Server) publicCase(c *gin.Context) error {
	p, err := s.UseCases.Public(c.Request.Context(), service.CaseID(c.Param("case")))
	if err != nil {
		return err
	}
	lang := languageOf(c)
	page := publicPage{p, lang, s.base(c) + "/public/" + string(p.Case)}
	about := either(lang, p.Entry.Summary, p.SummaryEn)
	if about == "" {
		about = message(lang, "state."+string(p.State))
	}
	s.renderView(c, http.StatusOK, "public", view{Title: either(lang, p.Title, p.TitleEn), About: about, Address: page.Address, Data: page})
	return nil
}

func (s *Server) publicFile(c *gin.Context) error {
	o, err := s.UseCases.PublicFile(c.Request.Context(), service.CaseID(c.Param("case")), c.Param("name"))
	if err != nil {
		return err
	}
	return s.stream(c, o, c.Param("name"))
}

// stream sends an object as it is stored.
func (s *Server) stream(c *gin.Context, o service.Object, name string) error {
	defer o.Close()
	info := o.Info()
	kind := mime.TypeByExtension(path.Ext(name))
	if kind == "" {
		kind = "application/octet-stream"
	}
	h := c.Writer.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	if strings.HasPrefix(name, "report-") && strings.HasSuffix(name, ".html") {
		h.Set("Content-Disposition", "inline")
		h.Set("Content-Security-Policy", reportPolicy)
	}
	if info.SHA256 != "" {
		etag := `"` + string(info.SHA256) + `"`
		h.Set("ETag", etag)
		if c.GetHeader("If-None-Match") == etag {
			c.Status(http.StatusNotModified)
			return nil
		}
	}
	http.ServeContent(c.Writer, c.Request, "", info.Modified, io.NewSectionReader(o, 0, info.Size))
	return nil
}
