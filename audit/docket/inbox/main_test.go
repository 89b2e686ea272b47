package inbox_test

import (
	"os"
	"testing"

	"auditd/audit/docket/dockettest"
)

func TestMain(m *testing.M) { os.Exit(dockettest.Run(m)) }
