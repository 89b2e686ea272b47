package sqldb

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"time"

	"github.com/pressly/goose/v3"

	"auditd/audit"
)

//go:embed migrations
var migrations embed.FS

// provider returns the migrations of the engine. They go forward only: a file without a way down is never undone.
func (d *DB) provider() (*goose.Provider, error) {
	dialect := goose.DialectSQLite3
	if d.engine == PostgreSQL {
		dialect = goose.DialectPostgres
	}
	files, err := fs.Sub(migrations, "migrations/"+string(d.engine))
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(dialect, d.pool, files, goose.WithDisableGlobalRegistry(true))
}

// Migrate brings the schema up to date. A database that a newer program has migrated is left alone with a Conflict error.
func (d *DB) Migrate(ctx context.Context) error { return d.MigrateTo(ctx, Schema()) }

// MigrateTo brings the schema forward to a version. Several services may start at once on one database.
func (d *DB) MigrateTo(ctx context.Context, version int64) error {
	if d.engine == SQLite {
		// There is no lock that would outlast the migrations' own transactions; who comes second fails on what the first made, and
		// finds it done a moment later.
		return again(ctx, func() error { return d.migrateTo(ctx, version) })
	}
	lock, err := d.pool.Conn(ctx)
	if err != nil {
		return classify(err)
	}
	defer lock.Close()
	if _, err := lock.ExecContext(ctx, "SELECT pg_advisory_lock(hashtext('migrate'))"); err != nil {
		return classify(err)
	}
	err = d.migrateTo(ctx, version)
	if _, unlock := lock.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock(hashtext('migrate'))"); err == nil {
		err = classify(unlock)
	}
	return err
}

// again tries something until it succeeds, for two seconds at most. A newer schema does not become older by waiting.
func again(ctx context.Context, try func() error) error {
	err := try()
	for range 40 {
		if err == nil || audit.KindOf(err) == audit.Conflict && !errors.Is(err, errCollision) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(50 * time.Millisecond):
		}
		err = try()
	}
	return err
}

func (d *DB) migrateTo(ctx context.Context, version int64) error {
	p, err := d.provider()
	if err != nil {
		return &audit.Error{Kind: audit.Internal, Text: "the migrations cannot be read", Err: err}
	}
	now, err := p.GetDBVersion(ctx)
	if err != nil {
		return classify(err)
	}
	if now > Schema() {
		return &audit.Error{Kind: audit.Conflict, Text: "the database has a newer schema than this program knows", Remedy: "use the newer auditd"}
	}
	if now >= version {
		return nil
	}
	if _, err := p.UpTo(ctx, version); err != nil {
		return &audit.Error{Kind: audit.Internal, Text: "a migration failed", Err: err}
	}
	return nil
}

// Version returns the version of the schema, 0 for an empty database.
func (d *DB) Version(ctx context.Context) (int64, error) {
	p, err := d.provider()
	if err != nil {
		return 0, &audit.Error{Kind: audit.Internal, Text: "the migrations cannot be read", Err: err}
	}
	v, err := p.GetDBVersion(ctx)
	return v, classify(err)
}

// Schema returns the version of the schema that this program works with.
func Schema() int64 {
	files, err := fs.Glob(migrations, "migrations/sqlite/*.sql")
	if err != nil {
		return 0
	}
	return int64(len(files))
}
