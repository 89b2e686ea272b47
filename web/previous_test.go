package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"auditd/audit"
	"auditd/audit/service"
	"auditd/web/api"
)

// Who may name which earlier case at submission, on the page and over the API, and what they are told. The cases are those of
// compared, all of whose measured data sets but S and H differ; W is withdrawn. A case of another department is not there, whether it
// is public or not.
func TestPreviousMayBeNamed(t *testing.T) {
	i, ids := compared(t)
	secret := map[string]string{}
	for _, name := range []string{"submitter", "other"} {
		secret[name], _ = i.token(t, name, service.ScopeSubmit)
	}
	later := permitsOf(100, 96)
	weighted := strings.Replace(permitPlan, "  decision:", "  weight: granted\n  decision:", 1)
	other := strings.Replace(permitPlan, `selected: ["1"]`, `selected: ["0"]`, 1)
	unnamed := strings.Replace(permitPlan, "name: Permit screening, ", "", 1)
	for _, c := range []struct {
		who, previous, data, plan string
		status                    int
		text                      string
	}{
		{"submitter", "A", later, permitPlan, 0, ""},
		{"submitter", "B", later, permitPlan, 0, ""},
		{"submitter", "H", later, permitPlan, 404, "there is no case"},
		{"other", "A", later, permitPlan, 404, "there is no case"},
		{"other", "B", later, permitPlan, 404, "there is no case"},
		{"submitter", "nowhere", later, permitPlan, 404, "there is no case"},
		{"submitter", "../A", later, permitPlan, 404, "there is no case"},
		{"submitter", "N", later, permitPlan, 409, "the earlier audit has no results"},
		{"submitter", "S", later, permitPlan, 422, "not about the same system"},
		{"submitter", "A", later, unnamed, 422, "not about the same system"},
		{"submitter", "A", later, other, 422, "asks another question"},
		{"submitter", "A", later, weighted, 422, "the plan names a weight"},
		{"submitter", "A", permitsOf(120, 60), permitPlan, 422, "its people would count twice"},
	} {
		id := c.previous
		if got, ok := ids[c.previous]; ok {
			id = string(got)
		}
		b := i.signIn(t, c.who)
		file := b.upload("later.csv", c.data)
		page := b.post("/submit/plan", "file", file, "subject", "transport", "impact_level", "2", "do", "submit", "plan", c.plan, "previous", id)
		program := i.browser(t).send("/api/v1/submissions", secret[c.who], "later.csv", c.data, "subject", "transport", "impact_level", "2", "plan", c.plan, "previous", id)
		for kind, got := range map[string]answer{"page": page, "API": program} {
			want, ok := c.status, map[string]int{"page": http.StatusOK, "API": http.StatusAccepted}[kind]
			if want == 0 {
				want = ok
			}
			if got.status != want || !strings.Contains(got.body, c.text) {
				t.Errorf("%s names %s on the %s: %d, want %d with %q: %.400s", c.who, c.previous, kind, got.status, want, c.text, got.body)
			}
		}
	}
}

// A public case of another department is as little there as any other, and a withdrawn one of the own cannot be continued.
func TestPreviousPublished(t *testing.T) {
	i := install(t)
	id := wholeWay(t, i)
	for _, c := range []struct {
		who    string
		before func()
		status int
		text   string
	}{
		{"other", nil, http.StatusNotFound, "there is no case"},
		{"submitter", nil, http.StatusOK, ""},
		{"submitter", func() {
			i.signIn(t, "chair").ok(i.signIn(t, "chair").post("/cases/"+id+"/acts/propose_withdrawal", "reason", "the data were wrong"))
			i.signIn(t, "publisher").ok(i.signIn(t, "publisher").post("/cases/"+id+"/acts/withdraw", "reason", "the data were wrong"))
		}, http.StatusConflict, "was withdrawn"},
	} {
		if c.before != nil {
			c.before()
		}
		b := i.signIn(t, c.who)
		file := b.upload("later.csv", permitsOf(100, 90+len(c.text)))
		got := b.post("/submit/plan", "file", file, "subject", "transport", "impact_level", "2", "do", "submit", "plan", permitPlan, "previous", id)
		if got.status != c.status || !strings.Contains(got.body, c.text) {
			t.Errorf("%s: %d, want %d with %q: %.400s", c.who, got.status, c.status, c.text, got.body)
		}
	}
}

// The page of a plan offers the measured audits of the own department and no other, the latest first, and chooses none by itself.
func TestPreviousOffered(t *testing.T) {
	i, ids := compared(t)
	for _, c := range []struct{ who, want string }{{"submitter", "BSA"}, {"other", "H"}} {
		b, got := i.signIn(t, c.who), ""
		page := b.ok(b.get("/submit/plan?file=" + b.upload("later.csv", permitsOf(100, 96)))).body
		part := page[strings.Index(page, `<select name="previous"`):]
		part = part[:strings.Index(part, "</select>")]
		for _, option := range strings.Split(part, "<option ")[2:] {
			for letter, id := range ids {
				if strings.HasPrefix(option, `value="`+string(id)+`"`) {
					got += letter
				}
			}
		}
		if got != c.want || strings.Contains(part, "selected") || !strings.Contains(page, "so none is chosen by itself") {
			t.Errorf("%s is offered %s, want %s: %s", c.who, got, c.want, part)
		}
	}
}

