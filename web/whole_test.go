package web

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"auditd/audit/docket/dockettest"
	"auditd/audit/store/dirstore"
	"auditd/audit/store/miniostore"
	"auditd/audit/store/storetest"
)

// match returns the first group of a pattern in a text and fails the test without one.
func match(t *testing.T, pattern, text string) string {
	t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(text)
	if m == nil {
		t.Fatalf("no %s in %s", pattern, text)
	}
	return m[1]
}

// until asks for a page until it contains a text.
func (b *browser) until(path, text string) answer {
	b.t.Helper()
	var a answer
	if !soon(func() bool { a = b.get(path); return strings.Contains(a.body, text) }) {
		b.t.Fatalf("%s never said %q: %s", path, text, a.body)
	}
	return a
}

// ok fails the test when an answer is an error.
func (b *browser) ok(a answer) answer {
	b.t.Helper()
	if a.status >= 300 {
		b.t.Fatalf("%d at %s: %s", a.status, a.url, a.body)
	}
	return a
}

// refused fails the test unless the answer has the status and says the text.
func (b *browser) refused(a answer, status int, text string) {
	b.t.Helper()
	if a.status != status || !strings.Contains(a.body, text) {
		b.t.Fatalf("%d at %s, want %d with %q: %s", a.status, a.url, status, text, a.body)
	}
}

// upload goes from the form to the plan, as a person without script does, and returns the address of the plan's page.
func (b *browser) upload(name, data string) string {
	b.t.Helper()
	a := b.ok(b.send("/submit", "", name, data))
	b.until(a.url, `name="plan"`)
	return match(b.t, `file=([a-z0-9]+)`, a.url)
}

var criteria = []string{
	"criterion", "fairness", "assessment_fairness", "not_met", "reasons_fairness", "the rates differ by half",
	"criterion", "effectiveness", "assessment_effectiveness", "cannot_assess", "reasons_effectiveness", "no later data",
	"criterion", "scientificity", "assessment_scientificity", "met", "reasons_scientificity", "the counts are complete",
}

// The whole way of one case over HTTP, with nothing in place of any part: from the first link to the public page.
func TestWholeWay(t *testing.T) { wholeWay(t, install(t)) }

// The same on a real PostgreSQL, and on a real PostgreSQL with a real MinIO.
func TestWholeWayOnServers(t *testing.T) {
	t.Run("postgres", func(t *testing.T) {
		objects, err := dirstore.Open(t.TempDir(), dirstore.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { objects.Close() })
		wholeWay(t, installOn(t, dockettest.EmptyPostgreSQL(t), objects))
	})
	t.Run("postgres and MinIO", func(t *testing.T) {
		m := storetest.MinIO(t)
		objects, err := miniostore.Open(t.Context(), miniostore.Config{Endpoint: m.Endpoint, AccessKey: m.AccessKey, SecretKey: m.SecretKey})
		if err != nil {
			t.Fatal(err)
		}
		wholeWay(t, installOn(t, dockettest.EmptyPostgreSQL(t), objects))
	})
}

