package api

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"auditd/audit"
	"auditd/audit/service"
)

// Cases before they are public, for those who work on them.
var caseOperations = []Operation{
	{
		Method: http.MethodGet, Path: "/cases", ID: "list_cases", Summary: "List the cases of the caller", Roles: workers, Scope: service.ScopeRead, Paged: true,
		Text:  "The own department's for a submitter, those of the own panels for a member, all that they may know of for the others. A page can hold fewer than its limit.",
		Query: []Parameter{{Name: "state", Text: "Only cases in this state."}},
		call:  list(listCases),
	},
	{
		Method: http.MethodGet, Path: "/cases/:case", ID: "get_case", Summary: "Read a case", Roles: workers, Scope: service.ScopeRead, call: get(getCase),
		Text: "The ETag names the case as it was read; sent as If-Match with an act, it keeps the act from being done to a case that has gone on since.",
	},
	{
		Method: http.MethodGet, Path: "/cases/:case/events", ID: "list_events", Summary: "List the history of a case", Roles: workers, Scope: service.ScopeRead, Paged: true,
		call: list(listEvents),
	},
	{
		Method: http.MethodGet, Path: "/cases/:case/files/:name", ID: "get_file", Summary: "Read a file of the last run", Roles: workers, Scope: service.ScopeRead,
		Text: "The results, the report in two languages and its tables. Every reading stands in the access log.",
		call: file(func(a *API, r *Request, name string) (service.Object, error) {
			return a.UseCases.Result(r.Context(), r.Caller, service.CaseID(r.Param("case")), name)
		}),
	},
	{
		Method: http.MethodPost, Path: "/cases/:case/run-again", ID: "run_again", Summary: "Make an audit again that failed", Roles: []service.Role{service.RoleSubmitter, service.RoleSecretary},
		Scope: service.ScopeAct,
		call: plain(func(a *API, r *Request) (service.Acted, error) {
			return a.UseCases.RunAgain(r.Context(), r.Caller, service.CaseID(r.Param("case")))
		}),
	},
	{
		Method: http.MethodPost, Path: "/cases/:case/cancel", ID: "cancel", Summary: "Stop an audit that is being made", Roles: []service.Role{service.RoleSubmitter, service.RoleIntakeOfficer},
		Scope: service.ScopeSubmit, Text: "At once when it waits, within seconds when it runs. The reason stands on the case; it can be made again.",
		call: post(func(a *API, r *Request, b Because) (service.Acted, error) {
			return a.UseCases.Cancel(r.Context(), r.Caller, service.CaseID(r.Param("case")), b.Reason)
		}),
	},
}

func listCases(a *API, r *Request, p service.Page) (Page[CaseItem], error) {
	found, err := a.UseCases.CasesPage(r.Context(), r.Caller, r.URL.Query().Get("state"), p)
	return Page[CaseItem]{Items: each(found.Items, itemOf), Next: found.Next}, err
}

func itemOf(d service.Listed) CaseItem {
	return CaseItem{
		ID: string(d.ID), State: string(d.State), Seq: d.Seq, Title: d.Title, TitleEn: d.TitleEn, Department: string(d.Department),
		DepartmentName: d.DepartmentName.Zh, DepartmentNameEn: d.DepartmentName.En, Subject: string(d.Subject), CreatedAt: d.CreatedAt, UpdatedAt: d.UpdatedAt,
		ReplyDue: at(d.ReplyDue), Actions: each(d.Actions, text), URL: "/cases/" + string(d.ID),
	}
}

func getCase(a *API, r *Request) (Case, error) {
	v, err := a.UseCases.Case(r.Context(), r.Caller, service.CaseID(r.Param("case")))
	if err != nil {
		return Case{}, err
	}
	return caseOf(r, v), nil
}

