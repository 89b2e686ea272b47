package dockettest

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// A Server is a PostgreSQL for one test alone, which may stop it.
type Server struct {
	Address string // of a database with the current schema
	s       *server
}

// Own starts a PostgreSQL that ends with the test. Where it is not installed the test is skipped, or fails, as with [PostgreSQL].
func Own(t testing.TB) *Server {
	t.Helper()
	s, err := start()
	if err != nil {
		t.Fatal(err)
	}
	if s == nil {
		if os.Getenv("AUDITD_REQUIRE_POSTGRES") == "1" {
			t.Fatal("NOT CHECKED: PostgreSQL is not installed and AUDITD_REQUIRE_POSTGRES=1")
		}
		t.Skipf("NOT CHECKED: PostgreSQL is not installed (initdb and postgres); it cannot be stopped in the middle of %s", t.Name())
	}
	t.Cleanup(s.stop)
	return &Server{Address: s.address("migrated"), s: s}
}

// Stop ends the server: connections break off and new ones are refused.
func (o *Server) Stop() { o.s.end() }

// Restart starts a server that was stopped, at the same address over the same files.
func (o *Server) Restart(t testing.TB) {
	t.Helper()
	if err := <-o.s.done; err != nil {
		t.Logf("PostgreSQL was stopped and said %v", err)
	}
	if err := o.s.launch(); err != nil {
		t.Fatal(err)
	}
}

// Hang makes all processes of the server hang, or go on. It needs /proc.
func (o *Server) Hang(t testing.TB, hang bool) {
	t.Helper()
	signal := syscall.SIGCONT
	if hang {
		signal = syscall.SIGSTOP
	}
	parent := o.s.cmd.Process.Pid
	if err := syscall.Kill(parent, signal); err != nil { // first, so that it starts no further ones
		t.Fatal(err)
	}
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range stats {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // it has just ended
		}
		// "pid (name) state parent …"; a name may hold spaces and parentheses, what follows it does not
		fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if err == nil && len(fields) > 1 && fields[1] == strconv.Itoa(parent) {
			_ = syscall.Kill(pid, signal) // it may have ended
		}
	}
}
