package score

import (
	"testing"

	"auditd/audit/infer"
)

// Methods 10.4, Ex, on F3: in group D the scores add up to 80 and 100 are positive, of 500 people in both groups: |80 − 100|/500 = .04.
// Group A has 8 + 26 + 31 + 27 + 19 = 111 positives where the scores add up to 10 + 24 + 30 + 28 + 18 = 110: 1/500 = .002.
func TestPrintedMultiaccuracy(t *testing.T) {
	d, why := Multiaccuracy(binsD, 500)
	defined(t, "D", why)
	printed(t, "D", d, .04)
	a, why := Multiaccuracy(binsA, 500)
	defined(t, "A", why)
	printed(t, "A", a, .002)
	if _, why := Multiaccuracy(binsD, 199); why != infer.WhyNotComputable {
		t.Errorf("more people in the subgroup than in all: %q", why)
	}
	if _, why := Multiaccuracy(nil, 500); why != infer.WhyNobody {
		t.Errorf("nobody: %q", why)
	}
}
