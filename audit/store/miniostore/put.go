package miniostore

import (
	"bytes"
	"context"
	"crypto/md5"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"time"

	"github.com/minio/minio-go/v7"

	"auditd/audit"
	"auditd/audit/store"
)

// digestField is the user metadata that holds the SHA-256 of an object, where it was known before the last byte was sent.
const digestField = "Sha256"

// Put sends small objects in one request and others in parts. See store.Store.
func (s *Store) Put(ctx context.Context, key store.Key, r io.Reader, size int64, o store.PutOptions) (store.Info, error) {
	if err := store.Admit(time.Now(), key, size, o); err != nil {
		return store.Info{}, err
	}
	part, err := s.partSize(size)
	if err != nil {
		return store.Info{}, err
	}
	m := store.NewMeter(ctx, key, r, size, o)
	start := part
	if size < 0 {
		start = min(part, startSize)
	}
	if start > smallBuffer {
		defer s.budget.take(ctx)()
	}
	first, ended, giveBack, err := s.firstPart(ctx, m, start, part)
	defer giveBack()
	if err != nil {
		return store.Info{}, err
	}
	var info store.Info
	if ended {
		info, err = s.putHashed(ctx, key, first, m.Sum(), o)
	} else {
		info, err = s.putParts(ctx, key, m, first, o)
	}
	if err == nil { // after an error a connection that is being given up may still read it
		s.budget.keep(first)
	}
	return info, err
}

// startSize is how much room an object gets whose size is not known, until more is needed.
const startSize = 64 << 10

// firstPart reads until a part is full or the object ends. Small objects of unknown size do not take room for a whole part; a larger one
// takes a place in the budget, which the caller gives back.
func (s *Store) firstPart(ctx context.Context, m *store.Meter, start, part int) (b []byte, ended bool, giveBack func(), err error) {
	b, giveBack = s.budget.buffer(start), func() {}
	for have, size := 0, start; ; {
		n, ended, err := m.Fill(b[have:])
		have += n
		if err != nil || ended || have == part {
			return b[:have], ended, giveBack, err
		}
		if size *= 4; size > smallBuffer && start <= smallBuffer {
			giveBack, size = s.budget.take(ctx), part // in one step: what is copied would be left lying about
		}
		larger := s.budget.buffer(min(part, size))
		copy(larger, b)
		b = larger
	}
}

// partSize is how many bytes go into a part, so that a declared size fits. An object known to be smaller than a part takes one byte more
// than it has, to see it end.
func (s *Store) partSize(size int64) (int, error) {
	part := int64(s.c.PartSize)
	if size >= 0 && size < part {
		return int(size) + 1, nil
	}
	const maxObject = 5 << 40 // what S3 takes
	if size > maxObject {
		return 0, &audit.Error{Kind: audit.Limit, Text: "the file is too large", Remedy: "send at most 5 TiB"}
	}
	for part*maxParts < size {
		part *= 2
	}
	return int(part), nil
}

// options are what goes with the first request of an object.
func (s *Store) options(key store.Key, o store.PutOptions) (minio.PutObjectOptions, error) {
	sse, err := s.encryption(o.Encryption)
	out := minio.PutObjectOptions{ServerSideEncryption: sse}
	if sum := o.SHA256; sum != "" && key.SHA256() == "" {
		out.UserMetadata = map[string]string{digestField: string(sum)}
	}
	if !o.LockUntil.IsZero() {
		out.Mode, out.RetainUntilDate = minio.Compliance, lockEnd(o.LockUntil)
	}
	if !o.Replace {
		out.SetMatchETagExcept("*")
	}
	return out, err
}

// putBytes creates an object in one request. The server compares the digest before it keeps anything.
func (s *Store) putBytes(ctx context.Context, key store.Key, b []byte, o store.PutOptions) (store.Info, error) {
	sum := sha256.Sum256(b)
	return s.putHashed(ctx, key, b, store.Digest(hex.EncodeToString(sum[:])), o)
}

