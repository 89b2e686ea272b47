package web

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"auditd/audit/docket"
	"auditd/audit/docket/dockettest"
	"auditd/audit/docket/jobs"
	"auditd/audit/sandbox"
	"auditd/audit/service"
	"auditd/audit/store"
	"auditd/audit/store/dirstore"
)

// TestMain lets this test binary play the process that reads foreign bytes.
func TestMain(m *testing.M) {
	sandbox.Main(service.Jobs())
	os.Exit(dockettest.Run(m))
}

const password = "correct horse battery"

// An installation is a service on a real register and a real folder, answering on loopback. Its clock can be moved.
type installation struct {
	service *service.Service
	server  *Server
	url     string
	shift   atomic.Int64
	link    string // of the first admin
	callers map[string]*service.Caller
}

// install makes an installation on SQLite and a folder.
func install(t *testing.T) *installation {
	t.Helper()
	objects, err := dirstore.Open(filepath.Join(t.TempDir(), "objects"), dirstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { objects.Close() })
	return installOn(t, dockettest.EmptySQLite(t), objects)
}

// installOn makes an installation on a database and a store. change may configure the service.
func installOn(t *testing.T, database string, objects store.Store, change ...func(*service.Config)) *installation {
	t.Helper()
	ctx := context.Background()
	register, err := docket.Open(ctx, database, jobs.DefaultPolicy())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { register.Close() })
	i := &installation{callers: map[string]*service.Caller{}}
	now := func() time.Time { return time.Now().Add(time.Duration(i.shift.Load())) }
	config := service.Config{
		Register: register, Objects: objects, Renderer: Renderer{}, Now: now, Random: rand.Reader, Generator: "auditd test", MaxUpload: 1 << 20,
	}
	for _, f := range change {
		f(&config)
	}
	i.service = service.New(config)
	if err := i.service.Prepare(ctx); err != nil {
		t.Fatal(err)
	}
	if i.link, err = i.service.FirstLink(ctx); err != nil {
		t.Fatal(err)
	}
	work, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() { i.service.Work(work, "test", 2); close(done) }()
	t.Cleanup(func() { stop(); <-done })
	srv, err := New(Config{UseCases: i.service, Now: now, MaxUpload: config.MaxUpload})
	if err != nil {
		t.Fatal(err)
	}
	i.server = srv
	srv.attempts.burst = 1000 // all the browsers of a test come from one address
	h := httptest.NewServer(srv)
	t.Cleanup(h.Close)
	i.url = h.URL
	return i
}

// patience is how long a test waits for what the service does by itself: much longer than it takes on a slow machine under load, because
// only a fault uses it up.
const patience = 4 * time.Minute

// soon waits until something holds, and reports whether it did before patience was at its end.
func soon(holds func() bool) bool {
	for end := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		if holds() {
			return true
		}
		if time.Now().After(end) {
			return false
		}
	}
}

// A browser keeps cookies and follows redirects, as a person's does.
type browser struct {
	t    *testing.T
	base string
	http *http.Client
	lang string
}

func (i *installation) browser(t *testing.T) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t: t, base: i.url, http: &http.Client{Jar: jar, Timeout: patience}, lang: "en"}
}

// answer is what came back.
type answer struct {
	status int
	url    string // after redirects
	body   string
	header http.Header
}

func (b *browser) do(req *http.Request) answer {
	b.t.Helper()
	req.Header.Set("Accept-Language", b.lang)
	resp, err := b.http.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Request.URL.RequestURI(), string(data), resp.Header}
}

func (b *browser) get(path string) answer {
	b.t.Helper()
	req, err := http.NewRequest(http.MethodGet, b.base+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.do(req)
}

// post sends a form of name, value, name, value …
func (b *browser) post(path string, fields ...string) answer {
	b.t.Helper()
	v := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		v.Add(fields[i], fields[i+1])
	}
	req, err := http.NewRequest(http.MethodPost, b.base+path, strings.NewReader(v.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(req)
}

// send uploads one file with fields.
func (b *browser) send(path, token, name, data string, fields ...string) answer {
	b.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for i := 0; i < len(fields); i += 2 {
		if err := m.WriteField(fields[i], fields[i+1]); err != nil {
			b.t.Fatal(err)
		}
	}
	w, err := m.CreateFormFile("file", name)
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := io.WriteString(w, data); err != nil {
		b.t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		b.t.Fatal(err)
	}
	req, err := http.NewRequest(http.MethodPost, b.base+path, &body)
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", m.FormDataContentType())
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	return b.do(req)
}

// signIn signs an account in and fails the test when that is refused.
func (i *installation) signIn(t *testing.T, name string) *browser {
	t.Helper()
	b := i.browser(t)
	if a := b.post("/sign-in", "name", name, "password", password); a.status != http.StatusOK || strings.HasPrefix(a.url, "/sign-in") {
		t.Fatalf("sign in as %s: %d at %s", name, a.status, a.url)
	}
	return b
}

// accounts of the tests: one for each role, and what a panel needs.
var testAccounts = []struct {
	name, department string
	role             service.Role
}{
	{"submitter", "transport", service.RoleSubmitter},
	{"other", "health", service.RoleSubmitter},
	{"intake", "", service.RoleIntakeOfficer},
	{"secretary", "", service.RoleSecretary},
	{"chair", "", service.RoleChair},
	{"member1", "", service.RoleCommitteeMember},
	{"member2", "", service.RoleCommitteeMember},
	{"member3", "", service.RoleCommitteeMember},
	{"tied", "transport", service.RoleCommitteeMember},
	{"publisher", "", service.RolePublisher},
	{"inspector", "", service.RoleInspector},
}

// populate makes the departments and accounts as an admin would, but without pages.
func (i *installation) populate(t *testing.T) {
	t.Helper()
	ctx := context.Background()
	i.enter(t, "admin", i.link)
	admin := i.callers["admin"]
	for _, d := range []service.Department{
		service.DepartmentOf("jilin", "", 1, "220000", "吉林省", "Jilin"),
		service.DepartmentOf("transport", "jilin", 1, "220000", "交通运输厅", "Department of Transport"),
		service.DepartmentOf("health", "jilin", 1, "220000", "卫生健康委员会", "Health Commission"),
	} {
		if err := i.service.CreateDepartment(ctx, admin, d); err != nil {
			t.Fatal(err)
		}
	}
	for _, a := range testAccounts {
		link, err := i.service.CreateAccount(ctx, admin, service.NewAccount{Name: a.name, Department: a.department, Roles: []service.Role{a.role}})
		if err != nil {
			t.Fatal(err)
		}
		i.enter(t, a.name, link)
	}
}

func (i *installation) enter(t *testing.T, name, link string) {
	t.Helper()
	ctx := context.Background()
	if _, err := i.service.Redeem(ctx, link, password); err != nil {
		t.Fatal(err)
	}
	secret, err := i.service.SignIn(ctx, name, password)
	if err != nil {
		t.Fatal(err)
	}
	if i.callers[name], err = i.service.Session(ctx, secret); err != nil {
		t.Fatal(err)
	}
}

// permits has 400 applications; of the men 120 of 200 were granted, of the women 60 of 200.
func permits() string {
	return "sex,granted\n" + strings.Repeat("男,1\n", 120) + strings.Repeat("男,0\n", 80) + strings.Repeat("女,1\n", 60) + strings.Repeat("女,0\n", 140)
}

const permitPlan = `version: 1
title: Permits
system: {name: Permit screening, department: transport, purpose: Decide which applications are granted}
columns:
  attributes: [sex]
  decision: {column: granted, selected: ["1"], favourable: true}
rules: [four_fifths]
`
