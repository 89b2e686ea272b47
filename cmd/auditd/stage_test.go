package main

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"auditd/audit"
)

// fill writes files into the staged folder.
func fill(folder string, names ...string) error {
	for _, name := range names {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte("new"), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// TestStage lets all files appear, or none: neither those of a failed audit nor the folders that were made for them.
func TestStage(t *testing.T) {
	out := filepath.Join(t.TempDir(), "above", "out")
	full := &os.PathError{Op: "write", Err: syscall.ENOSPC}
	err := stage(out, func(folder string) error {
		if err := fill(folder, "results.json", "tables/a.csv"); err != nil {
			return err
		}
		return unwritable(full)
	})
	var e *audit.Error
	if !errors.As(err, &e) || e.Kind != audit.Limit || e.Text != "there is no room for the outputs" {
		t.Errorf("a full disk: %v", err)
	}
	if _, err := os.Stat(filepath.Dir(out)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folders of a failed audit are still there: %v", err)
	}
	if err := stage(out, func(folder string) error { return fill(folder, "results.json", "tables/a.csv") }); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(out, "results.json"), []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	err = stage(out, func(folder string) error {
		if err := fill(folder, "results.json"); err != nil {
			return err
		}
		return full
	})
	if err == nil {
		t.Error("a failed audit passes")
	}
	if got, err := os.ReadFile(filepath.Join(out, "results.json")); string(got) != "old" {
		t.Errorf("a failed audit replaced the results of the last one: %s, %v", got, err)
	}
	left, err := os.ReadDir(out)
	if err != nil || len(left) != 2 { // results.json and tables
		t.Errorf("left in the folder: %v, %v", left, err)
	}
}
