package review

import (
	"slices"
	"time"
)

// A Run is one run of a plan over the data of a case. All runs are kept and shown, also those that no verdict rests on.
type Run struct {
	ID      RunID
	Started time.Time
	Results Digest // of results.json, empty until the run is done
	Engine  Digest // of the program
	Failure string // empty unless it failed
}

// StartRun begins a run.
type StartRun struct {
	Run RunID `json:"run"`
}

// FinishRun ends a run with its results.
type FinishRun struct {
	Run     RunID  `json:"run"`
	Results Digest `json:"results"`
	Engine  Digest `json:"engine"`
}

// FailRun ends a run, or a job that cannot be done at all, with a reason that stands on the case.
type FailRun struct {
	Run    RunID  `json:"run"`
	Reason string `json:"reason"`
}

// RequestReaudit asks for a run with another grouping, threshold or reference. The request is kept whatever comes of it.
type RequestReaudit struct {
	Changes string `json:"changes"` // the difference of the plans
	Reason  string `json:"reason"`
}

// The names of the acts.
const (
	ActionStartRun       Action = "start_run"
	ActionFinishRun      Action = "finish_run"
	ActionFailRun        Action = "fail_run"
	ActionRequestReaudit Action = "request_reaudit"
)

// Action returns start_run.
func (*StartRun) Action() Action { return ActionStartRun }

// Action returns finish_run.
func (*FinishRun) Action() Action { return ActionFinishRun }

// Action returns fail_run.
func (*FailRun) Action() Action { return ActionFailRun }

// Action returns request_reaudit.
func (*RequestReaudit) Action() Action { return ActionRequestReaudit }

func (a *StartRun) apply(c *Case, e Event) { c.Runs = added(c.Runs, Run{ID: a.Run, Started: e.At}) }

func (a *FinishRun) apply(c *Case, _ Event) {
	c.Runs = changeLast(c.Runs, func(r *Run) { r.Results, r.Engine = a.Results, a.Engine })
}

func (a *FailRun) apply(c *Case, _ Event) {
	c.Reason = a.Reason
	c.Runs = changeLast(c.Runs, func(r *Run) { r.Failure = a.Reason })
}

func (a *RequestReaudit) apply(*Case, Event) {}

func (a *FailRun) reason() string        { return a.Reason }
func (a *RequestReaudit) reason() string { return a.Reason }

func changeLast(runs []Run, change func(*Run)) []Run {
	runs = slices.Clone(runs)
	if len(runs) > 0 {
		change(&runs[len(runs)-1])
	}
	return runs
}

var (
	runNew = holds("run_is_new", ReasonRunKnown, func(f Facts) bool {
		id := f.Act.(*StartRun).Run
		return said(string(id)) && !slices.ContainsFunc(f.Case.Runs, func(r Run) bool { return r.ID == id })
	})
	runFinished = holds("current_run", ReasonOtherRun, func(f Facts) bool { return f.Act.(*FinishRun).Run == f.Case.Run().ID })
	runFailed   = holds("current_run", ReasonOtherRun, func(f Facts) bool { return f.Act.(*FailRun).Run == f.Case.Run().ID })
	hasResults  = holds("results_named", ReasonIncomplete, func(f Facts) bool {
		a := f.Act.(*FinishRun)
		return isDigest(a.Results) && isDigest(a.Engine)
	})
	changesNamed = holds("changes_named", ReasonIncomplete, func(f Facts) bool { return said(f.Act.(*RequestReaudit).Changes) })
)

var runRows = slices.Concat(
	rows([]State{Validated, ComputeFailed, ReauditRequested}, ActionStartRun, RoleSystem, Computing, runNew),
	rows([]State{Computing}, ActionFinishRun, RoleSystem, Computed, runFinished, hasResults),
	rows([]State{Computing}, ActionFailRun, RoleSystem, ComputeFailed, runFailed, reasonGiven),
	rows([]State{UnderReview}, ActionRequestReaudit, RoleCommitteeMember, ReauditRequested, independent, seated, changesNamed, reasonGiven),
	rows([]State{UnderReview}, ActionRequestReaudit, RoleChair, ReauditRequested, independent, changesNamed, reasonGiven),
)
