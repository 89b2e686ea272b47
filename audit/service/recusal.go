package service

import (
	"context"
	"slices"

	"auditd/audit/docket"
	"auditd/audit/review"
)

// namesOnly returns who sits on a panel without how far they are, nothing unless they may be named.
func namesOnly(panel []review.Member, named bool) []review.Member {
	if !named {
		return nil
	}
	out := make([]review.Member, len(panel))
	for i, m := range panel {
		out[i] = review.Member{Account: m.Account, External: m.External, Recused: m.Recused}
	}
	return out
}

// addTakesPart lists the members and chairs whose recusal the department may ask for.
func (s *Service) addTakesPart(ctx context.Context, v *View, c review.Case) error {
	if !slices.Contains(v.Actions, review.ActionRequestRecusal) || !v.Access.Members || c.Released {
		return nil
	}
	for _, m := range c.Panel {
		if m.Recused == "" {
			v.TakesPart = append(v.TakesPart, Candidate{ID: m.Account, Name: v.Names[m.Account]})
		}
	}
	chairs, err := s.Register.Accounts.Holders(ctx, RoleChair, docket.Page{Limit: 500})
	if err != nil {
		return err
	}
	for _, a := range chairs.Items {
		if _, on := c.Member(a.ID); !on {
			v.TakesPart = append(v.TakesPart, Candidate{ID: a.ID, Name: a.DisplayName})
		}
	}
	return nil
}
