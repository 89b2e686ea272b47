package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver pgx
	_ "modernc.org/sqlite"             // the driver sqlite

	"auditd/audit"
	"auditd/audit/trace"
)

// An Engine is a kind of database.
type Engine string

// The engines.
const (
	SQLite     Engine = "sqlite"
	PostgreSQL Engine = "postgres"
)

// A DB is a database, or one transaction in it: what is called inside a transaction must use the DB that the transaction handed out.
type DB struct {
	engine Engine
	pool   *sql.DB
	reader *sql.DB // SQLite: connections whose transactions take no write lock; PostgreSQL: the pool
	tx     *sql.Tx // nil outside a transaction
	write  *sync.Mutex
}

// Open opens a database by its address: sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME. It creates a SQLite file that is absent
// and changes no schema. An address of another form is an Invalid error; its text is not repeated, because it may hold a password.
func Open(ctx context.Context, address string) (*DB, error) {
	var db *DB
	var err error
	switch {
	case strings.HasPrefix(address, "sqlite:"):
		db, err = openSQLite(strings.TrimPrefix(address, "sqlite:"))
	case strings.HasPrefix(address, "postgres://"), strings.HasPrefix(address, "postgresql://"):
		db, err = openPostgreSQL(address)
	default:
		return nil, &audit.Error{Kind: audit.Invalid, Text: "the address of the database is of no known form", Remedy: "use sqlite:PATH or postgres://…"}
	}
	if err != nil {
		return nil, err
	}
	ping := func() error { return classify(db.pool.PingContext(ctx)) }
	if err = ping(); err != nil && db.engine == SQLite {
		err = again(ctx, ping) // a new file is put into its journal mode by one opener at a time
	}
	if err != nil {
		db.Close()
		return nil, &audit.Error{Kind: audit.Unavailable, Text: "the database does not answer", Remedy: "check that it runs, and its address", Err: err}
	}
	return db, nil
}

// sqlitePragmas make a commit survive a loss of power, and a writer wait for another process.
const sqlitePragmas = "_pragma=busy_timeout(30000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)"

func openSQLite(path string) (*DB, error) {
	if path == "" || strings.Contains(path, ":memory:") {
		return nil, audit.Errorf(audit.Invalid, "a register needs a file")
	}
	// SQLite gives its other files the permissions of this one. It holds hashes of passwords, and is for its owner alone.
	if f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600); err == nil {
		f.Close()
	} // else SQLite says why
	name := "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + sqlitePragmas
	// A transaction that reads first and writes later can meet a busy error that no waiting cures; so every write takes the lock at once.
	pool, err := sql.Open("sqlite", name+"&_txlock=immediate")
	if err != nil {
		return nil, classify(err)
	}
	reader, err := sql.Open("sqlite", name+"&_txlock=deferred")
	if err != nil {
		pool.Close()
		return nil, classify(err)
	}
	pool.SetMaxOpenConns(4)
	reader.SetMaxOpenConns(4)
	return &DB{engine: SQLite, pool: pool, reader: reader, write: new(sync.Mutex)}, nil
}

func openPostgreSQL(address string) (*DB, error) {
	pool, err := sql.Open("pgx", address)
	if err != nil {
		return nil, &audit.Error{Kind: audit.Invalid, Text: "the address of the database is not well formed"}
	}
	pool.SetMaxOpenConns(16)
	pool.SetMaxIdleConns(8)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	return &DB{engine: PostgreSQL, pool: pool, reader: pool, write: new(sync.Mutex)}, nil
}

// Engine returns the kind of database.
func (d *DB) Engine() Engine { return d.engine }

// Close closes the database.
func (d *DB) Close() error {
	err := d.pool.Close()
	if d.reader != d.pool {
		err = errors.Join(err, d.reader.Close())
	}
	return err
}

// How long a statement and a whole transaction may take: a database that hangs is one that does not answer, and whoever waits for it
// is told so. Waiting for a lock counts.
const (
	statementTime   = 20 * time.Second
	transactionTime = time.Minute
	restoreTime     = 24 * time.Hour // of a whole backup
)

