package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	apitrace "go.opentelemetry.io/otel/trace"

	"auditd/audit/docket/jobs"
	"auditd/audit/service"
	"auditd/audit/trace"
)

// telemetryOptions say where traces go.
var telemetryOptions = []option{
	{name: "otlp_endpoint", help: "Address that traces are sent to as OTLP over HTTP, such as http://127.0.0.1:4318; empty for none.", check: checkEndpoint},
	{name: "otlp_headers", help: "NAME=VALUE, with commas between: headers for it.", secret: true},
	{name: "trace_ratio", value: "1", help: "Part of the requests and jobs that is traced, 0 to 1.", check: checkRatio},
}

func checkEndpoint(v string) error {
	u, err := url.Parse(v)
	if v != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		return fmt.Errorf("use http://HOST:PORT or https://HOST:PORT")
	}
	return nil
}

func checkRatio(v string) error {
	x, err := strconv.ParseFloat(v, 64)
	if err == nil && !(x >= 0 && x <= 1) {
		err = fmt.Errorf("use 0 to 1")
	}
	return err
}

// startTracing has spans sent on, and returns what sends the last ones. A receiver that is away costs the spans and nothing else.
func startTracing(ctx context.Context, c config) (stop func(context.Context) error, err error) {
	if c["otlp_endpoint"] == "" {
		return func(context.Context) error { return nil }, nil
	}
	headers := map[string]string{}
	for _, pair := range c.list("otlp_headers") {
		name, value, _ := strings.Cut(pair, "=")
		headers[name] = value
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(strings.TrimRight(c["otlp_endpoint"], "/")+"/v1/traces"), otlptracehttp.WithHeaders(headers))
	if err != nil {
		return nil, err
	}
	ratio, err := strconv.ParseFloat(c["trace_ratio"], 64)
	if err != nil {
		return nil, err
	}
	sampler := sdktrace.TraceIDRatioBased(ratio)
	provider := sdktrace.NewTracerProvider(
		sdktrace.WithBatcher(scrubbing{exporter}),
		sdktrace.WithResource(resource.NewSchemaless(attribute.String("service.name", "auditd"), attribute.String("service.version", programVersion()))),
		// Whoever calls from outside does not decide what is traced.
		sdktrace.WithSampler(sdktrace.ParentBased(sampler, sdktrace.WithRemoteParentSampled(sampler), sdktrace.WithRemoteParentNotSampled(sampler))),
	)
	otel.SetTracerProvider(provider)
	return provider.Shutdown, nil
}

// scrubbing lets pass only attributes that are known to hold nothing about a person and no secret. Libraries record more: addresses,
// browsers, paths with the secret of a one-time link.
type scrubbing struct{ sdktrace.SpanExporter }

func (s scrubbing) ExportSpans(ctx context.Context, spans []sdktrace.ReadOnlySpan) error {
	out := make([]sdktrace.ReadOnlySpan, len(spans))
	for i, x := range spans {
		out[i] = scrubbed{x}
	}
	return s.SpanExporter.ExportSpans(ctx, out)
}

type scrubbed struct{ sdktrace.ReadOnlySpan }

// allowed are the keys of attributes that are sent: ours, and what a library says about the form of a request.
var allowed = slices.Concat(trace.Keys(), []string{"http.request.method", "http.route", "http.response.status_code"})

func (s scrubbed) Attributes() []attribute.KeyValue {
	return slices.DeleteFunc(slices.Clone(s.ReadOnlySpan.Attributes()), func(a attribute.KeyValue) bool { return !slices.Contains(allowed, string(a.Key)) })
}

// Events are texts of errors, which may quote anything.
func (scrubbed) Events() []sdktrace.Event { return nil }

// measurements are what Prometheus asks about jobs.
type measurements struct {
	ended *prometheus.HistogramVec
	depth *prometheus.Desc
	queue func(context.Context) (map[jobs.State]int64, error)
}

func newMeasurements() *measurements {
	return &measurements{
		ended: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "auditd_job_duration_seconds", Help: "Time of an attempt of a job, by kind and by how it ended.", Buckets: []float64{.1, .3, 1, 3, 10, 30, 100, 300, 1000, 3600},
		}, []string{"kind", "outcome"}),
		depth: prometheus.NewDesc("auditd_jobs", "Jobs in the register, by state; queued ones wait.", []string{"state"}, nil),
	}
}

// JobEnded notes an attempt of a job.
func (m *measurements) JobEnded(kind, outcome string, took time.Duration) {
	m.ended.WithLabelValues(kind, outcome).Observe(took.Seconds())
}

// Describe is part of prometheus.Collector.
func (m *measurements) Describe(ch chan<- *prometheus.Desc) { m.ended.Describe(ch); ch <- m.depth }

// Collect is part of prometheus.Collector. A register that does not answer leaves the depth out, rather than saying zero.
func (m *measurements) Collect(ch chan<- prometheus.Metric) {
	m.ended.Collect(ch)
	if m.queue == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	counts, err := m.queue(ctx)
	if err != nil {
		return
	}
	for _, state := range []jobs.State{jobs.Queued, jobs.Running, jobs.Done, jobs.Cancelled, jobs.Dead} {
		ch <- prometheus.MustNewConstMetric(m.depth, prometheus.GaugeValue, float64(counts[state]), string(state))
	}
}

// identified adds the name of the request and of the trace to every line of the log that is written within one.
type identified struct{ slog.Handler }

func (h identified) Handle(ctx context.Context, r slog.Record) error {
	if id := service.RequestIDOf(ctx); id != "" {
		r.AddAttrs(slog.String("request", id))
	}
	if span := apitrace.SpanContextFromContext(ctx); span.IsSampled() {
		r.AddAttrs(slog.String("trace", span.TraceID().String()))
	}
	return h.Handler.Handle(ctx, r)
}

func (h identified) WithAttrs(a []slog.Attr) slog.Handler { return identified{h.Handler.WithAttrs(a)} }

func (h identified) WithGroup(name string) slog.Handler { return identified{h.Handler.WithGroup(name)} }
