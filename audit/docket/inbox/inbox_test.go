package inbox_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"auditd/audit"
	"auditd/audit/docket"
	"auditd/audit/docket/account"
	"auditd/audit/docket/dockettest"
	"auditd/audit/docket/inbox"
	"auditd/audit/docket/jobs"
	"auditd/audit/docket/sqldb"
	"auditd/audit/review"
)

var (
	ctx   = context.Background()
	start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	sum   = review.Digest(strings.Repeat("a", 64))
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T, address string) *inbox.Store {
	t.Helper()
	r, err := docket.Open(ctx, address, jobs.DefaultPolicy())
	must(t, err)
	t.Cleanup(func() { r.Close() })
	must(t, r.Accounts.Create(ctx, account.Account{ID: "a", Name: "a", DisplayName: "甲"}, "", start))
	return r.Inbox
}

func upload(id string) inbox.Upload {
	return inbox.Upload{ID: id, Account: "a", Name: "a.csv", Role: "data", Way: inbox.Resumable, State: inbox.Open, Bytes: 10, ExpiresAt: start.Add(time.Hour)}
}

// What is open or waits counts, by number and by bytes; what was submitted, removed or is over does not, and no upload counts itself.
func TestRoom(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		s := open(t, fresh())
		must(t, s.Add(ctx, upload("u1"), 0, start)) // 10 bytes each
		must(t, s.Add(ctx, upload("u2"), 0, start))
		for _, test := range []struct {
			id    string
			quota inbox.Quota
			at    time.Time
			limit bool
		}{
			{"u3", inbox.Quota{}, start, false}, // no bound, no error
			{"u3", inbox.Quota{Files: 3}, start, false},
			{"u3", inbox.Quota{Files: 2}, start, true},
			{"u2", inbox.Quota{Files: 2}, start, false},
			{"u3", inbox.Quota{Files: 2}, start.Add(2 * time.Hour), false},
			{"u3", inbox.Quota{Bytes: 30}, start, false},
			{"u3", inbox.Quota{Bytes: 29}, start, true},
		} {
			err := s.Room(ctx, upload(test.id), test.quota, test.at)
			if (err != nil) != test.limit || err != nil && audit.KindOf(err) != audit.Limit {
				t.Errorf("%s with %+v: %v", test.id, test.quota, err)
			}
		}
		_, err := s.Remove(ctx, "u1")
		must(t, err)
		must(t, s.Room(ctx, upload("u3"), inbox.Quota{Files: 2}, start))
	})
}

// An upload goes from open over ready to submitted, each step once; what is submitted is never removed and what is removed is never
// submitted.
func TestUpload(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		s := open(t, fresh())
		must(t, s.Add(ctx, upload("u1"), 1, start))
		if err := s.Add(ctx, upload("u2"), 1, start); audit.KindOf(err) != audit.Limit {
			t.Errorf("one more than the quota: got %v, want a limit", err)
		}
		if err := s.Add(ctx, upload("u2"), 1, start.Add(2*time.Hour)); err != nil {
			t.Errorf("one whose time is over counts: %v", err)
		}
		u, err := s.Upload(ctx, "u1")
		must(t, err)
		u.Received, u.HashState, u.Staged = 4, "state", "{}"
		must(t, s.Advance(ctx, u, 0))
		if err := s.Advance(ctx, u, 0); audit.KindOf(err) != audit.Conflict {
			t.Errorf("from the same place a second time: got %v, want a conflict", err)
		}
		if err := s.Submit(ctx, "u1", "c"); audit.KindOf(err) != audit.Conflict {
			t.Errorf("submitted while it is open: got %v, want a conflict", err)
		}
		u.SHA256 = sum
		must(t, s.Finish(ctx, u))
		must(t, s.Finish(ctx, u))
		must(t, s.Submit(ctx, "u1", "c"))
		if err := s.Submit(ctx, "u1", "d"); audit.KindOf(err) != audit.Conflict {
			t.Errorf("submitted a second time: got %v, want a conflict", err)
		}
		if removed, err := s.Remove(ctx, "u1"); removed || err != nil {
			t.Errorf("what was submitted was removed: %v", err)
		}
		due, err := s.Due(ctx, inbox.Open, start.Add(time.Hour), sqldb.Page{})
		if err != nil || len(due.Items) != 1 || due.Items[0].ID != "u2" {
			t.Errorf("due: %+v, %v", due.Items, err)
		}
		if removed, err := s.Remove(ctx, "u2"); !removed || err != nil {
			t.Errorf("not removed: %v", err)
		}
		if err := s.Finish(ctx, inbox.Upload{ID: "u2", SHA256: sum}); audit.KindOf(err) != audit.Conflict {
			t.Errorf("finished after it was removed: got %v, want a conflict", err)
		}
	})
}

// Of any number of processes that see the same drop, one takes it; another content of the name is another drop; a process that died
// loses its claim when the lease ends.
func TestClaim(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		s := open(t, fresh())
		var all sync.WaitGroup
		won := make(chan bool, 8)
		for range 8 {
			all.Go(func() {
				ok, err := s.Claim(ctx, "d/a.csv", "1", "1", start, start.Add(time.Minute))
				if err != nil {
					t.Error(err)
				}
				won <- ok
			})
		}
		all.Wait()
		close(won)
		n := 0
		for ok := range won {
			if ok {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%d processes took it, want 1", n)
		}
		claim := func(data, plan string, after time.Duration) bool {
			t.Helper()
			ok, err := s.Claim(ctx, "d/a.csv", data, plan, start.Add(after), start.Add(after+time.Minute))
			must(t, err)
			return ok
		}
		if claim("1", "1", 59*time.Second) {
			t.Error("taken while the lease holds")
		}
		if !claim("1", "1", time.Minute) {
			t.Error("not taken after the lease ended")
		}
		must(t, s.Settle(ctx, inbox.Drop{Name: "d/a.csv", DataMark: "1", PlanMark: "1", State: inbox.Refused, Reason: "no"}, start))
		if claim("1", "1", time.Hour) {
			t.Error("taken again though nothing changed")
		}
		if !claim("1", "2", time.Hour) {
			t.Error("not taken though its plan changed")
		}
		must(t, s.Settle(ctx, inbox.Drop{Name: "d/a.csv", DataMark: "1", PlanMark: "2", State: inbox.Dropped, DataSHA256: sum, Case: "c"}, start))
		d, err := s.Drop(ctx, "d/a.csv")
		if err != nil || d.Case != "c" || d.DataSHA256 != sum || d.Reason != "" {
			t.Errorf("got %+v, %v", d, err)
		}
	})
}
