package review

import (
	"slices"
	"time"
)

// A Dissent is a member's departure from the resolution, published beside it.
type Dissent struct {
	Member    AccountID `json:"member"`
	Criterion string    `json:"criterion"` // reasons are tied to a criterion
	Reasons   string    `json:"reasons"`
}

// A Resolution is what the committee decided.
type Resolution struct {
	Verdict    Verdict               `json:"verdict"`
	Reasons    string                `json:"reasons"`
	Criteria   []CriterionAssessment `json:"criteria"`
	Conditions []string              `json:"conditions,omitempty"` // conditional only
	Dissents   []Dissent             `json:"dissents,omitempty"`
	By         AccountID             `json:"by"`
	At         time.Time             `json:"at"`
}

// Resolve records the resolution. Snapshot is the digest of everything that is signed: results, findings, reply, resolution.
type Resolve struct {
	Verdict    Verdict               `json:"verdict"`
	Reasons    string                `json:"reasons"`
	Criteria   []CriterionAssessment `json:"criteria"`
	Conditions []string              `json:"conditions,omitempty"`
	Dissents   []Dissent             `json:"dissents,omitempty"`
	Snapshot   Digest                `json:"snapshot"`
}

// A Signature is one person's consent to the snapshot.
type Signature struct {
	By     AccountID `json:"by"`
	At     time.Time `json:"at"`
	Digest Digest    `json:"digest"`
}

// Sign consents to the snapshot. Only its digest is looked at here; proof that it was this person is kept elsewhere.
type Sign struct {
	Digest Digest `json:"digest"`
}

// CompleteSigning closes the list of signatures.
type CompleteSigning struct{}

// The names of the acts.
const (
	ActionResolve         Action = "resolve"
	ActionSign            Action = "sign"
	ActionCompleteSigning Action = "complete_signing"
)

// Action returns resolve.
func (*Resolve) Action() Action { return ActionResolve }

// Action returns sign.
func (*Sign) Action() Action { return ActionSign }

// Action returns complete_signing.
func (*CompleteSigning) Action() Action { return ActionCompleteSigning }

func (a *Resolve) apply(c *Case, e Event) {
	c.Snapshot = a.Snapshot
	c.Resolution = &Resolution{
		Verdict: a.Verdict, Reasons: a.Reasons, Criteria: slices.Clone(a.Criteria), Conditions: slices.Clone(a.Conditions),
		Dissents: slices.Clone(a.Dissents), By: e.Actor, At: e.At,
	}
}

func (a *Sign) apply(c *Case, e Event) {
	c.Signatures = added(c.Signatures, Signature{By: e.Actor, At: e.At, Digest: a.Digest})
}

func (a *CompleteSigning) apply(*Case, Event) {}

func (a *Resolve) reason() string { return a.Reasons }

// SignaturesNeeded returns how many must sign: more than half of the members who filed a review. The chair may be one of the signers.
func SignaturesNeeded(c Case) int { return len(c.Reviews)/2 + 1 }

var (
	resolutionComplete = Guard{Name: "every_criterion_with_reasons", Check: func(f Facts) Reason {
		a := f.Act.(*Resolve)
		return judgeCriteria(f.Case.Criteria, a.Verdict, a.Criteria)
	}}
	conditionsFit = holds("conditions_only_if_conditional", ReasonIncomplete, func(f Facts) bool {
		a := f.Act.(*Resolve)
		return (a.Verdict == Conditional) == slices.ContainsFunc(a.Conditions, said) && isDigest(a.Snapshot)
	})
	dissentGrounded = holds("dissent_grounded", ReasonDissent, func(f Facts) bool {
		for _, d := range f.Act.(*Resolve).Dissents {
			known := slices.ContainsFunc(f.Case.Criteria, func(c Criterion) bool { return c.Name == d.Criterion })
			if !known || !said(d.Reasons) || !f.Case.HasFiled(d.Member) {
				return false
			}
		}
		return true
	})
	signerFiled   = holds("filed_a_review", ReasonNotFiled, func(f Facts) bool { return f.Case.HasFiled(f.Actor.Account) })
	signsOnce     = holds("not_signed_yet", ReasonSigned, func(f Facts) bool { return !f.Case.HasSigned(f.Actor.Account) })
	signsSnapshot = holds("same_digest", ReasonDigest, func(f Facts) bool { return f.Act.(*Sign).Digest == f.Case.Snapshot })
	enoughSigned  = holds("enough_signatures", ReasonSignatures, func(f Facts) bool {
		return len(f.Case.Signatures) >= SignaturesNeeded(f.Case)
	})
)

var resolutionRows = slices.Concat(
	rows([]State{DecisionPending}, ActionResolve, RoleChair, Decided, independent, reasonGiven, resolutionComplete, conditionsFit, dissentGrounded),
	rows([]State{Decided, Signing}, ActionSign, RoleCommitteeMember, Signing, independent, seated, signerFiled, signsOnce, signsSnapshot),
	rows([]State{Decided, Signing}, ActionSign, RoleChair, Signing, independent, signsOnce, signsSnapshot),
	rows([]State{Signing}, ActionCompleteSigning, RoleSystem, Signed, enoughSigned),
)
