package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"sync"
	"testing"
	"time"

	"auditd/audit/audittest"
	"auditd/audit/docket"
	"auditd/audit/docket/dockettest"
	"auditd/audit/store"
	"auditd/audit/store/dirstore"
	"auditd/audit/store/miniostore"
	"auditd/audit/store/storetest"
)

// programDir is where program builds; empty until it does.
var programDir string

// program builds the command as users have it, once for all tests.
var program = sync.OnceValues(func() (string, error) {
	var err error
	if programDir, err = os.MkdirTemp("", "auditd-program-*"); err != nil {
		return "", err
	}
	path := filepath.Join(programDir, "auditd")
	build := exec.Command("go", "build", "-trimpath", "-o", path, "auditd/cmd/auditd")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return path, nil
})

// A rig is an installation in processes of their own: one that answers requests and does no jobs, and workers that do jobs and answer
// nobody. Each can be killed and started again.
type rig struct {
	t        testing.TB
	dir      string
	address  string // of the server
	settings []string
	server   *process
	workers  []*process
	database string
	metrics  string             // where the server is measured; empty for nowhere
	minio    *storetest.Server  // nil for a folder
	postgres *dockettest.Server // when it is this rig's own
}

// A process is one auditd.
type process struct {
	r    *rig
	args []string
	mu   sync.Mutex
	cmd  *exec.Cmd
	out  *output
	log  *output
}

// lease is short, so that a job of a killed worker is taken over while the test watches.
const lease = "2s"

// newRig starts an installation on SQLite and a folder, or on PostgreSQL and MinIO.
func newRig(t testing.TB, servers bool, settings ...string) *rig {
	t.Helper()
	r := prepareRig(t, settings...)
	if servers {
		r.minio = storetest.MinIO(t)
		r.database = dockettest.PostgreSQL(t)
		r.useServers()
	}
	r.start()
	return r
}

// prepareRig makes an installation that is not started yet.
func prepareRig(t testing.TB, settings ...string) *rig {
	t.Helper()
	return &rig{t: t, dir: t.TempDir(), address: freeAddress(t), settings: append([]string{"lease=" + lease}, settings...)}
}

// useServers has the processes use the rig's servers.
func (r *rig) useServers() {
	r.settings = append(r.settings, "database="+r.database, "minio_endpoint="+r.minio.Endpoint, "minio_access_key="+r.minio.AccessKey,
		"minio_secret_key="+r.minio.SecretKey, "minio_tls=false")
}

// start makes the processes. With servers every process has a data folder of its own, as on machines of their own.
func (r *rig) start() {
	r.t.Helper()
	data := func(name string) string {
		if r.minio == nil {
			return "data_dir=" + filepath.Join(r.dir, "data")
		}
		return "data_dir=" + filepath.Join(r.dir, name)
	}
	r.server = r.process(data("server"), "listen="+r.address, "workers=0", "metrics_listen="+r.metrics)
	r.server.start()
	r.await()
	for i := range 2 {
		r.workers = append(r.workers, r.process(data(fmt.Sprint("worker", i)), "listen=", "workers=1"))
		r.workers[i].start()
	}
	r.t.Cleanup(func() {
		for _, p := range r.processes() {
			p.kill()
		}
	})
}

func (r *rig) processes() []*process { return append([]*process{r.server}, r.workers...) }

func (r *rig) process(settings ...string) *process {
	args := []string{"serve"}
	for _, s := range append(slices.Clone(r.settings), settings...) {
		args = append(args, "-o", s)
	}
	return &process{r: r, args: args}
}

// start starts the process; it may not be ready yet.
func (p *process) start() {
	p.r.t.Helper()
	path, err := program()
	if err != nil {
		p.r.t.Fatal(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.out, p.log = &output{}, &output{}
	p.cmd = exec.Command(path, p.args...)
	p.cmd.Stdout, p.cmd.Stderr = p.out, p.log
	p.cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "TMPDIR=" + p.r.dir}
	if err := p.cmd.Start(); err != nil {
		p.r.t.Fatal(err)
	}
}

// kill ends the process without a chance to tidy up.
func (p *process) kill() {
	p.mu.Lock()
	defer p.mu.Unlock()
	_ = p.cmd.Process.Kill() // SIGKILL
	_ = p.cmd.Wait()
}

// pid returns the number of the process.
func (p *process) pid() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.cmd.Process.Pid
}

