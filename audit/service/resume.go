package service

import (
	"context"
	"crypto/sha256"
	"encoding"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"hash"
	"io"
	"sync"

	"auditd/audit"
	"auditd/audit/docket"
	"auditd/audit/docket/inbox"
	"auditd/audit/review"
	"auditd/audit/store"
)

// A NewUpload is a file that somebody is about to send.
type NewUpload struct {
	Name   string
	Role   string // FileData or FilePopulation
	Bytes  int64
	SHA256 string // what the bytes must hash to; empty for any
}

// An OpenUpload is how far a file has come.
type OpenUpload = inbox.Upload

// pieceSize is after how many bytes it is noted how far an upload is: what a service that is killed loses at most.
const pieceSize = 16 << 20

// BeginUpload enters a file that is to be sent in pieces. One that is too large is refused before its first byte.
func (s *Service) BeginUpload(ctx context.Context, by *Caller, n NewUpload) (OpenUpload, error) {
	return s.begin(ctx, by, n, inbox.Resumable)
}

func (s *Service) begin(ctx context.Context, by *Caller, n NewUpload, way inbox.Way) (OpenUpload, error) {
	if err := maySubmit(by); err != nil {
		return OpenUpload{}, err
	}
	name := fileName(n.Name)
	switch {
	case n.Role != FileData && n.Role != FilePopulation:
		return OpenUpload{}, &audit.Error{Kind: audit.Invalid, Text: "a file is data or population", Column: "role", Value: audit.Quote(n.Role)}
	case n.Bytes <= 0:
		return OpenUpload{}, &audit.Error{Kind: audit.Invalid, File: name, Text: "the file is empty", Remedy: "choose a file with rows"}
	}
	key := store.Key{}
	id, err := s.newID()
	if err == nil {
		key, err = quarantined(id)
	}
	if err == nil {
		err = store.Admit(s.Now(), key, n.Bytes, store.PutOptions{MaxSize: s.MaxUpload, SHA256: store.Digest(n.SHA256)})
	}
	if err != nil {
		return OpenUpload{}, err
	}
	now := s.Now()
	u := inbox.Upload{
		ID: id, Account: by.ID, Name: name, Role: n.Role, Way: way, State: inbox.Open, Bytes: n.Bytes, SHA256: review.Digest(n.SHA256),
		CreatedAt: now, ExpiresAt: now.Add(s.Inbox.OpenTime),
	}
	return u, s.once(ctx, by, func(r *docket.Register) (any, error) {
		if err := s.room(ctx, r, u); err != nil {
			return nil, err
		}
		return NewSecret{ID: u.ID}, r.Inbox.Add(ctx, u, s.Inbox.OpenUploads, now)
	})
}

// UploadState returns how far an upload of the caller is. A connection that still sends it is cut off first, so that the answer holds.
func (s *Service) UploadState(ctx context.Context, by *Caller, id string) (OpenUpload, error) {
	s.appending.stop(id)
	return s.ownUpload(ctx, by, id)
}

// ownUpload returns an upload of the caller. One whose last step broke off is finished first.
func (s *Service) ownUpload(ctx context.Context, by *Caller, id string) (OpenUpload, error) {
	if err := maySubmit(by); err != nil {
		return OpenUpload{}, err
	}
	u, err := s.Register.Inbox.Upload(ctx, id)
	switch {
	case err != nil && audit.KindOf(err) != audit.NotFound:
		return u, err
	case err != nil || u.Account != by.ID || u.State == inbox.Open && !s.Now().Before(u.ExpiresAt):
		return u, notUpload()
	case u.State == inbox.Removed:
		return u, &audit.Error{Kind: audit.NotFound, Text: "the upload was removed, because it was not submitted in time or was given up", Remedy: "upload the file again"}
	case u.State == inbox.Open && u.Way == inbox.Resumable && u.Received == u.Bytes:
		return s.finishUpload(ctx, u)
	}
	return u, nil
}

// AppendUpload adds what a sender sends from an offset on, and returns how far the upload is then, also beside an error. A sender who
// comes back is believed before the connection that it lost: stop is called to end this call for the next one. The last byte makes
// the file enter quarantine whole; until then nobody sees any of it.
func (s *Service) AppendUpload(ctx context.Context, by *Caller, id string, offset int64, r io.Reader, stop func()) (OpenUpload, error) {
	release := s.appending.take(id, stop)
	defer release()
	u, err := s.ownUpload(ctx, by, id)
	switch {
	case err != nil:
		return u, err
	case u.Way != inbox.Resumable:
		return u, audit.Errorf(audit.Conflict, "the upload does not come in pieces")
	case u.Received != offset:
		return u, &audit.Error{Kind: audit.Conflict, Text: "the upload is not at this offset", Remedy: "ask how far it is, and go on from there"}
	}
	for u.State == inbox.Open && u.Received < u.Bytes {
		before := u.Received
		if u, err = s.appendPiece(ctx, u, r); err != nil || u.Received == before {
			return u, err
		}
	}
	if u.State != inbox.Open {
		return u, nil
	}
	return s.finishUpload(context.WithoutCancel(ctx), u)
}

