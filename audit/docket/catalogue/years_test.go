package catalogue_test

import (
	"fmt"
	"testing"
	"time"

	"auditd/audit/docket/catalogue"
	"auditd/audit/docket/dockettest"
	"auditd/audit/docket/sqldb"
	"auditd/audit/review"
)

// Years are those of the reader's zone: 31 December, 16:30 in UTC is the new year in China. Only newest versions count, and a query for
// one year leaves the counts of the others as they are.
func TestYears(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		s := shelved(t, fresh()) // four cases, all newest versions in March 2026
		e := catalogue.Entry{Case: "c9", Version: 1, Title: "x", Subject: "credit", Region: "510100", Department: "d", State: review.Published}
		e.PublishedAt = time.Date(2026, 12, 31, 16, 30, 0, 0, time.UTC)
		must(t, s.Add(ctx, e))
		zone := time.FixedZone("UTC+8", 8*60*60)
		in2026 := catalogue.Query{From: time.Date(2026, 1, 1, 0, 0, 0, 0, zone), Before: time.Date(2027, 1, 1, 0, 0, 0, 0, zone)}
		for q, want := range map[catalogue.Query]string{
			{}: "[{2027 1} {2026 4}]", in2026: "[{2027 1} {2026 4}]", {Subject: "credit"}: "[{2027 1} {2026 1}]", {Subject: "none"}: "[]",
		} {
			got, err := s.Years(ctx, q, zone)
			if err != nil || fmt.Sprint(got) != want {
				t.Errorf("%+v: %v %v, want %s", q, got, err, want)
			}
		}
		list, err := s.Search(ctx, in2026, sqldb.Page{})
		if err != nil || len(list.Items) != 4 {
			t.Errorf("%d cases in 2026: %v", len(list.Items), err)
		}
	})
}
