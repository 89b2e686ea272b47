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

// permitsOf has 400 applications, 200 of men and of women each, of which so many were granted.
func permitsOf(men, women int) string {
	rows := func(sex string, granted int) string {
		return strings.Repeat(sex+",1\n", granted) + strings.Repeat(sex+",0\n", 200-granted)
	}
	return "sex,granted\n" + rows("男", men) + rows("女", women)
}

// submitted hands in data and a plan and waits until the page of the case says the text.
func (i *installation) submitted(t *testing.T, account, data, plan, until string) service.CaseID {
	t.Helper()
	b := i.signIn(t, account)
	file := b.upload("permits.csv", data)
	a := b.ok(b.post("/submit/plan", "file", file, "subject", "transport", "impact_level", "2", "do", "submit", "plan", plan))
	b.until(a.url, until)
	return service.CaseID(strings.TrimPrefix(a.url, "/cases/"))
}

// compared is an installation with audits that can be compared and audits that cannot.
//
//	A, B  Permit screening of the department of transport, measured; women are granted 60 of 200 in A and 114 of 200 in B
//	S     another system of the same department
//	H     a system of the same name of the health commission
//	N     Permit screening of the department of transport, refused at intake and so never measured
//
// The panel of member1 sits on B only, which was measured a second time.
func compared(t *testing.T) (*installation, map[string]service.CaseID) {
	t.Helper()
	i := install(t)
	i.populate(t)
	const done = "report-en.html"
	ids := map[string]service.CaseID{
		"A": i.submitted(t, "submitter", permitsOf(120, 60), permitPlan, done),
		"S": i.submitted(t, "submitter", permitsOf(120, 60), strings.Replace(permitPlan, "name: Permit", "name: Other", 1), done),
		"H": i.submitted(t, "other", permitsOf(120, 60), permitPlan, done),
		"N": i.submitted(t, "submitter", "sex,other\n男,1\n女,0\n", permitPlan, "rejected_intake"),
	}
	ids["B"] = i.submitted(t, "submitter", permitsOf(122, 114), strings.Replace(permitPlan, "title: Permits", `title: "<b>许可二"`, 1), done)
	i.toReview(t, ids["B"])
	if err := i.service.Do(context.Background(), i.callers["member1"], ids["B"], &service.RequestReaudit{Changes: "none", Reason: "to see that it is the same"}); err != nil {
		t.Fatal(err)
	}
	i.signIn(t, "submitter").until("/cases/"+string(ids["B"]), "?run=1")
	return i, ids
}

// Who asks for which comparison, and what they are told, as a page and of the API. X means the case that is compared with itself.
func TestCompareMayBeRead(t *testing.T) {
	i, ids := compared(t)
	browsers := map[string]*browser{"nobody": i.browser(t)}
	for _, name := range []string{"submitter", "other", "chair", "secretary", "member1", "intake", "admin", "inspector"} {
		browsers[name] = i.signIn(t, name)
	}
	for _, c := range []struct {
		who, first, second, query string
		page, api                 int
		text                      string
	}{
		{"submitter", "B", "A", "", 200, 200, ""},
		{"submitter", "A", "B", "", 200, 200, ""},
		{"submitter", "B", "B", "", 200, 200, ""}, // with the run before the last
		{"submitter", "B", "B", "?run=1", 200, 200, ""},
		{"submitter", "A", "B", "?run=1", 200, 200, ""},
		{"chair", "B", "A", "", 200, 200, ""},
		{"secretary", "B", "A", "", 200, 200, ""},
		{"inspector", "B", "A", "", 200, 200, ""},
		{"member1", "B", "B", "", 200, 200, ""},
		{"member1", "B", "A", "", 404, 404, "there is no case"}, // sits on the panel of B only
		{"member1", "A", "B", "", 404, 404, "there is no case"},
		{"other", "B", "A", "", 404, 404, "there is no case"}, // another department's
		{"other", "H", "A", "", 404, 404, "there is no case"},
		{"submitter", "A", "H", "", 404, 404, "there is no case"},
		{"intake", "B", "A", "", 404, 404, "there is no case"},
		{"admin", "B", "A", "", 403, 403, ""},
		{"nobody", "B", "A", "", 200, 401, ""}, // the page leads to the form for signing in
		{"chair", "H", "A", "", 422, 422, "not about the same system"},
		{"submitter", "S", "A", "", 422, 422, "not about the same system"},
		{"submitter", "A", "N", "", 409, 409, "no results to compare"},
		{"submitter", "N", "A", "", 409, 409, "no results to compare"},
		{"submitter", "A", "A", "", 404, 404, "no earlier run"},
		{"submitter", "B", "B", "?run=2", 422, 422, "with itself"},
		{"submitter", "B", "A", "?run=2", 404, 404, "no such run"},
		{"submitter", "B", "A", "?run=0", 422, 422, "no number of a run"},
		{"submitter", "B", "A", "?run=%3Cb%3E", 422, 422, "no number of a run"},
		{"submitter", "B", "nowhere", "", 404, 404, "there is no case"},
	} {
		id := func(letter string) string {
			if got, ok := ids[letter]; ok {
				return string(got)
			}
			return letter
		}
		address := "/cases/" + id(c.first) + "/compare/" + id(c.second)
		for _, one := range []struct {
			path string
			want int
		}{{address + c.query, c.page}, {address + "/files/change.json" + c.query, c.page}, {"/api/v1" + address + c.query, c.api}} {
			got := browsers[c.who].get(one.path)
			if got.status != one.want || !strings.Contains(got.body, c.text) {
				t.Errorf("%s compares %s with %s%s at %s: %d, want %d with %q: %.300s", c.who, c.first, c.second, c.query, one.path, got.status, one.want, c.text, got.body)
			}
		}
		if a := browsers[c.who]; c.who == "nobody" && !strings.HasPrefix(a.get(address).url, "/sign-in") {
			t.Error("somebody who is not signed in reads a comparison")
		}
	}
}

