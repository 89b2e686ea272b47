package docket

import (
	"context"

	"auditd/audit/docket/accesslog"
	"auditd/audit/docket/account"
	"auditd/audit/docket/catalogue"
	"auditd/audit/docket/department"
	"auditd/audit/docket/inbox"
	"auditd/audit/docket/jobs"
	"auditd/audit/docket/sqldb"
)

// Page says which part of a list is wanted.
type Page = sqldb.Page

// List is one page of a list.
type List[T any] = sqldb.List[T]

// A Register is an open register, or one transaction in it.
type Register struct {
	DB          *sqldb.DB // for backup, restore and the engine's name
	Departments *department.Store
	Accounts    *account.Store
	Access      *accesslog.Log
	Jobs        *jobs.Queue
	Catalogue   *catalogue.Store
	Inbox       *inbox.Store
}

// Open opens the register at an address (sqlite:PATH or postgres://…) and brings its schema up to date.
func Open(ctx context.Context, address string, p jobs.Policy) (*Register, error) {
	db, err := sqldb.Open(ctx, address)
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(ctx); err != nil {
		db.Close()
		return nil, err
	}
	return on(db, jobs.New(db, p)), nil
}

func on(db *sqldb.DB, q *jobs.Queue) *Register {
	return &Register{
		DB: db, Departments: department.New(db), Accounts: account.New(db), Access: accesslog.New(db), Jobs: q, Catalogue: catalogue.New(db),
		Inbox: inbox.New(db),
	}
}

// Close closes the register.
func (r *Register) Close() error { return r.DB.Close() }

// Tx runs fn in one transaction, which is committed when fn returns nil. It may run fn again, so fn has no effect outside the
// register.
func (r *Register) Tx(ctx context.Context, fn func(*Register) error) error {
	return r.DB.Tx(ctx, func(t *sqldb.DB) error { return fn(on(t, r.Jobs.With(t))) })
}

// Snapshot runs fn on one state of the whole register, whatever is written meanwhile. fn writes nothing.
func (r *Register) Snapshot(ctx context.Context, fn func(*Register) error) error {
	return r.DB.Snapshot(ctx, func(t *sqldb.DB) error { return fn(on(t, r.Jobs.With(t))) })
}
