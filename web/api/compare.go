package api

import (
	"math"
	"net/http"
	"strconv"

	"auditd/audit"
	"auditd/audit/service"
)

// One audit set against an earlier one.
var compareOperations = []Operation{
	{
		Method: http.MethodGet, Path: "/cases/:case/compare/:other", ID: "compare_cases", Summary: "Compare two audits of one system", Roles: workers, Scope: service.ScopeRead,
		Text: "The last run of the case against the last run of another case of the same department about the same system, or against an earlier run of the same case. " +
			"The audit that began first is the one before. The caller must be allowed to read the results of both; both readings stand in the access log.",
		Query: []Parameter{{Name: "run", Text: "Number of the run of the other case, counted from 1; without it its last one, or the one before the last of the same case."}},
		call:  get(compareCases),
	},
}

func compareCases(a *API, r *Request) (Comparison, error) {
	run, err := RunOf(r.URL.Query().Get("run"))
	if err != nil {
		return Comparison{}, err
	}
	m, err := a.UseCases.Compare(r.Context(), r.Caller, service.CaseID(r.Param("case")), service.CaseID(r.Param("other")), run)
	if err != nil {
		return Comparison{}, err
	}
	return comparisonOf(m), nil
}

// RunOf reads the number of a run, 0 for an empty text.
func RunOf(text string) (int, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, &audit.Error{Kind: audit.Invalid, Column: "run", Value: text, Text: "this is no number of a run", Remedy: "count the runs of a case from 1"}
	}
	return n, nil
}

func comparisonOf(m *service.Comparison) Comparison {
	c := m.Change
	return Comparison{
		Before: sideOf(m.Before, &c.Before), After: sideOf(m.After, &c.After), Continues: m.Continues, Independence: c.Independence, Confidence: float64(c.Confidence),
		Notices: each(c.Notices, func(n audit.Note) string { return n.Key }), Tests: c.Examined.Tests,
		Plan:     each(c.Plan, func(p audit.PlanChange) ChangedKey { return ChangedKey(p) }),
		Criteria: each(c.Criteria, criterionChangeOf), Gaps: each(c.Gaps, gapOf), Rates: each(c.Rates, rateOf),
		Groups: each(c.Groups, func(g audit.GroupChange) ChangedGroup { return ChangedGroup{partsOf(g.Group), g.Before, g.After} }),
	}
}

func sideOf(r service.ComparedRun, s *audit.ChangeSide) ComparedSide {
	return ComparedSide{
		Case: string(r.Case), Run: r.Run, Started: r.Started, Title: r.Title.Zh, TitleEn: r.Title.En, System: s.System.Name, Results: string(r.Results),
		PlanSHA256: s.PlanSHA256, Rows: s.Rows.Counted,
	}
}

func criterionChangeOf(c audit.CriterionChange) ChangedCriterion {
	return ChangedCriterion{c.Rule, c.Metric, each(c.Attributes, same), string(c.Before), string(c.After)}
}

func gapOf(g audit.GapChange) ChangedGap {
	out := ChangedGap{
		Metric: g.Metric, Kind: g.Kind, Against: g.Against, Group: partsOf(g.Group), Reference: partsOf(g.Reference), Stratum: partsOf(g.Stratum),
		Judged: g.Primary, Before: number(g.Before), After: number(g.After), BeforeN: g.BeforeN, AfterN: g.AfterN, Value: number(g.Value), PAdjusted: adjusted(g.Test),
		Verdict: string(g.Verdict), Why: g.Why, BeforeVerdict: string(g.BeforeVerdict), AfterVerdict: string(g.AfterVerdict), Cause: g.Cause,
	}
	out.Lower, out.Upper = ends(g.Interval)
	return out
}

func rateOf(r audit.RateChange) ChangedRate {
	out := ChangedRate{
		Metric: r.Metric, Group: partsOf(r.Group), Stratum: partsOf(r.Stratum), Before: number(r.Before), After: number(r.After),
		BeforeN: r.BeforeN, AfterN: r.AfterN, Value: number(r.Value), PAdjusted: adjusted(r.Test), Verdict: string(r.Verdict), Why: r.Why,
	}
	out.Lower, out.Upper = ends(r.Interval)
	return out
}

func partsOf(g audit.Group) []GroupPart {
	return each(g, func(i audit.Item) GroupPart { return GroupPart{i.Attribute, i.Value} })
}

// number returns a number as documents write it, nil for one that is undefined or without bound.
func number(v *audit.Real) *float64 {
	if v == nil || math.IsNaN(float64(*v)) || math.IsInf(float64(*v), 0) {
		return nil
	}
	x := v.Round()
	return &x
}

func ends(i *audit.Interval) (lower, upper *float64) {
	if i == nil {
		return nil, nil
	}
	return number((*audit.Real)(&i.Lower)), number((*audit.Real)(&i.Upper))
}

func adjusted(t *audit.Test) *float64 {
	if t == nil || math.IsNaN(float64(t.PAdjusted)) {
		return nil
	}
	x := t.PAdjusted.Round()
	return &x
}