// appendPiece keeps up to pieceSize bytes and notes them, also when the sender is gone by then.
func (s *Service) appendPiece(ctx context.Context, u OpenUpload, r io.Reader) (OpenUpload, error) {
	key, err := quarantined(u.ID)
	if err != nil {
		return u, err
	}
	sum, err := hashFrom(u.HashState)
	if err != nil {
		return u, err
	}
	at := store.Staged{}
	if u.Staged != "" {
		if err := json.Unmarshal([]byte(u.Staged), &at); err != nil {
			return u, err
		}
	}
	stager, err := s.stager()
	if err != nil {
		return u, err
	}
	at, broke := stager.Append(ctx, key, at, io.TeeReader(io.LimitReader(r, min(pieceSize, u.Bytes-u.Received)), sum))
	if at.Size == u.Received {
		return u, broke
	}
	next := u
	next.Received, next.ExpiresAt = at.Size, s.Now().Add(s.Inbox.OpenTime)
	if next.HashState, err = stateOf(sum); err != nil {
		return u, err
	}
	staged, err := json.Marshal(at)
	if err != nil {
		return u, err
	}
	next.Staged = string(staged)
	if err := s.Register.Inbox.Advance(context.WithoutCancel(ctx), next, u.Received); err != nil {
		return u, err
	}
	return next, broke
}

func (s *Service) stager() (store.Stager, error) {
	if g, ok := s.Objects.(store.Stager); ok {
		return g, nil
	}
	return nil, audit.Errorf(audit.Internal, "the store takes no files in pieces")
}

// finishUpload makes a file visible of which every byte has come, and enters it. It can be repeated.
func (s *Service) finishUpload(ctx context.Context, u OpenUpload) (OpenUpload, error) {
	key, err := quarantined(u.ID)
	if err != nil {
		return u, err
	}
	sum, err := hashFrom(u.HashState)
	if err != nil {
		return u, err
	}
	got := review.Digest(hex.EncodeToString(sum.Sum(nil)))
	if u.SHA256 != "" && u.SHA256 != got {
		return u, s.refuseUpload(ctx, u, &audit.Error{Kind: audit.Invalid, File: u.Name, Text: "the bytes have another SHA-256 than stated", Remedy: "send the file again"})
	}
	var at store.Staged
	if err := json.Unmarshal([]byte(u.Staged), &at); err != nil {
		return u, err
	}
	stager, err := s.stager()
	if err != nil {
		return u, err
	}
	if _, err := stager.Commit(ctx, key, at); err != nil {
		return u, err
	}
	u.SHA256 = got
	if err := s.received(ctx, u); err != nil {
		return u, err
	}
	return s.Register.Inbox.Upload(ctx, u.ID)
}

// refuseUpload removes an upload and returns why.
func (s *Service) refuseUpload(ctx context.Context, u OpenUpload, why error) error {
	if err := s.removeUpload(ctx, u); err != nil {
		return err
	}
	return why
}

// GiveUpUpload removes an upload that was not submitted.
func (s *Service) GiveUpUpload(ctx context.Context, by *Caller, id string) error {
	s.appending.stop(id)
	u, err := s.ownUpload(ctx, by, id)
	if err != nil {
		return err
	}
	if u.State == inbox.Submitted {
		return &audit.Error{Kind: audit.Conflict, Text: "the file was submitted", Value: string(u.Case)}
	}
	return s.removeUpload(ctx, u)
}

// removeUpload takes an upload out of use and deletes its bytes.
func (s *Service) removeUpload(ctx context.Context, u OpenUpload) error {
	removed, err := s.Register.Inbox.Remove(ctx, u.ID)
	if err != nil || !removed {
		return err
	}
	return s.deleteUpload(ctx, u)
}

// deleteUpload deletes the bytes of an upload, whole or in pieces. It can be repeated.
func (s *Service) deleteUpload(ctx context.Context, u OpenUpload) error {
	key, err := quarantined(u.ID)
	if err != nil {
		return err
	}
	if stager, ok := s.Objects.(store.Stager); ok && u.Way == inbox.Resumable {
		var at store.Staged
		if u.Staged != "" {
			if err := json.Unmarshal([]byte(u.Staged), &at); err != nil {
				return err
			}
		}
		if err := stager.Discard(ctx, key, at); err != nil {
			return err
		}
	}
	if err := s.Objects.Delete(ctx, key); err != nil && audit.KindOf(err) != audit.NotFound {
		return err
	}
	return nil
}

// hashFrom returns a SHA-256 that goes on from a state; "" is the beginning.
func hashFrom(state string) (hash.Hash, error) {
	sum := sha256.New()
	if state == "" {
		return sum, nil
	}
	data, err := base64.StdEncoding.DecodeString(state)
	if err == nil {
		err = sum.(encoding.BinaryUnmarshaler).UnmarshalBinary(data)
	}
	if err != nil {
		return nil, &audit.Error{Kind: audit.Internal, Text: "the state of an upload cannot be read", Err: err}
	}
	return sum, nil
}

func stateOf(sum hash.Hash) (string, error) {
	data, err := sum.(encoding.BinaryMarshaler).MarshalBinary()
	return base64.StdEncoding.EncodeToString(data), err
}

// senders are the connections that append to an upload in this process, at most one to each.
type senders struct {
	mu sync.Mutex
	by map[string]*sender
}

type sender struct {
	stop func()
	done chan struct{}
}

// take ends the connection that appends to an upload, waits until it is gone, and takes its place until release is called.
func (s *senders) take(id string, stop func()) (release func()) {
	me := &sender{stop, make(chan struct{})}
	for {
		s.mu.Lock()
		if s.by == nil {
			s.by = map[string]*sender{}
		}
		other := s.by[id]
		if other == nil {
			s.by[id] = me
			s.mu.Unlock()
			return func() {
				s.mu.Lock()
				delete(s.by, id)
				s.mu.Unlock()
				close(me.done)
			}
		}
		s.mu.Unlock()
		other.stop()
		<-other.done
	}
}

// stop ends the connection that appends to an upload, if there is one, and waits until it is gone.
func (s *senders) stop(id string) { s.take(id, func() {})() }
