//go:build linux

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"auditd/audit/docket/dockettest"
	"auditd/audit/store/storetest"
)

// everything says that the long tests are wanted.
func everything(t *testing.T, what string) {
	t.Helper()
	if !everythingWanted() {
		t.Skip("NOT CHECKED: " + what + "; set AUDITD_ALL=1")
	}
}

// An outage is something that is switched off while people submit.
type outage struct {
	part   string // what /readyz then names
	says   string // of it
	lasts  time.Duration
	begin  func(t *testing.T, r *rig)
	end    func(t *testing.T, r *rig)
	status int // of a submission meanwhile, over the API and on the page
}

// Object server and database are killed, stopped and made to hang while two senders submit. Meanwhile /readyz names the part, a
// submission and a page answer 503 with what to do; afterwards all goes on by itself, and everything sent is there once, measured.
func TestOutage(t *testing.T) {
	t.Parallel()
	everything(t, "what happens when the object server or the database is switched off")
	for name, o := range map[string]outage{
		"minio_killed": {
			part: "objects", says: "does not answer", lasts: time.Minute, status: http.StatusServiceUnavailable,
			begin: func(t *testing.T, r *rig) { r.minio.Signal(t, syscall.SIGKILL) }, end: func(t *testing.T, r *rig) { r.minio.Restart(t) },
		},
		"minio_hangs": {
			part: "objects", says: "does not answer", lasts: 30 * time.Second, // shorter than its limits on silence: who sends is kept waiting, and served
			begin: func(t *testing.T, r *rig) { r.minio.Signal(t, syscall.SIGSTOP) }, end: func(t *testing.T, r *rig) { r.minio.Signal(t, syscall.SIGCONT) },
		},
		"postgres_stopped": {
			part: "register", says: "does not answer", lasts: 20 * time.Second, status: http.StatusServiceUnavailable,
			begin: func(_ *testing.T, r *rig) { r.postgres.Stop() }, end: func(t *testing.T, r *rig) { r.postgres.Restart(t) },
		},
		"postgres_hangs": {
			part: "register", says: "does not answer", lasts: 10 * time.Second, status: http.StatusServiceUnavailable,
			begin: func(t *testing.T, r *rig) { r.postgres.Hang(t, true) }, end: func(t *testing.T, r *rig) { r.postgres.Hang(t, false) },
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := prepareRig(t)
			r.minio, r.postgres = storetest.MinIO(t), dockettest.Own(t)
			r.database = r.postgres.Address
			r.useServers()
			r.start()
			withOutage(t, r, o)
		})
	}
}

// withOutage has two senders submit while the outage lasts, and holds everything against what they sent.
func withOutage(t *testing.T, r *rig, o outage) {
	token, browser := r.token()
	s := &senders{r: r, token: token, files: crashFiles(t), cases: map[string]string{}}
	s.reference()
	ctx, stop := context.WithCancel(context.Background())
	var sending sync.WaitGroup
	for i := range 2 {
		sending.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				s.submit(fmt.Sprintf("sender-%d-%d", i, n), n%len(s.files))
			}
		})
	}
	time.Sleep(2 * time.Second)
	o.begin(t, r)
	ended := time.After(o.lasts)
	r.until("said to be unready", patience, func() bool {
		status, said := r.ready()
		return status == http.StatusServiceUnavailable && strings.Contains(said, o.part+": "+o.says)
	})
	if o.status != 0 {
		r.told(token, browser, s, o.status)
	}
	<-ended
	o.end(t, r)
	r.await()
	time.Sleep(time.Second)
	stop()
	sending.Wait()
	s.compare()
	t.Logf("%d submissions", len(s.cases))
}

