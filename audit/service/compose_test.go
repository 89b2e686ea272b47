package service

import (
	"testing"

	"auditd/audit/planfile"
	"auditd/audit/profile"
)

// Fields that are filled in make a plan that is read; what is a judgement and was left open does not.
func TestComposePlan(t *testing.T) {
	f := PlanFields{
		Title: `"quotes": {and} # signs`, System: "x", Department: "d", Purpose: "p", Attributes: []string{"sex", "age"}, Decision: "granted", Selected: []string{"yes"},
		Favourable: "true", Label: "needed", Positive: []string{"1"},
		Found: &profile.Profile{Columns: []profile.Column{{Name: "age", Type: "integer", Distinct: 60, Min: "1", Max: "90"}}},
	}
	p, err := planfile.Parse("plan.yaml", []byte(ComposePlan(f)))
	if err != nil {
		t.Fatal(err)
	}
	if p.Title != f.Title || len(p.Columns.Attributes) != 2 || len(p.Columns.Attributes[1].Breaks) != 3 || !p.Columns.Decision.Favourable || p.Columns.Label.Column != "needed" {
		t.Errorf("got %+v", p)
	}
	f.Favourable = ""
	if _, err := planfile.Parse("plan.yaml", []byte(ComposePlan(f))); err == nil {
		t.Error("a plan that does not say what is favourable was read")
	}
}
