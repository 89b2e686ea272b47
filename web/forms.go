package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"auditd/audit"
	"auditd/audit/service"
)

// A form is the fields of a request.
type form struct{ url.Values }

func (f form) text(name string) string { return strings.TrimSpace(f.Get(name)) }

// lines returns the lines of a field that say something.
func (f form) lines(name string) []string {
	var out []string
	for _, line := range strings.Split(f.Get(name), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// criteria reads an assessment with its reasons for every criterion that the form names.
func (f form) criteria() []service.CriterionAssessment {
	var out []service.CriterionAssessment
	for _, name := range f.Values["criterion"] {
		out = append(out, service.CriterionAssessment{
			Criterion: name, Assessment: service.Assessment(f.Get("assessment_" + name)), Reasons: f.text("reasons_" + name),
		})
	}
	return out
}

// findings reads the rows of findings that are filled in.
func (f form) findings() []service.Finding {
	var out []service.Finding
	for i, text := range f.Values["finding"] {
		if strings.TrimSpace(text) == "" {
			continue
		}
		at := func(name string) string {
			if v := f.Values[name]; i < len(v) {
				return strings.TrimSpace(v[i])
			}
			return ""
		}
		out = append(out, service.Finding{ID: strconv.Itoa(len(out) + 1), Text: text, Severity: at("severity"), Anchors: slices.DeleteFunc([]string{at("anchor")}, empty)})
	}
	return out
}

func empty(s string) bool { return s == "" }

// answers reads an answer for every point of a reply.
func (f form) answers() []service.Answer {
	var out []service.Answer
	for i, a := range f.Values["answer"] {
		reasons := ""
		if v := f.Values["answer_reasons"]; i < len(v) {
			reasons = strings.TrimSpace(v[i])
		}
		out = append(out, service.Answer{Point: i, Answer: a, Reasons: reasons})
	}
	return out
}

// dissents reads the dissent of each member that has one.
func (f form) dissents() []service.Dissent {
	var out []service.Dissent
	for i, m := range f.Values["dissent_member"] {
		if v := f.Values["dissent_reasons"]; i < len(v) && strings.TrimSpace(v[i]) != "" && i < len(f.Values["dissent_criterion"]) {
			out = append(out, service.Dissent{Member: service.AccountID(m), Criterion: f.Values["dissent_criterion"][i], Reasons: strings.TrimSpace(v[i])})
		}
	}
	return out
}

// acts is how a form becomes an act, by the name of the action.
var acts = map[string]func(f form) service.Act{
	"validate":     func(form) service.Act { return &service.Validate{} },
	"reject":       func(f form) service.Act { return &service.Reject{Reason: f.text("reason")} },
	"form_panel":   func(form) service.Act { return &service.FormPanel{} },
	"start_review": func(form) service.Act { return &service.StartReview{} },
	"assign_member": func(f form) service.Act {
		return &service.AssignMember{Member: service.AccountID(f.text("member")), External: f.text("external") != ""}
	},
	"declare": func(f form) service.Act {
		return &service.Declare{NoConflict: f.text("no_conflict") != "", Statement: f.text("statement")}
	},
	"recuse": func(f form) service.Act {
		return &service.Recuse{Member: service.AccountID(f.text("member")), Reason: f.text("reason")}
	},
	"request_recusal": func(f form) service.Act {
		return &service.RequestRecusal{Member: service.AccountID(f.text("member")), Reason: f.text("reason")}
	},
	"decide_recusal": func(f form) service.Act {
		return &service.DecideRecusal{Member: service.AccountID(f.text("member")), Accepted: f.text("accepted") == "yes", Reasons: f.text("reason")}
	},
	"file_review": func(f form) service.Act {
		return &service.FileReview{Verdict: service.Verdict(f.text("verdict")), Criteria: f.criteria()}
	},
	"grant_raw_data": func(f form) service.Act {
		until, _ := time.ParseInLocation(time.DateOnly, f.text("until"), zone) // the zero time is refused with its reason
		return &service.GrantRawData{Member: service.AccountID(f.text("member")), Reason: f.text("reason"), Until: until}
	},
	"release_reviews":    func(form) service.Act { return &service.ReleaseReviews{} },
	"notify_department":  func(form) service.Act { return &service.NotifyDepartment{} },
	"close":              func(f form) service.Act { return &service.Close{Proof: service.CaseID(f.text("proof"))} },
	"propose_correction": func(f form) service.Act { return &service.ProposeCorrection{Reason: f.text("reason")} },
	"correct":            func(form) service.Act { return &service.Correct{} },
	"release_early":      func(f form) service.Act { return &service.ReleaseEarly{Statement: f.text("reason")} },
	"request_reaudit": func(f form) service.Act {
		return &service.RequestReaudit{Changes: f.text("changes"), Reason: f.text("reason")}
	},
	"issue_findings": func(f form) service.Act { return &service.IssueFindings{Findings: f.findings()} },
	"file_reply": func(f form) service.Act {
		return &service.FileReply{NoObjection: f.text("no_objection") != "", Text: f.text("text"), Points: f.lines("points")}
	},
	"answer_reply": func(f form) service.Act { return &service.AnswerReply{Answers: f.answers()} },
	"resolve": func(f form) service.Act {
		return &service.Resolve{
			Verdict: service.Verdict(f.text("verdict")), Reasons: f.text("reasons"), Criteria: f.criteria(), Conditions: f.lines("conditions"), Dissents: f.dissents(),
		}
	},
	"sign":    func(f form) service.Act { return &service.Sign{Digest: service.Digest(f.text("digest"))} },
	"publish": func(f form) service.Act { return &service.Publish{Digest: service.Digest(f.text("digest"))} },
	"open_corrective_plan": func(f form) service.Act {
		due, _ := time.Parse(time.DateOnly, f.text("due")) // the zero time is refused with its reason
		return &service.OpenCorrectivePlan{Text: f.text("text"), Due: due}
	},
	"start_follow_up":    func(form) service.Act { return &service.StartFollowUp{} },
	"propose_withdrawal": func(f form) service.Act { return &service.ProposeWithdrawal{Reason: f.text("reason")} },
	"withdraw":           func(form) service.Act { return &service.Withdraw{} },
	"withhold":           func(f form) service.Act { return &service.Withhold{Ground: f.text("reason")} },
}

// actOf reads an act from a form. An action that has no form is not there.
func actOf(action string, f form) (service.Act, error) {
	decode, ok := acts[action]
	if !ok {
		return nil, audit.Errorf(audit.NotFound, "there is no such action")
	}
	return decode(f), nil
}

func hasForm(action string) bool { return acts[action] != nil }
