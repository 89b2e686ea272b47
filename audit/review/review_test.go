package review

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"auditd/audit"
)

var update = flag.Bool("update", false, "write golden files anew")

func TestStory(t *testing.T) {
	c, _ := tell(t, Case{}, start, story()...)
	if c.State != Published || c.PublishedBy != "publisher" || len(c.Resolution.Dissents) != 1 || c.Reply.Kind != Replied || len(c.Answers) != 1 {
		t.Errorf("got %+v", c)
	}
	c, at := tell(t, c, start.AddDate(1, 0, 0), step{submitter, &OpenCorrectivePlan{Text: "retrain", Due: start.AddDate(2, 0, 0)}, 0},
		step{secretary, &StartFollowUp{}, 0}, step{System(), &MarkOverdue{}, 400}, step{chair, &Close{Proof: "c2", Audit: &ProvenAudit{"transport", true, Published, Pass, start.AddDate(0, 6, 0)}}, 0},
		step{chair, &ProposeWithdrawal{Reason: "superseded by law"}, 0})
	if _, err := Next(c, chair, &Withdraw{}, at); ReasonOf(err) != ReasonRole {
		t.Errorf("chair withdraws alone: got %v", err)
	}
	c, _ = tell(t, c, at, step{publisher, &Withdraw{}, 0})
	if c.State != Withdrawn || c.Reason != "superseded by law" {
		t.Errorf("got %s %q", c.State, c.Reason)
	}
}

