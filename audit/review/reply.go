package review

import (
	"slices"
	"time"
)

// ReplyClock is the time a department has for its reply: ten days (Audit Law of the People's Republic of China, article 44).
const ReplyClock = 10 * 24 * time.Hour

// ReplyKind says how the department answered. Silence is no agreement.
type ReplyKind string

// The kinds of reply.
const (
	Replied     ReplyKind = "reply"
	NoObjection ReplyKind = "no_objection" // said so
	NoReply     ReplyKind = "no_reply"     // let the time pass
)

// A Reply is the department's answer. It is published word for word beside the resolution.
type Reply struct {
	Kind   ReplyKind `json:"kind"`
	Text   string    `json:"text,omitempty"`
	Points []string  `json:"points,omitempty"` // what the committee must answer one by one
	By     AccountID `json:"by,omitempty"`     // empty for no_reply
	At     time.Time `json:"at"`
}

// NotifyDepartment sends the findings to the department and starts its clock.
type NotifyDepartment struct{}

// FileReply answers the findings: with points, or by saying that there is no objection.
type FileReply struct {
	NoObjection bool     `json:"no_objection,omitempty"`
	Text        string   `json:"text,omitempty"`
	Points      []string `json:"points,omitempty"`
}

// RecordSilence notes that the time passed without a reply.
type RecordSilence struct{}

// An Answer is what the committee says to one point of the reply.
type Answer struct {
	Point   int    `json:"point"`  // 0-based index into Reply.Points
	Answer  string `json:"answer"` // accepted, partly, rejected
	Reasons string `json:"reasons"`
}

// AnswerReply answers every point of the reply. Without points there is nothing to answer.
type AnswerReply struct {
	Answers []Answer `json:"answers"`
}

// The names of the acts.
const (
	ActionNotifyDepartment Action = "notify_department"
	ActionFileReply        Action = "file_reply"
	ActionRecordSilence    Action = "record_silence"
	ActionAnswerReply      Action = "answer_reply"
)

// Action returns notify_department.
func (*NotifyDepartment) Action() Action { return ActionNotifyDepartment }

// Action returns file_reply.
func (*FileReply) Action() Action { return ActionFileReply }

// Action returns record_silence.
func (*RecordSilence) Action() Action { return ActionRecordSilence }

// Action returns answer_reply.
func (*AnswerReply) Action() Action { return ActionAnswerReply }

func (a *NotifyDepartment) apply(c *Case, e Event) { c.ReplyDue = e.At.Add(ReplyClock) }

func (a *FileReply) apply(c *Case, e Event) {
	r := Reply{Kind: Replied, Text: a.Text, Points: slices.Clone(a.Points), By: e.Actor, At: e.At}
	if a.NoObjection {
		r.Kind = NoObjection
	}
	c.Reply = &r
}

func (a *RecordSilence) apply(c *Case, e Event) { c.Reply = &Reply{Kind: NoReply, At: e.At} }
func (a *AnswerReply) apply(c *Case, _ Event)   { c.Answers = slices.Clone(a.Answers) }

var (
	replyOpen     = holds("no_reply_yet", ReasonReplied, func(f Facts) bool { return f.Case.Reply == nil })
	replyInTime   = holds("reply_clock_running", ReasonClockExpired, func(f Facts) bool { return f.At.Before(f.Case.ReplyDue) })
	replyOverdue  = holds("reply_clock_expired", ReasonClockRunning, func(f Facts) bool { return !f.At.Before(f.Case.ReplyDue) })
	replySettled  = holds("reply_settled", ReasonNoReply, func(f Facts) bool { return f.Case.Reply != nil })
	replyComplete = holds("reply_complete", ReasonIncomplete, func(f Facts) bool {
		a := f.Act.(*FileReply)
		if a.NoObjection {
			return len(a.Points) == 0
		}
		return said(a.Text) && !slices.ContainsFunc(a.Points, func(p string) bool { return !said(p) })
	})
	pointsAnswered = holds("every_point_answered", ReasonUnanswered, func(f Facts) bool {
		answers := f.Act.(*AnswerReply).Answers
		for i := range f.Case.Reply.Points {
			j := slices.IndexFunc(answers, func(a Answer) bool { return a.Point == i })
			if j < 0 || !said(answers[j].Reasons) || !slices.Contains([]string{"accepted", "partly", "rejected"}, answers[j].Answer) {
				return false
			}
		}
		return len(answers) == len(f.Case.Reply.Points)
	})
)

var replyRows = slices.Concat(
	rows([]State{FindingsIssued}, ActionNotifyDepartment, RoleSystem, AgencyResponse),
	rows([]State{FindingsIssued}, ActionNotifyDepartment, RoleSecretary, AgencyResponse, independent),
	stays([]State{AgencyResponse}, ActionFileReply, RoleSubmitter, ofSubmittingDepartment, replyOpen, replyInTime, replyComplete),
	stays([]State{AgencyResponse}, ActionRecordSilence, RoleSystem, replyOpen, replyOverdue),
	rows([]State{AgencyResponse}, ActionAnswerReply, RoleChair, DecisionPending, independent, replySettled, pointsAnswered),
)
