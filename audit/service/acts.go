package service

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"time"

	"auditd/audit"
	"auditd/audit/docket"
	"auditd/audit/docket/catalogue"
	"auditd/audit/docket/jobs"
	"auditd/audit/review"
	"auditd/audit/store"
)

// The values of package review, under the names that callers use.
type (
	// An Act is something done to a case.
	Act = review.Act
	// An Action is the name of an act.
	Action = review.Action
	// Validate accepts a submission.
	Validate = review.Validate
	// Reject refuses a submission for a published reason.
	Reject = review.Reject
	// FormPanel begins the choice of members.
	FormPanel = review.FormPanel
	// AssignMember puts an account on the panel.
	AssignMember = review.AssignMember
	// Declare accepts a place and declares that there is no conflict.
	Declare = review.Declare
	// Recuse takes a member off the panel.
	Recuse = review.Recuse
	// RequestRecusal asks for the recusal of a member or of the chair.
	RequestRecusal = review.RequestRecusal
	// DecideRecusal decides on such a request.
	DecideRecusal = review.DecideRecusal
	// A RecusalRequest is such a request with what was decided.
	RecusalRequest = review.RecusalRequest
	// StartReview opens the case to its panel.
	StartReview = review.StartReview
	// FileReview files the caller's review.
	FileReview = review.FileReview
	// RequestReaudit has the audit made again.
	RequestReaudit = review.RequestReaudit
	// ReleaseReviews opens all reviews together.
	ReleaseReviews = review.ReleaseReviews
	// ReleaseEarly opens the reviews while some are missing.
	ReleaseEarly = review.ReleaseEarly
	// IssueFindings ends the review with findings.
	IssueFindings = review.IssueFindings
	// NotifyDepartment starts the department's clock.
	NotifyDepartment = review.NotifyDepartment
	// FileReply answers the findings.
	FileReply = review.FileReply
	// AnswerReply answers every point of the reply.
	AnswerReply = review.AnswerReply
	// Resolve records the resolution.
	Resolve = review.Resolve
	// Sign consents to the snapshot.
	Sign = review.Sign
	// Publish makes the case public.
	Publish = review.Publish
	// Withhold keeps a signed case from the public.
	Withhold = review.Withhold
	// OpenCorrectivePlan files the department's plan of correction.
	OpenCorrectivePlan = review.OpenCorrectivePlan
	// StartFollowUp accepts the plan and begins to follow it.
	StartFollowUp = review.StartFollowUp
	// Close ends a follow-up that another audit proves.
	Close = review.Close
	// GrantRawData lets a member read raw data for a time.
	GrantRawData = review.GrantRawData
	// ProposeCorrection asks for the publication to be corrected.
	ProposeCorrection = review.ProposeCorrection
	// Correct corrects the publication as another proposed.
	Correct = review.Correct
	// ProposeWithdrawal asks for the case to be taken back.
	ProposeWithdrawal = review.ProposeWithdrawal
	// Withdraw takes the case back as another proposed.
	Withdraw = review.Withdraw
	// A Finding is something the committee holds against the system.
	Finding = review.Finding
	// An Answer is what the committee says to one point of the reply.
	Answer = review.Answer
	// A Dissent is a member's departure from the resolution.
	Dissent = review.Dissent
	// A CriterionAssessment is the assessment of one criterion with its reasons.
	CriterionAssessment = review.CriterionAssessment
	// An Assessment is what a member holds of one criterion.
	Assessment = review.Assessment
	// A Verdict is what a member proposes and the committee resolves.
	Verdict = review.Verdict
	// A Member is a place on the panel.
	Member = review.Member
	// AccountID names an account.
	AccountID = review.AccountID
	// A Digest is a SHA-256 in lower-case hex.
	Digest = review.Digest
	// CaseID names a case.
	CaseID = review.CaseID
)

// Verdicts returns the verdicts of a review and a resolution in their order.
func Verdicts() []Verdict { return review.Verdicts() }

