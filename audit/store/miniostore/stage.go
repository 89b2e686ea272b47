package miniostore

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"

	"auditd/audit"
	"auditd/audit/store"
)

var _ store.Stager = (*Store)(nil)

// A spool is a temporary file with the bytes of one part: a sender may be slow, and the server wants to know the length first.
type spool struct {
	file *os.File
	size int64
	sum  string // SHA-256 in hex
}

// newSpool copies readers, one after the other, to a file that is gone when it is closed.
func newSpool(from ...io.Reader) (*spool, error) {
	f, err := os.CreateTemp("", "auditd-part-*")
	if err == nil {
		err = os.Remove(f.Name())
	}
	if err != nil {
		return nil, &audit.Error{Kind: audit.Internal, Text: "there is no temporary file", Err: err}
	}
	hash := sha256.New()
	n, err := io.CopyBuffer(io.MultiWriter(f, hash), struct{ io.Reader }{io.MultiReader(from...)}, make([]byte, 256<<10))
	if err != nil {
		f.Close()
		return nil, err
	}
	return &spool{f, n, hex.EncodeToString(hash.Sum(nil))}, nil
}

func (s *spool) reader() *io.SectionReader { return io.NewSectionReader(s.file, 0, s.size) }

// Append sends what it read as one part. S3 takes no part below 5 MiB but the last, so that fewer bytes wait in an object of their
// own, in quarantine too, for the next call. See store.Stager.
func (s *Store) Append(ctx context.Context, key store.Key, at store.Staged, r io.Reader) (store.Staged, error) {
	if key.Kind() != store.Incoming {
		return at, audit.Errorf(audit.Denied, "objects are sent in pieces to quarantine only")
	}
	tail, err := s.openTail(ctx, at)
	if err != nil {
		return at, err
	}
	defer tail.Close()
	from := &store.PieceReader{From: r}
	piece, err := newSpool(tail, from)
	if err != nil {
		return at, err
	}
	defer piece.file.Close()
	if piece.size != at.TailSize+from.N {
		return at, audit.Errorf(audit.Internal, "a piece of an upload has %d bytes, not %d", piece.size, at.TailSize+from.N)
	}
	// The sender may be gone; what it sent is kept all the same.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepTime)
	defer cancel()
	next := at
	switch {
	case from.N == 0:
		return at, from.Err
	case piece.size < minPart:
		err = s.putTail(ctx, key, piece, &next)
	default:
		err = s.putStagedPart(ctx, key, piece, &next)
	}
	if err != nil {
		return at, err
	}
	next.Size += from.N
	return next, from.Err
}

// keepTime is how long a piece that has arrived may take to the server.
const keepTime = 5 * time.Minute

// openTail opens the bytes that wait for a part.
func (s *Store) openTail(ctx context.Context, at store.Staged) (io.ReadCloser, error) {
	if at.Tail == "" {
		return io.NopCloser(strings.NewReader("")), nil
	}
	key, err := store.IncomingKey(store.ID(at.Tail))
	if err != nil {
		return nil, err
	}
	return s.Get(ctx, key)
}

const tailMark = "-tail-"

// putTail keeps bytes that are too few for a part. The name is new each time: should this process die before anybody notes it, the
// older tail is still the one that counts.
func (s *Store) putTail(ctx context.Context, key store.Key, piece *spool, next *store.Staged) error {
	name := strings.TrimPrefix(key.String(), string(store.Incoming)+"/") + tailMark + strings.ToLower(rand.Text()[:12])
	tail, err := store.IncomingKey(store.ID(name))
	if err != nil {
		return err
	}
	if _, err := s.Put(ctx, tail, piece.reader(), piece.size, store.PutOptions{SHA256: store.Digest(piece.sum)}); err != nil {
		return err
	}
	next.Tail, next.TailSize = name, piece.size
	return nil
}

