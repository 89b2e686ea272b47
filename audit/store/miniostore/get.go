package miniostore

import (
	"cmp"
	"context"
	"io"
	"iter"
	"net/http"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"

	"auditd/audit"
	"auditd/audit/store"
)

// Stat asks for the object's head. See store.Store.
func (s *Store) Stat(ctx context.Context, key store.Key) (store.Info, error) {
	info, _, err := s.stat(ctx, key, "")
	return info, err
}

// stat also returns the server's mark of exactly these bytes.
func (s *Store) stat(ctx context.Context, key store.Key, version string) (store.Info, string, error) {
	if key.IsZero() {
		return store.Info{}, "", audit.Errorf(audit.Internal, "an object without a key")
	}
	head, err := s.client.StatObject(ctx, s.bucket(key.Kind()), key.String(), minio.StatObjectOptions{VersionID: version})
	if version != "" && minio.ToErrorResponse(err).StatusCode == http.StatusBadRequest { // the server finds that no version is named so
		return store.Info{}, "", notFound(key)
	}
	if err != nil {
		return store.Info{}, "", failed(err, key)
	}
	return describe(key, head), head.ETag, nil
}

// describe makes Info of what the server says.
func describe(key store.Key, o minio.ObjectInfo) store.Info {
	info := store.Info{Key: key, Size: o.Size, SHA256: key.SHA256(), Modified: o.LastModified}
	if key.Kind().Lockable() {
		info.Version, info.LockedUntil = o.VersionID, lockOf(o)
	}
	if info.SHA256 == "" {
		info.SHA256 = store.Digest(o.UserMetadata[digestField])
	}
	info.Encryption.Mode = store.EncryptionMode(o.Metadata.Get("X-Amz-Server-Side-Encryption"))
	info.Encryption.KeyID = o.Metadata.Get("X-Amz-Server-Side-Encryption-Aws-Kms-Key-Id")
	return info
}

// List asks for page after page. See store.Store.
func (s *Store) List(ctx context.Context, p store.Prefix, after store.Key) iter.Seq2[store.Info, error] {
	return func(yield func(store.Info, error) bool) {
		options := minio.ListObjectsOptions{Prefix: p.String(), StartAfter: after.String(), Recursive: true}
		for o := range s.client.ListObjectsIter(ctx, s.bucket(p.Kind()), options) {
			if o.Err != nil {
				yield(store.Info{}, failed(o.Err, store.Key{}))
				return
			}
			key, err := store.ParseKey(o.Key)
			if err != nil {
				yield(store.Info{}, &audit.Error{
					Kind: audit.Internal, Text: "something in the bucket is no object of ours", Value: audit.Quote(o.Key), Remedy: "take it away", Err: err,
				})
				return
			}
			if !yield(describe(key, o), nil) {
				return
			}
		}
	}
}

// Get asks for the object's head only: the body is asked for when it is read. minio-go's GetObject would return an object that is not
// there without an error. See store.Store.
func (s *Store) Get(ctx context.Context, key store.Key) (store.Object, error) {
	return s.get(ctx, key, "")
}

// GetVersion opens an earlier version. See store.Store.
func (s *Store) GetVersion(ctx context.Context, key store.Key, version string) (store.Object, error) {
	if version == "" || strings.ContainsAny(version, "/\\ ") {
		return nil, notFound(key)
	}
	return s.get(ctx, key, version)
}

func (s *Store) get(ctx context.Context, key store.Key, version string) (store.Object, error) {
	info, etag, err := s.stat(ctx, key, version)
	if err != nil {
		return nil, err
	}
	return &object{s: s, ctx: ctx, info: info, etag: etag, version: cmp.Or(version, info.Version)}, nil
}

// An object reads from the server with the condition that the bytes are still those that were opened.
type object struct {
	s       *Store
	ctx     context.Context // of Get: io.Reader has none
	info    store.Info
	etag    string
	version string
	body    io.ReadCloser // nil until the first Read, and after one that broke off
	at      int64         // where Read goes on
	closed  bool
}

// Info returns what was known when the object was opened.
func (o *object) Info() store.Info { return o.info }

// Close ends the download.
func (o *object) Close() error {
	o.closed = true
	if o.body == nil {
		return nil
	}
	body := o.body
	o.body = nil
	return body.Close()
}

