package miniostore_test

import (
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"testing"

	"auditd/audit/store"
	"auditd/audit/store/miniostore"
	"auditd/audit/store/storetest"
)

// prefixes makes buckets that no other test uses.
var prefixes atomic.Int64

func config(s *storetest.Server) miniostore.Config {
	return miniostore.Config{
		Endpoint: s.Endpoint, AccessKey: s.AccessKey, SecretKey: s.SecretKey,
		Prefix: fmt.Sprintf("t%d-%d", os.Getpid(), prefixes.Add(1)), PartSize: 5 << 20,
	}
}

func open(t testing.TB, c miniostore.Config) *miniostore.Store {
	t.Helper()
	s, err := miniostore.Open(t.Context(), c)
	if err != nil {
		t.Fatalf("%v: %v", err, errors.Unwrap(err))
	}
	return s
}

// servers are what the store is tested against.
var servers = []struct {
	name     string
	start    func(t testing.TB) *storetest.Server
	differs  []storetest.Difference // from the conformance suite
	encrypts bool                   // or takes the header, and keeps the bytes in plain
}{
	{"MinIO", storetest.MinIO, nil, true},
	// Differences of versitygw v1.8.0 that the store evens out are in TestServers.
	{"VersityGW", storetest.VersityGW, nil, false},
}

func TestConformance(t *testing.T) {
	for _, server := range servers {
		t.Run(server.name, func(t *testing.T) {
			running := server.start(t)
			storetest.Test(t, func(t *testing.T) store.Store { return open(t, config(running)) }, server.differs...)
		})
	}
}