// TestRefusals is long because it is one table: it holds each guard of the committee's work against the story with one thing changed.
func TestRefusals(t *testing.T) {
	both := actor("member1", outside, RolePublisher)
	other := actor("member5", outside, RoleCommitteeMember)
	bare := assess(Met)
	bare[1].Reasons = " "
	failing := assess(Met)
	failing[0].Assessment = NotMet
	foreign := actor("clerk", unitB, RoleSubmitter)
	officer := actor("officer", unitA, RoleIntakeOfficer)
	noRole := actor("guest", outside, RoleInspector)
	tests := []struct {
		name   string
		before Action // the story is told up to here
		actor  Actor
		act    Act
		days   int
		want   Reason
		kind   audit.Kind
	}{
		{"open for another department", ActionOpen, foreign, &Open{Case: "x", Unit: unitA}, 0, ReasonNotOwnDepartment, audit.Denied},
		{"open without a name", ActionOpen, submitter, &Open{Unit: unitA}, 0, ReasonIncomplete, audit.Invalid},
		{"submit without a manifest", ActionSubmit, submitter, &Submit{ImpactLevel: 2}, 0, ReasonIncomplete, audit.Invalid},
		{"submit without an impact level", ActionSubmit, submitter, &Submit{Manifest: digest("a")}, 0, ReasonIncomplete, audit.Invalid},
		{"submit by another department", ActionSubmit, foreign, &Submit{Manifest: digest("a"), ImpactLevel: 2}, 0, ReasonNotOwnDepartment, audit.Denied},
		{"publish a draft", ActionSubmit, publisher, &Publish{}, 0, ReasonState, audit.Conflict},
		{"validate before the checks", ActionRecordChecks, intake, &Validate{}, 0, ReasonChecks, audit.Conflict},
		{"validate by the department's own officer", ActionValidate, officer, &Validate{}, 0, ReasonDepartment, audit.Denied},
		{"validate by a member", ActionValidate, members[0], &Validate{}, 0, ReasonRole, audit.Denied},
		{"reject without a reason", ActionValidate, intake, &Reject{}, 0, ReasonNoReason, audit.Invalid},
		{"machine rejects what passed", ActionValidate, System(), &Reject{Reason: "x"}, 0, ReasonChecksPassed, audit.Conflict},
		{"finish another run", ActionFinishRun, System(), &FinishRun{Run: "r9", Results: digest("b"), Engine: digest("c")}, 0, ReasonOtherRun, audit.Conflict},
		{"fail another run", ActionFinishRun, System(), &FailRun{Run: "r9", Reason: "memory"}, 0, ReasonOtherRun, audit.Conflict},
		{"assign somebody of the department", ActionStartReview, secretary, assign(colleague), 0, ReasonDepartment, audit.Denied},
		{"assign somebody of the department above", ActionStartReview, secretary, assign(actor("x", Unit{"jilin"}, RoleCommitteeMember)), 0, ReasonDepartment, audit.Denied},
		{"assign the submitter", ActionStartReview, secretary, assign(actor("submitter", outside, RoleCommitteeMember)), 0, ReasonDepartment, audit.Denied},
		{"assign no member", ActionStartReview, secretary, assign(noRole), 0, ReasonNoMemberRole, audit.Invalid},
		{"assign twice", ActionStartReview, secretary, assign(members[0]), 0, ReasonOnPanel, audit.Conflict},
		{"submitter assigns", ActionStartReview, submitter, assign(other), 0, ReasonRole, audit.Denied},
		{"declare a conflict", ActionDeclare, members[0], &Declare{}, 0, ReasonIncomplete, audit.Invalid},
		{"declare without a place", ActionDeclare, members[4], &Declare{NoConflict: true}, 0, ReasonNotOnPanel, audit.Denied},
		{"declare twice", ActionStartReview, members[0], &Declare{NoConflict: true}, 0, ReasonDeclared, audit.Conflict},
		{"review with a small panel", ActionDeclare, secretary, &StartReview{}, 0, ReasonPanelSmall, audit.Conflict},
		{"recuse another", ActionStartReview, members[0], &Recuse{Member: "member2", Reason: "kinship"}, 0, ReasonNotOther, audit.Denied},
		{"recuse without a ground", ActionStartReview, secretary, &Recuse{Member: "member2"}, 0, ReasonNoReason, audit.Invalid},
		{"recuse a stranger", ActionStartReview, secretary, &Recuse{Member: "member5", Reason: "kinship"}, 0, ReasonNotOnPanel, audit.Denied},
		{"recuse who has filed", ActionReleaseReviews, secretary, &Recuse{Member: "member1", Reason: "kinship"}, 0, ReasonFiled, audit.Conflict},
		{"file from outside", ActionFileReview, other, &FileReview{Verdict: Pass, Criteria: assess(Met)}, 0, ReasonNotOnPanel, audit.Denied},
		{"file without reasons", ActionFileReview, members[0], &FileReview{Verdict: Pass, Criteria: bare}, 0, ReasonCriteria, audit.Invalid},
		{"file two of three criteria", ActionFileReview, members[0], &FileReview{Verdict: Pass, Criteria: assess(Met)[:2]}, 0, ReasonCriteria, audit.Invalid},
		{"pass what is not met", ActionFileReview, members[0], &FileReview{Verdict: Pass, Criteria: failing}, 0, ReasonInconsistent, audit.Invalid},
		{"file an unknown verdict", ActionFileReview, members[0], &FileReview{Verdict: "perfect", Criteria: assess(Met)}, 0, ReasonIncomplete, audit.Invalid},
		{"file twice", ActionReleaseReviews, members[0], &FileReview{Verdict: Fail, Criteria: assess(NotMet)}, 0, ReasonFiled, audit.Conflict},
		{"release before all are in", ActionFileReview, secretary, &ReleaseReviews{}, 0, ReasonReviewsMissing, audit.Conflict},
		{"early release of nothing", ActionFileReview, chair, &ReleaseEarly{Statement: "x"}, 0, ReasonReviewsMissing, audit.Conflict},
		{"early release without a statement", ActionReleaseReviews, chair, &ReleaseEarly{}, 0, ReasonNoReason, audit.Invalid},
		{"release twice", ActionIssueFindings, secretary, &ReleaseReviews{}, 0, ReasonReleased, audit.Conflict},
		{"findings before the release", ActionReleaseReviews, chair, &IssueFindings{Snapshot: digest("d")}, 0, ReasonNotReleased, audit.Conflict},
		{"findings without an anchor", ActionIssueFindings, chair, &IssueFindings{Findings: []Finding{{ID: "1", Text: "x", Severity: "low"}}, Snapshot: digest("d")}, 0, ReasonNotAnchored, audit.Invalid},
		{"reaudit without changes", ActionIssueFindings, members[0], &RequestReaudit{Reason: "x"}, 0, ReasonIncomplete, audit.Invalid},
		{"silence before the time", ActionFileReply, System(), &RecordSilence{}, 9, ReasonClockRunning, audit.Conflict},
		{"reply after ten days", ActionFileReply, submitter, &FileReply{Text: "late"}, 10, ReasonClockExpired, audit.Conflict},
		{"reply of another department", ActionFileReply, foreign, &FileReply{Text: "x"}, 1, ReasonNotOwnDepartment, audit.Denied},
		{"empty reply", ActionFileReply, submitter, &FileReply{}, 1, ReasonIncomplete, audit.Invalid},
		{"no objection with points", ActionFileReply, submitter, &FileReply{NoObjection: true, Points: []string{"x"}}, 1, ReasonIncomplete, audit.Invalid},
		{"answer before a reply", ActionFileReply, chair, &AnswerReply{}, 1, ReasonNoReply, audit.Conflict},
		{"second reply", ActionAnswerReply, submitter, &FileReply{Text: "x"}, 0, ReasonReplied, audit.Conflict},
		{"leave a point unanswered", ActionAnswerReply, chair, &AnswerReply{}, 0, ReasonUnanswered, audit.Invalid},
		{"resolve without reasons", ActionResolve, chair, &Resolve{Verdict: Fail, Criteria: assess(NotMet), Snapshot: digest("e")}, 0, ReasonNoReason, audit.Invalid},
		{"pass against the criteria", ActionResolve, chair, &Resolve{Verdict: Pass, Reasons: "x", Criteria: failing, Snapshot: digest("e")}, 0, ReasonInconsistent, audit.Invalid},
		{"conditional without conditions", ActionResolve, chair, &Resolve{Verdict: Conditional, Reasons: "x", Criteria: assess(Met), Snapshot: digest("e")}, 0, ReasonIncomplete, audit.Invalid},
		{"dissent of who filed nothing", ActionResolve, chair, &Resolve{Verdict: Fail, Reasons: "x", Criteria: assess(NotMet), Snapshot: digest("e"), Dissents: []Dissent{{Member: "member5", Criterion: "fairness", Reasons: "x"}}}, 0, ReasonDissent, audit.Invalid},
		{"resolve by a member", ActionResolve, members[0], &Resolve{}, 0, ReasonRole, audit.Denied},
		{"sign another digest", ActionSign, members[0], &Sign{Digest: digest("f")}, 0, ReasonDigest, audit.Conflict},
		{"sign without a review", ActionSign, members[4], &Sign{Digest: digest("e")}, 0, ReasonNotOnPanel, audit.Denied},
		{"close the signing early", ActionCompleteSigning, members[0], &Sign{Digest: digest("e")}, 0, ReasonSigned, audit.Conflict},
		{"publish unsigned bytes", ActionPublish, publisher, &Publish{Digest: digest("f")}, 0, ReasonDigest, audit.Conflict},
		{"signer publishes", ActionPublish, both, &Publish{Digest: digest("e")}, 0, ReasonSamePerson, audit.Denied},
		{"department publishes", ActionPublish, actor("x", unitOffice, RolePublisher), &Publish{Digest: digest("e")}, 0, ReasonDepartment, audit.Denied},
		{"publish unchecked", ActionCheckPublication, publisher, &Publish{Digest: digest("e")}, 0, ReasonState, audit.Conflict},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c, at := until(t, test.before)
			_, err := Next(c, test.actor, test.act, at.AddDate(0, 0, test.days))
			if ReasonOf(err) != test.want || audit.KindOf(err) != test.kind {
				t.Errorf("got %q (%v), want %q (%v); in %s: %v", ReasonOf(err), audit.KindOf(err), test.want, test.kind, c.State, err)
			}
		})
	}
}

