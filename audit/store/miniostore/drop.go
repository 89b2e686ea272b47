package miniostore

import (
	"bytes"
	"context"
	"io"
	"iter"

	"github.com/minio/minio-go/v7"

	"auditd/audit"
	"auditd/audit/store"
)

// A DropBucket is a bucket in which platforms leave files. It implements store.DropPlace. An object of a server is there whole or not
// at all, so that it can be taken at once.
type DropBucket struct {
	s      *Store
	bucket string
}

var _ store.DropPlace = (*DropBucket)(nil)

// OpenDrops returns a bucket of the store's server as a drop-in place, and makes it when there is none. It is none of the store's own.
func (s *Store) OpenDrops(ctx context.Context, bucket string) (*DropBucket, error) {
	for _, own := range s.buckets() {
		if bucket == own {
			return nil, &audit.Error{Kind: audit.Invalid, Text: "the drop-in bucket is one of the store's own", Value: audit.Quote(bucket), Remedy: "name another one"}
		}
	}
	if err := s.makeBucket(ctx, bucket); err != nil {
		return nil, err
	}
	return &DropBucket{s, bucket}, nil
}

// Name returns the name of the bucket, which notifications carry.
func (d *DropBucket) Name() string { return d.bucket }

func dropped(o minio.ObjectInfo) store.Dropped {
	return store.Dropped{Name: o.Key, Size: o.Size, Mark: o.ETag, Modified: o.LastModified, Settled: true}
}

// All lists the bucket. See store.DropPlace.
func (d *DropBucket) All(ctx context.Context) iter.Seq2[store.Dropped, error] {
	return func(yield func(store.Dropped, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel() // ends the listing when the caller has enough
		for o := range d.s.client.ListObjects(ctx, d.bucket, minio.ListObjectsOptions{Recursive: true}) {
			switch {
			case o.Err != nil:
				yield(store.Dropped{}, failed(o.Err, store.Key{}))
				return
			case !store.DropName(o.Key):
				continue
			}
			if !yield(dropped(o), nil) {
				return
			}
		}
	}
}

// Look asks for one object. See store.DropPlace.
func (d *DropBucket) Look(ctx context.Context, name string) (store.Dropped, error) {
	if !store.DropName(name) {
		return store.Dropped{}, &audit.Error{Kind: audit.NotFound, Text: "there is no such file in the drop-in place", Value: audit.Quote(name)}
	}
	o, err := d.s.client.StatObject(ctx, d.bucket, name, minio.StatObjectOptions{})
	if err != nil {
		return store.Dropped{}, named(err, name)
	}
	return dropped(o), nil
}

// named is failed for an object that has no key of the store.
func named(err error, name string) error {
	err = failed(err, store.Key{})
	if e, ok := err.(*audit.Error); ok {
		e.Value = audit.Quote(name)
	}
	return err
}

// Open reads the object under the condition that it is still the same. See store.DropPlace.
func (d *DropBucket) Open(ctx context.Context, x store.Dropped) (io.ReadCloser, error) {
	var options minio.GetObjectOptions
	if err := options.SetMatchETag(x.Mark); err != nil {
		return nil, &audit.Error{Kind: audit.Internal, Text: "a dropped file has no mark", Err: err}
	}
	body, _, _, err := d.s.core.GetObject(ctx, d.bucket, x.Name, options)
	if err != nil {
		return nil, named(err, x.Name)
	}
	return body, nil
}

// Leave puts a text. See store.DropPlace.
func (d *DropBucket) Leave(ctx context.Context, name string, text []byte) error {
	_, err := d.s.client.PutObject(ctx, d.bucket, name, bytes.NewReader(text), int64(len(text)),
		minio.PutObjectOptions{ContentType: "text/plain; charset=utf-8", DisableMultipart: true})
	if err != nil {
		return named(err, name)
	}
	return nil
}

// Remove deletes the object if it is the same a moment before: S3 has no condition on deletion that all servers know. See
// store.DropPlace.
func (d *DropBucket) Remove(ctx context.Context, x store.Dropped) error {
	now, err := d.Look(ctx, x.Name)
	if audit.KindOf(err) == audit.NotFound || err == nil && now.Mark != x.Mark {
		return nil
	}
	if err != nil {
		return err
	}
	if err := d.s.client.RemoveObject(ctx, d.bucket, x.Name, minio.RemoveObjectOptions{}); err != nil {
		return named(err, x.Name)
	}
	return nil
}
