package jobs_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"auditd/audit"
	"auditd/audit/docket/dockettest"
	"auditd/audit/docket/jobs"
	"auditd/audit/docket/sqldb"
)

var (
	ctx   = context.Background()
	start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	kinds = []string{"measure"}
)

var policy = jobs.Policy{Lease: time.Minute, Backoff: 10 * time.Second, Longest: time.Minute}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func queue(t *testing.T, address string) *jobs.Queue {
	return jobs.New(dockettest.Open(t, address), policy)
}

func enqueue(t *testing.T, q *jobs.Queue, j jobs.Job) jobs.Job {
	t.Helper()
	if j.Kind == "" {
		j.Kind = "measure"
	}
	out, err := q.Enqueue(ctx, j, start)
	must(t, err)
	return out
}

func claim(t *testing.T, q *jobs.Queue, worker string, at time.Time) jobs.Job {
	t.Helper()
	j, ok, err := q.Claim(ctx, worker, kinds, at)
	must(t, err)
	if !ok {
		t.Fatalf("no job for %s at %s", worker, at)
	}
	return j
}

func idle(t *testing.T, q *jobs.Queue, at time.Time) {
	t.Helper()
	if j, ok, err := q.Claim(ctx, "idle", kinds, at); ok || err != nil {
		t.Fatalf("claimed %q, %v; want none", j.ID, err)
	}
}

func TestOrder(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		q := queue(t, fresh())
		enqueue(t, q, jobs.Job{ID: "late", RunAt: start.Add(time.Hour), Priority: 9})
		enqueue(t, q, jobs.Job{ID: "b"})
		enqueue(t, q, jobs.Job{ID: "a"})
		enqueue(t, q, jobs.Job{ID: "urgent", Priority: 5})
		enqueue(t, q, jobs.Job{ID: "other", Kind: "webhook"})
		for _, want := range []string{"urgent", "a", "b"} {
			if got := claim(t, q, "w", start); got.ID != want {
				t.Errorf("got %s, want %s", got.ID, want)
			}
		}
		idle(t, q, start)
		if got := claim(t, q, "w", start.Add(time.Hour)); got.ID != "late" {
			t.Errorf("got %s", got.ID)
		}
		if n, err := q.Counts(ctx); err != nil || n[jobs.Running] != 4 || n[jobs.Queued] != 1 {
			t.Errorf("got %v, %v", n, err)
		}
	})
}

func TestKeyMakesOneJob(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		q := queue(t, fresh())
		enqueue(t, q, jobs.Job{ID: "a", Key: "k"})
		if again := enqueue(t, q, jobs.Job{ID: "b", Key: "k"}); again.ID != "a" {
			t.Errorf("got %s, want the first job", again.ID)
		}
		if _, err := q.Enqueue(ctx, jobs.Job{ID: "a", Kind: "measure"}, start); audit.KindOf(err) != audit.Conflict {
			t.Errorf("the same identifier: got %v, want a conflict", err)
		}
		list, err := q.List(ctx, "", jobs.Queued, sqldb.Page{})
		if err != nil || len(list.Items) != 1 {
			t.Errorf("got %d jobs, %v", len(list.Items), err)
		}
	})
}

// TestBackoff follows one job to its death: it waits 10, 20, 40, then 60 seconds, the longest wait.
func TestBackoff(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		q := queue(t, fresh())
		enqueue(t, q, jobs.Job{ID: "a", MaxAttempts: 6})
		at := start
		for _, wait := range []time.Duration{10, 20, 40, 60, 60} {
			got, err := q.Fail(ctx, claim(t, q, "w", at).Lease(), "no space", false, at)
			must(t, err)
			if want := at.Add(wait * time.Second); !got.RunAt.Equal(want) || got.State != jobs.Queued {
				t.Errorf("after attempt %d: %s until %s, want %s", got.Attempts, got.State, got.RunAt, want)
			}
			idle(t, q, got.RunAt.Add(-time.Microsecond))
			at = got.RunAt
		}
		got, err := q.Fail(ctx, claim(t, q, "w", at).Lease(), "no space", false, at)
		if err != nil || got.State != jobs.Dead || got.Reason != "no space" || !got.FinishedAt.Equal(at) {
			t.Errorf("got %+v, %v", got, err)
		}
		idle(t, q, at.AddDate(1, 0, 0))
		must(t, q.Retry(ctx, "a", at))
		if got := claim(t, q, "w", at); got.Attempts != 1 {
			t.Errorf("a retried job begins with attempt %d", got.Attempts)
		}
		hopeless, err := q.Fail(ctx, jobs.Lease{Job: "a", Worker: "w", Attempt: 1}, "not a file", true, at)
		if err != nil || hopeless.State != jobs.Dead {
			t.Errorf("hopeless: %+v, %v", hopeless, err)
		}
	})
}

