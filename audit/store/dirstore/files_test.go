package dirstore_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"auditd/audit"
	"auditd/audit/store"
	"auditd/audit/store/dirstore"
)

func key(t *testing.T, s string) store.Key {
	t.Helper()
	k, err := store.ParseKey(s)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func putString(t *testing.T, s *dirstore.Store, k store.Key, text string, o store.PutOptions) {
	t.Helper()
	if _, err := s.Put(t.Context(), k, strings.NewReader(text), int64(len(text)), o); err != nil {
		t.Fatal(err)
	}
}

func TestFiles_are_readable_for_their_owner_only(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "objects-of-auditd")
	s := open(t, dir, dirstore.Options{})
	report := key(t, "reports/a/1/报告.pdf")
	putString(t, s, report, "one", store.PutOptions{})
	putString(t, s, report, "two", store.PutOptions{Replace: true, LockUntil: time.Now().Add(time.Hour)})
	seen := map[string]bool{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		want := fs.FileMode(0o600)
		if d.IsDir() {
			want = 0o700
		}
		if err == nil && info.Mode().Perm() != want {
			t.Errorf("%s has mode %v, want %v", path, info.Mode().Perm(), want)
		}
		rel, _ := filepath.Rel(dir, path)
		seen[filepath.ToSlash(rel)] = true
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"objects/reports/a/1/报告.pdf", "objects/reports/a/1/.lock.报告.pdf", "objects/reports/a/1/.versions.报告.pdf/1"} {
		if !seen[want] {
			t.Errorf("%s is missing", want)
		}
	}
}

func TestFiles_on_their_way_are_taken_away(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, dirstore.Options{})
	incoming := key(t, "incoming/a")
	putString(t, s, incoming, "one", store.PutOptions{})
	if _, err := s.Put(t.Context(), incoming, iotest.ErrReader(iotest.ErrTimeout), 3, store.PutOptions{}); err == nil {
		t.Error("a broken reader was taken")
	}
	if _, err := s.Put(t.Context(), incoming, strings.NewReader("other"), 5, store.PutOptions{}); audit.KindOf(err) != audit.Conflict {
		t.Errorf("other bytes: %v", err)
	}
	_, _ = s.Promote(t.Context(), incoming, key(t, "datasets/"+strings.Repeat("0", 64)), store.Encryption{})
	if n := tempFiles(t, dir); n != 0 {
		t.Errorf("%d files left in temp", n)
	}
}

