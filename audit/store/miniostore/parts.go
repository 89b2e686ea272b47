package miniostore

import (
	"bytes"
	"context"
	"crypto/md5"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"sync"

	"github.com/minio/minio-go/v7"

	"auditd/audit"
	"auditd/audit/store"
)

// An upload is an object on its way in parts.
type upload struct {
	s        *Store
	key      store.Key
	id       string
	locked   bool
	cancel   context.CancelCauseFunc // with the first error of a part
	free     chan []byte             // buffers not in use
	made     int                     // buffers made
	senders  sync.WaitGroup
	guard    sync.Mutex
	finished []minio.CompletePart
}

// putParts creates an object whose first part is full. Reading, hashing and sending overlap; no more than Parallel+1 parts are in memory.
func (s *Store) putParts(ctx context.Context, key store.Key, m *store.Meter, first []byte, o store.PutOptions) (store.Info, error) {
	if !o.Replace {
		if there, err := s.Stat(ctx, key); err == nil { // nothing needs to be sent
			return s.compare(ctx, there, m, o)
		}
	}
	options, err := s.options(key, o)
	if err != nil {
		return store.Info{}, err
	}
	id, err := s.core.NewMultipartUpload(ctx, s.bucket(key.Kind()), key.String(), options)
	if err != nil {
		if taken(err) {
			return s.compareTaken(ctx, key, m, o, err)
		}
		return store.Info{}, failed(err, key)
	}
	sending, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	u := &upload{s: s, key: key, id: id, locked: !o.LockUntil.IsZero(), cancel: cancel, free: make(chan []byte, s.c.Parallel+1), made: 1}
	err = u.sendAll(sending, m, first)
	u.giveBack(first, err == nil)
	info := store.Info{Key: key, Size: m.Size(), SHA256: m.Sum(), LockedUntil: o.LockUntil}
	done := false
	if err == nil && o.Replace {
		done, err = s.beforeReplace(ctx, &info, o)
	}
	if err != nil || done {
		u.abort(ctx)
		return info, err
	}
	sent, err := u.complete(ctx, o)
	if err != nil {
		u.abort(ctx)
		return s.settle(ctx, info, o, err)
	}
	return info, s.verify(ctx, &info, o, sent.VersionID)
}

// compare reads on without sending, and holds the bytes against those that are there.
func (s *Store) compare(ctx context.Context, there store.Info, m *store.Meter, o store.PutOptions) (store.Info, error) {
	if err := m.Drain(); err != nil {
		return store.Info{}, err
	}
	if err := store.Agree(ctx, s, there, m.Size(), m.Sum()); err != nil {
		return store.Info{}, err
	}
	there.SHA256 = m.Sum()
	return there, s.extendLock(ctx, &there, o.LockUntil)
}

func (s *Store) compareTaken(ctx context.Context, key store.Key, m *store.Meter, o store.PutOptions, cause error) (store.Info, error) {
	there, err := s.Stat(ctx, key)
	if err != nil {
		return store.Info{}, failed(cause, key)
	}
	return s.compare(ctx, there, m, o)
}

// sendAll reads part after part and sends them, several at once, until the object ends.
func (u *upload) sendAll(ctx context.Context, m *store.Meter, first []byte) error {
	defer u.senders.Wait()
	buf, n, ended := first, len(first), false
	for number := 1; ; number++ {
		if number > maxParts {
			return &audit.Error{Kind: audit.Limit, Text: "the file is too large", Remedy: "declare its size, so that larger parts are used"}
		}
		if n > 0 {
			u.begin(ctx, number, buf, n)
		}
		if ended {
			u.senders.Wait()
			return u.cause(ctx)
		}
		next, err := u.buffer(ctx, len(first))
		if err != nil {
			return err
		}
		if n, ended, err = m.Fill(next); err != nil {
			return err
		}
		buf = next
	}
}

// buffer returns room for a part: that of one that was sent, or new room while there is some to be made.
func (u *upload) buffer(ctx context.Context, size int) ([]byte, error) {
	select {
	case b := <-u.free:
		return b, u.cause(ctx)
	default:
	}
	if u.made <= u.s.c.Parallel && u.s.budget.try() {
		u.made++
		return u.s.budget.buffer(size), nil
	}
	select {
	case b := <-u.free:
		return b, u.cause(ctx)
	case <-ctx.Done():
		return nil, u.cause(ctx)
	}
}

// giveBack gives back the places of all buffers but the first, which is the caller's, and keeps the buffers for other uploads when every
// part arrived: after an error a connection that is being given up may still read them.
func (u *upload) giveBack(first []byte, arrived bool) {
	for range u.made - 1 {
		u.s.budget.giveBack()
	}
	for arrived {
		select {
		case b := <-u.free:
			if &b[0] != &first[0] {
				u.s.budget.keep(b)
			}
		default:
			return
		}
	}
}

// begin sends a part in the background. buf belongs to the sender until it is free again.
func (u *upload) begin(ctx context.Context, number int, buf []byte, n int) {
	u.senders.Go(func() { u.send(ctx, number, buf, n) })
}

// send sends one part. The server compares its digest.
func (u *upload) send(ctx context.Context, number int, buf []byte, n int) {
	defer func() { u.free <- buf }()
	sum := sha256.Sum256(buf[:n])
	options := minio.PutObjectPartOptions{Sha256Hex: hex.EncodeToString(sum[:])}
	if u.locked { // S3 takes a lock only with a digest of its own choice
		sum := md5.Sum(buf[:n])
		options.Md5Base64 = base64.StdEncoding.EncodeToString(sum[:])
	}
	part, err := u.s.core.PutObjectPart(ctx, u.s.bucket(u.key.Kind()), u.key.String(), u.id, number, bytes.NewReader(buf[:n]), int64(n), options)
	if err != nil {
		u.cancel(failed(err, u.key))
		return
	}
	u.guard.Lock()
	defer u.guard.Unlock()
	u.finished = append(u.finished, minio.CompletePart{PartNumber: part.PartNumber, ETag: part.ETag})
}

// cause is why sending stopped: a part's error, or that the caller gave up.
func (u *upload) cause(ctx context.Context) error {
	if ctx.Err() == nil {
		return nil
	}
	return failed(context.Cause(ctx), u.key)
}

// complete makes the object visible. The condition belongs here: this is the request that races with others.
func (u *upload) complete(ctx context.Context, o store.PutOptions) (minio.UploadInfo, error) {
	slices.SortFunc(u.finished, func(a, b minio.CompletePart) int { return a.PartNumber - b.PartNumber })
	var options minio.PutObjectOptions
	if !o.Replace {
		options.SetMatchETagExcept("*")
	}
	return u.s.core.CompleteMultipartUpload(ctx, u.s.bucket(u.key.Kind()), u.key.String(), u.id, u.finished, options)
}

// abort lets the server forget the parts, also when the caller's context has ended. What it does not hear of, it forgets by its own
// rules: MinIO after a day, others by a lifecycle rule for incomplete uploads.
func (u *upload) abort(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanupTime)
	defer cancel()
	_ = u.s.core.AbortMultipartUpload(ctx, u.s.bucket(u.key.Kind()), u.key.String(), u.id)
}
