package web

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"github.com/minio/minio-go/v7/pkg/notification"

	"auditd/audit"
	"auditd/audit/docket/dockettest"
	"auditd/audit/service"
	"auditd/audit/store"
	"auditd/audit/store/dirstore"
	"auditd/audit/store/storetest"
)

const (
	dropBucket = "auditd-drop-in"
	dropSecret = "secret-of-the-notifications"
)

// A dropper leaves files in the drop-in place as a platform does.
type dropper struct {
	t     *testing.T
	i     *installation
	place store.DropPlace
	put   func(name, data string)
}

// drops runs a test with a folder, which is found by the sweep alone, and with a bucket of MinIO that notifies by webhook.
func drops(t *testing.T, test func(d *dropper)) {
	t.Run("a folder", func(t *testing.T) {
		dir := t.TempDir()
		place, err := dirstore.OpenDrops(dir, dirstore.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { place.Close() })
		objects, err := dirstore.Open(filepath.Join(t.TempDir(), "objects"), dirstore.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { objects.Close() })
		i := installOn(t, dockettest.EmptySQLite(t), objects, withDrops(place, 200*time.Millisecond))
		hour := time.Now().Add(-time.Hour)
		test(&dropper{t, i, place, func(name, data string) {
			path := filepath.Join(dir, filepath.FromSlash(name))
			hidden := filepath.Join(dir, ".on-its-way")
			hour = hour.Add(time.Second) // every file has its own time of change
			for _, err := range []error{
				os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(hidden, []byte(data), 0o600), os.Chtimes(hidden, hour, hour), os.Rename(hidden, path),
			} {
				if err != nil {
					t.Fatal(err)
				}
			}
		}})
	})
	t.Run("a bucket of MinIO", func(t *testing.T) {
		var to atomic.Pointer[url.URL] // the server is started before the service that it notifies
		gate := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
			if u := to.Load(); u != nil {
				r.SetURL(u)
			}
		}})
		t.Cleanup(gate.Close)
		m := storetest.MinIOWith(t, "MINIO_NOTIFY_WEBHOOK_ENABLE_AUDITD=on", "MINIO_NOTIFY_WEBHOOK_ENDPOINT_AUDITD="+gate.URL+"/api/v1/drop-in",
			"MINIO_NOTIFY_WEBHOOK_AUTH_TOKEN_AUDITD="+dropSecret)
		objects := openMinIO(t, m)
		place, err := objects.OpenDrops(t.Context(), dropBucket)
		if err != nil {
			t.Fatal(err)
		}
		i := installOn(t, dockettest.EmptyPostgreSQL(t), objects, withDrops(place, time.Hour)) // the sweep is not what finds them
		at, _ := url.Parse(i.url)
		to.Store(at)
		client, err := minio.New(m.Endpoint, &minio.Options{Creds: credentials.NewStaticV4(m.AccessKey, m.SecretKey, "")})
		if err != nil {
			t.Fatal(err)
		}
		events := notification.NewConfig(notification.NewArn("minio", "sqs", "", "AUDITD", "webhook"))
		events.AddEvents(notification.ObjectCreatedAll)
		var all notification.Configuration
		all.AddQueue(events)
		if err := client.SetBucketNotification(t.Context(), dropBucket, all); err != nil {
			t.Fatal(err)
		}
		test(&dropper{t, i, place, func(name, data string) {
			if _, err := client.PutObject(t.Context(), dropBucket, name, strings.NewReader(data), int64(len(data)), minio.PutObjectOptions{}); err != nil {
				t.Fatal(err)
			}
		}})
	})
}

func withDrops(place store.DropPlace, every time.Duration) func(*service.Config) {
	return func(c *service.Config) {
		c.Inbox.Drop = service.DropConfig{
			Place: place, Bucket: dropBucket, Accounts: map[string]string{"transport": "submitter", "health": "other", "nobody": "no-such-account", "chair": "chair"},
			Secret: dropSecret, Every: every,
		}
	}
}

// pair drops a data set, then its plan.
func (d *dropper) pair(name, data, plan string) {
	d.put(name, data)
	ending := name[strings.Index(name, "."):]
	d.put(strings.TrimSuffix(name, ending)+".plan.yaml", plan)
}