// wholeWay takes a case from an empty installation to the public and returns its number.
func wholeWay(t *testing.T, i *installation) string {
	t.Helper()

	// The first admin comes by the one-time link, which works once; a short password is refused.
	admin := i.browser(t)
	admin.refused(admin.post("/link/"+i.link, "password", "short", "again", "short"), http.StatusUnprocessableEntity, "at least 12 characters")
	if a := admin.ok(admin.post("/link/"+i.link, "password", password, "again", password)); a.url != "/sign-in?name=admin" {
		t.Errorf("the link led to %s", a.url)
	}
	admin.refused(admin.post("/link/"+i.link, "password", password, "again", password), http.StatusForbidden, "not valid any more")
	admin = i.signIn(t, "admin")
	admin.ok(admin.post("/admin/departments", "id", "jilin", "level", "1", "region", "220000", "name", "吉林省"))
	for _, d := range []string{"transport", "health"} {
		admin.ok(admin.post("/admin/departments", "id", d, "parent", "jilin", "level", "1", "region", "220000", "name", d))
	}
	admin.refused(admin.post("/admin/accounts", "name", "both", "role", "submitter", "role", "chair"), http.StatusForbidden, "exclude each other")
	for _, x := range testAccounts {
		a := admin.ok(admin.post("/admin/accounts", "name", x.name, "display_name", "the "+x.name, "department", x.department, "role", string(x.role)))
		link := match(t, `/link/([A-Za-z0-9_-]+)`, a.body)
		fresh := i.browser(t)
		fresh.ok(fresh.post("/link/"+link, "password", password, "again", password))
	}

	// The department submits; an error of the plan is shown beside what was typed.
	submitter := i.signIn(t, "submitter")
	file := submitter.upload("permits.csv", permits())
	fields := []string{"file", file, "title", "许可审批", "title_en", "Permits", "subject", "transport", "impact_level", "2", "do", "submit"}
	submitter.refused(submitter.post("/submit/plan", append(fields, "plan", strings.Replace(permitPlan, "favourable: true", "favourable: ???", 1))...),
		http.StatusUnprocessableEntity, "favourable: ???")
	a := submitter.ok(submitter.post("/submit/plan", append(fields, "plan", permitPlan)...))
	address := a.url
	id := strings.TrimPrefix(address, "/cases/")
	submitter.until(address, "Measuring finished")
	submitter.until(address, "report-en.html")
	report := submitter.ok(submitter.get(address + "/files/report-zh.html"))
	if !strings.Contains(report.body, "Permit screening") || !strings.Contains(report.header.Get("Content-Security-Policy"), "sandbox") {
		t.Error("the report is not the report, or not in a sandbox")
	}

	// Who has nothing to do with the case does not learn that it is there.
	other := i.signIn(t, "other")
	other.refused(other.get(address), http.StatusNotFound, "there is no case")
	admin.refused(admin.get(address), http.StatusForbidden, "another role")

	// The panel: a member of the department is refused, and too few members cannot begin.
	secretary := i.signIn(t, "secretary")
	act := func(b *browser, action string, fields ...string) answer {
		return b.post(address+"/acts/"+action, fields...)
	}
	page := secretary.ok(act(secretary, "form_panel"))
	option := func(name string) string { return match(t, `<option value="([^"]+)">the `+name, page.body) }
	secretary.refused(act(secretary, "assign_member", "member", option("tied")), http.StatusForbidden, "tied to the submitting department")
	members := map[string]*browser{}
	ids := map[string]string{}
	for _, m := range []string{"member1", "member2", "member3"} {
		ids[m] = option(m)
		secretary.ok(act(secretary, "assign_member", "member", ids[m]))
		members[m] = i.signIn(t, m)
	}
	members["member1"].ok(act(members["member1"], "declare", "no_conflict", "yes"))
	secretary.refused(act(secretary, "start_review"), http.StatusConflict, "fewer members")
	members["member2"].ok(act(members["member2"], "declare", "no_conflict", "yes"))
	members["member3"].ok(act(members["member3"], "declare", "no_conflict", "yes"))
	secretary.ok(act(secretary, "start_review"))

	// Reviews are released together: before the last one is in, a member sees their own alone.
	members["member1"].refused(act(members["member1"], "file_review", append(criteria, "verdict", "pass")...), http.StatusUnprocessableEntity, "contradicts")
	members["member1"].ok(act(members["member1"], "file_review", append(criteria, "verdict", "fail")...))
	if b := members["member2"].ok(members["member2"].get(address)); strings.Contains(b.body, "the rates differ by half") {
		t.Error("member 2 sees the review of member 1 before the release")
	}
	members["member2"].ok(act(members["member2"], "file_review", append(criteria, "verdict", "fail")...))
	members["member3"].ok(act(members["member3"], "file_review", append(criteria, "verdict", "conditional")...))
	if b := members["member2"].ok(members["member2"].get(address)); strings.Count(b.body, "the rates differ by half") != 3 {
		t.Error("the reviews were not released with the last one")
	}

	// Findings, the department's reply, its answer, the resolution with a dissent.
	chair := i.signIn(t, "chair")
	chair.ok(act(chair, "issue_findings", "finding", "women are granted half as often", "anchor", "metric=selection_rate&group=sex:女", "severity", "high"))
	if b := submitter.get(address); strings.Contains(b.body, "the rates differ by half") {
		t.Error("the department sees the reviews")
	}
	submitter.ok(act(submitter, "file_reply", "text", "we will look into it", "points", "the sample is one year"))
	chair.ok(act(chair, "answer_reply", "answer", "rejected", "answer_reasons", "one year is what was decided"))
	chair.ok(act(chair, "resolve", append(criteria, "verdict", "fail", "reasons", "the difference is not explained",
		"dissent_member", ids["member3"], "dissent_criterion", "fairness", "dissent_reasons", "a condition would do")...))
	digest := match(t, `name="digest" value="([0-9a-f]{64})"`, chair.get(address).body)
	chair.refused(act(chair, "sign", "digest", strings.Repeat("0", 64)), http.StatusConflict, "not the digest")
	chair.ok(act(chair, "sign", "digest", digest))
	members["member1"].ok(act(members["member1"], "sign", "digest", digest))

	// A second person publishes; until then the public finds nothing.
	public := i.browser(t)
	if b := public.get("/"); strings.Contains(b.body, "Permits") {
		t.Error("the case is in the catalogue before it is published")
	}
	public.refused(public.get("/public/"+id), http.StatusNotFound, "no publication")
	publisher := i.signIn(t, "publisher")
	publisher.until(address, "Ready to publish")
	chair.refused(act(chair, "publish", "digest", digest), http.StatusForbidden, "another role")
	publisher.ok(act(publisher, "publish", "digest", digest))

	// The public, in both languages. 120 of 200 and 60 of 200 are all at least 10.
	for lang, want := range map[string][]string{
		"en": {"Permits", "Fail", "the difference is not explained", "we will look into it", "a condition would do", "60.0 %", "30.0 %", digest},
		"zh": {"许可审批", "不通过", "60.0 %", "30.0 %", digest},
	} {
		b := public.ok(public.get("/public/" + id + "?lang=" + lang))
		for _, w := range want {
			if !strings.Contains(b.body, w) {
				t.Errorf("the public page in %s does not say %q", lang, w)
			}
		}
	}
	signed := public.ok(public.get("/public/" + id + "/files/signed.json"))
	if sum := sha256.Sum256([]byte(signed.body)); hex.EncodeToString(sum[:]) != digest {
		t.Error("the signed file has not the digest that was signed")
	}
	var files []struct{ Name, SHA256 string }
	if err := json.Unmarshal([]byte(public.ok(public.get("/public/"+id+"/files/manifest.json")).body), &files); err != nil || len(files) != 5 {
		t.Fatalf("%d files in the manifest: %v", len(files), err)
	}
	for _, f := range files {
		b := public.ok(public.get("/public/" + id + "/files/" + f.Name))
		if sum := sha256.Sum256([]byte(b.body)); hex.EncodeToString(sum[:]) != f.SHA256 {
			t.Errorf("%s has not the digest of the manifest", f.Name)
		}
	}
	public.refused(public.get("/public/"+id+"/files/results.json?lang=en"), http.StatusNotFound, "no such file")
	if b := public.ok(public.get("/?q=" + "%E8%AE%B8%E5%8F%AF")); !strings.Contains(b.body, id) { // 许可
		t.Error("the search does not find the case")
	}
	// The owner sees who read the results.
	if b := submitter.ok(submitter.get("/access-log")); !strings.Contains(b.body, "read raw data") || !strings.Contains(b.body, "read results") {
		t.Error("the access log does not show the readings")
	}
	return id
}

