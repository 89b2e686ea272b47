package jobs

import (
	"context"
	"fmt"
	"time"

	"auditd/audit"
	"auditd/audit/docket/sqldb"
)

// Claim leases the next due job of one of the kinds to a worker. It returns false when there is none. Several workers, on several
// machines with PostgreSQL, get different jobs.
func (q *Queue) Claim(ctx context.Context, worker string, kinds []string, at time.Time) (Job, bool, error) {
	if worker == "" || len(kinds) == 0 {
		return Job{}, false, audit.Errorf(audit.Internal, "a worker needs a name and kinds of jobs")
	}
	now := sqldb.Micros(at)
	args := []any{worker, sqldb.Micros(at.Add(q.policy.Lease)), now}
	for _, k := range kinds {
		args = append(args, k)
	}
	var got []Job
	err := q.db.Tx(ctx, func(t *sqldb.DB) (err error) {
		got, err = sqldb.Select(ctx, t, scan, `UPDATE jobs SET state = 'running', worker = ?, lease_until = ?, attempts = attempts + 1 WHERE id =
			(SELECT id FROM jobs WHERE state = 'queued' AND run_at <= ? AND kind IN (`+sqldb.Marks(len(kinds))+`)
			ORDER BY priority DESC, run_at, id LIMIT 1`+t.SkipLocked()+`) RETURNING `+columns, args...)
		return err
	})
	if err != nil || len(got) == 0 {
		return Job{}, false, err
	}
	return got[0], true, nil
}

// held updates the job of a lease that still holds, else it is a Conflict.
func (q *Queue) held(ctx context.Context, l Lease, set string, args ...any) error {
	n, err := q.db.Exec(ctx, "UPDATE jobs SET "+set+" WHERE id = ? AND state = 'running' AND worker = ? AND attempts = ?", append(args, l.Job, l.Worker, l.Attempt)...)
	if err == nil && n == 0 {
		return &audit.Error{Kind: audit.Conflict, Text: "the lease on the job is lost", Remedy: "stop working on it"}
	}
	return err
}

// Hold returns nil while a lease holds, and Conflict otherwise. In the transaction of an effect it keeps a worker that fell silent, and
// whose job another took over, from having it: of two workers of one job exactly one does.
func (q *Queue) Hold(ctx context.Context, l Lease) error {
	return q.held(ctx, l, "worker = worker") // an update, so that taking the job over waits for the transaction
}

// Heartbeat extends a lease, keeps what the worker says of its progress, and returns whether somebody wants the job cancelled. A lost
// lease is a Conflict: the worker must stop.
func (q *Queue) Heartbeat(ctx context.Context, l Lease, progress string, at time.Time) (cancel bool, err error) {
	err = q.db.Tx(ctx, func(t *sqldb.DB) error {
		u := q.With(t)
		if err := u.held(ctx, l, "lease_until = ?, progress = ?", sqldb.Micros(at.Add(q.policy.Lease)), progress); err != nil {
			return err
		}
		j, err := u.Get(ctx, l.Job)
		cancel = j.WantsCancel
		return err
	})
	return cancel, err
}

// Complete ends a job as done. A lost lease is a Conflict; then whatever was written in the same transaction must not be committed.
func (q *Queue) Complete(ctx context.Context, l Lease, at time.Time) error {
	return q.held(ctx, l, "state = 'done', finished_at = ?", sqldb.Micros(at))
}

// Fail ends an attempt with a reason. The job waits for the next one, longer each time; without attempts left, or when it is
// hopeless to try again, it is dead. The job returned says which. A lost lease is a Conflict.
func (q *Queue) Fail(ctx context.Context, l Lease, reason string, hopeless bool, at time.Time) (Job, error) {
	var out Job
	err := q.db.Tx(ctx, func(t *sqldb.DB) error {
		u := q.With(t)
		if err := u.held(ctx, l, keepReason, reason); err != nil {
			return err
		}
		j, err := u.Get(ctx, l.Job)
		if err != nil {
			return err
		}
		if err := u.settle(ctx, j, hopeless, at); err != nil {
			return err
		}
		out, err = u.Get(ctx, l.Job)
		return err
	})
	return out, err
}

// keepReason notes the reason of a failure, unless somebody wants the job cancelled: then theirs stands.
const keepReason = "reason = CASE WHEN cancel_requested = 1 THEN reason ELSE ? END"

// longestPause is how long a job waits at most for something that passes.
const longestPause = 30 * time.Second

// Postpone ends an attempt that something outside the job broke off: a server that was away, a full disk, a worker that was told to
// stop. The attempt does not count, so that a job never dies of what it cannot help; it waits at most half a minute for the next. A
// job that somebody wants cancelled is cancelled. A lost lease is a Conflict.
func (q *Queue) Postpone(ctx context.Context, l Lease, reason string, at time.Time) (Job, error) {
	var out Job
	err := q.db.Tx(ctx, func(t *sqldb.DB) error {
		u := q.With(t)
		if err := u.held(ctx, l, "max_attempts = max_attempts + 1, "+keepReason, reason); err != nil {
			return err
		}
		j, err := u.Get(ctx, l.Job)
		if err != nil {
			return err
		}
		if err := u.settle(ctx, j, false, at); err != nil {
			return err
		}
		if _, err := t.Exec(ctx, "UPDATE jobs SET run_at = ? WHERE id = ? AND run_at > ?", sqldb.Micros(at.Add(longestPause)), j.ID, sqldb.Micros(at.Add(longestPause))); err != nil {
			return err
		}
		out, err = u.Get(ctx, l.Job)
		return err
	})
	return out, err
}

