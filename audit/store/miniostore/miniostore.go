package miniostore

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"github.com/minio/minio-go/v7/pkg/encrypt"

	"auditd/audit"
	"auditd/audit/store"
)

const (
	defaultPrefix   = "auditd"
	defaultRegion   = "us-east-1"
	defaultRetries  = 5
	defaultParallel = 4
	defaultPart     = 8 << 20
	minPart         = 5 << 20 // the least that S3 takes for any part but the last
	maxParts        = 10_000  // the most that S3 takes
	cleanupTime     = 30 * time.Second
	startTime       = 30 * time.Second // how long Open waits for a server that is starting up itself
)

// Config says where the server is and how it is used.
type Config struct {
	Endpoint  string            // Required. Host and port, without a scheme
	AccessKey string            // Required.
	SecretKey string            // Required. A secret
	Secure    bool              // speak TLS
	Region    string            // empty for us-east-1, which MinIO and versitygw call themselves
	Transport http.RoundTripper // nil for minio-go's with limits on silence; set it for a certificate authority of your own

	Prefix   string // the buckets' names are this and -incoming, -objects, -records; empty for auditd
	Parallel int    // parts sent at once; 0 for 4
	PartSize int    // bytes, at least 5 MiB; 0 for 8 MiB
	Retries  int    // how often a request is tried in all; 0 for 5, 1 for no second try

	Encryption store.Encryption // for objects whose PutOptions ask for none
}

// A Store is three buckets. It implements store.Store and store.FormUploader.
//
// One upload holds Parallel+1 parts in memory at most, one part when the object is smaller: whether its size is known makes no
// difference. All uploads together hold ten parts, unless one has waited long for a place. Objects of up to 10,000 parts can be stored, 78 GiB at the default size of a part; where the size is declared, parts
// grow with it.
type Store struct {
	client *minio.Client
	core   minio.Core
	budget *budget
	c      Config
}

var (
	_ store.Store        = (*Store)(nil)
	_ store.FormUploader = (*Store)(nil)
)

