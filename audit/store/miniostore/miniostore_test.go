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

func TestConformance_MinIO(t *testing.T) {
	server := storetest.MinIO(t)
	storetest.Test(t, func(t *testing.T) store.Store { return open(t, config(server)) })
}

func TestConformance_VersityGW(t *testing.T) {
	server := storetest.VersityGW(t)
	storetest.Test(t, func(t *testing.T) store.Store { return open(t, config(server)) }, versityDifferences...)
}

// versityDifferences is what versitygw v1.8.0 does otherwise than the suite asks.
var versityDifferences = []storetest.Difference{}
