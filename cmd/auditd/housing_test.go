package main

import (
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"auditd/audit"
	"auditd/audit/audittest"
	"auditd/audit/measure"
)

// The plan of fixtures/housing.yaml asks for every analysis that one audit by itself can have: every part of the results is there.
// What is left out needs an earlier audit or a profile of another tool. Their reports are held by TestOutputBytes.
func TestHousingHasEveryAnalysis(t *testing.T) {
	plan, cells, notices, populations := counted(t, filepath.Join(audittest.Root(t), "fixtures"), "housing")
	a, err := measure.Run(measure.Input{Plan: plan, PlanSHA256: "0", Generator: "auditd", Cells: cells, Notices: notices, Populations: populations})
	if err != nil {
		t.Fatal(err)
	}
	v := reflect.ValueOf(a).Elem()
	for i := range v.NumField() {
		name, options, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		if options == "omitempty" && v.Field(i).IsZero() && name != "repeated" && name != "profile" {
			t.Errorf("the audit of housing has no %s", name)
		}
	}
	planted(t, a)
}

// planted checks the disparities that the generator put into the data.
func planted(t *testing.T, a *audit.Audit) {
	t.Helper()
	if !slices.ContainsFunc(a.Subgroups.Metrics, func(m audit.SubgroupMetric) bool {
		return m.Metric == "selection_rate" && slices.ContainsFunc(m.Tested, func(s audit.TestedSubgroup) bool {
			return strings.Contains(s.Group.Label(), "female") && strings.Contains(s.Group.Label(), "single") && s.Comparison.Verdict == audit.DisparityShown
		})
	}) {
		t.Error("women who live alone were planted and not found among subgroups")
	}
	if !slices.ContainsFunc(a.Proxies.Attributes, func(p audit.ProxyAttribute) bool {
		return p.Attribute == "residence" && p.Features[0].Feature == "district" && p.Features[0].Strength == audit.ProxyStrong
	}) {
		t.Error("the district tells the residence and is no proxy in the results")
	}
	if !slices.ContainsFunc(a.Periods.Rates, func(r audit.PeriodRate) bool {
		return r.Metric == "selection_rate" && r.Group.Label() == "rural" && r.Drift
	}) {
		t.Error("the rate of rural applicants falls from quarter to quarter and no drift is shown")
	}
}