// ReasonOf returns the key of the reason for which the rules of the committee refuse, "" for another error.
func ReasonOf(err error) string { return string(review.ReasonOf(err)) }

// Reasons returns the keys of all such reasons.
func Reasons() []string {
	var out []string
	for _, r := range review.Reasons() {
		out = append(out, string(r))
	}
	return out
}

// Remedies returns the keys of those reasons that come with a remedy.
func Remedies() []string {
	return slices.DeleteFunc(Reasons(), func(r string) bool { return review.RemedyOf(review.Reason(r)) == "" })
}

// Do does an act to a case as the caller, and what follows from it by itself: reviews are released with the last one, the department
// is notified of findings, the publication is prepared with the last signature.
func (s *Service) Do(ctx context.Context, by *Caller, id CaseID, act Act) error {
	_, err := s.DoAt(ctx, by, id, act, AnySeq)
	return err
}

// AnySeq is the number of events of a case of which the caller says nothing.
const AnySeq int64 = -1

// Stale is the text of the Conflict when a case has gone on since the caller read it.
const Stale = "the case has gone on since it was read"

// DoAt does an act like [Service.Do], but only while seq is the number of the case's last event, so that nobody acts on what they have
// not seen.
func (s *Service) DoAt(ctx context.Context, by *Caller, id CaseID, act Act, seq int64) (Acted, error) {
	if scope := ScopeOf(act.Action()); !by.Allows(scope) {
		return Acted{}, lacksScope(scope)
	}
	c, err := s.Register.Case(ctx, id)
	if err != nil {
		return Acted{}, err
	}
	if !review.AccessOf(c, by.Actor).Case || by.May(RoleAdmin) {
		return Acted{}, hidden(id)
	}
	if needFresh(act) && by.Scopes == nil { // who made the token for this proved it then
		if err := s.requireFresh(ctx, by); err != nil {
			return Acted{}, err
		}
	}
	if act, err = s.complete(ctx, c, by, act); err != nil {
		return Acted{}, err
	}
	var entry catalogue.Entry
	if _, ok := act.(*Publish); ok {
		if entry, err = s.entryOf(ctx, c); err != nil {
			return Acted{}, err
		}
	}
	now := s.Now()
	var out Acted
	err = s.once(ctx, by, func(r *docket.Register) (any, error) {
		if seq != AnySeq {
			if d, err := r.Docket(ctx, id); err != nil || d.Seq != seq {
				return nil, errors.Join(err, &audit.Error{Kind: audit.Conflict, Text: Stale, Remedy: "read it again"})
			}
		}
		after, _, err := r.Act(ctx, id, by.ID, now, act)
		if err != nil {
			return nil, err
		}
		if err := s.follow(ctx, r, after, act, entry, now); err != nil {
			return nil, err
		}
		d, err := r.Docket(ctx, id)
		out = Acted{Case: id, Seq: d.Seq, State: string(d.State)}
		return out, err
	})
	if err == nil {
		s.nudge()
	}
	return out, err
}

// hidden is the answer about a case that the caller may not know of: the same as for one that is not there.
func hidden(id CaseID) error {
	return audit.Errorf(audit.NotFound, "there is no case %s", audit.Quote(string(id)))
}

// complete fills in what the service knows and a request must not say.
func (s *Service) complete(ctx context.Context, c review.Case, by *Caller, act Act) (Act, error) {
	switch a := act.(type) {
	case *IssueFindings:
		data, err := json.Marshal(struct {
			Results  review.Digest
			Findings []Finding
		}{c.Run().Results, a.Findings})
		return &IssueFindings{Findings: a.Findings, Snapshot: digestOf(data)}, err
	case *Resolve:
		filled := *a
		data, err := signedDocument(c, filled)
		if err != nil {
			return nil, err
		}
		filled.Snapshot = digestOf(data)
		// Only what the rules allow leaves anything: objects of reports cannot be deleted.
		if _, err := review.Next(c, by.Actor, &filled, s.Now()); err != nil {
			return &filled, nil //nolint:nilerr // the register refuses it with the same reason
		}
		key, err := signedKey(c, filled.Snapshot)
		if err != nil {
			return nil, err
		}
		_, err = s.Objects.Put(ctx, key, bytes.NewReader(data), int64(len(data)), store.PutOptions{})
		return &filled, err
	}
	return act, nil
}