// putHashed is putBytes of bytes whose digest is known.
func (s *Store) putHashed(ctx context.Context, key store.Key, b []byte, sum store.Digest, o store.PutOptions) (store.Info, error) {
	o.SHA256 = sum
	info := store.Info{Key: key, Size: int64(len(b)), SHA256: o.SHA256, LockedUntil: o.LockUntil}
	if o.Replace {
		if done, err := s.beforeReplace(ctx, &info, o); done || err != nil {
			return info, err
		}
	}
	options, err := s.options(key, o)
	if err != nil {
		return store.Info{}, err
	}
	md := ""
	if !o.LockUntil.IsZero() { // S3 takes a lock only with a digest of its own choice
		sum := md5.Sum(b)
		md = base64.StdEncoding.EncodeToString(sum[:])
	}
	sent, err := s.core.PutObject(ctx, s.bucket(key.Kind()), key.String(), bytes.NewReader(b), info.Size, md, string(o.SHA256), options)
	if err != nil {
		return s.settle(ctx, info, o, err)
	}
	return info, s.verify(ctx, &info, o, sent.VersionID)
}

// settle looks at an object that was not created. When the key is taken by the same bytes, all is well: they may even be those just sent,
// the answer having been lost and the request repeated.
func (s *Store) settle(ctx context.Context, info store.Info, o store.PutOptions, err error) (store.Info, error) {
	lost := minio.ToErrorResponse(err).Code == "NoSuchUpload"
	if !taken(err) && !lost {
		return store.Info{}, failed(err, info.Key)
	}
	there, statErr := s.Stat(ctx, info.Key)
	if statErr != nil {
		return store.Info{}, failed(err, info.Key)
	}
	if err := store.Agree(ctx, s, there, info.Size, info.SHA256); err != nil {
		return store.Info{}, err
	}
	info.LockedUntil, info.Version, info.Encryption = there.LockedUntil, there.Version, there.Encryption
	return info, s.extendLock(ctx, &info, o.LockUntil)
}

// beforeReplace reports whether the key holds these bytes already, and denies to replace what is locked.
func (s *Store) beforeReplace(ctx context.Context, info *store.Info, o store.PutOptions) (done bool, err error) {
	there, err := s.Stat(ctx, info.Key)
	if audit.KindOf(err) == audit.NotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	switch err := store.Agree(ctx, s, there, info.Size, info.SHA256); {
	case err == nil:
		info.LockedUntil, info.Version, info.Encryption = there.LockedUntil, there.Version, there.Encryption
		return true, s.extendLock(ctx, info, o.LockUntil)
	case audit.KindOf(err) != audit.Conflict:
		return false, err
	}
	if there.LockedUntil.After(time.Now()) {
		return false, locked(info.Key, there.LockedUntil)
	}
	return false, nil
}

// verify asks back what the server acknowledged without saying: that it encrypted and locked. An object that it kept in plain is deleted.
func (s *Store) verify(ctx context.Context, info *store.Info, o store.PutOptions, version string) error {
	if info.Key.Kind().Lockable() {
		info.Version = version
	}
	if err := s.extendLock(ctx, info, o.LockUntil); err != nil {
		return err
	}
	sse, err := s.encryption(o.Encryption)
	if err != nil || sse == nil {
		return err
	}
	there, err := s.Stat(ctx, info.Key)
	if err != nil {
		return err
	}
	if info.Encryption = there.Encryption; info.Encryption.Mode != "" {
		return nil
	}
	if err := s.Delete(ctx, info.Key); err != nil {
		return &audit.Error{Kind: audit.Internal, Text: "the object server did not encrypt an object, and it cannot be deleted", Value: audit.Quote(info.Key.String()), Err: err}
	}
	return &audit.Error{
		Kind: audit.Invalid, Text: "the object server does not encrypt what it takes to be encrypted",
		Remedy: "set up its key, or encrypt its disks and ask for no encryption here",
	}
}