// ready returns what the server says of itself.
func (r *rig) ready() (int, string) {
	c := http.Client{Timeout: time.Minute}
	resp, err := c.Get("http://" + r.address + "/readyz")
	if err != nil {
		return 0, err.Error()
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, err.Error()
	}
	return resp.StatusCode, string(text)
}

// await waits until the server is ready.
func (r *rig) await() {
	r.t.Helper()
	r.until("ready", patience, func() bool { status, _ := r.ready(); return status == http.StatusOK })
}

// until waits for something.
func (r *rig) until(what string, patience time.Duration, done func() bool) {
	r.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if done() {
			return
		}
	}
	_, said := r.ready()
	r.t.Fatalf("not %s after %s; readiness: %s; the server's log ends with %s", what, patience, said, tail(r.server.log.String()))
}

func tail(s string) string { return s[max(0, len(s)-3000):] }

func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// person is a browser of somebody who has chosen a password by a link.
func (r *rig) person(name, link string) *http.Client {
	r.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		r.t.Fatal(err)
	}
	c := &http.Client{Jar: jar, Timeout: patience}
	r.post(c, link, url.Values{"password": {rigPassword}, "again": {rigPassword}})
	r.post(c, "/sign-in", url.Values{"name": {name}, "password": {rigPassword}})
	return c
}

const rigPassword = "correct horse battery"

func (r *rig) post(c *http.Client, path string, fields url.Values) string {
	r.t.Helper()
	resp, err := c.PostForm("http://"+r.address+path, fields)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		r.t.Fatalf("%s: %d %v", path, resp.StatusCode, err)
	}
	return string(data)
}

var anyLink = regexp.MustCompile(`/link/[A-Za-z0-9_-]+`)

// token makes an admin, a department, a submitter and their token, over HTTP as people do.
func (r *rig) token() (secret string, submitter *http.Client) {
	r.t.Helper()
	r.until("printing a link", patience, func() bool { return anyLink.MatchString(r.server.out.String()) })
	admin := r.person("admin", anyLink.FindString(r.server.out.String()))
	r.post(admin, "/admin/departments", url.Values{"id": {"d"}, "level": {"1"}, "region": {"220000"}, "name": {"d"}})
	page := r.post(admin, "/admin/accounts", url.Values{"name": {"submitter"}, "department": {"d"}, "role": {"submitter"}})
	submitter = r.person("submitter", anyLink.FindString(page))
	return found(r.t, `(auditd_[A-Za-z0-9_-]+)`, r.post(submitter, "/tokens", url.Values{"name": {"ci"}, "scope": {"read", "submit"}, "days": {"1"}})), submitter
}

// submit runs the command that submits, and returns its exit code and what it said.
func (r *rig) submit(ctx context.Context, token, key, plan, data string, more ...string) (int, string) {
	var out output
	args := append([]string{"submit", "--server", "http://" + r.address, "--token", token, "--key", key, "--plan", plan}, more...)
	code := run(ctx, append(args, data), streams{out: &out, err: &out, env: func(string) string { return "" }})
	return code, out.String()
}

// open opens register and objects beside the processes, to look at them.
func (r *rig) open() (*docket.Register, store.Store) {
	r.t.Helper()
	ctx := context.Background()
	address := r.database
	if address == "" {
		address = "sqlite:" + filepath.Join(r.dir, "data", "register.db")
	}
	register, err := docket.Open(ctx, address, policyOf(2*time.Second))
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { register.Close() })
	var objects store.Store
	if r.minio == nil {
		objects, err = dirstore.Open(filepath.Join(r.dir, "data", "objects"), dirstore.Options{})
	} else {
		objects, err = miniostore.Open(ctx, miniostore.Config{Endpoint: r.minio.Endpoint, AccessKey: r.minio.AccessKey, SecretKey: r.minio.SecretKey})
	}
	if err != nil {
		r.t.Fatal(err)
	}
	return register, objects
}

// engines runs a test on SQLite and a folder, and on PostgreSQL and MinIO where they are installed and AUDITD_ALL is 1; both at once.
func engines(t *testing.T, test func(t *testing.T, servers bool)) {
	audittest.Root(t)
	t.Run("sqlite_folder", func(t *testing.T) { t.Parallel(); test(t, false) })
	t.Run("postgres_minio", func(t *testing.T) { t.Parallel(); test(t, true) })
}

// everythingWanted reports whether the long tests are wanted.
func everythingWanted() bool { return os.Getenv("AUDITD_ALL") == "1" }

// write puts a file into a new folder.
func write(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
