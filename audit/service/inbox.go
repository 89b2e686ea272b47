package service

import (
	"cmp"
	"context"
	"encoding/json"
	"log/slog"
	"time"

	"auditd/audit"
	"auditd/audit/docket"
	"auditd/audit/docket/inbox"
	"auditd/audit/docket/jobs"
	"auditd/audit/review"
	"auditd/audit/store"
)

// InboxConfig says how files come in and how long they stay. Zero fields take the default that they name.
type InboxConfig struct {
	OpenUploads    int64         // of one account at a time; 0 means 20
	WaitingFiles   int64         // of one account, open or waiting to be submitted; 0 means 500
	WaitingBytes   int64         // of them together; 0 means 64 GiB
	OpenTime       time.Duration // how long an open upload may be silent; 0 means 24 hours
	QuarantineTime time.Duration // how long a file waits to be submitted; 0 means 7 days
	RetentionTime  time.Duration // how long raw data are kept after their cases ended; 0 means 90 days
	ObjectsURL     string        // under which senders reach the object server, such as https://objects.example; empty for the server's own
	Drop           DropConfig
}

// withDefaults fills in the fields that are zero.
func (c InboxConfig) withDefaults() InboxConfig {
	const day = 24 * time.Hour
	c.OpenUploads = cmp.Or(c.OpenUploads, 20)
	c.WaitingFiles = cmp.Or(c.WaitingFiles, 500)
	c.WaitingBytes = cmp.Or(c.WaitingBytes, 64<<30)
	c.OpenTime = cmp.Or(c.OpenTime, day)
	c.QuarantineTime = cmp.Or(c.QuarantineTime, 7*day)
	c.RetentionTime = cmp.Or(c.RetentionTime, 90*day)
	c.Drop.Every = cmp.Or(c.Drop.Every, time.Minute)
	return c
}

// InboxTimes returns how long files stay, for the pages that say so before anybody uploads.
func (s *Service) InboxTimes() (quarantine, retention time.Duration) {
	return s.Inbox.QuarantineTime, s.Inbox.RetentionTime
}

// notUpload is the answer about an upload that is not there, or not the caller's.
func notUpload() error {
	return &audit.Error{Kind: audit.NotFound, Text: "there is no such upload", Remedy: "upload the file again"}
}

// maySubmit returns why the caller may not send files.
func maySubmit(by *Caller) error {
	if !by.May(RoleSubmitter) || !by.Allows(ScopeSubmit) {
		return audit.Errorf(audit.Denied, "this needs another role")
	}
	return nil
}

// received enters a file that lies whole in quarantine and has it looked into. It can be repeated.
func (s *Service) received(ctx context.Context, u inbox.Upload) error {
	payload, err := json.Marshal(fileOf(u))
	if err != nil {
		return err
	}
	now := s.Now()
	u.State, u.ExpiresAt = inbox.Ready, now.Add(s.Inbox.QuarantineTime)
	err = s.Register.Tx(ctx, func(r *docket.Register) error {
		if u.Way == inbox.Stream { // the others had their place kept from their beginning
			if err := s.room(ctx, r, u); err != nil {
				return err
			}
		}
		if err := r.Inbox.Add(ctx, u, 0, now); err != nil {
			return err
		}
		if err := r.Inbox.Finish(ctx, u); err != nil {
			return err
		}
		_, err := r.Jobs.Enqueue(ctx, jobs.Job{ID: u.ID, Key: "profile/" + u.ID, Kind: kindProfile, Payload: string(payload), Priority: 10, MaxAttempts: 3}, now)
		return err
	})
	if err == nil {
		s.nudge()
	}
	return err
}

// room returns a Limit error when an account has as much waiting as it may.
func (s *Service) room(ctx context.Context, r *docket.Register, u inbox.Upload) error {
	return r.Inbox.Room(ctx, u, inbox.Quota{Files: s.Inbox.WaitingFiles, Bytes: s.Inbox.WaitingBytes}, s.Now())
}

// fileOf returns an upload as its job has it.
func fileOf(u inbox.Upload) uploaded {
	return uploaded{ID: u.ID, Account: u.Account, Name: u.Name, Bytes: u.Bytes, SHA256: u.SHA256, Role: u.Role}
}

// sweepInbox removes what nobody submitted, forgets what nobody needs, and looks at the drop-in place. A fault in one of these does not
// keep the others from being done.
func (s *Service) sweepInbox(ctx context.Context) {
	for _, step := range []struct {
		what string
		do   func(context.Context) error
	}{
		{"the quarantine", s.sweepQuarantine},
		{"what nobody entered", s.sweepOrphans},
		{"raw data whose time is over", s.sweepRetention},
		{"the answers to drops", s.answerDrops},
		{"the drop-in place", s.sweepDrops},
	} {
		if err := step.do(ctx); err != nil && ctx.Err() == nil {
			s.Log.ErrorContext(ctx, "a sweep failed", slog.String("of", step.what), slog.String("error", err.Error()))
		}
	}
}

// inboxLoop sweeps now and then, and at once when somebody was told of a drop.
func (s *Service) inboxLoop(ctx context.Context) {
	for ctx.Err() == nil {
		s.sweepInbox(ctx)
		select {
		case <-ctx.Done():
		case <-s.dropped:
		case <-time.After(s.Inbox.Drop.Every):
		}
	}
}

// quarantined returns the key of an upload.
func quarantined(id string) (store.Key, error) { return store.IncomingKey(store.ID(id)) }

// known returns the cases of the caller's department that the same bytes were submitted to before.
func (s *Service) known(ctx context.Context, by *Caller, sum review.Digest) ([]CaseID, error) {
	if by.Department == "" || sum == "" {
		return nil, nil
	}
	list, err := s.Register.CasesOf(ctx, sum, by.Department)
	var out []CaseID
	for _, d := range list {
		out = append(out, d.ID)
	}
	return out, err
}

// maxWaiting is how many waiting uploads a page shows.
const maxWaiting = 50

// Waiting returns the caller's uploads that are open or wait to be submitted, the newest first.
func (s *Service) Waiting(ctx context.Context, by *Caller) ([]OpenUpload, error) {
	if err := maySubmit(by); err != nil {
		return nil, err
	}
	return s.Register.Inbox.Waiting(ctx, by.ID, s.Now(), maxWaiting)
}
