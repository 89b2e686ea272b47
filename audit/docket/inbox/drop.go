package inbox

import (
	"context"
	"time"

	"auditd/audit/docket/sqldb"
	"auditd/audit/review"
)

// A DropState is where a file that was dropped stands.
type DropState string

// The states of a drop.
const (
	Waiting DropState = "waiting" // its plan is not there yet
	Taking  DropState = "taking"  // a process is taking it over, until its lease ends
	Dropped DropState = "submitted"
	Refused DropState = "refused"
	Done    DropState = "done" // its case is past intake
)

// A Drop is a data set with its plan as they lie, or lay, in the drop-in place under one name.
type Drop struct {
	Name       string // of the data set
	DataMark   string // tells one content of the name from the next, without reading it
	PlanMark   string // likewise; empty while there is no plan
	State      DropState
	DataSHA256 review.Digest // empty until it was read
	PlanSHA256 review.Digest
	Case       review.CaseID
	Reason     string // why it was refused
	SeenAt     time.Time
	UpdatedAt  time.Time
}

const dropColumns = "name, data_mark, plan_mark, state, data_sha256, plan_sha256, case_id, reason, seen_at, updated_at"

func scanDrop(r sqldb.Row) (d Drop, err error) {
	var seen, updated int64
	err = r.Scan(&d.Name, &d.DataMark, &d.PlanMark, &d.State, &d.DataSHA256, &d.PlanSHA256, &d.Case, &d.Reason, &seen, &updated)
	d.SeenAt, d.UpdatedAt = sqldb.Time(seen), sqldb.Time(updated)
	return d, err
}

// Drop returns what is known under a name; an unknown one is a NotFound error.
func (s *Store) Drop(ctx context.Context, name string) (Drop, error) {
	return sqldb.One(ctx, s.db, sqldb.Name("drop", name), scanDrop, "SELECT "+dropColumns+" FROM drops WHERE name = ?", name)
}

// Claim leases a drop to the caller until a time and reports whether it did. It does not when the same content was taken, refused or
// is being taken: what was dropped once is taken once, however often it is looked at.
func (s *Store) Claim(ctx context.Context, name, dataMark, planMark string, at, until time.Time) (bool, error) {
	n, err := s.db.Exec(ctx, `INSERT INTO drops (name, data_mark, plan_mark, state, lease_until, seen_at, updated_at) VALUES (?, ?, ?, 'taking', ?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET seen_at = CASE WHEN drops.data_mark = excluded.data_mark THEN drops.seen_at ELSE excluded.seen_at END,
		data_mark = excluded.data_mark, plan_mark = excluded.plan_mark, state = 'taking', lease_until = excluded.lease_until, updated_at = excluded.updated_at
		WHERE CASE WHEN drops.state = 'taking' THEN drops.lease_until <= ?
		ELSE drops.state = 'waiting' OR drops.data_mark <> excluded.data_mark OR drops.plan_mark <> excluded.plan_mark END`,
		name, dataMark, planMark, sqldb.Micros(until), sqldb.Micros(at), sqldb.Micros(at), sqldb.Micros(at))
	return n == 1, err
}

// Settle notes what came of a drop that the caller claimed. A claim that somebody else took over meanwhile is left to them.
func (s *Store) Settle(ctx context.Context, d Drop, at time.Time) error {
	_, err := s.db.Exec(ctx, `UPDATE drops SET state = ?, data_sha256 = ?, plan_sha256 = ?, case_id = ?, reason = ?, updated_at = ?
		WHERE name = ? AND data_mark = ? AND plan_mark = ?`, string(d.State), string(d.DataSHA256), string(d.PlanSHA256), string(d.Case), d.Reason,
		sqldb.Micros(at), d.Name, d.DataMark, d.PlanMark)
	return err
}

// Drops returns drops in a state by name.
func (s *Store) Drops(ctx context.Context, state DropState, p sqldb.Page) (sqldb.List[Drop], error) {
	var after string
	if _, err := p.Start(&after); err != nil {
		return sqldb.List[Drop]{}, err
	}
	list, err := sqldb.Select(ctx, s.db, scanDrop, "SELECT "+dropColumns+" FROM drops WHERE state = ? AND name > ? ORDER BY name LIMIT ?", string(state), after, p.Size()+1)
	if err != nil {
		return sqldb.List[Drop]{}, err
	}
	return sqldb.Cut(p, list, func(d Drop) []any { return []any{d.Name} })
}
