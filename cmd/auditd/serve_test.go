package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// output is what a command that runs beside the test has printed so far.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// background runs a command until the test ends and returns what it prints, once it says a text.
func background(t *testing.T, until string, args ...string) string {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	out, done := &output{}, make(chan int, 1)
	go func() {
		done <- run(ctx, args, streams{in: strings.NewReader(""), out: out, err: io.Discard, env: func(string) string { return "" }})
	}()
	t.Cleanup(func() {
		stop()
		if code := <-done; code != exitOK {
			t.Errorf("%v ended with %d", args, code)
		}
	})
	for end := time.Now().Add(patience); time.Now().Before(end); {
		if strings.Contains(out.String(), until) {
			return out.String()
		}
		select {
		case code := <-done:
			done <- code
			t.Fatalf("%v ended with %d: %s", args, code, out)
		case <-time.After(100 * time.Millisecond):
		}
	}
	t.Fatalf("%v never said %q: %s", args, until, out)
	return ""
}

// found returns the first group of a pattern.
func found(t testing.TB, pattern, text string) string {
	t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(text)
	if m == nil {
		t.Fatalf("no %s in %s", pattern, text)
	}
	return m[1]
}

// The demonstration as a new user meets it: every printed link leads to a form that signs in, the catalogue holds a published and a
// refused case; then a pipeline submits by command with a token and gets the exit codes of audit.
func TestDemo(t *testing.T) {
	text := background(t, "inspector", "demo", "--listen", "127.0.0.1:0")
	base, secret := found(t, `(http://127\.0\.0\.1:\d+)`, text), found(t, `password  (\S+)`, text)
	fetch := func(c *http.Client, path string, form url.Values) string {
		t.Helper()
		resp, err := c.Get(base + path)
		if form != nil {
			resp, err = c.PostForm(base+path, form)
		}
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		data, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d %v", path, resp.StatusCode, err)
		}
		return string(data)
	}
	if page := fetch(http.DefaultClient, "/?lang=en", nil); !strings.Contains(page, "Conditional pass") || !strings.Contains(page, "Refused at intake") {
		t.Error("the catalogue does not hold the cases of the demonstration")
	}
	links := regexp.MustCompile(`/sign-in\?name=(\S+)`).FindAllStringSubmatch(text, -1)
	if want := len(demoAccounts) + 1; len(links) != want {
		t.Fatalf("%d links, want %d", len(links), want)
	}
	clients := map[string]*http.Client{}
	for _, l := range links {
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		clients[l[1]] = &http.Client{Jar: jar}
		if page := fetch(clients[l[1]], "/sign-in", url.Values{"name": {l[1]}, "password": {secret}}); !strings.Contains(page, `action="/sign-out"`) {
			t.Errorf("%s is not signed in", l[1])
		}
	}
	template, err := json.Marshal(map[string]string{"name": "救助", "plan": assistancePlan})
	if err != nil {
		t.Fatal(err)
	}
	resp, err := clients["submitter"].Post(base+"/api/v1/templates", "application/json", bytes.NewReader(template))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	page := fetch(clients["submitter"], "/tokens", url.Values{"name": {"ci"}, "scope": {"read", "submit"}, "days": {"1"}})
	pipeline(t, base, found(t, `(auditd_[A-Za-z0-9_-]+)`, page))
}

