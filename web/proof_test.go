package web

import (
	"net/http"
	"strings"
	"testing"

	"auditd/audit/service"
)

// A case is closed by an audit of the register that proves the correction, whatever a request says of it: over the API as on the page.
func TestCloseNeedsProof(t *testing.T) {
	i := install(t)
	i.populate(t)
	earlier := i.public(t) // failed, and measured before the findings of the case
	id := i.public(t)
	do := i.doer(t, id)
	do("submitter", &service.OpenCorrectivePlan{Text: "retrain", Due: i.service.Now().Add(aDay)})
	do("secretary", &service.StartFollowUp{})
	secret, _ := i.token(t, "chair", service.ScopeAct)
	closed := func(proof string) answer {
		req, err := http.NewRequest(http.MethodPost, i.url+"/api/v1/cases/"+string(id)+"/acts/close", strings.NewReader(proof))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+secret)
		req.Header.Set("Content-Type", "application/json")
		return i.browser(t).do(req)
	}
	b := i.browser(t)
	b.refused(closed(`{"proof": "`+string(earlier)+`"}`), http.StatusConflict, `"proof_measured_before_findings"`)
	b.refused(closed(`{"proof": "`+string(earlier)+`", "audit": {"verdict": "pass"}}`), http.StatusUnprocessableEntity, "audit")
	b.refused(closed(`{"proof": "`+string(i.public(t))+`"}`), http.StatusConflict, "follow the correction until a new audit passes")

	passed := func(plan string) service.CaseID {
		return i.publish(t, i.signedAs(t, i.measuredBy(t, plan), "met", "pass"))
	}
	other := passed(strings.Replace(permitPlan, "Permit screening", "Another system", 1))
	b.refused(closed(`{"proof": "`+string(other)+`"}`), http.StatusConflict, "whose plan names the same system")
	b.ok(closed(`{"proof": "` + string(passed(permitPlan)) + `"}`))
	if got := i.view(t, id).Docket.State; got != "closed" {
		t.Errorf("the case is %s", got)
	}
}
