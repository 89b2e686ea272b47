package web

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"auditd/audit/docket/dockettest"
	"auditd/audit/service"
	"auditd/audit/service/webhook"
	"auditd/audit/store/dirstore"
)

// A department saves a plan from the page, begins the next submission with it, saves it again, and deletes it. Another department
// never sees it.
func TestTemplates(t *testing.T) {
	i := install(t)
	i.populate(t)
	b, other := i.signIn(t, "submitter"), i.signIn(t, "other")
	file := b.upload("permits.csv", permits())
	form := func(plan, do string) answer {
		return b.post("/submit/plan", "file", file, "title", "许可", "subject", "transport", "impact_level", "2", "template_name", "许可 2026", "plan", plan, "do", do)
	}
	b.refused(form("version: 1", "save"), http.StatusUnprocessableEntity, "plan.yaml")
	if a := b.ok(form(permitPlan, "save")); !strings.Contains(a.body, "The plan is saved as “许可 2026”") || !strings.Contains(a.body, "Permit screening") {
		t.Error("the page does not say that the plan is saved, or has lost it")
	}
	a := b.ok(b.get("/submit/plan?file=" + file))
	id := match(t, `<option value="(p-[a-z0-9]+)">许可 2026`, a.body)
	if strings.Contains(a.body, "Permit screening") {
		t.Error("the template is taken without being chosen")
	}
	if a := b.ok(b.get("/submit/plan?file=" + file + "&template=" + id)); !strings.Contains(a.body, "Permit screening") {
		t.Error("the chosen template is not in the form")
	}
	b.ok(form(strings.Replace(permitPlan, "Permits", "Permits again", 1), "save"))
	if a := b.ok(b.get("/department")); !strings.Contains(a.body, "Version 2, saved") || strings.Count(a.body, "<h3><bdi>许可 2026") != 1 {
		t.Error("a name that is taken did not get a new version")
	}
	otherFile := other.upload("permits.csv", permits())
	other.refused(other.get("/submit/plan?file="+otherFile+"&template="+id), http.StatusNotFound, "no template")
	other.refused(other.post("/department/templates/"+id+"/delete"), http.StatusNotFound, "no template")
	if a := other.ok(other.get("/department")); strings.Contains(a.body, "2026") {
		t.Error("another department sees the template")
	}
	if a := b.ok(b.post("/department/templates/" + id + "/delete")); strings.Contains(a.body, "许可 2026") {
		t.Error("the template is still there")
	}
	b.refused(b.get("/submit/plan?file="+file+"&template="+id), http.StatusNotFound, "no template")
}

// A receiver notes what arrives, verified as a receiver does, and answers with the statuses it is given, the last one for good.
type receiver struct {
	t        *testing.T
	url      string
	statuses []int

	mu     sync.Mutex
	secret string
	now    func() time.Time
	events []service.WebhookEvent // that were answered with 2xx
	tries  map[string]int         // by identifier
}

func newReceiver(t *testing.T, now func() time.Time, statuses ...int) *receiver {
	t.Helper()
	r := &receiver{t: t, statuses: statuses, now: now, tries: map[string]int{}}
	h := httptest.NewServer(http.HandlerFunc(r.receive))
	t.Cleanup(h.Close)
	r.url = h.URL + "/hook"
	return r
}

func (r *receiver) receive(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		r.t.Error(err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := webhook.Verify(r.secret, req.Header, body, r.now()); err != nil {
		r.t.Errorf("a message that is not signed: %v", err)
	}
	var e service.WebhookEvent
	if err := json.Unmarshal(body, &e); err != nil || e.ID != req.Header.Get(webhook.HeaderID) {
		r.t.Errorf("message %s: %v", body, err)
	}
	status := r.statuses[min(r.tries[e.ID], len(r.statuses)-1)]
	if r.tries[e.ID]++; status < 300 {
		r.events = append(r.events, e)
	}
	w.WriteHeader(status)
}

// got waits until an action has arrived and returns all actions in the order of the events.
func (r *receiver) got(i *installation, want service.Action) []service.Action {
	r.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); {
		r.mu.Lock()
		events := slices.Clone(r.events)
		r.mu.Unlock()
		if slices.ContainsFunc(events, func(e service.WebhookEvent) bool { return e.Action == want }) {
			slices.SortFunc(events, func(a, b service.WebhookEvent) int { return int(a.Seq - b.Seq) })
			var out []service.Action
			for _, e := range events {
				out = append(out, e.Action)
			}
			return out
		}
		i.shift.Add(int64(time.Second)) // what waits for its next attempt becomes due
		time.Sleep(50 * time.Millisecond)
	}
	r.t.Fatalf("%s never arrived", want)
	return nil
}

