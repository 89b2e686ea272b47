package review

import (
	"slices"
	"time"
)

// A Member is a place on the panel.
type Member struct {
	Account  AccountID
	External bool      // from outside the administration
	Declared time.Time // when they accepted and declared that they have no conflict; zero until then
	Recused  string    // the ground, empty unless recused
}

// Seated reports whether the member accepted and is not recused.
func (m Member) Seated() bool { return !m.Declared.IsZero() && m.Recused == "" }

// PanelSize returns how many members an impact level asks for, and how many of them external: one at level 1, three at 2 and 3, five
// with two external ones at 4 (Directive on Automated Decision-Making, Treasury Board of Canada, appendix C). Other levels ask for
// the most.
func PanelSize(impactLevel int) (members, external int) {
	switch impactLevel {
	case 1:
		return 1, 0
	case 2, 3:
		return 3, 0
	default:
		return 5, 2
	}
}

// FormPanel begins the choice of members and fixes by which criteria they assess.
type FormPanel struct {
	Criteria []Criterion `json:"criteria"` // empty means DefaultCriteria
}

// AssignMember puts an account on the panel. Roles and units are the member's as the register has them at that moment; they stay in
// the history as what the conflict check saw.
type AssignMember struct {
	Member   AccountID `json:"member"`
	External bool      `json:"external,omitempty"`
	Roles    []Role    `json:"roles"`
	Units    []Unit    `json:"units"`
}

// Declare accepts a place and declares that there is no conflict of interest.
type Declare struct {
	NoConflict bool   `json:"no_conflict"` // must be true; who has one recuses themself
	Statement  string `json:"statement,omitempty"`
}

// Recuse takes a member off the panel, who loses access with it.
type Recuse struct {
	Member AccountID `json:"member"`
	Reason string    `json:"reason"` // the ground: employment, kinship, interest …
}

// StartReview opens the case to its panel, and again after a further run.
type StartReview struct{}

// The names of the acts.
const (
	ActionFormPanel    Action = "form_panel"
	ActionAssignMember Action = "assign_member"
	ActionDeclare      Action = "declare"
	ActionRecuse       Action = "recuse"
	ActionStartReview  Action = "start_review"
)

// Action returns form_panel.
func (*FormPanel) Action() Action { return ActionFormPanel }

// Action returns assign_member.
func (*AssignMember) Action() Action { return ActionAssignMember }

// Action returns declare.
func (*Declare) Action() Action { return ActionDeclare }

// Action returns recuse.
func (*Recuse) Action() Action { return ActionRecuse }

// Action returns start_review.
func (*StartReview) Action() Action { return ActionStartReview }

func (a *FormPanel) apply(c *Case, _ Event) {
	c.Criteria = slices.Clone(a.Criteria)
	if len(c.Criteria) == 0 {
		c.Criteria = DefaultCriteria()
	}
}

func (a *AssignMember) apply(c *Case, _ Event) {
	c.Panel = added(c.Panel, Member{Account: a.Member, External: a.External})
}

func (a *Declare) apply(c *Case, e Event) {
	c.Panel = changeMember(c.Panel, e.Actor, func(m *Member) { m.Declared = e.At })
}

func (a *Recuse) apply(c *Case, _ Event) {
	c.Panel = changeMember(c.Panel, a.Member, func(m *Member) { m.Recused = a.Reason })
}

func (a *StartReview) apply(*Case, Event) {}

func (a *Recuse) reason() string { return a.Reason }

func changeMember(panel []Member, id AccountID, change func(*Member)) []Member {
	panel = slices.Clone(panel)
	for i := range panel {
		if panel[i].Account == id {
			change(&panel[i])
		}
	}
	return panel
}

