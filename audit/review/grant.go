package review

import (
	"slices"
	"time"
)

// MaxGrant is the longest time for which a member may read raw data.
const MaxGrant = 30 * 24 * time.Hour

// A Grant lets one member read the rows that were submitted, for a reason and until a time.
type Grant struct {
	Member AccountID `json:"member"`
	Reason string    `json:"reason"`
	Until  time.Time `json:"until"`
	By     AccountID `json:"by"`
	At     time.Time `json:"at"`
}

// GrantRawData gives a member a grant. A new one takes the place of an older one, so that an end can be brought forward.
type GrantRawData struct {
	Member AccountID `json:"member"`
	Reason string    `json:"reason"`
	Until  time.Time `json:"until"`
}

// ActionGrantRawData is the name of the act.
const ActionGrantRawData Action = "grant_raw_data"

// Action returns grant_raw_data.
func (*GrantRawData) Action() Action { return ActionGrantRawData }

func (a *GrantRawData) reason() string { return a.Reason }

func (a *GrantRawData) apply(c *Case, e Event) {
	c.Grants = added(c.Grants, Grant{Member: a.Member, Reason: a.Reason, Until: a.Until, By: e.Actor, At: e.At})
}

// GrantOf returns the grant of a member that is in force at a time. A recused member has none.
func GrantOf(c Case, id AccountID, now time.Time) (Grant, bool) {
	m, on := c.Member(id)
	if !on || !m.Seated() || !slices.Contains(inForce, c.State) {
		return Grant{}, false
	}
	for _, g := range slices.Backward(c.Grants) {
		if g.Member == id {
			return g, now.Before(g.Until)
		}
	}
	return Grant{}, false
}

// MayReadRaw reports whether an actor may read the rows that were submitted: the service, which measures them, the submitting
// department, whose they are, and a member for as long as a grant lasts.
func MayReadRaw(c Case, a Actor, now time.Time) bool {
	if AccessOf(c, a).Raw {
		return true
	}
	_, granted := GrantOf(c, a.Account, now)
	return granted && a.Has(RoleCommitteeMember) && !a.Of(c.Unit)
}

// grantable are the states in which the secretary gives grants, and inForce those in which a grant that was given lasts.
var (
	grantable = []State{PanelForming, UnderReview, ReauditRequested, AgencyResponse}
	inForce   = []State{PanelForming, UnderReview, ReauditRequested, Computing, Computed, FindingsIssued, AgencyResponse, DecisionPending}
)

var (
	granteeSeated = holds("grantee_seated", ReasonNotOnPanel, func(f Facts) bool {
		m, on := f.Case.Member(f.Act.(*GrantRawData).Member)
		return on && m.Seated()
	})
	grantBounded = holds("ends_within_30_days", ReasonIncomplete, func(f Facts) bool {
		until := f.Act.(*GrantRawData).Until
		return until.After(f.At) && !until.After(f.At.Add(MaxGrant))
	})
)

var grantRows = stays(grantable, ActionGrantRawData, RoleSecretary, independent, granteeSeated, reasonGiven, grantBounded)
