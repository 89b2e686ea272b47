package miniostore

import (
	"context"
	"iter"
	"slices"
	"time"

	"github.com/minio/minio-go/v7"

	"auditd/audit"
	"auditd/audit/store"
)

// lockEnd is the end of a lock in the whole seconds of S3, never earlier than asked.
func lockEnd(until time.Time) time.Time {
	end := until.UTC().Truncate(time.Second)
	if end.Before(until) {
		end = end.Add(time.Second)
	}
	return end
}

func locked(key store.Key, until time.Time) error {
	return &audit.Error{
		Kind: audit.Denied, Text: "the object is locked until " + until.UTC().Format(time.RFC3339), Value: audit.Quote(key.String()),
	}
}

// lockOf reads until when a version is locked from its head; zero for never. What an administrator can lift is not a lock. (The request
// for the retention alone would cost one more, and versitygw answers it in words that minio-go does not read.)
func lockOf(head minio.ObjectInfo) time.Time {
	if head.Metadata.Get("X-Amz-Object-Lock-Mode") != string(minio.Compliance) {
		return time.Time{}
	}
	until, err := time.Parse(time.RFC3339, head.Metadata.Get("X-Amz-Object-Lock-Retain-Until-Date"))
	if err != nil {
		return time.Time{}
	}
	return until
}

// extendLock sees to it that a version is locked for as long as asked. Nothing is done when it is, or when no lock is asked for.
func (s *Store) extendLock(ctx context.Context, info *store.Info, until time.Time) error {
	if until.IsZero() {
		return nil
	}
	there, _, err := s.stat(ctx, info.Key, info.Version)
	if err != nil {
		return err
	}
	end := lockEnd(until)
	if info.LockedUntil = there.LockedUntil; !end.After(there.LockedUntil) {
		return nil
	}
	mode := minio.Compliance
	options := minio.PutObjectRetentionOptions{Mode: &mode, RetainUntilDate: &end, VersionID: info.Version}
	if err := s.client.PutObjectRetention(ctx, s.bucket(info.Key.Kind()), info.Key.String(), options); err != nil {
		return failed(err, info.Key)
	}
	there, _, err = s.stat(ctx, info.Key, info.Version)
	if info.LockedUntil = there.LockedUntil; err == nil && end.After(info.LockedUntil) {
		err = &audit.Error{Kind: audit.Internal, Text: "the object server does not keep a lock", Value: audit.Quote(info.Key.String())}
	}
	return err
}

// Versions asks for the versions of exactly this key. See store.Store.
func (s *Store) Versions(ctx context.Context, key store.Key) iter.Seq2[store.Info, error] {
	return func(yield func(store.Info, error) bool) {
		if !key.Kind().Lockable() {
			yield(s.Stat(ctx, key))
			return
		}
		versions, err := s.versions(ctx, key)
		if err == nil && (len(versions) == 0 || versions[0].IsDeleteMarker) {
			err = notFound(key)
		}
		if err != nil {
			yield(store.Info{}, err)
			return
		}
		for _, v := range versions {
			if !v.IsDeleteMarker && !yield(describe(key, v), nil) {
				return
			}
		}
	}
}

func notFound(key store.Key) error {
	return &audit.Error{Kind: audit.NotFound, Text: "there is no such object", Value: audit.Quote(key.String())}
}

// versions returns all versions of a key and the marks that deletions left, the newest first.
func (s *Store) versions(ctx context.Context, key store.Key) ([]minio.ObjectInfo, error) {
	var out []minio.ObjectInfo
	options := minio.ListObjectsOptions{Prefix: key.String(), Recursive: true, WithVersions: true}
	for v := range s.client.ListObjectsIter(ctx, s.bucket(key.Kind()), options) {
		if v.Err != nil {
			return nil, failed(v.Err, key)
		}
		if v.Key == key.String() {
			out = append(out, v)
		}
	}
	slices.SortStableFunc(out, func(a, b minio.ObjectInfo) int {
		switch {
		case a.IsLatest != b.IsLatest && a.IsLatest:
			return -1
		case a.IsLatest != b.IsLatest:
			return 1
		}
		return 0 // servers send the newest first; their times may be too coarse to tell
	})
	return out, nil
}

// Delete removes an object, version by version where it has some: without naming a version, a server with versions would hide a locked
// object and call that deleted. See store.Store.
func (s *Store) Delete(ctx context.Context, key store.Key) error {
	if key.IsZero() {
		return audit.Errorf(audit.Internal, "an object without a key")
	}
	if !key.Kind().Lockable() {
		if _, err := s.Stat(ctx, key); err != nil { // S3 deletes what is not there without a word
			return err
		}
		return s.deleteVersion(ctx, key, "")
	}
	versions, err := s.versions(ctx, key)
	if err != nil {
		return err
	}
	if len(versions) == 0 || versions[0].IsDeleteMarker {
		return notFound(key)
	}
	for _, v := range versions {
		if v.IsDeleteMarker {
			continue
		}
		info, _, err := s.stat(ctx, key, v.VersionID)
		if err != nil {
			return err
		}
		if info.LockedUntil.After(time.Now()) {
			return locked(key, info.LockedUntil)
		}
	}
	// The oldest first, so that the object is seen until it is gone as a whole, and a deletion that breaks off can be repeated.
	for _, v := range slices.Backward(versions) {
		if err := s.deleteVersion(ctx, key, v.VersionID); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) deleteVersion(ctx context.Context, key store.Key, version string) error {
	err := s.client.RemoveObject(ctx, s.bucket(key.Kind()), key.String(), minio.RemoveObjectOptions{VersionID: version})
	if err != nil {
		return failed(err, key)
	}
	return nil
}
