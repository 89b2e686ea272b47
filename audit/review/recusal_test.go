package review

import (
	"testing"
)

// clerk asks for the department; boss is a chair with a place on the panel.
var boss = actor("boss", outside, RoleChair, RoleCommitteeMember)

func ask(m Actor) Act {
	return &RequestRecusal{Member: m.Account, Roles: m.Roles, Reason: "married to our supplier"}
}

func decide(m Actor, accepted bool) Act {
	return &DecideRecusal{Member: m.Account, Accepted: accepted, Reasons: "kinship is shown"}
}

// The department may ask for the recusal of a member or of a chair until the reviews are released, and each request is decided once, with
// reasons, by the chair, or by the secretary when it concerns a chair (governance 2.2).
func TestRecusalRequests(t *testing.T) {
	foreign := actor("clerk", unitB, RoleSubmitter)
	both := actor("both", outside, RoleChair, RoleSecretary)
	for _, test := range []struct {
		name  string
		tell  []step // after the review was opened
		actor Actor
		act   Act
		want  Reason
	}{
		{"the department asks", nil, submitter, ask(members[0]), ""},
		{"it asks about a chair without a place", nil, submitter, ask(chair), ""},
		{"another department asks", nil, foreign, ask(members[0]), ReasonNotOwnDepartment},
		{"a member asks", nil, members[1], ask(members[0]), ReasonRole},
		{"without a reason", nil, submitter, &RequestRecusal{Member: "member1"}, ReasonNoReason},
		{"about somebody who takes no part", nil, submitter, ask(members[4]), ReasonNotOnPanel},
		{"about who is recused", []step{{secretary, &Recuse{Member: "member1", Reason: "interest"}, 0}}, submitter, ask(members[0]), ReasonRecused},
		{"twice", []step{{submitter, ask(members[0]), 0}}, submitter, ask(members[0]), ReasonRecusalPending},
		{"again after a decision, on new grounds", []step{{submitter, ask(members[0]), 0}, {chair, decide(members[0], false), 0}}, submitter, ask(members[0]), ""},
		{"decided without a request", nil, chair, decide(members[0], true), ReasonNotProposed},
		{"decided by the chair", []step{{submitter, ask(members[0]), 0}}, chair, decide(members[0], true), ""},
		{"decided without reasons", []step{{submitter, ask(members[0]), 0}}, chair, &DecideRecusal{Member: "member1", Accepted: true}, ReasonNoReason},
		{"decided by the secretary", []step{{submitter, ask(members[0]), 0}}, secretary, decide(members[0], true), ReasonChairDecides},
		{"decided by the department", []step{{submitter, ask(members[0]), 0}}, submitter, decide(members[0], true), ReasonRole},
		{"about a chair, by that chair", []step{{submitter, ask(chair), 0}}, chair, decide(chair, false), ReasonSecretaryDecides},
		{"about a chair, by another chair", []step{{submitter, ask(boss), 0}}, chair, decide(boss, true), ReasonSecretaryDecides},
		{"about a chair, by the secretary", []step{{submitter, ask(chair), 0}}, secretary, decide(chair, true), ""},
		{"about a chair who is secretary too", []step{{submitter, ask(both), 0}}, both, decide(both, false), ReasonSamePerson},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, at := until(t, ActionFileReview)
			c, at = tell(t, c, at, test.tell...)
			if _, err := Next(c, test.actor, test.act, at); ReasonOf(err) != test.want {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

// A release waits for the decision. A review of who is recused is set aside, so that another member has to file one; when the request
// is refused, the release can follow at once.
func TestRecusalHoldsTheRelease(t *testing.T) {
	c, at := until(t, ActionReleaseReviews) // three reviews are in
	c, at = tell(t, c, at, step{submitter, ask(members[0]), 0})
	for who, act := range map[*Actor]Act{&secretary: &ReleaseReviews{}, &chair: &ReleaseEarly{Statement: "urgent"}} {
		if _, err := Next(c, *who, act, at); ReasonOf(err) != ReasonRecusalPending {
			t.Errorf("%s while a request is pending: %v", act.Action(), err)
		}
	}
	if w := Waiting(c, Official()); w.Action != ActionDecideRecusal || w.Role != RoleChair || !w.Due.Equal(Official().WorkingDays(at, 3)) {
		t.Errorf("the case waits for %+v", w)
	}
	refused, _ := tell(t, c, at, step{chair, decide(members[0], false), 0}, step{System(), &ReleaseReviews{}, 0})
	if !refused.Released || len(refused.Reviews) != 3 || refused.Recusals[0].Accepted || refused.Recusals[0].Reasons == "" {
		t.Errorf("refused: %+v", refused.Recusals)
	}
	if _, err := Next(refused, submitter, ask(members[0]), at); ReasonOf(err) != ReasonReleased {
		t.Errorf("after the release: %v", err)
	}
	accepted, _ := tell(t, c, at, step{chair, decide(members[0], true), 0})
	if len(accepted.Reviews) != 2 || len(c.Reviews) != 3 || accepted.Panel[0].Recused != "kinship is shown" {
		t.Errorf("accepted: %d reviews, %d before; %+v", len(accepted.Reviews), len(c.Reviews), accepted.Panel[0])
	}
	if got := AccessOf(accepted, members[0]); got != (Access{}) {
		t.Errorf("who is recused sees %+v", got)
	}
	if _, err := Next(accepted, secretary, &ReleaseReviews{}, at); ReasonOf(err) != ReasonReviewsMissing {
		t.Errorf("two of three reviews: %v", err)
	}
	tell(t, accepted, at, step{secretary, assign(members[3]), 0}, step{members[3], &Declare{NoConflict: true}, 0},
		step{members[3], &FileReview{Verdict: Pass, Criteria: assess(Met)}, 0}, step{System(), &ReleaseReviews{}, 0})
}

// A chair without a place on the panel who is recused neither sees the case nor acts on it any more; another chair does.
func TestRecusedChair(t *testing.T) {
	c, at := until(t, ActionReleaseReviews)
	c, at = tell(t, c, at, step{submitter, ask(chair), 0}, step{secretary, decide(chair, true), 0})
	if got := AccessOf(c, chair); got != (Access{}) {
		t.Errorf("the chair sees %+v", got)
	}
	if _, err := Next(c, chair, &ReleaseEarly{Statement: "x"}, at); ReasonOf(err) != ReasonRecused {
		t.Errorf("the chair acts: %v", err)
	}
	c, at = tell(t, c, at, step{secretary, &ReleaseReviews{}, 0})
	findings := &IssueFindings{Snapshot: digest("d")}
	if _, err := Next(c, chair, findings, at); ReasonOf(err) != ReasonRecused {
		t.Errorf("the chair issues findings: %v", err)
	}
	tell(t, c, at, step{boss, findings, 0})
}

// The department reads who takes part while it may ask for a recusal, and only then, until the findings.
func TestDepartmentReadsNames(t *testing.T) {
	for action, want := range map[Action]bool{ActionFormPanel: false, ActionStartReview: true, ActionFileReview: true, ActionNotifyDepartment: false} {
		c, _ := until(t, action)
		if got := AccessOf(c, submitter); got.Members != want || got.Panel {
			t.Errorf("before %s the department sees %+v", action, got)
		}
	}
}