// signedDocument is what the signatures speak about: the digest of the results, and the words of both sides.
func signedDocument(c review.Case, a Resolve) ([]byte, error) {
	return json.MarshalIndent(struct {
		Case       CaseID                       `json:"case"`
		Department review.DepartmentID          `json:"department"`
		Manifest   Digest                       `json:"manifest_sha256"`
		Results    Digest                       `json:"results_sha256"`
		Engine     Digest                       `json:"engine_sha256"`
		Findings   []Finding                    `json:"findings"`
		Reply      *review.Reply                `json:"reply"`
		Answers    []Answer                     `json:"answers"`
		Verdict    Verdict                      `json:"verdict"`
		Reasons    string                       `json:"reasons"`
		Criteria   []review.CriterionAssessment `json:"criteria"`
		Conditions []string                     `json:"conditions"`
		Dissents   []Dissent                    `json:"dissents"`
	}{
		c.ID, c.Unit.Department(), c.Manifest, c.Run().Results, c.Run().Engine, c.Findings, c.Reply, c.Answers, a.Verdict, a.Reasons, a.Criteria,
		a.Conditions, a.Dissents,
	}, "", "  ")
}

func signedKey(c review.Case, d Digest) (store.Key, error) {
	return store.ReportKey(store.ID(c.ID), len(c.Runs), store.FileName("signed-"+string(d[:16])+".json"))
}

// follow does what follows from an act in the same transaction.
func (s *Service) follow(ctx context.Context, r *docket.Register, c review.Case, act Act, entry catalogue.Entry, now time.Time) error {
	var err error
	switch act.(type) {
	case *Validate, *RequestReaudit:
		return s.queueMeasure(ctx, r, c.ID, len(c.Runs)+1)
	case *FileReview, *DecideRecusal: // a decision may be the last thing that the release waited for
		_, err = s.ifAllowed(ctx, r, c, &ReleaseReviews{}, now)
	case *IssueFindings:
		_, err = s.ifAllowed(ctx, r, c, &NotifyDepartment{}, now)
	case *Sign:
		var done bool
		if done, err = s.ifAllowed(ctx, r, c, &review.CompleteSigning{}, now); done && err == nil {
			name := string(c.ID) + "-" + strconv.Itoa(len(c.Runs))
			_, err = r.Jobs.Enqueue(ctx, jobs.Job{ID: "p-" + name, Kind: kindPublication, Key: "publication/" + name, Case: c.ID}, now)
		}
	case *Reject, *Withhold:
		err = s.list(ctx, r, c, catalogue.Entry{})
	case *Publish:
		if err = s.list(ctx, r, c, entry); err == nil {
			err = s.supersede(ctx, r, c, now)
		}
	default:
		err = s.relist(ctx, r, c)
	}
	return err
}

// ifAllowed does an act of the system when the rules allow it now.
func (s *Service) ifAllowed(ctx context.Context, r *docket.Register, c review.Case, act Act, now time.Time) (bool, error) {
	if _, err := review.Next(c, review.System(), act, now); err != nil {
		return false, nil //nolint:nilerr // a refusal means that the time has not come
	}
	_, _, err := r.Act(ctx, c.ID, review.System().Account, now, act)
	return true, err
}

// Actions returns the names of all acts.
func Actions() []Action { return review.Actions() }

// A State is where a case stands.
type State = review.State

// States returns all states of a case.
func States() []review.State { return review.States() }
