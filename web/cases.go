package web

import (
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"auditd/audit"
	"auditd/audit/service"
)

type casesPage struct {
	service.CaseList
	State  string
	States []service.State
	Submit bool
	Now    time.Time
}

// A casesPart is a part of the list under a heading.
type casesPart struct {
	Name  string // mine, open or done
	Items []service.Listed
}

// Parts divides the list into what waits for the caller, what waits for somebody else, and what has come to its end. What is due
// first comes first.
func (p casesPage) Parts() []casesPart {
	parts := []casesPart{{Name: "mine"}, {Name: "open"}, {Name: "done"}}
	for _, x := range p.Items {
		i := 1
		switch {
		case x.Mine:
			i = 0
		case x.Clock.Action == "" || x.Clock.Action == "expire":
			i = 2
		}
		parts[i].Items = append(parts[i].Items, x)
	}
	for _, part := range parts[:2] {
		slices.SortStableFunc(part.Items, func(a, b service.Listed) int { return dueRank(a).Compare(dueRank(b)) })
	}
	return parts
}

// dueRank is when a case is due, a time far away for one without a term.
func dueRank(x service.Listed) time.Time {
	if x.Clock.Due.IsZero() {
		return time.Unix(1<<40, 0)
	}
	return x.Clock.Due
}

func (s *Server) cases(c *gin.Context) error {
	list, err := s.UseCases.Cases(c.Request.Context(), caller(c), c.Query("state"), c.Query("after"))
	if err != nil {
		return err
	}
	page := casesPage{CaseList: list, State: c.Query("state"), States: service.States(), Submit: caller(c).May(service.RoleSubmitter), Now: s.Now()}
	s.render(c, http.StatusOK, "cases", message(languageOf(c), "cases.title"), page)
	return nil
}

type casePage struct {
	*service.View
	Report string // address of the report in the page's language, empty without one
	PDF    string // of the same as PDF, likewise
	Me     service.AccountID

	Earlier  []service.ComparedRun // that the last run can be compared with
	RunAgain bool                  // the caller may have an audit that failed made again
	Cancel   bool                  // the caller may stop the audit that is being made
	Chair    bool

	Secretary bool
}

// Reauditor reports whether the caller may have the audit made again: the chair, and who has accepted a place on the panel.
func (p casePage) Reauditor() bool { return p.Chair || p.Seated() }

// Can reports whether the caller's role and the state allow an action.
func (p casePage) Can(action string) bool {
	for _, a := range p.Actions {
		if string(a) == action {
			return true
		}
	}
	return false
}

// Conditional reports whether the resolution asks for a correction.
func (p casePage) Conditional() bool {
	r := p.View.Case.Resolution
	return r != nil && (r.Verdict == "conditional" || r.Verdict == "fail")
}

// Seated reports whether the caller has accepted a place on the panel.
func (p casePage) Seated() bool {
	m, on := p.View.Case.Member(p.Me)
	return on && m.Seated()
}

// Invited reports whether the caller has been assigned and has not yet answered.
func (p casePage) Invited() bool {
	m, on := p.View.Case.Member(p.Me)
	return on && m.Recused == "" && m.Declared.IsZero()
}

// Filed reports whether the caller has filed a review.
func (p casePage) Filed() bool { return p.View.Case.HasFiled(p.Me) }

// Signed reports whether the caller has signed.
func (p casePage) Signed() bool { return p.View.Case.HasSigned(p.Me) }

// Needed returns how many members the impact level asks for, and how many signatures the resolution.
func (p casePage) Needed() (n struct{ Members, External, Signatures int }) {
	n.Members, n.External, n.Signatures = service.Needed(p.View.Case)
	return n
}

func (s *Server) showCase(c *gin.Context) error {
	id := service.CaseID(c.Param("case"))
	v, err := s.UseCases.Case(c.Request.Context(), caller(c), id)
	if err != nil {
		return err
	}
	page := casePage{View: v, Me: caller(c).ID, Chair: caller(c).May(service.RoleChair), Secretary: caller(c).May(service.RoleSecretary), RunAgain: service.MayRunAgain(v.Case, caller(c)), Cancel: service.MayCancel(v.Case, caller(c))}
	for _, f := range v.Results {
		address := "/cases/" + string(id) + "/files/" + service.NameOf(f)
		switch service.NameOf(f) {
		case "report-" + languageOf(c) + ".html":
			page.Report = address
		case "report-" + languageOf(c) + ".pdf":
			page.PDF = address
		}
	}
	if page.Earlier, err = s.UseCases.Earlier(c.Request.Context(), caller(c), id); err != nil {
		return err
	}
	out := view{Title: either(languageOf(c), v.Docket.Title, v.Docket.TitleEn), Data: page, Script: v.Working}
	if v.Working {
		out.Refresh = 4
	}
	s.renderView(c, http.StatusOK, "case", out)
	return nil
}

// progressIn says what the service is doing for a case, or why it waits and until when.
func progressIn(lang string, v *service.View) string {
	if v.Held != "" {
		return message(lang, "progress.held", lineIn(lang, v.Held), timeIn(lang, v.HeldUntil))
	}
	return saidIn(lang, v.Progress)
}

// saidIn returns what a worker last said of its progress.
func saidIn(lang, said string) string {
	what, n, ok := strings.Cut(said, " ")
	if !ok {
		return message(lang, "progress."+orDefault(what, "waiting"))
	}
	return message(lang, "progress."+what) + " " + n + " %"
}

// caseProgress answers the script of a page that waits.
func (s *Server) caseProgress(c *gin.Context) error {
	v, err := s.UseCases.Case(c.Request.Context(), caller(c), service.CaseID(c.Param("case")))
	if err != nil {
		return err
	}
	text := progressIn(languageOf(c), v)
	c.JSON(http.StatusOK, gin.H{"state": v.Docket.State, "seq": v.Docket.Seq, "working": v.Working, "text": text})
	return nil
}

func (s *Server) resultFile(c *gin.Context) error {
	o, err := s.UseCases.Result(c.Request.Context(), caller(c), service.CaseID(c.Param("case")), c.Param("name"))
	if err != nil {
		return err
	}
	return s.stream(c, o, c.Param("name"))
}

// rawFile sends a file as it was submitted, never to be shown by a browser as anything else.
func (s *Server) rawFile(c *gin.Context) error {
	o, name, err := s.UseCases.RawFile(c.Request.Context(), caller(c), service.CaseID(c.Param("case")), c.Param("n"))
	if err != nil {
		return err
	}
	defer o.Close()
	c.Header("Content-Type", "application/octet-stream")
	c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": audit.Clean(name)}))
	http.ServeContent(c.Writer, c.Request, "", time.Time{}, io.NewSectionReader(o, 0, o.Info().Size))
	return nil
}

// act does what a form asks for and shows the case again.
func (s *Server) act(c *gin.Context) error {
	id := service.CaseID(c.Param("case"))
	if err := c.Request.ParseForm(); err != nil {
		return err
	}
	act, err := actOf(c.Param("action"), form{c.Request.PostForm})
	if err != nil {
		return err
	}
	if err := s.UseCases.Do(c.Request.Context(), caller(c), id, act); err != nil {
		return s.orConfirm(c, err, "/cases/"+string(id))
	}
	c.Redirect(http.StatusSeeOther, "/cases/"+string(id))
	return nil
}
