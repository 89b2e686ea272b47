package service

import (
	"context"
	"slices"
	"time"

	"auditd/audit"
	"auditd/audit/change"
	"auditd/audit/docket"
	"auditd/audit/review"
	"auditd/audit/store"
)

const (
	maxCompared = 32 << 20 // bytes of one results.json that the server holds in memory
	maxEarlier  = 10       // runs that a page offers for comparison
)

// A ComparedRun is one side of a comparison: one run of one case.
type ComparedRun struct {
	Case    CaseID
	Title   Named
	Run     int       // counted from 1 within the case
	Last    bool      // of its case
	Started time.Time // when the run began
	Results review.Digest
}

// A Comparison sets a run against an earlier one.
type Comparison struct {
	Before, After ComparedRun
	Continues     bool // the case after continues the evidence of the run before
	Change        *audit.Change
}

// Compare sets the last run of a case against a run of another case about the same system of the same department, or against an
// earlier run of the same case. run counts from 1; 0 is the last run of the other case, or the one before the last of the same. What
// began earlier is the audit before, whichever way round the caller asks. The caller must be allowed to read the results of both, and
// both readings are logged. Errors are NotFound for a case that the caller may not know of and for a run that there is not, Denied
// for results that they may not read, Conflict for a case without results, Invalid for audits that have nothing to do with each
// other, Limit for results that are too large for the server.
func (s *Service) Compare(ctx context.Context, by *Caller, id, other CaseID, run int) (*Comparison, error) {
	c, err := s.readable(ctx, by, id)
	if err != nil {
		return nil, err
	}
	earlier := c
	if other != id {
		if earlier, err = s.readable(ctx, by, other); err != nil {
			return nil, err
		}
	}
	last, err := lastRun(c)
	if err != nil {
		return nil, err
	}
	if run, err = chosenRun(c, earlier, run); err != nil {
		return nil, err
	}
	if c.Unit.Department() != earlier.Unit.Department() {
		return nil, errOtherSystem
	}
	out := &Comparison{}
	if out.After, err = s.comparedRun(ctx, c, last); err != nil {
		return nil, err
	}
	if out.Before, err = s.comparedRun(ctx, earlier, run); err != nil {
		return nil, err
	}
	first, second := earlier, c
	if out.After.Started.Before(out.Before.Started) {
		out.Before, out.After, first, second = out.After, out.Before, c, earlier
	}
	// One at a time: the results of two audits may take as much memory as the rest of the server.
	s.comparing.Lock()
	defer s.comparing.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	before, err := s.readRun(ctx, by, first, out.Before.Run)
	if err != nil {
		return nil, err
	}
	after, err := s.readRun(ctx, by, second, out.After.Run)
	if err != nil {
		return nil, err
	}
	if name := after.Plan.System.Name; before.Plan.System.Name != name || name == "" && id != other {
		return nil, errOtherSystem
	}
	if out.Continues, err = s.continues(ctx, out); err != nil {
		return nil, err
	}
	out.Change, err = change.Compare(before, after, s.Generator)
	return out, err
}

var errOtherSystem = &audit.Error{
	Kind: audit.Invalid, Text: "the two audits are not about the same system of the same department", Remedy: "compare audits whose plans name the same system",
}

// lastRun returns the number of the last run of a case, which must have results.
func lastRun(c review.Case) (int, error) {
	if c.Run().Results == "" {
		return 0, &audit.Error{Kind: audit.Conflict, Text: "a case has no results to compare", Remedy: "wait until both cases are measured"}
	}
	return len(c.Runs), nil
}

