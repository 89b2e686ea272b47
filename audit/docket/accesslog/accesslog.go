// Package accesslog keeps who read or changed what, in a list that only grows. Every entry carries the hash of the one before, so
// that a changed, removed or inserted entry breaks the chain.
//
// It does not know what may be read; it notes what was. A chain alone cannot show that its end was cut off: keep [Log.Head] elsewhere
// and give it to [Log.Verify].
package accesslog

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"auditd/audit"
	"auditd/audit/docket/sqldb"
	"auditd/audit/review"
)

// An Entry is one act of access. Texts from outside are kept as they came; who shows them escapes them.
type Entry struct {
	Seq        int64 // 1, 2, 3 … ; Append sets it
	At         time.Time
	Actor      review.AccountID
	Action     string              // read_raw, download_report, log_in …
	Object     string              // what was accessed, such as a digest or an object key
	Case       review.CaseID       // empty if it is not about a case
	Department review.DepartmentID // who owns the object and sees the entry; empty if nobody does
	Detail     string
	Previous   review.Digest // Append sets it
	Hash       review.Digest // Append sets it
}

// digest returns the hash of an entry over all its fields, lengths included by the form of JSON.
func (e Entry) digest() (review.Digest, error) {
	data, err := json.Marshal([]any{e.Seq, sqldb.Micros(e.At), e.Actor, e.Action, e.Object, e.Case, e.Department, e.Detail, e.Previous})
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(data)
	return review.Digest(hex.EncodeToString(sum[:])), nil
}

// A Log is the access log of a database.
type Log struct{ db *sqldb.DB }

// New returns the access log of a database.
func New(db *sqldb.DB) *Log { return &Log{db} }

const columns = "seq, at, actor, action, object, case_id, department_id, detail, previous_hash, hash"

func scan(r sqldb.Row) (e Entry, err error) {
	var at int64
	err = r.Scan(&e.Seq, &at, &e.Actor, &e.Action, &e.Object, &e.Case, &e.Department, &e.Detail, &e.Previous, &e.Hash)
	e.At = sqldb.Time(at)
	return e, err
}

// Append adds entries to the end of the chain and returns them complete. Within a transaction they stand or fall with it: log first,
// read after the commit.
func (l *Log) Append(ctx context.Context, entries ...Entry) ([]Entry, error) {
	var out []Entry
	err := l.db.Tx(ctx, func(t *sqldb.DB) error {
		out = nil
		if err := t.Lock(ctx, "access_log"); err != nil {
			return err
		}
		last, err := New(t).Head(ctx)
		if err != nil {
			return err
		}
		for _, e := range entries {
			e.Seq, e.Previous = last.Seq+1, last.Hash
			e.At = sqldb.Time(sqldb.Micros(e.At)) // as it is stored
			if e.Hash, err = e.digest(); err != nil {
				return err
			}
			_, err := t.Exec(ctx, "INSERT INTO access_log ("+columns+") VALUES ("+sqldb.Marks(10)+")", e.Seq, sqldb.Micros(e.At), string(e.Actor), e.Action,
				e.Object, string(e.Case), string(e.Department), e.Detail, string(e.Previous), string(e.Hash))
			if err != nil {
				return err
			}
			out = append(out, e)
			last = e
		}
		return nil
	})
	return out, err
}

// Head returns the last entry, the zero Entry of an empty log.
func (l *Log) Head(ctx context.Context) (Entry, error) {
	list, err := sqldb.Select(ctx, l.db, scan, "SELECT "+columns+" FROM access_log ORDER BY seq DESC LIMIT 1")
	if err != nil || len(list) == 0 {
		return Entry{}, err
	}
	return list[0], nil
}

// A Filter says which entries are wanted; empty fields want all.
type Filter struct {
	Department review.DepartmentID
	Case       review.CaseID
	Actor      review.AccountID
}

// List returns entries, oldest first.
func (l *Log) List(ctx context.Context, f Filter, p sqldb.Page) (sqldb.List[Entry], error) {
	var after int64
	if _, err := p.Start(&after); err != nil {
		return sqldb.List[Entry]{}, err
	}
	where, args := "seq > ?", []any{after}
	for _, c := range []struct{ column, value string }{{"department_id", string(f.Department)}, {"case_id", string(f.Case)}, {"actor", string(f.Actor)}} {
		if c.value != "" {
			where, args = where+" AND "+c.column+" = ?", append(args, c.value)
		}
	}
	list, err := sqldb.Select(ctx, l.db, scan, "SELECT "+columns+" FROM access_log WHERE "+where+" ORDER BY seq LIMIT ?", append(args, p.Size()+1)...)
	if err != nil {
		return sqldb.List[Entry]{}, err
	}
	return sqldb.Cut(p, list, func(e Entry) []any { return []any{e.Seq} })
}

// Verify follows the whole chain and returns its last entry. A broken chain, or one that lacks an entry known from elsewhere (nil if
// none is), is an Internal error that names the first entry that does not fit.
func (l *Log) Verify(ctx context.Context, known *Entry) (Entry, error) {
	var last Entry
	met := known == nil || known.Seq == 0
	for {
		batch, err := sqldb.Select(ctx, l.db, scan, "SELECT "+columns+" FROM access_log WHERE seq > ? ORDER BY seq LIMIT 1000", last.Seq)
		if err != nil {
			return last, err
		}
		for _, e := range batch {
			hash, err := e.digest()
			if err != nil {
				return last, err
			}
			if e.Seq != last.Seq+1 || e.Previous != last.Hash || e.Hash != hash {
				return last, audit.Errorf(audit.Internal, "the access log is broken at entry %d", last.Seq+1)
			}
			if known != nil && known.Seq == e.Seq {
				if known.Hash != e.Hash {
					return last, audit.Errorf(audit.Internal, "entry %d of the access log is not the one that was known", e.Seq)
				}
				met = true
			}
			last = e
		}
		if len(batch) == 0 {
			break
		}
	}
	if !met {
		return last, audit.Errorf(audit.Internal, "the access log ends at entry %d, %d was known", last.Seq, known.Seq)
	}
	return last, nil
}
