package dirstore_test

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"auditd/audit"
	"auditd/audit/store"
	"auditd/audit/store/dirstore"
	"auditd/audit/store/storetest"
)

// crashDir tells a child of this test that it is the writer to be killed, and where it writes.
const crashDir = "AUDITD_TEST_CRASH_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(crashDir); dir != "" {
		writeForever(dir)
		return
	}
	os.Exit(m.Run())
}

// writeForever puts an object that does not end.
func writeForever(dir string) {
	s, err := dirstore.Open(dir, dirstore.Options{})
	if err != nil {
		panic(err)
	}
	key, err := store.IncomingKey("crash")
	if err != nil {
		panic(err)
	}
	block := storetest.Bytes(1<<20, 1)
	endless := readerFunc(func(p []byte) (int, error) { return copy(p, block), nil })
	_, err = s.Put(context.Background(), key, endless, -1, store.PutOptions{})
	panic(err)
}

func TestPut_killed_writer_leaves_no_half_object(t *testing.T) {
	dir := t.TempDir()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), crashDir+"="+dir)
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	started := waitForTemp(t, dir, 8<<20)
	if err := child.Process.Kill(); err != nil { // kill -9
		t.Fatal(err)
	}
	_ = child.Wait() // it was killed
	if !started {
		t.Fatal("the child wrote nothing")
	}

	key, _ := store.IncomingKey("crash")
	s := open(t, dir, dirstore.Options{})
	if _, err := s.Stat(t.Context(), key); audit.KindOf(err) != audit.NotFound {
		t.Errorf("stat: %v", err)
	}
	for info, err := range s.List(t.Context(), store.AllOf(store.Incoming), store.Key{}) {
		t.Errorf("list: %+v, %v", info, err)
	}
	if n := tempFiles(t, dir); n != 0 {
		t.Errorf("%d files of the killed writer are left over", n)
	}
	whole := storetest.Bytes(1000, 2)
	if _, err := s.Put(t.Context(), key, bytes.NewReader(whole), 1000, store.PutOptions{}); err != nil {
		t.Errorf("put after the crash: %v", err)
	}

	open(t, dir, dirstore.Options{})
	obj, err := s.Get(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	defer obj.Close()
	if got, err := io.ReadAll(obj); err != nil || !bytes.Equal(got, whole) {
		t.Errorf("sweeping touched an object: %d bytes, %v", len(got), err)
	}
}

// waitForTemp waits until the file on its way has some size.
func waitForTemp(t *testing.T, dir string, size int64) bool {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		for _, f := range tempNames(t, dir) {
			if info, err := os.Stat(f); err == nil && info.Size() >= size {
				return true
			}
		}
	}
	return false
}

// tempNames returns the files on their way, without the locks of their writers.
func tempNames(t *testing.T, dir string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "temp", "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(names, func(n string) bool { return filepath.Base(n) == "lock" })
}

func tempFiles(t *testing.T, dir string) int {
	t.Helper()
	return len(tempNames(t, dir))
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
