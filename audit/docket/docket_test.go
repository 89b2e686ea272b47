package docket_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"auditd/audit"
	"auditd/audit/docket"
	"auditd/audit/docket/accesslog"
	"auditd/audit/docket/catalogue"
	"auditd/audit/docket/dockettest"
	"auditd/audit/docket/jobs"
	"auditd/audit/review"
)

// TestWholeWay takes a case from a department to the public.
func TestWholeWay(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		r := full(t, fresh())
		c, err := r.Case(ctx, "c001")
		must(t, err)
		if c.State != review.Published || c.PublishedBy != "publisher" || c.Reply.Kind != review.NoObjection || len(c.Resolution.Dissents) != 1 {
			t.Errorf("got %+v", c)
		}
		found, err := r.Catalogue.Search(ctx, catalogue.Query{Text: "网约车"}, docket.Page{})
		if err != nil || len(found.Items) != 1 || found.Items[0].Case != "c001" {
			t.Errorf("the public finds %+v, %v", found, err)
		}
		must(t, r.Check(ctx))
		events, err := r.Events(ctx, "c001", docket.Page{Limit: 10})
		if err != nil || len(events.Items) != 10 || events.Next == "" || events.Items[9].Seq != 10 {
			t.Errorf("got %d events, next %q, %v", len(events.Items), events.Next, err)
		}
		runs, err := r.Runs(ctx, "c001", docket.Page{})
		if err != nil || len(runs.Items) != 1 || runs.Items[0].Results != digest("3") {
			t.Errorf("got %+v, %v", runs, err)
		}
		deliveries, err := r.Deliveries(ctx, "w1", docket.Page{Limit: 500})
		// Both cases have 6 events to computed: open, submit, record, validate, start, finish. The first goes on with form_panel, start_review, release, findings, notify, reply, answer,
		// resolve, two signatures, complete, check, publish: 13. Assignments, declarations and reviews are not told.
		if err != nil || len(deliveries.Items) != 6+6+13 {
			t.Errorf("got %d deliveries, want 25: %v", len(deliveries.Items), err)
		}
	})
}

func TestPanel(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		r := world(t, fresh())
		at := do(t, r, "c1", computed(t, r, "c1", 1), step{"secretary", &review.FormPanel{}})
		// What the request claims about the member is not believed.
		lie := &review.AssignMember{Member: "colleague", Roles: []review.Role{review.RoleCommitteeMember}, Units: []review.Unit{{"university"}}}
		if _, _, err := r.Act(ctx, "c1", "secretary", at, lie); review.ReasonOf(err) != review.ReasonDepartment || audit.KindOf(err) != audit.Denied {
			t.Errorf("a colleague of the submitter: got %v", err)
		}
		do(t, r, "c1", at, step{"secretary", &review.AssignMember{Member: "member1"}}, step{"secretary", &review.AssignMember{Member: "member2"}},
			step{"member2", &review.Recuse{Member: "member2", Reason: "kinship"}})
		for _, want := range []struct {
			id review.AccountID
			n  int
		}{{"member1", 1}, {"member2", 0}, {"member3", 0}} {
			list, err := r.Cases(ctx, docket.CaseFilter{Member: want.id}, docket.Page{})
			if err != nil || len(list.Items) != want.n {
				t.Errorf("%s has %d cases, want %d: %v", want.id, len(list.Items), want.n, err)
			}
		}
		must(t, r.Accounts.Revoke(ctx, "member1", review.RoleCommitteeMember, "admin", "left", at))
		if _, _, err := r.Act(ctx, "c1", "member1", at, &review.Declare{NoConflict: true}); audit.KindOf(err) != audit.Denied {
			t.Errorf("a role that was taken away still works: %v", err)
		}
		if _, _, err := r.Act(ctx, "c9", "member1", at, &review.Declare{}); audit.KindOf(err) != audit.NotFound {
			t.Errorf("an unknown case: %v", err)
		}
	})
}

