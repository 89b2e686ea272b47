package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"auditd/audit/service"
)

// What every role finds in every list, search, count and export, about one case that is measured, one under review and one that is
// published: the number of entries that belong to the department of transport. The table is testdata/lists.txt; run with -update to
// write it anew.
func TestLists(t *testing.T) {
	i := install(t)
	published := service.CaseID(wholeWay(t, i))
	for _, name := range append(accountNames(), "admin") {
		i.remember(t, name)
	}
	measured, reviewed := i.measured(t), i.measured(t)
	i.toReview(t, reviewed)
	i.objects(t, measured)
	ids := map[service.CaseID]string{measured: "M", reviewed: "R", published: "P"}

	var got strings.Builder
	names := append([]string{"nobody", "admin"}, accountNames()...)
	fmt.Fprintf(&got, "%-46s", "")
	for _, n := range names {
		fmt.Fprintf(&got, " %-12s", n)
	}
	got.WriteString("\n")
	browsers := map[string]*browser{}
	for _, n := range names {
		browsers[n] = i.browser(t)
		if n != "nobody" {
			browsers[n] = i.signIn(t, n)
		}
		browsers[n].http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	}
	row := func(title string, cell func(b *browser) string) {
		fmt.Fprintf(&got, "%-46s", title)
		for _, n := range names {
			fmt.Fprintf(&got, " %-12s", cell(browsers[n]))
		}
		got.WriteString("\n")
	}
	for _, path := range []string{"/cases", "/api/v1/cases", "/api/v1/cases?state=under_review", "/", "/?q=permits", "/api/v1/catalogue", "/api/v1/catalogue?q=permits"} {
		row("GET "+path, func(b *browser) string { return found(b.get(path), ids) })
	}
	for _, path := range []string{"/api/v1/templates", "/api/v1/webhooks", "/api/v1/tokens", "/api/v1/accounts", "/api/v1/departments"} {
		row("GET "+path, func(b *browser) string { return count(t, b.get(path)) })
	}
	for _, path := range []string{
		"/cases/%s", "/cases/%s/files/results.json", "/cases/%s/files/tables.xlsx", "/cases/%s/files/report-en.html", "/api/v1/cases/%s", "/api/v1/cases/%s/events",
		"/api/v1/cases/%s/files/results.json", "/api/v1/catalogue/%s", "/api/v1/catalogue/%s/files/summary.json", "/api/v1/catalogue/%s/files/signed.json", "/public/%s",
	} {
		for _, id := range []service.CaseID{measured, reviewed, published} {
			row("GET "+fmt.Sprintf(path, ids[id]), func(b *browser) string { return fmt.Sprint(b.get(fmt.Sprintf(path, id)).status) })
		}
	}
	for _, id := range []service.CaseID{measured, reviewed, published} {
		row("parts of "+ids[id], func(b *browser) string { return parts(t, b.get("/api/v1/cases/"+string(id))) })
	}
	compare(t, "lists.txt", strings.ReplaceAll(got.String(), " \n", "\n"))
}

// remember signs an account in that was made over pages, for calls without them.
func (i *installation) remember(t *testing.T, name string) {
	t.Helper()
	secret, err := i.service.SignIn(context.Background(), name, password)
	if err != nil {
		t.Fatal(err)
	}
	if i.callers[name], err = i.service.Session(context.Background(), secret); err != nil {
		t.Fatal(err)
	}
}

// toReview brings a measured case to its review, with the review of one member of three.
func (i *installation) toReview(t *testing.T, id service.CaseID) {
	t.Helper()
	do := func(who string, act service.Act) {
		t.Helper()
		if err := i.service.Do(context.Background(), i.callers[who], id, act); err != nil {
			t.Fatal(err)
		}
	}
	do("secretary", &service.FormPanel{})
	for _, m := range []string{"member1", "member2", "member3"} {
		do("secretary", &service.AssignMember{Member: i.callers[m].ID})
		do(m, &service.Declare{NoConflict: true})
	}
	do("secretary", &service.StartReview{})
	do("member1", &service.FileReview{Verdict: "fail", Criteria: []service.CriterionAssessment{
		{Criterion: "fairness", Assessment: "not_met", Reasons: "a"},
		{Criterion: "effectiveness", Assessment: "met", Reasons: "b"},
		{Criterion: "scientificity", Assessment: "met", Reasons: "c"},
	}})
}

// found returns the letters of the cases that an answer names, or its status.
func found(a answer, ids map[service.CaseID]string) string {
	if a.status != http.StatusOK {
		return fmt.Sprint(a.status)
	}
	out := ""
	for _, letter := range []string{"M", "R", "P"} {
		for id, l := range ids {
			if l == letter && strings.Contains(a.body, string(id)) {
				out += letter
			}
		}
	}
	if out == "" {
		return "-"
	}
	return out
}

// count returns how many items a list has, or its status.
func count(t *testing.T, a answer) string {
	t.Helper()
	if a.status != http.StatusOK {
		return fmt.Sprint(a.status)
	}
	var list struct{ Items []json.RawMessage }
	if err := json.Unmarshal([]byte(a.body), &list); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("n=%d", len(list.Items))
}

// parts names the parts of a case that the caller sees: reviews with their number, panel, findings, resolution, signatures, plan, results.
func parts(t *testing.T, a answer) string {
	t.Helper()
	if a.status != http.StatusOK {
		return fmt.Sprint(a.status)
	}
	var c struct {
		Reviews, Panel, Findings, Signatures, Files []json.RawMessage
		Resolution                                  any
		Plan, Digest                                string
	}
	if err := json.Unmarshal([]byte(a.body), &c); err != nil {
		t.Fatal(err)
	}
	out := fmt.Sprintf("v%dp%df%ds%d", len(c.Reviews), len(c.Panel), len(c.Findings), len(c.Signatures))
	if c.Resolution != nil {
		out += "R"
	}
	if c.Digest != "" {
		out += "D"
	}
	if c.Plan != "" {
		out += "P"
	}
	if len(c.Files) > 0 {
		out += "F"
	}
	return out
}
