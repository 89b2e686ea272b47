package strata

import (
	"testing"

	"auditd/audit/audittest"
	"auditd/audit/infer"
)

// The comparisons of all packages of statistics.
var (
	near       = audittest.Near
	printed    = audittest.Printed
	relative   = audittest.Relative
	readGolden = audittest.Golden
)

func defined(t *testing.T, what string, why infer.Why) {
	t.Helper()
	if why != infer.Defined {
		t.Fatalf("%s is undefined: %s", what, why)
	}
}

// ucb holds the six largest departments of Berkeley, 1973: admitted of all, women as A and men as B. Methods 0, shared fixtures.
var ucb = []Stratum{
	{infer.P(89, 108), infer.P(512, 825)},
	{infer.P(17, 25), infer.P(353, 560)},
	{infer.P(202, 593), infer.P(120, 325)},
	{infer.P(131, 375), infer.P(138, 417)},
	{infer.P(94, 393), infer.P(53, 191)},
	{infer.P(24, 341), infer.P(22, 373)},
}

func swapped(strata []Stratum) []Stratum {
	s := make([]Stratum, len(strata))
	for k, v := range strata {
		s[k] = Stratum{v.B, v.A}
	}
	return s
}
