package service

import (
	"context"
	"slices"
	"strings"

	"auditd/audit"
	"auditd/audit/docket"
	"auditd/audit/docket/jobs"
	"auditd/audit/review"
)

// Cancel stops the measuring of a case for a reason that stands on it afterwards: at once when it waits, within seconds when it runs.
// The department that submitted may, and the intake office. A case that is not being measured is a Conflict.
func (s *Service) Cancel(ctx context.Context, by *Caller, id CaseID, reason string) error {
	c, err := s.Register.Case(ctx, id)
	if err != nil {
		return err
	}
	if !review.AccessOf(c, by.Actor).Case {
		return hidden(id)
	}
	if !by.May(RoleSubmitter, RoleIntakeOfficer) || !by.Allows(ScopeSubmit) {
		return audit.Errorf(audit.Denied, "this needs another role")
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		return &audit.Error{Kind: audit.Invalid, Text: "a reason is missing", Column: "reason", Remedy: "say why it is stopped"}
	}
	list, err := s.Register.Jobs.List(ctx, id, "", docket.Page{Limit: 200})
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list.Items, func(j jobs.Job) bool {
		return j.Kind == kindMeasure && (j.State == jobs.Queued || j.State == jobs.Running)
	})
	if i < 0 {
		return &audit.Error{Kind: audit.Conflict, Text: "the case is not being measured", Remedy: "look at it again"}
	}
	_, err = s.Register.CancelJob(ctx, list.Items[i].ID, "cancelled: "+reason, s.Now(), s.onEnd(ctx))
	return err
}