// What follows a publication: the department's plan of correction, and a withdrawal that takes two people and leaves a tombstone.
func TestAfterPublication(t *testing.T) {
	i := install(t)
	id := wholeWay(t, i)
	act := func(who, action string, fields ...string) answer {
		return i.signIn(t, who).post("/cases/"+id+"/acts/"+action, fields...)
	}
	public := i.browser(t)
	public.refused(act("submitter", "open_corrective_plan", "text", "retrain", "due", "yesterday"), http.StatusUnprocessableEntity, "required")
	public.ok(act("submitter", "open_corrective_plan", "text", "retrain", "due", "2999-01-01"))
	public.until("/public/"+id, "Corrective plan")
	public.ok(act("secretary", "start_follow_up"))
	public.refused(act("publisher", "withdraw"), http.StatusConflict, "Nobody has proposed")
	public.ok(act("chair", "propose_withdrawal", "reason", "the data were mistaken"))
	public.refused(act("chair", "withdraw"), http.StatusForbidden, "another role")
	public.ok(act("publisher", "withdraw"))
	a := public.ok(public.get("/public/" + id))
	if !strings.Contains(a.body, "the data were mistaken") || strings.Contains(a.body, "60.0 %") {
		t.Error("the tombstone lacks its reason, or shows results")
	}
	public.refused(public.get("/public/"+id+"/files/summary.json?lang=en"), http.StatusNotFound, "no such file")
}