func TestLinks_lead_nowhere(t *testing.T) {
	outside, dir := t.TempDir(), t.TempDir()
	secret := filepath.Join(outside, "secret")
	if err := os.WriteFile(secret, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := open(t, dir, dirstore.Options{})
	putString(t, s, key(t, "incoming/real"), "real", store.PutOptions{})
	links := map[string]string{
		"objects/incoming/out":    secret,                  // a file outside
		"objects/incoming/inside": "real",                  // a file inside
		"objects/audits":          outside,                 // a folder outside
		"objects/incoming/up":     "../../../../etc/hosts", // by ..
	}
	for name, to := range links {
		if err := os.Symlink(to, filepath.Join(dir, filepath.FromSlash(name))); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"incoming/out", "incoming/inside", "incoming/up"} {
		if _, err := s.Get(t.Context(), key(t, name)); audit.KindOf(err) != audit.Internal || err == nil {
			t.Errorf("get %s: %v", name, err)
		}
		if _, err := s.Promote(t.Context(), key(t, name), key(t, "datasets/"+strings.Repeat("0", 64)), store.Encryption{}); err == nil {
			t.Errorf("promoted %s", name)
		}
		if err := s.Delete(t.Context(), key(t, name)); err == nil {
			t.Errorf("deleted %s", name)
		}
	}
	if _, err := s.Put(t.Context(), key(t, "audits/a/1/secret"), strings.NewReader("x"), 1, store.PutOptions{}); err == nil {
		t.Error("wrote through a folder that is a link")
	}
	var err error
	for _, err = range s.List(t.Context(), store.AllOf(store.Incoming), store.Key{}) {
		if err != nil {
			break
		}
	}
	if audit.KindOf(err) != audit.Internal || err == nil {
		t.Errorf("a listing passed over links: %v", err)
	}
	entries, _ := os.ReadDir(outside)
	if got, _ := os.ReadFile(secret); string(got) != "secret" || len(entries) != 1 {
		t.Errorf("outside: %q, %d files", got, len(entries))
	}
}

func TestLock_that_cannot_be_read_is_not_open(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, dirstore.Options{})
	pack := key(t, "packs/a/1/pack.zip")
	putString(t, s, pack, "one", store.PutOptions{LockUntil: time.Now().Add(time.Hour)})
	if err := os.WriteFile(filepath.Join(dir, "objects/packs/a/1/.lock.pack.zip"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Delete(t.Context(), pack); err == nil {
		t.Error("deleted")
	}
	if _, err := s.Put(t.Context(), pack, strings.NewReader("two"), 3, store.PutOptions{Replace: true}); err == nil {
		t.Error("replaced")
	}
}

func TestLock_ends_by_the_clock_given(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	s := open(t, t.TempDir(), dirstore.Options{Now: func() time.Time { return now }})
	pack := key(t, "packs/a/1/pack.zip")
	putString(t, s, pack, "one", store.PutOptions{LockUntil: now.Add(time.Hour)})
	now = now.Add(time.Hour - time.Second)
	if err := s.Delete(t.Context(), pack); audit.KindOf(err) != audit.Denied {
		t.Errorf("a second before the end: %v", err)
	}
	now = now.Add(time.Second)
	if err := s.Delete(t.Context(), pack); err != nil {
		t.Errorf("at the end: %v", err)
	}
}

// A replacement consists of: keep the old version, put the new one in its place, lock. One that broke off after the first step is done
// again, and the version is not kept twice.
func TestReplace_that_broke_off_is_done_again(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, dirstore.Options{})
	report := key(t, "reports/a/1/report.pdf")
	putString(t, s, report, "one", store.PutOptions{})
	folder := filepath.Join(dir, "objects/reports/a/1/.versions.report.pdf")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Link(filepath.Join(dir, "objects/reports/a/1/report.pdf"), filepath.Join(folder, "1")); err != nil {
		t.Fatal(err)
	}
	if got := versions(t, s, report); got != "1 " {
		t.Errorf("before: versions %q", got)
	}
	putString(t, s, report, "two", store.PutOptions{Replace: true})
	putString(t, s, report, "three", store.PutOptions{Replace: true})
	if got := versions(t, s, report); got != "3 2 1 " {
		t.Errorf("after: versions %q", got)
	}
}

func versions(t *testing.T, s *dirstore.Store, k store.Key) string {
	t.Helper()
	out := ""
	for info, err := range s.Versions(t.Context(), k) {
		if err != nil {
			t.Fatal(err)
		}
		out += info.Version + " "
	}
	return out
}

// Two stores over one directory stand for two processes: they share nothing but the files.
func TestTwo_processes_do_not_replace_what_the_other_locked(t *testing.T) {
	dir := t.TempDir()
	a, b := open(t, dir, dirstore.Options{}), open(t, dir, dirstore.Options{})
	for range 50 {
		report := key(t, "reports/a/1/report.pdf")
		putString(t, a, report, "one", store.PutOptions{})
		done := make(chan error, 1)
		go func() {
			_, err := b.Put(context.WithoutCancel(t.Context()), report, strings.NewReader("two"), 3, store.PutOptions{Replace: true})
			done <- err
		}()
		_, err := a.Put(t.Context(), report, strings.NewReader("one"), 3, store.PutOptions{LockUntil: time.Now().Add(time.Hour)})
		replaced := <-done
		locked := err == nil
		// Whoever came second was refused: locked and replaced as well would mean that the lock was passed over.
		if locked == (replaced == nil) {
			t.Fatalf("locked: %v, replaced: %v", err, replaced)
		}
		if err := os.RemoveAll(filepath.Join(dir, "objects", "reports")); err != nil {
			t.Fatal(err)
		}
	}
}

func TestOpen_says_what_is_wrong(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var e *audit.Error
	if _, err := dirstore.Open(file, dirstore.Options{}); !errors.As(err, &e) {
		t.Errorf("a file as the store: %v", err)
	}
}

func TestPut_without_its_folder_is_an_error(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, dirstore.Options{})
	if err := os.RemoveAll(filepath.Join(dir, "temp")); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Put(t.Context(), key(t, "incoming/a"), bytes.NewReader(nil), 0, store.PutOptions{}); audit.KindOf(err) != audit.Internal || err == nil {
		t.Errorf("a store whose folder went away: %v", err)
	}
}
