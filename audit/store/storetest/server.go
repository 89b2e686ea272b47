package storetest

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"auditd/audit/audittest"
)

// A Server is an object server on loopback that ends with the test.
type Server struct {
	Endpoint  string // host and port
	AccessKey string
	SecretKey string
	Dir       string // where it keeps its files
	log       *logBuffer
	command   func(dir, address string) *exec.Cmd
	health    string
}

// The keys of servers that live as long as a test and listen on loopback only.
const (
	accessKey = "auditd-test"
	secretKey = "auditd-test-secret"
	// kmsKey is a name and 32 bytes in base64: printf '0123456789abcdef0123456789abcdef' | base64.
	kmsKey = "auditd-test:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
)

// patience is how long a server may take to its first answer on a busy machine.
const patience = time.Minute

// MinIO starts a MinIO with a key for encryption at rest. Where its binary is missing, or AUDITD_ALL is not 1, the test is skipped.
func MinIO(t testing.TB) *Server {
	t.Helper()
	return MinIOWith(t)
}

// MinIOWith starts a MinIO with more variables in its environment, such as where it sends notifications.
func MinIOWith(t testing.TB, environment ...string) *Server {
	t.Helper()
	binary := tool(t, "minio")
	return start(t, func(dir, address string) *exec.Cmd {
		cmd := guarded(binary, "server", filepath.Join(dir, "data"), "--address", address, "--console-address", "127.0.0.1:0", "--quiet")
		cmd.Env = append(os.Environ(), "HOME="+dir, "MINIO_ROOT_USER="+accessKey, "MINIO_ROOT_PASSWORD="+secretKey,
			"MINIO_KMS_SECRET_KEY="+kmsKey, "MINIO_BROWSER=off", "MINIO_UPDATE=off", "MINIO_CI_CD=1")
		cmd.Env = append(cmd.Env, environment...)
		return cmd
	}, "/minio/health/ready")
}

// VersityGW starts a versitygw over a directory, with versions. Where its binary is missing, or AUDITD_ALL is not 1, the test is skipped.
func VersityGW(t testing.TB) *Server {
	t.Helper()
	binary := tool(t, "versitygw")
	return start(t, func(dir, address string) *exec.Cmd {
		cmd := guarded(binary, "--port", address, "--access", accessKey, "--secret", secretKey, "--health", "/health", "--quiet",
			"posix", "--versioning-dir", filepath.Join(dir, "versions"), filepath.Join(dir, "data"))
		cmd.Env = append(os.Environ(), "HOME="+dir)
		return cmd
	}, "/health")
}

// tool returns a binary that .ci/setup-objects built.
func tool(t testing.TB, name string) string {
	t.Helper()
	if os.Getenv("AUDITD_ALL") != "1" {
		t.Skipf("NOT CHECKED: objects on a real %s; run .ci/setup-objects and set AUDITD_ALL=1 to run %s", name, t.Name())
	}
	path := filepath.Join(audittest.Root(t), ".bench", "tools", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("NOT CHECKED: %s is not built, so that nothing is known of objects on it; run .ci/setup-objects to run %s", name, t.Name())
	}
	return path
}

// guarded runs a program that ends when its standard input does, and so also when the test is killed.
func guarded(args ...string) *exec.Cmd {
	const script = `"$@" </dev/null & p=$!; echo $p >"${PID_FILE:-/dev/null}"; cat >/dev/null; kill -CONT $p 2>/dev/null; kill $p 2>/dev/null; wait $p`
	return exec.Command("sh", append([]string{"-c", script, "sh"}, args...)...)
}

// start runs a server on a free port. Another program may take the port between looking and listening, so it is tried again.
func start(t testing.TB, command func(dir, address string) *exec.Cmd, health string) *Server {
	t.Helper()
	var last *Server
	for range 3 {
		s := &Server{Endpoint: freeAddress(t), AccessKey: accessKey, SecretKey: secretKey, Dir: t.TempDir(), log: &logBuffer{}, command: command, health: health}
		for _, sub := range []string{"data", "versions"} {
			if err := os.Mkdir(filepath.Join(s.Dir, sub), 0o700); err != nil {
				t.Fatal(err)
			}
		}
		stop := s.run(t)
		if s.ready(health) {
			t.Cleanup(stop)
			return s
		}
		stop()
		last = s
	}
	t.Fatalf("%s\nthe server did not answer", last.log)
	return nil
}

// run starts the server and returns what ends it.
func (s *Server) run(t testing.TB) (stop func()) {
	t.Helper()
	cmd := s.command(s.Dir, s.Endpoint)
	cmd.Env = append(cmd.Env, "PID_FILE="+s.pidFile())
	cmd.Stdout, cmd.Stderr = s.log, s.log
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return func() {
		in.Close()
		timer := time.AfterFunc(20*time.Second, func() { _ = cmd.Process.Kill() })
		defer timer.Stop()
		_ = cmd.Wait() // it was told to end: how it says so does not matter
	}
}

func (s *Server) pidFile() string { return filepath.Join(s.Dir, "pid") }

// Signal sends the server a signal: SIGKILL to have it die, SIGSTOP to have it hang, SIGCONT to have it go on.
func (s *Server) Signal(t testing.TB, signal os.Signal) {
	t.Helper()
	text, err := os.ReadFile(s.pidFile())
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	p, err := os.FindProcess(pid)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Signal(signal); err != nil {
		t.Fatal(err)
	}
}

// Restart starts a server that was killed, at the same address over the same files.
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	t.Cleanup(s.run(t))
	if !s.ready(s.health) {
		t.Fatalf("%s\nthe server did not answer again", s.log)
	}
}

// ready waits until the server answers its health check.
func (s *Server) ready(path string) bool {
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if s.log.ended() {
			return false
		}
		if line, err := s.ask(path); err == nil && strings.Contains(line, " 200 ") {
			return true
		}
	}
	return false
}

// ask sends a request by hand: this package must not pull net/http into what imports it.
func (s *Server) ask(path string) (string, error) {
	c, err := net.DialTimeout("tcp", s.Endpoint, time.Second)
	if err != nil {
		return "", err
	}
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
		return "", err
	}
	if _, err := fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", path, s.Endpoint); err != nil {
		return "", err
	}
	return bufio.NewReader(io.LimitReader(c, 1<<10)).ReadString('\n')
}

func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// A logBuffer keeps what a server says, for when it does not start.
type logBuffer struct {
	guard sync.Mutex
	text  bytes.Buffer
}

// Write keeps the first 64 KiB.
func (b *logBuffer) Write(p []byte) (int, error) {
	b.guard.Lock()
	defer b.guard.Unlock()
	if room := 64<<10 - b.text.Len(); room > 0 {
		b.text.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}

// String returns what was kept.
func (b *logBuffer) String() string {
	b.guard.Lock()
	defer b.guard.Unlock()
	return b.text.String()
}

// ended reports whether the server said that it cannot listen.
func (b *logBuffer) ended() bool { return strings.Contains(b.String(), "address already in use") }
