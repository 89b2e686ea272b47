package dockettest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"auditd/audit/docket/sqldb"
)

// Each runs a test once for each engine, with a function that makes an empty database with the current schema and returns its
// address.
func Each(t *testing.T, test func(t *testing.T, fresh func() string)) {
	t.Run("sqlite", func(t *testing.T) { test(t, func() string { return SQLite(t) }) })
	t.Run("postgres", func(t *testing.T) { test(t, func() string { return PostgreSQL(t) }) })
}

// Open opens a database and closes it at the end of the test.
func Open(t testing.TB, address string) *sqldb.DB {
	t.Helper()
	db, err := sqldb.Open(context.Background(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// SQLite returns the address of a new file with the current schema.
func SQLite(t testing.TB) string {
	address := EmptySQLite(t)
	if err := Open(t, address).Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	return address
}

// EmptySQLite returns the address of a file that does not exist yet.
func EmptySQLite(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "register.db") }

var (
	serverOnce sync.Once
	theServer  *server
	errServer  error
	databases  atomic.Int64
)

// Run runs the tests of a package and ends the server that they may have started. TestMain passes its result to os.Exit.
func Run(m *testing.M) int {
	code := m.Run()
	if theServer != nil {
		theServer.stop()
	}
	return code
}

// PostgreSQL returns the address of a new database with the current schema.
func PostgreSQL(t testing.TB) string {
	t.Helper()
	return create(t, "migrated")
}

// EmptyPostgreSQL returns the address of a new database without tables.
func EmptyPostgreSQL(t testing.TB) string {
	t.Helper()
	return create(t, "template0")
}

func create(t testing.TB, template string) string {
	t.Helper()
	serverOnce.Do(func() { theServer, errServer = start() })
	if errServer != nil {
		t.Fatal(errServer)
	}
	if theServer == nil {
		if os.Getenv("AUDITD_REQUIRE_POSTGRES") == "1" {
			t.Fatal("NOT CHECKED: PostgreSQL is not installed and AUDITD_REQUIRE_POSTGRES=1")
		}
		t.Skipf("NOT CHECKED: PostgreSQL is not installed (initdb and postgres); %s ran on SQLite only", t.Name())
	}
	name := fmt.Sprintf("test%d", databases.Add(1))
	if err := theServer.create(name, template); err != nil {
		t.Fatal(err)
	}
	return theServer.address(name)
}