// patience is the key of a context whose transaction may take as long as a restore.
type patience struct{}

// maxTries is how often a transaction is tried when the database says that it collided with another one.
const maxTries = 8

// Tx runs fn in a transaction that is committed when fn returns nil. Inside a transaction fn joins it. PostgreSQL may break a
// transaction off because of another one; it is then tried again, so fn must have no effect outside the database.
func (d *DB) Tx(ctx context.Context, fn func(*DB) error) error {
	if d.tx != nil {
		return fn(d)
	}
	var err error
	for range maxTries {
		if err = d.tryTx(ctx, fn); !errors.Is(err, errCollision) {
			return err
		}
	}
	return err
}

func (d *DB) tryTx(ctx context.Context, fn func(*DB) error) (err error) {
	ctx, end := trace.Step(ctx, "register transaction")
	defer func() { end(err) }()
	if d.engine == SQLite {
		// SQLite's own waiting is not fair between goroutines; other processes still wait by busy_timeout.
		d.write.Lock()
		defer d.write.Unlock()
	}
	limit := transactionTime
	if ctx.Value(patience{}) != nil {
		limit = restoreTime
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	tx, err := d.begin(ctx)
	if err != nil {
		return classify(err)
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
	if err := fn(d.within(tx)); err != nil {
		return err
	}
	return classify(tx.Commit())
}

// begin begins a transaction, in the time of a statement. The transaction lives as long as the context.
func (d *DB) begin(ctx context.Context) (*sql.Tx, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	timer := time.AfterFunc(statementTime, func() { cancel(context.DeadlineExceeded) })
	tx, err := d.pool.BeginTx(ctx, nil)
	if err != nil && !timer.Stop() {
		err = errors.Join(context.DeadlineExceeded, err)
	}
	if err != nil {
		cancel(nil)
		return nil, err
	}
	if !timer.Stop() { // it began at the last moment: the context that it lives by has ended
		return nil, errors.Join(context.DeadlineExceeded, tx.Rollback())
	}
	return tx, nil
}

func (d *DB) within(tx *sql.Tx) *DB {
	return &DB{engine: d.engine, pool: d.pool, reader: d.reader, tx: tx, write: d.write}
}

// Snapshot runs fn in a transaction that reads one state of the whole database, whatever is written meanwhile, and writes nothing.
func (d *DB) Snapshot(ctx context.Context, fn func(*DB) error) error {
	options := &sql.TxOptions{ReadOnly: true}
	if d.engine == PostgreSQL {
		options.Isolation = sql.LevelRepeatableRead
	}
	tx, err := d.reader.BeginTx(ctx, options)
	if err != nil {
		return classify(err)
	}
	defer tx.Rollback() //nolint:errcheck // a transaction that only read has nothing to lose
	return fn(d.within(tx))
}

// Probe returns nil when the database takes writes. It changes nothing.
func (d *DB) Probe(ctx context.Context) error {
	return d.Tx(ctx, func(t *DB) error {
		if d.engine == PostgreSQL {
			_, err := Select(ctx, t, Value[string], "SELECT CAST(pg_current_xact_id() AS text)") // a number of its own makes the commit write
			return err
		}
		version, err := Select(ctx, t, Value[int64], "PRAGMA user_version")
		if err != nil || len(version) != 1 {
			return err
		}
		_, err = t.Exec(ctx, "PRAGMA user_version = "+strconv.FormatInt(version[0], 10))
		return err
	})
}

// Exec runs a statement and returns the number of rows it changed.
func (d *DB) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	if err := checkText(args); err != nil {
		return 0, err
	}
	if d.tx == nil {
		var n int64
		err := d.Tx(ctx, func(t *DB) (err error) { n, err = t.Exec(ctx, query, args...); return err })
		return n, err
	}
	ctx, cancel := context.WithTimeout(ctx, statementTime)
	defer cancel()
	r, err := d.tx.ExecContext(ctx, d.bind(query), args...)
	if err != nil {
		return 0, classify(err)
	}
	n, err := r.RowsAffected()
	return n, classify(err)
}

// A Row is something values can be scanned from.
type Row interface{ Scan(values ...any) error }

// Select returns what scan makes of every row of a query, in order.
func Select[T any](ctx context.Context, d *DB, scan func(Row) (T, error), query string, args ...any) ([]T, error) {
	if err := checkText(args); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, statementTime)
	defer cancel()
	rows, err := d.query(ctx, query, args...)
	if err != nil {
		return nil, classify(err)
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, classify(err)
		}
		out = append(out, v)
	}
	return out, classify(rows.Err())
}

