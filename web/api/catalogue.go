package api

import (
	"net/http"

	"auditd/audit"
	"auditd/audit/service"
)

// What everybody may read.
var catalogueOperations = []Operation{
	{
		Method: http.MethodGet, Path: "/catalogue", ID: "search_catalogue", Summary: "Search the public catalogue", Open: true, Paged: true,
		Query: []Parameter{
			{Name: "q", Text: "Words that must occur."},
			{Name: "subject", Text: "Identifier of a subject."},
			{Name: "department", Text: "Identifier of a department."},
			{Name: "region", Text: "Region code, with all divisions within it."},
			{Name: "verdict", Text: "What the committee decided.", Enum: []string{"pass", "conditional", "fail", "inconclusive"}},
			{Name: "state", Text: "State of the case."},
			{Name: "year", Text: "Year of publication, such as 2026; where the office is, UTC+8."},
		},
		call: get(searchCatalogue),
	},
	{Method: http.MethodGet, Path: "/catalogue/:case", ID: "get_publication", Summary: "Read a published case", Open: true, call: get(getPublication)},
	{
		Method: http.MethodGet, Path: "/catalogue/:case/files/:name", ID: "get_published_file", Summary: "Read a published file", Open: true,
		call: file(func(a *API, r *Request, name string) (service.Object, error) {
			return a.UseCases.PublicFile(r.Context(), service.CaseID(r.Param("case")), name)
		}),
	},
	{Method: http.MethodGet, Path: "/subjects", ID: "list_subjects", Summary: "List the subjects of the catalogue", Open: true, call: get(listSubjects)},
}

func searchCatalogue(a *API, r *Request) (Catalogue, error) {
	p, err := r.page()
	if err != nil {
		return Catalogue{}, err
	}
	q := r.URL.Query()
	query := service.QueryOf(q.Get("q"), q.Get("subject"), q.Get("department"), q.Get("region"), q.Get("verdict"), q.Get("state"))
	if year := q.Get("year"); year != "" {
		all := query
		if query = service.PublishedIn(query, year); query == all { // a page shows everything then; a program should learn of its mistake
			return Catalogue{}, &audit.Error{Kind: audit.Invalid, Column: "year", Value: audit.Quote(year), Text: "this is no year", Remedy: "write it with four digits, such as 2026"}
		}
	}
	found, err := a.UseCases.SearchPage(r.Context(), query, p)
	if err != nil {
		return Catalogue{}, err
	}
	counts := func(list []service.Count) []Count {
		return each(list, func(n service.Count) Count { return Count{n.Value, n.N} })
	}
	return Catalogue{
		Items: each(found.Entries, r.entryOf), Next: found.Next, Subjects: counts(found.Facets["subject_id"]), Departments: counts(found.Facets["department_id"]),
		Verdicts: counts(found.Facets["verdict"]), Years: counts(found.Years),
	}, nil
}

func (r *Request) entryOf(e service.Entry) Entry {
	return Entry{
		Case: string(e.Case), Version: e.Version, State: string(e.State), Title: e.Title, TitleEn: e.TitleEn, Summary: e.Summary, SummaryEn: e.SummaryEn,
		Subject: e.Subject, Department: string(e.Department), Region: e.Region, Verdict: string(e.Verdict), Reason: r.Say(e.Reason), Manifest: string(e.Manifest),
		PublishedAt: e.PublishedAt,
	}
}

func getPublication(a *API, r *Request) (Publication, error) {
	p, err := a.UseCases.Public(r.Context(), service.CaseID(r.Param("case")))
	if err != nil {
		return Publication{}, err
	}
	out := Publication{Entry: r.entryOf(p.Entry), Files: each(p.Files, func(f service.ManifestEntry) PublishedFile { return PublishedFile(f) })}
	if p.Summary != nil {
		s := summaryOf(p.Summary)
		out.Summary = &s
	}
	return out, nil
}

func summaryOf(p *service.Summary) Summary {
	return Summary{
		System: p.System, Purpose: p.Purpose, Favourable: p.Favourable, Decided: p.Decided, People: p.People,
		Rules: each(p.Criteria, func(c service.PublicCriterion) Rule {
			return Rule{Rule: c.Rule, Metric: c.Metric, Attributes: each(c.Attributes, same), Verdict: string(c.Verdict)}
		}),
		Attributes: each(p.Attributes, func(x service.PublicAttribute) Attribute {
			return Attribute{Name: x.Name, Withheld: x.Withheld, Groups: each(x.Groups, func(g service.PublicGroup) Group { return Group(g) })}
		}),
		Findings: each(p.Findings, findingOf), Reply: replyOf(p.Reply), Answers: each(p.Answers, answerOf), Resolution: resolutionOf(p.Resolution),
		Signers: each(p.Signers, same), Recused: each(p.Recused, same), Digest: string(p.Digest),
	}
}

func listSubjects(a *API, r *Request) (Page[Subject], error) {
	list, err := a.UseCases.Subjects(r.Context())
	return Page[Subject]{Items: each(list, func(s service.Subject) Subject { return Subject{string(s.ID), s.Name, s.NameEn} })}, err
}
