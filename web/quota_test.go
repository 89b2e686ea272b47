package web

import (
	"net/http"
	"strings"
	"testing"

	"auditd/audit/service"
	"auditd/web/api"
)

// An account that has as many files waiting as it may gets no further one in, by any way, until it removes one; another account does.
func TestQuota(t *testing.T) {
	i := installOn(t, "sqlite:"+t.TempDir()+"/register.db", folder(t), func(c *service.Config) { c.Inbox.WaitingFiles = 2 })
	i.populate(t)
	b := i.signIn(t, "submitter")
	first := b.upload("a.csv", permits())
	b.upload("b.csv", permits())
	b.refused(b.send("/submit", "", "c.csv", permits()), http.StatusRequestEntityTooLarge, "too many files wait")
	secret, _ := i.token(t, "submitter", service.ScopeSubmit)
	req, err := http.NewRequest(http.MethodPost, i.url+api.Base+"/uploads", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{"Authorization": "Bearer " + secret, "Tus-Resumable": "1.0.0", "Upload-Length": "9", "Upload-Metadata": "filename Yy5jc3Y="} {
		req.Header.Set(name, value)
	}
	if a := i.browser(t).do(req); a.status != http.StatusRequestEntityTooLarge || !strings.Contains(a.body, "too many files wait") {
		t.Errorf("in pieces: %d %s", a.status, a.body)
	}
	i.signIn(t, "other").upload("c.csv", permits())
	b.ok(b.post("/submit/uploads/" + first + "/remove"))
	b.upload("c.csv", permits())
}

// The fields of a form with files are held in memory, and so all of them together are bounded like a form without files.
func TestFieldsAreBounded(t *testing.T) {
	i := install(t)
	i.populate(t)
	b := i.signIn(t, "submitter")
	var fields []string
	for range 5 {
		fields = append(fields, "title", strings.Repeat("x", 1<<20)) // maxForm is 4 MiB
	}
	b.refused(b.send("/submit", "", "a.csv", permits(), fields...), http.StatusRequestEntityTooLarge, "larger than allowed")
}