// TestConflict lets several writers do the same act at once: exactly one of them succeeds.
func TestConflict(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		r := world(t, fresh())
		at := computed(t, r, "c1", 1)
		var wg sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			wg.Go(func() { _, _, errs[i] = r.Act(ctx, "c1", "secretary", at, &review.FormPanel{}) })
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			switch {
			case err == nil:
				won++
			case audit.KindOf(err) != audit.Conflict:
				t.Errorf("got %v, want a conflict", err)
			}
		}
		if won != 1 {
			t.Errorf("%d of 8 succeeded, want 1", won)
		}
		must(t, r.Check(ctx))
	})
}

func TestTransaction(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		r := world(t, fresh())
		at := computed(t, r, "c1", 1)
		stop := errors.New("stop")
		err := r.Tx(ctx, func(u *docket.Register) error {
			if _, _, err := u.Act(ctx, "c1", "secretary", at, &review.FormPanel{}); err != nil {
				return err
			}
			if _, err := u.Jobs.Enqueue(ctx, jobs.Job{ID: "j", Kind: "x"}, at); err != nil {
				return err
			}
			return stop
		})
		if !errors.Is(err, stop) {
			t.Fatalf("got %v", err)
		}
		if c, err := r.Case(ctx, "c1"); err != nil || c.State != review.Computed {
			t.Errorf("the act outlived its transaction: %s %v", c.State, err)
		}
		if _, err := r.Jobs.Get(ctx, "j"); audit.KindOf(err) != audit.NotFound {
			t.Errorf("the job outlived its transaction: %v", err)
		}
	})
}

func TestAppendOnly(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		r := full(t, fresh())
		for _, statement := range []string{
			"UPDATE events SET actor = 'x' WHERE case_id = 'c001'", "DELETE FROM events WHERE case_id = 'c001'",
			"UPDATE access_log SET actor = 'x'", "DELETE FROM access_log", "UPDATE role_grants SET role = 'admin'", "DELETE FROM role_grants",
		} {
			if _, err := r.DB.Exec(ctx, statement); audit.KindOf(err) != audit.Denied {
				t.Errorf("%s: got %v, want denied", statement, err)
			}
		}
	})
}

func TestReadRaw(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		r := full(t, fresh())
		before, err := r.Access.Head(ctx)
		must(t, err)
		for _, want := range []struct {
			by   review.AccountID
			kind audit.Kind // Internal: allowed
		}{{"submitter", audit.Internal}, {"system", audit.Internal}, {"clerk", audit.Denied}, {"member1", audit.Denied}, {"admin", audit.Denied}} {
			if err := r.ReadRaw(ctx, "c001", want.by, "datasets/0", "test", start); audit.KindOf(err) != want.kind || (want.kind == audit.Internal) != (err == nil) {
				t.Errorf("%s: got %v", want.by, err)
			}
		}
		// The owner sees every attempt, refused ones included: 5 and the one of full.
		list, err := r.Access.List(ctx, accesslog.Filter{Department: "jilin/transport"}, docket.Page{})
		if err != nil || len(list.Items) != 6 || list.Items[3].Action != "read_raw_refused" || list.Items[3].Actor != "clerk" {
			t.Errorf("got %+v, %v", list.Items, err)
		}
		if _, err := r.Access.Verify(ctx, &before); err != nil {
			t.Error(err)
		}
	})
}

// TestDeadJob shows that a poisoned job ends with its reason on the case, not in a loop, whether it fails or kills its workers.
func TestDeadJob(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		for _, silent := range []bool{false, true} {
			r := world(t, fresh())
			_, err := r.OpenCase(ctx, "c1", submission(1), start)
			must(t, err)
			at := do(t, r, "c1", start, step{"submitter", &review.Submit{Manifest: digest("2"), ImpactLevel: 1}},
				step{"system", &review.RecordChecks{Checks: []review.Check{{Name: "x", Passed: true}}}}, step{"system", &review.Validate{}})
			_, err = r.StartRun(ctx, docket.Run{ID: "r1", Case: "c1"}, at)
			must(t, err)
			_, err = r.Jobs.Enqueue(ctx, jobs.Job{ID: "j", Kind: "measure", Case: "c1", MaxAttempts: 3}, at)
			must(t, err)
			onEnd := func(u *docket.Register, j jobs.Job) error {
				_, err := u.FailRun(ctx, "r1", j.Reason, at)
				return err
			}
			claims := 0
			for range 20 {
				at = at.Add(time.Hour)
				_, err := r.ReapJobs(ctx, 10, at, onEnd)
				must(t, err)
				j, ok, err := r.Jobs.Claim(ctx, "w", []string{"measure"}, at)
				must(t, err)
				if !ok {
					continue
				}
				claims++
				if !silent {
					_, err = r.FailJob(ctx, j.Lease(), "the file is poisoned", false, at, onEnd)
					must(t, err)
				}
			}
			c, err := r.Case(ctx, "c1")
			must(t, err)
			run, err := r.Run(ctx, "r1")
			must(t, err)
			want := 3
			if silent {
				want = 6 // an attempt that is lost counts half
			}
			if claims != want || c.State != review.ComputeFailed || c.Reason == "" || run.Failure != c.Reason {
				t.Errorf("silent %v: %d claims, case %s %q, run %q", silent, claims, c.State, c.Reason, run.Failure)
			}
		}
	})
}

