package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"
)

// 10,000 requests for pages and documents of the API, eight at a time, after a thousand to warm up: none fails, and goroutines, open files
// and resident memory are what they were. Times are printed; a bound on them would test the machine.
func TestLoad(t *testing.T) {
	requests := 1500
	if everythingWanted() {
		requests = 10_000
	}
	metrics := freeAddress(t)
	r := prepareRig(t)
	r.metrics = metrics
	r.start()
	token, browser := r.token()
	plan, data := write(t, "plan.yaml", assistancePlan), write(t, "data.csv", assistanceCSV(20))
	code, said := r.submit(context.Background(), token, "one", plan, data, "--wait", "--fail-on", "none")
	if code != exitOK {
		t.Fatal(said)
	}
	id := regexp.MustCompile(`(\S+) computed`).FindStringSubmatch(said)[1]
	l := &load{r: r, browser: browser, token: token, paths: []string{
		"/", "/cases", "/cases/" + id, "/cases/" + id + "/files/report-zh.html", "/api/v1/cases", "/api/v1/cases/" + id, "/api/v1/catalogue", "/submit", "/readyz",
	}}
	l.ask(1000)
	before := r.gauges(metrics)
	times := l.ask(requests)
	time.Sleep(time.Second) // for what is closed in the background
	after := r.gauges(metrics)
	slices.Sort(times)
	t.Logf("%d requests: median %v, p99 %v, longest %v", requests, times[len(times)/2], times[len(times)*99/100], times[len(times)-1])
	for name, spare := range map[string]float64{"go_goroutines": 30, "process_open_fds": 20, "process_resident_memory_bytes": 48 << 20} {
		t.Logf("%s: %.0f before, %.0f after", name, before[name], after[name])
		if after[name] > before[name]+spare {
			t.Errorf("%s grew from %.0f to %.0f", name, before[name], after[name])
		}
	}
}

// load asks for pages and documents.
type load struct {
	r       *rig
	browser *http.Client
	token   string
	paths   []string
}

// ask makes n requests, eight at a time, and returns how long each took.
func (l *load) ask(n int) []time.Duration {
	l.r.t.Helper()
	var mu sync.Mutex
	var times []time.Duration
	var all sync.WaitGroup
	for w := range 8 {
		all.Go(func() {
			for i := w; i < n; i += 8 {
				took, err := l.once(l.paths[i%len(l.paths)])
				if err != nil {
					l.r.t.Error(err)
					return
				}
				mu.Lock()
				times = append(times, took)
				mu.Unlock()
			}
		})
	}
	all.Wait()
	return times
}

func (l *load) once(path string) (time.Duration, error) {
	req, err := http.NewRequest(http.MethodGet, "http://"+l.r.address+path, nil)
	if err != nil {
		return 0, err
	}
	client := l.browser
	if len(path) > 5 && path[:5] == "/api/" {
		client = http.DefaultClient
		req.Header.Set("Authorization", "Bearer "+l.token)
	}
	before := time.Now()
	resp, err := client.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		return 0, err
	}
	if resp.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("%s: %d", path, resp.StatusCode)
	}
	return time.Since(before), nil
}

// gauges returns the measurements of the server that have no labels, once idle connections are closed.
func (r *rig) gauges(address string) map[string]float64 {
	r.t.Helper()
	http.DefaultClient.CloseIdleConnections()
	resp, err := http.Get("http://" + address + "/metrics")
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	out := map[string]float64{}
	for _, m := range regexp.MustCompile(`(?m)^([a-z_]+) (\S+)$`).FindAllStringSubmatch(string(text), -1) {
		if v, err := strconv.ParseFloat(m[2], 64); err == nil {
			out[m[1]] = v
		}
	}
	return out
}
