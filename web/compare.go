package web

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/gin-gonic/gin"

	"auditd/audit"
	"auditd/audit/change"
	"auditd/audit/service"
	"auditd/report"
	"auditd/report/html"
	"auditd/report/pdf"
	"auditd/web/api"
)

// comparePage is a comparison as its page shows it.
type comparePage struct {
	*service.Comparison
	Judged int          // comparisons of groups that rules of both plans judge
	Counts []countedAs  // of these, by what is shown
	Sides  []comparedAs // the earlier one first
	Report string       // address of the report in the page's language
	PDF    string       // of the same as PDF
	JSON   string       // of all numbers
}

// countedAs is how many comparisons have a verdict.
type countedAs struct {
	Verdict audit.ChangeVerdict
	N       int
}

// comparedAs is one side of a comparison.
type comparedAs struct {
	Key string // before or after
	service.ComparedRun
	Rows int64
}

// gapVerdicts are those of gaps, in the order of the page.
var gapVerdicts = []audit.ChangeVerdict{audit.ChangeImproved, audit.ChangeWorse, audit.ChangeOther, audit.ChangeNotShown, audit.ChangeNone}

func newComparePage(m *service.Comparison, address, lang string) comparePage {
	p := comparePage{Comparison: m, Sides: []comparedAs{{"before", m.Before, m.Change.Before.Rows.Counted}, {"after", m.After, m.Change.After.Rows.Counted}}}
	n := map[audit.ChangeVerdict]int{}
	for i := range m.Change.Gaps {
		if g := &m.Change.Gaps[i]; g.Primary {
			p.Judged++
			n[g.Verdict]++
		}
	}
	for _, v := range gapVerdicts {
		p.Counts = append(p.Counts, countedAs{v, n[v]})
	}
	file := func(name string) string { return strings.Replace(address, "{name}", name, 1) }
	p.Report, p.PDF, p.JSON = file("change-"+lang+".html"), file("change-"+lang+".pdf"), file("change.json")
	return p
}

// comparison reads which audits are asked for and compares them.
func (s *Server) comparison(c *gin.Context) (*service.Comparison, error) {
	run, err := api.RunOf(c.Query("run"))
	if err != nil {
		return nil, err
	}
	return s.UseCases.Compare(c.Request.Context(), caller(c), service.CaseID(c.Param("case")), service.CaseID(c.Param("other")), run)
}

func (s *Server) compareCases(c *gin.Context) error {
	m, err := s.comparison(c)
	if err != nil {
		return err
	}
	address := "/cases/" + url.PathEscape(c.Param("case")) + "/compare/" + url.PathEscape(c.Param("other")) + "/files/{name}"
	if run := c.Query("run"); run != "" {
		address += "?run=" + url.QueryEscape(run)
	}
	s.render(c, http.StatusOK, "compare", message(languageOf(c), "compare.title"), newComparePage(m, address, languageOf(c)))
	return nil
}

// changeFiles are the files of a comparison by name.
var changeFiles = map[string]func(b *bytes.Buffer, m *service.Comparison) error{
	"change.json":    func(b *bytes.Buffer, m *service.Comparison) error { return change.Write(b, m.Change) },
	"change-zh.html": changeReport("zh", false),
	"change-en.html": changeReport("en", false),
	"change-zh.pdf":  changeReport("zh", true),
	"change-en.pdf":  changeReport("en", true),
}

// changeReport makes the report on a change in a language, as HTML or PDF. It bears the date of the later run, so that the same two
// runs give the same bytes.
func changeReport(lang string, asPDF bool) func(b *bytes.Buffer, m *service.Comparison) error {
	return func(b *bytes.Buffer, m *service.Comparison) error {
		var document bytes.Buffer
		if err := change.Write(&document, m.Change); err != nil {
			return err
		}
		doc, err := report.NewChange(m.Change, report.Options{Lang: reportLanguages[lang], Date: m.After.Started, Results: report.ResultsOf(document.Bytes())})
		switch {
		case err != nil:
			return err
		case asPDF:
			return pdf.Write(b, doc, pdf.Options{Date: m.After.Started})
		}
		return html.Write(b, doc)
	}
}

func (s *Server) compareFile(c *gin.Context) error {
	name := c.Param("name")
	write, ok := changeFiles[name]
	if !ok {
		return audit.Errorf(audit.NotFound, "there is no such file")
	}
	m, err := s.comparison(c)
	if err != nil {
		return err
	}
	var b bytes.Buffer // whole before its first byte is sent, so that a fault gives no half file
	if err := write(&b, m); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	disposition := mime.FormatMediaType("attachment", map[string]string{"filename": name})
	if path.Ext(name) == ".html" {
		disposition = "inline"
		c.Header("Content-Security-Policy", reportPolicy)
	}
	c.Header("Content-Disposition", disposition)
	c.Header("Cache-Control", "private, no-cache")
	c.Data(http.StatusOK, mime.TypeByExtension(path.Ext(name)), b.Bytes())
	return nil
}
