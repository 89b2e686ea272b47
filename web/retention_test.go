package web

import (
	"context"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"auditd/audit"
	"auditd/audit/service"
	"auditd/audit/store"
)

func often(c *service.Config) { c.Inbox.Drop.Every, c.MaxUpload = 300*time.Millisecond, largeFile }

// left returns the keys of a kind, once there are n of them, or what there is at the end of patience; what there is now for n below 0.
func left(t *testing.T, objects store.Store, kind store.Kind, n int) (out []string) {
	t.Helper()
	soon(func() bool {
		out = nil
		for info, err := range objects.List(t.Context(), store.AllOf(kind), store.Key{}) {
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, info.Key.String())
		}
		return n < 0 || len(out) == n
	})
	return out
}

// What nobody submits is removed after the time that the page states: whole files, pieces, and what a killed service left.
func TestQuarantineIsSwept(t *testing.T) {
	grounds(t, func(t *testing.T, g ground) {
		i := installOn(t, g.database, g.objects, often)
		i.populate(t)
		s := i.sender(t, "submitter")
		data := manyPermits(6 << 20)
		whole, open := s.begin("whole.csv", len(permits()), ""), s.begin("open.csv", len(data), "")
		s.send(http.StatusNoContent, whole, 0, []byte(permits()))
		s.upload(whole)
		s.send(http.StatusNoContent, open, 0, data[:1000])
		orphan, _ := store.IncomingKey("aaaaaaaaaaaaaaaa")
		if _, err := g.objects.Put(t.Context(), orphan, strings.NewReader("lost"), 4, store.PutOptions{}); err != nil {
			t.Fatal(err)
		}
		i.shift.Store(int64(23 * time.Hour))
		time.Sleep(time.Second)
		if got := s.offset(open); got != 1000 {
			t.Errorf("an open upload is at %d before its time is over, want 1000", got)
		}
		i.shift.Store(int64(6*24*time.Hour + 23*time.Hour)) // the token of the sender is over by then
		by := i.callers["submitter"]
		wait := func(path string) (err error) {
			t.Helper()
			soon(func() bool {
				_, err = i.service.UploadOf(context.Background(), by, filepath.Base(path))
				return err != nil && strings.Contains(err.Error(), "was removed")
			})
			return err
		}
		if err := wait(open); audit.KindOf(err) != audit.NotFound || !strings.Contains(err.Error(), "was removed") {
			t.Errorf("an open upload after its time: %v", err)
		}
		if u, err := i.service.UploadOf(context.Background(), by, filepath.Base(whole)); err != nil || u.Profile == nil {
			t.Errorf("a whole file an hour before its time is over: %v", err)
		}
		i.shift.Store(int64(9 * 24 * time.Hour))
		if err := wait(whole); audit.KindOf(err) != audit.NotFound || !strings.Contains(err.Error(), "was removed") {
			t.Errorf("a whole file after its time: %v", err)
		}
		if _, err := i.service.Submit(context.Background(), by, service.Submission{Uploads: []string{filepath.Base(whole)}, Plan: permitPlan, Subject: "transport", ImpactLevel: 2}); audit.KindOf(err) != audit.NotFound {
			t.Errorf("a removed file was submitted: %v", err)
		}
		if got := left(t, g.objects, store.Incoming, 0); len(got) != 0 {
			t.Errorf("left in quarantine: %q", got)
		}
	})
}

// Raw data are deleted some time after their last case ended, which the case and the access log say; results and the public page stay,
// and the same file can be submitted anew.
func TestRetention(t *testing.T) {
	grounds(t, func(t *testing.T, g ground) {
		i := installOn(t, g.database, g.objects, often)
		id := wholeWay(t, i)
		before := len(left(t, g.objects, store.Dataset, 1))
		results := left(t, g.objects, store.Audit, -1)
		i.shift.Store(int64(89 * 24 * time.Hour))
		time.Sleep(time.Second)
		if got := left(t, g.objects, store.Dataset, before); len(got) != before {
			t.Errorf("%d data sets a day before the time is over, want %d", len(got), before)
		}
		i.shift.Store(int64(91 * 24 * time.Hour))
		if got := left(t, g.objects, store.Dataset, 0); len(got) != 0 {
			t.Errorf("kept after the time is over: %q", got)
		}
		if got := left(t, g.objects, store.Audit, len(results)); !slices.Equal(got, results) {
			t.Errorf("results were %q, are %q", results, got)
		}
		ctx := context.Background()
		secret, err := i.service.SignIn(ctx, "submitter", password)
		if err != nil {
			t.Fatal(err)
		}
		by, err := i.service.Session(ctx, secret)
		if err != nil {
			t.Fatal(err)
		}
		v, err := i.service.Case(ctx, by, service.CaseID(id))
		if err != nil || !slices.ContainsFunc(v.History, func(m service.Moment) bool { return m.Action == "delete_raw_data" }) {
			t.Errorf("the case does not say that its data were deleted: %v", err)
		}
		found := false
		for after := ""; ; {
			page, err := i.service.AccessLog(ctx, by, after)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range page.Items {
				found = found || e.Action == "delete_raw" && e.Case == service.CaseID(id)
			}
			if after = page.Next; after == "" {
				break
			}
		}
		if !found {
			t.Error("the access log does not say that the data were deleted")
		}
		if a := i.browser(t).get("/public/" + id); a.status != http.StatusOK {
			t.Errorf("the public page answers %d", a.status)
		}
		u, err := i.service.Upload(ctx, by, "permits.csv", service.FileData, strings.NewReader(permits()), -1)
		if err != nil {
			t.Fatal(err)
		}
		again, err := i.service.Submit(ctx, by, service.Submission{Uploads: []string{u.ID}, Plan: permitPlan, Subject: "transport", ImpactLevel: 2})
		if err != nil {
			t.Fatal(err)
		}
		soon(func() bool {
			v, err = i.service.Case(ctx, by, again)
			return err != nil || !v.Working
		})
		if err != nil || v.Docket.State != "computed" {
			t.Errorf("submitted anew, the case is %s: %s, %v", v.Docket.State, v.Case.Reason, err)
		}
	})
}
