package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"auditd/audit/docket/dockettest"
	"auditd/audit/service"
	"auditd/audit/store/storetest"
)

// begun is what beginning an upload answers, as far as a repetition must not change it.
func begun(a answer) string { return a.header.Get("Location") }

// The same request to begin an upload, under the same key, begins one upload; another request under the key is a conflict, and another
// account, or no key, begins another.
func TestUploadIsBegunOnce(t *testing.T) {
	i := install(t)
	i.populate(t)
	s, other := i.sender(t, "submitter"), i.sender(t, "other")
	begin := func(x *sender, status int, key, name string) answer {
		t.Helper()
		body := strings.NewReader(fmt.Sprintf(`{"name": %q, "bytes": 100}`, name))
		if key == "" {
			return x.ask(status, http.MethodPost, "/api/v1/uploads", body)
		}
		return x.ask(status, http.MethodPost, "/api/v1/uploads", body, "Idempotency-Key", key)
	}
	first := begin(s, http.StatusCreated, "k1", "a.csv")
	again := begin(s, http.StatusCreated, "k1", "a.csv")
	if begun(first) == "" || begun(again) != begun(first) || again.body != first.body || again.header.Get("Idempotency-Replayed") != "true" || first.header.Get("Idempotency-Replayed") != "" {
		t.Errorf("first %s %s, again %s %s", begun(first), first.body, begun(again), again.body)
	}
	begin(s, http.StatusConflict, "k1", "b.csv")
	begin(s, http.StatusUnprocessableEntity, strings.Repeat("k", 201), "a.csv")
	for _, a := range []answer{begin(other, http.StatusCreated, "k1", "a.csv"), begin(s, http.StatusCreated, "k2", "a.csv"), begin(s, http.StatusCreated, "", "a.csv")} {
		if begun(a) == begun(first) {
			t.Errorf("another request has the same upload %s", begun(a))
		}
	}
	// What has come in the meantime is said by the repetition.
	s.send(http.StatusNoContent, begun(first), 0, []byte(strings.Repeat("x", 40)))
	if a := begin(s, http.StatusCreated, "k1", "a.csv"); a.header.Get("Upload-Offset") != "40" {
		t.Errorf("40 bytes are there, the repetition says %s", a.header.Get("Upload-Offset"))
	}
	if a := s.ask(http.StatusConflict, http.MethodPost, begun(first)+"/finish", nil, "Idempotency-Key", "k1"); !strings.Contains(a.body, "another request") {
		t.Errorf("the key of another request finishes an upload: %s", a.body)
	}
}

// On an object server a repetition signs a form for the same upload, and finishing under a key can be repeated, also when the first
// time was too early.
func TestDirectUploadIsBegunOnce(t *testing.T) {
	i := installOn(t, dockettest.EmptySQLite(t), openMinIO(t, storetest.MinIO(t)))
	i.populate(t)
	s := i.sender(t, "submitter")
	begin := func() answer {
		return s.ask(http.StatusCreated, http.MethodPost, "/api/v1/direct-uploads", strings.NewReader(`{"name": "a.csv", "bytes": 100}`), "Idempotency-Key", "d1")
	}
	first, again := begin(), begin()
	if begun(first) == "" || begun(again) != begun(first) || again.header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("first %s, again %s", begun(first), begun(again))
	}
	for range 2 {
		if a := s.ask(http.StatusConflict, http.MethodPost, begun(first)+"/finish", nil, "Idempotency-Key", "f1"); !strings.Contains(a.body, "has not arrived") {
			t.Errorf("finished before it was sent: %s", a.body)
		}
	}
}

// A test message and a notification are sent on once under a key.
func TestPingAndNotificationOnce(t *testing.T) {
	i := installOn(t, dockettest.EmptySQLite(t), folder(t), func(c *service.Config) { c.PrivateWebhooks, c.Inbox.Drop.Secret = true, dropSecret })
	i.populate(t)
	r := newReceiver(t, i.service.Now, http.StatusNoContent)
	hook, err := i.service.AddWebhook(t.Context(), i.callers["submitter"], r.url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.secret = hook.Secret
	token, _ := i.token(t, "submitter", service.ScopeSettings)
	s := &sender{t, i, token}
	ping := func(key string) answer {
		return s.ask(http.StatusOK, http.MethodPost, "/api/v1/webhooks/"+hook.ID+"/ping", nil, "Idempotency-Key", key)
	}
	first, again := ping("p1"), ping("p1")
	if first.body != again.body || again.header.Get("Idempotency-Replayed") != "true" || !strings.Contains(first.body, "204") {
		t.Errorf("first %s, again %s", first.body, again.body)
	}
	r.mu.Lock()
	sent := len(r.tries)
	r.mu.Unlock()
	if sent != 1 {
		t.Errorf("%d messages were sent, want 1", sent)
	}
	if a := ping("p2"); a.header.Get("Idempotency-Replayed") != "" {
		t.Error("another key repeats")
	}

	n := &sender{t, i, dropSecret}
	event := func(status int, bucket string) answer {
		return n.ask(status, http.MethodPost, "/api/v1/drop-in", strings.NewReader(`{"Records": [{"s3": {"bucket": {"name": "`+bucket+`"}}}]}`), "Idempotency-Key", "n1")
	}
	event(http.StatusNoContent, "drops")
	if a := event(http.StatusNoContent, "drops"); a.header.Get("Idempotency-Replayed") != "true" {
		t.Error("the notification is not known the second time")
	}
	event(http.StatusConflict, "others")
}