// Open connects to the server, makes buckets that are not there, and checks that all is as the configuration says.
func Open(ctx context.Context, c Config) (*Store, error) {
	c.Prefix = cmp.Or(c.Prefix, defaultPrefix)
	c.Parallel = cmp.Or(c.Parallel, defaultParallel)
	c.PartSize = cmp.Or(c.PartSize, defaultPart)
	c.Retries = cmp.Or(c.Retries, defaultRetries)
	// Without a region minio-go asks for it first, and tries that once only.
	c.Region = cmp.Or(c.Region, defaultRegion)
	if c.PartSize < minPart || c.Parallel < 1 || c.Retries < 1 {
		return nil, audit.Errorf(audit.Invalid, "an object server takes parts of at least 5 MiB, one at a time or more")
	}
	if c.Transport == nil {
		t, err := newTransport(c.Secure)
		if err != nil {
			return nil, &audit.Error{Kind: audit.Invalid, Text: "the object server cannot be spoken to", Err: err}
		}
		c.Transport = t
	}
	client, err := minio.New(c.Endpoint, &minio.Options{
		Creds: credentials.NewStaticV4(c.AccessKey, c.SecretKey, ""), Secure: c.Secure, Region: c.Region, Transport: c.Transport,
		MaxRetries: c.Retries,
		// Not every server understands checksums that trail the body, and one keeps them as part of the object.
		TrailingHeaders: false,
	})
	if err != nil {
		return nil, &audit.Error{Kind: audit.Invalid, Text: "the address of the object server is wrong", Err: err}
	}
	s := &Store{client: client, core: minio.Core{Client: client}, budget: newBudget(c.PartSize), c: c}
	if err := s.awaken(ctx); err != nil {
		return nil, err
	}
	for _, bucket := range s.buckets() {
		if err := s.makeBucket(ctx, bucket); err != nil {
			return nil, err
		}
	}
	if err := s.Check(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// awaken waits for a server that was started together with the service: it listens before it can answer.
func (s *Store) awaken(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	for {
		_, err := s.client.BucketExists(ctx, s.objects())
		if minio.ToErrorResponse(err).StatusCode != http.StatusServiceUnavailable {
			return nil // whatever else is wrong, it is awake; the next request tells
		}
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			return failed(err, store.Key{})
		}
	}
}

func (s *Store) buckets() []string { return []string{s.incoming(), s.objects(), s.records()} }

func (s *Store) incoming() string { return s.c.Prefix + "-incoming" }
func (s *Store) objects() string  { return s.c.Prefix + "-objects" }
func (s *Store) records() string  { return s.c.Prefix + "-records" }

// bucket is where objects of a kind lie.
func (s *Store) bucket(k store.Kind) string {
	switch {
	case k == store.Incoming:
		return s.incoming()
	case k.Lockable():
		return s.records()
	}
	return s.objects()
}

// makeBucket makes a bucket that is not there. Object lock can be had at that moment only; it brings versions along.
func (s *Store) makeBucket(ctx context.Context, bucket string) error {
	there, err := s.client.BucketExists(ctx, bucket)
	if err != nil {
		return failed(err, store.Key{})
	}
	if there {
		return nil
	}
	err = s.client.MakeBucket(ctx, bucket, minio.MakeBucketOptions{Region: s.c.Region, ObjectLocking: bucket == s.records()})
	switch minio.ToErrorResponse(err).Code {
	case "BucketAlreadyOwnedByYou", "BucketAlreadyExists": // another instance was faster
		return nil
	}
	if err != nil {
		return failed(err, store.Key{})
	}
	return nil
}

// Check asks for the buckets, that the one for reports and packs can lock, and that the server encrypts as configured. See store.Store.
func (s *Store) Check(ctx context.Context) error {
	for _, bucket := range s.buckets() {
		there, err := s.client.BucketExists(ctx, bucket)
		if err != nil {
			return failed(err, store.Key{})
		}
		if !there {
			return &audit.Error{Kind: audit.NotFound, Text: "a bucket of the object server is missing", Value: audit.Quote(bucket)}
		}
	}
	lock, _, _, _, err := s.client.GetObjectLockConfig(ctx, s.records())
	if err != nil || lock != "Enabled" {
		return &audit.Error{
			Kind: audit.Invalid, Text: "the bucket for reports has no object lock", Value: audit.Quote(s.records()), Err: err,
			Remedy: "object lock is given when a bucket is made: choose another prefix, and copy the reports over",
		}
	}
	return s.checkEncryption(ctx)
}

// checkEncryption puts and deletes a small object: some servers take the header and keep the bytes in plain.
func (s *Store) checkEncryption(ctx context.Context) error {
	if s.c.Encryption == (store.Encryption{}) {
		return nil
	}
	probe := []byte("is this encrypted?")
	sum := sha256.Sum256(probe)
	key, err := store.DatasetKey(store.Digest(hex.EncodeToString(sum[:])))
	if err != nil {
		return err
	}
	if _, err := s.putBytes(ctx, key, probe, store.PutOptions{Encryption: s.c.Encryption}); err != nil && audit.KindOf(err) != audit.Conflict {
		return err
	}
	return s.Delete(ctx, key)
}

// encryption is what minio-go is told; nil for none.
func (s *Store) encryption(e store.Encryption) (encrypt.ServerSide, error) {
	switch e = cmp.Or(e, s.c.Encryption); e.Mode {
	case "":
		return nil, nil
	case store.SSES3:
		return encrypt.NewSSE(), nil
	case store.SSEKMS:
		sse, err := encrypt.NewSSEKMS(e.KeyID, nil)
		if err != nil {
			return nil, &audit.Error{Kind: audit.Invalid, Text: "the encryption cannot be asked for", Err: err}
		}
		return sse, nil
	}
	return nil, &audit.Error{Kind: audit.Invalid, Text: "there is no such encryption", Value: audit.Quote(string(e.Mode))}
}

// UploadForm signs a POST policy with the exact key and a range of sizes. See store.FormUploader.
func (s *Store) UploadForm(ctx context.Context, key store.Key, maxSize int64, expires time.Time) (store.Form, error) {
	if key.Kind() != store.Incoming {
		return store.Form{}, audit.Errorf(audit.Denied, "browsers send to quarantine only")
	}
	sse, err := s.encryption(store.Encryption{})
	if err != nil {
		return store.Form{}, err
	}
	p := minio.NewPostPolicy()
	for _, err := range []error{
		p.SetBucket(s.bucket(key.Kind())), p.SetKey(key.String()), p.SetExpires(expires.UTC()), p.SetContentLengthRange(0, maxSize),
	} {
		if err != nil {
			return store.Form{}, &audit.Error{Kind: audit.Invalid, Text: "no form can be signed for this upload", Err: err}
		}
	}
	if sse != nil {
		p.SetEncryption(sse)
	}
	to, fields, err := s.client.PresignedPostPolicy(ctx, p)
	if err != nil {
		return store.Form{}, failed(err, key)
	}
	return store.Form{URL: to.String(), Fields: fields}, nil
}
