package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"auditd/audit/service"
)

// A receiver takes traces as OTLP over HTTP, as a collector does.
type receiver struct {
	*httptest.Server
	mu    sync.Mutex
	spans []*tracepb.Span
	raw   bytes.Buffer
	token string // header that came with them
}

func receive(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		data, err := io.ReadAll(req.Body)
		var in collector.ExportTraceServiceRequest
		if err == nil {
			err = proto.Unmarshal(data, &in)
		}
		if err != nil || req.URL.Path != "/v1/traces" {
			t.Errorf("%s: %v", req.URL.Path, err)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.raw.Write(data)
		r.token = req.Header.Get("X-Token")
		for _, a := range in.ResourceSpans {
			for _, b := range a.ScopeSpans {
				r.spans = append(r.spans, b.Spans...)
			}
		}
		out, _ := proto.Marshal(&collector.ExportTraceServiceResponse{})
		w.Header().Set("Content-Type", "application/x-protobuf")
		_, _ = w.Write(out)
	}))
	t.Cleanup(r.Close)
	return r
}

// serving runs an installation until the returned function is called.
func serving(t *testing.T, i *installation, options []string) (address string, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	started, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- i.serve(ctx, settings(t, options), "", func(a string) { started <- a }) }()
	select {
	case address = <-started:
	case err := <-ended:
		t.Fatal(err)
	}
	return address, sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// A request, its calls to register and store, and a job with its own are spans that a receiver gets, with nothing in them about a
// person: no address, browser, name, title, secret or value. Metrics have the form that Prometheus reads, and labels of few values.
func TestTelemetry(t *testing.T) {
	collector := receive(t)
	metrics := freeAddress(t)
	options := append(place(t)[:1], "listen=127.0.0.1:0", "otlp_endpoint="+collector.URL, "otlp_headers=X-Token=t1", "metrics_listen="+metrics)
	ctx := context.Background()
	var log output
	i, err := openInstallation(ctx, settings(t, options), &log)
	if err != nil {
		t.Fatal(err)
	}
	defer i.close(ctx)
	d, err := seedDemo(ctx, i.service)
	if err != nil {
		t.Fatal(err)
	}
	address, stop := serving(t, i, options)
	defer stop()
	ask := func(method, path, body string) {
		t.Helper()
		req, err := http.NewRequest(method, address+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("User-Agent", "browser-of-somebody")
		req.Header.Set("Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00") // asks not to be traced
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
	}
	ask(http.MethodGet, "/link/secret-of-a-link", "")
	ask(http.MethodGet, "/sign-in?name=a-person&q=%E6%9D%8E", "")
	ask(http.MethodPost, "/sign-in", url.Values{"name": {"a-person"}, "password": {"a-password"}}.Encode())
	ask("BREW", "/nowhere-1", "")
	ask("STEEP", "/nowhere-2", "")
	id, err := d.submit(ctx, assistanceCSV(3), assistancePlan, service.Submission{Title: "title-of-a-case", Subject: "housing", ImpactLevel: 1})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.await(ctx, id, "computed"); err != nil {
		t.Fatalf("%v: %s", err, log.String())
	}
	time.Sleep(300 * time.Millisecond) // the job's own end is reported after the case is computed
	families := scrape(t, "http://"+metrics+"/metrics")
	stop()

	names := map[string]int{}
	roots := map[string]bool{}
	for _, s := range collector.spans {
		names[s.Name]++
		if strings.HasPrefix(s.Name, "job ") {
			roots[string(s.TraceId)] = true
		}
	}
	for _, want := range []string{"GET /link/:secret", "POST /sign-in", "job intake", "job measure", "store put", "store promote", "register transaction"} {
		if names[want] == 0 {
			t.Errorf("no span %q among %v", want, names)
		}
	}
	for _, s := range collector.spans {
		if s.Name == "store promote" && !roots[string(s.TraceId)] {
			t.Error("a call to the store is in no job")
		}
	}
	for _, secret := range []string{"secret-of-a-link", "a-person", "a-password", "browser-of-somebody", "title-of-a-case", "nowhere", "127.0.0.1", "李", "decisions.csv", string(id)} {
		if bytes.Contains(collector.raw.Bytes(), []byte(secret)) {
			t.Errorf("the traces hold %q", secret)
		}
		if strings.Contains(log.String(), secret) && secret != "127.0.0.1" && secret != string(id) {
			t.Errorf("the log holds %q", secret)
		}
	}
	if collector.token != "t1" {
		t.Errorf("the header is %q", collector.token)
	}
	if !strings.Contains(log.String(), "request=") || !strings.Contains(log.String(), "trace=") {
		t.Error("the log names neither requests nor traces")
	}
	checkMetrics(t, families)
}

// scrape reads metrics as Prometheus does.
func scrape(t *testing.T, address string) map[string]*dto.MetricFamily {
	t.Helper()
	resp, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return families
}

// checkMetrics holds the families against what an operator needs, and the values of labels against lists.
func checkMetrics(t *testing.T, families map[string]*dto.MetricFamily) {
	t.Helper()
	for _, want := range []string{
		"auditd_http_request_duration_seconds", "auditd_http_received_bytes_total", "auditd_job_duration_seconds", "auditd_jobs", "go_goroutines", "process_resident_memory_bytes",
	} {
		if families[want] == nil {
			t.Errorf("no metric %s", want)
		}
	}
	kinds := map[string]bool{}
	for name, f := range families {
		if f.GetHelp() == "" {
			t.Errorf("%s has no help", name)
		}
		if !strings.HasPrefix(name, "auditd_") {
			continue
		}
		if n := len(f.Metric); n > 60 {
			t.Errorf("%s has %d series", name, n)
		}
		for _, m := range f.Metric {
			for _, l := range m.Label {
				switch v := l.GetValue(); l.GetName() {
				case "method":
					if v != "GET" && v != "POST" && v != "other" {
						t.Errorf("%s has the method %q", name, v)
					}
				case "route":
					if v != "" && !strings.HasPrefix(v, "/") || strings.Contains(v, "secret-of") || strings.Contains(v, "nowhere") {
						t.Errorf("%s has the route %q", name, v)
					}
				case "kind":
					kinds[v] = true
				case "status", "state", "outcome":
				default:
					t.Errorf("%s has the label %s", name, l.GetName())
				}
			}
		}
	}
	if !kinds["intake"] || !kinds["measure"] {
		t.Errorf("jobs of the kinds %v", kinds)
	}
}

// A receiver of traces that is away, or hangs, keeps nobody from working or stopping.
func TestTracesGoNowhere(t *testing.T) {
	hang := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	defer hang.Close()
	for _, endpoint := range []string{"http://127.0.0.1:1", hang.URL} {
		options := append(place(t), "listen=127.0.0.1:0", "otlp_endpoint="+endpoint)
		i, err := openInstallation(context.Background(), settings(t, options), io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		address, stop := serving(t, i, options)
		resp, err := http.Get(address + "/")
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		begun := time.Now()
		stop()
		if took := time.Since(begun); took > 8*time.Second {
			t.Errorf("%s: it took %s to stop", endpoint, took)
		}
		i.close(context.Background())
		hang.CloseClientConnections()
	}
}
