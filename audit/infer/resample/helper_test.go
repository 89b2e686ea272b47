package resample

import (
	"testing"

	"auditd/audit/audittest"
	"auditd/audit/infer"
	"auditd/audit/infer/strata"
)

// The comparisons of all packages of statistics.
var (
	near    = audittest.Near
	printed = audittest.Printed
)

func defined(t *testing.T, what string, why infer.Why) {
	t.Helper()
	if why != infer.Defined {
		t.Fatalf("%s is undefined: %s", what, why)
	}
}

// ucb holds the six largest departments of Berkeley, 1973: admitted of all, women as A and men as B. Methods 0, shared fixtures.
var ucb = []strata.Stratum{
	{A: infer.P(89, 108), B: infer.P(512, 825)},
	{A: infer.P(17, 25), B: infer.P(353, 560)},
	{A: infer.P(202, 593), B: infer.P(120, 325)},
	{A: infer.P(131, 375), B: infer.P(138, 417)},
	{A: infer.P(94, 393), B: infer.P(53, 191)},
	{A: infer.P(24, 341), B: infer.P(22, 373)},
}
