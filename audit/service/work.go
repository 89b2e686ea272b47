package service

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync"
	"syscall"
	"time"

	"auditd/audit"
	"auditd/audit/docket"
	"auditd/audit/docket/jobs"
	"auditd/audit/review"
	"auditd/audit/sandbox"
	"auditd/audit/trace"
)

// pollEvery is how often a worker looks for jobs. It says that it is alive six times in the time of a lease, and looks three times in
// it for workers that fell silent.
const pollEvery = 2 * time.Second

// worker does the jobs of one kind. It must be idempotent: a job is done at least once.
type worker func(s *Service, ctx context.Context, w *work) error

var workers = map[string]worker{
	kindProfile:     (*Service).profileUpload,
	kindIntake:      (*Service).validate,
	kindMeasure:     (*Service).measure,
	kindPublication: (*Service).preparePublication,

	docket.KindWebhook: (*Service).deliver,
}

var (
	kinds = []string{kindProfile, kindIntake, kindMeasure, kindPublication}
	// Receivers of messages may be slow; nobody's audit waits for them.
	messages = []string{docket.KindWebhook}
)

// work is one attempt of a job.
type work struct {
	job   jobs.Job
	steps map[string]string // finished by this or an earlier attempt
	dir   string            // for files, gone afterwards

	mu       sync.Mutex
	progress string
}

// say notes what the next heartbeat tells.
func (w *work) say(progress string) {
	w.mu.Lock()
	w.progress = progress
	w.mu.Unlock()
}

func (w *work) said() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.progress
}

// percent returns a progress function for bytes.
func (w *work) percent(what string) func(done, total int64) {
	return func(done, total int64) {
		if total > 0 {
			w.say(fmt.Sprintf("%s %d", what, 100*done/total))
		}
	}
}

// nudge has a worker of this process look for a job at once. Messages wait for the next look.
func (s *Service) nudge() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Work does jobs, n at a time, until the context ends; then it gives up what it holds, to be taken over by another.
func (s *Service) Work(ctx context.Context, name string, n int) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { s.loop(ctx, fmt.Sprintf("%s/%d", name, i), kinds, s.wake) })
	}
	if n > 0 {
		all.Go(func() { s.loop(ctx, name+"/messages", messages, nil) })
	}
	all.Go(func() { s.sweepLoop(ctx) })
	all.Go(func() {
		if err := s.sweepRuns(ctx); err != nil && ctx.Err() == nil {
			s.Log.ErrorContext(ctx, "files of failed runs cannot be removed", slog.Any("error", err))
		}
	})
	all.Go(func() { s.inboxLoop(ctx) })
	all.Wait()
}

func (s *Service) loop(ctx context.Context, name string, kinds []string, wake <-chan struct{}) {
	for ctx.Err() == nil {
		job, ok, err := s.Register.Jobs.Claim(ctx, name, kinds, s.Now())
		if err != nil && ctx.Err() == nil {
			s.Log.ErrorContext(ctx, "no job can be claimed", slog.Any("error", err))
		}
		if ok {
			s.attempt(ctx, job)
			continue
		}
		select {
		case <-ctx.Done():
		case <-wake:
		case <-time.After(min(pollEvery, s.Lease/3)):
		}
	}
}

// attempt does one attempt of a job and reports how it ended.
func (s *Service) attempt(ctx context.Context, job jobs.Job) {
	log := s.Log.With(slog.String("job", job.ID), slog.String("kind", job.Kind), slog.String("case", string(job.Case)))
	begun := time.Now()
	traced, end := trace.Job(ctx, job.Kind, job.Attempts)
	err := s.do(traced, job)
	end(err)
	s.observed(job.Kind, err, time.Since(begun))
	kind := audit.KindOf(err)
	switch {
	case err == nil:
	case kind.Passing() || kind == audit.Internal:
		log.WarnContext(ctx, "an attempt failed", slog.String("error_kind", kind.String()), slog.Int64("attempt", job.Attempts), slog.String("cause", causeOf(err)))
	default: // the error may quote foreign values
		log.WarnContext(ctx, "an attempt failed", slog.String("error_kind", kind.String()), slog.Int64("attempt", job.Attempts))
	}
	if err := s.report(ctx, job, err); err != nil {
		log.ErrorContext(ctx, "the end of an attempt cannot be reported", slog.Any("error", err))
	}
}

