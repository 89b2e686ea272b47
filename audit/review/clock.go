package review

import (
	"slices"
	"time"
)

// A Clock says what a case waits for, who has to do it, and by when.
type Clock struct {
	Action Action
	Role   Role      // who has to act; RoleSystem when the service goes on by itself
	Due    time.Time // zero when no rule sets a time

	NoCalendar int // the first year of the term whose holidays are not known, so that it counts weekends only; 0 for none
}

// Late reports whether the time is over.
func (c Clock) Late(now time.Time) bool { return !c.Due.IsZero() && !now.Before(c.Due) }

// How long each step may take, in working days, unless a law sets days of the calendar.
const (
	PanelDays    = 3  // until the panel is complete and the review is open
	ReviewDays   = 10 // for the members' reviews
	FindingsDays = 5  // for the findings, from the release of the reviews
	AnswerDays   = 5  // for the answers to the department's reply
	ResolveDays  = 5  // for the resolution
	SigningDays  = 3  // for the signatures, from the resolution
	PublishDays  = 20 // for the publication, from the last signature (Regulations on Open Government Information, article 26)
	IntakeDays   = 5  // for the decision on a submission
)

// Waiting returns what the case waits for, its term counted by a calendar. A case that waits for nothing has the zero Clock.
func Waiting(c Case, cal Calendar) Clock {
	w := waiting(c, cal)
	switch w.Action {
	case ActionFileReply, ActionStartFollowUp, ActionClose, ActionExpire: // days of the calendar, whatever day they are
	default:
		if !w.Due.IsZero() {
			w.NoCalendar = cal.firstMissing(c.Since, w.Due)
		}
	}
	return w
}

func waiting(c Case, cal Calendar) Clock {
	if r, pending := c.PendingRecusal(); pending && slices.Contains(recusable, c.State) {
		who := RoleChair
		if r.OfChair {
			who = RoleSecretary
		}
		return Clock{Action: ActionDecideRecusal, Role: who, Due: cal.WorkingDays(r.At, RecusalDays)}
	}
	switch c.State {
	case Draft:
		return Clock{Action: ActionSubmit, Role: RoleSubmitter}
	case Submitted:
		if passed(c.Checks) {
			return Clock{Action: ActionValidate, Role: RoleIntakeOfficer, Due: cal.WorkingDays(c.Since, IntakeDays)}
		}
		return Clock{Action: ActionRecordChecks, Role: RoleSystem, Due: cal.WorkingDays(c.Since, IntakeDays)}
	case Validated, ReauditRequested:
		return Clock{Action: ActionStartRun, Role: RoleSystem}
	case Computing:
		return Clock{Action: ActionFinishRun, Role: RoleSystem}
	case Computed, PanelForming:
		return waitingForPanel(c, cal)
	case UnderReview:
		if c.Released {
			return Clock{Action: ActionIssueFindings, Role: RoleChair, Due: cal.WorkingDays(c.ReleasedAt, FindingsDays)}
		}
		return Clock{Action: ActionFileReview, Role: RoleCommitteeMember, Due: cal.WorkingDays(c.Since, ReviewDays)}
	case FindingsIssued:
		return Clock{Action: ActionNotifyDepartment, Role: RoleSecretary}
	case AgencyResponse:
		if c.Reply == nil {
			return Clock{Action: ActionFileReply, Role: RoleSubmitter, Due: c.ReplyDue}
		}
		return Clock{Action: ActionAnswerReply, Role: RoleChair, Due: cal.WorkingDays(c.Reply.At, AnswerDays)}
	case DecisionPending:
		return Clock{Action: ActionResolve, Role: RoleChair, Due: cal.WorkingDays(c.Since, ResolveDays)}
	case Decided, Signing:
		return Clock{Action: ActionSign, Role: RoleCommitteeMember, Due: cal.WorkingDays(c.Resolution.At, SigningDays)}
	case Signed:
		return Clock{Action: ActionCheckPublication, Role: RoleSystem, Due: cal.WorkingDays(c.Since, PublishDays)}
	case PublicationCheck:
		return Clock{Action: ActionPublish, Role: RolePublisher, Due: cal.WorkingDays(c.Signatures[len(c.Signatures)-1].At, PublishDays)}
	default:
		return waitingInPublic(c)
	}
}

func waitingForPanel(c Case, cal Calendar) Clock {
	due := cal.WorkingDays(c.Since, PanelDays)
	members, _ := PanelSize(c.ImpactLevel)
	on := slices.DeleteFunc(slices.Clone(c.Panel), func(m Member) bool { return m.Recused != "" })
	switch {
	case c.State == Computed && len(c.Panel) == 0:
		return Clock{Action: ActionFormPanel, Role: RoleSecretary, Due: due}
	case len(on) < members:
		return Clock{Action: ActionAssignMember, Role: RoleSecretary, Due: due}
	case len(c.Seated()) < len(on):
		return Clock{Action: ActionDeclare, Role: RoleCommitteeMember, Due: due}
	default:
		return Clock{Action: ActionStartReview, Role: RoleSecretary, Due: due}
	}
}

// waitingInPublic is what a published case waits for.
func waitingInPublic(c Case) Clock {
	switch {
	case !c.State.Public():
		return Clock{}
	case c.Withdrawal != nil:
		return Clock{Action: ActionWithdraw, Role: RolePublisher}
	case c.Correction != nil:
		return Clock{Action: ActionCorrect, Role: RolePublisher}
	}
	switch c.State {
	case CorrectivePlan:
		return Clock{Action: ActionStartFollowUp, Role: RoleSecretary, Due: c.Plan.Due}
	case FollowUp, Overdue:
		return Clock{Action: ActionClose, Role: RoleChair, Due: c.Plan.Due}
	case Published, Corrected:
		if v := c.Resolution.Verdict; v == Conditional || v == Fail {
			return Clock{Action: ActionOpenCorrectivePlan, Role: RoleSubmitter}
		}
		return Clock{Action: ActionExpire, Role: RoleSystem, Due: c.PublishedAt.Add(MaxAge)}
	default:
		return Clock{}
	}
}

// WaitsFor reports whether what the case waits for has to be done by this actor.
func WaitsFor(c Case, a Actor) bool {
	w := waiting(c, Calendar{})
	own := a.Account == c.Submitter || a.Of(c.Unit)
	m, on := c.Member(a.Account)
	switch w.Action {
	case "":
		return false
	case ActionDeclare:
		return on && !own && m.Recused == "" && m.Declared.IsZero()
	case ActionFileReview:
		return m.Seated() && !own && !c.HasFiled(a.Account)
	case ActionSign:
		return !own && !c.HasSigned(a.Account) && (a.Has(RoleChair) || m.Seated() && c.HasFiled(a.Account))
	}
	return a.Has(w.Role) && own == (w.Role == RoleSubmitter)
}

// Due returns the acts of the service whose time has come in a case, none when nothing is due.
func Due(c Case, now time.Time) []Act {
	switch {
	case c.State == AgencyResponse && c.Reply == nil && !now.Before(c.ReplyDue):
		return []Act{&RecordSilence{}}
	case (c.State == CorrectivePlan || c.State == FollowUp) && c.Plan != nil && !now.Before(c.Plan.Due):
		return []Act{&MarkOverdue{}}
	case (c.State == Published || c.State == Corrected) && !now.Before(c.PublishedAt.Add(MaxAge)):
		return []Act{&Expire{}}
	default:
		return nil
	}
}
