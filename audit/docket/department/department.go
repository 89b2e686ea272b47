// Package department keeps the tree of departments: who is below whom, at which of the five levels of administration, in which
// region.
//
// It does not know who works there. Names of regions are not part of it: a region is its code.
package department

import (
	"context"
	"time"

	"auditd/audit"
	"auditd/audit/docket/sqldb"
	"auditd/audit/review"
)

// A Level is a level of administration.
type Level int64

// The levels.
const (
	Province   Level = 1
	Prefecture Level = 2
	County     Level = 3
	Township   Level = 4
	Village    Level = 5
)

// A Department is a node of the tree. It never moves: a reorganised department is a new one.
type Department struct {
	ID     review.DepartmentID
	Parent review.DepartmentID // empty at a root
	Depth  int64               // 0 at a root; Create sets it
	Level  Level
	Region Region
	Name   string // in Chinese
	NameEn string
	At     time.Time // of its entry; Create sets it
}

// A Store keeps departments.
type Store struct{ db *sqldb.DB }

// New returns the departments of a database.
func New(db *sqldb.DB) *Store { return &Store{db} }

// maxDepth bounds the line of a department: five levels with offices of several tiers in each.
const maxDepth = 15

// Create enters a department. It must not be of a higher level than its parent, and its region must lie within the parent's; else it
// is an Invalid error, as is an unknown parent. An identifier that is taken is a Conflict.
func (s *Store) Create(ctx context.Context, d Department, at time.Time) error {
	if d.ID == "" || d.Name == "" {
		return audit.Errorf(audit.Invalid, "a department needs an identifier and a name")
	}
	if err := d.Region.Check(d.Level); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(t *sqldb.DB) error {
		var parent any
		d.Depth = 0
		if d.Parent != "" {
			p, err := New(t).Get(ctx, d.Parent)
			if audit.KindOf(err) == audit.NotFound {
				return audit.Errorf(audit.Invalid, "there is no parent department %s", audit.Quote(string(d.Parent)))
			}
			if err != nil {
				return err
			}
			if err := d.fits(p); err != nil {
				return err
			}
			parent, d.Depth = string(d.Parent), p.Depth+1
		}
		_, err := t.Exec(ctx, `INSERT INTO departments (id, parent_id, depth, level, region_code, name, name_en, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			string(d.ID), parent, d.Depth, int64(d.Level), string(d.Region), d.Name, d.NameEn, sqldb.Micros(at))
		return err
	})
}

func (d Department) fits(parent Department) error {
	switch {
	case d.Level < parent.Level:
		return audit.Errorf(audit.Invalid, "a department of level %d cannot be below one of level %d", d.Level, parent.Level)
	case !parent.Region.Contains(d.Region):
		return &audit.Error{Kind: audit.Invalid, Text: "the region is not within that of the department above", Value: audit.Quote(string(d.Region))}
	case parent.Depth >= maxDepth:
		return audit.Errorf(audit.Limit, "the line of departments is longer than %d", maxDepth+1)
	}
	return nil
}

const columns = "id, COALESCE(parent_id, ''), depth, level, region_code, name, name_en, created_at"

func scan(r sqldb.Row) (d Department, err error) {
	var at int64
	err = r.Scan(&d.ID, &d.Parent, &d.Depth, &d.Level, &d.Region, &d.Name, &d.NameEn, &at)
	d.At = sqldb.Time(at)
	return d, err
}

// Get returns a department; an unknown one is a NotFound error.
func (s *Store) Get(ctx context.Context, id review.DepartmentID) (Department, error) {
	return sqldb.One(ctx, s.db, sqldb.Name("department", id), scan, "SELECT "+columns+" FROM departments WHERE id = ?", string(id))
}

// Children returns the departments directly below one, the roots for "", by identifier.
func (s *Store) Children(ctx context.Context, id review.DepartmentID, p sqldb.Page) (sqldb.List[Department], error) {
	var after string
	if _, err := p.Start(&after); err != nil {
		return sqldb.List[Department]{}, err
	}
	where, args := "parent_id = ?", []any{string(id)}
	if id == "" {
		where, args = "parent_id IS NULL", nil
	}
	args = append(args, after, p.Size()+1)
	list, err := sqldb.Select(ctx, s.db, scan, "SELECT "+columns+" FROM departments WHERE "+where+" AND id > ? ORDER BY id LIMIT ?", args...)
	if err != nil {
		return sqldb.List[Department]{}, err
	}
	return sqldb.Cut(p, list, func(d Department) []any { return []any{d.ID} })
}

// Unit returns a department by its line from the root. An unknown one is a NotFound error.
func (s *Store) Unit(ctx context.Context, id review.DepartmentID) (review.Unit, error) {
	list, err := sqldb.Select(ctx, s.db, sqldb.Value[review.DepartmentID], `WITH RECURSIVE line (id, parent_id, depth) AS (
		SELECT id, parent_id, depth FROM departments WHERE id = ?
		UNION ALL SELECT d.id, d.parent_id, d.depth FROM departments d JOIN line l ON d.id = l.parent_id)
		SELECT id FROM line ORDER BY depth`, string(id))
	if err == nil && len(list) == 0 {
		err = audit.Errorf(audit.NotFound, "there is no %s", sqldb.Name("department", id))
	}
	return review.Unit(list), err
}
