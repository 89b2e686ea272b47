package service

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"auditd/audit"
	"auditd/audit/docket"
	"auditd/audit/review"
)

// A sender who hears no answer sends again. With a key of their choice, what is sent again is known as what was sent before, for
// keepKeys; after that it is a new submission.
const (
	keepKeys = 30 * 24 * time.Hour
	maxKey   = 200
)

// claimKey enters the key of a submission with the case that it becomes, in the transaction that opens the case: there is no moment in
// which one is there without the other. It returns the case of the same submission sent earlier, empty when this is the first. A key
// under which something else was submitted is a Conflict.
func (s *Service) claimKey(ctx context.Context, r *docket.Register, by *Caller, n Submission, sub docket.Submission, id review.CaseID, now time.Time) (review.CaseID, error) {
	if n.Key == "" {
		return "", nil
	}
	if len(n.Key) > maxKey || audit.Clean(n.Key) != n.Key {
		return "", &audit.Error{Kind: audit.Invalid, Text: "the key of the request cannot be used", Remedy: "use up to 200 visible characters"}
	}
	said, err := json.Marshal([]any{sub.Manifest, n.Title, n.TitleEn, n.Subject, n.ImpactLevel, n.Declared})
	if err != nil {
		return "", err
	}
	q := docket.Request{Account: by.ID, Key: "submit " + n.Key, SHA256: digestOf(said)}
	before, err := r.BeginRequest(ctx, q, now, now.Add(keepKeys))
	if err != nil || before.Status != 0 {
		return review.CaseID(before.Response), err
	}
	return "", r.EndRequest(ctx, q, http.StatusAccepted, string(id))
}

// dropRepeated removes the files of a submission that was sent again: those of the first sending are the case's.
func (s *Service) dropRepeated(ctx context.Context, id review.CaseID, files []uploaded) error {
	_, suffix, _ := strings.Cut(string(id), "-")
	job, err := s.Register.Jobs.Get(ctx, "i-"+suffix)
	if err != nil {
		return err
	}
	var first intake
	if err := json.Unmarshal([]byte(job.Payload), &first); err != nil {
		return err
	}
	for _, u := range files {
		if slices.ContainsFunc(first.Uploads, func(f uploaded) bool { return f.ID == u.ID }) {
			continue
		}
		if err := s.removeUpload(ctx, OpenUpload{ID: u.ID}); err != nil {
			return err
		}
	}
	return nil
}
