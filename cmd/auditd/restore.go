package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"auditd/audit"
	"auditd/audit/backup"
)

type restoreVerb struct {
	Option []string `short:"o" sep:"none" placeholder:"NAME=VALUE" help:"Set an option, as for serve: where to restore to."`
	Set    string   `help:"Name of the backup in the folder; the newest without it."`
	Digest string   `help:"Digest that was printed when the backup was made; another one is refused."`
	Dir    string   `arg:"" name:"folder" help:"Folder of backups."`
}

// run reads a backup into an empty register and store, and examines what came of it.
func (v restoreVerb) run(ctx context.Context, s streams) (int, error) {
	c, err := readConfig(v.Option, s.env)
	if err != nil {
		return exitFailed, err
	}
	if err := os.MkdirAll(c["data_dir"], 0o700); err != nil {
		return exitFailed, &audit.Error{Kind: audit.Denied, Text: "the data folder cannot be made", Remedy: "set the option data_dir", Err: err}
	}
	db, objects, err := openParts(ctx, c)
	if err != nil {
		return exitFailed, err
	}
	defer closeParts(db, objects)
	r, err := backup.Restore(ctx, v.Dir, backup.Target{Register: db, Objects: objects, Now: time.Now, Set: v.Set, Digest: v.Digest})
	if err != nil {
		return exitFailed, err
	}
	if err := examine(ctx, c); err != nil {
		return exitFailed, err
	}
	m := r.Manifest
	fmt.Fprintf(s.out, "%s: %d rows, %d objects of %d bytes restored\n%s\n", r.Set, m.Register.Count, m.Objects.Count, m.Objects.Bytes, r.Digest)
	return exitOK, nil
}