func TestExternalMembers(t *testing.T) {
	s := story()
	s[1].act = &Submit{Manifest: digest("a"), ImpactLevel: 4}
	c, at := tell(t, Case{}, start, s[:7]...)
	for i, m := range members {
		c, at = tell(t, c, at, step{secretary, &AssignMember{Member: m.Account, External: i == 0, Roles: m.Roles, Units: m.Units}, 0}, step{m, &Declare{NoConflict: true}, 0})
	}
	// Level 4 asks for five members, two of them external; here only one is.
	if _, err := Next(c, secretary, &StartReview{}, at); ReasonOf(err) != ReasonNoExternal {
		t.Errorf("got %v", err)
	}
}

func TestSilenceIsNoAgreement(t *testing.T) {
	c, at := until(t, ActionFileReply)
	c, _ = tell(t, c, at, step{System(), &RecordSilence{}, 10}, step{chair, &AnswerReply{}, 0})
	if c.Reply.Kind != NoReply || c.Reply.By != "" || c.State != DecisionPending {
		t.Errorf("got %+v in %s", c.Reply, c.State)
	}
}

func TestReviewsAreHiddenUntilReleased(t *testing.T) {
	c, at := until(t, ActionReleaseReviews)
	for _, a := range []Actor{members[0], members[1], members[2]} {
		got := ReviewsFor(c, a)
		if len(got) != 1 || got[0].Member != a.Account {
			t.Errorf("before the release %s sees %d reviews", a.Account, len(got))
		}
	}
	for _, a := range []Actor{secretary, chair, publisher, submitter, members[3], {}} {
		if got := ReviewsFor(c, a); len(got) != 0 {
			t.Errorf("before the release %s sees %d reviews", a.Account, len(got))
		}
	}
	c, _ = tell(t, c, at, step{System(), &ReleaseReviews{}, 0})
	for _, a := range []Actor{members[0], members[1], secretary, chair} {
		if got := ReviewsFor(c, a); len(got) != 3 {
			t.Errorf("after the release %s sees %d reviews", a.Account, len(got))
		}
	}
	for _, a := range []Actor{publisher, submitter, members[3]} {
		if got := ReviewsFor(c, a); len(got) != 0 {
			t.Errorf("after the release %s sees %d reviews", a.Account, len(got))
		}
	}
}