// open asks for n bytes from a place on.
func (o *object) open(off, n int64) (io.ReadCloser, error) {
	if o.closed {
		return nil, audit.Errorf(audit.Internal, "a closed object is read")
	}
	options := minio.GetObjectOptions{VersionID: o.version}
	if err := options.SetMatchETag(o.etag); err != nil {
		return nil, failed(err, o.info.Key)
	}
	if off > 0 || n < o.info.Size {
		if err := options.SetRange(off, off+n-1); err != nil {
			return nil, failed(err, o.info.Key)
		}
	}
	body, head, _, err := o.s.core.GetObject(o.ctx, o.s.bucket(o.info.Key.Kind()), o.info.Key.String(), options)
	if err != nil {
		return nil, failed(err, o.info.Key)
	}
	if head.ETag != o.etag { // a server that does not know the condition
		body.Close()
		return nil, failed(minio.ErrorResponse{Code: "PreconditionFailed", StatusCode: http.StatusPreconditionFailed}, o.info.Key)
	}
	return body, nil
}

// Read reads on. A connection that breaks is opened again where it broke, as long as it brings something.
func (o *object) Read(p []byte) (int, error) {
	if o.closed {
		return 0, audit.Errorf(audit.Internal, "a closed object is read")
	}
	if len(p) == 0 {
		return 0, nil
	}
	for try := 1; o.at < o.info.Size; try++ {
		if o.body == nil {
			body, err := o.open(o.at, o.info.Size-o.at)
			if err != nil {
				return 0, err
			}
			o.body = body
		}
		n, err := o.body.Read(p)
		o.at += int64(n)
		if err != nil {
			o.body.Close()
			o.body = nil
		}
		if n > 0 {
			return n, nil // whatever the error: the next Read goes on from here
		}
		if err != nil && (try >= o.s.c.Retries || o.ctx.Err() != nil) {
			return 0, failed(noEOF(err), o.info.Key)
		}
		if err != nil {
			o.wait(try)
		}
	}
	return 0, io.EOF
}

// wait leaves the server some time: 0.1, 0.2, 0.4 … seconds.
func (o *object) wait(try int) {
	select {
	case <-time.After(50 * time.Millisecond << min(try, 6)):
	case <-o.ctx.Done():
	}
}

// noEOF turns an end that came too early into an error that is not taken for one.
func noEOF(err error) error {
	// the body of a response ends with io.EOF itself
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// ReadAt makes one request.
func (o *object) ReadAt(p []byte, off int64) (int, error) {
	switch {
	case off < 0:
		return 0, audit.Errorf(audit.Internal, "an object is read before its start")
	case len(p) == 0:
		return 0, nil
	case off >= o.info.Size:
		return 0, io.EOF
	}
	want := min(int64(len(p)), o.info.Size-off)
	n := 0
	for try := 1; ; try++ {
		body, err := o.open(off+int64(n), want-int64(n))
		if err != nil {
			return n, err
		}
		k, err := io.ReadFull(body, p[n:want])
		body.Close()
		n += k
		if int64(n) == want {
			break
		}
		if try >= o.s.c.Retries || o.ctx.Err() != nil {
			return n, failed(noEOF(err), o.info.Key)
		}
		o.wait(try)
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// Promote hashes what lies in quarantine and lets the server copy exactly that. See store.Store.
func (s *Store) Promote(ctx context.Context, from, to store.Key, e store.Encryption) (store.Info, error) {
	if err := store.AdmitPromotion(from, to); err != nil {
		return store.Info{}, err
	}
	info, etag, err := s.stat(ctx, from, "")
	if err != nil {
		return store.Info{}, err
	}
	obj := &object{s: s, ctx: ctx, info: info, etag: etag}
	defer obj.Close()
	m := store.NewMeter(ctx, to, obj, info.Size, store.PutOptions{})
	if err := m.Drain(); err != nil {
		return store.Info{}, err
	}
	out := store.Info{Key: to, Size: m.Size(), SHA256: m.Sum()}
	if there, err := s.Stat(ctx, to); err == nil && there.Size == out.Size {
		out.Encryption = there.Encryption
		return out, nil
	}
	sse, err := s.encryption(e)
	if err != nil {
		return store.Info{}, err
	}
	// The condition closes the time between hashing and copying, in which a signed form could still be sent again.
	_, err = s.client.ComposeObject(ctx,
		minio.CopyDestOptions{Bucket: s.bucket(to.Kind()), Object: to.String(), Encryption: sse},
		minio.CopySrcOptions{Bucket: s.bucket(from.Kind()), Object: from.String(), MatchETag: etag})
	if err != nil {
		return store.Info{}, failed(err, from)
	}
	return out, s.verify(ctx, &out, store.PutOptions{Encryption: e}, "")
}
