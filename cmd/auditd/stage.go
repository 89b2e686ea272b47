package main

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"auditd/audit"
)

// stage lets write fill a folder of its own within the output folder and, when all went well, moves every file from there to its
// place. Otherwise nothing is left of it: a report of one audit never stands beside the tables of another. Files of the output
// folder that write does not make stay as they are.
func stage(out string, write func(folder string) error) error {
	made, err := makeFolders(out)
	if err != nil {
		return &audit.Error{Kind: audit.Denied, File: out, Text: "the output folder cannot be made", Remedy: "name another one with --out", Err: err}
	}
	folder, err := os.MkdirTemp(out, ".auditd-*")
	if err == nil {
		err = write(folder)
	} else {
		err = unwritable(err)
	}
	if err == nil {
		err = move(folder, out)
	}
	err = cmp.Or(err, unwritable(os.RemoveAll(folder)))
	if err != nil {
		for _, f := range made { // the deepest first; one that somebody put a file into stays
			_ = os.Remove(f)
		}
	}
	return err
}

// makeFolders makes a folder and those above it, and returns those that were not there, the deepest first.
func makeFolders(path string) (made []string, err error) {
	for p := filepath.Clean(path); ; p = filepath.Dir(p) {
		if _, err := os.Stat(p); !errors.Is(err, fs.ErrNotExist) || p == filepath.Dir(p) {
			break
		}
		made = append(made, p)
	}
	return made, os.MkdirAll(path, 0o755)
}

// move moves every file below one folder to the same place below another of the same file system.
func move(from, to string) error {
	return unwritable(filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if d.IsDir() {
			return os.MkdirAll(filepath.Join(to, name), 0o755)
		}
		return os.Rename(path, filepath.Join(to, name))
	}))
}

// unwritable says what a person can do about an error of writing; nil stays nil.
func unwritable(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT):
		return &audit.Error{Kind: audit.Limit, Text: "there is no room for the outputs", Remedy: "make room, or name another folder with --out", Err: err}
	}
	return &audit.Error{
		Kind: audit.Denied, Text: "the outputs cannot be written: " + audit.Clean(err.Error()), Remedy: "name another folder with --out", Err: err,
	}
}
