package review

import (
	"slices"
	"time"
)

// A Plan is what the department promises to correct, and by when.
type Plan struct {
	Text string    `json:"text"`
	Due  time.Time `json:"due"`
	At   time.Time `json:"at"`
}

// OpenCorrectivePlan files the department's plan of correction.
type OpenCorrectivePlan struct {
	Text string    `json:"text"`
	Due  time.Time `json:"due"`
}

// StartFollowUp accepts the plan and begins to follow it.
type StartFollowUp struct{}

// MarkOverdue shows the public that the promise was not kept in time.
type MarkOverdue struct{}

// Close ends the case by a new audit that proves the correction; an assertion closes nothing. What the audit is stands in the act as
// the register has it at that moment, whatever a request said, and stays in the history as what the chair's decision rested on.
type Close struct {
	Proof CaseID       `json:"proof"`           // the case of the new audit
	Audit *ProvenAudit `json:"audit,omitempty"` // nil when there is no such case
}

// A ProvenAudit is what the register knows of the audit that is to prove a correction.
type ProvenAudit struct {
	Department DepartmentID `json:"department"`
	SameSystem bool         `json:"same_system"` // its plan names the system that the plan of the case to be closed names
	State      State        `json:"state"`
	Verdict    Verdict      `json:"verdict"`  // "" before the resolution
	Measured   time.Time    `json:"measured"` // when its last run began; zero without one
}

// The names of the acts.
const (
	ActionOpenCorrectivePlan Action = "open_corrective_plan"
	ActionStartFollowUp      Action = "start_follow_up"
	ActionMarkOverdue        Action = "mark_overdue"
	ActionClose              Action = "close"
)

// Action returns open_corrective_plan.
func (*OpenCorrectivePlan) Action() Action { return ActionOpenCorrectivePlan }

// Action returns start_follow_up.
func (*StartFollowUp) Action() Action { return ActionStartFollowUp }

// Action returns mark_overdue.
func (*MarkOverdue) Action() Action { return ActionMarkOverdue }

// Action returns close.
func (*Close) Action() Action { return ActionClose }

func (a *OpenCorrectivePlan) apply(c *Case, e Event) {
	c.Plan = &Plan{Text: a.Text, Due: a.Due, At: e.At}
}
func (a *StartFollowUp) apply(*Case, Event)  {}
func (a *MarkOverdue) apply(*Case, Event)    {}
func (a *Close) apply(c *Case, _ Event)      { c.Successor = a.Proof }
func (a *OpenCorrectivePlan) reason() string { return a.Text }

var (
	needsCorrection = holds("correction_required", ReasonNothingToCorrect, func(f Facts) bool {
		return f.Case.Resolution.Verdict == Conditional || f.Case.Resolution.Verdict == Fail
	})
	planDated   = holds("due_after_now", ReasonIncomplete, func(f Facts) bool { return f.Act.(*OpenCorrectivePlan).Due.After(f.At) })
	planOverdue = holds("plan_overdue", ReasonNotDue, func(f Facts) bool { return !f.At.Before(f.Case.Plan.Due) })
	provenByRun = Guard{Name: "proven_by_another_audit", Check: proves}
)

// proves returns why an audit does not prove a correction: it must be another one of the same system of the same department, measured
// after the findings, resolved and open to the public; and one that failed, or could not tell, proves nothing.
func proves(f Facts) Reason {
	act := f.Act.(*Close)
	if !said(string(act.Proof)) || act.Proof == f.Case.ID {
		return ReasonNoNewRun
	}
	a := act.Audit
	switch {
	case a == nil:
		return ReasonProofUnknown
	case a.Department != f.Case.Unit.Department() || !a.SameSystem:
		return ReasonProofOther
	case !a.State.Public():
		return ReasonProofUnpublished
	case !a.Measured.After(f.Case.FindingsAt):
		return ReasonProofEarlier
	case a.Verdict != Pass && a.Verdict != Conditional:
		return ReasonProofFailed
	default:
		return ""
	}
}

var followUpRows = slices.Concat(
	rows(currentlyPublic, ActionOpenCorrectivePlan, RoleSubmitter, CorrectivePlan, ofSubmittingDepartment, needsCorrection, reasonGiven, planDated),
	rows([]State{CorrectivePlan}, ActionStartFollowUp, RoleSecretary, FollowUp, independent),
	rows([]State{CorrectivePlan, FollowUp}, ActionMarkOverdue, RoleSystem, Overdue, planOverdue),
	rows([]State{FollowUp, Overdue}, ActionClose, RoleChair, Closed, independent, provenByRun),
)
