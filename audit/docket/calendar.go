package docket

import (
	"context"
	"encoding/json"
	"time"

	"auditd/audit/docket/sqldb"
	"auditd/audit/review"
)

// Calendar returns the official calendar with the years that were entered, which go before those that the program knows.
func (r *Register) Calendar(ctx context.Context) (review.Calendar, error) {
	years, err := sqldb.Select(ctx, r.DB, func(row sqldb.Row) (y review.Year, err error) {
		var off, work string
		if err := row.Scan(&y.Year, &y.Notice, &off, &work); err != nil {
			return y, err
		}
		if err := json.Unmarshal([]byte(off), &y.Off); err != nil {
			return y, err
		}
		return y, json.Unmarshal([]byte(work), &y.Work)
	}, "SELECT year, notice, off_days, work_days FROM calendar_years ORDER BY year")
	out := review.Official()
	for _, y := range years {
		out = out.With(y)
	}
	return out, err
}

// PutYear enters the working days of a year, or replaces them.
func (r *Register) PutYear(ctx context.Context, y review.Year, by review.AccountID, at time.Time) error {
	off, err := json.Marshal(y.Off)
	if err != nil {
		return err
	}
	work, err := json.Marshal(y.Work)
	if err != nil {
		return err
	}
	_, err = r.DB.Exec(ctx, `INSERT INTO calendar_years (year, notice, off_days, work_days, by_account, changed_at) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (year) DO UPDATE SET notice = excluded.notice, off_days = excluded.off_days, work_days = excluded.work_days,
		by_account = excluded.by_account, changed_at = excluded.changed_at`,
		int64(y.Year), y.Notice, string(off), string(work), string(by), sqldb.Micros(at))
	return err
}