// putStagedPart sends a part, beginning the upload with the first one. The server compares its digest.
func (s *Store) putStagedPart(ctx context.Context, key store.Key, piece *spool, next *store.Staged) error {
	bucket := s.bucket(key.Kind())
	if next.Upload == "" {
		options, err := s.options(key, store.PutOptions{})
		if err != nil {
			return err
		}
		if next.Upload, err = s.core.NewMultipartUpload(ctx, bucket, key.String(), options); err != nil {
			return failed(err, key)
		}
	}
	if len(next.Parts) == maxParts {
		return &audit.Error{Kind: audit.Limit, Text: "the upload came in too many pieces", Remedy: "send the file again, over a steadier connection"}
	}
	part, err := s.core.PutObjectPart(ctx, bucket, key.String(), next.Upload, len(next.Parts)+1, piece.reader(), piece.size, minio.PutObjectPartOptions{Sha256Hex: piece.sum})
	if err != nil {
		return failed(err, key)
	}
	next.Parts = append(slices.Clone(next.Parts), store.StagedPart{ETag: part.ETag, Size: piece.size})
	next.Tail, next.TailSize = "", 0
	return nil
}

// Commit sends the tail as the last part and completes the upload. See store.Stager.
func (s *Store) Commit(ctx context.Context, key store.Key, at store.Staged) (store.Info, error) {
	if there, err := s.Stat(ctx, key); err == nil { // an earlier call got this far
		return s.committed(ctx, key, at, there)
	}
	if at.Tail != "" {
		if err := s.sendTail(ctx, key, &at); err != nil {
			return store.Info{}, err
		}
	}
	var parts []minio.CompletePart
	for i, p := range at.Parts {
		parts = append(parts, minio.CompletePart{PartNumber: i + 1, ETag: p.ETag})
	}
	var options minio.PutObjectOptions
	options.SetMatchETagExcept("*")
	_, err := s.core.CompleteMultipartUpload(ctx, s.bucket(key.Kind()), key.String(), at.Upload, parts, options)
	there, statErr := s.Stat(ctx, key)
	if statErr != nil {
		return store.Info{}, failed(cmp.Or(err, statErr), key)
	}
	return s.committed(ctx, key, at, there)
}

func (s *Store) sendTail(ctx context.Context, key store.Key, at *store.Staged) error {
	tail, err := s.openTail(ctx, *at)
	if err != nil {
		return err
	}
	defer tail.Close()
	piece, err := newSpool(tail)
	if err != nil {
		return err
	}
	defer piece.file.Close()
	return s.putStagedPart(ctx, key, piece, at)
}

// committed answers for an object that is in its place, and clears up what led to it.
func (s *Store) committed(ctx context.Context, key store.Key, at store.Staged, there store.Info) (store.Info, error) {
	if there.Size != at.Size {
		return store.Info{}, &audit.Error{Kind: audit.Conflict, Text: "the key is taken by other bytes", Value: audit.Quote(key.String())}
	}
	if err := s.verify(ctx, &there, store.PutOptions{}, ""); err != nil {
		return store.Info{}, err
	}
	return there, s.Discard(ctx, key, store.Staged{})
}

// Discard aborts the upload and deletes every tail that the object ever had. See store.Stager.
func (s *Store) Discard(ctx context.Context, key store.Key, at store.Staged) error {
	if key.Kind() != store.Incoming {
		return audit.Errorf(audit.Denied, "objects are sent in pieces to quarantine only")
	}
	if at.Upload != "" {
		err := s.core.AbortMultipartUpload(ctx, s.bucket(key.Kind()), key.String(), at.Upload)
		if err != nil && minio.ToErrorResponse(err).Code != "NoSuchUpload" {
			return failed(err, key)
		}
	}
	for info, err := range s.List(ctx, store.AllOf(store.Incoming), key) {
		if err != nil {
			return err
		}
		if !strings.HasPrefix(info.Key.String(), key.String()+tailMark) {
			break
		}
		if err := s.Delete(ctx, info.Key); err != nil && audit.KindOf(err) != audit.NotFound {
			return err
		}
	}
	return nil
}
