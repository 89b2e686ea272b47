package docket

import (
	"context"
	"time"

	"auditd/audit"
	"auditd/audit/docket/accesslog"
	"auditd/audit/docket/jobs"
	"auditd/audit/docket/sqldb"
	"auditd/audit/review"
)

// A Run is one run of a plan over the data of a case. All runs are kept.
type Run struct {
	ID          review.RunID
	Case        review.CaseID
	Number      int64  // 1, 2, 3 … within the case; StartRun sets it
	Plan        string // JSON
	PlanSHA256  review.Digest
	InputSHA256 review.Digest // of the list of input digests
	RequestedBy review.AccountID
	Reason      string // of a further run
	CreatedAt   time.Time
	FinishedAt  time.Time     // zero while running
	Engine      review.Digest // of the program; empty until finished
	Results     review.Digest // of results.json; empty until finished
	ResultsKey  string        // where they lie
	Failure     string        // empty unless it failed
}

// StartRun enters a run and moves its case to computing.
func (r *Register) StartRun(ctx context.Context, run Run, at time.Time) (review.Case, error) {
	var out review.Case
	err := r.Tx(ctx, func(t *Register) (err error) {
		if out, _, err = t.Act(ctx, run.Case, review.System().Account, at, &review.StartRun{Run: run.ID}); err != nil {
			return err
		}
		_, err = t.DB.Exec(ctx, "INSERT INTO runs (id, case_id, number, plan, plan_sha256, input_sha256, requested_by, reason, created_at) VALUES ("+sqldb.Marks(9)+")",
			string(run.ID), string(run.Case), int64(len(out.Runs)), run.Plan, string(run.PlanSHA256), string(run.InputSHA256), string(run.RequestedBy), run.Reason, sqldb.Micros(at))
		return err
	})
	return out, err
}

// FinishRun ends a run with the digests of its results and of the program, and moves its case to computed.
func (r *Register) FinishRun(ctx context.Context, id review.RunID, results, engine review.Digest, key string, at time.Time) (review.Case, error) {
	return r.endRun(ctx, id, at, &review.FinishRun{Run: id, Results: results, Engine: engine},
		"results_sha256 = ?, engine_sha256 = ?, results_key = ?", string(results), string(engine), key)
}

// FailRun ends a run with the reason why there are no results, and moves its case to compute_failed.
func (r *Register) FailRun(ctx context.Context, id review.RunID, reason string, at time.Time) (review.Case, error) {
	return r.endRun(ctx, id, at, &review.FailRun{Run: id, Reason: reason}, "failure = ?", reason)
}

func (r *Register) endRun(ctx context.Context, id review.RunID, at time.Time, act review.Act, set string, args ...any) (review.Case, error) {
	var out review.Case
	err := r.Tx(ctx, func(t *Register) error {
		run, err := t.Run(ctx, id)
		if err != nil {
			return err
		}
		if out, _, err = t.Act(ctx, run.Case, review.System().Account, at, act); err != nil {
			return err
		}
		_, err = t.DB.Exec(ctx, "UPDATE runs SET finished_at = ?, "+set+" WHERE id = ?", append(append([]any{sqldb.Micros(at)}, args...), string(id))...)
		return err
	})
	return out, err
}

const runColumns = `id, case_id, number, plan, plan_sha256, input_sha256, requested_by, reason, created_at, finished_at, engine_sha256, results_sha256,
	results_key, failure`

func scanRun(row sqldb.Row) (u Run, err error) {
	var created, finished int64
	err = row.Scan(&u.ID, &u.Case, &u.Number, &u.Plan, &u.PlanSHA256, &u.InputSHA256, &u.RequestedBy, &u.Reason, &created, &finished, &u.Engine, &u.Results,
		&u.ResultsKey, &u.Failure)
	u.CreatedAt, u.FinishedAt = sqldb.Time(created), sqldb.Time(finished)
	return u, err
}

// Run returns a run; an unknown one is a NotFound error.
func (r *Register) Run(ctx context.Context, id review.RunID) (Run, error) {
	return sqldb.One(ctx, r.DB, sqldb.Name("run", id), scanRun, "SELECT "+runColumns+" FROM runs WHERE id = ?", string(id))
}

