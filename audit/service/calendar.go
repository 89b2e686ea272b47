package service

import (
	"context"
	"strconv"

	"auditd/audit"
	"auditd/audit/docket"
	"auditd/audit/docket/accesslog"
	"auditd/audit/review"
)

// A CalendarYear is what a public notice says of the working days of one year.
type CalendarYear = review.Year

// CalendarYears returns the years whose working days are known, for an admin or an inspector.
func (s *Service) CalendarYears(ctx context.Context, by *Caller) ([]CalendarYear, error) {
	if !by.May(RoleAdmin, RoleInspector) {
		return nil, audit.Errorf(audit.Denied, "this needs another role")
	}
	cal, err := s.Register.Calendar(ctx)
	return cal.Years(), err
}

// SetCalendarYear enters the free days of a year and those that are made up, as texts of one day or one span of days a line, or replaces
// them. The terms of all cases are counted by it from now on. Errors name the field; only an admin may do this.
func (s *Service) SetCalendarYear(ctx context.Context, by *Caller, year int, notice, off, work string) error {
	if !by.May(RoleAdmin) {
		return audit.Errorf(audit.Denied, "this needs another role")
	}
	if !by.Allows(ScopeAdmin) {
		return lacksScope(ScopeAdmin)
	}
	y, err := review.ParseYear(year, audit.Clean(notice), off, work)
	if err != nil {
		return err
	}
	now := s.Now()
	return s.once(ctx, by, func(r *docket.Register) (any, error) {
		if err := r.PutYear(ctx, y, by.ID, now); err != nil {
			return nil, err
		}
		_, err := r.Access.Append(ctx, accesslog.Entry{At: now, Actor: by.ID, Action: "change_calendar", Object: strconv.Itoa(year), Detail: y.Notice})
		return NewSecret{ID: strconv.Itoa(year)}, err
	})
}
