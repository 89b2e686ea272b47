// Package trace says what takes time within a request or a job, as spans of OpenTelemetry. A span has a name from the code and
// attributes from the code: kinds, counts and the kind of an error, never a text, name, address or value from outside.
//
// It does not know where spans go. Without a receiver nothing is recorded and nothing costs.
package trace

import (
	"context"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"auditd/audit"
)

// Name is that of the library of all our spans.
const Name = "auditd"

// Keys returns the keys of all attributes that spans of ours have. What exports spans drops every other one.
func Keys() []string { return []string{"job.kind", "job.attempt", "object.kind", "error.kind"} }

// Job begins the span of a job, a trace of its own, and returns what ends it with the error that the job ended with.
func Job(ctx context.Context, kind string, attempt int64) (context.Context, func(error)) {
	ctx, span := otel.Tracer(Name).Start(ctx, "job "+kind, trace.WithNewRoot(), trace.WithAttributes(attribute.String("job.kind", kind), attribute.Int64("job.attempt", attempt)))
	return ctx, ender(span)
}

// Step begins a span within a request or a job, and returns what ends it. Outside of both, as when a worker looks for jobs every second,
// it does nothing.
func Step(ctx context.Context, name string) (context.Context, func(error)) {
	if !trace.SpanFromContext(ctx).IsRecording() {
		return ctx, func(error) {}
	}
	ctx, span := otel.Tracer(Name).Start(ctx, name)
	return ctx, ender(span)
}

// Object is Step for a call to the store of objects, with the kind of object.
func Object(ctx context.Context, name, kind string) (context.Context, func(error)) {
	ctx, end := Step(ctx, name)
	trace.SpanFromContext(ctx).SetAttributes(kindOf(ctx, kind)...)
	return ctx, end
}

func kindOf(ctx context.Context, kind string) []attribute.KeyValue {
	if !trace.SpanFromContext(ctx).IsRecording() {
		return nil
	}
	return []attribute.KeyValue{attribute.String("object.kind", kind)}
}

// ender returns what ends a span. Of an error it records the kind and no text.
func ender(span trace.Span) func(error) {
	return func(err error) {
		if err != nil {
			kind := audit.KindOf(err).String()
			span.SetStatus(codes.Error, kind)
			span.SetAttributes(attribute.String("error.kind", kind))
		}
		span.End()
	}
}
