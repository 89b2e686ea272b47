package docket_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"auditd/audit/docket"
	"auditd/audit/docket/accesslog"
	"auditd/audit/docket/dockettest"
	"auditd/audit/docket/jobs"
	"auditd/audit/review"
)

// The crash tests start this test program as a child that writes as fast as it can, kill it at a random moment, and look at what it
// left. The child says on its standard output what was committed: whatever it said must be there, and nothing may be half there.

// crashPolicy has a lease that is over at once for the next child, whose clock is a minute later.
var crashPolicy = jobs.Policy{Lease: time.Second, Backoff: time.Second, Longest: time.Second}

// crashChild works until it is killed. Each round opens a case with a job for it, and does one job of a round before in two steps.
func crashChild(address string) {
	var generation int
	fmt.Sscan(os.Getenv("AUDITD_CRASH_GENERATION"), &generation)
	at := start.Add(time.Duration(generation) * time.Minute)
	fail := func(err error) {
		if err != nil {
			fmt.Println("error", err)
			os.Exit(3)
		}
	}
	r, err := docket.Open(ctx, address, crashPolicy)
	fail(err)
	_, err = r.ReapJobs(ctx, 1000, at, func(*docket.Register, jobs.Job) error { return nil })
	fail(err)
	worker := fmt.Sprint("w", generation)
	for n := 1; ; n++ {
		id := review.CaseID(fmt.Sprintf("c%04d-%05d", generation, n))
		fail(r.Tx(ctx, func(t *docket.Register) error {
			s := submission(generation*100_000 + n)
			s.ID = docket.SubmissionID("s" + id)
			if _, err := t.OpenCase(ctx, id, s, at); err != nil {
				return err
			}
			if _, _, err := t.Act(ctx, id, "submitter", at, &review.Submit{Manifest: digest("2"), ImpactLevel: 1}); err != nil {
				return err
			}
			_, err := t.Jobs.Enqueue(ctx, jobs.Job{ID: "j" + string(id), Key: string(id), Kind: "check", Case: id, MaxAttempts: 1000}, at)
			return err
		}))
		fmt.Println("opened", id)
		j, ok, err := r.Jobs.Claim(ctx, worker, []string{"check"}, at.Add(time.Duration(n)*time.Millisecond))
		fail(err)
		if !ok {
			continue
		}
		fail(r.Jobs.FinishStep(ctx, j.Lease(), "read", "1", at))
		// The effect and the end of the job are one transaction, so that the effect happens once however often the job is tried.
		fail(r.Tx(ctx, func(t *docket.Register) error {
			if _, _, err := t.Act(ctx, j.Case, "system", at, &review.RecordChecks{Checks: []review.Check{{Name: "x", Passed: true}}}); err != nil {
				return err
			}
			if _, err := t.Access.Append(ctx, accesslog.Entry{At: at, Actor: "system", Action: "read_raw", Case: j.Case}); err != nil {
				return err
			}
			return t.Jobs.Complete(ctx, j.Lease(), at)
		}))
		fmt.Println("done", j.ID)
	}
}

// TestCrash kills the child at 100 random points with AUDITD_ALL=1, at a few otherwise.
func TestCrash(t *testing.T) {
	points := 6
	if os.Getenv("AUDITD_ALL") == "1" {
		points = 100
	}
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		address := fresh()
		r := world(t, address)
		random := rand.New(rand.NewPCG(1, 2)) // the moments; which statement they meet is up to the machine
		opened, done, cases := map[review.CaseID]bool{}, map[string]bool{}, 0
		for generation := range points {
			lines := killed(t, address, generation, time.Duration(random.IntN(60_000))*time.Microsecond)
			for _, line := range lines {
				verb, id, _ := strings.Cut(line, " ")
				switch verb {
				case "opened":
					opened[review.CaseID(id)] = true
					cases++
				case "done":
					if done[id] {
						t.Errorf("%s was completed twice", id)
					}
					done[id] = true
				default:
					t.Fatalf("the child said %q", line)
				}
			}
			// The dead child's last commit may still be on its way in the server, so one state of the register is looked at. Looking
			// costs more with every case; the next child finds what the others left unlooked at.
			if generation%5 == 4 || generation == points-1 {
				must(t, r.Snapshot(ctx, func(s *docket.Register) error { intact(t, s, opened, done); return nil }))
			}
			if t.Failed() {
				t.Fatalf("after point %d", generation)
			}
		}
		t.Logf("%d points: %d cases opened, %d jobs done", points, cases, len(done))
		if cases == 0 || len(done) == 0 {
			t.Error("the children were killed before they did anything")
		}
		drain(t, r, start.Add(time.Duration(points+1)*time.Minute))
	})
}

