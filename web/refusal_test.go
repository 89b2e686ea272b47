package web

import (
	"net/http"
	"testing"

	"auditd/audit/service"
	"auditd/audit/store"
)

// A resolution that the rules refuse leaves no object behind: those of reports are locked and could fill the store.
func TestRefusedResolutionLeavesNothing(t *testing.T) {
	objects := folder(t)
	i := installOn(t, "sqlite:"+t.TempDir()+"/register.db", objects)
	i.populate(t)
	id := i.measured(t)
	i.toReview(t, id)
	prefix, err := store.OfRun(store.Report, store.ID(id), 1)
	if err != nil {
		t.Fatal(err)
	}
	count := func() int {
		n := 0
		for _, err := range objects.List(t.Context(), prefix, store.Key{}) {
			if err != nil {
				t.Fatal(err)
			}
			n++
		}
		return n
	}
	before := count()
	for _, who := range []string{"submitter", "member1", "secretary", "chair"} {
		a := i.signIn(t, who).post("/cases/"+string(id)+"/acts/resolve", "verdict", "pass", "reasons", "by "+who)
		if a.status < 400 || a.status >= 500 {
			t.Errorf("%s: %d, want a refusal", who, a.status)
		}
	}
	if after := count(); after != before {
		t.Errorf("%d objects of reports after refusals, %d before", after, before)
	}
}

// HEAD answers as GET does, without a body (RFC 9110 section 9.3.2), and admits nobody whom GET does not.
func TestHead(t *testing.T) {
	i := install(t)
	i.populate(t)
	id := i.measured(t)
	secret, _ := i.token(t, "submitter", service.ScopeRead)
	stranger, _ := i.token(t, "other", service.ScopeRead)
	for _, path := range []string{"/", "/sign-in", "/healthz", "/feed.atom", "/api/v1/cases/" + string(id), "/api/v1/cases/" + string(id) + "/files/results.json", "/nowhere"} {
		for _, token := range []string{"", secret, stranger} {
			ask := askWith(t, i, i.browser(t), token)
			got, want := ask(http.MethodHead, path), ask(http.MethodGet, path)
			if got.status != want.status || got.body != "" || got.header.Get("Content-Type") != want.header.Get("Content-Type") {
				t.Errorf("HEAD %s: %d %q, GET %d", path, got.status, got.body, want.status)
			}
		}
	}
}
