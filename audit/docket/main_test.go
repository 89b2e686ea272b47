package docket_test

import (
	"os"
	"testing"

	"auditd/audit/docket/dockettest"
)

// TestMain runs the tests or, when a crash test started this program as its child, the child's work.
func TestMain(m *testing.M) {
	if address := os.Getenv("AUDITD_CRASH_ADDRESS"); address != "" {
		crashChild(address)
		return
	}
	os.Exit(dockettest.Run(m))
}
