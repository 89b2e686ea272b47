package web

import (
	"slices"

	"auditd/audit/service"
)

// forms are the acts that the page of a case has a form for, in the order of their need, each with what must hold besides role and
// state. Everything else is checked by the rules of the committee, which say what is missing.
var forms = []struct {
	action string
	shown  func(p casePage) bool // nil for always
}{
	{"validate", nil},
	{"reject", nil},
	{"form_panel", nil},
	{"assign_member", func(p casePage) bool { return !p.View.Case.Released }},
	{"start_review", func(p casePage) bool { return len(p.View.Case.Panel) > 0 }},
	{"declare", casePage.Invited},
	{"decide_recusal", func(p casePage) bool { return len(p.ToDecide()) > 0 }},
	{"file_review", func(p casePage) bool { return p.Seated() && !p.Filed() && !p.View.Case.Released }},
	{"release_reviews", func(p casePage) bool { return !p.View.Case.Released && len(p.View.Case.Panel) > 0 }},
	{"release_early", func(p casePage) bool { return !p.View.Case.Released && len(p.View.Case.Panel) > 0 }},
	{"request_reaudit", casePage.Reauditor},
	{"issue_findings", func(p casePage) bool { return p.View.Case.Released }},
	{"notify_department", nil},
	{"file_reply", func(p casePage) bool { return p.View.Case.Reply == nil }},
	{"answer_reply", func(p casePage) bool { return p.View.Case.Reply != nil }},
	{"resolve", nil},
	{"sign", func(p casePage) bool { return !p.Signed() && (p.Chair || p.Filed()) }},
	{"publish", nil},
	{"open_corrective_plan", casePage.Conditional},
	{"start_follow_up", nil},
	{"close", nil},
	{"correct", func(p casePage) bool { return p.View.Case.Correction != nil }},
	{"withdraw", func(p casePage) bool { return p.View.Case.Withdrawal != nil }},
	{"request_recusal", func(p casePage) bool { return len(p.View.TakesPart) > 0 }},
	{"recuse", func(p casePage) bool { return p.RecusesSelf() || p.RecusesOther() }},
	{"grant_raw_data", func(p casePage) bool { return len(p.SeatedMembers()) > 0 }},
	{"propose_correction", func(p casePage) bool { return p.View.Case.Correction == nil }},
	{"propose_withdrawal", func(p casePage) bool { return p.View.Case.Withdrawal == nil }},
	{"withhold", nil},
}

// Shows reports whether the page has the form of an action for the caller now.
func (p casePage) Shows(action string) bool {
	for _, f := range forms {
		if f.action == action {
			return p.Can(action) && (f.shown == nil || f.shown(p))
		}
	}
	return false
}

// Todo reports whether there is anything on the page that the caller can do now.
func (p casePage) Todo() bool {
	return slices.ContainsFunc(p.Actions, func(a service.Action) bool { return p.Shows(string(a)) })
}

// RecusesSelf reports whether the caller has a place that they may still give up: who has filed a review cannot.
func (p casePage) RecusesSelf() bool { return (p.Invited() || p.Seated()) && !p.Filed() }

// RecusesOther reports whether the caller keeps the panel and there is somebody on it.
func (p casePage) RecusesOther() bool { return p.Secretary && len(p.Recusable()) > 0 }

// Recusable are the members who may be taken off the panel.
func (p casePage) Recusable() []service.Member {
	return slices.DeleteFunc(slices.Clone(p.View.Case.Panel), func(m service.Member) bool {
		return m.Recused != "" || p.View.Received[m.Account]
	})
}

// ToDecide are the requests for recusal that the caller decides: the chair, or the secretary when it concerns a chair, and nobody their own.
func (p casePage) ToDecide() []service.RecusalRequest {
	return slices.DeleteFunc(slices.Clone(p.View.Case.Recusals), func(r service.RecusalRequest) bool {
		return !r.Pending() || r.Member == p.Me || r.OfChair && !p.Secretary || !r.OfChair && !p.Chair
	})
}

// SeatedMembers are the members who have accepted their place.
func (p casePage) SeatedMembers() []service.Member { return p.View.Case.Seated() }

// Missing are the members whose review is awaited.
func (p casePage) Missing() []service.Member {
	if p.View.Clock.Action != "file_review" {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(p.View.Case.Panel), func(m service.Member) bool {
		return m.Recused != "" || p.View.Received[m.Account]
	})
}

// A phase is one part of the way of a case.
type phase struct {
	Name string
	Done bool
	Now  bool
}

// phaseOrder is the way of a case, each phase with the states in it.
var phaseOrder = []struct {
	name   string
	states []string
}{
	{"intake", []string{"draft", "submitted", "rejected_intake"}},
	{"measuring", []string{"validated", "computing", "compute_failed", "reaudit_requested"}},
	{"panel", []string{"computed", "panel_forming"}},
	{"review", []string{"under_review"}},
	{"reply", []string{"findings_issued", "agency_response"}},
	{"resolution", []string{"decision_pending"}},
	{"signing", []string{"decided", "signing"}},
	{"publication", []string{"signed", "publication_check", "withheld", "published", "corrected", "superseded", "expired", "withdrawn"}},
	{"correction", []string{"corrective_plan", "follow_up", "overdue", "closed"}},
}

// Phases returns the way of a case and where on it the case stands. The way of correction is shown where it is gone.
func (p casePage) Phases() []phase {
	at := slices.IndexFunc(phaseOrder, func(x struct {
		name   string
		states []string
	},
	) bool {
		return slices.Contains(x.states, string(p.Docket.State))
	})
	var out []phase
	for i, x := range phaseOrder {
		if x.name == "correction" && i != at && !p.Conditional() {
			continue
		}
		out = append(out, phase{Name: x.name, Done: i < at, Now: i == at})
	}
	return out
}
