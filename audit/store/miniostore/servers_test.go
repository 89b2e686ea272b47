package miniostore_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"github.com/minio/minio-go/v7/pkg/encrypt"

	"auditd/audit"
	"auditd/audit/store"
	"auditd/audit/store/miniostore"
	"auditd/audit/store/storetest"
)

// bare is a client without this package's care.
func bare(t testing.TB, s *storetest.Server) minio.Core {
	t.Helper()
	core, err := minio.NewCore(s.Endpoint, &minio.Options{Creds: credentials.NewStaticV4(s.AccessKey, s.SecretKey, ""), Region: "us-east-1"})
	if err != nil {
		t.Fatal(err)
	}
	return *core
}

func code(err error) string {
	if err == nil {
		return "ok"
	}
	if c := minio.ToErrorResponse(err).Code; c != "" {
		return c
	}
	return "unreadable"
}

// upload sends one object in one part, with a condition on the first or on the last request, and returns what each of them answered.
func upload(t *testing.T, core minio.Core, bucket, key string, first, last bool, between func()) (begun, completed string) {
	t.Helper()
	var begin, end minio.PutObjectOptions
	if first {
		begin.SetMatchETagExcept("*")
	}
	if last {
		end.SetMatchETagExcept("*")
	}
	id, err := core.NewMultipartUpload(t.Context(), bucket, key, begin)
	if err != nil {
		return code(err), ""
	}
	part, err := core.PutObjectPart(t.Context(), bucket, key, id, 1, strings.NewReader("in parts"), 8, minio.PutObjectPartOptions{})
	if err != nil {
		t.Fatal(err)
	}
	between()
	_, err = core.CompleteMultipartUpload(t.Context(), bucket, key, id, []minio.CompletePart{{PartNumber: 1, ETag: part.ETag}}, end)
	if err != nil {
		_ = core.AbortMultipartUpload(t.Context(), bucket, key, id)
	}
	return "ok", code(err)
}

// TestServers holds what the servers do by themselves, so that a new version that does otherwise is noticed. The comments say what this
// package makes of it.
func TestServers(t *testing.T) {
	want := map[string]map[string]string{
		// Only a condition on the last request of an upload in parts keeps two creators apart: that is where the store puts it.
		"condition on the first request only": {"MinIO": "ok", "VersityGW": "ok"},
		"condition on the last request":       {"MinIO": "PreconditionFailed", "VersityGW": "PreconditionFailed"},
		// The head of an object says whether it was encrypted: the store asks, deletes what was kept in plain, and says so.
		"encryption by the server's key": {"MinIO": "AES256", "VersityGW": "none"},
		// versitygw names the answer's element otherwise: the store reads the lock from the head.
		"retention": {"MinIO": "ok", "VersityGW": "unreadable"},
		// Deleting without a version hides a locked object: the store always names versions.
		"delete of a locked object, no version": {"MinIO": "ok", "VersityGW": "ok"},
		"delete of a locked object's version":   {"MinIO": "InvalidRequest", "VersityGW": "AccessDenied"},
		// Incomplete uploads can be found by a folder's name on one of them only: each server must clear them itself.
		"incomplete uploads by folder": {"MinIO": "none", "VersityGW": "found"},
	}
	for _, server := range servers {
		t.Run(server.name, func(t *testing.T) {
			running := server.start(t)
			c := config(running)
			open(t, c)
			got := probe(t, bare(t, running), c.Prefix+"-incoming", c.Prefix+"-records")
			for what, answers := range want {
				if got[what] != answers[server.name] {
					t.Errorf("%s: got %s, want %s", what, got[what], answers[server.name])
				}
			}
		})
	}
}

