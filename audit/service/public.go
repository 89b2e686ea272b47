package service

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"auditd/audit/docket"
	"auditd/audit/docket/catalogue"
	"auditd/audit/review"
	"auditd/audit/store"
)

// office is where years begin and end.
var office = time.FixedZone("UTC+8", 8*60*60)

// A PublicCase is what everybody may read of a case.
type PublicCase struct {
	catalogue.Entry
	DepartmentName Named
	SubjectName    Named
	Summary        *Summary // nil for what was refused, withheld or withdrawn
	Files          []ManifestEntry
	Reviewers      int // members who filed a review
	Decided        time.Time
	Successor      CaseID            // the case that takes its place, or proves its correction
	Plan           *review.Plan      // what the department promised, nil without
	Errata         []review.Proposal // what was corrected, in its order
}

// Public returns a case of the catalogue.
func (s *Service) Public(ctx context.Context, id CaseID) (*PublicCase, error) {
	e, err := s.Register.Catalogue.Get(ctx, id, 0)
	if err != nil {
		return nil, err
	}
	out := &PublicCase{Entry: e}
	dep, err := s.Register.Departments.Get(ctx, e.Department)
	if err != nil {
		return nil, err
	}
	subjects, err := s.subjectNames(ctx)
	if err != nil {
		return nil, err
	}
	out.DepartmentName, out.SubjectName = Named{dep.Name, dep.NameEn}, subjects[e.Subject]
	if !e.State.Public() {
		return out, nil
	}
	c, err := s.Register.Case(ctx, id)
	if err != nil {
		return nil, err
	}
	out.Reviewers, out.Successor, out.Plan, out.Errata = len(c.Reviews), c.Successor, c.Plan, c.Errata
	if c.Resolution != nil {
		out.Decided = c.Resolution.At
	}
	for name, v := range map[store.FileName]any{publicFile: &out.Summary, manifestFile: &out.Files} {
		data, err := s.publicFile(ctx, c, name)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(data, v); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// PublishedIn narrows a query to a year of publication, such as "2026". Any other text asks for nothing.
func PublishedIn(q Query, year string) Query {
	n, err := strconv.Atoi(year)
	if err != nil || n < 1 || n > 9999 {
		return q
	}
	q.From, q.Before = time.Date(n, 1, 1, 0, 0, 0, 0, office), time.Date(n+1, 1, 1, 0, 0, 0, 0, office)
	return q
}

// News returns the cases of the catalogue that changed last, the newest first, each with when it did.
func (s *Service) News(ctx context.Context) ([]Changed, error) {
	list, err := s.Register.Catalogue.Search(ctx, Query{}, docket.Page{Limit: 50})
	if err != nil {
		return nil, err
	}
	out := make([]Changed, 0, len(list.Items))
	for _, e := range list.Items {
		d, err := s.Register.Docket(ctx, e.Case)
		if err != nil {
			return nil, err
		}
		at := e.PublishedAt
		if e.State != review.Published && d.State == e.State && d.UpdatedAt.After(at) { // a proposal is not public
			at = d.UpdatedAt
		}
		out = append(out, Changed{e, at})
	}
	return out, nil
}

// A Changed is an entry of the catalogue with when it changed last.
type Changed struct {
	catalogue.Entry
	At time.Time
}

// A Query says what is looked for in the catalogue.
type Query = catalogue.Query

// A Count is a value of a facet with its number of entries.
type Count = catalogue.Count

// Found is a page of the catalogue with the values of its facets.
type Found struct {
	Entries     []catalogue.Entry
	Next        string
	Facets      map[string][]catalogue.Count
	Departments map[string]Named
	Subjects    map[string]Named
	Years       []catalogue.Count // of publication, latest first
	Total       int64             // entries that fit, on all pages
}

// Named is a name in both languages.
type Named struct{ Zh, En string }

// Search returns a page of [Service.SearchPage].
func (s *Service) Search(ctx context.Context, q Query, after string) (*Found, error) {
	return s.SearchPage(ctx, q, docket.Page{After: after, Limit: 20})
}

// SearchPage looks for cases in the catalogue.
func (s *Service) SearchPage(ctx context.Context, q Query, p Page) (*Found, error) {
	list, err := s.Register.Catalogue.Search(ctx, q, p)
	if err != nil {
		return nil, err
	}
	out := &Found{Entries: list.Items, Next: list.Next, Facets: map[string][]catalogue.Count{}}
	for _, f := range []string{catalogue.FacetSubject, catalogue.FacetDepartment, catalogue.FacetVerdict, catalogue.FacetState} {
		if out.Facets[f], err = s.Register.Catalogue.Count(ctx, q, f); err != nil {
			return nil, err
		}
	}
	for _, n := range out.Facets[catalogue.FacetState] {
		if q.State == "" || string(q.State) == n.Value {
			out.Total += n.N
		}
	}
	if out.Years, err = s.Register.Catalogue.Years(ctx, q, office); err != nil {
		return nil, err
	}
	if out.Subjects, err = s.subjectNames(ctx); err != nil {
		return nil, err
	}
	out.Departments = map[string]Named{}
	for _, n := range out.Facets[catalogue.FacetDepartment] {
		d, err := s.Register.Departments.Get(ctx, review.DepartmentID(n.Value))
		if err != nil {
			return nil, err
		}
		out.Departments[n.Value] = Named{d.Name, d.NameEn}
	}
	return out, nil
}

func (s *Service) subjectNames(ctx context.Context) (map[string]Named, error) {
	list, err := s.Register.Subjects(ctx)
	out := map[string]Named{}
	for _, t := range list {
		out[string(t.ID)] = Named{t.Name, t.NameEn}
	}
	return out, err
}
