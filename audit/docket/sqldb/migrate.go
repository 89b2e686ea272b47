package sqldb

import (
	"context"
	"embed"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

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
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if d.engine == PostgreSQL {
		// Several services may start at once on one database.
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(dialect, d.pool, files, options...)
}

// Migrate brings the schema up to date. A database that a newer program has migrated is left alone with a Conflict error.
func (d *DB) Migrate(ctx context.Context) error { return d.MigrateTo(ctx, Schema()) }

// MigrateTo brings the schema forward to a version.
func (d *DB) MigrateTo(ctx context.Context, version int64) error {
	p, err := d.provider()
	if err != nil {
		return &audit.Error{Kind: audit.Internal, Text: "the migrations cannot be read", Err: err}
	}
	now, err := d.Version(ctx)
	if err != nil {
		return err
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
