package dockettest

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"time"

	"auditd/audit/docket/sqldb"
)

// server is a running PostgreSQL.
type server struct {
	dir  string
	port int
	attr *syscall.SysProcAttr
	cmd  *exec.Cmd
	log  *bytes.Buffer
	done chan error
	mu   sync.Mutex
}

// find returns a server program, from PATH or from where Debian keeps it, newest version first.
func find(name string) string {
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	paths, err := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if err != nil || len(paths) == 0 {
		return ""
	}
	slices.Sort(paths)
	return paths[len(paths)-1]
}

// start starts a server with an empty data directory. It returns nil without an error when PostgreSQL is not installed.
func start() (*server, error) {
	initdb, postgres := find("initdb"), find("postgres")
	if initdb == "" || postgres == "" {
		return nil, nil
	}
	dir, err := os.MkdirTemp("", "auditd-postgres-")
	if err != nil {
		return nil, err
	}
	s := &server{dir: dir, log: &bytes.Buffer{}, done: make(chan error, 1)}
	attr, err := s.owner()
	if err != nil {
		return nil, err
	}
	s.attr = attr
	data := filepath.Join(dir, "data")
	first := exec.Command(initdb, "-D", data, "-U", "auditd", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync")
	first.SysProcAttr, first.Dir, first.Env = attr, dir, []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C"}
	if out, err := first.CombinedOutput(); err != nil {
		os.RemoveAll(dir)
		return nil, fmt.Errorf("initdb: %w: %s", err, out)
	}
	if s.port, err = freePort(); err != nil {
		return nil, err
	}
	if err := s.launch(); err != nil {
		return nil, err
	}
	if err := s.prepare(); err != nil {
		s.stop()
		return nil, fmt.Errorf("postgres: %w: %s", err, s.log)
	}
	return s, nil
}

// owner gives the directory to another user when the tests run as root, as whom PostgreSQL refuses to run.
func (s *server) owner() (*syscall.SysProcAttr, error) {
	attr := endWithParent()
	if os.Getuid() != 0 {
		return attr, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		if u, err = user.Lookup("nobody"); err != nil {
			return nil, err
		}
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return attr, os.Chown(s.dir, int(uid), int(gid))
}

// launch starts the server from a thread of its own: the system ends the server when the thread that started it ends.
func (s *server) launch() error {
	s.cmd = exec.Command(find("postgres"), "-D", filepath.Join(s.dir, "data"), "-p", strconv.Itoa(s.port), "-c", "listen_addresses=127.0.0.1",
		"-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "max_connections=200")
	s.cmd.SysProcAttr, s.cmd.Dir, s.cmd.Stderr, s.cmd.Stdout = s.attr, s.dir, s.log, s.log
	s.cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C"}
	started := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		err := s.cmd.Start()
		started <- err
		if err == nil {
			s.done <- s.cmd.Wait()
		}
	}()
	return <-started
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

func (s *server) address(name string) string {
	return fmt.Sprintf("postgres://auditd@127.0.0.1:%d/%s?sslmode=disable", s.port, name)
}

// prepare waits for the server and makes a database with the current schema that others are copied from.
func (s *server) prepare() error {
	var err error
	for range 300 {
		if err = s.create("migrated", "template0"); err == nil {
			break
		}
		select {
		case died := <-s.done:
			s.done <- died
			return errors.Join(errors.New("the server ended"), died)
		case <-time.After(100 * time.Millisecond):
		}
	}
	if err != nil {
		return err
	}
	db, err := sqldb.Open(context.Background(), s.address("migrated"))
	if err != nil {
		return err
	}
	defer db.Close()
	return db.Migrate(context.Background())
}

// create makes a database. Its own collation is Chinese where the server can, so that an order that lacks its collation shows.
func (s *server) create(name, template string) error {
	s.mu.Lock() // two copies of one template disturb each other
	defer s.mu.Unlock()
	admin, err := sql.Open("pgx", s.address("postgres"))
	if err != nil {
		return err
	}
	defer admin.Close()
	if template == "template0" {
		if _, err := admin.Exec("CREATE DATABASE " + name + " TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'zh'"); err == nil {
			return nil
		}
	}
	_, err = admin.Exec("CREATE DATABASE " + name + " TEMPLATE " + template)
	return err
}

// stop ends the server by its process id and removes its files.
func (s *server) stop() {
	s.end()
	os.RemoveAll(s.dir)
}

// end ends the server by its process id.
func (s *server) end() {
	if s.cmd.Process.Signal(syscall.SIGINT) == nil { // fast shutdown
		select {
		case err := <-s.done:
			s.done <- err
		case <-time.After(10 * time.Second):
			_ = s.cmd.Process.Kill()
		}
	}
}