func caseOf(r *Request, v *service.View) Case {
	c := v.Case
	item := itemOf(service.Listed{Docket: v.Docket, DepartmentName: service.Named{Zh: v.Department.Name, En: v.Department.NameEn}, Actions: v.Actions})
	out := Case{
		CaseItem: item, ImpactLevel: c.ImpactLevel, Reason: r.Say(c.Reason), Working: v.Working, Checks: each(c.Checks, r.checkOf), Released: c.Released,
		Criteria: each(c.Criteria, func(x service.Criterion) Criterion { return Criterion{x.Name, x.Mandatory} }),
		Findings: each(c.Findings, findingOf), Reply: replyOf(c.Reply), Answers: each(c.Answers, answerOf), Resolution: resolutionOf(c.Resolution),
		Publication: each(c.Publication, r.checkOf), Correction: proposalOf(c.Correction), Withdrawal: proposalOf(c.Withdrawal), Successor: string(c.Successor),
		Plan: v.Plan, Files: []ResultFile{}, Runs: []Run{}, Panel: []Member{}, Reviews: []Review{}, Signatures: []Signature{}, Submitted: []Submission{},
		Candidates: each(v.Candidates, candidateOf), TakesPart: each(v.TakesPart, candidateOf),
		Recusals: each(c.Recusals, func(x service.RecusalRequest) Recusal {
			return Recusal{string(x.Member), v.Names[x.Member], x.Reason, x.At, x.Accepted, x.Reasons, at(x.Decided)}
		}),
	}
	out.Step, out.Percent = stepOf(v.Progress)
	out.Held = r.Say(v.Held)
	out.MembersNeeded, out.ExternalNeeded, out.SignaturesNeeded = service.Needed(c)
	if v.Access.Panel {
		out.Digest = string(c.Snapshot)
	}
	if c.Plan != nil {
		out.CorrectivePlan = &Corrective{Text: c.Plan.Text, Due: c.Plan.Due}
	}
	addLists(r, &out, v)
	return out
}

func candidateOf(x service.Candidate) Candidate { return Candidate{string(x.ID), x.Name, x.Tied} }

// addLists adds what a view keeps in lists of its own.
func addLists(r *Request, out *Case, v *service.View) {
	for _, x := range v.Case.Runs {
		out.Runs = append(out.Runs, Run{ID: string(x.ID), Started: x.Started, Results: string(x.Results), Engine: string(x.Engine), Failure: r.Say(x.Failure)})
	}
	for _, m := range v.Case.Panel {
		out.Panel = append(out.Panel, Member{string(m.Account), v.Names[m.Account], m.External, at(m.Declared), m.Recused})
	}
	for _, x := range v.Case.Reviews {
		out.Reviews = append(out.Reviews, Review{string(x.Member), v.Names[x.Member], x.At, string(x.Verdict), each(x.Criteria, assessmentOf)})
	}
	for _, x := range v.Case.Signatures {
		out.Signatures = append(out.Signatures, Signature{string(x.By), v.Names[x.By], x.At, string(x.Digest)})
	}
	for _, f := range v.Files {
		out.Submitted = append(out.Submitted, Submission{f.Name, f.Role, string(f.Dataset)})
	}
	if v.Previous != nil {
		out.Previous = string(v.Previous.Case)
	}
	for _, f := range v.Results {
		name := service.NameOf(f)
		out.Files = append(out.Files, ResultFile{name, f.Size, string(f.SHA256), Base + "/cases/" + out.ID + "/files/" + url.PathEscape(name)})
	}
}

func listEvents(a *API, r *Request, p service.Page) (Page[Event], error) {
	found, err := a.UseCases.EventsPage(r.Context(), r.Caller, service.CaseID(r.Param("case")), p)
	return Page[Event]{Next: found.Next, Items: each(found.Items, func(m service.Moment) Event {
		return Event{Seq: m.Seq, At: m.At, Action: string(m.Action), State: string(m.To), Role: string(m.Role), Actor: m.Actor}
	})}, err
}

// caseMark begins the ETag of a case: what an act is bound to is its last event, not what the service says of its progress.
func caseMark(seq int64) string { return strconv.FormatInt(seq, 10) + "-" }

// expected reads If-Match: the number of the last event of the case as the caller read it.
func (r *Request) expected() (int64, error) {
	tag := strings.Trim(r.Header.Get("If-Match"), `" `)
	if tag == "" || tag == "*" {
		return service.AnySeq, nil
	}
	n, _, _ := strings.Cut(tag, "-")
	seq, err := strconv.ParseInt(n, 10, 64)
	if err != nil || seq < 0 {
		return 0, &audit.Error{Kind: audit.Invalid, Column: "If-Match", Text: "the tag is not one of a case", Remedy: "send the ETag with which the case was read"}
	}
	return seq, nil
}
