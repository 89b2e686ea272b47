package review

import "slices"

// Access is what an actor may see of a case. The register logs every read of raw data, whoever it is by.
type Access struct {
	Case    bool // that it exists, its state and what the committee published so far
	Results bool // numbers by group
	Raw     bool // the rows that were submitted; a member needs a grant besides, which is not of this package
	Reviews bool // every member's review; one's own is always seen
	Panel   bool // who sits on it, and how far they are
	Members bool // the names alone, so that the department can ask for a recusal
}

// AccessOf returns what the actor may see of the case. A recused member sees what the public sees, from that moment on; who is tied
// to the submitting department sees what the department sees, whatever else they are.
func AccessOf(c Case, a Actor) Access {
	open := c.State.Public()
	got := Access{Case: open || c.State == RejectedIntake || c.State == Withheld || c.State == Withdrawn, Results: open, Reviews: open, Panel: open}
	switch {
	case a.Has(RoleSystem):
		return Access{true, true, true, true, true, true}
	case a.Has(RoleSubmitter) && a.Of(c.Unit):
		return Access{Case: true, Results: true, Raw: true, Reviews: open, Panel: open || c.State == AgencyResponse, Members: slices.Contains(recusable, c.State)}
	case a.Account == c.Submitter || a.Of(c.Unit):
		return got
	case a.Has(RoleInspector):
		return Access{Case: true, Results: true, Reviews: true, Panel: true}
	}
	if m, on := c.Member(a.Account); on && a.Has(RoleCommitteeMember) {
		if m.Recused != "" {
			return got
		}
		got = Access{Case: true, Results: true, Reviews: c.Released, Panel: true}
	}
	if a.Has(RoleChair) || a.Has(RoleSecretary) {
		recused := slices.ContainsFunc(c.Panel, func(m Member) bool { return m.Account == a.Account && m.Recused != "" })
		if !recused {
			got = Access{Case: true, Results: true, Reviews: c.Released, Panel: true}
		}
	}
	if a.Has(RoleIntakeOfficer) && slices.Contains([]State{Submitted, Validated, RejectedIntake}, c.State) {
		got.Case = true
	}
	if a.Has(RolePublisher) && slices.Contains([]State{Signed, PublicationCheck}, c.State) {
		got = Access{Case: true, Results: true, Reviews: true, Panel: true}
	}
	return got
}

// ReviewsFor returns the reviews that the actor may see, in the order of filing: their own, and all of them once they are released
// together.
func ReviewsFor(c Case, a Actor) []Review {
	if AccessOf(c, a).Reviews {
		return slices.Clone(c.Reviews)
	}
	if m, on := c.Member(a.Account); !on || m.Recused != "" {
		return nil
	}
	var own []Review
	for _, r := range c.Reviews {
		if r.Member == a.Account {
			own = append(own, r)
		}
	}
	return own
}
