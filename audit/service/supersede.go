package service

import (
	"context"
	"slices"
	"time"

	"auditd/audit/docket"
	"auditd/audit/review"
)

// current are the states in which a newer audit of the same system replaces a case. A promise of correction that is still followed
// stays open until the chair closes it by the newer audit.
var current = []review.State{review.Published, review.Corrected, review.Expired, review.Closed}

// supersede marks the earlier audits of the same system of the same department as replaced by a case that was just published.
func (s *Service) supersede(ctx context.Context, r *docket.Register, c review.Case, now time.Time) error {
	d, err := r.Docket(ctx, c.ID)
	if err != nil {
		return err
	}
	name, err := systemOf(ctx, r, d)
	if err != nil || name == "" {
		return err
	}
	for p := (docket.Page{Limit: 200}); ; {
		list, err := r.Cases(ctx, docket.CaseFilter{Department: d.Department}, p)
		if err != nil {
			return err
		}
		for _, old := range list.Items {
			if old.ID == c.ID || !slices.Contains(current, old.State) {
				continue
			}
			other, err := systemOf(ctx, r, old)
			if err != nil {
				return err
			}
			if other != name {
				continue
			}
			after, _, err := r.Act(ctx, old.ID, review.System().Account, now, &review.Supersede{Successor: c.ID})
			if err != nil {
				return err
			}
			if err := s.relist(ctx, r, after); err != nil {
				return err
			}
		}
		if p.After = list.Next; p.After == "" {
			return nil
		}
	}
}

// systemOf returns the name of the system that a case is about, as its plan has it.
func systemOf(ctx context.Context, r *docket.Register, d docket.Docket) (string, error) {
	return r.System(ctx, d)
}
