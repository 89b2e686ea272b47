package inbox

import (
	"context"
	"time"

	"auditd/audit"
	"auditd/audit/docket/sqldb"
	"auditd/audit/review"
)

// A Way is how a file comes in.
type Way string

// The ways in.
const (
	Stream    Way = "stream"    // in one request
	Resumable Way = "resumable" // in pieces, over several connections
	Direct    Way = "direct"    // from the sender straight to the object server
	DropIn    Way = "drop_in"   // left in the drop-in place
)

// A State is where an upload stands.
type State string

// The states of an upload. Submitted and Removed are final.
const (
	Open      State = "open"  // its bytes are still coming
	Ready     State = "ready" // whole and in quarantine, not submitted yet
	Submitted State = "submitted"
	Removed   State = "removed" // given up or never submitted: its bytes are gone
)

// An Upload is a file on its way in.
type Upload struct {
	ID        string
	Account   review.AccountID
	Name      string
	Role      string // data, population
	Way       Way
	State     State
	Bytes     int64         // declared while it is open, then counted
	Received  int64         // of them, on stable storage
	SHA256    review.Digest // declared while it is open, empty if not; then that of the bytes
	HashState string        // of the SHA-256 over what was received, as text
	Staged    string        // what the store knows the pieces by, JSON
	Case      review.CaseID // what it was submitted to
	CreatedAt time.Time
	ExpiresAt time.Time // when it is removed unless it is submitted
}

// A Store is the uploads and drops of a database.
type Store struct{ db *sqldb.DB }

// New returns the uploads and drops of a database.
func New(db *sqldb.DB) *Store { return &Store{db} }

const uploadColumns = "id, account_id, name, role, way, state, bytes, received, sha256, hash_state, staged, case_id, created_at, expires_at"

func scanUpload(r sqldb.Row) (u Upload, err error) {
	var created, expires int64
	err = r.Scan(&u.ID, &u.Account, &u.Name, &u.Role, &u.Way, &u.State, &u.Bytes, &u.Received, &u.SHA256, &u.HashState, &u.Staged, &u.Case, &created, &expires)
	u.CreatedAt, u.ExpiresAt = sqldb.Time(created), sqldb.Time(expires)
	return u, err
}

// Add enters an upload. One that is open is refused with Limit when the account has quota open ones already; 0 is no quota. An upload
// that is there already is left as it is and no error, so that a step that broke off can be repeated.
func (s *Store) Add(ctx context.Context, u Upload, quota int64, at time.Time) error {
	return s.db.Tx(ctx, func(t *sqldb.DB) error {
		if u.State == Open && quota > 0 {
			if err := t.Lock(ctx, "uploads/"+string(u.Account)); err != nil {
				return err
			}
			n, err := sqldb.One(ctx, t, "count", sqldb.Value[int64], "SELECT COUNT(*) FROM uploads WHERE account_id = ? AND state = 'open' AND expires_at > ?",
				string(u.Account), sqldb.Micros(at))
			if err != nil {
				return err
			}
			if n >= quota {
				return &audit.Error{Kind: audit.Limit, Text: "too many uploads are open", Remedy: "finish or give up one of them; they end by themselves after a while"}
			}
		}
		_, err := t.Exec(ctx, "INSERT INTO uploads ("+uploadColumns+") VALUES ("+sqldb.Marks(14)+") ON CONFLICT DO NOTHING", u.ID, string(u.Account), u.Name, u.Role,
			string(u.Way), string(u.State), u.Bytes, u.Received, string(u.SHA256), u.HashState, u.Staged, string(u.Case), sqldb.Micros(at), sqldb.Micros(u.ExpiresAt))
		return err
	})
}

// A Quota bounds what one account may have that is open or waits to be submitted. A zero field is no bound.
type Quota struct {
	Files int64
	Bytes int64
}

// Room returns a Limit error when an upload with its bytes does not fit into the quota of its account beside the others. Within a
// transaction the answer holds until its end.
func (s *Store) Room(ctx context.Context, u Upload, q Quota, at time.Time) error {
	return s.db.Tx(ctx, func(t *sqldb.DB) error {
		if err := t.Lock(ctx, "uploads/"+string(u.Account)); err != nil {
			return err
		}
		const others = " FROM uploads WHERE account_id = ? AND id <> ? AND state IN ('open', 'ready') AND expires_at > ?"
		args := []any{string(u.Account), u.ID, sqldb.Micros(at)}
		files, err := sqldb.One(ctx, t, "count", sqldb.Value[int64], "SELECT COUNT(*)"+others, args...)
		if err != nil {
			return err
		}
		bytes, err := sqldb.One(ctx, t, "sum", sqldb.Value[int64], "SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT)"+others, args...)
		if err != nil {
			return err
		}
		if q.Files > 0 && files >= q.Files || q.Bytes > 0 && bytes > q.Bytes-u.Bytes {
			return &audit.Error{Kind: audit.Limit, Text: "too many files wait to be submitted", Remedy: "submit or remove some of them; they are removed by themselves after a while"}
		}
		return nil
	})
}

