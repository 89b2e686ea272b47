package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
)

// cutting forwards connections to an address and cuts each one that carries so many bytes, the given number of times. cut is called
// before.
func cutting(t *testing.T, to string, after int64, times int32, cut func()) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	var left atomic.Int32
	left.Store(times)
	go func() {
		for {
			from, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer from.Close()
				conn, err := net.Dial("tcp", to)
				if err != nil {
					return
				}
				defer conn.Close()
				go func() { _, _ = io.Copy(from, conn) }() // ends with either connection
				if n, _ := io.CopyN(conn, from, after); n == after && left.Add(-1) >= 0 {
					cut()
					return
				}
				_, _ = io.Copy(conn, from)
			}()
		}
	}()
	return "http://" + l.Addr().String()
}

// largeCSV writes enough applications for several pieces, and the plan for them.
func largeCSV(t *testing.T, bytes int) (plan, data string) {
	t.Helper()
	head, rows, _ := strings.Cut(assistanceCSV(50), "\n")
	dir := t.TempDir()
	plan, data = filepath.Join(dir, "plan.yaml"), filepath.Join(dir, "data.csv")
	for path, text := range map[string]string{plan: assistancePlan, data: head + "\n" + strings.Repeat(rows, bytes/len(rows)+1)} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return plan, data
}

// submitVia runs auditd submit and returns its exit code and what it said.
func submitVia(base, token, plan, data string, more ...string) (int, string) {
	var out output
	args := append([]string{"submit", "--server", base, "--token", token, "--plan", plan, "--wait", "--fail-on", "none", data}, more...)
	code := run(context.Background(), args, streams{in: strings.NewReader(""), out: &out, err: &out, env: func(string) string { return "" }})
	return code, out.String()
}

// A connection that drops in the middle of the bytes is taken up where it was cut, by itself; so is one whose server is killed.
func TestSubmitGoesOn(t *testing.T) {
	engines(t, func(t *testing.T, servers bool) {
		r := newRig(t, servers)
		token, _ := r.token()
		plan, data := largeCSV(t, 40<<20)
		for name, c := range map[string]struct {
			after int64
			cut   func()
		}{
			"the connection drops": {6 << 20, func() {}},
			"the server is killed": {20 << 20, func() { r.server.kill(); r.server.start() }},
		} {
			code, said := submitVia(cutting(t, r.address, c.after, 2, c.cut), token, plan, data)
			if code != exitOK || !strings.Contains(said, "computed") {
				t.Fatalf("%s: exit %d: %s", name, code, said)
			}
			if n := strings.Count(said, "going on in"); n < 2 {
				t.Errorf("%s: it went on %d times, want at least 2: %s", name, n, said)
			}
			// Every tenth is said once.
			tenths := regexp.MustCompile(`sending: \d+ %`).FindAllString(said, -1)
			if len(tenths) != 10 || tenths[9] != "sending: 100 %" {
				t.Errorf("%s: progress %q", name, tenths)
			}
		}
	})
}

// With MinIO the file goes straight to it; when its public address cannot be reached from here, or files lie in a folder, that is said
// and the file goes through the service.
func TestSubmitDirect(t *testing.T) {
	engines(t, func(t *testing.T, servers bool) {
		r := newRig(t, servers)
		token, _ := r.token()
		plan, data := largeCSV(t, 20<<20)
		code, said := submitVia("http://"+r.address, token, plan, data, "--direct")
		if code != exitOK || !strings.Contains(said, "computed") || strings.Contains(said, "takes no files directly") == servers {
			t.Errorf("exit %d: %s", code, said)
		}
		if !servers {
			return
		}
		refusing := httptest.NewServer(http.NotFoundHandler())
		t.Cleanup(refusing.Close)
		r.server.kill()
		r.server.args = append(r.server.args, "-o", "minio_public_url="+refusing.URL)
		r.server.start()
		r.await()
		code, said = submitVia("http://"+r.address, token, plan, data, "--direct")
		if code != exitOK || !strings.Contains(said, "cannot be reached from here") || !strings.Contains(said, "computed") {
			t.Errorf("an object server that cannot be reached: exit %d: %s", code, said)
		}
	})
}

// The options of the ways in are checked like all others.
func TestIntakeOptions(t *testing.T) {
	for _, good := range []string{"quarantine_time=36h", "retention_time=0090d", "drop_in_accounts=a=b, c=d", "minio_public_url=https://objects.example.org"} {
		if _, err := readConfig([]string{good}, func(string) string { return "" }); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for _, bad := range []string{
		"quarantine_time=0d", "quarantine_time=soon", "retention_time=-1d", "open_uploads=-1", "drop_in_accounts=a", "drop_in_accounts=a/b=c", "drop_in_accounts=a=b,a=c",
		"minio_public_url=objects", "drop_in_every=1ms",
	} {
		if _, err := readConfig([]string{bad}, func(string) string { return "" }); err == nil {
			t.Errorf("%s was taken", bad)
		}
	}
}
