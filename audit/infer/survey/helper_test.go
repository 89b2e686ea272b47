package survey

import (
	"testing"

	"auditd/audit/audittest"
	"auditd/audit/infer"
)

// The comparisons of all packages of statistics.
var (
	near       = audittest.Near
	printed    = audittest.Printed
	readGolden = audittest.Golden
)

func defined(t *testing.T, what string, why infer.Why) {
	t.Helper()
	if why != infer.Defined {
		t.Fatalf("%s is undefined: %s", what, why)
	}
}