// told expects that who submits is told what to do, as a program and as a person.
func (r *rig) told(token string, browser *http.Client, s *senders, status int) {
	r.t.Helper()
	before := time.Now()
	code, header, text := r.raw(browser, "/api/v1/submissions", token, s.plan, s.files[0])
	var p struct {
		Status       int
		Kind, Detail string
		Remedy       string
	}
	if err := json.Unmarshal([]byte(text), &p); err != nil || code != status || p.Status != status || p.Detail == "" || p.Remedy == "" ||
		header.Get("Content-Type") != "application/problem+json" || header.Get("Retry-After") == "" {
		r.t.Errorf("the API answers %d %v: %s", code, header, text)
	}
	code, _, text = r.raw(browser, "/submit", "", "", s.files[0])
	if code != status || !strings.Contains(text, "<html") || !strings.Contains(text, p.Remedy) {
		r.t.Errorf("the page answers %d: %s", code, text)
	}
	r.t.Logf("told with %d %s after %v for two requests", status, p.Kind, time.Since(before).Round(time.Millisecond))
}

// raw posts a file once, without trying again.
func (r *rig) raw(browser *http.Client, path, token, plan, file string) (int, http.Header, string) {
	r.t.Helper()
	fields := map[string][]string{"subject": {"other"}, "impact_level": {"2"}}
	if plan != "" {
		text, err := os.ReadFile(plan)
		if err != nil {
			r.t.Fatal(err)
		}
		fields["plan"] = []string{string(text)}
	}
	body, kind := submitVerb{Files: []string{file}}.body(fields, func(int) {})
	defer body.Close()
	req, err := http.NewRequest(http.MethodPost, "http://"+r.address+path, body)
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	req.Header.Set("Accept-Language", "en")
	client := browser
	if token != "" {
		client = &http.Client{Timeout: patience}
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := client.Do(req)
	if err != nil {
		r.t.Errorf("%s: %v", path, err)
		return 0, nil, ""
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Error(err)
	}
	return resp.StatusCode, resp.Header, string(text)
}

// The disk of the objects, of the register and of temporary files is full while people submit. They read 507 with what to do, or their
// case waits; once there is room all goes on by itself.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	everything(t, "what happens when a disk is full")
	if os.Getuid() != 0 {
		t.Skip("NOT CHECKED: what happens when a disk is full; small file systems can be mounted by root only")
	}
	for name, where := range map[string]struct {
		dir    string // below the data folder
		part   string
		status int // 0: what is submitted is taken, and waits
	}{
		"objects":   {"data/objects", "objects", http.StatusInsufficientStorage},
		"register":  {"data", "register", http.StatusInsufficientStorage},
		"temporary": {"data/work", "temporary files", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := prepareRig(t)
			disk := filepath.Join(r.dir, where.dir)
			mountSmall(t, disk)
			if name == "register" { // alone on its disk
				mountSmall(t, filepath.Join(disk, "objects"))
				mountSmall(t, filepath.Join(disk, "work"))
			}
			r.start()
			o := outage{
				part: where.part, says: "no room left", lasts: 6 * time.Second, status: where.status,
				begin: func(t *testing.T, _ *rig) { fillDisk(t, disk) }, end: func(t *testing.T, _ *rig) { emptyDisk(t, disk) },
			}
			withOutage(t, r, o)
		})
	}
}

// mountSmall mounts a file system in memory of 200 MB, unmounted when the test ends and its processes are gone.
func mountSmall(t *testing.T, dir string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=200m,mode=0700", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("NOT CHECKED: what happens when a disk is full; no small file system can be mounted: %v %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", "--lazy", dir).CombinedOutput(); err != nil {
			t.Errorf("umount: %v %s", err, out)
		}
	})
}

const ballast = "ballast"

// fillDisk leaves no room on a disk, also not what somebody gives back meanwhile.
func fillDisk(t *testing.T, disk string) {
	t.Helper()
	f, err := os.OpenFile(filepath.Join(disk, ballast), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	block := make([]byte, 4<<10)
	for full := 0; full < 40; {
		if _, err := f.Write(block); err != nil {
			full++
			time.Sleep(50 * time.Millisecond)
		}
	}
}

func emptyDisk(t *testing.T, disk string) {
	t.Helper()
	if err := os.Remove(filepath.Join(disk, ballast)); err != nil {
		t.Error(err)
	}
}
