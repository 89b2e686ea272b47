package accesslog_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"auditd/audit"
	"auditd/audit/docket/accesslog"
	"auditd/audit/docket/dockettest"
	"auditd/audit/docket/sqldb"
	"auditd/audit/review"
)

var (
	ctx   = context.Background()
	start = time.Date(2026, 3, 2, 9, 0, 0, 123456789, time.UTC) // more digits than are stored
)

// TestConcurrent appends from many goroutines over two connections to the same database: one chain comes out.
func TestConcurrent(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		address := fresh()
		logs := []*accesslog.Log{accesslog.New(dockettest.Open(t, address)), accesslog.New(dockettest.Open(t, address))}
		const writers, each = 8, 15
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				for i := range each {
					_, err := logs[w%2].Append(ctx, accesslog.Entry{At: start, Actor: review.AccountID(fmt.Sprint(w)), Action: "read", Object: fmt.Sprint(i)},
						accesslog.Entry{At: start, Actor: "second", Action: "read"})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		last, err := logs[0].Verify(ctx, nil)
		if err != nil || last.Seq != 2*writers*each {
			t.Errorf("the chain has %d entries, want %d: %v", last.Seq, 2*writers*each, err)
		}
	})
}

// TestTampering changes the table behind the triggers' back and expects the chain to show it.
func TestTampering(t *testing.T) {
	off := map[sqldb.Engine][]string{
		sqldb.SQLite:     {"DROP TRIGGER access_log_update", "DROP TRIGGER access_log_delete"},
		sqldb.PostgreSQL: {"DROP TRIGGER access_log_append_only ON access_log"},
	}
	for _, statement := range []string{
		"UPDATE access_log SET actor = 'other' WHERE seq = 3",
		"UPDATE access_log SET at = at + 1 WHERE seq = 3",
		"UPDATE access_log SET object = 'ab', case_id = 'c' WHERE seq = 3", // the same letters, divided otherwise
		"DELETE FROM access_log WHERE seq = 3",
		"DELETE FROM access_log WHERE seq >= 5", // only a head known from elsewhere shows this
		"UPDATE access_log SET seq = 9 WHERE seq = 5",
		"UPDATE access_log SET hash = previous_hash WHERE seq = 5",
	} {
		dockettest.Each(t, func(t *testing.T, fresh func() string) {
			db := dockettest.Open(t, fresh())
			log := accesslog.New(db)
			for i := range 5 {
				if _, err := log.Append(ctx, accesslog.Entry{At: start, Actor: "a", Action: "read", Object: "a", Case: "bc", Detail: fmt.Sprint(i)}); err != nil {
					t.Fatal(err)
				}
			}
			head, err := log.Head(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := log.Verify(ctx, &head); err != nil {
				t.Fatalf("untouched: %v", err)
			}
			for _, s := range append(off[db.Engine()], statement) {
				if _, err := db.Exec(ctx, s); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := log.Verify(ctx, &head); err == nil || audit.KindOf(err) != audit.Internal {
				t.Errorf("%s: got %v", statement, err)
			}
		})
	}
}

func TestList(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		log := accesslog.New(dockettest.Open(t, fresh()))
		for i := range 7 {
			e := accesslog.Entry{At: start, Actor: "a", Department: "d1"}
			if i%2 == 1 {
				e = accesslog.Entry{At: start, Actor: "b", Case: "c", Department: "d2"}
			}
			if _, err := log.Append(ctx, e); err != nil {
				t.Fatal(err)
			}
		}
		first, err := log.List(ctx, accesslog.Filter{Department: "d1"}, sqldb.Page{Limit: 3})
		if err != nil || len(first.Items) != 3 || first.Next == "" {
			t.Fatalf("got %+v, %v", first, err)
		}
		second, err := log.List(ctx, accesslog.Filter{Department: "d1"}, sqldb.Page{Limit: 3, After: first.Next})
		if err != nil || len(second.Items) != 1 || second.Items[0].Seq != 7 || second.Next != "" {
			t.Errorf("got %+v, %v", second, err)
		}
		all, err := log.List(ctx, accesslog.Filter{Case: "c", Actor: "b"}, sqldb.Page{})
		if err != nil || len(all.Items) != 3 {
			t.Errorf("got %d entries, %v", len(all.Items), err)
		}
	})
}
