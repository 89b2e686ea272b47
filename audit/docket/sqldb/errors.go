package sqldb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"
	"syscall"

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
	full
	away
)

// classify gives a database error a kind: what is taken already is a Conflict, what refers to nothing is Invalid, a change of an
// append-only table is Denied, a full disk is Full, a database that does not answer is Unavailable. Errors that have a kind pass.
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
	case full:
		return &audit.Error{Kind: audit.Full, Text: "the disk of the register is full", Remedy: "make room on it, then try again", Err: err}
	case away:
		return &audit.Error{Kind: audit.Unavailable, Text: "the register does not answer", Remedy: "try again in a minute", Err: err}
	}
	if errors.Is(err, sql.ErrNoRows) {
		return &audit.Error{Kind: audit.NotFound, Text: "there is no such thing", Err: err}
	}
	return &audit.Error{Kind: audit.Internal, Text: "the database refused", Err: err}
}

func troubleOf(err error) trouble {
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return liteTrouble(lite.Code(), err)
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return postgresTrouble(pg.Code)
	}
	var network net.Error
	switch {
	case errors.As(err, &network), errors.Is(err, context.DeadlineExceeded), errors.Is(err, driver.ErrBadConn), errors.Is(err, sql.ErrConnDone),
		errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed), errors.Is(err, syscall.ECONNREFUSED),
		errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return away
	case strings.Contains(err.Error(), "conn closed"): // pgx exports no value for it
		return away
	}
	return none
}

func liteTrouble(code int, err error) trouble {
	switch code {
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
	switch code & 0xff {
	case lib.SQLITE_BUSY:
		return collision
	case lib.SQLITE_FULL:
		return full
	case lib.SQLITE_IOERR, lib.SQLITE_CANTOPEN, lib.SQLITE_INTERRUPT: // an interrupt is how a time limit ends a statement
		return away
	}
	return none
}

// postgresTrouble reads the codes of https://www.postgresql.org/docs/15/errcodes-appendix.html.
func postgresTrouble(code string) trouble {
	switch code {
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
	case "53100":
		return full
	}
	if len(code) == 5 && (code[:2] == "08" || code[:2] == "53" || code[:2] == "57" || code[:2] == "58") { // connection, resources, shutdown, system
		return away
	}
	return none
}
