package coverage

import (
	"os"
	"path/filepath"
	"testing"

	"auditd/audit"
)

// shared returns the path of a file of the reference material beside the repository, and skips the test loudly without it.
func shared(t testing.TB, parts ...string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = up
	}
	path := filepath.Join(append([]string{dir, "..", "shared"}, parts...)...)
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("AUDITD_REQUIRE_SHARED") == "1" {
			t.Fatalf("reference material is required and %s is absent", filepath.Join(parts...))
		}
		t.Skipf("NOT CHECKED: %s is absent, so nothing was compared with it", filepath.Join(parts...))
	}
	return path
}

// must returns a maker of v that ends the test on an error.
func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// allColumns lists the indexes of every attribute.
func allColumns(c *audit.Cells) []int {
	columns := make([]int, len(c.Attributes))
	for i := range columns {
		columns[i] = i
	}
	return columns
}
