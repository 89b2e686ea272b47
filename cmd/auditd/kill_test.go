package main

import (
	"context"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// A victim is a service in a process of its own that can be killed and started again.
type victim struct {
	t       *testing.T
	dir     string
	address string
	cmd     *exec.Cmd
	out     *output
}

func (v *victim) start() {
	v.t.Helper()
	self, err := os.Executable()
	if err != nil {
		v.t.Fatal(err)
	}
	v.out = &output{}
	v.cmd = exec.Command(self, "-test.run=^TestServeChild$")
	v.cmd.Env = append(os.Environ(), "AUDITD_TEST_SERVE="+v.dir, "AUDITD_TEST_LISTEN="+v.address)
	v.cmd.Stdout = v.out
	if err := v.cmd.Start(); err != nil {
		v.t.Fatal(err)
	}
	for range 200 {
		if resp, err := http.Get("http://" + v.address + "/readyz"); err == nil {
			resp.Body.Close()
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	v.t.Fatalf("the service did not answer: %s", v.out)
}

func (v *victim) kill() {
	_ = v.cmd.Process.Kill() // SIGKILL: nothing can be tidied up
	_ = v.cmd.Wait()
}

// TestServeChild is no test of its own: it is the service that TestKill kills.
func TestServeChild(t *testing.T) {
	dir := os.Getenv("AUDITD_TEST_SERVE")
	if dir == "" {
		t.Skip("this is the child of TestKill")
	}
	code := run(context.Background(), []string{"serve", "-o", "data_dir=" + dir, "-o", "listen=" + os.Getenv("AUDITD_TEST_LISTEN")},
		streams{in: strings.NewReader(""), out: os.Stdout, err: io.Discard, env: func(string) string { return "" }})
	os.Exit(code)
}

// The service is killed at a random moment after each submission, and started again. Every submission that was acknowledged is there
// once and comes to its end; of the others, each is there once or not at all. It takes a minute or two: set AUDITD_ALL=1.
func TestKill(t *testing.T) {
	if os.Getenv("AUDITD_ALL") != "1" {
		t.Skip("NOT CHECKED: that nothing is lost when the service is killed; set AUDITD_ALL=1")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	v := &victim{t: t, dir: t.TempDir(), address: l.Addr().String()}
	v.start()
	defer func() { v.kill() }()
	token := v.token()
	dir := t.TempDir()
	plan, data := filepath.Join(dir, "plan.yaml"), filepath.Join(dir, "data.csv")
	for path, text := range map[string]string{plan: assistancePlan, data: assistanceCSV(200)} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const kills = 20
	acknowledged := map[string]bool{}
	random := rand.New(rand.NewPCG(1, 2))
	for range kills {
		timer := time.AfterFunc(time.Duration(random.IntN(500))*time.Millisecond, func() { _ = v.cmd.Process.Kill() })
		var out output
		if run(context.Background(), []string{"submit", "--server", "http://" + v.address, "--token", token, "--plan", plan, data},
			streams{out: &out, err: io.Discard, env: func(string) string { return "" }}) == exitOK {
			acknowledged[strings.Fields(out.String())[0]] = true
		}
		_ = v.cmd.Wait()
		timer.Stop()
		v.start()
	}
	states := v.settled(token)
	for id := range acknowledged {
		if states[id] != "computed" {
			t.Errorf("the acknowledged case %s is %q", id, states[id])
		}
	}
	for id, state := range states {
		if state != "computed" {
			t.Errorf("the case %s is %q", id, state)
		}
	}
	if len(states) < len(acknowledged) || len(states) > kills {
		t.Errorf("%d cases of %d submissions, %d acknowledged", len(states), kills, len(acknowledged))
	}
	t.Logf("%d kills, %d acknowledged, %d cases, all measured", kills, len(acknowledged), len(states))
}

// token makes an admin, a department, a submitter and their token, over HTTP.
func (v *victim) token() string {
	v.t.Helper()
	base := "http://" + v.address
	post := func(c *http.Client, path string, fields url.Values) string {
		v.t.Helper()
		resp, err := c.PostForm(base+path, fields)
		if err != nil {
			v.t.Fatal(err)
		}
		defer resp.Body.Close()
		data, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != http.StatusOK {
			v.t.Fatalf("%s: %d %v", path, resp.StatusCode, err)
		}
		return string(data)
	}
	person := func(name, link string) *http.Client {
		jar, err := cookiejar.New(nil)
		if err != nil {
			v.t.Fatal(err)
		}
		c := &http.Client{Jar: jar}
		post(c, link, url.Values{"password": {"correct horse battery"}, "again": {"correct horse battery"}})
		post(c, "/sign-in", url.Values{"name": {name}, "password": {"correct horse battery"}})
		return c
	}
	link := regexp.MustCompile(`/link/[A-Za-z0-9_-]+`)
	for range 100 { // the link is printed after the service answers
		if link.MatchString(v.out.String()) {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	admin := person("admin", link.FindString(v.out.String()))
	post(admin, "/admin/departments", url.Values{"id": {"d"}, "level": {"1"}, "region": {"220000"}, "name": {"d"}})
	page := post(admin, "/admin/accounts", url.Values{"name": {"submitter"}, "department": {"d"}, "role": {"submitter"}})
	submitter := person("submitter", link.FindString(page))
	return found(v.t, `(auditd_[A-Za-z0-9_-]+)`, post(submitter, "/tokens", url.Values{"name": {"ci"}, "scope": {"read", "submit"}, "days": {"1"}}))
}

// settled returns the states of all cases once nothing is under way.
func (v *victim) settled(token string) map[string]string {
	v.t.Helper()
	states := map[string]string{}
	for range 180 {
		req, err := http.NewRequest(http.MethodGet, "http://"+v.address+"/api/v1/cases", nil)
		if err != nil {
			v.t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+token)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			v.t.Fatal(err)
		}
		var list struct{ Cases []struct{ ID, State string } }
		err = json.NewDecoder(resp.Body).Decode(&list)
		resp.Body.Close()
		if err != nil {
			v.t.Fatal(err)
		}
		waiting := false
		for _, c := range list.Cases {
			states[c.ID] = c.State
			waiting = waiting || c.State == "submitted" || c.State == "validated" || c.State == "computing"
		}
		if !waiting {
			return states
		}
		time.Sleep(time.Second)
	}
	return states
}
