package dirstore_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"auditd/audit"
	"auditd/audit/store"
	"auditd/audit/store/dirstore"
	"auditd/audit/store/storetest"
)

// drop writes a file whose last change lies some time back.
func drop(t *testing.T, dir, name string, data []byte, at time.Time) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, at, at); err != nil {
		t.Fatal(err)
	}
}

func TestDrops(t *testing.T) {
	dir := t.TempDir()
	place, err := dirstore.OpenDrops(dir, dirstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer place.Close()
	hour := time.Now().Add(-time.Hour)
	storetest.Drops(t, place, func(name string, data []byte) { drop(t, dir, name, data, hour) })
}

// A file that somebody may still be writing is not settled; a link, also one that leads out of the folder, is not seen.
func TestDropsOfAFolder(t *testing.T) {
	dir, now := t.TempDir(), time.Now()
	place, err := dirstore.OpenDrops(dir, dirstore.Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer place.Close()
	for name, age := range map[string]time.Duration{"new.csv": 9 * time.Second, "old.csv": 10 * time.Second} {
		drop(t, dir, name, []byte("a\n1\n"), now.Add(-age))
		if d, err := place.Look(t.Context(), name); err != nil || d.Settled != (name == "old.csv") {
			t.Errorf("%s after %s: %+v, %v", name, age, d, err)
		}
	}
	outside := filepath.Join(t.TempDir(), "secret.csv")
	drop(t, filepath.Dir(outside), "secret.csv", []byte("secret"), now)
	if err := os.Symlink(outside, filepath.Join(dir, "link.csv")); err != nil {
		t.Skipf("NOT CHECKED: links in the drop-in folder: %v", err)
	}
	if _, err := place.Look(t.Context(), "link.csv"); audit.KindOf(err) != audit.NotFound {
		t.Errorf("a link: got %v, want not found", err)
	}
	if _, err := place.Open(t.Context(), store.Dropped{Name: "link.csv"}); audit.KindOf(err) != audit.NotFound {
		t.Errorf("a link is opened: %v", err)
	}
	for d, err := range place.All(t.Context()) {
		if err != nil || d.Name == "link.csv" {
			t.Errorf("a link is listed: %v", err)
		}
	}
}
