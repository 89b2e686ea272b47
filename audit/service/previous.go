package service

import (
	"context"
	"encoding/json"
	"slices"

	"auditd/audit"
	"auditd/audit/analysis/repeated"
	"auditd/audit/change"
	"auditd/audit/docket"
	"auditd/audit/docket/accesslog"
	"auditd/audit/review"
	"auditd/audit/store"
)

// maxOffered is how many earlier audits a submission is offered.
const maxOffered = 50

// An EarlierAudit is a measured audit of the caller's department whose evidence a submission may continue.
type EarlierAudit struct {
	ComparedRun
	System string // as its plan names it
}

// Repeatable returns the measured audits of the caller's department, the latest first, at most fifty: those that a submission may
// name as the earlier audit of the same system. Whether one fits is said when it is named.
func (s *Service) Repeatable(ctx context.Context, by *Caller) ([]EarlierAudit, error) {
	if !by.May(RoleSubmitter) || by.Department == "" {
		return nil, nil
	}
	var out []EarlierAudit
	for p := (docket.Page{Limit: 200}); ; {
		list, err := s.Register.Cases(ctx, docket.CaseFilter{Department: by.Department}, p)
		if err != nil {
			return nil, err
		}
		for _, d := range list.Items {
			a, err := s.repeatable(ctx, by, d)
			if err != nil {
				return nil, err
			}
			if a.System != "" {
				out = append(out, a)
			}
		}
		if p.After = list.Next; p.After == "" {
			break
		}
	}
	slices.SortStableFunc(out, func(a, b EarlierAudit) int { return b.Started.Compare(a.Started) })
	return out[:min(len(out), maxOffered)], nil
}

// repeatable returns the last run of a case; its system is empty when nothing can be continued there.
func (s *Service) repeatable(ctx context.Context, by *Caller, d docket.Docket) (EarlierAudit, error) {
	c, err := s.ownCase(ctx, by, d.ID)
	if audit.KindOf(err) == audit.NotFound || err == nil && (c.Run().Results == "" || c.State == review.Withdrawn) {
		return EarlierAudit{}, nil
	}
	if err != nil {
		return EarlierAudit{}, err
	}
	r, err := s.comparedRun(ctx, c, len(c.Runs))
	if err != nil {
		return EarlierAudit{}, err
	}
	system, err := systemOf(ctx, s.Register, d)
	return EarlierAudit{r, system}, err
}

// ownCase returns a case of the caller's own department whose results they may read. Any other is not there, not even one that
// everybody may read of: to say more would tell what another department audits.
func (s *Service) ownCase(ctx context.Context, by *Caller, id CaseID) (review.Case, error) {
	c, err := s.readable(ctx, by, id)
	switch kind := audit.KindOf(err); {
	case err != nil && kind != audit.Denied && kind != audit.NotFound:
		return c, err
	case err != nil || by.Department == "" || c.Unit.Department() != by.Department:
		return c, hidden(id)
	}
	return c, nil
}

// previousRun holds the earlier case that a submission names against it and returns the run that is continued, 0 for none. Errors are
// NotFound for a case that is not the caller's department's, Conflict for one that was not measured or was withdrawn, Invalid for an
// audit of another system or question, or one that counted a file of the submission.
func (s *Service) previousRun(ctx context.Context, by *Caller, id CaseID, plan *audit.Plan, files []uploaded) (int64, error) {
	if id == "" {
		return 0, nil
	}
	c, err := s.ownCase(ctx, by, id)
	if err != nil {
		return 0, err
	}
	run, err := fitRun(c)
	if err != nil {
		return 0, err
	}
	sub, err := s.submissionOf(ctx, id)
	if err != nil {
		return 0, err
	}
	earlier, err := storedPlan(sub.Plan)
	if err != nil {
		return 0, err
	}
	if name := plan.System.Name; name == "" || earlier.System.Name != name {
		return 0, errOtherSystem
	}
	if err := repeated.Fit(plan, earlier); err != nil {
		return 0, err
	}
	return int64(run), s.unseen(ctx, sub, files)
}

// fitRun returns the number of the last run of a case, which others may build on.
func fitRun(c review.Case) (int, error) {
	switch {
	case c.State == review.Withdrawn:
		return 0, &audit.Error{Kind: audit.Conflict, Text: "the earlier audit was withdrawn", Remedy: "name another one, or none"}
	case c.Run().Results == "":
		return 0, &audit.Error{Kind: audit.Conflict, Text: "the earlier audit has no results", Remedy: "wait until it is measured, or name none"}
	}
	return len(c.Runs), nil
}

