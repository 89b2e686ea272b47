package coverage

import (
	"testing"

	"auditd/audit"
	"auditd/audit/audittest"
)

// shared returns the path of a file of the reference material beside the repository.
func shared(t testing.TB, parts ...string) string {
	t.Helper()
	return audittest.Shared(t, parts...)
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