// report tells the register how an attempt ended, for as long as the lease may last: the register may be away just now. It does so
// even while the service stops, if shortly: without it the next attempt waits for the lease to end.
func (s *Service) report(ctx context.Context, job jobs.Job, ended error) error {
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.Lease)
	defer cancel()
	for {
		err := s.reportOnce(end, job, ended, ctx.Err() != nil)
		if !audit.KindOf(err).Passing() || ctx.Err() != nil {
			return err
		}
		select {
		case <-end.Done():
			return err
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
}

func (s *Service) reportOnce(ctx context.Context, job jobs.Job, ended error, stopping bool) error {
	kind := audit.KindOf(ended)
	var err error
	switch {
	case ended == nil:
		err = s.Register.Jobs.Complete(ctx, job.Lease(), s.Now())
	case stopping || kind.Passing():
		_, err = s.Register.PostponeJob(ctx, job.Lease(), reasonOf(ended), s.Now(), s.onEnd(ctx))
	default:
		_, err = s.Register.FailJob(ctx, job.Lease(), reasonOf(ended), hopeless(ended), s.Now(), s.onEnd(ctx))
	}
	return err
}

// hopeless reports whether a further attempt would end in the same way: the input is at fault. A process that was killed from outside
// says little about its file, and is tried again.
func hopeless(err error) bool {
	var crash *sandbox.Crash
	if errors.As(err, &crash) && crash.Outside {
		return false
	}
	kind := audit.KindOf(err)
	return kind == audit.Invalid || kind == audit.Limit
}

// reasonOf returns what a person may read of an error: the text of one with a kind, no inner workings of another.
func reasonOf(err error) string {
	if audit.KindOf(err) == audit.Internal {
		return "an internal fault; the operator finds it in the log"
	}
	return err.Error()
}

// do runs the worker of the job, with heartbeats. A lost lease ends it.
func (s *Service) do(ctx context.Context, job jobs.Job) (err error) {
	f := workers[job.Kind]
	if f == nil {
		return audit.Errorf(audit.Invalid, "there is no job of kind %s", audit.Quote(job.Kind))
	}
	w := &work{job: job}
	if w.steps, err = s.Register.Jobs.Steps(ctx, job.ID); err != nil {
		return err
	}
	if w.dir, err = os.MkdirTemp(s.Temp, "job-*"); err != nil {
		return room(err)
	}
	defer os.RemoveAll(w.dir)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go s.beat(ctx, cancel, w)
	defer func() { // one bad file must not end the service
		if p := recover(); p != nil {
			s.Log.ErrorContext(ctx, "a job panicked", slog.String("job", job.ID), slog.Any("panic", p))
			err = audit.Errorf(audit.Internal, "the job broke down")
		}
	}()
	return f(s, ctx, w)
}

// beat extends the lease until the context ends: several times in its length, and as soon as there is something new to say.
func (s *Service) beat(ctx context.Context, cancel context.CancelFunc, w *work) {
	told, at := "", s.Now()
	every := s.Lease / 6
	tick := time.NewTicker(min(time.Second, every))
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		said, now := w.said(), s.Now()
		if said == told && now.Sub(at) < every {
			continue
		}
		told, at = said, now
		stop, err := s.Register.Jobs.Heartbeat(ctx, w.job.Lease(), told, now)
		if stop || err != nil && audit.KindOf(err) == audit.Conflict { // cancelled, or another worker has it
			cancel()
		}
	}
}

// onEnd leaves the reason of a job that ended without success on its case.
func (s *Service) onEnd(ctx context.Context) docket.OnEnd {
	return func(r *docket.Register, j jobs.Job) error {
		if j.Case == "" {
			return nil
		}
		c, err := r.Case(ctx, j.Case)
		if err != nil {
			return err
		}
		now := s.Now()
		switch {
		case j.Kind == kindIntake && c.State == review.Submitted:
			return s.refuse(ctx, r, j.Case, []review.Check{{Name: "readable", Detail: j.Reason}}, j.Reason)
		case j.Kind == kindMeasure:
			return s.failMeasuring(ctx, r, c, j.Reason)
		case j.Kind == kindPublication && (c.State == review.Signed || c.State == review.PublicationCheck):
			check := review.CheckPublication{Checks: []review.Check{{Name: "files", Detail: j.Reason}}}
			_, _, err = r.Act(ctx, j.Case, review.System().Account, now, &check)
		}
		return err
	}
}

// failMeasuring ends the run of a case, or one that never began, with a reason.
func (s *Service) failMeasuring(ctx context.Context, r *docket.Register, c review.Case, reason string) error {
	switch c.State {
	case review.Computing:
	case review.Validated, review.ReauditRequested:
		d, err := r.Docket(ctx, c.ID)
		if err != nil {
			return err
		}
		sub, err := r.Submission(ctx, d.Submission)
		if err != nil {
			return err
		}
		if c, err = s.startRun(ctx, r, c, sub); err != nil {
			return err
		}
	default:
		return nil
	}
	_, err := r.FailRun(ctx, c.Run().ID, reason, s.Now())
	return err
}

// sweepLoop takes over what workers lost and does what falls due.
func (s *Service) sweepLoop(ctx context.Context) {
	for ctx.Err() == nil {
		if err := s.Sweep(ctx); err != nil && ctx.Err() == nil {
			s.Log.ErrorContext(ctx, "the sweep failed", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
		case <-time.After(s.Lease / 3):
		}
	}
}

// Sweep takes jobs from workers that fell silent and does what has fallen due.
func (s *Service) Sweep(ctx context.Context) error {
	now := s.Now()
	if _, err := s.Register.ReapJobs(ctx, 100, now, s.onEnd(ctx)); err != nil {
		return err
	}
	if _, err := s.Register.ForgetRequests(ctx, now); err != nil {
		return err
	}
	if err := s.sweepReplies(ctx, now); err != nil {
		return err
	}
	return s.sweepClocks(ctx, now)
}

// writeFile writes a stream to a new file.
func writeFile(path string, r io.Reader) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return room(err)
	}
	_, err = io.Copy(f, r)
	return room(errors.Join(err, f.Close()))
}

// room says of an error that comes of a full disk that it does.
func room(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return &audit.Error{Kind: audit.Full, Text: "there is no room for temporary files", Remedy: "make room, then try again", Err: err}
	}
	return err
}