func (d *dropper) names() (out []string) {
	d.t.Helper()
	for x, err := range d.place.All(context.Background()) {
		if err != nil {
			d.t.Fatal(err)
		}
		out = append(out, x.Name)
	}
	return out
}

// text waits for a file that the service leaves, and returns it.
func (d *dropper) text(name string) string {
	d.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); {
		x, err := d.place.Look(context.Background(), name)
		if err != nil {
			time.Sleep(50 * time.Millisecond)
			continue
		}
		r, err := d.place.Open(context.Background(), x)
		if err != nil {
			continue // written anew just now
		}
		defer r.Close()
		var b bytes.Buffer
		if _, err := io.Copy(&b, r); err != nil {
			d.t.Fatal(err)
		}
		return b.String()
	}
	d.t.Fatalf("%s was never left; there are %q", name, d.names())
	return ""
}

// notify looks at the place now, as a notification has it looked at.
func (d *dropper) notify() {
	d.t.Helper()
	req, err := http.NewRequest(http.MethodPost, d.i.url+"/api/v1/drop-in", strings.NewReader(`{"Records": [{"s3": {"bucket": {"name": "`+dropBucket+`"}}}]}`))
	if err != nil {
		d.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+dropSecret)
	if a := d.i.browser(d.t).do(req); a.status != http.StatusNoContent {
		d.t.Fatalf("a notification: %d %s", a.status, a.body)
	}
}

func (d *dropper) cases(account string) int {
	d.t.Helper()
	list, err := d.i.service.Cases(context.Background(), d.i.callers[account], "", "")
	if err != nil {
		d.t.Fatal(err)
	}
	return len(list.Items)
}

// A pair becomes one case of the department of its folder, however often anybody is told of it; it is removed once it is safe.
func TestDropIn(t *testing.T) {
	drops(t, func(d *dropper) {
		d.i.populate(d.t)
		d.pair("transport/transport/3/许可.csv", permits(), permitPlan)
		answer := d.text("transport/transport/3/许可.case.txt")
		id := match(d.t, `/cases/(\S+)`, answer)
		if !strings.Contains(answer, sumOf([]byte(permits()))) {
			d.t.Errorf("the answer lacks the digest: %s", answer)
		}
		for range 5 {
			d.notify()
		}
		s := d.i.sender(d.t, "submitter")
		if c := s.settled(id); c.State != "computed" || c.Department != "transport" || c.Subject != "transport" {
			d.t.Errorf("the case is %+v", c)
		}
		if got := d.names(); !slices.Equal(got, []string{"transport/transport/3/许可.case.txt"}) {
			d.t.Errorf("left are %q", got)
		}
		d.pair("transport/transport/3/许可.csv", permits(), permitPlan) // the same object again
		d.gone("transport/transport/3/许可.csv", "transport/transport/3/许可.plan.yaml")
		if n := d.cases("submitter"); n != 1 {
			d.t.Errorf("the same object dropped twice makes %d cases, want 1", n)
		}
		d.pair("transport/transport/3/许可.csv", permits()+"男,1\n", permitPlan) // other bytes under the same name
		d.gone("transport/transport/3/许可.csv", "transport/transport/3/许可.plan.yaml")
		if n := d.cases("submitter"); n != 2 {
			d.t.Errorf("other bytes under the name make %d cases in all, want 2", n)
		}
		if n := d.cases("other"); n != 0 {
			d.t.Errorf("another department has %d cases, want 0", n)
		}
	})
}

// gone waits until files were removed.
func (d *dropper) gone(names ...string) {
	d.t.Helper()
	for _, name := range names {
		for n := 0; ; n++ {
			_, err := d.place.Look(context.Background(), name)
			if audit.KindOf(err) == audit.NotFound {
				break
			}
			if n == 400 {
				d.t.Fatalf("%s is still there: %v", name, err)
			}
			time.Sleep(50 * time.Millisecond)
		}
	}
}

