package docket_test

import (
	"fmt"
	"testing"

	"auditd/audit/docket"
	"auditd/audit/docket/accesslog"
	"auditd/audit/docket/dockettest"
	"auditd/audit/docket/jobs"
	"auditd/audit/review"
)

func engines(b *testing.B, bench func(b *testing.B, r *docket.Register)) {
	for name, fresh := range map[string]func(testing.TB) string{"sqlite": dockettest.SQLite, "postgres": dockettest.PostgreSQL} {
		b.Run(name, func(b *testing.B) { bench(b, world(b, fresh(b))) })
	}
}

// BenchmarkAct adds events to one case: the submission's checks, recorded again and again.
func BenchmarkAct(b *testing.B) {
	engines(b, func(b *testing.B, r *docket.Register) {
		cases := 0
		for i := 0; b.Loop(); i++ {
			id := review.CaseID(fmt.Sprintf("c%06d", cases))
			if i%20 == 0 { // a case has a few dozen events, and reading them is part of adding one
				cases++
				id = review.CaseID(fmt.Sprintf("c%06d", cases))
				s := submission(cases)
				s.ID = docket.SubmissionID(id)
				_, err := r.OpenCase(ctx, id, s, start)
				must(b, err)
				do(b, r, id, start, step{"submitter", &review.Submit{Manifest: digest("2"), ImpactLevel: 1}})
			}
			_, _, err := r.Act(ctx, id, "system", start, &review.RecordChecks{})
			must(b, err)
		}
	})
}

// BenchmarkJob enqueues, claims and completes one job.
func BenchmarkJob(b *testing.B) {
	engines(b, func(b *testing.B, r *docket.Register) {
		for i := 0; b.Loop(); i++ {
			_, err := r.Jobs.Enqueue(ctx, jobs.Job{ID: fmt.Sprint(i), Kind: "x"}, start)
			must(b, err)
			j, _, err := r.Jobs.Claim(ctx, "w", []string{"x"}, start)
			must(b, err)
			must(b, r.Jobs.Complete(ctx, j.Lease(), start))
		}
	})
}

// BenchmarkAccess adds one entry to the access log.
func BenchmarkAccess(b *testing.B) {
	engines(b, func(b *testing.B, r *docket.Register) {
		for b.Loop() {
			_, err := r.Access.Append(ctx, accesslog.Entry{At: start, Actor: "a", Action: "read_raw", Object: "datasets/0"})
			must(b, err)
		}
	})
}
