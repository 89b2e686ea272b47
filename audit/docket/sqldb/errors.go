package sqldb

import (
	"database/sql"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"auditd/audit"
)

// errCollision marks an error of a transaction that another one disturbed and that may succeed when tried again.
var errCollision = errors.New("the transaction collided with another one")

// trouble is what a database can object to, whichever it is.
type trouble int

const (
	none trouble = iota
	taken
	unknown
	unfit
	appendOnly
	collision
)

// classify gives a database error a kind: what is taken already is a Conflict, what refers to nothing is Invalid, a change of an
// append-only table is Denied. Errors that have a kind pass.
func classify(err error) error {
	var known *audit.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	switch troubleOf(err) {
	case taken:
		return &audit.Error{Kind: audit.Conflict, Text: "this is there already", Err: err}
	case unknown:
		return &audit.Error{Kind: audit.Invalid, Text: "this refers to something that is not there", Err: err}
	case unfit:
		return &audit.Error{Kind: audit.Invalid, Text: "a value is not allowed here", Err: err}
	case appendOnly:
		return &audit.Error{Kind: audit.Denied, Text: "what is in this table is never changed", Err: err}
	case collision:
		return &audit.Error{Kind: audit.Conflict, Text: "the transaction collided with another one", Err: errors.Join(errCollision, err)}
	}
	if errors.Is(err, sql.ErrNoRows) {
		return &audit.Error{Kind: audit.NotFound, Text: "there is no such thing", Err: err}
	}
	return &audit.Error{Kind: audit.Internal, Text: "the database refused", Err: err}
}

func troubleOf(err error) trouble {
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		switch lite.Code() {
		case lib.SQLITE_CONSTRAINT_UNIQUE, lib.SQLITE_CONSTRAINT_PRIMARYKEY, lib.SQLITE_CONSTRAINT_ROWID:
			return taken
		case lib.SQLITE_CONSTRAINT_FOREIGNKEY:
			return unknown
		case lib.SQLITE_CONSTRAINT_CHECK, lib.SQLITE_CONSTRAINT_NOTNULL, lib.SQLITE_CONSTRAINT_DATATYPE:
			return unfit
		case lib.SQLITE_CONSTRAINT_TRIGGER:
			if strings.Contains(err.Error(), "append-only") {
				return appendOnly
			}
		}
		if lite.Code()&0xff == lib.SQLITE_BUSY {
			return collision
		}
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code { // https://www.postgresql.org/docs/15/errcodes-appendix.html
		case "23505":
			return taken
		case "23503":
			return unknown
		case "23502", "23514":
			return unfit
		case "AU001":
			return appendOnly
		case "40001", "40P01":
			return collision
		}
	}
	return none
}
