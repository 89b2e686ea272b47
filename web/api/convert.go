package api

import (
	"strconv"
	"strings"
	"time"

	"auditd/audit/service"
)

// each converts a list. It is never null in JSON.
func each[A, B any](in []A, f func(A) B) []B {
	out := make([]B, 0, len(in))
	for _, a := range in {
		out = append(out, f(a))
	}
	return out
}

func same(s string) string { return s }

func text[T ~string](v T) string { return string(v) }

// at returns nil for a time that has not come.
func at(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func (r *Request) checkOf(c service.Check) Check {
	return Check{Name: c.Name, Passed: c.Passed, Detail: r.Say(c.Detail)}
}

func findingOf(f service.Finding) Finding {
	return Finding{ID: f.ID, Text: f.Text, Severity: f.Severity, Anchors: each(f.Anchors, same)}
}

func answerOf(a service.Answer) Answer {
	return Answer{Point: a.Point, Answer: a.Answer, Reasons: a.Reasons}
}

func assessmentOf(a service.CriterionAssessment) Assessment {
	return Assessment{Criterion: a.Criterion, Assessment: string(a.Assessment), Reasons: a.Reasons}
}

func replyOf(r *service.Reply) *Reply {
	if r == nil {
		return nil
	}
	return &Reply{Kind: string(r.Kind), Text: r.Text, Points: each(r.Points, same), At: r.At}
}

func resolutionOf(r *service.Resolution) *Resolution {
	if r == nil {
		return nil
	}
	return &Resolution{
		Verdict: string(r.Verdict), Reasons: r.Reasons, Criteria: each(r.Criteria, assessmentOf), Conditions: each(r.Conditions, same),
		Dissents: each(r.Dissents, func(d service.Dissent) Dissent {
			return Dissent{Member: string(d.Member), Criterion: d.Criterion, Reasons: d.Reasons}
		}),
		At: r.At,
	}
}

func proposalOf(p *service.Proposal) *Proposal {
	if p == nil {
		return nil
	}
	return &Proposal{By: string(p.By), At: p.At, Reason: p.Reason}
}

// stepOf splits what a worker says of its progress: a word, and a percentage where it knows one.
func stepOf(progress string) (step string, percent int) {
	step, n, _ := strings.Cut(progress, " ")
	percent, _ = strconv.Atoi(n) // 0 where nothing is known
	return step, percent
}
