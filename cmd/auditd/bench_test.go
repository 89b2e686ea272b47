//go:build linux

package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"auditd/audit/docket"
	"auditd/audit/docket/jobs"
	"auditd/audit/review"
	"auditd/audit/store/storetest"
)

// A stream yields n bytes without taking time for it.
type stream struct {
	block []byte
	left  int64
}

// Read repeats the block.
func (s *stream) Read(p []byte) (int, error) {
	if s.left == 0 {
		return 0, io.EOF
	}
	n := copy(p[:min(int64(len(p)), s.left)], s.block)
	s.left -= int64(n)
	return n, nil
}

func newStream(n int64) io.Reader { return &stream{block: storetest.Bytes(1<<20, 1), left: n} }

// BenchmarkUpload sends 1 GiB through the service to MinIO, and puts it there with minio-go alone, in turn. The service is the real
// program in a process of its own; its peak of resident memory is the kernel's (VmHWM).
func BenchmarkUpload(b *testing.B) {
	const gib, rounds = 1 << 30, 5
	r := newRig(b, true, "max_upload=2147483648")
	for _, w := range r.workers { // nobody reads the file while the next one is sent
		w.kill()
	}
	_, browser := r.token()
	core, err := minio.New(r.minio.Endpoint, &minio.Options{Creds: credentials.NewStaticV4(r.minio.AccessKey, r.minio.SecretKey, "")})
	if err != nil {
		b.Fatal(err)
	}
	direct := func(o minio.PutObjectOptions) time.Duration {
		before := time.Now()
		if _, err := core.PutObject(b.Context(), "auditd-incoming", "direct", newStream(gib), gib, o); err != nil {
			b.Fatal(err)
		}
		return time.Since(before)
	}
	for b.Loop() {
		b.Logf("before: %d MB resident, peak %d MB, of signing in", r.server.status("VmRSS")>>20, r.server.peak()>>20)
		r.server.forgetPeak()
		var sequential, parallel []float64
		for range rounds {
			own := r.uploadStream(browser, gib)
			sequential = append(sequential, direct(minio.PutObjectOptions{}).Seconds()/own.Seconds())
			parallel = append(parallel, direct(minio.PutObjectOptions{ConcurrentStreamParts: true, NumThreads: 4}).Seconds()/own.Seconds())
			b.Logf("service %.2f s, %.0f MB/s; of minio-go's speed %.2f, of its speed with four parts at once %.2f; peak %d MB", own.Seconds(),
				gib/1e6/own.Seconds(), sequential[len(sequential)-1], parallel[len(parallel)-1], r.server.peak()>>20)
			r.emptyBucket(core)
		}
		b.ReportMetric(median(sequential), "of-minio-go")
		b.ReportMetric(median(parallel), "of-minio-go-parallel")
		b.ReportMetric(float64(r.server.peak()>>20), "peak-MB")
	}
}

func median(v []float64) float64 {
	slices.Sort(v)
	return v[len(v)/2]
}

// uploadStream sends n bytes as a browser does and returns how long that took.
func (r *rig) uploadStream(browser *http.Client, n int64) time.Duration {
	r.t.Helper()
	var head bytes.Buffer
	m := multipart.NewWriter(&head)
	if _, err := m.CreateFormFile("file", "data.csv"); err != nil {
		r.t.Fatal(err)
	}
	tail := "\r\n--" + m.Boundary() + "--\r\n"
	req, err := http.NewRequest(http.MethodPost, "http://"+r.address+"/submit", io.MultiReader(&head, newStream(n), strings.NewReader(tail)))
	if err != nil {
		r.t.Fatal(err)
	}
	req.ContentLength = int64(head.Len()) + n + int64(len(tail))
	req.Header.Set("Content-Type", m.FormDataContentType())
	req.Header.Set("Accept", "application/json")
	before := time.Now()
	resp, err := browser.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		r.t.Fatalf("%d %v %s", resp.StatusCode, err, text)
	}
	return time.Since(before)
}

// emptyBucket removes what was sent, so that the disk does not fill.
func (r *rig) emptyBucket(core *minio.Client) {
	r.t.Helper()
	for o := range core.ListObjects(context.Background(), "auditd-incoming", minio.ListObjectsOptions{Recursive: true}) {
		if err := core.RemoveObject(context.Background(), "auditd-incoming", o.Key, minio.RemoveObjectOptions{}); err != nil {
			r.t.Fatal(err)
		}
	}
}

// status returns a field of the process's state in bytes, as the kernel has it.
func (p *process) status(field string) int64 {
	p.r.t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.pid()))
	if err != nil {
		p.r.t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, field+":"); ok {
			n, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "kB")), 10, 64)
			if err != nil {
				p.r.t.Fatal(err)
			}
			return n << 10
		}
	}
	p.r.t.Fatalf("no %s", field)
	return 0
}

// peak is the most memory that the process ever had resident.
func (p *process) peak() int64 { return p.status("VmHWM") }

// forgetPeak lets the peak begin anew from what is resident now.
func (p *process) forgetPeak() {
	p.r.t.Helper()
	if err := os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", p.pid()), []byte("5"), 0o600); err != nil {
		p.r.t.Fatal(err)
	}
}

// BenchmarkSubmissions hands in 200 files of 5 MB at once and waits until all are measured.
func BenchmarkSubmissions(b *testing.B) {
	for name, servers := range map[string]bool{"sqlite_folder": false, "postgres_minio": true} {
		b.Run(name, func(b *testing.B) {
			r := newRig(b, servers)
			token, _ := r.token()
			plan, data := write(b, "plan.yaml", assistancePlan), write(b, "data.csv", strings.Repeat(assistanceCSV(1), 1)+rowsOf(5_000_000))
			for b.Loop() {
				r.submitAtOnce(b, token, plan, data, 200)
			}
		})
	}
}

// rowsOf returns rows of about so many bytes.
func rowsOf(n int) string {
	_, rows, _ := strings.Cut(assistanceCSV(20), "\n")
	return strings.Repeat(rows, n/len(rows))
}

func (r *rig) submitAtOnce(b *testing.B, token, plan, data string, n int) {
	b.Helper()
	before := time.Now()
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			if code, said := r.submit(context.Background(), token, fmt.Sprintf("at-once-%d-%d", before.UnixNano(), i), plan, data, "--quiet"); code != exitOK {
				b.Errorf("submission %d: %d %s", i, code, said)
			}
		})
	}
	all.Wait()
	taken := time.Since(before)
	register, _ := r.open()
	r.until("all measured", 10*time.Minute, func() bool {
		list, err := register.Jobs.Counts(context.Background())
		return err == nil && list[jobs.Queued]+list[jobs.Running] == 0
	})
	measured := time.Since(before)
	computed := 0
	for p := (docket.Page{Limit: 500}); ; {
		list, err := register.Cases(context.Background(), docket.CaseFilter{State: review.Computed}, p)
		if err != nil {
			b.Fatal(err)
		}
		computed += len(list.Items)
		if p.After = list.Next; p.After == "" {
			break
		}
	}
	if computed != n {
		b.Errorf("%d of %d are measured", computed, n)
	}
	b.ReportMetric(taken.Seconds(), "s-taken")
	b.ReportMetric(measured.Seconds(), "s-measured")
	b.ReportMetric(float64(r.server.peak()>>20), "peak-MB")
	b.ReportMetric(float64(r.workers[0].peak()>>20), "peak-MB-worker")
}