// lostTwice is how many lost attempts count as one that failed: a worker that falls silent was mostly killed from outside.
const lostTwice = 2

// settle decides what becomes of a job whose attempt is over without success.
func (q *Queue) settle(ctx context.Context, j Job, hopeless bool, at time.Time) error {
	set, args := "state = 'queued', run_at = ?", []any{sqldb.Micros(at.Add(q.policy.wait(j.Attempts)))}
	switch {
	case j.WantsCancel:
		set, args = "state = 'cancelled', finished_at = ?", []any{sqldb.Micros(at)}
	case hopeless || j.Attempts >= j.MaxAttempts:
		set, args = "state = 'dead', finished_at = ?", []any{sqldb.Micros(at)}
	}
	_, err := q.db.Exec(ctx, "UPDATE jobs SET "+set+" WHERE id = ?", append(args, j.ID)...)
	return err
}

// afterLoss is the job with its limit as it is for an attempt that was lost.
func (j Job) afterLoss() Job {
	j.MaxAttempts *= lostTwice
	return j
}

// Cancel stops a job: a waiting one at once, a running one as soon as its worker hears of it. A job that is over is a Conflict.
func (q *Queue) Cancel(ctx context.Context, id, reason string, at time.Time) (Job, error) {
	var out Job
	err := q.db.Tx(ctx, func(t *sqldb.DB) error {
		u := q.With(t)
		n, err := t.Exec(ctx, `UPDATE jobs SET cancel_requested = 1, reason = ?, finished_at = CASE WHEN state = 'queued' THEN ? ELSE finished_at END,
			state = CASE WHEN state = 'queued' THEN 'cancelled' ELSE state END WHERE id = ? AND state IN ('queued', 'running')`, reason, sqldb.Micros(at), id)
		if err != nil {
			return err
		}
		if out, err = u.Get(ctx, id); err != nil {
			return err
		}
		if n == 0 {
			return audit.Errorf(audit.Conflict, "the job is %s already", out.State)
		}
		return nil
	})
	return out, err
}

// Stop ends a job that its worker stopped because somebody wanted it cancelled.
func (q *Queue) Stop(ctx context.Context, l Lease, at time.Time) error {
	return q.held(ctx, l, "state = 'cancelled', finished_at = ?", sqldb.Micros(at))
}

// Retry lets a dead or cancelled job begin anew, with all its attempts. Finished steps stay finished.
func (q *Queue) Retry(ctx context.Context, id string, at time.Time) error {
	n, err := q.db.Exec(ctx, `UPDATE jobs SET state = 'queued', attempts = 0, cancel_requested = 0, run_at = ?, finished_at = 0
		WHERE id = ? AND state IN ('dead', 'cancelled')`, sqldb.Micros(at), id)
	if err == nil && n == 0 {
		return audit.Errorf(audit.Conflict, "there is no dead or cancelled %s", sqldb.Name("job", id))
	}
	return err
}

// Reap takes up to limit jobs from workers that fell silent: they wait for their next attempt, or are cancelled or dead. It returns
// them as they are afterwards. Every worker calls it now and then; a job that kills its workers ends here, after twice as many attempts
// as one that fails.
func (q *Queue) Reap(ctx context.Context, limit int, at time.Time) ([]Job, error) {
	var out []Job
	err := q.db.Tx(ctx, func(t *sqldb.DB) error {
		out = nil
		u := q.With(t)
		lost, err := sqldb.Select(ctx, t, scan, "SELECT "+columns+" FROM jobs WHERE state = 'running' AND lease_until <= ? ORDER BY id LIMIT ?"+t.SkipLocked(),
			sqldb.Micros(at), limit)
		if err != nil {
			return err
		}
		for _, j := range lost {
			reason := fmt.Sprintf("attempt %d was lost: worker %s fell silent", j.Attempts, audit.Quote(j.Worker))
			if _, err := t.Exec(ctx, "UPDATE jobs SET "+keepReason+" WHERE id = ?", reason, j.ID); err != nil {
				return err
			}
			if err := u.settle(ctx, j.afterLoss(), false, at); err != nil {
				return err
			}
			if j, err = u.Get(ctx, j.ID); err != nil {
				return err
			}
			out = append(out, j)
		}
		return nil
	})
	return out, err
}

// FinishStep remembers the result of a step, so that the next attempt does not repeat it. A step that is finished already keeps its
// first result. A lost lease is a Conflict.
func (q *Queue) FinishStep(ctx context.Context, l Lease, step, result string, at time.Time) error {
	return q.db.Tx(ctx, func(t *sqldb.DB) error {
		if err := q.With(t).held(ctx, l, "progress = ?", step); err != nil {
			return err
		}
		_, err := t.Exec(ctx, "INSERT INTO job_steps (job_id, step, result, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", l.Job, step, result, sqldb.Micros(at))
		return err
	})
}

// Steps returns the results of the finished steps of a job by their names.
func (q *Queue) Steps(ctx context.Context, id string) (map[string]string, error) {
	list, err := sqldb.Select(ctx, q.db, func(r sqldb.Row) (s [2]string, err error) {
		err = r.Scan(&s[0], &s[1])
		return s, err
	}, "SELECT step, result FROM job_steps WHERE job_id = ?", id)
	out := map[string]string{}
	for _, s := range list {
		out[s[0]] = s[1]
	}
	return out, err
}
