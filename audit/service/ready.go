package service

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"auditd/audit"
)

// How long each part may take to say that it can be used, and for how long its answer is believed: whoever may ask, asking often must
// not keep the parts busy.
const (
	readyTime = 5 * time.Second
	readyFor  = time.Second
)

// readiness is the last answer of Ready.
type readiness struct {
	mu  sync.Mutex
	at  time.Time
	err error
}

// Ready returns nil when register, objects and the place for temporary files can be used, and otherwise says of each that cannot what
// is the matter, a line each, without addresses or names of files.
func (s *Service) Ready(ctx context.Context) error {
	s.ready.mu.Lock()
	defer s.ready.mu.Unlock()
	if now := time.Now(); now.Sub(s.ready.at) > readyFor {
		err := s.examine(context.WithoutCancel(ctx))
		s.ready.at, s.ready.err = time.Now(), err
	}
	return s.ready.err
}

// examine asks all parts at once, so that one that hangs does not hide another.
func (s *Service) examine(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyTime)
	defer cancel()
	parts := []struct {
		name string
		ask  func(context.Context) error
	}{
		{"register", s.Register.DB.Probe}, {"objects", s.Objects.Check}, {"temporary files", s.checkTemporary},
	}
	faults := make([]error, len(parts))
	var all sync.WaitGroup
	for i, p := range parts {
		all.Go(func() {
			if err := p.ask(ctx); err != nil {
				s.Log.ErrorContext(ctx, "not ready", slog.String("part", p.name), slog.Any("error", err), slog.String("cause", causeOf(err)))
				faults[i] = fmt.Errorf("%s: %s", p.name, faultText(err))
			}
		})
	}
	all.Wait()
	return errors.Join(faults...)
}

// faultText says what is the matter in words that everybody may read.
func faultText(err error) string {
	switch audit.KindOf(err) {
	case audit.Unavailable:
		return "does not answer"
	case audit.Full:
		return "no room left"
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return "does not answer"
	}
	return "cannot be used; the log says why"
}

// checkTemporary writes a little where jobs keep their files.
func (s *Service) checkTemporary(context.Context) error {
	f, err := os.CreateTemp(s.Temp, "probe-*")
	if err != nil {
		return room(err)
	}
	_, err = f.Write(make([]byte, 64<<10))
	return room(errors.Join(err, f.Close(), os.Remove(f.Name())))
}

// causeOf returns the text of the error at the end of the chain, for the operator's log: that of a file system, a driver, a network.
// Errors about foreign bytes have no such cause.
func causeOf(err error) string {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err.Error()
		}
		err = next
	}
}
