package review

// A State is where a case stands. The states are public.
type State string

// The states, in the order in which a case passes through them. None is the state of a case without events.
const (
	None             State = ""
	Draft            State = "draft"
	Submitted        State = "submitted"
	RejectedIntake   State = "rejected_intake" // refused with a published reason
	Validated        State = "validated"
	Computing        State = "computing"
	ComputeFailed    State = "compute_failed"
	Computed         State = "computed"
	PanelForming     State = "panel_forming"
	UnderReview      State = "under_review"
	ReauditRequested State = "reaudit_requested"
	FindingsIssued   State = "findings_issued"
	AgencyResponse   State = "agency_response" // the department's clock runs
	DecisionPending  State = "decision_pending"
	Decided          State = "decided"
	Signing          State = "signing"
	Signed           State = "signed"
	PublicationCheck State = "publication_check"
	Published        State = "published"
	Withheld         State = "withheld" // not published, on a legal ground that is
	Corrected        State = "corrected"
	Superseded       State = "superseded"
	Expired          State = "expired"
	Withdrawn        State = "withdrawn" // a tombstone stays
	CorrectivePlan   State = "corrective_plan"
	FollowUp         State = "follow_up"
	Overdue          State = "overdue"
	Closed           State = "closed"
)

// States returns every state in the order of the constants, None left out.
func States() []State {
	return []State{
		Draft, Submitted, RejectedIntake, Validated, Computing, ComputeFailed, Computed, PanelForming, UnderReview, ReauditRequested,
		FindingsIssued, AgencyResponse, DecisionPending, Decided, Signing, Signed, PublicationCheck, Published, Withheld, Corrected,
		Superseded, Expired, Withdrawn, CorrectivePlan, FollowUp, Overdue, Closed,
	}
}

// Public reports whether the report of a case in this state is open to everybody. A withdrawn case shows its tombstone only.
func (s State) Public() bool {
	switch s {
	case Published, Corrected, Superseded, Expired, CorrectivePlan, FollowUp, Overdue, Closed:
		return true
	default:
		return false
	}
}
