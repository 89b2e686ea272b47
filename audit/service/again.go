package service

import (
	"context"

	"auditd/audit"
	"auditd/audit/docket"
	"auditd/audit/review"
)

// MayRunAgain reports whether the caller may have an audit that failed made again: who submitted it, and the secretary.
func MayRunAgain(c review.Case, by *Caller) bool {
	return c.State == review.ComputeFailed && (by.May(RoleSubmitter) || by.May(RoleSecretary) && !by.Actor.Of(c.Unit)) && review.AccessOf(c, by.Actor).Case
}

// RunAgain has an audit that failed made again, with the same plan and files.
func (s *Service) RunAgain(ctx context.Context, by *Caller, id CaseID) (Acted, error) {
	if !by.Allows(ScopeAct) {
		return Acted{}, lacksScope(ScopeAct)
	}
	c, err := s.Register.Case(ctx, id)
	if err != nil {
		return Acted{}, err
	}
	switch access := review.AccessOf(c, by.Actor); {
	case !access.Case || by.May(RoleAdmin):
		return Acted{}, hidden(id)
	case c.State != review.ComputeFailed:
		return Acted{}, audit.Errorf(audit.Conflict, "the audit did not fail")
	case !MayRunAgain(c, by):
		return Acted{}, audit.Errorf(audit.Denied, "this needs another role")
	}
	out := Acted{Case: id, Seq: c.Seq, State: string(c.State)}
	err = s.once(ctx, by, func(r *docket.Register) (any, error) {
		return out, s.queueMeasure(ctx, r, id, len(c.Runs)+1)
	})
	if err == nil {
		s.nudge()
	}
	return out, err
}
