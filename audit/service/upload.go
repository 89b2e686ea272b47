package service

import (
	"context"
	"encoding/json"
	"io"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"auditd/audit"
	"auditd/audit/docket/jobs"
	"auditd/audit/profile"
	"auditd/audit/review"
	"auditd/audit/store"
)

// The kinds of durable jobs.
const (
	kindProfile     = "profile"
	kindIntake      = "intake"
	kindMeasure     = "measure"
	kindPublication = "publication"
)

// The roles of a file in a submission.
const (
	FileData       = "data"
	FilePopulation = "population"
)

// An Upload is a file in quarantine, before anybody submits it.
type Upload struct {
	ID       string
	Name     string
	Bytes    int64
	SHA256   string
	State    string // queued, running, done, dead: of looking into the file
	Progress string
	Reason   string // why the file cannot be read
	Profile  *profile.Profile
	Proposal string // a plan to complete, YAML
}

// Ready reports whether the file was looked into, with or without success.
func (u Upload) Ready() bool { return u.Profile != nil || u.State == string(jobs.Dead) }

// An uploaded file as its job has it.
type uploaded struct {
	ID      string           `json:"id"`
	Account review.AccountID `json:"account"`
	Name    string           `json:"name"`
	Bytes   int64            `json:"bytes"`
	SHA256  review.Digest    `json:"sha256"`
	Role    string           `json:"role"`
}

// fileName returns a name fit for a key and for a plan: the base name as sent, without what disturbs a line of text.
func fileName(name string) string {
	name = filepath.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/"))
	name = strings.Trim(strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) || audit.Clean(string(r)) != string(r) {
			return '_'
		}
		return r
	}, name), ". ")
	for len(name) > 120 {
		_, n := utf8.DecodeLastRuneInString(name[:120])
		name = name[:120-n]
	}
	if name == "" {
		return "data"
	}
	return name
}

// Upload streams one file into quarantine, hashing it on the way, and has it looked into. size is -1 when the sender does not say.
func (s *Service) Upload(ctx context.Context, by *Caller, name, role string, r io.Reader, size int64) (Upload, error) {
	if !by.May(RoleSubmitter) || !by.Allows(ScopeSubmit) {
		return Upload{}, audit.Errorf(audit.Denied, "this needs another role")
	}
	id, err := s.newID()
	if err != nil {
		return Upload{}, err
	}
	key, err := store.IncomingKey(store.ID(id))
	if err != nil {
		return Upload{}, err
	}
	info, err := s.Objects.Put(ctx, key, r, size, store.PutOptions{MaxSize: s.MaxUpload})
	if err != nil {
		return Upload{}, err
	}
	if info.Size == 0 {
		return Upload{}, &audit.Error{Kind: audit.Invalid, File: fileName(name), Text: "the file is empty", Remedy: "choose a file with rows"}
	}
	u := uploaded{ID: id, Account: by.ID, Name: fileName(name), Bytes: info.Size, SHA256: review.Digest(info.SHA256), Role: role}
	payload, err := json.Marshal(u)
	if err != nil {
		return Upload{}, err
	}
	job, err := s.Register.Jobs.Enqueue(ctx, jobs.Job{ID: id, Kind: kindProfile, Payload: string(payload), Priority: 10, MaxAttempts: 3}, s.Now())
	if err != nil {
		return Upload{}, err
	}
	s.nudge()
	return s.describe(ctx, job, u)
}

// UploadOf returns a file that the caller uploaded, with its profile when there is one.
func (s *Service) UploadOf(ctx context.Context, by *Caller, id string) (Upload, error) {
	job, u, err := s.upload(ctx, by.ID, id)
	if err != nil {
		return Upload{}, err
	}
	return s.describe(ctx, job, u)
}

// upload returns the job of an upload. That of somebody else is not there.
func (s *Service) upload(ctx context.Context, by review.AccountID, id string) (jobs.Job, uploaded, error) {
	var u uploaded
	job, err := s.Register.Jobs.Get(ctx, id)
	if err == nil && job.Kind == kindProfile {
		err = json.Unmarshal([]byte(job.Payload), &u)
	}
	switch {
	case err != nil && audit.KindOf(err) != audit.NotFound:
		return job, u, err
	case err != nil || u.Account != by:
		return job, u, &audit.Error{Kind: audit.NotFound, Text: "there is no such upload", Remedy: "upload the file again"}
	}
	return job, u, nil
}

func (s *Service) describe(ctx context.Context, job jobs.Job, u uploaded) (Upload, error) {
	out := Upload{ID: u.ID, Name: u.Name, Bytes: u.Bytes, SHA256: string(u.SHA256), State: string(job.State), Progress: job.Progress, Reason: job.Reason}
	steps, err := s.Register.Jobs.Steps(ctx, job.ID)
	if err != nil || steps[kindProfile] == "" {
		return out, err
	}
	out.Profile = &profile.Profile{}
	if err := json.Unmarshal([]byte(steps[kindProfile]), out.Profile); err != nil {
		return out, err
	}
	out.Proposal = out.Profile.Proposal()
	return out, nil
}

// fetch copies an object to a temporary file under its name, because the processes that read foreign bytes need to go back.
func (s *Service) fetch(ctx context.Context, key store.Key, dir, name string) (string, error) {
	o, err := s.Objects.Get(ctx, key)
	if err != nil {
		return "", err
	}
	defer o.Close()
	path := filepath.Join(dir, name)
	return path, writeFile(path, o)
}