// Runs returns the runs of a case in their order.
func (r *Register) Runs(ctx context.Context, id review.CaseID, p Page) (List[Run], error) {
	var after int64
	if _, err := p.Start(&after); err != nil {
		return List[Run]{}, err
	}
	list, err := sqldb.Select(ctx, r.DB, scanRun, "SELECT "+runColumns+" FROM runs WHERE case_id = ? AND number > ? ORDER BY number LIMIT ?", string(id), after, p.Size()+1)
	if err != nil {
		return List[Run]{}, err
	}
	return sqldb.Cut(p, list, func(u Run) []any { return []any{u.Number} })
}

// An OnEnd leaves the reason of a job that ended without success, dead or cancelled, on its case.
type OnEnd func(*Register, jobs.Job) error

// ended runs what a job that is over leaves behind.
func (r *Register) ended(j jobs.Job, onEnd OnEnd) error {
	if j.State != jobs.Dead && j.State != jobs.Cancelled {
		return nil
	}
	return onEnd(r, j)
}

// FailJob ends an attempt of a job. When that ends it, onEnd runs in the same transaction, so that a job without success always leaves
// its reason on the case.
func (r *Register) FailJob(ctx context.Context, l jobs.Lease, reason string, hopeless bool, at time.Time, onEnd OnEnd) (jobs.Job, error) {
	return r.endAttempt(ctx, onEnd, func(t *Register) (jobs.Job, error) { return t.Jobs.Fail(ctx, l, reason, hopeless, at) })
}

// PostponeJob ends an attempt that does not count, as [jobs.Queue.Postpone] says. onEnd runs as in FailJob.
func (r *Register) PostponeJob(ctx context.Context, l jobs.Lease, reason string, at time.Time, onEnd OnEnd) (jobs.Job, error) {
	return r.endAttempt(ctx, onEnd, func(t *Register) (jobs.Job, error) { return t.Jobs.Postpone(ctx, l, reason, at) })
}

// CancelJob stops a job for a reason: a waiting one at once, and then onEnd runs as in FailJob; a running one when its worker hears of it.
func (r *Register) CancelJob(ctx context.Context, id, reason string, at time.Time, onEnd OnEnd) (jobs.Job, error) {
	return r.endAttempt(ctx, onEnd, func(t *Register) (jobs.Job, error) { return t.Jobs.Cancel(ctx, id, reason, at) })
}

func (r *Register) endAttempt(ctx context.Context, onEnd OnEnd, end func(*Register) (jobs.Job, error)) (jobs.Job, error) {
	var out jobs.Job
	err := r.Tx(ctx, func(t *Register) (err error) {
		if out, err = end(t); err != nil {
			return err
		}
		return t.ended(out, onEnd)
	})
	return out, err
}

// ReapJobs takes up to limit jobs from workers that fell silent. onEnd runs for each of them that is over with it, in the same
// transaction.
func (r *Register) ReapJobs(ctx context.Context, limit int, at time.Time, onEnd OnEnd) ([]jobs.Job, error) {
	var out []jobs.Job
	err := r.Tx(ctx, func(t *Register) (err error) {
		if out, err = t.Jobs.Reap(ctx, limit, at); err != nil {
			return err
		}
		for _, j := range out {
			if err := t.ended(j, onEnd); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// ReadRaw asks whether an account may read a raw object of a case now, and logs the answer either way, where the department that owns
// the data sees it. Only after it returned nil may the bytes be read. Who may not gets a Denied error.
func (r *Register) ReadRaw(ctx context.Context, id review.CaseID, by review.AccountID, object, purpose string, at time.Time) error {
	allowed := false
	err := r.Tx(ctx, func(t *Register) error {
		c, err := t.Case(ctx, id)
		if err != nil {
			return err
		}
		actor := review.System()
		if by != actor.Account {
			if actor, err = t.Accounts.Actor(ctx, by); err != nil {
				return err
			}
		}
		allowed = review.MayReadRaw(c, actor, at)
		action := "read_raw"
		if !allowed {
			action = "read_raw_refused"
		}
		_, err = t.Access.Append(ctx, accesslog.Entry{At: at, Actor: by, Action: action, Object: object, Case: id, Department: c.Unit.Department(), Detail: purpose})
		return err
	})
	if err == nil && !allowed {
		return audit.Errorf(audit.Denied, "raw data are for those who work with them")
	}
	return err
}