func TestRequests(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		r := world(t, fresh())
		q := docket.Request{Account: "submitter", Key: "k", SHA256: digest("a")}
		end := start.Add(time.Hour)
		got, err := r.BeginRequest(ctx, q, start, end)
		if err != nil || got.Status != 0 {
			t.Fatalf("first: %+v %v", got, err)
		}
		if _, err := r.BeginRequest(ctx, q, start, end); audit.KindOf(err) != audit.Conflict {
			t.Errorf("while it is worked on: %v", err)
		}
		must(t, r.EndRequest(ctx, q, 201, `{"id":1}`))
		if got, err := r.BeginRequest(ctx, q, start, end); err != nil || got.Status != 201 || got.Response != `{"id":1}` {
			t.Errorf("again: %+v %v", got, err)
		}
		other := q
		other.SHA256 = digest("b")
		if _, err := r.BeginRequest(ctx, other, start, end); audit.KindOf(err) != audit.Conflict {
			t.Errorf("another request under the same key: %v", err)
		}
		if got, err := r.BeginRequest(ctx, other, end, end.Add(time.Hour)); err != nil || got.Status != 0 {
			t.Errorf("after the key expired: %+v %v", got, err)
		}
		if n, err := r.ForgetRequests(ctx, end.Add(time.Hour)); err != nil || n != 1 {
			t.Errorf("forgot %d, %v", n, err)
		}
	})
}

func TestTemplatesAndPages(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		r := world(t, fresh())
		for _, id := range []string{"b", "B", "a", "甲", "乙", "a"} {
			_, err := r.AddTemplate(ctx, docket.Template{ID: id, Department: "health", Name: id, Plan: "{}"})
			must(t, err)
		}
		_, err := r.AddTemplate(ctx, docket.Template{ID: "c", Department: "other", Name: "c", Plan: "{}"})
		must(t, err)
		var got []string
		p := docket.Page{Limit: 2}
		for {
			list, err := r.Templates(ctx, "health", p)
			must(t, err)
			for _, x := range list.Items {
				got = append(got, x.ID)
			}
			if list.Next == "" {
				break
			}
			p.After = list.Next
		}
		// In the order of bytes on every engine: B 42, a 61, b 62, 乙 e4 b9 99, 甲 e7 94 b2.
		want := []string{"B", "a", "b", "乙", "甲"}
		if len(got) != len(want) {
			t.Fatalf("got %q, want %q", got, want)
		}
		for i := range want {
			if got[i] != want[i] {
				t.Fatalf("got %q, want %q", got, want)
			}
		}
		if x, err := r.Template(ctx, "a", 0); err != nil || x.Version != 2 {
			t.Errorf("newest: %+v %v", x, err)
		}
		if _, err := r.Templates(ctx, "health", docket.Page{After: "forged"}); audit.KindOf(err) != audit.Invalid {
			t.Errorf("a forged page: %v", err)
		}
		// Only its department deletes a template, once; its versions stay, and none is added.
		if err := r.DeleteTemplate(ctx, "other", "a", start); audit.KindOf(err) != audit.NotFound {
			t.Errorf("deleted by another department: %v", err)
		}
		must(t, r.DeleteTemplate(ctx, "health", "a", start))
		if err := r.DeleteTemplate(ctx, "health", "a", start); audit.KindOf(err) != audit.NotFound {
			t.Errorf("deleted twice: %v", err)
		}
		list, err := r.Templates(ctx, "health", docket.Page{})
		if err != nil || len(list.Items) != 4 { // B, b, 乙, 甲
			t.Errorf("%d templates are left, want 4: %v", len(list.Items), err)
		}
		if x, err := r.Template(ctx, "a", 1); err != nil || x.Name != "a" {
			t.Errorf("a version of a deleted template: %+v %v", x, err)
		}
		for id, unit := range map[string]review.DepartmentID{"a": "health", "b": "other"} {
			if _, err := r.AddTemplate(ctx, docket.Template{ID: id, Department: unit, Plan: "{}"}); audit.KindOf(err) != audit.Conflict {
				t.Errorf("%s for %s: %v, want a conflict", id, unit, err)
			}
		}
	})
}

