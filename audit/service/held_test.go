package service

import (
	"context"
	"strings"
	"testing"
	"time"

	"auditd/audit/docket/jobs"
	"auditd/audit/review"
	"auditd/audit/sandbox"
)

// An attempt ends because the object server is away: until the next one the case says why it waits and until when, and says it no more
// once the next attempt runs.
func TestHeld(t *testing.T) {
	b := newBench(t, sandbox.Limits{})
	ctx := context.Background()
	id := b.submit("good.csv")
	b.validateBy(id)
	held := func() (string, time.Time) {
		v, err := b.Case(ctx, b.by, id)
		b.must(err)
		return v.Held, v.HeldUntil
	}
	if got, _ := held(); got != "" {
		t.Errorf("a case that waits its turn is held: %q", got)
	}
	now := time.Now()
	claim := func(at time.Time) jobs.Job {
		j, ok, err := b.Register.Jobs.Claim(ctx, "worker", []string{kindMeasure}, at)
		if b.must(err); !ok {
			t.Fatal("nothing to measure")
		}
		return j
	}
	_, err := b.Register.PostponeJob(ctx, claim(now).Lease(), "the object server does not answer", now, b.onEnd(ctx))
	b.must(err)
	if got, until := held(); !strings.Contains(got, "does not answer") || !until.After(now) {
		t.Errorf("held: %q until %v", got, until)
	}
	claim(now.Add(time.Hour))
	if got, _ := held(); got != "" {
		t.Errorf("it runs and is held: %q", got)
	}
}

// Who may stop an audit: the department's submitters and the intake office while it is being made, and nobody by a token without the scope.
func TestMayCancel(t *testing.T) {
	b := newBench(t, sandbox.Limits{})
	id := b.submit("good.csv")
	b.validateBy(id)
	c, err := b.Register.Case(context.Background(), id)
	b.must(err)
	if c.State != review.Validated || !MayCancel(c, b.by) {
		t.Errorf("the submitter may not stop a case that is %s", c.State)
	}
	reader := *b.by
	reader.Scopes = []string{ScopeRead}
	if _, err := b.Cancel(context.Background(), &reader, id, "no longer needed"); err == nil || !strings.Contains(err.Error(), "scope") {
		t.Errorf("a token that only reads: %v", err)
	}
	b.cancel(id, "no longer needed")
	if c, err = b.Register.Case(context.Background(), id); err != nil || MayCancel(c, b.by) {
		t.Errorf("a case that is %s may be stopped: %v", c.State, err)
	}
}
