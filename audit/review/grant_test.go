package review

import (
	"testing"
	"time"
)

// A grant is a secretary's, for a seated member, with a reason and an end within thirty days.
func TestGrantRawData(t *testing.T) {
	c := Case{State: UnderReview, Unit: Unit{"province", "transport"}, Submitter: "clerk", Panel: []Member{{Account: "m", Declared: start}, {Account: "invited"}}}
	secretary, member := Actor{Account: "s", Roles: []Role{RoleSecretary}}, Actor{Account: "m", Roles: []Role{RoleCommitteeMember}}
	ask := GrantRawData{Member: "m", Reason: "the labels look doubtful", Until: start.AddDate(0, 0, 7)}
	change := func(f func(*GrantRawData)) *GrantRawData { a := ask; f(&a); return &a }
	for name, x := range map[string]struct {
		by   Actor
		act  *GrantRawData
		want Reason
	}{
		"as it should be":  {secretary, &ask, ""},
		"by the member":    {member, &ask, ReasonRole},
		"without a reason": {secretary, change(func(a *GrantRawData) { a.Reason = " " }), ReasonNoReason},
		"not seated":       {secretary, change(func(a *GrantRawData) { a.Member = "invited" }), ReasonNotOnPanel},
		"without an end":   {secretary, change(func(a *GrantRawData) { a.Until = time.Time{} }), ReasonIncomplete},
		"for a year":       {secretary, change(func(a *GrantRawData) { a.Until = start.AddDate(1, 0, 0) }), ReasonIncomplete},
		"by the department": {
			Actor{Account: "s2", Roles: []Role{RoleSecretary}, Units: []Unit{c.Unit}}, &ask, ReasonDepartment,
		},
	} {
		if _, err := Next(c, x.by, x.act, start); ReasonOf(err) != x.want {
			t.Errorf("%s: %v, want %q", name, err, x.want)
		}
	}
	e, err := Next(c, secretary, &ask, start)
	if err != nil {
		t.Fatal(err)
	}
	granted, err := Apply(c, Event{Case: e.Case, Seq: 1, From: UnderReview, To: UnderReview, Actor: "s", At: start, Act: e.Act})
	if err != nil {
		t.Fatal(err)
	}
	recused := granted
	recused.Panel = changeMember(granted.Panel, "m", func(m *Member) { m.Recused = "kinship" })
	over := granted
	over.State = Published
	for name, x := range map[string]struct {
		c    Case
		by   Actor
		at   time.Time
		want bool
	}{
		"the member while it lasts":    {granted, member, start, true},
		"a moment before its end":      {granted, member, ask.Until.Add(-time.Second), true},
		"at its end":                   {granted, member, ask.Until, false},
		"before it was given":          {c, member, start, false},
		"the member once recused":      {recused, member, start, false},
		"once the case is published":   {over, member, start, false},
		"another member":               {granted, Actor{Account: "n", Roles: []Role{RoleCommitteeMember}}, start, false},
		"the secretary who granted it": {granted, secretary, start, false},
		"the chair":                    {granted, Actor{Account: "c", Roles: []Role{RoleChair}}, start, false},
		"an inspector":                 {granted, Actor{Account: "i", Roles: []Role{RoleInspector}}, start, false},
		"the department itself":        {granted, Actor{Account: "clerk", Roles: []Role{RoleSubmitter}, Units: []Unit{c.Unit}}, start, true},
		"the service":                  {granted, System(), start, true},
	} {
		if got := MayReadRaw(x.c, x.by, x.at); got != x.want {
			t.Errorf("%s may read raw data: %v, want %v", name, got, x.want)
		}
	}
}