// A recused member does not find the case any more, from that moment on.
func TestRecusal(t *testing.T) {
	i := install(t)
	i.populate(t)
	address := "/cases/" + string(i.measured(t))
	secretary, member := i.signIn(t, "secretary"), i.signIn(t, "member1")
	page := secretary.ok(secretary.post(address + "/acts/form_panel"))
	account := match(t, `<option value="([^"]+)">member1`, page.body)
	secretary.ok(secretary.post(address+"/acts/assign_member", "member", account))
	member.ok(member.get(address))
	member.ok(member.get(address + "/files/results.json"))
	secretary.ok(secretary.post(address+"/acts/recuse", "member", account, "reason", "kinship"))
	member.refused(member.get(address), http.StatusNotFound, "no case")
	member.refused(member.get(address+"/files/results.json"), http.StatusNotFound, "no case")
	if a := member.ok(member.get("/cases")); strings.Contains(a.body, address) {
		t.Error("the case is still in the member's list")
	}
}

// Personal data that nobody declared are refused by name of the column; declared, the same file is accepted.
func TestPersonalData(t *testing.T) {
	i := install(t)
	i.populate(t)
	b := i.signIn(t, "submitter")
	var rows strings.Builder
	for n, line := range strings.Split(strings.TrimSpace(permits()), "\n") {
		if n == 0 {
			rows.WriteString(line + ",电话\n")
			continue
		}
		rows.WriteString(line + ",1390000" + string(rune('0'+n/100%10)) + string(rune('0'+n/10%10)) + string(rune('0'+n%10)) + "0\n")
	}
	file := b.upload("permits.csv", rows.String())
	fields := []string{"file", file, "title", "许可", "subject", "transport", "impact_level", "1", "do", "submit", "plan", permitPlan}
	refused := b.ok(b.post("/submit/plan", fields...)).url
	b.until(refused, "Refused at intake")
	if a := b.get(refused); !strings.Contains(a.body, "电话") || strings.Contains(a.body, "13900000010") {
		t.Error("the refusal does not name the column, or shows a number")
	}
	if a := i.browser(t).get("/?lang=en"); !strings.Contains(a.body, "Refused at intake") {
		t.Error("the refusal is not in the catalogue")
	}
	file = b.upload("permits.csv", rows.String())
	fields[1] = file
	b.until(b.ok(b.post("/submit/plan", append(fields, "declared", "电话")...)).url, "report-en.html")
}