func probe(t *testing.T, core minio.Core, plain, locking string) map[string]string {
	t.Helper()
	ctx, got := t.Context(), map[string]string{}
	send := func(bucket, key string, o minio.PutObjectOptions) minio.UploadInfo {
		info, err := core.Client.PutObject(ctx, bucket, key, strings.NewReader("other"), 5, o)
		if err != nil {
			t.Fatalf("%s: %v", key, err)
		}
		return info
	}
	taken := func(key string) func() { return func() { send(plain, key, minio.PutObjectOptions{}) } }
	_, got["condition on the first request only"] = upload(t, core, plain, "incoming/first", true, false, taken("incoming/first"))
	_, got["condition on the last request"] = upload(t, core, plain, "incoming/last", false, true, taken("incoming/last"))

	send(plain, "incoming/secret", minio.PutObjectOptions{ServerSideEncryption: encrypt.NewSSE()})
	head, err := core.StatObject(ctx, plain, "incoming/secret", minio.StatObjectOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if got["encryption by the server's key"] = head.Metadata.Get("X-Amz-Server-Side-Encryption"); got["encryption by the server's key"] == "" {
		got["encryption by the server's key"] = "none"
	}

	locked := send(locking, "reports/a/1/locked", minio.PutObjectOptions{
		Mode: minio.Compliance, RetainUntilDate: time.Now().Add(time.Hour), SendContentMd5: true,
	})
	_, _, err = core.Client.GetObjectRetention(ctx, locking, "reports/a/1/locked", locked.VersionID)
	got["retention"] = code(err)
	got["delete of a locked object's version"] = code(core.RemoveObject(ctx, locking, "reports/a/1/locked", minio.RemoveObjectOptions{VersionID: locked.VersionID}))
	got["delete of a locked object, no version"] = code(core.RemoveObject(ctx, locking, "reports/a/1/locked", minio.RemoveObjectOptions{}))

	if _, err := core.NewMultipartUpload(ctx, plain, "incoming/begun", minio.PutObjectOptions{}); err != nil {
		t.Fatal(err)
	}
	got["incomplete uploads by folder"] = "none"
	for range core.ListIncompleteUploads(ctx, plain, "incoming/", true) {
		got["incomplete uploads by folder"] = "found"
	}
	return got
}

func TestEncryption(t *testing.T) {
	for _, server := range servers {
		t.Run(server.name, func(t *testing.T) {
			running := server.start(t)
			c := config(running)
			c.Encryption = store.Encryption{Mode: store.SSES3}
			s, err := miniostore.Open(t.Context(), c)
			if !server.encrypts {
				if audit.KindOf(err) != audit.Invalid {
					t.Fatalf("a server that keeps plain bytes was taken: %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			marker := []byte("this must not lie on the disk in plain")
			text := bytes.Repeat(marker, 10_000) // 380 kB: larger than what MinIO keeps in its own metadata
			key, _ := store.IncomingKey("secret")
			if _, err := s.Put(t.Context(), key, bytes.NewReader(text), -1, store.PutOptions{}); err != nil {
				t.Fatal(err)
			}
			to, _ := store.DatasetKey(storetest.Sum(text))
			if info, err := s.Promote(t.Context(), key, to, store.Encryption{}); err != nil || info.Encryption.Mode != store.SSES3 {
				t.Fatalf("promoted: %+v, %v", info, err)
			}
			files := 0
			err = filepath.WalkDir(running.Dir, func(path string, d fs.DirEntry, err error) error {
				if err != nil || !d.Type().IsRegular() {
					return err
				}
				b, err := os.ReadFile(path)
				if bytes.Contains(b, marker) {
					t.Errorf("plain bytes in %s", path)
				}
				if len(b) > len(text) {
					files++
				}
				return err
			})
			if err != nil || files != 2 {
				t.Errorf("looked at %d files of the objects' size, want 2: %v", files, err)
			}
		})
	}
}

func TestPut_that_fails_leaves_no_parts(t *testing.T) {
	for _, server := range servers {
		t.Run(server.name, func(t *testing.T) {
			running := server.start(t)
			c := config(running)
			s := open(t, c)
			key, _ := store.IncomingKey("broken")
			body := bytes.NewReader(storetest.Bytes(12<<20, 1))
			if _, err := s.Put(t.Context(), key, body, 5<<30, store.PutOptions{}); audit.KindOf(err) != audit.Invalid || err == nil {
				t.Fatalf("got %v", err)
			}
			for u := range bare(t, running).ListIncompleteUploads(t.Context(), c.Prefix+"-incoming", key.String(), true) {
				t.Errorf("left over: %+v", u)
			}
		})
	}
}

func TestOpen_refuses(t *testing.T) {
	for _, server := range servers {
		t.Run(server.name, func(t *testing.T) {
			running := server.start(t)
			tests := []struct {
				name   string
				change func(c *miniostore.Config)
				want   audit.Kind
			}{
				{"a bucket for reports that cannot lock", func(c *miniostore.Config) {
					if err := bare(t, running).MakeBucket(t.Context(), c.Prefix+"-records", minio.MakeBucketOptions{}); err != nil {
						t.Fatal(err)
					}
				}, audit.Invalid},
				{"a wrong secret", func(c *miniostore.Config) { c.SecretKey = "wrong-secret" }, audit.Denied},
				{"no server", func(c *miniostore.Config) { c.Endpoint, c.Retries = "127.0.0.1:1", 2 }, audit.Unavailable},
				{"no address", func(c *miniostore.Config) { c.Endpoint = "http://" }, audit.Invalid},
				{"parts too small", func(c *miniostore.Config) { c.PartSize = 1 << 20 }, audit.Invalid},
			}
			for _, test := range tests {
				t.Run(test.name, func(t *testing.T) {
					c := config(running)
					test.change(&c)
					s, err := miniostore.Open(t.Context(), c)
					if s != nil || err == nil || audit.KindOf(err) != test.want {
						t.Errorf("got %v (%s: %v), want %s", err, audit.KindOf(err), errors.Unwrap(err), test.want)
					}
				})
			}
		})
	}
}

func TestPut_ends_with_its_context(t *testing.T) {
	running := storetest.MinIO(t)
	s := open(t, config(running))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	key, _ := store.IncomingKey("late")
	if _, err := s.Put(ctx, key, strings.NewReader("late"), 4, store.PutOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