func (d *DB) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if d.tx != nil {
		return d.tx.QueryContext(ctx, d.bind(query), args...)
	}
	return d.reader.QueryContext(ctx, d.bind(query), args...)
}

// One returns what scan makes of the only row of a query. Without a row it is a NotFound error that says there is no such thing;
// what names the thing, such as `case "c1"`.
func One[T any](ctx context.Context, d *DB, what string, scan func(Row) (T, error), query string, args ...any) (T, error) {
	list, err := Select(ctx, d, scan, query, args...)
	var zero T
	switch {
	case err != nil:
		return zero, err
	case len(list) == 0:
		return zero, audit.Errorf(audit.NotFound, "there is no %s", what)
	case len(list) > 1:
		return zero, audit.Errorf(audit.Internal, "there is more than one %s", what)
	}
	return list[0], nil
}

// Value scans rows of one column.
func Value[T any](r Row) (v T, err error) {
	err = r.Scan(&v)
	return v, err
}

// bind writes placeholders as the engine wants them. No statement has a question mark in a text.
func (d *DB) bind(query string) string {
	if d.engine == SQLite {
		return query
	}
	var b strings.Builder
	n := 0
	for i := range len(query) {
		if query[i] != '?' {
			b.WriteByte(query[i])
			continue
		}
		n++
		b.WriteString("$" + strconv.Itoa(n))
	}
	return b.String()
}

// checkText refuses text that PostgreSQL cannot store, on both engines alike.
func checkText(args []any) error {
	for _, a := range args {
		if s, ok := a.(string); ok && (strings.IndexByte(s, 0) >= 0 || !utf8.ValidString(s)) {
			return &audit.Error{Kind: audit.Invalid, Text: "text with a null character or broken UTF-8", Value: audit.Quote(s)}
		}
	}
	return nil
}

// ForUpdate returns what makes a select lock its rows. SQLite's writers are alone anyway.
func (d *DB) ForUpdate() string {
	if d.engine == PostgreSQL {
		return " FOR UPDATE"
	}
	return ""
}

// SkipLocked returns what makes a select lock its rows and pass over those that others hold.
func (d *DB) SkipLocked() string {
	if d.engine == PostgreSQL {
		return " FOR UPDATE SKIP LOCKED"
	}
	return ""
}

// Lock holds a named lock until the end of the transaction, against every other process on the same database.
func (d *DB) Lock(ctx context.Context, name string) error {
	if d.tx == nil {
		return audit.Errorf(audit.Internal, "a lock needs a transaction")
	}
	if d.engine == SQLite {
		return nil // the transaction holds the only write lock there is
	}
	_, err := d.tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock(hashtext($1))", name)
	return classify(err)
}

// Micros returns a time as it is stored; the zero time is 0.
func Micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// Time returns a stored time, in UTC; 0 is the zero time.
func Time(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}

// Flag returns a truth value as it is stored.
func Flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// Marks returns n placeholders for a list, such as "?, ?, ?".
func Marks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }

// Name returns a word and a quoted name for errors, such as `case "c1"`.
func Name[T ~string](word string, id T) string {
	return fmt.Sprintf("%s %s", word, audit.Quote(string(id)))
}
