package dirstore_test

import (
	"testing"

	"auditd/audit/store"
	"auditd/audit/store/dirstore"
	"auditd/audit/store/storetest"
)

func open(t testing.TB, dir string, o dirstore.Options) *dirstore.Store {
	t.Helper()
	s, err := dirstore.Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestConformance(t *testing.T) {
	storetest.Test(t, func(t *testing.T) store.Store { return open(t, t.TempDir(), dirstore.Options{}) })
}
