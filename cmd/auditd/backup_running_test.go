package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"auditd/audit/backup"
	"auditd/audit/docket/sqldb"
	"auditd/audit/service"
)

// Backups are taken while departments submit. Each is whole: restored and started, every case in it comes to its end.
func TestBackupWhileRunning(t *testing.T) {
	if os.Getenv("AUDITD_ALL") != "1" {
		t.Skip("NOT CHECKED: backups while departments submit; set AUDITD_ALL=1")
	}
	ctx := context.Background()
	from := place(t)
	i, err := openInstallation(ctx, settings(t, from), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	defer i.close(ctx)
	d, err := seedDemo(ctx, i.service)
	if err != nil {
		t.Fatal(err)
	}
	work, stop := context.WithCancel(ctx)
	var all sync.WaitGroup
	all.Go(func() { i.service.Work(work, "test", 2) })
	all.Go(func() {
		for n := 0; work.Err() == nil; n++ {
			if _, err := d.submit(ctx, assistanceCSV(1+n), assistancePlan, service.Submission{Subject: "housing", ImpactLevel: 1}); err != nil {
				t.Error(err)
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
	})
	db, objects, err := openParts(ctx, settings(t, from))
	if err != nil {
		t.Fatal(err)
	}
	defer closeParts(db, objects)
	dir := filepath.Join(t.TempDir(), "backups")
	for n := range 4 {
		now := time.Now().Add(time.Duration(n) * time.Minute)
		r, err := backup.Make(ctx, dir, backup.Source{Register: db, Objects: objects, Now: func() time.Time { return now }})
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Manifest.Missing) > 0 {
			t.Errorf("backup %d: missing %v", n, r.Manifest.Missing)
		}
		time.Sleep(150 * time.Millisecond)
	}
	stop()
	all.Wait()
	sets, err := os.ReadDir(filepath.Join(dir, "sets"))
	if err != nil || len(sets) != 4 {
		t.Fatalf("%d sets, %v", len(sets), err)
	}
	for _, set := range sets {
		t.Run(set.Name(), func(t *testing.T) { restored(t, dir, set.Name(), d) })
	}
}

// restored starts a restored installation and waits until all its cases have come to an end.
func restored(t *testing.T, dir, set string, d *demo) {
	to := place(t)
	if code, said := command(to, "restore", "--set", set, dir); code != exitOK {
		t.Fatalf("%d: %s", code, said)
	}
	ctx, stop := context.WithCancel(context.Background())
	i, err := openInstallation(ctx, settings(t, to), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	defer i.close(context.Background())
	var all sync.WaitGroup
	all.Go(func() { i.service.Work(ctx, "restored", 4) })
	defer func() { stop(); all.Wait() }()
	// A job that was under way when the backup was taken is taken over when its worker's lease ends.
	for deadline := time.Now().Add(patience); ; time.Sleep(200 * time.Millisecond) {
		open, dead, n := underWay(t, i)
		if dead > 0 {
			t.Fatalf("%d cases were refused or failed after the restore", dead)
		}
		if open == 0 && n > 0 { // how many there were depends on how far the load had got
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d of %d cases are still under way", open, n)
		}
	}
}

// underWay counts cases that are not measured yet, and those of this test that came to a bad end.
func underWay(t *testing.T, i *installation) (open, dead, all int) {
	t.Helper()
	rows, err := sqldb.Select(context.Background(), i.register.DB, sqldb.Value[string], "SELECT state FROM cases WHERE subject_id = 'housing' ORDER BY id")
	if err != nil {
		t.Fatal(err)
	}
	for _, state := range rows {
		switch state {
		case "submitted", "validated", "computing", "draft":
			open++
		case "compute_failed":
			dead++
		case "rejected_intake":
			all-- // one of the demonstration was refused
		}
		all++
	}
	if refused := len(rows) - all; refused > 1 {
		dead += refused - 1
	}
	return open, dead, all
}
