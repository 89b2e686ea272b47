package web

import (
	"encoding/xml"
	"net/http"
	"strings"
	"testing"
	"time"

	"auditd/audit/service"
)

// later moves the clock of the service on and lets it do what has fallen due, as the periodic sweep does.
func (i *installation) later(t *testing.T, d time.Duration) {
	t.Helper()
	i.shift.Add(int64(d))
	if err := i.service.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
}

const aDay = 24 * time.Hour

// A department that says nothing for ten days is recorded as silent, on the page of the case and in public, and never as agreeing.
func TestSilence(t *testing.T) {
	i := install(t)
	i.populate(t)
	id := i.measured(t)
	i.toReview(t, id)
	address := "/cases/" + string(id)
	for _, m := range []string{"member2", "member3"} {
		b := i.signIn(t, m)
		b.ok(b.post(address+"/acts/file_review", append(criteria, "verdict", "fail")...))
	}
	chair := i.signIn(t, "chair")
	chair.ok(chair.post(address+"/acts/issue_findings", "finding", "half as often", "anchor", "metric=selection_rate", "severity", "high"))
	submitter := i.signIn(t, "submitter")
	if a := submitter.ok(submitter.get(address)); !strings.Contains(a.body, "in 10 days") || !strings.Contains(a.body, "This is your turn.") {
		t.Error("the department does not read that it has ten days")
	}
	i.later(t, 10*aDay-time.Hour)
	if a := chair.get(address); strings.Contains(a.body, "did not reply in time") {
		t.Error("silence is recorded an hour too early")
	}
	i.later(t, 2*time.Hour)
	chair = i.signIn(t, "chair") // the session of before is over
	a := chair.ok(chair.get(address))
	if !strings.Contains(a.body, "did not reply in time") || !strings.Contains(a.body, "Silence is no agreement") {
		t.Error("the silence is not recorded")
	}
	chair.ok(chair.post(address + "/acts/answer_reply"))
	chair.until(address, "record the resolution")
}

