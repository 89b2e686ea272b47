package review

import (
	"slices"
	"time"

	"auditd/audit"
)

// A Case is what the events add up to. The zero value is a case without events. It is a value: nothing changes it in place.
type Case struct {
	ID          CaseID
	Seq         int64 // of the last event, 0 without events
	State       State
	Since       time.Time // when the case came into its state
	Unit        Unit      // the submitting department by its line
	Submitter   AccountID
	ImpactLevel int // 1 to 4, 0 before submission
	Manifest    Digest
	Checks      []Check // of the intake; the last record counts
	Runs        []Run   // in the order they were started; the last one counts
	Criteria    []Criterion
	Panel       []Member         // in the order of assignment, recused ones included
	Recusals    []RecusalRequest // of the department, in the order of asking
	Reviews     []Review         // in the order of filing
	Released    bool
	ReleasedAt  time.Time // zero until then
	Early       string    // the chair's statement, when reviews were released before all were in
	Findings    []Finding
	FindingsAt  time.Time // when they were issued; zero until then
	Snapshot    Digest    // of what findings, resolution and signatures speak about
	ReplyDue    time.Time
	Reply       *Reply
	Answers     []Answer
	Resolution  *Resolution
	Signatures  []Signature
	Publication []Check // of the last publication check
	PublishedBy AccountID
	PublishedAt time.Time
	Correction  *Proposal
	Grants      []Grant    // of raw data, in the order they were given
	Errata      []Proposal // corrections that were published, in their order; At is when
	Withdrawal  *Proposal
	Plan        *Plan
	Reason      string // given with the last rejection, failure, withholding or withdrawal
	Successor   CaseID
}

// Apply adds events to a case and returns the sum. It checks that they follow on the case and on one another, and trusts that [Next]
// allowed them: a later change of the table does not rewrite history. An event out of order is a Conflict.
func Apply(c Case, events ...Event) (Case, error) {
	for _, e := range events {
		switch {
		case e.Act == nil:
			return c, audit.Errorf(audit.Internal, "event %d of case %s has no act", e.Seq, audit.Quote(string(e.Case)))
		case c.Seq > 0 && e.Case != c.ID:
			return c, audit.Errorf(audit.Internal, "event of case %s applied to case %s", audit.Quote(string(e.Case)), audit.Quote(string(c.ID)))
		case e.Seq != c.Seq+1:
			return c, audit.Errorf(audit.Conflict, "event %d does not follow on event %d", e.Seq, c.Seq)
		case e.From != c.State:
			return c, audit.Errorf(audit.Conflict, "event %d starts from %q, the case is %q", e.Seq, e.From, c.State)
		}
		if e.To != e.From {
			c.Since = e.At
		}
		c.ID, c.Seq, c.State = e.Case, e.Seq, e.To
		e.Act.apply(&c, e)
	}
	return c, nil
}

// Run returns the run that counts, the zero Run before the first one.
func (c Case) Run() Run {
	if len(c.Runs) == 0 {
		return Run{}
	}
	return c.Runs[len(c.Runs)-1]
}

// Member returns the place of an account on the panel.
func (c Case) Member(id AccountID) (Member, bool) {
	i := slices.IndexFunc(c.Panel, func(m Member) bool { return m.Account == id })
	if i < 0 {
		return Member{}, false
	}
	return c.Panel[i], true
}

// Seated returns the members who accepted and are not recused.
func (c Case) Seated() []Member {
	var out []Member
	for _, m := range c.Panel {
		if m.Seated() {
			out = append(out, m)
		}
	}
	return out
}

// HasFiled reports whether the account filed a review.
func (c Case) HasFiled(id AccountID) bool {
	return slices.ContainsFunc(c.Reviews, func(r Review) bool { return r.Member == id })
}

// HasSigned reports whether the account signed.
func (c Case) HasSigned(id AccountID) bool {
	return slices.ContainsFunc(c.Signatures, func(s Signature) bool { return s.By == id })
}

// added returns a list with one more element that shares no memory with the list.
func added[T any](list []T, v T) []T { return append(slices.Clip(list), v) }
