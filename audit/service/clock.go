package service

import (
	"context"
	"time"

	"auditd/audit/docket"
	"auditd/audit/docket/catalogue"
	"auditd/audit/review"
)

// A Clock says what a case waits for, who has to do it, and by when.
type Clock = review.Clock

// clocksEvery is how often cases are looked through whose time is counted in days.
const clocksEvery = time.Hour

// sweepReplies records the silence of departments whose time for a reply is over. Silence is no agreement.
func (s *Service) sweepReplies(ctx context.Context, now time.Time) error {
	due, err := s.Register.Cases(ctx, docket.CaseFilter{DueBefore: now}, docket.Page{Limit: 200})
	if err != nil {
		return err
	}
	for _, d := range due.Items {
		if err := s.fallDue(ctx, d.ID, now); err != nil {
			return err
		}
	}
	return nil
}

// sweepClocks marks promises that were not kept in time, and audits that are older than a year.
func (s *Service) sweepClocks(ctx context.Context, now time.Time) error {
	if last := s.clocksSwept.Load(); last != 0 && now.UnixNano()-last < int64(clocksEvery) {
		return nil
	}
	for _, state := range []review.State{review.CorrectivePlan, review.FollowUp, review.Published, review.Corrected} {
		for p := (docket.Page{Limit: 200}); ; {
			list, err := s.Register.Cases(ctx, docket.CaseFilter{State: state}, p)
			if err != nil {
				return err
			}
			for _, d := range list.Items {
				if err := s.fallDue(ctx, d.ID, now); err != nil {
					return err
				}
			}
			if p.After = list.Next; p.After == "" {
				break
			}
		}
	}
	s.clocksSwept.Store(now.UnixNano())
	return nil
}

// fallDue does what the time asks for in a case. What the rules refuse has been done by somebody else in the meantime.
func (s *Service) fallDue(ctx context.Context, id CaseID, now time.Time) error {
	c, err := s.Register.Case(ctx, id)
	if err != nil {
		return err
	}
	for _, act := range review.Due(c, now) {
		err := s.Register.Tx(ctx, func(r *docket.Register) error {
			after, _, err := r.Act(ctx, id, review.System().Account, now, act)
			if err != nil {
				return err
			}
			return s.follow(ctx, r, after, act, catalogue.Entry{}, now)
		})
		if err != nil && review.ReasonOf(err) == "" {
			return err
		}
	}
	return nil
}
