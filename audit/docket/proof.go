package docket

import (
	"context"
	"encoding/json"

	"auditd/audit"
	"auditd/audit/review"
)

// System returns the name of the system that a case is about, as its plan has it; "" when the plan names none.
func (r *Register) System(ctx context.Context, d Docket) (string, error) {
	sub, err := r.Submission(ctx, d.Submission)
	if err != nil {
		return "", err
	}
	return systemIn(sub.Plan), nil
}

// systemIn returns the name of the system in the text of a plan. A plan was read when it came in; should an old one not be readable any more, it
// names nothing.
func systemIn(text string) string {
	var plan struct {
		System struct {
			Name string `json:"name"`
		} `json:"system"`
	}
	_ = json.Unmarshal([]byte(text), &plan)
	return plan.System.Name
}

// provenAudit returns what the register knows of an audit that is to prove the correction of a case, nil when there is no such audit.
func (r *Register) provenAudit(ctx context.Context, c review.Case, id review.CaseID) (*review.ProvenAudit, error) {
	proof, err := r.Case(ctx, id)
	if kind := audit.KindOf(err); kind == audit.NotFound || kind == audit.Invalid { // a number that no database can store is none
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	want, err := r.systemOf(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	got, err := r.systemOf(ctx, id)
	if err != nil {
		return nil, err
	}
	out := &review.ProvenAudit{
		Department: proof.Unit.Department(), SameSystem: got == want && want != "", State: proof.State, Measured: proof.Run().Started,
	}
	if proof.Resolution != nil {
		out.Verdict = proof.Resolution.Verdict
	}
	return out, nil
}

func (r *Register) systemOf(ctx context.Context, id review.CaseID) (string, error) {
	d, err := r.Docket(ctx, id)
	if err != nil {
		return "", err
	}
	return r.System(ctx, d)
}
