package api

import (
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"auditd/audit"
	"auditd/audit/service"
)

// Handing in.
var submissionOperations = []Operation{
	{
		Method: http.MethodPost, Path: "/submissions", ID: "submit", Summary: "Submit files with their plan", Roles: submitters, Scope: service.ScopeSubmit,
		Text: "The plan is read at once; the files are validated afterwards, and the case says what became of them. With an Idempotency-Key the same submission sent again is the same case.",
		call: call{Form: reflect.TypeFor[SubmissionForm](), Answer: reflect.TypeFor[service.Submitted](), Status: http.StatusAccepted, do: submit},
	},
	{
		Method: http.MethodPost, Path: "/plans/check", ID: "check_plan", Summary: "Read a plan and say what is wrong with it", Roles: submitters, Scope: service.ScopeSubmit,
		call: post(func(_ *API, _ *Request, b PlanText) (PlanRead, error) {
			plan, err := service.CheckPlan(b.Plan)
			return PlanRead{plan}, err
		}),
	},
	{
		Method: http.MethodPost, Path: "/plans/compose", ID: "compose_plan", Summary: "Write a plan from its essentials", Roles: submitters, Scope: service.ScopeSubmit,
		call: post(composePlan),
	},
}

func submit(a *API, r *Request) (reply, error) {
	fields, uploads, err := r.Parts()
	if err != nil {
		return reply{}, err
	}
	level, _ := strconv.Atoi(strings.TrimSpace(fields.Get("impact_level"))) // 0 is refused with its reason
	n := service.Submission{
		Uploads: append(uploads, fields["upload"]...), Plan: fields.Get("plan"), Title: fields.Get("title"), TitleEn: fields.Get("title_en"),
		Subject: strings.TrimSpace(fields.Get("subject")), ImpactLevel: level, Declared: fields["declared"],
		Previous: service.CaseID(strings.TrimSpace(fields.Get("previous"))), Key: r.Header.Get(HeaderKey),
	}
	if id := strings.TrimSpace(fields.Get("template")); id != "" {
		if n.Plan != "" {
			return reply{}, &audit.Error{Kind: audit.Invalid, Column: "template", Text: "a plan and a template were sent", Remedy: "send one of them"}
		}
		t, err := a.UseCases.TemplateOf(r.Context(), r.Caller, id)
		if err != nil {
			return reply{}, err
		}
		n.Plan = t.Plan
	}
	id, err := a.UseCases.Submit(r.Context(), r.Caller, n)
	return reply{body: service.SubmittedAs(id)}, err
}

func composePlan(a *API, r *Request, b PlanFields) (PlanWritten, error) {
	f := service.PlanFields{
		Title: b.Title, System: b.System, Department: b.Department, Purpose: b.Purpose, Attributes: b.Attributes, Decision: b.Decision, Selected: b.Selected,
		Favourable: b.Favourable, Label: b.Label, Positive: b.Positive, Population: b.Population,
	}
	if f.Department == "" {
		f.Department = string(r.Caller.Department)
	}
	if b.Upload != "" {
		u, err := a.UseCases.UploadOf(r.Context(), r.Caller, b.Upload)
		if err != nil {
			return PlanWritten{}, err
		}
		f.Found = u.Profile
	}
	return PlanWritten{service.ComposePlan(f)}, nil
}