// chosenRun returns the number of the run of other that a case is compared with.
func chosenRun(c, other review.Case, run int) (int, error) {
	switch {
	case run == 0 && c.ID != other.ID:
		return lastRun(other)
	case run == 0:
		for n := len(c.Runs) - 1; n > 0; n-- {
			if c.Runs[n-1].Results != "" {
				return n, nil
			}
		}
		return 0, &audit.Error{Kind: audit.NotFound, Text: "the case has no earlier run with results", Remedy: "compare it with another case about the same system"}
	case run < 0 || run > len(other.Runs) || other.Runs[run-1].Results == "":
		return 0, audit.Errorf(audit.NotFound, "there is no such run with results")
	case c.ID == other.ID && run == len(c.Runs):
		return 0, &audit.Error{Kind: audit.Invalid, Text: "a run cannot be compared with itself", Remedy: "choose another run"}
	}
	return run, nil
}

func (s *Service) comparedRun(ctx context.Context, c review.Case, run int) (ComparedRun, error) {
	d, err := s.Register.Docket(ctx, c.ID)
	if err != nil {
		return ComparedRun{}, err
	}
	r := c.Runs[run-1]
	return ComparedRun{Case: c.ID, Title: Named{Zh: d.Title, En: d.TitleEn}, Run: run, Last: run == len(c.Runs), Started: r.Started, Results: r.Results}, nil
}

// readRun reads the results of a run.
func (s *Service) readRun(ctx context.Context, by *Caller, c review.Case, run int) (*audit.Audit, error) {
	o, err := s.openResult(ctx, by, c, run, string(store.Results))
	if err != nil {
		return nil, err
	}
	defer o.Close()
	if o.Info().Size > maxCompared {
		return nil, &audit.Error{
			Kind: audit.Limit, Text: "the results are too large to be compared by the server", Remedy: "download results.json of both cases and compare them with auditd diff",
		}
	}
	return change.Read(o, string(store.Results))
}

// Earlier returns the runs that the last run of a case can be compared with and that began before it, the latest first: of the case
// itself and of cases of the same department about the system of the same name, as far as the caller may read them. It is empty for a
// case without results.
func (s *Service) Earlier(ctx context.Context, by *Caller, id CaseID) ([]ComparedRun, error) {
	c, err := s.readable(ctx, by, id)
	if kind := audit.KindOf(err); kind == audit.Denied || err == nil && c.Run().Results == "" {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var out []ComparedRun
	for n := 1; n < len(c.Runs); n++ {
		if c.Runs[n-1].Results == "" {
			continue
		}
		r, err := s.comparedRun(ctx, c, n)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	others, err := s.sameSystem(ctx, by, c)
	if err != nil {
		return nil, err
	}
	out = append(out, others...)
	slices.SortStableFunc(out, func(a, b ComparedRun) int { return b.Started.Compare(a.Started) })
	return out[:min(len(out), maxEarlier)], nil
}

// sameSystem returns the last runs of other cases about the system of a case that began before its own, as many as a page offers, from the
// latest cases of the department.
func (s *Service) sameSystem(ctx context.Context, by *Caller, c review.Case) ([]ComparedRun, error) {
	d, err := s.Register.Docket(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	system, err := systemOf(ctx, s.Register, d)
	if err != nil || system == "" {
		return nil, err
	}
	list, err := s.Register.CasesAbout(ctx, d.Department, system, c.Run().Started)
	if err != nil {
		return nil, err
	}
	var out []ComparedRun
	for _, other := range list {
		if len(out) == maxEarlier {
			break
		}
		if other.ID == c.ID {
			continue
		}
		r, ok, err := s.earlierRun(ctx, by, c, other)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, r)
		}
	}
	return out, nil
}

// earlierRun returns the last run of another case if it began before that of c and may be read by the caller.
func (s *Service) earlierRun(ctx context.Context, by *Caller, c review.Case, other docket.Docket) (r ComparedRun, ok bool, err error) {
	o, err := s.readable(ctx, by, other.ID)
	switch kind := audit.KindOf(err); {
	case err != nil && (kind == audit.Denied || kind == audit.NotFound):
		return r, false, nil
	case err != nil:
		return r, false, err
	case o.Run().Results == "" || !o.Run().Started.Before(c.Run().Started):
		return r, false, nil
	}
	r, err = s.comparedRun(ctx, o, len(o.Runs))
	return r, true, err
}
