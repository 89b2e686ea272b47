package service

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"auditd/audit"
	"auditd/audit/docket/inbox"
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
	Role     string
	Bytes    int64
	Received int64 // of them, so far
	SHA256   string
	State    string // open while bytes are coming; then queued, running, done, dead: of looking into the file
	Case     CaseID // that it was submitted to
	Until    time.Time
	Known    []CaseID // of the department, that the same bytes were submitted to: they are one data set and kept once
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
	if err := maySubmit(by); err != nil {
		return Upload{}, err
	}
	id, err := s.newID()
	if err != nil {
		return Upload{}, err
	}
	key, err := quarantined(id)
	if err != nil {
		return Upload{}, err
	}
	if err := s.room(ctx, s.Register, inbox.Upload{ID: id, Account: by.ID, Bytes: max(size, 0)}); err != nil {
		return Upload{}, err // before the first byte
	}
	info, err := s.Objects.Put(ctx, key, r, size, store.PutOptions{MaxSize: s.MaxUpload})
	if err != nil {
		return Upload{}, err
	}
	u := inbox.Upload{ID: id, Account: by.ID, Name: fileName(name), Role: role, Way: inbox.Stream, Bytes: info.Size, Received: info.Size, SHA256: review.Digest(info.SHA256)}
	if info.Size == 0 {
		empty := &audit.Error{Kind: audit.Invalid, File: u.Name, Text: "the file is empty", Remedy: "choose a file with rows"}
		return Upload{}, errors.Join(empty, s.deleteUpload(ctx, u))
	}
	if err := s.received(ctx, u); err != nil {
		if audit.KindOf(err) == audit.Limit {
			err = errors.Join(err, s.deleteUpload(ctx, u))
		}
		return Upload{}, err
	}
	return s.UploadOf(ctx, by, id)
}

// UploadOf returns a file that the caller uploaded, with its profile when there is one.
func (s *Service) UploadOf(ctx context.Context, by *Caller, id string) (Upload, error) {
	u, err := s.ownUpload(ctx, by, id)
	if err != nil {
		return Upload{}, err
	}
	out := Upload{
		ID: u.ID, Name: u.Name, Role: u.Role, Bytes: u.Bytes, Received: u.Received, SHA256: string(u.SHA256), State: string(u.State), Case: u.Case, Until: u.ExpiresAt,
	}
	if u.State == inbox.Open {
		return out, nil
	}
	if out.Known, err = s.known(ctx, by, u.SHA256); err != nil {
		return out, err
	}
	job, err := s.Register.Jobs.Get(ctx, id)
	if err != nil {
		return out, err
	}
	out.State, out.Progress, out.Reason = string(job.State), job.Progress, job.Reason
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
