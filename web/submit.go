package web

import (
	"bufio"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"auditd/audit"
	"auditd/audit/service"
)

// An uploadPage is the form for files, with what waits from before and how long files stay.
type uploadPage struct {
	Max                   int64
	Quarantine, Retention string
	Waiting               []service.OpenUpload
}

func (s *Server) uploadForm(c *gin.Context) error {
	waiting, err := s.UseCases.Waiting(c.Request.Context(), caller(c))
	if err != nil {
		return err
	}
	lang := languageOf(c)
	quarantine, retention := s.UseCases.InboxTimes()
	s.render(c, http.StatusOK, "upload", message(lang, "submit.title"), uploadPage{s.MaxUpload, span(lang, quarantine), span(lang, retention), waiting})
	return nil
}

// span writes a time in days, or in hours when it is short.
func span(lang string, d time.Duration) string {
	const day = 24 * time.Hour
	if d >= 2*day {
		return message(lang, "submit.days", int(d/day))
	}
	return message(lang, "submit.hours", int(d/time.Hour))
}

// upload takes files one after the other as they come, and sends the person on to the plan.
func (s *Server) upload(c *gin.Context) error {
	in, err := s.readParts(c)
	if err != nil {
		return err
	}
	to := "/submit/plan?" + url.Values{"file": in.uploads}.Encode()
	if c.GetHeader("Accept") == "application/json" { // the script of the page follows by itself
		c.JSON(http.StatusOK, gin.H{"next": to})
		return nil
	}
	c.Redirect(http.StatusSeeOther, to)
	return nil
}

// incoming is a multipart request: its files uploaded, its fields read.
type incoming struct {
	uploads []string
	fields  form

	kept int // bytes of the fields
}

// fieldCost is about what an empty field takes in memory, in bytes.
const fieldCost = 64

// bodyBuffer is how many bytes of a form are read at once: mime/multipart alone reads four kilobytes at a time.
const bodyBuffer = 128 << 10

type bufferedBody struct {
	io.Reader
	io.Closer
}

// readParts reads a multipart request part by part. Files go to the store as they arrive and are never held in memory.
func (s *Server) readParts(c *gin.Context) (incoming, error) {
	in := incoming{fields: form{url.Values{}}}
	c.Request.Body = bufferedBody{bufio.NewReaderSize(c.Request.Body, bodyBuffer), c.Request.Body}
	r, err := c.Request.MultipartReader()
	if err != nil {
		return in, &audit.Error{Kind: audit.Invalid, Text: "the request is no form with files", Remedy: "send multipart/form-data"}
	}
	for {
		p, err := r.NextPart()
		if err == io.EOF {
			return in, nil
		}
		if err != nil {
			return in, unreadable(err)
		}
		if err := s.readPart(c, p, &in); err != nil {
			return in, err
		}
	}
}

func (s *Server) readPart(c *gin.Context, p *multipart.Part, in *incoming) error {
	defer p.Close()
	role := map[string]string{"file": service.FileData, "population": service.FilePopulation}[p.FormName()]
	if role == "" {
		return in.keep(p)
	}
	if p.FileName() == "" { // a field that was left empty
		return nil
	}
	u, err := s.UseCases.Upload(c.Request.Context(), caller(c), p.FileName(), role, p, -1)
	in.uploads = append(in.uploads, u.ID)
	return err
}

// keep reads a field, whose bytes are held in memory. All fields together may be as large as a form without files.
func (in *incoming) keep(p *multipart.Part) error {
	text, err := io.ReadAll(io.LimitReader(p, int64(max(0, maxForm-in.kept)+1)))
	if err != nil {
		return unreadable(err)
	}
	in.kept += len(text) + len(p.FormName()) + fieldCost
	if in.kept > maxForm {
		return &audit.Error{Kind: audit.Limit, Text: "the request is larger than allowed", Remedy: "send what is long as a file"}
	}
	in.fields.Add(p.FormName(), string(text))
	return nil
}

// unreadable keeps the error of a request that is too large and calls any other broken.
func unreadable(err error) error {
	if strings.Contains(err.Error(), "too large") {
		return &audit.Error{Kind: audit.Limit, Text: "the request is larger than allowed", Err: err}
	}
	return &audit.Error{Kind: audit.Invalid, Text: "the request broke off", Remedy: "send it again", Err: err}
}

type planPage struct {
	Uploads  []service.Upload
	Data     service.Upload // the first data file
	Subjects []service.Subject
	Plan     string
	Fields   form
	Waiting  bool
	Until    time.Time // when the files are removed unless they are submitted
	Error    *problem

	Templates []service.Template
	Template  string                 // that was chosen
	Earlier   []service.EarlierAudit // whose evidence can be continued
	Saved     string                 // name under which the plan was just saved

	Parts []planGroup // of the form
	Was   string      // what its fields hold as they are shown, JSON
}

// DataFiles returns the uploads that hold data, in the order in which they are read.
func (p planPage) DataFiles() []service.Upload {
	return slices.DeleteFunc(slices.Clone(p.Uploads), func(u service.Upload) bool { return u.Role == service.FilePopulation })
}

// columns returns what was found in the data files, each column once.
func (p *planPage) columns() []service.Column {
	var out []service.Column
	for _, u := range p.DataFiles() {
		for _, c := range profileColumns(u) {
			if !slices.ContainsFunc(out, func(x service.Column) bool { return x.Name == c.Name }) {
				out = append(out, c)
			}
		}
	}
	return out
}

