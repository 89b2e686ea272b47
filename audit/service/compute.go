package service

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"auditd/audit"
	"auditd/audit/docket"
	"auditd/audit/review"
	"auditd/audit/store"
)

// measure is the worker that runs the plan of a case over its data sets.
func (s *Service) measure(ctx context.Context, w *work) error {
	c, err := s.Register.Case(ctx, w.job.Case)
	if err != nil {
		return err
	}
	sub, err := s.submissionOf(ctx, c.ID)
	if err != nil {
		return err
	}
	if c, err = s.resumeRun(ctx, w, c, sub); err != nil || c.State != review.Computing { // an earlier attempt got to its end
		return err
	}
	run, err := s.Register.Run(ctx, c.Run().ID)
	if err != nil {
		return err
	}
	a, err := s.measureFiles(ctx, w, c, sub, run)
	if err != nil {
		return err
	}
	err = s.keepRun(ctx, w, c, run, a)
	if audit.KindOf(err) == audit.Conflict { // files of this run hold other bytes: the next attempt begins another run
		return errors.Join(err, s.giveUpRun(ctx, w, run.ID, "an earlier attempt left files with other bytes; it is measured again"))
	}
	return err
}

// engineStep is the step of a job that remembers which program began a run.
func engineStep(id review.RunID) string { return "engine " + string(id) }

// resumeRun begins a run, or goes on with the one that an earlier attempt began. Files of one run come from one program: when another
// version of it takes a run over, it ends that and begins the next, whose files have names of their own. So nothing is ever
// overwritten, and no report mixes the files of two programs.
func (s *Service) resumeRun(ctx context.Context, w *work, c review.Case, sub docket.Submission) (review.Case, error) {
	engine, err := s.engine()
	if err != nil {
		return c, err
	}
	if began := w.steps[engineStep(c.Run().ID)]; c.State == review.Computing && began != "" && began != string(engine) {
		if err := s.giveUpRun(ctx, w, c.Run().ID, "the program was replaced while it measured; it is measured again"); err != nil {
			return c, err
		}
		if c, err = s.Register.Case(ctx, c.ID); err != nil {
			return c, err
		}
	}
	switch c.State {
	case review.Validated, review.ComputeFailed, review.ReauditRequested:
	default:
		return c, nil
	}
	started := c
	err = s.Register.Tx(ctx, func(r *docket.Register) (err error) { // may run again, and then begins with c anew
		if err := r.Jobs.Hold(ctx, w.job.Lease()); err != nil {
			return err
		}
		if started, err = s.startRun(ctx, r, c, sub); err != nil {
			return err
		}
		return r.Jobs.FinishStep(ctx, w.job.Lease(), engineStep(started.Run().ID), string(engine), s.Now())
	})
	return started, err
}

// giveUpRun ends a run that another is to follow.
func (s *Service) giveUpRun(ctx context.Context, w *work, id review.RunID, reason string) error {
	err := s.Register.Tx(ctx, func(r *docket.Register) error {
		if err := r.Jobs.Hold(ctx, w.job.Lease()); err != nil {
			return err
		}
		_, err := r.FailRun(ctx, id, reason, s.Now())
		return err
	})
	if err != nil {
		return err
	}
	run, err := s.Register.Run(ctx, id)
	if err != nil {
		return err
	}
	s.dropRun(ctx, run)
	return nil
}

func (s *Service) startRun(ctx context.Context, r *docket.Register, c review.Case, sub docket.Submission) (review.Case, error) {
	inputs, err := inputsOf(sub)
	if err != nil {
		return c, err
	}
	return r.StartRun(ctx, docket.Run{
		ID: review.RunID(string(c.ID) + "-" + strconv.Itoa(len(c.Runs)+1)), Case: c.ID, Plan: sub.Plan, PlanSHA256: sub.PlanSHA256,
		InputSHA256: digestOf(inputs), RequestedBy: sub.Account,
	}, s.Now())
}

// measureFiles brings the data sets to this machine and measures them. Every read of raw data is logged first.
func (s *Service) measureFiles(ctx context.Context, w *work, c review.Case, sub docket.Submission, run docket.Run) (*audit.Audit, error) {
	plan, err := storedPlan(run.Plan)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(w.dir, "run-*")
	if err != nil {
		return nil, room(err)
	}
	var data []string
	for i, f := range sub.Files {
		key, err := store.DatasetKey(store.Digest(f.Dataset))
		if err != nil {
			return nil, err
		}
		if err := s.Register.ReadRaw(ctx, c.ID, review.System().Account, key.String(), "measure", s.Now()); err != nil {
			return nil, err
		}
		place := dir
		if f.Role == FileData { // two data files may bear the same name
			place = filepath.Join(dir, strconv.Itoa(i))
			if err := os.Mkdir(place, 0o700); err != nil {
				return nil, room(err)
			}
		}
		path, err := s.fetch(ctx, key, place, f.Name)
		if err != nil {
			return nil, err
		}
		if f.Role == FileData {
			data = append(data, path)
		}
	}
	if plan.Coverage != nil {
		for i, name := range plan.Coverage.Population { // a plan may name a folder of the machine it was written on
			plan.Coverage.Population[i] = filepath.Base(name)
		}
	}
	previous, err := s.readPrevious(ctx, sub)
	if err != nil {
		return nil, err
	}
	return Measure(ctx, Measurement{
		Plan: plan, PlanDir: dir, Files: data, Generator: s.Generator, Previous: previous, Limits: s.Limits, Progress: w.percent("counting"),
	})
}

// keepRun writes results, reports and tables, and ends the run. Files that an earlier attempt wrote hold the same bytes.
func (s *Service) keepRun(ctx context.Context, w *work, c review.Case, run docket.Run, a *audit.Audit) error {
	w.say("writing")
	var results bytes.Buffer
	if err := a.Write(&results); err != nil {
		return err
	}
	key, err := store.AuditKey(store.ID(c.ID), int(run.Number), store.Results)
	if err != nil {
		return err
	}
	info, err := s.Objects.Put(ctx, key, bytes.NewReader(results.Bytes()), int64(results.Len()), store.PutOptions{})
	if err != nil {
		return err
	}
	put := func(name string, write func(io.Writer) error) error {
		k, err := store.AuditKey(store.ID(c.ID), int(run.Number), store.FileName(name))
		if err != nil {
			return err
		}
		_, err = s.putStream(ctx, k, store.PutOptions{}, write)
		return err
	}
	if err := s.Renderer.Report(a, RenderOptions{Case: string(c.ID), Date: run.CreatedAt, Results: results.Bytes()}, put); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	engine, err := s.engine()
	if err != nil {
		return err
	}
	return s.Register.Tx(ctx, func(r *docket.Register) error {
		if err := r.Jobs.Hold(ctx, w.job.Lease()); err != nil {
			return err
		}
		_, err := r.FinishRun(ctx, run.ID, review.Digest(info.SHA256), engine, key.String(), s.Now())
		return err
	})
}

// putStream keeps what write writes, without holding it in memory.
func (s *Service) putStream(ctx context.Context, key store.Key, o store.PutOptions, write func(io.Writer) error) (store.Info, error) {
	r, w := io.Pipe()
	go func() { w.CloseWithError(write(w)) }()
	info, err := s.Objects.Put(ctx, key, r, -1, o)
	r.CloseWithError(err) // ends the writer should the store have stopped reading
	return info, err
}
