package jobs

import (
	"context"
	"time"

	"auditd/audit"
	"auditd/audit/docket/sqldb"
	"auditd/audit/review"
)

// A State is where a job stands.
type State string

// The states. Done, Cancelled and Dead are final.
const (
	Queued    State = "queued" // waiting, for the first time or after a failure
	Running   State = "running"
	Done      State = "done"
	Cancelled State = "cancelled"
	Dead      State = "dead" // out of attempts, or hopeless
)

// A Job is a piece of work.
type Job struct {
	ID          string
	Kind        string        // which worker function does it
	Key         string        // idempotency: two jobs of one key are one job; empty means none
	Case        review.CaseID // empty if it is of no case
	Payload     string        // JSON for the worker
	State       State
	Priority    int64 // higher first
	Attempts    int64 // begun so far
	MaxAttempts int64
	RunAt       time.Time // not before
	Worker      string    // who holds or last held the lease
	LeaseUntil  time.Time
	WantsCancel bool   // somebody asked the worker to stop
	Progress    string // what the worker last said
	Reason      string // of the last failure
	CreatedAt   time.Time
	FinishedAt  time.Time
}

// A Policy says how long a lease lasts and how failures are repeated.
type Policy struct {
	Lease   time.Duration // how long a worker may be silent
	Backoff time.Duration // before the second attempt; doubled for each further one
	Longest time.Duration // the longest wait between attempts
}

// DefaultPolicy suits jobs of minutes: a lease of one minute, waits of 5 s, 10 s, 20 s … up to ten minutes.
func DefaultPolicy() Policy {
	return Policy{Lease: time.Minute, Backoff: 5 * time.Second, Longest: 10 * time.Minute}
}

// wait returns how long to wait after a number of attempts.
func (p Policy) wait(attempts int64) time.Duration {
	w := p.Backoff
	for range attempts - 1 {
		if w >= p.Longest {
			break
		}
		w *= 2
	}
	return min(w, p.Longest)
}

// A Lease is a worker's right to one attempt of a job. A later attempt makes it worthless.
type Lease struct {
	Job     string
	Worker  string
	Attempt int64
}

// Lease returns the lease of a job as it was claimed.
func (j Job) Lease() Lease { return Lease{Job: j.ID, Worker: j.Worker, Attempt: j.Attempts} }

// A Queue is the jobs of a database.
type Queue struct {
	db     *sqldb.DB
	policy Policy
}

// New returns the jobs of a database.
func New(db *sqldb.DB, p Policy) *Queue { return &Queue{db, p} }

// With returns the same queue within a transaction.
func (q *Queue) With(db *sqldb.DB) *Queue { return &Queue{db, q.policy} }

const columns = `id, kind, COALESCE(idempotency_key, ''), case_id, payload, state, priority, attempts, max_attempts, run_at, worker, lease_until,
	cancel_requested, progress, reason, created_at, finished_at`

func scan(r sqldb.Row) (j Job, err error) {
	var runAt, lease, cancel, created, finished int64
	err = r.Scan(&j.ID, &j.Kind, &j.Key, &j.Case, &j.Payload, &j.State, &j.Priority, &j.Attempts, &j.MaxAttempts, &runAt, &j.Worker, &lease,
		&cancel, &j.Progress, &j.Reason, &created, &finished)
	j.RunAt, j.LeaseUntil, j.CreatedAt, j.FinishedAt = sqldb.Time(runAt), sqldb.Time(lease), sqldb.Time(created), sqldb.Time(finished)
	j.WantsCancel = cancel == 1
	return j, err
}

// Enqueue adds a job and returns it; when there is one of the same key already, it returns that one and adds none. Within a
// transaction the job exists exactly if what it follows from does. MaxAttempts 0 means 5, RunAt zero means at once.
func (q *Queue) Enqueue(ctx context.Context, j Job, at time.Time) (Job, error) {
	if j.ID == "" || j.Kind == "" {
		return Job{}, audit.Errorf(audit.Invalid, "a job needs an identifier and a kind")
	}
	if j.MaxAttempts <= 0 {
		j.MaxAttempts = 5
	}
	if j.RunAt.IsZero() {
		j.RunAt = at
	}
	var key any
	if j.Key != "" {
		key = j.Key
	}
	var out Job
	err := q.db.Tx(ctx, func(t *sqldb.DB) error {
		n, err := t.Exec(ctx, `INSERT INTO jobs (id, kind, idempotency_key, case_id, payload, state, priority, max_attempts, run_at, created_at)
			VALUES (?, ?, ?, ?, ?, 'queued', ?, ?, ?, ?) ON CONFLICT (idempotency_key) DO NOTHING`,
			j.ID, j.Kind, key, string(j.Case), j.Payload, j.Priority, j.MaxAttempts, sqldb.Micros(j.RunAt), sqldb.Micros(at))
		if err != nil {
			return err
		}
		if n == 1 {
			out, err = q.With(t).Get(ctx, j.ID)
			return err
		}
		out, err = sqldb.One(ctx, t, sqldb.Name("job of key", j.Key), scan, "SELECT "+columns+" FROM jobs WHERE idempotency_key = ?", j.Key)
		return err
	})
	return out, err
}

// Get returns a job; an unknown one is a NotFound error.
func (q *Queue) Get(ctx context.Context, id string) (Job, error) {
	return sqldb.One(ctx, q.db, sqldb.Name("job", id), scan, "SELECT "+columns+" FROM jobs WHERE id = ?", id)
}

// List returns the jobs of a case, or of all for "", in one state, or in all for "", by identifier.
func (q *Queue) List(ctx context.Context, c review.CaseID, s State, p sqldb.Page) (sqldb.List[Job], error) {
	var after string
	if _, err := p.Start(&after); err != nil {
		return sqldb.List[Job]{}, err
	}
	where, args := "id > ?", []any{after}
	if c != "" {
		where, args = where+" AND case_id = ?", append(args, string(c))
	}
	if s != "" {
		where, args = where+" AND state = ?", append(args, string(s))
	}
	list, err := sqldb.Select(ctx, q.db, scan, "SELECT "+columns+" FROM jobs WHERE "+where+" ORDER BY id LIMIT ?", append(args, p.Size()+1)...)
	if err != nil {
		return sqldb.List[Job]{}, err
	}
	return sqldb.Cut(p, list, func(j Job) []any { return []any{j.ID} })
}

// Counts returns how many jobs are in each state, for the operator.
func (q *Queue) Counts(ctx context.Context) (map[State]int64, error) {
	type count struct {
		state State
		n     int64
	}
	list, err := sqldb.Select(ctx, q.db, func(r sqldb.Row) (c count, err error) {
		err = r.Scan(&c.state, &c.n)
		return c, err
	}, "SELECT state, COUNT(*) FROM jobs GROUP BY state")
	out := map[State]int64{}
	for _, c := range list {
		out[c.state] = c.n
	}
	return out, err
}
