package review

import "slices"

// Open starts a case for a department.
type Open struct {
	Case CaseID `json:"case"`
	Unit Unit   `json:"unit"` // the department by its line, as the register has it
}

// Submit hands a case in. The manifest fixes files, plan and grouping columns.
type Submit struct {
	Manifest    Digest `json:"manifest"`
	ImpactLevel int    `json:"impact_level"` // 1 to 4
}

// A Check is one thing that a machine verified.
type Check struct {
	Name   string `json:"name"`
	Passed bool   `json:"passed"`
	Detail string `json:"detail,omitempty"`
}

// RecordChecks keeps what the machine found in the submission: schema, encoding, size, smallest number of records.
type RecordChecks struct {
	Checks []Check `json:"checks"`
}

// Validate accepts a submission.
type Validate struct{}

// Reject refuses a submission for a reason that is published.
type Reject struct {
	Reason string `json:"reason"`
}

// The names of the acts.
const (
	ActionOpen         Action = "open"
	ActionSubmit       Action = "submit"
	ActionRecordChecks Action = "record_checks"
	ActionValidate     Action = "validate"
	ActionReject       Action = "reject"
)

// Action returns open.
func (*Open) Action() Action { return ActionOpen }

// Action returns submit.
func (*Submit) Action() Action { return ActionSubmit }

// Action returns record_checks.
func (*RecordChecks) Action() Action { return ActionRecordChecks }

// Action returns validate.
func (*Validate) Action() Action { return ActionValidate }

// Action returns reject.
func (*Reject) Action() Action { return ActionReject }

func (a *Open) apply(c *Case, e Event)     { c.Unit, c.Submitter = slices.Clone(a.Unit), e.Actor }
func (a *Submit) apply(c *Case, _ Event)   { c.Manifest, c.ImpactLevel = a.Manifest, a.ImpactLevel }
func (a *Validate) apply(_ *Case, _ Event) {}
func (a *Reject) apply(c *Case, _ Event)   { c.Reason = a.Reason }
func (a *RecordChecks) apply(c *Case, _ Event) {
	c.Checks = slices.Clone(a.Checks)
}

func (a *Reject) reason() string { return a.Reason }

var (
	caseNamed = holds("case_and_department_named", ReasonIncomplete, func(f Facts) bool {
		a := f.Act.(*Open)
		return said(string(a.Case)) && len(a.Unit) > 0
	})
	ownDepartment    = holds("of_the_named_department", ReasonNotOwnDepartment, func(f Facts) bool { return f.Actor.Of(f.Act.(*Open).Unit) })
	manifestComplete = holds("manifest_complete", ReasonIncomplete, func(f Facts) bool {
		a := f.Act.(*Submit)
		return isDigest(a.Manifest) && a.ImpactLevel >= 1 && a.ImpactLevel <= 4
	})
	checksPassed = holds("checks_passed", ReasonChecks, func(f Facts) bool { return passed(f.Case.Checks) })
	checksFailed = holds("checks_failed", ReasonChecksPassed, func(f Facts) bool { return !passed(f.Case.Checks) })
)

var intakeRows = slices.Concat(
	rows([]State{None}, ActionOpen, RoleSubmitter, Draft, caseNamed, ownDepartment),
	rows([]State{Draft}, ActionSubmit, RoleSubmitter, Submitted, ofSubmittingDepartment, manifestComplete),
	stays([]State{Submitted}, ActionRecordChecks, RoleSystem),
	rows([]State{Submitted}, ActionValidate, RoleSystem, Validated, checksPassed),
	rows([]State{Submitted}, ActionValidate, RoleIntakeOfficer, Validated, independent, checksPassed),
	rows([]State{Submitted}, ActionReject, RoleSystem, RejectedIntake, checksFailed, reasonGiven),
	rows([]State{Submitted}, ActionReject, RoleIntakeOfficer, RejectedIntake, independent, reasonGiven),
)