// unseen refuses files that the earlier audit, or one before it, counted.
func (s *Service) unseen(ctx context.Context, sub docket.Submission, files []uploaded) error {
	for {
		for _, f := range sub.Files {
			if f.Role == FileData && slices.ContainsFunc(files, func(u uploaded) bool { return u.Role == FileData && u.SHA256 == f.Dataset }) {
				return &audit.Error{
					Kind: audit.Invalid, File: f.Name, Text: "a file of this audit was counted by an earlier one: its people would count twice",
					Remedy: "audit only those who were decided on since",
				}
			}
		}
		if sub.Previous == "" {
			return nil
		}
		var err error
		if sub, err = s.submissionOf(ctx, sub.Previous); err != nil {
			return err
		}
	}
}

// readPrevious reads the results that a submission continues, nil for none. The reading is logged where the department sees it.
func (s *Service) readPrevious(ctx context.Context, sub docket.Submission) (*audit.Audit, error) {
	if sub.Previous == "" {
		return nil, nil
	}
	c, err := s.Register.Case(ctx, sub.Previous)
	if err != nil {
		return nil, err
	}
	if c.State == review.Withdrawn {
		return nil, &audit.Error{Kind: audit.Invalid, Text: "the earlier audit was withdrawn", Remedy: "submit again and name another one, or none"}
	}
	s.comparing.Lock() // as for comparisons: the results of several audits at once may fill the memory
	defer s.comparing.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	key, err := store.AuditKey(store.ID(sub.Previous), int(sub.PreviousRun), store.Results)
	if err != nil {
		return nil, err
	}
	o, err := s.Objects.Get(ctx, key)
	if err != nil {
		return nil, err
	}
	defer o.Close()
	if o.Info().Size > maxCompared {
		return nil, &audit.Error{Kind: audit.Limit, Text: "the results of the earlier audit are too large to be continued", Remedy: "submit again and name none"}
	}
	_, err = s.Register.Access.Append(ctx, accesslog.Entry{
		At: s.Now(), Actor: review.System().Account, Action: "read_results", Object: key.String(), Case: sub.Previous, Department: c.Unit.Department(),
	})
	if err != nil {
		return nil, err
	}
	a, err := change.Read(o, string(store.Results))
	if err != nil {
		return nil, err
	}
	return evidenceOf(a), nil
}

// evidenceOf keeps of an audit what a later one continues, so that the rest takes no memory while that is measured.
func evidenceOf(a *audit.Audit) *audit.Audit {
	out := &audit.Audit{Plan: a.Plan, Inputs: a.Inputs, Repeated: a.Repeated}
	for _, e := range a.Estimates {
		if len(e.Stratum) == 0 && len(e.Group) == 1 {
			out.Estimates = append(out.Estimates, e)
		}
	}
	return out
}

// inputsOf lists what a run is made from: the files, and the earlier run that is continued.
func inputsOf(sub docket.Submission) ([]byte, error) {
	if sub.Previous == "" {
		return json.Marshal(sub.Files)
	}
	return json.Marshal([]any{sub.Files, sub.Previous, sub.PreviousRun})
}

// A Continued is the earlier audit whose evidence an audit continues.
type Continued struct {
	Case  CaseID // empty when the caller may not know of it
	Run   int    // from 1
	Title Named
}

// addPrevious says which earlier audit a case continues, as far as the caller may know.
func (s *Service) addPrevious(ctx context.Context, v *View, sub docket.Submission, by *Caller) error {
	if sub.Previous == "" {
		return nil
	}
	v.Previous = &Continued{}
	c, err := s.readable(ctx, by, sub.Previous)
	switch kind := audit.KindOf(err); {
	case err != nil && (kind == audit.Denied || kind == audit.NotFound):
		return nil
	case err != nil:
		return err
	}
	r, err := s.comparedRun(ctx, c, int(sub.PreviousRun))
	v.Previous = &Continued{Case: r.Case, Run: r.Run, Title: r.Title}
	return err
}

// continues reports whether the case of a comparison continues the evidence of the run that it is compared with.
func (s *Service) continues(ctx context.Context, m *Comparison) (bool, error) {
	sub, err := s.submissionOf(ctx, m.After.Case)
	return err == nil && sub.Previous == m.Before.Case && sub.PreviousRun == int64(m.Before.Run), err
}