func TestRecusalRemovesAccess(t *testing.T) {
	c, at := until(t, ActionFileReview)
	if got := AccessOf(c, members[1]); !got.Results {
		t.Fatalf("a seated member sees %+v", got)
	}
	c, at = tell(t, c, at, step{members[1], &Recuse{Member: "member2", Reason: "kinship"}, 0})
	if got := AccessOf(c, members[1]); got != (Access{}) {
		t.Errorf("a recused member sees %+v", got)
	}
	if _, err := Next(c, members[1], &FileReview{Verdict: Pass, Criteria: assess(Met)}, at); ReasonOf(err) != ReasonRecused {
		t.Errorf("got %v", err)
	}
	chairToo := Actor{Account: "member2", Roles: []Role{RoleCommitteeMember, RoleChair}}
	if got := AccessOf(c, chairToo); got != (Access{}) {
		t.Errorf("a recused member sees %+v as chair", got)
	}
}

// moves are the states that each state may lead to, itself where acts change the case within it. They are written down from the
// drawing in governance 2.1, not from the table; what the drawing leaves open (a failed run may be tried again, every public state
// can be withdrawn, rows are deleted after the end) is this package's own.
var moves = map[State][]State{
	None:             {Draft},
	Draft:            {Submitted},
	Submitted:        {Submitted, Validated, RejectedIntake},
	Validated:        {Computing},
	Computing:        {Computed, ComputeFailed},
	ComputeFailed:    {ComputeFailed, Computing},
	Computed:         {PanelForming, UnderReview},
	PanelForming:     {PanelForming, UnderReview},
	UnderReview:      {UnderReview, ReauditRequested, FindingsIssued},
	ReauditRequested: {ReauditRequested, Computing},
	FindingsIssued:   {AgencyResponse},
	AgencyResponse:   {AgencyResponse, DecisionPending},
	DecisionPending:  {Decided},
	Decided:          {Signing},
	Signing:          {Signing, Signed},
	Signed:           {PublicationCheck, Withheld},
	PublicationCheck: {PublicationCheck, Published, Withheld},
	Published:        {Published, Corrected, Superseded, Expired, Withdrawn, CorrectivePlan},
	Corrected:        {Corrected, Superseded, Expired, Withdrawn, CorrectivePlan},
	Superseded:       {Superseded, Withdrawn},
	Expired:          {Expired, Superseded, Withdrawn},
	CorrectivePlan:   {CorrectivePlan, FollowUp, Overdue, Superseded, Withdrawn},
	FollowUp:         {FollowUp, Overdue, Closed, Superseded, Withdrawn},
	Overdue:          {Overdue, Closed, Superseded, Withdrawn},
	Closed:           {Closed, Superseded, Withdrawn},
	RejectedIntake:   {RejectedIntake}, // rows that are deleted after the end, here and below
	Withheld:         {Withheld},
	Withdrawn:        {Withdrawn},
}