// A webhook made on the page tells a real receiver of every event that the department may know of: signed, with the same identifier in
// every attempt, again after an answer that is an error, and never of what the reviewers do. The secret is shown once.
func TestWebhooks(t *testing.T) {
	objects, err := dirstore.Open(t.TempDir(), dirstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { objects.Close() })
	i := installOn(t, dockettest.EmptySQLite(t), objects, func(c *service.Config) {
		c.PrivateWebhooks, c.Lease = true, 1500*time.Millisecond // a worker looks for jobs three times a lease
	})
	i.populate(t)
	r := newReceiver(t, i.service.Now, http.StatusInternalServerError, http.StatusServiceUnavailable, http.StatusNoContent)
	b := i.signIn(t, "submitter")
	page := b.ok(b.post("/department/webhooks", "url", r.url))
	r.secret = match(t, `(whsec_[A-Za-z0-9&#;+/=]+)`, page.body)
	r.secret = strings.NewReplacer("&#43;", "+", "&#61;", "=", "&#47;", "/").Replace(r.secret)
	if a := b.ok(b.get("/department")); strings.Contains(a.body, "whsec_") || !strings.Contains(a.body, r.url) {
		t.Error("the secret is shown twice, or the webhook is not listed")
	}
	hook := match(t, `/department/webhooks/(w-[a-z0-9]+)/ping`, page.body)

	b.refused(b.post("/department/webhooks/"+hook+"/ping"), http.StatusOK, "did not arrive: the receiver answered with status 500")
	id := i.measured(t)
	got := r.got(i, "finish_run")
	if want := []service.Action{"open", "submit", "record_checks", "validate", "start_run", "finish_run"}; !slices.Equal(got, want) {
		t.Errorf("told of %v, want %v", got, want)
	}
	i.toReview(t, id)
	got = r.got(i, "start_review")
	for _, secret := range []service.Action{"assign_member", "declare", "recuse", "file_review"} {
		if slices.Contains(got, secret) {
			t.Errorf("the department was told of %s", secret)
		}
	}
	r.mu.Lock()
	for name, n := range r.tries {
		if !strings.HasPrefix(name, "ping/") && n != 3 {
			t.Errorf("%s was sent %d times, want 3", name, n)
		}
	}
	r.mu.Unlock()
	if a := b.ok(b.get("/department/webhooks/" + hook)); !regexp.MustCompile(`<td class="num">3</td><td>arrived [0-9]+ [A-Z][a-z]+ 20[0-9]+, [0-9:]+ \(204\)`).MatchString(a.body) {
		t.Errorf("the log does not show three attempts: %s", a.body)
	}
	other := i.signIn(t, "other")
	other.refused(other.get("/department/webhooks/"+hook), http.StatusNotFound, "no webhook")
	other.refused(other.post("/department/webhooks/"+hook+"/stop"), http.StatusNotFound, "no webhook")

	// A stopped webhook is told nothing more; a receiver that is gone is stopped by itself.
	b.ok(b.post("/department/webhooks/" + hook + "/stop"))
	b.refused(b.post("/department/webhooks/"+hook+"/ping"), http.StatusConflict, "stopped")
	gone := newReceiver(t, i.service.Now, http.StatusGone)
	made, err := i.service.AddWebhook(context.Background(), i.callers["submitter"], gone.url, []service.Action{"submit"})
	if err != nil {
		t.Fatal(err)
	}
	gone.secret = made.Secret
	before := len(r.events)
	i.measured(t)
	for n := 0; ; n++ {
		w, err := i.service.WebhookOf(context.Background(), i.callers["submitter"], made.ID)
		if err != nil {
			t.Fatal(err)
		}
		if !w.DisabledAt.IsZero() {
			break
		}
		if n > 100 {
			t.Fatal("a receiver that is gone was not stopped")
		}
		time.Sleep(100 * time.Millisecond)
	}
	if r.mu.Lock(); len(r.events) != before {
		t.Error("a stopped webhook was told of another case")
	}
	r.mu.Unlock()
}

// Without the operator's word nothing is sent to this machine, and the page says why, in the language of its reader.
func TestWebhookAddresses(t *testing.T) {
	i := install(t)
	i.populate(t)
	b := i.signIn(t, "submitter")
	for lang, want := range map[string]string{"en": "lies on this machine or in a private network", "zh": "该地址位于本机或专用网络"} {
		b.lang = lang
		a := b.post("/department/webhooks", "url", "https://127.0.0.1:8443/hook")
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, want) {
			t.Errorf("%s: %d", lang, a.status)
		}
	}
	b.lang = "en"
	b.refused(b.post("/department/webhooks", "url", "https://receiver.example.org/", "action", "file_review"), http.StatusUnprocessableEntity, "no such action")
}