// Upload returns an upload; an unknown one is a NotFound error.
func (s *Store) Upload(ctx context.Context, id string) (Upload, error) {
	return sqldb.One(ctx, s.db, sqldb.Name("upload", id), scanUpload, "SELECT "+uploadColumns+" FROM uploads WHERE id = ?", id)
}

// Advance notes that an open upload has more of its bytes: from where it was to u.Received. Somebody who was faster leaves a Conflict.
func (s *Store) Advance(ctx context.Context, u Upload, from int64) error {
	n, err := s.db.Exec(ctx, "UPDATE uploads SET received = ?, hash_state = ?, staged = ?, expires_at = ? WHERE id = ? AND state = 'open' AND received = ?",
		u.Received, u.HashState, u.Staged, sqldb.Micros(u.ExpiresAt), u.ID, from)
	if err == nil && n == 0 {
		return &audit.Error{Kind: audit.Conflict, Text: "the upload went on elsewhere", Remedy: "ask how far it is, and go on from there"}
	}
	return err
}

// Finish notes that an open upload is whole: its size, its digest, and until when it waits to be submitted. One that is Ready already
// is no error.
func (s *Store) Finish(ctx context.Context, u Upload) error {
	n, err := s.db.Exec(ctx, "UPDATE uploads SET state = 'ready', bytes = ?, received = ?, sha256 = ?, hash_state = '', staged = '', expires_at = ? WHERE id = ? AND state = 'open'",
		u.Bytes, u.Bytes, string(u.SHA256), sqldb.Micros(u.ExpiresAt), u.ID)
	if err != nil || n == 1 {
		return err
	}
	now, err := s.Upload(ctx, u.ID)
	if err != nil {
		return err
	}
	if now.State != Ready || now.SHA256 != u.SHA256 {
		return audit.Errorf(audit.Conflict, "the upload is %s", now.State)
	}
	return nil
}

// Submit notes to which case an upload that is Ready belongs. Any other upload is a Conflict: within the transaction of the case, an
// upload is submitted once, and never after it was removed.
func (s *Store) Submit(ctx context.Context, id string, c review.CaseID) error {
	n, err := s.db.Exec(ctx, "UPDATE uploads SET state = 'submitted', case_id = ? WHERE id = ? AND state = 'ready'", string(c), id)
	if err == nil && n == 0 {
		return &audit.Error{Kind: audit.Conflict, Text: "the upload was submitted or removed already", Remedy: "upload the file again"}
	}
	return err
}

// Remove takes an upload out of use that is open or waits, with all that was read of it, and reports whether it did: its bytes may then
// be deleted.
func (s *Store) Remove(ctx context.Context, id string) (bool, error) {
	removed := false
	err := s.db.Tx(ctx, func(t *sqldb.DB) error {
		n, err := t.Exec(ctx, "UPDATE uploads SET state = 'removed', hash_state = '' WHERE id = ? AND state IN ('open', 'ready')", id)
		if err != nil {
			return err
		}
		removed = n == 1
		_, err = t.Exec(ctx, "DELETE FROM job_steps WHERE job_id = (SELECT id FROM uploads WHERE id = ? AND state = 'removed')", id)
		return err
	})
	return removed, err
}

// Due returns uploads in a state whose time is over, by identifier.
func (s *Store) Due(ctx context.Context, state State, at time.Time, p sqldb.Page) (sqldb.List[Upload], error) {
	var after string
	if _, err := p.Start(&after); err != nil {
		return sqldb.List[Upload]{}, err
	}
	list, err := sqldb.Select(ctx, s.db, scanUpload, "SELECT "+uploadColumns+" FROM uploads WHERE state = ? AND expires_at <= ? AND id > ? ORDER BY id LIMIT ?",
		string(state), sqldb.Micros(at), after, p.Size()+1)
	if err != nil {
		return sqldb.List[Upload]{}, err
	}
	return sqldb.Cut(p, list, func(u Upload) []any { return []any{u.ID} })
}

// Waiting returns the uploads of an account that are open or wait to be submitted, the newest first, up to a limit.
func (s *Store) Waiting(ctx context.Context, a review.AccountID, at time.Time, limit int) ([]Upload, error) {
	return sqldb.Select(ctx, s.db, scanUpload, "SELECT "+uploadColumns+` FROM uploads WHERE account_id = ? AND state IN ('open', 'ready') AND expires_at > ?
		ORDER BY created_at DESC, id LIMIT ?`, string(a), sqldb.Micros(at), limit)
}