// What cannot be taken stays, with the reason beside it; mended, it is taken.
func TestDropInRefused(t *testing.T) {
	drops(t, func(d *dropper) {
		d.i.populate(d.t)
		covered := permitPlan + "coverage: {threshold: 30, population: [census.csv]}\n"
		for name, c := range map[string]struct{ data, plan, says string }{
			"unknown/a.csv":            {permits(), permitPlan, "no account is named for this folder"},
			"a.csv":                    {permits(), permitPlan, "no account is named for this folder"},
			"nobody/a.csv":             {permits(), permitPlan, "no-such-account"},
			"chair/a.csv":              {permits(), permitPlan, "may not submit"},
			"transport/plan.csv":       {permits(), "version: 1\ncolums: {}\n", "columns"},
			"transport/moon/a.csv":     {permits(), permitPlan, "no such subject"},
			"transport/x/2/deep/a.csv": {permits(), permitPlan, "too deep"},
			"transport/9/level.csv":    {permits(), permitPlan, "required is missing"},
			"transport/large.csv":      {permits() + strings.Repeat("男,1\n", 1<<20), permitPlan, "too large"},
			"transport/empty.csv":      {"", permitPlan, "empty"},
			"transport/ref.csv":        {permits(), covered, "census.csv"},
			"health/phone.csv":         {withPhones(), permitPlan, "(phone)"},
		} {
			d.pair(name, c.data, c.plan)
			stem := strings.TrimSuffix(name, name[strings.Index(name, "."):])
			d.notify()
			if got := d.text(stem + ".refused.txt"); !strings.Contains(got, c.says) || strings.Contains(got, "13900000") {
				d.t.Errorf("%s is refused with %q, want %q", name, got, c.says)
			}
		}
		if got := d.names(); !slices.Contains(got, "transport/plan.csv") || slices.Contains(got, "health/phone.csv") {
			d.t.Errorf("left are %q", got) // what became a case that was refused is removed
		}
		d.put("transport/plan.plan.yaml", permitPlan)
		d.text("transport/plan.case.txt")
		d.gone("transport/plan.refused.txt", "transport/plan.csv")
		d.put("transport/reference/census.csv", "attribute,group,population\nsex,男,500\nsex,女,500\n")
		d.put("transport/ref.plan.yaml", covered+"# mended\n")
		d.text("transport/ref.case.txt")
		if got := d.names(); !slices.Contains(got, "transport/reference/census.csv") {
			d.t.Errorf("the reference file is gone: %q", got)
		}
	})
}

// withPhones is permits with a column of telephone numbers that nobody declared, counted up from one that no operator gives out.
func withPhones() string {
	lines := strings.Split(strings.TrimSpace(permits()), "\n")
	lines[0] += ",联系电话"
	for k := range lines[1:] {
		lines[k+1] += ",13900000" + string(rune('0'+k/100%10)) + string(rune('0'+k/10%10)) + string(rune('0'+k%10))
	}
	return strings.Join(lines, "\n") + "\n"
}

// A notification needs the secret of the drop-in place, which opens nothing else.
func TestNotificationNeedsItsSecret(t *testing.T) {
	i := installOn(t, dockettest.EmptySQLite(t), folder(t), func(c *service.Config) { c.Inbox.Drop.Secret = dropSecret })
	i.populate(t)
	for _, c := range []struct {
		path, secret string
		want         int
	}{
		{"/api/v1/drop-in", dropSecret, http.StatusNoContent},
		{"/api/v1/drop-in", "", http.StatusUnauthorized},
		{"/api/v1/drop-in", dropSecret + "x", http.StatusUnauthorized},
		{"/api/v1/drop-in", i.sender(t, "submitter").token, http.StatusForbidden},
		{"/api/v1/submissions", dropSecret, http.StatusForbidden},
		{"/api/v1/uploads", dropSecret, http.StatusForbidden},
	} {
		s := &sender{t, i, c.secret}
		req, err := http.NewRequest(http.MethodPost, i.url+c.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if c.secret != "" {
			req.Header.Set("Authorization", "Bearer "+s.token)
		}
		if a := i.browser(t).do(req); a.status != c.want {
			t.Errorf("%s with %q: %d, want %d", c.path, c.secret, a.status, c.want)
		}
	}
}

// folder is an empty store in a folder.
func folder(t *testing.T) store.Store {
	t.Helper()
	objects, err := dirstore.Open(filepath.Join(t.TempDir(), "objects"), dirstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { objects.Close() })
	return objects
}
