package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"auditd/audit"
	"auditd/audit/backup"
	"auditd/audit/docket"
	"auditd/audit/docket/accesslog"
	"auditd/audit/docket/sqldb"
	"auditd/audit/review"
	"auditd/audit/store"
)

type backupVerb struct {
	Option []string `short:"o" sep:"none" placeholder:"NAME=VALUE" help:"Set an option, as for serve."`
	Keep   int      `help:"Remove all but the newest N backups from the folder afterwards; 0 removes none."`
	Dir    string   `arg:"" name:"folder" help:"Folder of backups; what it holds already is not copied again."`
}

// run copies register and objects into the folder, while the service may run.
func (v backupVerb) run(ctx context.Context, s streams) (int, error) {
	c, err := readConfig(v.Option, s.env)
	if err != nil {
		return exitFailed, err
	}
	db, objects, err := openParts(ctx, c)
	if err != nil {
		return exitFailed, err
	}
	defer closeParts(db, objects)
	// A backup reads every row that was ever submitted and is still kept. It is in the log that it copies.
	entry := accesslog.Entry{At: time.Now(), Actor: review.System().Account, Action: "backup", Object: "datasets"}
	if _, err := accesslog.New(db).Append(ctx, entry); err != nil {
		return exitFailed, err
	}
	r, err := backup.Make(ctx, v.Dir, backup.Source{Register: db, Objects: objects, Now: time.Now, Generator: "auditd " + programVersion()})
	if err != nil {
		return exitFailed, err
	}
	m := r.Manifest
	fmt.Fprintf(s.out, "%s: %d rows, %d objects of %d bytes, %d bytes copied\n%s\n", r.Set, m.Register.Count, m.Objects.Count, m.Objects.Bytes, r.Copied, r.Digest)
	if v.Keep > 0 {
		sets, n, err := backup.Prune(ctx, v.Dir, v.Keep)
		if err != nil {
			return exitFailed, err
		}
		fmt.Fprintf(s.out, "removed %d old backups and %d objects\n", sets, n)
	}
	if len(m.Missing) > 0 {
		for _, key := range m.Missing {
			fmt.Fprintf(s.err, "missing or damaged: %s\n", audit.Clean(key))
		}
		return exitFailed, audit.Errorf(audit.NotFound, "the backup was made, and %d objects that the register refers to are not in the store", len(m.Missing))
	}
	return exitOK, nil
}

// openParts opens register and objects and changes neither.
func openParts(ctx context.Context, c config) (*sqldb.DB, store.Store, error) {
	db, err := sqldb.Open(ctx, c.database())
	if err != nil {
		return nil, nil, err
	}
	objects, err := openStore(ctx, c)
	if err != nil {
		db.Close()
		return nil, nil, err
	}
	return db, objects, nil
}

func closeParts(db *sqldb.DB, objects store.Store) {
	if closer, ok := objects.(io.Closer); ok {
		_ = closer.Close() // everything was written before
	}
	_ = db.Close() // likewise
}

// database returns the address of the register.
func (c config) database() string {
	if c["database"] == "" {
		return "sqlite:" + filepath.Join(c["data_dir"], "register.db")
	}
	return c["database"]
}

// examine holds a restored register against itself: the chain of the access log, and every state against its events.
func examine(ctx context.Context, c config) error {
	r, err := docket.Open(ctx, c.database(), policyOf(c.duration("lease")))
	if err != nil {
		return err
	}
	defer r.Close()
	if _, err := r.Access.Verify(ctx, nil); err != nil {
		return err
	}
	return r.Check(ctx)
}
