package review

import (
	"errors"
	"testing"
	"time"

	"auditd/audit"
)

// A correction is proven by a published audit of the same system of the same department that was measured after the findings and
// passed, at least on conditions (governance 2.1: by a new run, never by assertion).
func TestProofOfCorrection(t *testing.T) {
	c, at := tell(t, Case{}, start, story()...)
	c, at = tell(t, c, at, step{submitter, &OpenCorrectivePlan{Text: "retrain", Due: at.AddDate(1, 0, 0)}, 1}, step{secretary, &StartFollowUp{}, 1})
	good := ProvenAudit{Department: "transport", SameSystem: true, State: Published, Verdict: Pass, Measured: c.FindingsAt.Add(time.Second)}
	with := func(change func(a *ProvenAudit)) *ProvenAudit {
		a := good
		change(&a)
		return &a
	}
	for _, test := range []struct {
		name  string
		proof CaseID
		audit *ProvenAudit
		want  Reason
	}{
		{"nothing named", "", &good, ReasonNoNewRun},
		{"the case itself", "c1", &good, ReasonNoNewRun},
		{"a number that there is not", "c9", nil, ReasonProofUnknown},
		{"another department", "c2", with(func(a *ProvenAudit) { a.Department = "health" }), ReasonProofOther},
		{"the department above", "c2", with(func(a *ProvenAudit) { a.Department = "jilin" }), ReasonProofOther},
		{"another system", "c2", with(func(a *ProvenAudit) { a.SameSystem = false }), ReasonProofOther},
		{"measured, not resolved", "c2", with(func(a *ProvenAudit) { a.State, a.Verdict = UnderReview, "" }), ReasonProofUnpublished},
		{"signed, not published", "c2", with(func(a *ProvenAudit) { a.State = PublicationCheck }), ReasonProofUnpublished},
		{"withheld", "c2", with(func(a *ProvenAudit) { a.State = Withheld }), ReasonProofUnpublished},
		{"withdrawn", "c2", with(func(a *ProvenAudit) { a.State = Withdrawn }), ReasonProofUnpublished},
		{"measured when the findings were issued", "c2", with(func(a *ProvenAudit) { a.Measured = c.FindingsAt }), ReasonProofEarlier},
		{"never measured", "c2", with(func(a *ProvenAudit) { a.Measured = time.Time{} }), ReasonProofEarlier},
		{"failed", "c2", with(func(a *ProvenAudit) { a.Verdict = Fail }), ReasonProofFailed},
		{"inconclusive", "c2", with(func(a *ProvenAudit) { a.Verdict = Inconclusive }), ReasonProofFailed},
		{"passed", "c2", &good, ""},
		{"passed on conditions and corrected since", "c2", with(func(a *ProvenAudit) { a.State, a.Verdict = Corrected, Conditional }), ""},
	} {
		_, err := Next(c, chair, &Close{Proof: test.proof, Audit: test.audit}, at)
		if ReasonOf(err) != test.want {
			t.Errorf("%s: got %v, want %q", test.name, err, test.want)
		}
		var e *audit.Error
		if test.want != "" && (!errors.As(err, &e) || e.Remedy == "") {
			t.Errorf("%s: no remedy in %v", test.name, err)
		}
	}
}
