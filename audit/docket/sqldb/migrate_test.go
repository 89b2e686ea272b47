package sqldb_test

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"auditd/audit"
	"auditd/audit/docket/dockettest"
	"auditd/audit/docket/sqldb"
)

var ctx = context.Background()

var empty = map[string]func(testing.TB) string{"sqlite": dockettest.EmptySQLite, "postgres": dockettest.EmptyPostgreSQL}

// firstRows are rows of the first schema.
var firstRows = []string{
	"INSERT INTO departments (id, parent_id, depth, level, region_code, name, name_en, created_at) VALUES ('d', NULL, 0, 1, '220000', '吉林', '', 1)",
	"INSERT INTO subjects (id, name, name_en, position) VALUES ('s', '交通', '', 1)",
	"INSERT INTO accounts (id, name, display_name, department_id, password_hash, created_at) VALUES ('a', 'a', '甲', 'd', '', 1)",
	"INSERT INTO submissions (id, department_id, account_id, subject_id, title, title_en, plan, plan_sha256, manifest_sha256, created_at) VALUES ('u', 'd', 'a', 's', '', '', '{}', '', '', 1)",
	"INSERT INTO cases (id, submission_id, department_id, subject_id, state, seq, created_at, updated_at) VALUES ('c', 'u', 'd', 's', 'draft', 1, 1, 1)",
	"INSERT INTO events (case_id, seq, action, from_state, to_state, actor, role, at, act) VALUES ('c', 1, 'open', '', 'draft', 'a', 'submitter', 1, '{}')",
}

// TestMigrations goes from the first schema, with rows in it, forward one version at a time.
func TestMigrations(t *testing.T) {
	for name, address := range empty {
		t.Run(name, func(t *testing.T) {
			db := dockettest.Open(t, address(t))
			for version := int64(1); version <= sqldb.Schema(); version++ {
				if err := db.MigrateTo(ctx, version); err != nil {
					t.Fatal(err)
				}
				if got, err := db.Version(ctx); err != nil || got != version {
					t.Fatalf("version %d, want %d: %v", got, version, err)
				}
				if version == 1 {
					for _, s := range firstRows {
						if _, err := db.Exec(ctx, s); err != nil {
							t.Fatal(err)
						}
					}
				}
				for _, table := range []string{"departments", "subjects", "accounts", "submissions", "cases", "events"} {
					n, err := sqldb.One(ctx, db, "count", sqldb.Value[int64], "SELECT COUNT(*) FROM "+table)
					if err != nil || n != 1 {
						t.Errorf("after version %d %s has %d rows, want 1: %v", version, table, n, err)
					}
				}
			}
			if err := db.Migrate(ctx); err != nil {
				t.Errorf("a second time: %v", err)
			}
			for _, s := range []string{firstRows[0], firstRows[5]} {
				if _, err := db.Exec(ctx, s); audit.KindOf(err) != audit.Conflict {
					t.Errorf("the same row again: got %v, want a conflict", err)
				}
			}
			if _, err := db.Exec(ctx, "INSERT INTO sessions (token_sha256, account_id, created_at, seen_at, expires_at) VALUES ('x', 'nobody', 1, 1, 1)"); audit.KindOf(err) != audit.Invalid {
				t.Errorf("a reference to nobody: got %v, want invalid", err)
			}
			if _, err := db.Exec(ctx, "UPDATE departments SET level = 6"); audit.KindOf(err) != audit.Invalid {
				t.Errorf("a value that is not allowed: got %v, want invalid", err)
			}
			newer(t, db)
		})
	}
}

// newer shows that a database of a newer program is left alone.
func newer(t *testing.T, db *sqldb.DB) {
	if _, err := db.Exec(ctx, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (?, ?)", sqldb.Schema()+1, true); err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(ctx); audit.KindOf(err) != audit.Conflict {
		t.Errorf("a newer schema: got %v, want a conflict", err)
	}
	if _, err := db.Backup(ctx, &bytes.Buffer{}); audit.KindOf(err) != audit.Conflict {
		t.Errorf("backup of a newer schema: got %v, want a conflict", err)
	}
}

// TestSchemasAgree compares tables and columns of the engines, and both with the tables of a backup.
func TestSchemasAgree(t *testing.T) {
	lite, pg := dockettest.Open(t, dockettest.SQLite(t)), dockettest.Open(t, dockettest.PostgreSQL(t))
	for _, table := range sqldb.Tables() {
		a, err := lite.Columns(ctx, table)
		if err != nil || len(a) == 0 {
			t.Errorf("%s: %v", table, err)
		}
		b, err := pg.Columns(ctx, table)
		if err != nil || !slices.Equal(a, b) {
			t.Errorf("%s has columns %v and %v: %v", table, a, b, err)
		}
	}
	query := map[*sqldb.DB]string{
		lite: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'goose_db_version' ORDER BY name",
		pg:   "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public' AND table_name <> 'goose_db_version' ORDER BY table_name COLLATE \"C\"",
	}
	want := slices.Sorted(slices.Values(sqldb.Tables()))
	for db, q := range query {
		got, err := sqldb.Select(ctx, db, sqldb.Value[string], q)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: a backup would hold %v, the database has %v: %v", db.Engine(), want, got, err)
		}
	}
}

func TestTextThatNoDatabaseHolds(t *testing.T) {
	dockettest.Each(t, func(t *testing.T, fresh func() string) {
		db := dockettest.Open(t, fresh())
		for _, bad := range []string{"a\x00b", "a\xff"} {
			if _, err := db.Exec(ctx, "INSERT INTO subjects (id, name, name_en, position) VALUES (?, ?, '', 1)", "x", bad); audit.KindOf(err) != audit.Invalid {
				t.Errorf("%q: got %v, want invalid", bad, err)
			}
		}
		hostile := "'; DROP TABLE cases; --\u202e<script>\x1b[31m" + "中"
		if _, err := db.Exec(ctx, "INSERT INTO subjects (id, name, name_en, position) VALUES (?, ?, '', 1)", "x", hostile); err != nil {
			t.Fatal(err)
		}
		got, err := sqldb.One(ctx, db, "subject", sqldb.Value[string], "SELECT name FROM subjects WHERE id = ?", "x")
		if err != nil || got != hostile {
			t.Errorf("got %q, %v", got, err)
		}
	})
}

func TestOpen(t *testing.T) {
	for _, bad := range []string{"", "mysql://x", "sqlite:", "sqlite::memory:"} {
		if _, err := sqldb.Open(ctx, bad); audit.KindOf(err) != audit.Invalid {
			t.Errorf("%q: got %v, want invalid", bad, err)
		}
	}
}
