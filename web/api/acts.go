package api

import (
	"net/http"
	"strconv"
	"time"

	"auditd/audit/service"
)

// What is sent with the acts.
type (
	// Nothing is sent with an act that needs no words.
	Nothing struct{}
	// Reason is why something is done.
	Reason struct {
		Reason string `json:"reason"` // Why. Most reasons are published.
	}
	// Assign names who is to sit on the panel.
	Assign struct {
		Member   string `json:"member"`             // Identifier of an account that is a committee member.
		External bool   `json:"external,omitempty"` // Whether they are from outside the administration.
	}
	// Declaration accepts a place on the panel.
	Declaration struct {
		NoConflict bool   `json:"no_conflict"`         // Must be true; who has a conflict of interest recuses themself.
		Statement  string `json:"statement,omitempty"` // What they want on record.
	}
	// RecusalMade takes a member off the panel.
	RecusalMade struct {
		Member string `json:"member"` // Identifier of the account; one's own for a member.
		Reason string `json:"reason"` // The ground, which is published.
	}
	// RecusalAsked is the department's request for a recusal.
	RecusalAsked struct {
		Member string `json:"member"` // Identifier of a member of the panel, or of a chair.
		Reason string `json:"reason"` // Why they should not take part, such as kinship or an interest.
	}
	// RecusalDecided is the decision on such a request.
	RecusalDecided struct {
		Member   string `json:"member"`   // Identifier of whom the request is about.
		Accepted bool   `json:"accepted"` // Whether they are recused.
		Reasons  string `json:"reasons"`  // Why, which is published when they are.
	}
	// RawDataGrant lets a member read the submitted rows.
	RawDataGrant struct {
		Member string    `json:"member"` // Identifier of a member of the panel.
		Reason string    `json:"reason"` // Why the report does not suffice.
		Until  time.Time `json:"until"`  // When it ends; at most 30 days from now. An earlier grant to the member ends now.
	}
	// ReviewFiled is a member's review.
	ReviewFiled struct {
		Verdict  string       `json:"verdict" enum:"pass,conditional,fail,inconclusive"` // What the member proposes.
		Criteria []Assessment `json:"criteria"`                                          // An assessment of every criterion, once.
	}
	// FindingIssued is something held against the system.
	FindingIssued struct {
		Text     string   `json:"text"`                            // What it is.
		Severity string   `json:"severity" enum:"low,medium,high"` // How much it weighs.
		Anchors  []string `json:"anchors"`                         // Keys of the figures it rests on; at least one.
	}
	// FindingsIssued ends the review.
	FindingsIssued struct {
		Findings []FindingIssued `json:"findings"` // What is held against the system; may be empty.
	}
	// ReplyFiled is the department's reply.
	ReplyFiled struct {
		NoObjection bool     `json:"no_objection,omitempty"` // The department accepts the findings; then there are no points.
		Text        string   `json:"text,omitempty"`         // What it says.
		Points      []string `json:"points,omitempty"`       // What the committee must answer one by one.
	}
	// AnswersGiven are the committee's answers.
	AnswersGiven struct {
		Answers []Answer `json:"answers"` // One for every point of the reply.
	}
	// ResolutionMade is what the committee decides.
	ResolutionMade struct {
		Verdict    string       `json:"verdict" enum:"pass,conditional,fail,inconclusive"` // What is decided.
		Reasons    string       `json:"reasons"`                                           // Why.
		Criteria   []Assessment `json:"criteria"`                                          // An assessment of every criterion, once.
		Conditions []string     `json:"conditions,omitempty"`                              // What must be done; only, and always, when the verdict is conditional.
		Dissents   []Dissent    `json:"dissents,omitempty"`                                // Members who differ, and why.
	}
	// Consent names what is signed or published.
	Consent struct {
		Digest string `json:"digest"` // SHA-256 of the resolution, as the case has it: nobody signs what they have not seen.
	}
	// CorrectivePlan is how the department will correct its system.
	CorrectivePlan struct {
		Text string    `json:"text"`   // What will be done.
		Due  time.Time `json:"due_at"` // Until when; in the future.
	}
	// Proof names the case that proves a correction.
	Proof struct {
		Proof string `json:"proof"` // Number of the case of the new audit: published, passed at least on conditions, of the same system of the same department, and measured after the findings.
	}
	// Reaudit is why an audit is made again.
	Reaudit struct {
		Changes string `json:"changes"` // What is different this time.
		Reason  string `json:"reason"`  // Why.
	}
)

