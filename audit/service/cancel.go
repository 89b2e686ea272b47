package service

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"auditd/audit"
	"auditd/audit/docket"
	"auditd/audit/docket/jobs"
	"auditd/audit/review"
)

// mayCancel are who may stop an audit: the department that submitted it, and the intake office.
var mayCancel = []Role{RoleSubmitter, RoleIntakeOfficer}

// MayCancel reports whether the caller may stop the measuring of a case as it stands.
func MayCancel(c review.Case, by *Caller) bool {
	return (c.State == review.Validated || c.State == review.Computing) && by.May(mayCancel...) && review.AccessOf(c, by.Actor).Case
}

// Cancel stops the measuring of a case for a reason that stands on it afterwards: at once when it waits, within seconds when it runs.
// The department that submitted may, and the intake office. A case that is not being measured is a Conflict.
func (s *Service) Cancel(ctx context.Context, by *Caller, id CaseID, reason string) (Acted, error) {
	c, err := s.Register.Case(ctx, id)
	if err != nil {
		return Acted{}, err
	}
	reason = strings.TrimSpace(reason)
	switch {
	case !review.AccessOf(c, by.Actor).Case:
		return Acted{}, hidden(id)
	case !by.May(mayCancel...):
		return Acted{}, audit.Errorf(audit.Denied, "this needs another role")
	case !by.Allows(ScopeSubmit):
		return Acted{}, lacksScope(ScopeSubmit)
	case reason == "":
		return Acted{}, &audit.Error{Kind: audit.Invalid, Text: "a reason is missing", Column: "reason", Remedy: "say why it is stopped"}
	case utf8.RuneCountInString(reason) > maxReason:
		return Acted{}, &audit.Error{Kind: audit.Invalid, Text: "the reason is longer than 500 characters", Column: "reason", Remedy: "say it in short"}
	}
	var out Acted
	err = s.once(ctx, by, func(r *docket.Register) (any, error) {
		list, err := r.Jobs.List(ctx, id, "", docket.Page{Limit: 200})
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(list.Items, func(j jobs.Job) bool {
			return j.Kind == kindMeasure && (j.State == jobs.Queued || j.State == jobs.Running)
		})
		if i < 0 {
			return nil, &audit.Error{Kind: audit.Conflict, Text: "the case is not being measured", Remedy: "look at it again"}
		}
		if _, err := r.CancelJob(ctx, list.Items[i].ID, "cancelled: "+reason, s.Now(), s.onEnd(ctx)); err != nil {
			return nil, err
		}
		after, err := r.Case(ctx, id)
		out = Acted{Case: id, Seq: after.Seq, State: string(after.State)}
		return out, err
	})
	return out, err
}