func TestLease(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		q := queue(t, fresh())
		enqueue(t, q, jobs.Job{ID: "a"})
		old := claim(t, q, "w", start)
		must(t, q.FinishStep(ctx, old.Lease(), "count", "cells/1", start))
		if _, err := q.Heartbeat(ctx, old.Lease(), "half", start.Add(50*time.Second)); err != nil {
			t.Fatal(err)
		}
		// The heartbeat extended the lease to 1:50.
		if lost, err := q.Reap(ctx, 10, start.Add(100*time.Second)); err != nil || len(lost) != 0 {
			t.Errorf("a living worker lost %+v, %v", lost, err)
		}
		at := start.Add(110 * time.Second)
		lost, err := q.Reap(ctx, 10, at)
		if err != nil || len(lost) != 1 || lost[0].State != jobs.Queued {
			t.Fatalf("got %+v, %v", lost, err)
		}
		// The same worker's name with a new attempt is another lease.
		next := claim(t, q, "w", lost[0].RunAt)
		if err := q.Complete(ctx, old.Lease(), at); audit.KindOf(err) != audit.Conflict {
			t.Errorf("the old lease completes: %v", err)
		}
		if _, err := q.Heartbeat(ctx, old.Lease(), "", at); audit.KindOf(err) != audit.Conflict {
			t.Errorf("the old lease lives: %v", err)
		}
		if _, err := q.Fail(ctx, old.Lease(), "x", false, at); audit.KindOf(err) != audit.Conflict {
			t.Errorf("the old lease fails: %v", err)
		}
		if err := q.FinishStep(ctx, old.Lease(), "report", "x", at); audit.KindOf(err) != audit.Conflict {
			t.Errorf("the old lease finishes a step: %v", err)
		}
		must(t, q.FinishStep(ctx, next.Lease(), "count", "cells/2", at))
		steps, err := q.Steps(ctx, "a")
		if err != nil || len(steps) != 1 || steps["count"] != "cells/1" {
			t.Errorf("got %v, %v", steps, err)
		}
		must(t, q.Complete(ctx, next.Lease(), at))
		if err := q.Complete(ctx, next.Lease(), at); audit.KindOf(err) != audit.Conflict {
			t.Errorf("completed twice: %v", err)
		}
	})
}

func TestCancel(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		q := queue(t, fresh())
		for _, id := range []string{"a", "b", "c"} {
			enqueue(t, q, jobs.Job{ID: id})
		}
		waiting, err := q.Cancel(ctx, "c", "withdrawn", start)
		if err != nil || waiting.State != jobs.Cancelled || waiting.FinishedAt.IsZero() {
			t.Errorf("a waiting job: %+v, %v", waiting, err)
		}
		a, b := claim(t, q, "w", start), claim(t, q, "silent", start)
		for _, j := range []jobs.Job{a, b} {
			if got, err := q.Cancel(ctx, j.ID, "withdrawn", start); err != nil || got.State != jobs.Running || !got.WantsCancel {
				t.Errorf("a running job: %+v, %v", got, err)
			}
		}
		if cancel, err := q.Heartbeat(ctx, a.Lease(), "", start); err != nil || !cancel {
			t.Errorf("the worker does not hear of it: %v", err)
		}
		must(t, q.Stop(ctx, a.Lease(), start))
		if lost, err := q.Reap(ctx, 10, start.Add(time.Hour)); err != nil || len(lost) != 1 || lost[0].State != jobs.Cancelled {
			t.Errorf("a silent worker's cancelled job: %+v, %v", lost, err)
		}
		if _, err := q.Cancel(ctx, "a", "", start); audit.KindOf(err) != audit.Conflict {
			t.Errorf("cancelled twice: %v", err)
		}
		if _, err := q.Cancel(ctx, "none", "", start); audit.KindOf(err) != audit.NotFound {
			t.Errorf("an unknown job: %v", err)
		}
	})
}

