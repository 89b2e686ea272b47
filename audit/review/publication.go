package review

import (
	"slices"
	"time"
)

// MaxAge is how long a published audit is current (6 RCNY 5-301: no more than one year).
const MaxAge = 365 * 24 * time.Hour

// A Proposal is what one person asks for and a second one does.
type Proposal struct {
	By     AccountID `json:"by"`
	At     time.Time `json:"at"`
	Reason string    `json:"reason"`
}

// CheckPublication keeps what was verified before publication: secrecy, suppression of small groups, accessibility, log.
type CheckPublication struct {
	Checks []Check `json:"checks"`
}

// Publish makes the case public.
type Publish struct {
	Digest Digest `json:"digest"` // the signed one
}

// Withhold keeps a signed case from the public on a legal ground, which is published.
type Withhold struct {
	Ground string `json:"ground"`
}

// ProposeCorrection asks for errata to the text. Numbers are not corrected but measured anew.
type ProposeCorrection struct {
	Reason string `json:"reason"`
}

// Correct publishes proposed errata.
type Correct struct{}

// Supersede marks the case as replaced by a newer one.
type Supersede struct {
	Successor CaseID `json:"successor"`
}

// Expire marks the case as no longer current.
type Expire struct{}

// ProposeWithdrawal asks for the case to be taken back.
type ProposeWithdrawal struct {
	Reason string `json:"reason"`
}

// Withdraw takes the case back as proposed. A tombstone with the reason stays.
type Withdraw struct{}

// The names of the acts.
const (
	ActionCheckPublication  Action = "check_publication"
	ActionPublish           Action = "publish"
	ActionWithhold          Action = "withhold"
	ActionProposeCorrection Action = "propose_correction"
	ActionCorrect           Action = "correct"
	ActionSupersede         Action = "supersede"
	ActionExpire            Action = "expire"
	ActionProposeWithdrawal Action = "propose_withdrawal"
	ActionWithdraw          Action = "withdraw"
)

// Action returns check_publication.
func (*CheckPublication) Action() Action { return ActionCheckPublication }

// Action returns publish.
func (*Publish) Action() Action { return ActionPublish }

// Action returns withhold.
func (*Withhold) Action() Action { return ActionWithhold }

// Action returns propose_correction.
func (*ProposeCorrection) Action() Action { return ActionProposeCorrection }

// Action returns correct.
func (*Correct) Action() Action { return ActionCorrect }

// Action returns supersede.
func (*Supersede) Action() Action { return ActionSupersede }

// Action returns expire.
func (*Expire) Action() Action { return ActionExpire }

// Action returns propose_withdrawal.
func (*ProposeWithdrawal) Action() Action { return ActionProposeWithdrawal }

// Action returns withdraw.
func (*Withdraw) Action() Action { return ActionWithdraw }

func (a *CheckPublication) apply(c *Case, _ Event) { c.Publication = slices.Clone(a.Checks) }
func (a *Publish) apply(c *Case, e Event)          { c.PublishedBy, c.PublishedAt = e.Actor, e.At }
func (a *Withhold) apply(c *Case, _ Event)         { c.Reason = a.Ground }
func (a *Supersede) apply(c *Case, _ Event)        { c.Successor = a.Successor }
func (a *Expire) apply(*Case, Event)               {}
func (a *Withdraw) apply(c *Case, _ Event)         { c.Reason = c.Withdrawal.Reason }
func (a *Correct) apply(c *Case, e Event) {
	if p := c.Correction; p != nil {
		c.Errata = added(c.Errata, Proposal{By: p.By, At: e.At, Reason: p.Reason})
	}
	c.Correction = nil
}

func (a *ProposeCorrection) apply(c *Case, e Event) {
	c.Correction = &Proposal{By: e.Actor, At: e.At, Reason: a.Reason}
}

func (a *ProposeWithdrawal) apply(c *Case, e Event) {
	c.Withdrawal = &Proposal{By: e.Actor, At: e.At, Reason: a.Reason}
}

func (a *Withhold) reason() string          { return a.Ground }
func (a *ProposeCorrection) reason() string { return a.Reason }
func (a *ProposeWithdrawal) reason() string { return a.Reason }

// second makes a guard that a proposal exists and another person made it.
func second(name string, proposal func(Case) *Proposal) Guard {
	return Guard{Name: name, Check: func(f Facts) Reason {
		p := proposal(f.Case)
		switch {
		case p == nil:
			return ReasonNotProposed
		case p.By == f.Actor.Account:
			return ReasonSamePerson
		default:
			return ""
		}
	}}
}

var (
	// Roles can change during a case, so that the pair of roles alone does not keep signer and publisher apart.
	secondPerson = holds("not_signer_member_or_author", ReasonSamePerson, func(f Facts) bool {
		id := f.Actor.Account
		_, on := f.Case.Member(id)
		return !on && !f.Case.HasSigned(id) && f.Case.Resolution.By != id
	})
	publicationPassed = holds("publication_checks_passed", ReasonChecks, func(f Facts) bool { return passed(f.Case.Publication) })
	publishesSigned   = holds("same_digest", ReasonDigest, func(f Facts) bool { return f.Act.(*Publish).Digest == f.Case.Snapshot })
	successorNamed    = holds("successor_named", ReasonIncomplete, func(f Facts) bool {
		s := f.Act.(*Supersede).Successor
		return said(string(s)) && s != f.Case.ID
	})
	isOld            = holds("older_than_a_year", ReasonNotDue, func(f Facts) bool { return !f.At.Before(f.Case.PublishedAt.Add(MaxAge)) })
	correctionAsked  = second("proposed_by_another", func(c Case) *Proposal { return c.Correction })
	withdrawalAsked  = second("proposed_by_another", func(c Case) *Proposal { return c.Withdrawal })
	currentlyPublic  = []State{Published, Corrected}
	withdrawableFrom = []State{Published, Corrected, Superseded, Expired, CorrectivePlan, FollowUp, Overdue, Closed}
)

var publicationRows = slices.Concat(
	rows([]State{Signed, PublicationCheck}, ActionCheckPublication, RoleSystem, PublicationCheck),
	rows([]State{PublicationCheck}, ActionPublish, RolePublisher, Published, independent, secondPerson, publicationPassed, publishesSigned),
	rows([]State{Signed, PublicationCheck}, ActionWithhold, RolePublisher, Withheld, independent, secondPerson, reasonGiven),
	stays(currentlyPublic, ActionProposeCorrection, RoleChair, independent, reasonGiven),
	rows(currentlyPublic, ActionCorrect, RolePublisher, Corrected, independent, secondPerson, correctionAsked),
	rows([]State{Published, Corrected, Expired, CorrectivePlan, FollowUp, Overdue, Closed}, ActionSupersede, RoleSystem, Superseded, successorNamed),
	rows(currentlyPublic, ActionExpire, RoleSystem, Expired, isOld),
	stays(withdrawableFrom, ActionProposeWithdrawal, RoleChair, independent, reasonGiven),
	rows(withdrawableFrom, ActionWithdraw, RolePublisher, Withdrawn, independent, secondPerson, withdrawalAsked),
)
