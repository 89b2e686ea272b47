package review

import (
	"slices"
	"time"
)

// RecusalDays is how many working days the decision on a request for recusal may take.
const RecusalDays = 3

// A RecusalRequest is the department's wish that somebody should not take part, with its reasons, and what was decided on it. A
// department has this right against everybody who audits it (Regulation for the Implementation of the Audit Law of the People's
// Republic of China, article 12; governance 2.2).
type RecusalRequest struct {
	Member   AccountID `json:"member"`
	OfChair  bool      `json:"of_chair"` // they chair the committee, so that the secretary decides
	Reason   string    `json:"reason"`
	By       AccountID `json:"by"`
	At       time.Time `json:"at"`
	Accepted bool      `json:"accepted"`
	Reasons  string    `json:"reasons,omitempty"`    // of the decision
	Decider  AccountID `json:"decided_by,omitempty"` // empty until it is decided
	Decided  time.Time `json:"decided_at"`           // zero until then
}

// Pending reports whether the request waits for a decision.
func (r RecusalRequest) Pending() bool { return r.Decided.IsZero() }

// RequestRecusal asks for the recusal of a member of the panel or of the chair. Roles are the member's as the register has them at
// that moment; they stay in the history as what says who decides.
type RequestRecusal struct {
	Member AccountID `json:"member"`
	Reason string    `json:"reason"`
	Roles  []Role    `json:"roles"`
}

// DecideRecusal decides on the pending request against a member. Who is recused loses access with it; a review that they filed is set
// aside and stands in the history only.
type DecideRecusal struct {
	Member   AccountID `json:"member"`
	Accepted bool      `json:"accepted"`
	Reasons  string    `json:"reasons"` // published when the request is accepted
}

// The names of the acts.
const (
	ActionRequestRecusal Action = "request_recusal"
	ActionDecideRecusal  Action = "decide_recusal"
)

// Action returns request_recusal.
func (*RequestRecusal) Action() Action { return ActionRequestRecusal }

// Action returns decide_recusal.
func (*DecideRecusal) Action() Action { return ActionDecideRecusal }

func (a *RequestRecusal) apply(c *Case, e Event) {
	c.Recusals = added(c.Recusals, RecusalRequest{
		Member: a.Member, OfChair: slices.Contains(a.Roles, RoleChair), Reason: a.Reason, By: e.Actor, At: e.At,
	})
}

func (a *DecideRecusal) apply(c *Case, e Event) {
	c.Recusals = slices.Clone(c.Recusals)
	for i := range c.Recusals {
		if r := &c.Recusals[i]; r.Member == a.Member && r.Pending() {
			r.Accepted, r.Reasons, r.Decider, r.Decided = a.Accepted, a.Reasons, e.Actor, e.At
		}
	}
	if !a.Accepted {
		return
	}
	if _, on := c.Member(a.Member); !on { // a chair without a place on the panel
		c.Panel = added(c.Panel, Member{Account: a.Member})
	}
	c.Panel = changeMember(c.Panel, a.Member, func(m *Member) { m.Recused = a.Reasons })
	c.Reviews = slices.DeleteFunc(slices.Clone(c.Reviews), func(r Review) bool { return r.Member == a.Member })
}

func (a *RequestRecusal) reason() string { return a.Reason }
func (a *DecideRecusal) reason() string  { return a.Reasons }

// PendingRecusal returns the oldest request for recusal that waits for a decision.
func (c Case) PendingRecusal() (RecusalRequest, bool) {
	i := slices.IndexFunc(c.Recusals, RecusalRequest.Pending)
	if i < 0 {
		return RecusalRequest{}, false
	}
	return c.Recusals[i], true
}

// pendingAgainst returns the request against an account that waits for a decision.
func pendingAgainst(c Case, id AccountID) (RecusalRequest, bool) {
	i := slices.IndexFunc(c.Recusals, func(r RecusalRequest) bool { return r.Member == id && r.Pending() })
	if i < 0 {
		return RecusalRequest{}, false
	}
	return c.Recusals[i], true
}

// recused reports whether an account has been taken off the case.
func recused(c Case, id AccountID) bool {
	m, on := c.Member(id)
	return on && m.Recused != ""
}

var (
	askedTakesPart = Guard{Name: "named_person_takes_part", Check: func(f Facts) Reason {
		a := f.Act.(*RequestRecusal)
		_, on := f.Case.Member(a.Member)
		switch {
		case recused(f.Case, a.Member):
			return ReasonRecused
		case !on && !slices.Contains(a.Roles, RoleChair):
			return ReasonNotOnPanel
		default:
			return ""
		}
	}}
	askedOnce = holds("not_requested_yet", ReasonRecusalPending, func(f Facts) bool {
		_, pending := pendingAgainst(f.Case, f.Act.(*RequestRecusal).Member)
		return !pending
	})
	recusalAsked = holds("requested", ReasonNotProposed, func(f Facts) bool {
		_, pending := pendingAgainst(f.Case, f.Act.(*DecideRecusal).Member)
		return pending
	})
	decidesForOther = holds("not_about_oneself", ReasonSamePerson, func(f Facts) bool { return f.Act.(*DecideRecusal).Member != f.Actor.Account })
	notOfChair      = holds("not_about_a_chair", ReasonSecretaryDecides, func(f Facts) bool {
		r, _ := pendingAgainst(f.Case, f.Act.(*DecideRecusal).Member)
		return !r.OfChair
	})
	ofChair = holds("about_a_chair", ReasonChairDecides, func(f Facts) bool {
		r, _ := pendingAgainst(f.Case, f.Act.(*DecideRecusal).Member)
		return r.OfChair
	})
	noRecusalPending = holds("no_recusal_pending", ReasonRecusalPending, func(f Facts) bool {
		_, pending := f.Case.PendingRecusal()
		return !pending
	})
)

// recusable are the states in which the department may ask for a recusal, as long as the reviews are not released.
var recusable = []State{PanelForming, UnderReview, ReauditRequested}

var recusalRows = slices.Concat(
	stays(recusable, ActionRequestRecusal, RoleSubmitter, ofSubmittingDepartment, unreleased, askedTakesPart, askedOnce, reasonGiven),
	stays(recusable, ActionDecideRecusal, RoleChair, independent, recusalAsked, notOfChair, decidesForOther, reasonGiven),
	stays(recusable, ActionDecideRecusal, RoleSecretary, independent, recusalAsked, ofChair, decidesForOther, reasonGiven),
)
