package sqldb_test

import (
	"os"
	"path/filepath"
	"testing"

	"auditd/audit/docket/sqldb"
)

// The register of SQLite holds hashes of passwords: nobody but its owner may read it, also in a folder that others may enter.
func TestRegisterIsPrivate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "register.db")
	db, err := sqldb.Open(ctx, "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(path + "*")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, f := range files {
		info, err := os.Stat(f)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has the permissions %v", filepath.Base(f), info.Mode().Perm())
		}
	}
}
