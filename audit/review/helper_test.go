package review

import (
	"strings"
	"testing"
	"time"
)

// The tree of departments of the tests: two departments of a province, and an office of the first.
var (
	unitA      = Unit{"jilin", "transport"}
	unitOffice = Unit{"jilin", "transport", "licensing"}
	unitB      = Unit{"jilin", "health"}
	outside    = Unit{"university"}
)

var start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func digest(c string) Digest { return Digest(strings.Repeat(c, 64)) }

func actor(id AccountID, unit Unit, roles ...Role) Actor {
	return Actor{Account: id, Roles: roles, Units: []Unit{unit}}
}

var (
	submitter = actor("submitter", unitA, RoleSubmitter)
	intake    = actor("intake", outside, RoleIntakeOfficer)
	secretary = actor("secretary", outside, RoleSecretary)
	chair     = actor("chair", outside, RoleChair)
	publisher = actor("publisher", outside, RolePublisher)
	inspector = actor("inspector", outside, RoleInspector)
	members   = []Actor{
		actor("member1", outside, RoleCommitteeMember), actor("member2", outside, RoleCommitteeMember), actor("member3", unitB, RoleCommitteeMember),
		actor("member4", outside, RoleCommitteeMember), actor("member5", outside, RoleCommitteeMember),
	}
	colleague = actor("colleague", unitOffice, RoleCommitteeMember)
)

func assess(a Assessment) []CriterionAssessment {
	var out []CriterionAssessment
	for _, c := range DefaultCriteria() {
		out = append(out, CriterionAssessment{Criterion: c.Name, Assessment: a, Reasons: "as the report shows"})
	}
	return out
}

// step is one line of a story.
type step struct {
	actor Actor
	act   Act
	days  int // after the step before
}

func assign(m Actor) Act {
	return &AssignMember{Member: m.Account, Roles: m.Roles, Units: m.Units}
}

// story is a case from the draft to its publication.
func story() []step {
	s := []step{
		{submitter, &Open{Case: "c1", Unit: unitA}, 0},
		{submitter, &Submit{Manifest: digest("a"), ImpactLevel: 2}, 0},
		{System(), &RecordChecks{Checks: []Check{{Name: "schema", Passed: true}}}, 0},
		{intake, &Validate{}, 1},
		{System(), &StartRun{Run: "r1"}, 0},
		{System(), &FinishRun{Run: "r1", Results: digest("b"), Engine: digest("c")}, 0},
		{secretary, &FormPanel{}, 1},
	}
	for _, m := range members[:3] {
		s = append(s, step{secretary, assign(m), 0}, step{m, &Declare{NoConflict: true}, 0})
	}
	s = append(s, step{secretary, &StartReview{}, 1})
	for _, m := range members[:3] {
		s = append(s, step{m, &FileReview{Verdict: Conditional, Criteria: assess(PartlyMet)}, 1})
	}
	return append(s,
		step{secretary, &ReleaseReviews{}, 0},
		step{chair, &IssueFindings{Findings: []Finding{{ID: "1", Text: "fewer permits", Severity: "high", Anchors: []string{"metric=selection_rate"}}}, Snapshot: digest("d")}, 1},
		step{secretary, &NotifyDepartment{}, 0},
		step{submitter, &FileReply{Text: "we disagree", Points: []string{"the sample is old"}}, 9},
		step{chair, &AnswerReply{Answers: []Answer{{Point: 0, Answer: "partly", Reasons: "a newer one was not submitted"}}}, 1},
		step{chair, &Resolve{
			Verdict: Conditional, Reasons: "one criterion is partly met", Criteria: assess(PartlyMet), Conditions: []string{"measure again"},
			Dissents: []Dissent{{Member: "member3", Criterion: "fairness", Reasons: "it is not met"}}, Snapshot: digest("e"),
		}, 1},
		step{members[0], &Sign{Digest: digest("e")}, 0},
		step{chair, &Sign{Digest: digest("e")}, 0},
		step{System(), &CompleteSigning{}, 0},
		step{System(), &CheckPublication{Checks: []Check{{Name: "suppression", Passed: true}}}, 0},
		step{publisher, &Publish{Digest: digest("e")}, 1},
	)
}

// tell runs a story and fails the test when a step is refused.
func tell(t testing.TB, c Case, at time.Time, steps ...step) (Case, time.Time) {
	t.Helper()
	for _, s := range steps {
		at = at.AddDate(0, 0, s.days)
		e, err := Next(c, s.actor, s.act, at)
		if err != nil {
			t.Fatalf("%s in %q: %v", s.act.Action(), c.State, err)
		}
		if c, err = Apply(c, e); err != nil {
			t.Fatal(err)
		}
	}
	return c, at
}

// until tells the story up to, and without, the first step with the action.
func until(t testing.TB, a Action) (Case, time.Time) {
	t.Helper()
	s := story()
	for i := range s {
		if s[i].act.Action() == a {
			return tell(t, Case{}, start, s[:i]...)
		}
	}
	t.Fatalf("no %s in the story", a)
	return Case{}, start
}
