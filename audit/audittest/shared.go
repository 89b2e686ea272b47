// Package audittest finds what tests are held against or driven with and what is no part of the checkout: the reference results and
// real data that lie beside it, and a browser.
//
// It is for tests only and knows nothing of what is in those files.
package audittest

import (
	"os"
	"path/filepath"
	"testing"
)

// Root returns the folder of go.mod.
func Root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Fatal("no go.mod above the working directory")
		}
		dir = parent
	}
}

// Shared returns the path of a shared file, such as Shared(t, "golden", "compas_groups.json"). Without the file the test is
// skipped, and says loudly what was not checked; with AUDITD_REQUIRE_SHARED=1 it fails instead.
func Shared(t testing.TB, parts ...string) string {
	t.Helper()
	path := filepath.Join(append([]string{filepath.Dir(Root(t)), "shared"}, parts...)...)
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("AUDITD_REQUIRE_SHARED") == "1" {
			t.Fatalf("NOT CHECKED: %s is missing and AUDITD_REQUIRE_SHARED=1", filepath.Join(parts...))
		}
		t.Skipf("NOT CHECKED: %s is missing; lay the shared folder beside the checkout to run %s", filepath.Join(parts...), t.Name())
	}
	return path
}