// What a comparison says. The reference is the women, first by code point. Men were granted 120 of 200 before, 2 times the women's 60,
// and 122 of 200 afterwards, 122/114 = 1.070175 times the women's: ratio of ratios 0.535088, difference of differences
// (122 − 114)/200 − (120 − 60)/200 = −0.26. Whichever way round one asks, the earlier audit is the one before.
func TestCompareSays(t *testing.T) {
	i, ids := compared(t)
	b := i.signIn(t, "submitter")
	one, two := string(ids["A"]), string(ids["B"])
	for _, address := range []string{two + "/compare/" + one, one + "/compare/" + two} {
		var got api.Comparison
		if err := json.Unmarshal([]byte(b.ok(b.get("/api/v1/cases/"+address)).body), &got); err != nil {
			t.Fatal(err)
		}
		said := fmt.Sprintln(got.Before.Case == one, got.Before.Run, got.After.Case == two, got.After.Run, got.Independence, got.After.System, got.After.Rows)
		for _, g := range got.Gaps {
			if g.Judged && g.Against == audit.AgainstReference {
				said += fmt.Sprintln(g.Metric, g.Kind, g.Group[0].Value, g.Reference[0].Value, *g.Value, g.Verdict)
			}
		}
		want := "true 1 true 2 independent Permit screening 400\nselection_rate ratio 男 女 0.535088 improved\nselection_rate difference 男 女 -0.26 improved\n"
		if said != want {
			t.Errorf("%s:\n%s\nwant\n%s", address, said, want)
		}
	}
	page := b.ok(b.get("/cases/" + two + "/compare/" + one)).body
	for _, want := range []string{"nearer to parity", "&lt;b&gt;许可二", `src="/cases/` + two + "/compare/" + one + `/files/change-en.html"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q: %s", want, page)
		}
	}
	var same api.Comparison
	if err := json.Unmarshal([]byte(b.ok(b.get("/api/v1/cases/"+two+"/compare/"+two)).body), &same); err != nil {
		t.Fatal(err)
	}
	if same.Independence != audit.SamplesSame || same.Tests != 0 || same.Before.Run != 1 || same.After.Run != 2 {
		t.Errorf("two runs over one file: %+v", same)
	}
}

// The files of a comparison: the same bytes every time, as what they are, and no others. Both readings stand in the access log.
func TestCompareFiles(t *testing.T) {
	i, ids := compared(t)
	b := i.signIn(t, "submitter")
	address := "/cases/" + string(ids["B"]) + "/compare/" + string(ids["A"]) + "/files/"
	for _, c := range []struct{ name, kind, begins, policy string }{
		{"change.json", "application/json", "{", policy},
		{"change-zh.html", "text/html; charset=utf-8", "<!DOCTYPE html>\n<html lang=\"zh", reportPolicy},
		{"change-en.html", "text/html; charset=utf-8", "<!DOCTYPE html>\n<html lang=\"en", reportPolicy},
		{"change-zh.pdf", "application/pdf", "%PDF-", policy},
		{"change-en.pdf", "application/pdf", "%PDF-", policy},
	} {
		got, again := b.ok(b.get(address+c.name)), b.ok(b.get(address+c.name))
		if got.body != again.body || !strings.HasPrefix(got.body, c.begins) || got.header.Get("Content-Type") != c.kind || got.header.Get("Content-Security-Policy") != c.policy {
			t.Errorf("%s: %s, %v, begins with %.60q", c.name, got.header.Get("Content-Type"), got.body == again.body, got.body)
		}
	}
	if got := b.get(address + "results.json"); got.status != http.StatusNotFound {
		t.Errorf("a file that there is not: %d", got.status)
	}
	log := b.ok(b.get("/access-log")).body
	for _, id := range []string{string(ids["A"]), string(ids["B"])} {
		if !strings.Contains(log, id) {
			t.Errorf("the reading of %s is not in the access log", id)
		}
	}
}

// The page of a case links to the earlier audits of its system that the caller may read, and to no later ones.
func TestCompareLinks(t *testing.T) {
	i, ids := compared(t)
	link := func(of, with string) string { return "/cases/" + string(ids[of]) + "/compare/" + string(ids[with]) }
	for _, c := range []struct {
		who, of string
		with    string // letters of the cases that are linked
	}{
		{"submitter", "B", "AB"},
		{"chair", "B", "AB"},
		{"member1", "B", "B"},
		{"submitter", "A", ""},
		{"submitter", "S", ""},
		{"submitter", "N", ""},
		{"other", "H", ""},
	} {
		b, got := i.signIn(t, c.who), ""
		page := b.ok(b.get("/cases/" + string(ids[c.of]))).body
		for _, letter := range []string{"A", "B", "H", "N", "S"} {
			if strings.Contains(page, link(c.of, letter)) {
				got += letter
			}
		}
		if got != c.with {
			t.Errorf("%s on %s is led to %q, want %q", c.who, c.of, got, c.with)
		}
		if c.with == "AB" {
			b.ok(b.get(link("B", "B") + "?run=1"))
		}
	}
}
