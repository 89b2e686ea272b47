package web

import (
	"net/http"
	"strings"
	"testing"

	"auditd/audit/service"
)

// The department asks for the recusal of a member on the page of the case, the chair decides, and both read it there; it stands in the
// history. A request about a chair goes to the secretary.
func TestDepartmentAsksForRecusal(t *testing.T) {
	i := install(t)
	i.populate(t)
	id := i.measured(t)
	i.toReview(t, id) // member1 has filed
	address := "/cases/" + string(id)
	submitter, chair, secretary := i.signIn(t, "submitter"), i.signIn(t, "chair"), i.signIn(t, "secretary")
	member, head := string(i.callers["member1"].ID), string(i.callers["chair"].ID)

	a := submitter.ok(submitter.get(address))
	for _, want := range []string{"Ask for a recusal", `<option value="` + member + `">member1`, `<option value="` + head + `">chair`} {
		if !strings.Contains(a.body, want) {
			t.Errorf("the department does not read %s", want)
		}
	}
	if strings.Contains(a.body, "review filed") || strings.Contains(a.body, "Reviews are missing from") {
		t.Error("the department reads whose review is in")
	}
	submitter.refused(submitter.post(address+"/acts/request_recusal", "member", member), http.StatusUnprocessableEntity, "reason is required")
	submitter.refused(submitter.post(address+"/acts/request_recusal", "member", "a-none", "reason", "x"), http.StatusForbidden, "not on the panel")
	submitter.ok(submitter.post(address+"/acts/request_recusal", "member", member, "reason", "a brother of <our> supplier"))
	other := i.signIn(t, "other")
	other.refused(other.post(address+"/acts/request_recusal", "member", member, "reason", "x"), http.StatusNotFound, "no case")

	for _, m := range []string{"member2", "member3"} {
		b := i.signIn(t, m)
		b.ok(b.post(address+"/acts/file_review", append(criteria, "verdict", "fail")...))
	}
	if i.view(t, id).Case.Released {
		t.Fatal("the reviews were released while a request for recusal was pending")
	}
	a = chair.ok(chair.get(address))
	if !strings.Contains(a.body, "a brother of &lt;our&gt; supplier") || !strings.Contains(a.body, "This is your turn.") {
		t.Error("the chair does not read the request, or that it is for them to decide")
	}
	chair.refused(chair.post(address+"/acts/release_early", "reason", "urgent"), http.StatusConflict, "have the request decided first")
	secretary.refused(secretary.post(address+"/acts/decide_recusal", "member", member, "accepted", "yes", "reason", "x"), http.StatusForbidden, "The chair decides")
	chair.ok(chair.post(address+"/acts/decide_recusal", "member", member, "accepted", "no", "reason", "he is no brother"))
	a = submitter.ok(submitter.get(address))
	if !strings.Contains(a.body, "Refused.") || !strings.Contains(a.body, "he is no brother") || !strings.Contains(a.body, "Decide on the request for recusal") {
		t.Error("the department does not read the decision, or it is not in the history")
	}
	if !i.view(t, id).Case.Released {
		t.Error("the last review was in, and the decision did not release the reviews")
	}
	submitter.refused(submitter.post(address+"/acts/request_recusal", "member", member, "reason", "x"), http.StatusConflict, "released already")
}

// Over the API, a request about a chair is decided by the secretary, and the chair who is recused is out of the case.
func TestRecusalOfChair(t *testing.T) {
	i := install(t)
	i.populate(t)
	id := i.measured(t)
	i.toReview(t, id)
	do := func(who, action, body string) answer {
		secret, _ := i.token(t, who, service.ScopeAct, service.ScopeRead)
		req, err := http.NewRequest(http.MethodPost, i.url+"/api/v1/cases/"+string(id)+"/acts/"+action, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+secret)
		req.Header.Set("Content-Type", "application/json")
		return i.browser(t).do(req)
	}
	head := string(i.callers["chair"].ID)
	b := i.browser(t)
	b.ok(do("submitter", "request_recusal", `{"member": "`+head+`", "reason": "owns shares of our supplier"}`))
	b.refused(do("chair", "decide_recusal", `{"member": "`+head+`", "accepted": false, "reasons": "few shares"}`), http.StatusForbidden, `"secretary_decides"`)
	b.ok(do("secretary", "decide_recusal", `{"member": "`+head+`", "accepted": true, "reasons": "economic interest"}`))
	chair := i.signIn(t, "chair")
	chair.refused(chair.get("/cases/"+string(id)), http.StatusNotFound, "no case")
	member := i.signIn(t, "member1")
	if a := member.ok(member.get("/cases/" + string(id))); !strings.Contains(a.body, "economic interest") {
		t.Error("the panel does not read the recusal")
	}
}