// TestPairs walks all pairs of states: the table has a row for a pair exactly when the drawing has an arrow.
func TestPairs(t *testing.T) {
	all := append([]State{None}, States()...)
	for _, from := range all {
		for _, to := range all {
			got := slices.ContainsFunc(Table(), func(row Transition) bool { return row.From == from && row.To == to })
			if want := slices.Contains(moves[from], to); got != want {
				t.Errorf("from %q to %q: got %v, want %v", from, to, got, want)
			}
		}
	}
	for _, row := range Table() {
		if !slices.Contains(all, row.From) || !slices.Contains(all, row.To) || !slices.Contains(Actions(), row.Action) {
			t.Errorf("unknown word in row %+v", row)
		}
	}
}

// TestEveryStateIsReached follows the table from the start.
func TestEveryStateIsReached(t *testing.T) {
	seen := map[State]bool{None: true}
	for range States() {
		for _, row := range Table() {
			if seen[row.From] {
				seen[row.To] = true
			}
		}
	}
	for _, s := range States() {
		if !seen[s] {
			t.Errorf("no way leads to %s", s)
		}
	}
}

func TestTableText(t *testing.T) {
	var got bytes.Buffer
	if err := WriteTable(&got); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", "table.txt")
	if *update {
		if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("the table differs from %s; renew it with -update and read the difference", path)
	}
}

func TestActsSurviveStorage(t *testing.T) {
	var events []Event
	c, at := Case{}, start
	for _, s := range story() {
		at = at.AddDate(0, 0, s.days)
		e, err := Next(c, s.actor, s.act, at)
		if err != nil {
			t.Fatal(err)
		}
		data, err := EncodeAct(e.Act)
		if err != nil {
			t.Fatal(err)
		}
		if e.Act, err = DecodeAct(e.Act.Action(), data); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(e.Act, s.act) {
			t.Errorf("%s: got %+v, want %+v", e.Act.Action(), e.Act, s.act)
		}
		before := c
		if c, err = Apply(c, e); err != nil {
			t.Fatal(err)
		}
		if again, err := Apply(before, e); err != nil || !reflect.DeepEqual(again, c) {
			t.Errorf("%s: applied twice to the same case, the sums differ", e.Act.Action())
		}
		events = append(events, e)
	}
	whole, err := Apply(Case{}, events...)
	if err != nil || !reflect.DeepEqual(whole, c) {
		t.Errorf("the events do not add up to the case: %v", err)
	}
	if _, err := Apply(whole, events[3]); audit.KindOf(err) != audit.Conflict {
		t.Errorf("an event out of order: got %v, want a conflict", err)
	}
	if _, err := DecodeAct("bribe", nil); audit.KindOf(err) != audit.Invalid {
		t.Errorf("an unknown act: got %v", err)
	}
}

func TestExclusive(t *testing.T) {
	// governance 5.2: submitter with any; publisher with signer; admin with signer. Signers: member, secretary, chair.
	want := map[[2]Role]bool{}
	for _, r := range Roles() {
		if r != RoleSubmitter {
			want[[2]Role{RoleSubmitter, r}] = true
		}
	}
	for _, r := range []Role{RolePublisher, RoleAdmin} {
		for _, s := range []Role{RoleCommitteeMember, RoleSecretary, RoleChair} {
			want[[2]Role{r, s}] = true
		}
	}
	for _, a := range Roles() {
		for _, b := range Roles() {
			w := want[[2]Role{a, b}] || want[[2]Role{b, a}]
			if got := Exclusive(a, b); got != w {
				t.Errorf("Exclusive(%s, %s) = %v, want %v", a, b, got, w)
			}
		}
	}
}

func TestReasonsHaveWords(t *testing.T) {
	if len(Reasons()) != len(reasons) {
		t.Errorf("%d reasons listed, %d with words", len(Reasons()), len(reasons))
	}
	for _, r := range Reasons() {
		if reasons[r].text == "" || reasons[r].kind == audit.Internal {
			t.Errorf("%s has no words or no kind", r)
		}
	}
}

func TestExpiry(t *testing.T) {
	c, at := tell(t, Case{}, start, story()...)
	if _, err := Next(c, System(), &Expire{}, at.Add(364*24*time.Hour)); ReasonOf(err) != ReasonNotDue {
		t.Errorf("after 364 days: %v", err)
	}
	if c, _ = tell(t, c, at.Add(365*24*time.Hour), step{System(), &Expire{}, 0}); c.State != Expired {
		t.Errorf("got %s", c.State)
	}
}