// What follows a publication by the clock and by hand: errata, a promise that is broken, its proof by a newer audit, age and a successor.
func TestEnds(t *testing.T) {
	i := install(t)
	id := wholeWay(t, i)
	act := func(who, action string, fields ...string) answer {
		return i.signIn(t, who).post("/cases/"+id+"/acts/"+action, fields...)
	}
	public := i.browser(t)
	says := func(state, text string) {
		t.Helper()
		for path, want := range map[string]string{"/public/" + id: text, "/?state=" + state: id, "/feed.atom": "<id>" + i.url + "/public/" + id} {
			if a := public.ok(public.get(path)); !strings.Contains(a.body, want) {
				t.Errorf("%s does not say %q when the case is %s", path, want, state)
			}
		}
	}
	public.refused(act("publisher", "correct"), http.StatusConflict, "Nobody has proposed")
	public.ok(act("chair", "propose_correction", "reason", "the department is called transport"))
	public.ok(act("publisher", "correct"))
	says("corrected", "the department is called transport")

	public.ok(act("submitter", "open_corrective_plan", "text", "retrain", "due", time.Now().AddDate(0, 0, 30).Format(time.DateOnly)))
	says("corrective_plan", "has promised to correct")
	public.ok(act("secretary", "start_follow_up"))
	says("follow_up", "follows whether")
	i.later(t, 31*aDay)
	says("overdue", "did not prove in time")
	public.refused(act("chair", "close", "proof", ""), http.StatusConflict, "Only another audit proves")
	public.refused(act("chair", "close", "proof", id), http.StatusConflict, "Only another audit proves")
	public.refused(act("chair", "close", "proof", "2026-newer"), http.StatusConflict, "as the page of the new audit shows it")
	for _, name := range accountNames() {
		i.remember(t, name)
	}
	passed := i.signedAs(t, i.measured(t), "met", "pass")
	public.refused(act("chair", "close", "proof", string(passed)), http.StatusConflict, "not open to the public")
	i.publish(t, passed)
	public.ok(act("chair", "close", "proof", string(passed)))
	says("closed", "proven the correction")

	var feed struct {
		Entries []struct {
			Title string `xml:"title"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal([]byte(public.ok(public.get("/feed.atom?lang=zh")).body), &feed); err != nil || len(feed.Entries) != 2 || !strings.Contains(feed.Entries[0].Title+feed.Entries[1].Title, "许可审批") {
		t.Errorf("the feed in Chinese: %v %+v", err, feed)
	}
	if a := public.get("/?year=1999"); strings.Contains(a.body, id) {
		t.Error("the case was published in 1999")
	}
	if a := public.ok(public.get("/?year=" + time.Now().In(zone).Format("2006"))); !strings.Contains(a.body, id) {
		t.Error("the case was not published this year")
	}
}

// An audit is current for a year (365 days from its publication), and a day longer it is not.
func TestExpiry(t *testing.T) {
	i := install(t)
	id := wholeWay(t, i)
	public := i.browser(t)
	i.later(t, 364*aDay)
	if a := public.ok(public.get("/public/" + id)); strings.Contains(a.body, "more than a year old") {
		t.Error("the audit is too old after 364 days")
	}
	i.later(t, 2*aDay)
	for _, path := range []string{"/public/" + id, "/?state=expired"} {
		if a := public.ok(public.get(path)); !strings.Contains(a.body, "ear") || !strings.Contains(a.body, "xpired") {
			t.Errorf("%s does not say that the audit is too old", path)
		}
	}
}

// Raw data: the department reads its own rows, a member with a grant reads them for its time, and everybody else is refused. The
// department sees every reading and every refusal.
func TestRawData(t *testing.T) {
	i := install(t)
	i.populate(t)
	id := i.measured(t)
	i.toReview(t, id)
	address := "/cases/" + string(id)
	read := func(who string) answer { return i.signIn(t, who).get(address + "/data/1") }
	if a := read("submitter"); a.status != http.StatusOK || a.body != permits() || a.header.Get("Content-Type") != "application/octet-stream" {
		t.Errorf("the department reads its own rows: %d %s", a.status, a.header.Get("Content-Type"))
	}
	for who, want := range map[string]int{
		"member1": http.StatusForbidden, "secretary": http.StatusForbidden, "chair": http.StatusForbidden, "inspector": http.StatusForbidden,
		"tied": http.StatusForbidden, "other": http.StatusNotFound, "publisher": http.StatusNotFound, "admin": http.StatusForbidden,
	} {
		if who == "tied" {
			want = http.StatusNotFound
		}
		if a := read(who); a.status != want {
			t.Errorf("%s: %d, want %d", who, a.status, want)
		}
	}
	secretary := i.signIn(t, "secretary")
	until := time.Now().In(zone).AddDate(0, 0, 3).Format(time.DateOnly)
	member := string(i.callers["member1"].ID)
	secretary.refused(secretary.post(address+"/acts/grant_raw_data", "member", member, "until", until), http.StatusUnprocessableEntity, "reason is required")
	secretary.ok(secretary.post(address+"/acts/grant_raw_data", "member", member, "until", until, "reason", "doubtful labels"))
	if a := read("member1"); a.body != permits() {
		t.Errorf("with a grant: %d", a.status)
	}
	if a := read("member2"); a.status != http.StatusForbidden {
		t.Errorf("the grant of another: %d", a.status)
	}
	submitter := i.signIn(t, "submitter")
	if a := submitter.ok(submitter.get("/access-log")); !strings.Contains(a.body, "doubtful labels") || !strings.Contains(a.body, "was refused raw data") {
		t.Error("the department does not see the reading with its reason, or the refusals")
	}
	i.later(t, 4*aDay)
	if a := read("member1"); a.status != http.StatusForbidden {
		t.Errorf("after the end of the grant: %d", a.status)
	}
}

// Every act of the rules has a form on the page of a case, or is done by the service or by handing in.
func TestEveryActHasItsForm(t *testing.T) {
	alone := map[service.Action]bool{
		"open": true, "submit": true, "record_checks": true, "start_run": true, "finish_run": true, "fail_run": true, "record_silence": true,
		"complete_signing": true, "check_publication": true, "supersede": true, "expire": true, "mark_overdue": true, "delete_raw_data": true,
	}
	shown := map[string]bool{}
	for _, f := range forms {
		shown[f.action] = true
	}
	template, err := templateFiles.ReadFile("templates/parts-acts.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range service.Actions() {
		there := shown[string(a)] && hasForm(string(a)) && strings.Contains(string(template), "/acts/"+string(a)+`"`)
		if there == alone[a] {
			t.Errorf("%s: has a form %v, is done without %v", a, there, alone[a])
		}
	}
}