var (
	memberIndependent = holds("member_not_of_department", ReasonDepartment, func(f Facts) bool {
		a := f.Act.(*AssignMember)
		return a.Member != f.Case.Submitter && !Actor{Units: a.Units}.Of(f.Case.Unit)
	})
	memberHasRole = holds("member_has_role", ReasonNoMemberRole, func(f Facts) bool {
		a := f.Act.(*AssignMember)
		return said(string(a.Member)) && slices.Contains(a.Roles, RoleCommitteeMember)
	})
	memberNew = holds("member_is_new", ReasonOnPanel, func(f Facts) bool {
		_, on := f.Case.Member(f.Act.(*AssignMember).Member)
		return !on
	})
	onPanel = Guard{Name: "on_panel", Check: func(f Facts) Reason {
		m, on := f.Case.Member(f.Actor.Account)
		switch {
		case !on:
			return ReasonNotOnPanel
		case m.Recused != "":
			return ReasonRecused
		default:
			return ""
		}
	}}
	seated = Guard{Name: "seated", Check: func(f Facts) Reason {
		if r := onPanel.Check(f); r != "" {
			return r
		}
		if m, _ := f.Case.Member(f.Actor.Account); m.Declared.IsZero() {
			return ReasonIncomplete
		}
		return ""
	}}
	declaredOnce = holds("not_declared_yet", ReasonDeclared, func(f Facts) bool {
		m, _ := f.Case.Member(f.Actor.Account)
		return m.Declared.IsZero()
	})
	noConflict   = holds("no_conflict_declared", ReasonIncomplete, func(f Facts) bool { return f.Act.(*Declare).NoConflict })
	recusesSelf  = holds("for_oneself", ReasonNotOther, func(f Facts) bool { return f.Act.(*Recuse).Member == f.Actor.Account })
	recusedKnown = Guard{Name: "named_member_on_panel", Check: func(f Facts) Reason {
		m, on := f.Case.Member(f.Act.(*Recuse).Member)
		switch {
		case !on:
			return ReasonNotOnPanel
		case m.Recused != "":
			return ReasonRecused
		default:
			return ""
		}
	}}
	// A reviewer who has filed cannot be made to disappear.
	recusedNotFiled = holds("named_member_not_filed", ReasonFiled, func(f Facts) bool { return !f.Case.HasFiled(f.Act.(*Recuse).Member) })
	panelComplete   = Guard{Name: "panel_complete", Check: func(f Facts) Reason {
		members, external := PanelSize(f.Case.ImpactLevel)
		for _, m := range f.Case.Seated() {
			members--
			if m.External {
				external--
			}
		}
		switch {
		case members > 0:
			return ReasonPanelSmall
		case external > 0:
			return ReasonNoExternal
		default:
			return ""
		}
	}}
	criteriaNamed = holds("criteria_distinct", ReasonCriteria, func(f Facts) bool {
		seen := map[string]bool{}
		for _, c := range f.Act.(*FormPanel).Criteria {
			if !said(c.Name) || seen[c.Name] {
				return false
			}
			seen[c.Name] = true
		}
		return true
	})
	panelFormed = holds("panel_was_formed", ReasonPanelSmall, func(f Facts) bool { return len(f.Case.Panel) > 0 })
	unreleased  = holds("reviews_not_released", ReasonReleased, func(f Facts) bool { return !f.Case.Released })
)

var panelRows = slices.Concat(
	rows([]State{Computed}, ActionFormPanel, RoleSecretary, PanelForming, independent, criteriaNamed),
	stays([]State{PanelForming, UnderReview}, ActionAssignMember, RoleSecretary, independent, unreleased, memberHasRole, memberIndependent, memberNew),
	stays([]State{PanelForming, UnderReview}, ActionDeclare, RoleCommitteeMember, onPanel, independent, declaredOnce, noConflict),
	stays([]State{PanelForming, UnderReview, ReauditRequested}, ActionRecuse, RoleSecretary, independent, recusedKnown, recusedNotFiled, reasonGiven),
	stays([]State{PanelForming, UnderReview, ReauditRequested}, ActionRecuse, RoleCommitteeMember, recusesSelf, recusedKnown, recusedNotFiled, reasonGiven),
	rows([]State{PanelForming}, ActionStartReview, RoleSecretary, UnderReview, independent, panelComplete),
	rows([]State{Computed}, ActionStartReview, RoleSecretary, UnderReview, independent, panelFormed, panelComplete),
)