// Has reports whether a field of several values holds one.
func (p planPage) Has(field, value string) bool {
	for _, v := range p.Fields.Values[field] {
		if v == value {
			return true
		}
	}
	return false
}

// Personal returns the columns that look like personal data which may not be submitted unless it is declared.
func (p planPage) Personal() (out []string) {
	for _, c := range p.columns() {
		if service.Refused(c.Personal) {
			out = append(out, c.Name)
		}
	}
	return out
}

func (s *Server) planPage(c *gin.Context, ids []string) (planPage, error) {
	page := planPage{Fields: form{url.Values{}}}
	for _, id := range ids {
		u, err := s.UseCases.UploadOf(c.Request.Context(), caller(c), id)
		if err != nil {
			return page, err
		}
		if page.Data.ID == "" && u.Role != service.FilePopulation {
			page.Data = u
		}
		page.Uploads = append(page.Uploads, u)
	}
	if page.Data.ID == "" {
		return page, &audit.Error{Kind: audit.Invalid, Text: "a submission needs a data file", Remedy: "upload a file"}
	}
	page.Waiting, page.Until = !page.Data.Ready(), page.Data.Until
	var err error
	if page.Earlier, err = s.UseCases.Repeatable(c.Request.Context(), caller(c)); err != nil {
		return page, err
	}
	page.Subjects, err = s.UseCases.Subjects(c.Request.Context())
	return page, err
}

// planForm shows what was found in the file and a plan to complete.
func (s *Server) planForm(c *gin.Context) error {
	page, err := s.planPage(c, c.QueryArray("file"))
	if err != nil {
		return err
	}
	page.Plan = page.Data.Proposal
	if err := s.useTemplate(c, &page); err != nil {
		return err
	}
	if !page.Waiting && page.Data.Profile != nil {
		if page.Plan, err = mergedPlan(form{url.Values{"plan": {page.Plan}}}, &page, string(caller(c).Department), true); err != nil {
			return err
		}
		page.show(languageOf(c), nil)
	}
	out := view{Title: message(languageOf(c), "plan.title"), Data: page}
	if page.Waiting {
		out.Refresh = 2
	}
	s.renderView(c, http.StatusOK, "plan", out)
	return nil
}

// submitPlan writes the plan from the fields, or hands it in. An error is shown beside what was typed.
func (s *Server) submitPlan(c *gin.Context) error {
	if err := c.Request.ParseForm(); err != nil {
		return unreadable(err)
	}
	f := form{c.Request.PostForm}
	page, err := s.planPage(c, f.Values["file"])
	if err != nil {
		return err
	}
	page.Fields, page.Plan = f, f.Get("plan")
	compose := f.Get("do") == "compose" || f.Get("up") != ""
	if _, ours := asShown(f); ours || compose {
		merged, err := mergedPlan(f, &page, string(caller(c).Department), !compose)
		if err != nil {
			return s.planAgain(c, page, err)
		}
		page.Plan = merged
		f.Set("plan", merged)
	}
	switch {
	case f.Get("up") != "":
		page.raise(f.Get("up"))
		return s.planAgain(c, page, nil)
	case compose:
		return s.planAgain(c, page, nil)
	case f.Get("do") == "save":
		return s.saveTemplate(c, f, page)
	}
	id, err := s.UseCases.Submit(c.Request.Context(), caller(c), submission(f, f.Values["file"]))
	if err != nil {
		return s.planAgain(c, page, err)
	}
	c.Redirect(http.StatusSeeOther, "/cases/"+string(id))
	return nil
}

// planAgain shows the form with what was typed and, at its fields, what is wrong with it.
func (s *Server) planAgain(c *gin.Context, page planPage, err error) error {
	status, lang := http.StatusOK, languageOf(c)
	var faults []service.PlanFault
	if err != nil {
		if audit.KindOf(err) == audit.Internal {
			return err
		}
		p := problemOf(err, lang, 0)
		page.Error, status, faults = &p, p.Status, service.PlanFaults(page.Plan)
	}
	if page.show(lang, faults) { // each of them stands at its field and in the list above
		page.Error = nil
	}
	s.render(c, status, "plan", message(lang, "plan.title"), page)
	return nil
}

// raise puts a file before the one above it.
func (p *planPage) raise(id string) {
	for i := 1; i < len(p.Uploads); i++ {
		if p.Uploads[i].ID == id {
			p.Uploads[i-1], p.Uploads[i] = p.Uploads[i], p.Uploads[i-1]
			p.Data = p.DataFiles()[0]
			return
		}
	}
}

// submission reads what goes with the files of a submission.
func submission(f form, uploads []string) service.Submission {
	level, _ := strconv.Atoi(f.text("impact_level")) // 0 is refused with its reason
	return service.Submission{
		Uploads: uploads, Plan: f.Get("plan"), Title: f.text("title"), TitleEn: f.text("title_en"), Subject: f.text("subject"),
		ImpactLevel: level, Declared: f.Values["declared"], Previous: service.CaseID(f.text("previous")),
	}
}

// profileColumns returns what was found in a file, nothing while it is being read.
func profileColumns(u service.Upload) []service.Column {
	if u.Profile == nil {
		return nil
	}
	return u.Profile.Columns
}
