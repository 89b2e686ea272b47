package review

import (
	"testing"
	"time"
)

// at reads a time in the office's zone.
func at(t *testing.T, s string) time.Time {
	t.Helper()
	x, err := time.ParseInLocation("2006-01-02 15:04", s, office)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// 2 March 2026 is a Monday. Weekends do not count.
func TestWorkingDays(t *testing.T) {
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-03-02 09:00", 0, "2026-03-02 09:00"},
		{"2026-03-02 09:00", 3, "2026-03-05 09:00"},
		{"2026-03-02 09:00", 5, "2026-03-09 09:00"},  // over one weekend
		{"2026-03-02 09:00", 10, "2026-03-16 09:00"}, // over two
		{"2026-03-06 17:30", 1, "2026-03-09 17:30"},  // Friday to Monday
		{"2026-03-07 12:00", 1, "2026-03-09 12:00"},  // from a Saturday
		{"2026-03-09 00:30", 1, "2026-03-10 00:30"},  // Monday here, still Sunday in UTC
	} {
		if got := (Calendar{}).WorkingDays(at(t, c.from), c.n); !got.Equal(at(t, c.want)) {
			t.Errorf("%d working days from %s: %s, want %s", c.n, c.from, got.In(office).Format("2006-01-02 15:04"), c.want)
		}
	}
}

// Every state of a case says what it waits for. The times count from Monday, 2 March 2026, 09:00; the terms are governance 2.1's.
func TestWaiting(t *testing.T) {
	since := at(t, "2026-03-02 09:00")
	open, filed := Member{Account: "m", Declared: since}, []Review{{Member: "m"}}
	failed := &Resolution{Verdict: Fail, At: since}
	for name, c := range map[string]struct {
		c      Case
		action Action
		role   Role
		due    string // empty for no term
	}{
		"accepted, nobody chosen":     {Case{State: Computed, ImpactLevel: 1}, ActionFormPanel, RoleSecretary, "2026-03-05 09:00"},
		"panel too small":             {Case{State: PanelForming, ImpactLevel: 2, Panel: []Member{open}}, ActionAssignMember, RoleSecretary, "2026-03-05 09:00"},
		"a member has not answered":   {Case{State: PanelForming, ImpactLevel: 1, Panel: []Member{{Account: "m"}}}, ActionDeclare, RoleCommitteeMember, "2026-03-05 09:00"},
		"panel complete":              {Case{State: PanelForming, ImpactLevel: 1, Panel: []Member{open}}, ActionStartReview, RoleSecretary, "2026-03-05 09:00"},
		"under review":                {Case{State: UnderReview, Panel: []Member{open}}, ActionFileReview, RoleCommitteeMember, "2026-03-16 09:00"},
		"reviews released":            {Case{State: UnderReview, Released: true, ReleasedAt: since}, ActionIssueFindings, RoleChair, "2026-03-09 09:00"},
		"the department may reply":    {Case{State: AgencyResponse, ReplyDue: since.Add(ReplyClock)}, ActionFileReply, RoleSubmitter, "2026-03-12 09:00"},
		"a reply to answer":           {Case{State: AgencyResponse, Reply: &Reply{At: since}}, ActionAnswerReply, RoleChair, "2026-03-09 09:00"},
		"to be resolved":              {Case{State: DecisionPending}, ActionResolve, RoleChair, "2026-03-09 09:00"},
		"to be signed":                {Case{State: Decided, Resolution: failed}, ActionSign, RoleCommitteeMember, "2026-03-05 09:00"},
		"to be published":             {Case{State: PublicationCheck, Signatures: []Signature{{At: since}}}, ActionPublish, RolePublisher, "2026-03-30 09:00"},
		"failed, no promise yet":      {Case{State: Published, Resolution: failed}, ActionOpenCorrectivePlan, RoleSubmitter, ""},
		"passed":                      {Case{State: Published, Resolution: &Resolution{Verdict: Pass}, PublishedAt: since}, ActionExpire, RoleSystem, "2027-03-02 09:00"},
		"a promise that is followed":  {Case{State: FollowUp, Plan: &Plan{Due: at(t, "2026-06-01 00:00")}}, ActionClose, RoleChair, "2026-06-01 00:00"},
		"a withdrawal waits for two":  {Case{State: Published, Resolution: failed, Withdrawal: &Proposal{}}, ActionWithdraw, RolePublisher, ""},
		"withdrawn waits for nothing": {Case{State: Withdrawn, Resolution: failed}, "", "", ""},
	} {
		c.c.Since, c.c.Reviews = since, filed
		got := Waiting(c.c, Official())
		want := time.Time{}
		if c.due != "" {
			want = at(t, c.due)
		}
		if got.Action != c.action || got.Role != c.role || !got.Due.Equal(want) {
			t.Errorf("%s: got %+v, want %s by %s until %s", name, got, c.action, c.role, c.due)
		}
		if !want.IsZero() && (got.Late(want.Add(-time.Minute)) || !got.Late(want)) {
			t.Errorf("%s: it is late at the wrong time", name)
		}
	}
}

