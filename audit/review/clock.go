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
}

// Late reports whether the time is over.
func (c Clock) Late(now time.Time) bool { return !c.Due.IsZero() && !now.Before(c.Due) }

// How long each step may take, in working days, unless a law sets days of the calendar.
const (
	PanelDays     = 3  // until the panel is complete and the review is open
	ReviewDays    = 10 // for the members' reviews
	FindingsDays  = 5  // for the findings, from the release of the reviews
	AnswerDays    = 5  // for the answers to the department's reply
	ResolveDays   = 5  // for the resolution
	SigningDays   = 3  // for the signatures, from the resolution
	PublishDays   = 20 // for the publication, from the last signature (Regulations on Open Government Information, article 26)
	IntakeDays    = 5  // for the decision on a submission
	hoursFromUTC  = 8
	secondsAnHour = 60 * 60
)

// office is where working days begin and end.
var office = time.FixedZone("UTC+8", hoursFromUTC*secondsAnHour)

// WorkingDays returns the time n working days after another, at the same time of day. Saturdays and Sundays are no working days;
// public holidays are not known here, so that a term can only be shorter than the law's and never longer.
func WorkingDays(from time.Time, n int) time.Time {
	t := from.In(office)
	for n > 0 {
		t = t.AddDate(0, 0, 1)
		if d := t.Weekday(); d != time.Saturday && d != time.Sunday {
			n--
		}
	}
	return t.UTC()
}

// Waiting returns what the case waits for. A case that waits for nothing has the zero Clock.
func Waiting(c Case) Clock {
	if r, pending := c.PendingRecusal(); pending && slices.Contains(recusable, c.State) {
		who := RoleChair
		if r.OfChair {
			who = RoleSecretary
		}
		return Clock{ActionDecideRecusal, who, WorkingDays(r.At, RecusalDays)}
	}
	switch c.State {
	case Draft:
		return Clock{Action: ActionSubmit, Role: RoleSubmitter}
	case Submitted:
		if passed(c.Checks) {
			return Clock{ActionValidate, RoleIntakeOfficer, WorkingDays(c.Since, IntakeDays)}
		}
		return Clock{ActionRecordChecks, RoleSystem, WorkingDays(c.Since, IntakeDays)}
	case Validated, ReauditRequested:
		return Clock{Action: ActionStartRun, Role: RoleSystem}
	case Computing:
		return Clock{Action: ActionFinishRun, Role: RoleSystem}
	case Computed, PanelForming:
		return waitingForPanel(c)
	case UnderReview:
		if c.Released {
			return Clock{ActionIssueFindings, RoleChair, WorkingDays(c.ReleasedAt, FindingsDays)}
		}
		return Clock{ActionFileReview, RoleCommitteeMember, WorkingDays(c.Since, ReviewDays)}
	case FindingsIssued:
		return Clock{Action: ActionNotifyDepartment, Role: RoleSecretary}
	case AgencyResponse:
		if c.Reply == nil {
			return Clock{ActionFileReply, RoleSubmitter, c.ReplyDue}
		}
		return Clock{ActionAnswerReply, RoleChair, WorkingDays(c.Reply.At, AnswerDays)}
	case DecisionPending:
		return Clock{ActionResolve, RoleChair, WorkingDays(c.Since, ResolveDays)}
	case Decided, Signing:
		return Clock{ActionSign, RoleCommitteeMember, WorkingDays(c.Resolution.At, SigningDays)}
	case Signed:
		return Clock{ActionCheckPublication, RoleSystem, WorkingDays(c.Since, PublishDays)}
	case PublicationCheck:
		return Clock{ActionPublish, RolePublisher, WorkingDays(c.Signatures[len(c.Signatures)-1].At, PublishDays)}
	default:
		return waitingInPublic(c)
	}
}

func waitingForPanel(c Case) Clock {
	due := WorkingDays(c.Since, PanelDays)
	members, _ := PanelSize(c.ImpactLevel)
	on := slices.DeleteFunc(slices.Clone(c.Panel), func(m Member) bool { return m.Recused != "" })
	switch {
	case c.State == Computed && len(c.Panel) == 0:
		return Clock{ActionFormPanel, RoleSecretary, due}
	case len(on) < members:
		return Clock{ActionAssignMember, RoleSecretary, due}
	case len(c.Seated()) < len(on):
		return Clock{ActionDeclare, RoleCommitteeMember, due}
	default:
		return Clock{ActionStartReview, RoleSecretary, due}
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
		return Clock{ActionStartFollowUp, RoleSecretary, c.Plan.Due}
	case FollowUp, Overdue:
		return Clock{ActionClose, RoleChair, c.Plan.Due}
	case Published, Corrected:
		if v := c.Resolution.Verdict; v == Conditional || v == Fail {
			return Clock{Action: ActionOpenCorrectivePlan, Role: RoleSubmitter}
		}
		return Clock{ActionExpire, RoleSystem, c.PublishedAt.Add(MaxAge)}
	default:
		return Clock{}
	}
}

// WaitsFor reports whether what the case waits for has to be done by this actor.
func WaitsFor(c Case, a Actor) bool {
	w := Waiting(c)
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
