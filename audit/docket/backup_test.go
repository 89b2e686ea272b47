package docket_test

import (
	"bytes"
	"strings"
	"testing"

	"auditd/audit"
	"auditd/audit/docket/dockettest"
	"auditd/audit/docket/sqldb"
)

// TestBackup restores a register into an empty one of each engine and compares them row by row.
func TestBackup(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		r := full(t, fresh())
		var backup bytes.Buffer
		rows, err := r.DB.Backup(ctx, &backup)
		must(t, err)
		for _, table := range sqldb.Tables() {
			n, err := sqldb.One(ctx, r.DB, "count", sqldb.Value[int64], "SELECT COUNT(*) FROM "+table)
			if err != nil || n == 0 {
				t.Errorf("table %s has %d rows in this test, %v: its backup is not tested", table, n, err)
			}
		}
		targets := map[string]string{"sqlite": dockettest.EmptySQLite(t)}
		if r.DB.Engine() == sqldb.PostgreSQL || t.Name() == "TestBackup/sqlite" && postgresThere(t) {
			targets["postgres"] = dockettest.EmptyPostgreSQL(t)
		}
		for name, address := range targets {
			db := dockettest.Open(t, address)
			n, err := db.Restore(ctx, bytes.NewReader(backup.Bytes()))
			if err != nil || n != rows {
				t.Errorf("into %s: %d of %d rows: %v", name, n, rows, err)
				continue
			}
			var again bytes.Buffer
			_, err = db.Backup(ctx, &again)
			must(t, err)
			compare(t, name, backup.String(), again.String())
			if _, err := db.Restore(ctx, bytes.NewReader(backup.Bytes())); audit.KindOf(err) != audit.Conflict {
				t.Errorf("into a full register: got %v, want a conflict", err)
			}
			if err := open(t, address).Check(ctx); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if _, err := open(t, address).Access.Verify(ctx, nil); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// postgresThere reports whether the cross-engine half can run; TestBackup/postgres says loudly when not.
func postgresThere(t *testing.T) bool {
	ok := false
	t.Run("into postgres", func(t *testing.T) {
		dockettest.EmptyPostgreSQL(t)
		ok = true
	})
	return ok
}

func compare(t *testing.T, name, got, want string) {
	t.Helper()
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			t.Fatalf("%s: line %d of %d and %d differs", name, i+1, len(a), len(b))
		}
	}
}

// TestDamagedBackup cuts and changes a backup at every 97th byte: it is refused, and the register stays empty.
func TestDamagedBackup(t *testing.T) {
	r := full(t, dockettest.SQLite(t))
	var backup bytes.Buffer
	_, err := r.DB.Backup(ctx, &backup)
	must(t, err)
	db := dockettest.Open(t, dockettest.SQLite(t))
	for i := 1; i < backup.Len(); i += 97 {
		cut := backup.Bytes()[:i]
		if _, err := db.Restore(ctx, bytes.NewReader(cut)); audit.KindOf(err) != audit.Invalid {
			t.Fatalf("cut at %d: got %v, want invalid", i, err)
		}
		changed := bytes.Clone(backup.Bytes())
		changed[i] ^= 1
		if _, err := db.Restore(ctx, bytes.NewReader(changed)); err == nil {
			t.Fatalf("changed at %d: restored", i)
		}
	}
	if n, err := db.Restore(ctx, &backup); err != nil || n == 0 {
		t.Errorf("the register did not stay empty: %v", err)
	}
}
