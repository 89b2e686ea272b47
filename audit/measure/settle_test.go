package measure

import (
	"testing"

	"auditd/audit"
	"auditd/audit/infer"
)

// 24 of 40 in the reference group against 4,200 of 10,000: the ratio .7 lies below .8, and no number of further records of the group
// shows it, because 40 people know their own rate too badly. The audit says how many more people the reference group would need; with
// so many, and the same rates, some number of records of the group settles it, and with one fewer none does.
func TestReferenceTooSmall(t *testing.T) {
	c := comparison(t, run(t, []row{{"a", 24, 0, 16, 0}, {"d", 4200, 0, 5800, 0}}, "reference: {group: a}\n"), "selection_rate", audit.Ratio, "d")
	if c.Verdict != audit.Inconclusive || c.NeedWhy != infer.WhySmallRef || c.RecordsNeeded != nil || c.ReferenceNeed == nil {
		t.Fatalf("%s, %s, %v, %v", c.Verdict, c.NeedWhy, c.RecordsNeeded, c.ReferenceNeed)
	}
	settles := func(more int64) bool {
		n := float64(40 + more)
		g, r := infer.Proportion{X: .42e9, N: 1e9}, infer.Proportion{X: .6 * n, N: n}
		in, ok := infer.Koopman(g, r, .95)
		return ok && in.Upper < .8
	}
	if n := *c.ReferenceNeed; !settles(n) || settles(n-1) {
		t.Errorf("%d further records of the reference group: settles %v, with one fewer %v", n, settles(n), settles(n-1))
	}
}
