package web

import (
	"testing"
	"time"

	"auditd/audit/service"
)

// signed takes a measured case that fails to its publication check, without pages.
func (i *installation) signed(t *testing.T) service.CaseID {
	t.Helper()
	return i.signedAs(t, i.measured(t), "not_met", "fail")
}

// signedAs does the same for a given case, with another assessment of the first criterion and another verdict.
func (i *installation) signedAs(t *testing.T, id service.CaseID, fairness service.Assessment, verdict service.Verdict) service.CaseID {
	t.Helper()
	i.toReview(t, id)
	do := i.doer(t, id)
	assessed := []service.CriterionAssessment{
		{Criterion: "fairness", Assessment: fairness, Reasons: "a"},
		{Criterion: "effectiveness", Assessment: "met", Reasons: "b"},
		{Criterion: "scientificity", Assessment: "met", Reasons: "c"},
	}
	for _, m := range []string{"member2", "member3"} {
		do(m, &service.FileReview{Verdict: verdict, Criteria: assessed})
	}
	do("chair", &service.IssueFindings{})
	do("submitter", &service.FileReply{NoObjection: true})
	do("chair", &service.AnswerReply{})
	do("chair", &service.Resolve{Verdict: verdict, Reasons: "as the report shows", Criteria: assessed})
	for _, who := range []string{"chair", "member1"} {
		i.remember(t, who) // who signs has just signed in
		do(who, &service.Sign{Digest: i.view(t, id).Case.Snapshot})
	}
	if !soon(func() bool { return i.view(t, id).Docket.State == "publication_check" }) {
		t.Fatal("the publication was never prepared")
	}
	return id
}

// doer returns what does acts to one case.
func (i *installation) doer(t *testing.T, id service.CaseID) func(who string, act service.Act) {
	return func(who string, act service.Act) {
		t.Helper()
		if err := i.service.Do(t.Context(), i.callers[who], id, act); err != nil {
			t.Fatalf("%s of %s: %v", act.Action(), who, err)
		}
	}
}

func (i *installation) view(t *testing.T, id service.CaseID) *service.View {
	t.Helper()
	v, err := i.service.Case(t.Context(), i.callers["inspector"], id)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// public takes a case to its publication, without pages.
func (i *installation) public(t *testing.T) service.CaseID {
	t.Helper()
	return i.publish(t, i.signed(t))
}

// publish publishes a case that is ready for it.
func (i *installation) publish(t *testing.T, id service.CaseID) service.CaseID {
	t.Helper()
	i.remember(t, "publisher")
	i.doer(t, id)("publisher", &service.Publish{Digest: i.view(t, id).Case.Snapshot})
	return id
}

// ends makes a case for every way in which one can end, and returns the pages on which that is seen.
func (i *installation) ends(t *testing.T) []string {
	t.Helper()
	for _, name := range accountNames() {
		i.remember(t, name)
	}
	withdrawn := i.public(t)
	i.doer(t, withdrawn)("chair", &service.ProposeWithdrawal{Reason: "the data were mistaken"})
	i.doer(t, withdrawn)("publisher", &service.Withdraw{})
	overdue := i.public(t)
	i.doer(t, overdue)("submitter", &service.OpenCorrectivePlan{Text: "retrain", Due: i.service.Now().Add(time.Hour)})
	i.later(t, 2*time.Hour)
	for _, name := range accountNames() {
		i.remember(t, name)
	}
	withheld, waiting := i.signed(t), i.signed(t)
	i.remember(t, "publisher")
	i.doer(t, withheld)("publisher", &service.Withhold{Ground: "state secrets act"})
	superseded := i.public(t)
	corrected := i.public(t)
	i.doer(t, corrected)("chair", &service.ProposeCorrection{Reason: "a name was misspelt"})
	i.doer(t, corrected)("publisher", &service.Correct{})
	review := i.measured(t)
	i.toReview(t, review)
	for id, want := range map[service.CaseID]service.State{
		withdrawn: "withdrawn", overdue: "overdue", withheld: "withheld", superseded: "superseded", corrected: "corrected", waiting: "publication_check", review: "under_review",
	} {
		if got := i.view(t, id).Docket.State; got != want {
			t.Errorf("a case that should be %s is %s", want, got)
		}
	}
	if next := i.view(t, superseded).Case.Successor; next != corrected {
		t.Errorf("the case is superseded by %q, want %s", next, corrected)
	}
	var pages []string
	for _, id := range []service.CaseID{withdrawn, overdue, withheld, superseded, corrected} {
		pages = append(pages, ":/public/"+string(id), "inspector:/cases/"+string(id))
	}
	for _, who := range []string{"member2", "member1", "secretary", "chair", "submitter"} {
		pages = append(pages, who+":/cases/"+string(review))
	}
	return append(pages, "publisher:/cases/"+string(waiting), "chair:/cases/"+string(corrected), ":/?state=overdue", "submitter:/admin",
		"submitter:/department", "other:/cases", "secretary:/cases")
}
