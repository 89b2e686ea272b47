package service

import (
	"context"
	"time"

	"auditd/audit"
)

// An Observer is told what the service does, for measurements. Its arguments are words of the code and durations.
type Observer interface {
	// JobEnded is told of an attempt of a job: its kind, and done or the kind of the error that ended it.
	JobEnded(kind, outcome string, took time.Duration)
}

// observed tells the observer of an attempt.
func (s *Service) observed(kind string, err error, took time.Duration) {
	if s.Observer == nil {
		return
	}
	outcome := "done"
	if err != nil {
		outcome = audit.KindOf(err).String()
	}
	s.Observer.JobEnded(kind, outcome, took)
}

type requestIDKey struct{}

// WithRequestID returns a context that knows the name of the request it belongs to, for the log.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestIDKey{}, id)
}

// RequestIDOf returns the name of the request that a context belongs to, empty for none.
func RequestIDOf(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}