// TestPostpone breaks a job of one attempt off ten times, as when a server is away: it lives on, waits 10, 20 and then never more than
// 30 seconds, and dies of its first own failure.
func TestPostpone(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		q := queue(t, fresh())
		enqueue(t, q, jobs.Job{ID: "a", MaxAttempts: 1})
		at := start
		for n, wait := range []time.Duration{10, 20, 30, 30, 30, 30, 30, 30, 30, 30} {
			j := claim(t, q, "w", at)
			got, err := q.Postpone(ctx, j.Lease(), "the object server does not answer", at)
			if err != nil || got.State != jobs.Queued || !got.RunAt.Equal(at.Add(wait*time.Second)) || got.Reason != "the object server does not answer" {
				t.Fatalf("pause %d: %+v, %v", n+1, got, err)
			}
			if _, err := q.Postpone(ctx, j.Lease(), "", at); audit.KindOf(err) != audit.Conflict {
				t.Errorf("postponed twice: %v", err)
			}
			at = got.RunAt
		}
		if got, err := q.Fail(ctx, claim(t, q, "w", at).Lease(), "bad", false, at); err != nil || got.State != jobs.Dead {
			t.Errorf("after its own failure: %+v, %v", got, err)
		}
		enqueue(t, q, jobs.Job{ID: "b"})
		b := claim(t, q, "w", at)
		_, err := q.Cancel(ctx, "b", "withdrawn", at)
		must(t, err)
		if got, err := q.Postpone(ctx, b.Lease(), "away", at); err != nil || got.State != jobs.Cancelled || got.Reason != "withdrawn" {
			t.Errorf("a cancelled job is postponed: %+v, %v", got, err)
		}
	})
}

// TestHold has a job taken over from a silent worker: from then on the new worker may have its effect and the old one may not.
func TestHold(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		q := queue(t, fresh())
		enqueue(t, q, jobs.Job{ID: "a"})
		old := claim(t, q, "w", start)
		must(t, q.Hold(ctx, old.Lease()))
		at := start.Add(2 * time.Minute)
		_, err := q.Reap(ctx, 1, at)
		must(t, err)
		if err := q.Hold(ctx, old.Lease()); audit.KindOf(err) != audit.Conflict {
			t.Errorf("the lease that was lost holds: %v", err)
		}
		next := claim(t, q, "w", at.Add(time.Minute)) // the same name: it is the attempt that counts
		must(t, q.Hold(ctx, next.Lease()))
		if err := q.Hold(ctx, old.Lease()); audit.KindOf(err) != audit.Conflict {
			t.Errorf("the old attempt holds beside the new one: %v", err)
		}
	})
}

// TestSharedWork lets workers on two connections, as two services on one database, claim 120 jobs: each is claimed once.
func TestSharedWork(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		address := fresh()
		services := []*jobs.Queue{queue(t, address), queue(t, address)}
		const n = 120
		for i := range n {
			enqueue(t, services[0], jobs.Job{ID: fmt.Sprintf("j%03d", i)})
		}
		var mu sync.Mutex
		seen := map[string]int{}
		byService := [2]int{}
		var wg sync.WaitGroup
		for w := range 8 {
			wg.Go(func() {
				q := services[w%2]
				for {
					j, ok, err := q.Claim(ctx, fmt.Sprint("w", w), kinds, start)
					if err != nil {
						t.Error(err)
						return
					}
					if !ok {
						return
					}
					mu.Lock()
					seen[j.ID]++
					byService[w%2]++
					mu.Unlock()
					if err := q.Complete(ctx, j.Lease(), start); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		for id, k := range seen {
			if k != 1 {
				t.Errorf("%s was claimed %d times", id, k)
			}
		}
		if len(seen) != n {
			t.Errorf("%d of %d jobs done", len(seen), n)
		}
		// SQLite lets whoever asks most have the lock, and is meant for one service; PostgreSQL shares.
		if strings.HasPrefix(address, "postgres") && (byService[0] == 0 || byService[1] == 0) {
			t.Errorf("%v jobs by each service", byService)
		}
	})
}