// What a case waits for is shown to those who can do it, and to nobody else.
func TestWaitsFor(t *testing.T) {
	unit := Unit{"province", "transport"}
	seatedMember, invited := Member{Account: "seated", Declared: time.Unix(1, 0)}, Member{Account: "invited"}
	c := Case{State: UnderReview, Unit: unit, Submitter: "clerk", Panel: []Member{seatedMember, invited, {Account: "filed", Declared: time.Unix(1, 0)}}, Reviews: []Review{{Member: "filed"}}}
	for id, want := range map[AccountID]bool{"seated": true, "invited": false, "filed": false, "stranger": false} {
		if got := WaitsFor(c, Actor{Account: id, Roles: []Role{RoleCommitteeMember}}); got != want {
			t.Errorf("a review is awaited of %s: %v, want %v", id, got, want)
		}
	}
	c.State = AgencyResponse
	for _, x := range []struct {
		a    Actor
		want bool
	}{
		{Actor{Account: "clerk", Roles: []Role{RoleSubmitter}, Units: []Unit{unit}}, true},
		{Actor{Account: "other", Roles: []Role{RoleSubmitter}, Units: []Unit{{"province", "health"}}}, false},
		{Actor{Account: "chair", Roles: []Role{RoleChair}}, false},
	} {
		if got := WaitsFor(c, x.a); got != x.want {
			t.Errorf("a reply is awaited of %s: %v, want %v", x.a.Account, got, x.want)
		}
	}
}

// What the clock does by itself: silence after ten days, a broken promise, a year of age. A minute before, nothing is due.
func TestDue(t *testing.T) {
	start := at(t, "2026-03-02 09:00")
	for name, c := range map[string]struct {
		c    Case
		want Action
		due  time.Time
	}{
		"no reply":          {Case{State: AgencyResponse, ReplyDue: start.Add(ReplyClock)}, ActionRecordSilence, start.Add(ReplyClock)},
		"a broken promise":  {Case{State: FollowUp, Plan: &Plan{Due: start}}, ActionMarkOverdue, start},
		"an unaccepted one": {Case{State: CorrectivePlan, Plan: &Plan{Due: start}}, ActionMarkOverdue, start},
		"a year old":        {Case{State: Published, PublishedAt: start}, ActionExpire, start.AddDate(1, 0, 0)}, // 2026 is no leap year: 365 days
	} {
		if acts := Due(c.c, c.due.Add(-time.Minute)); len(acts) != 0 {
			t.Errorf("%s: %s too early", name, acts[0].Action())
		}
		acts := Due(c.c, c.due)
		if len(acts) != 1 || acts[0].Action() != c.want {
			t.Fatalf("%s: %v, want %s", name, acts, c.want)
		}
		if _, err := Next(c.c, System(), acts[0], c.due); err != nil {
			t.Errorf("%s: the rules refuse it: %v", name, err)
		}
	}
	if acts := Due(Case{State: AgencyResponse, ReplyDue: start, Reply: &Reply{}}, start.AddDate(1, 0, 0)); len(acts) != 0 {
		t.Errorf("a reply that is there is followed by %s", acts[0].Action())
	}
}