// killed runs a child, kills it some time after it has begun to work, and returns the whole lines it wrote.
func killed(t *testing.T, address string, generation int, after time.Duration) []string {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), "AUDITD_CRASH_ADDRESS="+address, fmt.Sprint("AUDITD_CRASH_GENERATION=", generation))
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	must(t, err)
	must(t, child.Start())
	in := bufio.NewReader(out)
	var lines []string
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			break // a line without an end was cut by the kill
		}
		if len(lines) == 0 {
			time.AfterFunc(after, func() { child.Process.Kill() })
		}
		lines = append(lines, strings.TrimSpace(line))
	}
	if err := child.Wait(); err == nil || child.ProcessState.Exited() {
		t.Fatalf("the child ended by itself: %v %q", err, lines[max(0, len(lines)-1):])
	}
	return lines
}

// intact looks at what the children left.
func intact(t *testing.T, r *docket.Register, opened map[review.CaseID]bool, done map[string]bool) {
	t.Helper()
	must(t, r.Check(ctx))
	if _, err := r.Access.Verify(ctx, nil); err != nil {
		t.Error(err)
	}
	logged := entries(t, r)
	var p docket.Page
	for {
		list, err := r.Cases(ctx, docket.CaseFilter{}, docket.Page{After: p.After, Limit: 500})
		must(t, err)
		for _, d := range list.Items {
			delete(opened, d.ID) // said and there
			j, err := r.Jobs.Get(ctx, "j"+string(d.ID))
			must(t, err) // no case without its job
			c, err := r.Case(ctx, d.ID)
			must(t, err)
			effects := len(c.Checks)
			finished := j.State == jobs.Done
			if c.State != review.Submitted || effects > 1 || (effects == 1) != finished || (logged[d.ID] == 1) != finished || logged[d.ID] > 1 {
				t.Errorf("case %s in %s with %d effects and %d log entries, its job is %s", d.ID, c.State, effects, logged[d.ID], j.State)
			}
			if done[j.ID] && !finished {
				t.Errorf("job %s was said to be done and is %s", j.ID, j.State)
			}
		}
		if list.Next == "" {
			break
		}
		p.After = list.Next
	}
	if len(opened) > 0 {
		t.Errorf("cases that were said to be opened are gone: %v", opened)
	}
}

// entries counts the entries of the access log by case.
func entries(t *testing.T, r *docket.Register) map[review.CaseID]int {
	t.Helper()
	out := map[review.CaseID]int{}
	p := docket.Page{Limit: 500}
	for {
		list, err := r.Access.List(ctx, accesslog.Filter{}, p)
		must(t, err)
		for _, e := range list.Items {
			out[e.Case]++
		}
		if list.Next == "" {
			return out
		}
		p.After = list.Next
	}
}

// drain shows that every job that the children left can be finished: none is lost.
func drain(t *testing.T, r *docket.Register, at time.Time) {
	t.Helper()
	_, err := r.ReapJobs(ctx, 1000, at, func(*docket.Register, jobs.Job) error { return nil })
	must(t, err)
	at = at.Add(time.Hour)
	for {
		j, ok, err := r.Jobs.Claim(ctx, "last", []string{"check"}, at)
		must(t, err)
		if !ok {
			break
		}
		must(t, r.Jobs.Complete(ctx, j.Lease(), at))
	}
	counts, err := r.Jobs.Counts(ctx)
	must(t, err)
	for s, n := range counts {
		if s != jobs.Done && n > 0 {
			t.Errorf("%d jobs are %s", n, s)
		}
	}
}
