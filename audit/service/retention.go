package service

import (
	"context"
	"log/slog"
	"path"
	"strings"

	"auditd/audit"
	"auditd/audit/docket"
	"auditd/audit/docket/accesslog"
	"auditd/audit/docket/inbox"
	"auditd/audit/review"
	"auditd/audit/store"
)

// sweepQuarantine removes uploads that were never finished or never submitted in their time.
func (s *Service) sweepQuarantine(ctx context.Context) error {
	for _, state := range []inbox.State{inbox.Open, inbox.Ready} {
		for p := (docket.Page{Limit: 200}); ; {
			due, err := s.Register.Inbox.Due(ctx, state, s.Now(), p)
			if err != nil {
				return err
			}
			for _, u := range due.Items {
				s.appending.stop(u.ID)
				if err := s.removeUpload(ctx, u); err != nil {
					return err
				}
				s.Log.InfoContext(ctx, "an upload was removed", slog.String("upload", u.ID), slog.String("state", string(state)))
			}
			if p.After = due.Next; p.After == "" {
				break
			}
		}
	}
	return nil
}

// sweepOrphans removes what lies in quarantine longer than anything may and belongs to nothing: an upload that was stored and never
// entered, because the service was killed between the two, or a file whose case is past intake.
func (s *Service) sweepOrphans(ctx context.Context) error {
	now := s.Now()
	if last := s.orphansSwept.Load(); now.UnixNano()-last < int64(s.Inbox.OpenTime) && last != 0 {
		return nil // the whole quarantine is listed, which is not done every minute
	}
	for info, err := range s.Objects.List(ctx, store.AllOf(store.Incoming), store.Key{}) {
		if err != nil {
			return err
		}
		if info.Modified.IsZero() || now.Sub(info.Modified) < s.Inbox.QuarantineTime+s.Inbox.OpenTime {
			continue
		}
		needed, err := s.needed(ctx, info.Key)
		if err != nil {
			return err
		}
		if needed {
			continue
		}
		if err := s.Objects.Delete(ctx, info.Key); err != nil && audit.KindOf(err) != audit.NotFound {
			return err
		}
		s.Log.InfoContext(ctx, "an object that belongs to nothing was removed from quarantine", slog.String("object", info.Key.String()))
	}
	s.orphansSwept.Store(now.UnixNano())
	return nil
}

// needed reports whether an upload, or a case at intake, still wants an object in quarantine.
func (s *Service) needed(ctx context.Context, key store.Key) (bool, error) {
	id, _, _ := strings.Cut(path.Base(key.String()), "-") // what follows a hyphen is a piece of the upload
	u, err := s.Register.Inbox.Upload(ctx, id)
	if audit.KindOf(err) == audit.NotFound {
		_, err := s.Register.Jobs.Get(ctx, id) // an upload from before uploads were entered
		return err == nil, noNotFound(err)
	}
	if err != nil || u.State == inbox.Open || u.State == inbox.Ready {
		return true, err
	}
	if u.State == inbox.Removed {
		return false, nil
	}
	c, err := s.Register.Case(ctx, u.Case)
	return err != nil || c.State == review.Submitted || c.State == review.Draft, noNotFound(err)
}

func noNotFound(err error) error {
	if audit.KindOf(err) == audit.NotFound {
		return nil
	}
	return err
}

// sweepRetention deletes raw data whose cases ended long enough ago. Reports, counts and the digest of the data stay.
func (s *Service) sweepRetention(ctx context.Context) error {
	before := s.Now().Add(-s.Inbox.RetentionTime)
	for p := (docket.Page{Limit: 200}); ; {
		list, err := s.Register.DatasetsToDelete(ctx, before, p)
		if err != nil {
			return err
		}
		for _, d := range list.Items {
			may, err := s.Register.BeginDeletion(ctx, d.SHA256, before, s.Now())
			if err != nil {
				return err
			}
			if may {
				if err := s.deleteDataset(ctx, d.SHA256); err != nil {
					return err
				}
			}
		}
		if p.After = list.Next; p.After == "" {
			return nil
		}
	}
}

// deleteDataset deletes the bytes and then notes it, on every case and on the access log. Should it break off in between, it is done
// again. A submission that was refused never had a data set; of it nothing is noted.
func (s *Service) deleteDataset(ctx context.Context, sum review.Digest) error {
	key, err := store.DatasetKey(store.Digest(sum))
	if err != nil {
		return err
	}
	gone := s.Objects.Delete(ctx, key)
	if gone != nil && audit.KindOf(gone) != audit.NotFound {
		return gone
	}
	now := s.Now()
	return s.Register.Tx(ctx, func(r *docket.Register) error {
		cases, err := r.ConfirmDeletion(ctx, sum)
		if err != nil {
			return err
		}
		for _, d := range cases {
			if d.State == review.RejectedIntake {
				continue
			}
			if _, _, err := r.Act(ctx, d.ID, review.System().Account, now, &review.DeleteRawData{Datasets: []review.Digest{sum}}); err != nil {
				return err
			}
			_, err := r.Access.Append(ctx, accesslog.Entry{
				At: now, Actor: review.System().Account, Action: "delete_raw", Object: key.String(), Case: d.ID, Department: d.Department, Detail: "retention",
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}