// What a continued audit says: the evidence of both audits, in results, report, case page, comparison and API, the same after it was
// measured a second time; and a third audit has that of three. Who may not read the earlier case learns only that there is one.
func TestPreviousContinues(t *testing.T) {
	i, ids := compared(t)
	b := i.signIn(t, "submitter")
	next := func(data string, previous service.CaseID) service.CaseID {
		file := b.upload("later.csv", data)
		a := b.ok(b.post("/submit/plan", "file", file, "subject", "transport", "impact_level", "2", "do", "submit", "plan", permitPlan, "previous", string(previous)))
		b.until(a.url, "report-en.html")
		return service.CaseID(strings.TrimPrefix(a.url, "/cases/"))
	}
	results := func(id service.CaseID) *audit.Audit {
		var a audit.Audit
		if err := json.Unmarshal([]byte(b.ok(b.get("/cases/"+string(id)+"/files/results.json")).body), &a); err != nil {
			t.Fatal(err)
		}
		return &a
	}
	second := next(permitsOf(100, 96), ids["A"])
	third := next(permitsOf(101, 95), second)
	for id, want := range map[service.CaseID]string{second: "2 [{60 200 120 200} {96 200 100 200}]", third: "3 [{60 200 120 200} {96 200 100 200} {95 200 101 200}]"} {
		r := results(id).Repeated
		if r == nil || len(r.Evidence) == 0 {
			t.Fatalf("%s continues nothing", id)
		}
		e := r.Evidence[0]
		if e.Group[0].Value == "男" { // the reference is the other group then
			for k := range e.Blocks {
				x := &e.Blocks[k]
				x.Of, x.Out, x.ReferenceOf, x.ReferenceOut = x.ReferenceOf, x.ReferenceOut, x.Of, x.Out
			}
		}
		if got := fmt.Sprint(r.Audits, " ", e.Blocks); got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
	if a := results(ids["A"]); a.Repeated != nil {
		t.Error("the first audit continues something")
	}

	// Made again on a request of the panel, it continues the same run.
	i.toReview(t, second)
	if err := i.service.Do(context.Background(), i.callers["member1"], second, &service.RequestReaudit{Changes: "none", Reason: "to see that it is the same"}); err != nil {
		t.Fatal(err)
	}
	b.until("/cases/"+string(second), "/compare/"+string(second)+"?run=1")
	if r := results(second).Repeated; r == nil || r.Audits != 2 {
		t.Error("measured again, the audit continues something else")
	}

	// The pages lead from one to the other.
	page := b.ok(b.get("/cases/" + string(second))).body
	for _, want := range []string{
		`<a href="/cases/` + string(ids["A"]) + `">`, "report-en.html#repeated", "/compare/" + string(ids["A"]) + "?run=1",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page of the case does not say %q", want)
		}
	}
	if report := b.ok(b.get("/cases/" + string(second) + "/files/report-en.html")).body; !strings.Contains(report, `id="repeated"`) {
		t.Error("the report has no section on repeated audits")
	}
	continues := func(a, b2 service.CaseID) bool {
		var got api.Comparison
		if err := json.Unmarshal([]byte(b.ok(b.get("/api/v1/cases/"+string(a)+"/compare/"+string(b2))).body), &got); err != nil {
			t.Fatal(err)
		}
		return got.Continues && strings.Contains(b.ok(b.get("/cases/"+string(a)+"/compare/"+string(b2))).body, "continues the evidence")
	}
	if !continues(second, ids["A"]) || !continues(ids["A"], second) || continues(second, ids["B"]) {
		t.Error("the comparison does not say which audit continues which")
	}

	// A member sits on the panel of the second case and not on that of the first.
	for _, c := range []struct {
		who  string
		want string
	}{{"submitter", string(ids["A"])}, {"chair", string(ids["A"])}, {"member1", ""}} {
		x := i.signIn(t, c.who)
		var got api.Case
		if err := json.Unmarshal([]byte(x.ok(x.get("/api/v1/cases/"+string(second))).body), &got); err != nil {
			t.Fatal(err)
		}
		page := x.ok(x.get("/cases/" + string(second))).body
		if got.Previous != c.want || c.want == "" && (strings.Contains(page, string(ids["A"])) || !strings.Contains(page, "open to those who work on it")) {
			t.Errorf("%s reads that %s continues %q, want %q", c.who, second, got.Previous, c.want)
		}
	}
	log := b.ok(b.get("/access-log")).body
	if !strings.Contains(log, string(ids["A"])) {
		t.Error("the reading of the earlier results is not in the access log")
	}
}
