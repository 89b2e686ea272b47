package service

import (
	"context"
	"strconv"
	"strings"
	"time"

	"auditd/audit"
	"auditd/audit/docket"
	"auditd/audit/review"
	"auditd/audit/store"
)

// leftoverAge is how old a file of a run must be to be taken for one that was left behind: a worker that lost its job may write a little
// longer.
const leftoverAge = time.Hour

// sweepRuns removes the files of runs that failed: nothing refers to them, and they may be half a report. It walks all files of all
// runs, and is done once when a worker starts: most are removed when their run fails, and what is left was left by a worker that died.
func (s *Service) sweepRuns(ctx context.Context) error {
	last, drop := store.Prefix{}, false
	for info, err := range s.Objects.List(ctx, store.AllOf(store.Audit), store.Key{}) {
		if err != nil {
			return err
		}
		id, number, _ := strings.Cut(strings.TrimPrefix(info.Key.String(), store.AllOf(store.Audit).String()), "/")
		number, _, _ = strings.Cut(number, "/")
		p, err := runPrefix(review.CaseID(id), number)
		if err != nil {
			return err
		}
		if p != last {
			if drop, err = s.failedRun(ctx, review.CaseID(id), number); err != nil {
				return err
			}
			last = p
		}
		if !drop || s.Now().Sub(info.Modified) < leftoverAge {
			continue
		}
		if err := s.Objects.Delete(ctx, info.Key); err != nil && audit.KindOf(err) != audit.NotFound {
			return err
		}
	}
	return nil
}

func runPrefix(id review.CaseID, number string) (store.Prefix, error) {
	n, err := strconv.Atoi(number)
	if err != nil {
		return store.Prefix{}, err
	}
	return store.OfRun(store.Audit, store.ID(id), n)
}

// failedRun reports whether the run of a case failed. A run that the register does not know is none of ours to remove.
func (s *Service) failedRun(ctx context.Context, id review.CaseID, number string) (bool, error) {
	run, err := s.Register.Run(ctx, review.RunID(string(id)+"-"+number))
	if audit.KindOf(err) == audit.NotFound {
		return false, nil
	}
	return run.Failure != "", err
}

// dropRun removes the files of a run that failed, as far as it has any. What cannot be removed now is swept later.
func (s *Service) dropRun(ctx context.Context, run docket.Run) {
	p, err := store.OfRun(store.Audit, store.ID(run.Case), int(run.Number))
	if err != nil {
		return
	}
	for info, err := range s.Objects.List(ctx, p, store.Key{}) {
		if err != nil {
			return
		}
		if err := s.Objects.Delete(ctx, info.Key); err != nil && audit.KindOf(err) != audit.NotFound {
			return
		}
	}
}