// An actRow is an act with who may do it.
type actRow struct {
	action  string
	summary string
	roles   []service.Role
	call    call
}

// act is an operation that does an act to a case.
func act[B any](convert func(r *Request, b B) service.Act) call {
	return post(func(a *API, r *Request, body B) (service.Acted, error) {
		seq, err := r.expected()
		if err != nil {
			return service.Acted{}, err
		}
		return a.UseCases.DoAt(r.Context(), r.Caller, service.CaseID(r.Param("case")), convert(r, body), seq)
	})
}

// simply is an act without words.
func simply(make func() service.Act) call {
	return act(func(*Request, Nothing) service.Act { return make() })
}

var (
	secretary = []service.Role{service.RoleSecretary}
	chair     = []service.Role{service.RoleChair}
	member    = []service.Role{service.RoleCommitteeMember}
	intake    = []service.Role{service.RoleIntakeOfficer}
	publisher = []service.Role{service.RolePublisher}
)

// acts is the table of all acts that people do; the service does others by itself.
var acts = []actRow{
	{"validate", "Accept a submission", intake, simply(func() service.Act { return &service.Validate{} })},
	{"reject", "Refuse a submission", intake, act(func(_ *Request, b Reason) service.Act { return &service.Reject{Reason: b.Reason} })},
	{"form_panel", "Begin to form the panel", secretary, simply(func() service.Act { return &service.FormPanel{} })},
	{"assign_member", "Assign a member", secretary, act(func(_ *Request, b Assign) service.Act {
		return &service.AssignMember{Member: service.AccountID(b.Member), External: b.External}
	})},
	{"declare", "Accept a place and declare that there is no conflict", member, act(func(_ *Request, b Declaration) service.Act {
		return &service.Declare{NoConflict: b.NoConflict, Statement: b.Statement}
	})},
	{"recuse", "Recuse a member, or oneself", []service.Role{service.RoleSecretary, service.RoleCommitteeMember}, act(func(_ *Request, b RecusalMade) service.Act {
		return &service.Recuse{Member: service.AccountID(b.Member), Reason: b.Reason}
	})},
	{"request_recusal", "Ask for the recusal of a member or of the chair", submitters, act(func(_ *Request, b RecusalAsked) service.Act {
		return &service.RequestRecusal{Member: service.AccountID(b.Member), Reason: b.Reason}
	})},
	{"decide_recusal", "Decide on a request for recusal", []service.Role{service.RoleChair, service.RoleSecretary}, act(func(_ *Request, b RecusalDecided) service.Act {
		return &service.DecideRecusal{Member: service.AccountID(b.Member), Accepted: b.Accepted, Reasons: b.Reasons}
	})},
	{"grant_raw_data", "Let a member read the submitted rows for a time", secretary, act(func(_ *Request, b RawDataGrant) service.Act {
		return &service.GrantRawData{Member: service.AccountID(b.Member), Reason: b.Reason, Until: b.Until}
	})},
	{"start_review", "Open the case to its panel", secretary, simply(func() service.Act { return &service.StartReview{} })},
	{"file_review", "File a review", member, act(func(_ *Request, b ReviewFiled) service.Act {
		return &service.FileReview{Verdict: service.Verdict(b.Verdict), Criteria: each(b.Criteria, assessed)}
	})},
	{"release_reviews", "Release the reviews together", secretary, simply(func() service.Act { return &service.ReleaseReviews{} })},
	{"release_early", "Release the reviews while some are missing", chair, act(func(_ *Request, b Reason) service.Act {
		return &service.ReleaseEarly{Statement: b.Reason}
	})},
	{"request_reaudit", "Have the audit made again", []service.Role{service.RoleCommitteeMember, service.RoleChair}, act(func(_ *Request, b Reaudit) service.Act {
		return &service.RequestReaudit{Changes: b.Changes, Reason: b.Reason}
	})},
	{"issue_findings", "End the review with findings", chair, act(func(_ *Request, b FindingsIssued) service.Act {
		out := &service.IssueFindings{}
		for i, f := range b.Findings {
			out.Findings = append(out.Findings, service.Finding{ID: strconv.Itoa(i + 1), Text: f.Text, Severity: f.Severity, Anchors: f.Anchors})
		}
		return out
	})},
	{"notify_department", "Send the findings to the department", secretary, simply(func() service.Act { return &service.NotifyDepartment{} })},
	{"file_reply", "Reply to the findings", submitters, act(func(_ *Request, b ReplyFiled) service.Act {
		return &service.FileReply{NoObjection: b.NoObjection, Text: b.Text, Points: b.Points}
	})},
	{"answer_reply", "Answer the reply", chair, act(func(_ *Request, b AnswersGiven) service.Act {
		return &service.AnswerReply{Answers: each(b.Answers, func(x Answer) service.Answer {
			return service.Answer{Point: x.Point, Answer: x.Answer, Reasons: x.Reasons}
		})}
	})},
	{"resolve", "Record the resolution", chair, act(resolve)},
	{"sign", "Sign the resolution", []service.Role{service.RoleCommitteeMember, service.RoleChair}, act(func(_ *Request, b Consent) service.Act {
		return &service.Sign{Digest: service.Digest(b.Digest)}
	})},
	{"publish", "Publish the case", publisher, act(func(_ *Request, b Consent) service.Act { return &service.Publish{Digest: service.Digest(b.Digest)} })},
	{"withhold", "Keep the case from the public", publisher, act(func(_ *Request, b Reason) service.Act { return &service.Withhold{Ground: b.Reason} })},
	{"propose_correction", "Propose a correction of what was published", chair, act(func(_ *Request, b Reason) service.Act {
		return &service.ProposeCorrection{Reason: b.Reason}
	})},
	{"correct", "Correct what was published, as another proposed", publisher, simply(func() service.Act { return &service.Correct{} })},
	{"open_corrective_plan", "File a plan of correction", submitters, act(func(_ *Request, b CorrectivePlan) service.Act {
		return &service.OpenCorrectivePlan{Text: b.Text, Due: b.Due}
	})},
	{"start_follow_up", "Begin to follow the plan of correction", secretary, simply(func() service.Act { return &service.StartFollowUp{} })},
	{"close", "Close a case that another audit proves corrected", chair, act(func(_ *Request, b Proof) service.Act {
		return &service.Close{Proof: service.CaseID(b.Proof)}
	})},
	{"propose_withdrawal", "Propose a withdrawal of what was published", chair, act(func(_ *Request, b Reason) service.Act {
		return &service.ProposeWithdrawal{Reason: b.Reason}
	})},
	{"withdraw", "Withdraw what was published, as another proposed", publisher, simply(func() service.Act { return &service.Withdraw{} })},
}

func assessed(a Assessment) service.CriterionAssessment {
	return service.CriterionAssessment{Criterion: a.Criterion, Assessment: service.Assessment(a.Assessment), Reasons: a.Reasons}
}

func resolve(_ *Request, b ResolutionMade) service.Act {
	return &service.Resolve{
		Verdict: service.Verdict(b.Verdict), Reasons: b.Reasons, Criteria: each(b.Criteria, assessed), Conditions: b.Conditions,
		Dissents: each(b.Dissents, func(d Dissent) service.Dissent {
			return service.Dissent{Member: service.AccountID(d.Member), Criterion: d.Criterion, Reasons: d.Reasons}
		}),
	}
}

// actOperations makes an operation of every act.
func actOperations() []Operation {
	out := make([]Operation, 0, len(acts))
	for _, x := range acts {
		out = append(out, Operation{
			Method: http.MethodPost, Path: "/cases/:case/acts/" + x.action, ID: x.action, Summary: x.summary, Roles: x.roles,
			Scope: service.ScopeOf(service.Action(x.action)), Guarded: true, call: x.call,
		})
	}
	return out
}