// The rows of a case that was published are deleted when the time since is over, unless another case of the same data set still runs.
// While they are being deleted the same bytes cannot be submitted; afterwards they can.
func TestRetention(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		r := world(t, fresh())
		ended := published(t, r, "c001", 1)
		due := func(before time.Time) int {
			t.Helper()
			list, err := r.DatasetsToDelete(ctx, before, docket.Page{})
			must(t, err)
			return len(list.Items)
		}
		if n := due(ended.Add(-time.Second)); n != 0 {
			t.Errorf("%d data sets before the time is over, want 0", n)
		}
		if n := due(ended); n != 1 {
			t.Errorf("%d data sets when the time is over, want 1", n)
		}
		_, err := r.OpenCase(ctx, "c002", submission(2), start)
		must(t, err)
		do(t, r, "c002", ended, step{"submitter", &review.Submit{Manifest: digest("2"), ImpactLevel: 2}})
		if n := due(ended); n != 0 {
			t.Errorf("%d data sets while a second case runs, want 0", n)
		}
		if may, err := r.BeginDeletion(ctx, digest("0"), ended, ended); may || err != nil {
			t.Errorf("the deletion began while a second case runs: %v", err)
		}
		do(t, r, "c002", ended, step{"intake", &review.Reject{Reason: "the same as c001"}})
		later := ended.AddDate(0, 1, 0)
		if may, err := r.BeginDeletion(ctx, digest("0"), later, later); !may || err != nil {
			t.Fatalf("the deletion may not begin: %v", err)
		}
		again := docket.Dataset{SHA256: digest("0"), Bytes: 12, ObjectKey: "datasets/0"}
		if _, err := r.AddDataset(ctx, again, later); audit.KindOf(err) != audit.Conflict {
			t.Errorf("the same bytes while they are being deleted: got %v, want a conflict", err)
		}
		if n := due(later); n != 1 {
			t.Errorf("a deletion that broke off is not taken up again")
		}
		cases, err := r.ConfirmDeletion(ctx, digest("0"))
		if err != nil || len(cases) != 2 {
			t.Errorf("%d cases of the deleted data set, want 2: %v", len(cases), err)
		}
		if d, err := r.Dataset(ctx, digest("0")); err != nil || d.DeletedAt.IsZero() || d.ObjectKey != "" || due(later) != 0 {
			t.Errorf("got %+v, %v", d, err)
		}
		recorded(t, r, "c001", later)
		if d, err := r.AddDataset(ctx, again, later); err != nil || !d.DeletedAt.IsZero() || d.ObjectKey == "" {
			t.Errorf("submitted again: %+v, %v", d, err)
		}
	})
}

// recorded shows that the deletion is an event that leaves the case where it was.
func recorded(t *testing.T, r *docket.Register, id review.CaseID, at time.Time) {
	t.Helper()
	before, err := r.Case(ctx, id)
	must(t, err)
	after, events, err := r.Act(ctx, id, "system", at, &review.DeleteRawData{Datasets: []review.Digest{digest("0")}})
	if err != nil || len(events) != 1 || after.State != before.State {
		t.Errorf("the event: %v, %v, %s after %s", events, err, after.State, before.State)
	}
}