// pipeline submits by command. The expected codes: 3 where the fixture shows a disparity (its rural applicants were planted to be
// approved less often), 0 where nothing fails the run, 1 for a refusal, a wrong token and a case that is not there.
func pipeline(t *testing.T, base, token string) {
	t.Helper()
	dir := t.TempDir()
	for name, data := range map[string]string{"plan.yaml": assistancePlan, "data.csv": assistanceCSV(20), "phones.csv": phoneCSV()} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	plan, data := filepath.Join(dir, "plan.yaml"), filepath.Join(dir, "data.csv")
	for name, c := range map[string]struct {
		code int
		says string // on the standard streams
		args []string
	}{
		"a disparity":       {exitFinding, "computed", []string{"submit", "--token", token, "--subject", "social_assistance", "--plan", plan, "--wait", data}},
		"never failing":     {exitOK, "computed", []string{"submit", "--token", token, "--plan", plan, "--wait", "--fail-on", "none", data}},
		"without waiting":   {exitOK, "/cases/", []string{"submit", "--token", token, "--plan", plan, data}},
		"personal data":     {exitFailed, "联系电话", []string{"submit", "--token", token, "--plan", plan, "--wait", filepath.Join(dir, "phones.csv")}},
		"declared":          {exitFinding, "computed", []string{"submit", "--token", token, "--plan", plan, "--declare", "联系电话", "--wait", filepath.Join(dir, "phones.csv")}},
		"no earlier case":   {exitFailed, "there is no case", []string{"submit", "--token", token, "--plan", plan, "--previous", "2026-none", data}},
		"a template":        {exitFinding, "computed", []string{"submit", "--token", token, "--template", "救助", "--wait", data}},
		"no such template":  {exitFailed, "no template", []string{"submit", "--token", token, "--template", "none", data}},
		"plan and template": {exitUsage, "can't be used together", []string{"submit", "--token", token, "--template", "x", "--plan", plan, data}},
		"neither of them":   {exitUsage, "--template", []string{"submit", "--token", token, data}},
		"no such subject":   {exitFailed, "no such subject", []string{"submit", "--token", token, "--subject", "x", "--plan", plan, data}},
		"a wrong token":     {exitFailed, "the token is not valid", []string{"submit", "--token", "wrong", "--plan", plan, data}},
		"no such case":      {exitFailed, "there is no case", []string{"status", "--token", token, "2026-none"}},
		"no such plan":      {exitFailed, "the plan cannot be read", []string{"submit", "--token", token, "--plan", filepath.Join(dir, "none"), data}},
		"nobody listens at": {exitFailed, "cannot be reached", []string{"status", "--token", token, "--server", "http://127.0.0.1:1", "x"}},
	} {
		var out output
		args := c.args
		if !strings.Contains(strings.Join(args, " "), "--server") {
			args = append(args, "--server", base)
		}
		code := run(context.Background(), args, streams{in: strings.NewReader(""), out: &out, err: &out, env: func(string) string { return "" }})
		if code != c.code || !strings.Contains(out.String(), c.says) {
			t.Errorf("%s: exit %d, want %d with %q: %s", name, code, c.code, c.says, out.String())
		}
	}
}

// A service that is stopped and started again has everything, and gives no second way in once the first admin has a password.
func TestServeStartsAgain(t *testing.T) {
	dir := t.TempDir()
	start := func() (text string, stop func()) {
		var out output
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan int, 1)
		go func() {
			done <- run(ctx, []string{"serve", "-o", "data_dir=" + dir, "-o", "listen=127.0.0.1:0"}, streams{in: strings.NewReader(""), out: &out, err: io.Discard, env: func(string) string { return "" }})
		}()
		for end := time.Now().Add(patience); time.Now().Before(end); {
			if strings.Contains(out.String(), "serves at") {
				break
			}
			time.Sleep(50 * time.Millisecond)
		}
		time.Sleep(50 * time.Millisecond) // the link is printed right after
		return out.String(), func() {
			cancel()
			if code := <-done; code != exitOK {
				t.Errorf("serve ended with %d", code)
			}
		}
	}
	first, stop := start()
	lost := found(t, `/link/(\S+)`, first)
	stop()
	second, stop := start() // nobody used the link: there is a new one, and both work
	link := found(t, `(http\S+/link/\S+)`, second)
	if strings.HasSuffix(link, lost) {
		t.Error("the link is the same after a restart")
	}
	resp, err := http.PostForm(link, url.Values{"password": {"correct horse battery"}, "again": {"correct horse battery"}})
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("the link answers %d", resp.StatusCode)
	}
	stop()
	third, stop := start()
	defer stop()
	if strings.Contains(third, "/link/") {
		t.Error("a link is printed though the admin has a password")
	}
}

// One table says what can be configured: settings win over variables, variables over files, secrets are never shown.
func TestConfig(t *testing.T) {
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte("from-the-file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"AUDITD_LISTEN": "127.0.0.1:1", "AUDITD_WORKERS": "7", "AUDITD_MINIO_SECRET_KEY_FILE": file, "AUDITD_DATABASE": "postgres://u:hidden@h/d"}
	c, err := readConfig([]string{"listen=127.0.0.1:2"}, func(k string) string { return env[k] })
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"listen": "127.0.0.1:2", "workers": "7", "minio_secret_key": "from-the-file", "log_format": "text"} {
		if c[name] != want {
			t.Errorf("%s is %q, want %q", name, c[name], want)
		}
	}
	var out output
	if code := run(context.Background(), []string{"config"}, streams{out: &out, err: &out, env: func(k string) string { return env[k] }}); code != exitOK {
		t.Errorf("config ended with %d", code)
	}
	if s := out.String(); strings.Contains(s, "hidden") || strings.Contains(s, "from-the-file") || !strings.Contains(s, "database=(set)") {
		t.Errorf("config prints %s", s)
	}
	for _, bad := range []string{"listen=nowhere", "workers=-1", "log_format=xml", "database=mysql://x", "secure=maybe", "nothing=1", "listen"} {
		if _, err := readConfig([]string{bad}, func(string) string { return "" }); err == nil {
			t.Errorf("%s was taken", bad)
		}
	}
	for _, o := range options {
		if o.help == "" || o.secret && o.value != "" {
			t.Errorf("%s has no help, or a secret as its default", o.name)
		}
	}
}
