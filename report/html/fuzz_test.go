package html

import (
	"strings"
	"testing"

	"auditd/audit"
	"auditd/report"
)

// small is an audit with one text in every kind of place.
func small(s string) *audit.Audit {
	v := audit.Real(0.5)
	in := &audit.Interval{Lower: 0.4, Upper: 0.6, Level: 0.95, Method: "koopman"}
	g, r := audit.Group{{Attribute: s, Value: s}}, audit.Group{{Attribute: s, Value: "other"}}
	c := audit.Comparison{
		Metric: "selection_rate", Kind: audit.Ratio, Against: audit.AgainstReference, Group: g, Reference: r, GroupRate: &v, ReferenceRate: &v, N: 10, ReferenceN: 20,
		Value: &v, Interval: in, Verdict: audit.Inconclusive, Status: audit.StatusOK, Why: s, NeedWhy: s,
	}
	return &audit.Audit{
		Generator: s, PlanSHA256: s, Plan: audit.Plan{Title: s, System: audit.System{Name: s}}, Inputs: []audit.Input{{Name: s, SHA256: s, Format: s, Encoding: s}},
		Findings: []audit.Finding{{
			ID: s, Rule: s, Level: audit.LevelInconclusive, Verdict: audit.Inconclusive, Metric: "selection_rate", Group: g, Reference: r, Reason: s, Args: []string{s},
			Evidence: &c,
		}},
		Estimates: []audit.Estimate{{Metric: s, Group: g, Numerator: 1, Denominator: 2, Value: &v, Interval: in, N: 2, Status: audit.StatusLowN, Why: s, Flags: []string{s}}},
		Notices:   []audit.Note{{Key: s, Args: []string{s}}, {Key: "encoding_guessed", Args: []string{s}}},
		Values:    []audit.ColumnValues{{Column: s, Role: "attribute", Values: []audit.ValueCount{{Value: s, Rows: 1, As: s}}}},
	}
}

// Whatever text stands in an audit, the page holds the template's own elements and attributes and no other, and every link leads
// somewhere.
func FuzzTexts(f *testing.F) {
	for _, s := range corpus() {
		if len(s) < 1000 {
			f.Add(s)
		}
	}
	f.Fuzz(func(t *testing.T, s string) {
		page := parse(t, render(t, small(s), report.Options{Lang: report.English, Case: s, Query: s, Command: s}))
		if bad := foreign(page); len(bad) > 0 {
			t.Errorf("not of the template's own: %s", strings.Join(bad, ", "))
		}
		checkLinks(t, "page", page)
	})
}
