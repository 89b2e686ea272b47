package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"auditd/audit/service"
)

// tool returns the path of a program for the tests of the API, which .ci/setup puts into the checkout. Without it the test is skipped, or
// fails when AUDITD_REQUIRE_API_TOOLS=1 says that it must be there.
func tool(t *testing.T, name, within string) string {
	t.Helper()
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	path, err := filepath.Abs(filepath.Join("..", ".bench", "tools", within, name))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("AUDITD_REQUIRE_API_TOOLS") == "1" {
			t.Fatalf("%s is not installed: run .ci/setup", name)
		}
		t.Skipf("NOT CHECKED: the API by %s, because it is not installed: run .ci/setup", name)
	}
	return path
}

// A gate stands before the service and watches every answer: no status of 5xx, and no word of the case for who may not know of it.
type gate struct {
	proxy  *httputil.ReverseProxy
	secret []string // words that blind askers must not read

	mu     sync.Mutex
	asked  map[string]int // by operation
	faults []string
}

func newGate(t *testing.T, to string, secret ...string) (*gate, string) {
	t.Helper()
	address, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	g := &gate{proxy: httputil.NewSingleHostReverseProxy(address), secret: secret, asked: map[string]int{}}
	g.proxy.ModifyResponse = g.watch
	h := httptest.NewServer(g.proxy)
	t.Cleanup(h.Close)
	return g, h.URL
}

func (g *gate) watch(r *http.Response) error {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	g.mu.Lock()
	defer g.mu.Unlock()
	g.asked[r.Request.Method]++
	if r.StatusCode >= 500 {
		g.faults = append(g.faults, fmt.Sprintf("%s %s: %d %s", r.Request.Method, r.Request.URL, r.StatusCode, body))
	}
	if r.Request.Header.Get("X-Blind") == "" {
		return nil
	}
	for _, word := range g.secret {
		if strings.Contains(string(body), word) && !strings.Contains(r.Request.URL.String(), word) {
			g.faults = append(g.faults, fmt.Sprintf("%s %s for one who may not know says %q", r.Request.Method, r.Request.URL, word))
		}
	}
	return nil
}

// control sees to it that the gate can find something: what the department itself reads, read as if by one who may not. What it finds
// is forgotten. It comes before the fuzzer, which may disable accounts.
func (g *gate) control(t *testing.T, i *installation, address string, paths ...string) {
	t.Helper()
	secret, _ := i.token(t, "submitter", service.ScopeRead)
	for n, path := range paths {
		req, err := http.NewRequest(http.MethodGet, address+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+secret)
		req.Header.Set("X-Blind", "yes")
		i.browser(t).do(req)
		if len(g.faults) <= n {
			t.Errorf("the gate does not see what %s says", path)
		}
	}
	g.faults = nil
}

// Schemathesis reads the document of the API and sends what it allows and what it forbids to every operation, as every role, about a
// case under review and one of every other object: no answer is a 5xx, every answer is one that the document describes, and who has
// nothing to do with the department of transport reads nothing of it.
func TestFuzzAPI(t *testing.T) {
	if os.Getenv("AUDITD_ALL") != "1" {
		t.Skip("takes a minute: set AUDITD_ALL=1")
	}
	program := tool(t, "schemathesis", "api/bin")
	i := install(t)
	i.populate(t)
	id := i.measured(t)
	i.toReview(t, id)
	fill := i.objects(t, id)
	g, address := newGate(t, i.url, string(id), fill.Replace(":template"), fill.Replace(":webhook"), "许可", "Permit screening")
	g.control(t, i, address, "/api/v1/cases/"+string(id), "/api/v1/templates")
	everything := service.Scopes()
	config := fmt.Sprintf("[parameters]\n\"path.case\" = %q\n\"path.template\" = %q\n\"path.webhook\" = %q\n\"path.name\" = \"results.json\"\n",
		id, fill.Replace(":template"), fill.Replace(":webhook"))

	askers := []struct {
		name   string
		blind  bool   // knows nothing of the department of transport
		phases string // coverage tries every bound of the document in turn, fuzzing draws what it sends
	}{
		{"submitter", false, "coverage"},
		{"chair", false, "coverage"},
		{"other", true, "fuzzing"},
		{"nobody", true, "fuzzing"},
		{"tied", true, "fuzzing"},
		{"secretary", false, "fuzzing"},
		{"member2", false, "fuzzing"},
		{"publisher", true, "fuzzing"},
		{"inspector", false, "fuzzing"},
		{"admin", false, "fuzzing"},
	}
	limit := make(chan struct{}, 4)
	var all sync.WaitGroup
	for _, a := range askers {
		args := []string{
			"run", address + "/docs/openapi.json", "--url", address, "--checks",
			"not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance,unsupported_method",
			"--phases", a.phases, "--max-examples", "5", "--seed", "1", "--no-shrink", "--continue-on-failure", "--suppress-health-check", "all",
			"--warnings", "off",
			"--exclude-operation-id", "revoke_token", // it would end the token it asks with
			"--exclude-operation-id", "append_upload", // its type of bytes is not one that the program writes
		}
		if a.name != "nobody" {
			secret, _ := i.token(t, a.name, everything...)
			args = append(args, "-H", "Authorization: Bearer "+secret)
		}
		if a.blind {
			args = append(args, "-H", "X-Blind: yes")
		}
		all.Go(func() {
			limit <- struct{}{}
			defer func() { <-limit }()
			dir := t.TempDir()
			file := filepath.Join(dir, "schemathesis.toml")
			if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
				t.Error(err)
				return
			}
			cmd := exec.CommandContext(context.Background(), program, append([]string{"--config-file", file}, args...)...)
			cmd.Dir = dir
			out, err := cmd.CombinedOutput()
			var failed *exec.ExitError
			if errors.As(err, &failed) {
				t.Errorf("as %s: %s", a.name, tail(string(out), 6000))
			} else if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	g.mu.Lock()
	defer g.mu.Unlock()
	for n, f := range g.faults {
		if n < 20 {
			t.Error(f)
		}
	}
	total := 0
	for _, n := range g.asked {
		total += n
	}
	if total < 1000 {
		t.Errorf("only %d requests were made", total)
	}
	t.Logf("%d requests: %v", total, g.asked)
}

func tail(s string, n int) string {
	if len(s) > n {
		return "… " + s[len(s)-n:]
	}
	return s
}
