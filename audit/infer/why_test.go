package infer

import (
	"testing"

	"auditd/audit"
)

// Every reason has a status of its own accord, and none of them is ok.
func TestWhys(t *testing.T) {
	seen := map[Why]bool{}
	for _, w := range Whys() {
		if w == Defined || seen[w] || w.Status() == audit.StatusOK {
			t.Errorf("%q: empty, listed twice or ok", w)
		}
		seen[w] = true
	}
	if Defined.Status() != audit.StatusOK {
		t.Error("a defined value is not ok")
	}
}
