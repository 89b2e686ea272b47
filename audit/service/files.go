package service

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"auditd/audit"
)

// openAll opens files for a job. What is no regular file, a pipe say, is copied to a temporary file first: readers need to go back.
// The caller closes them.
func openAll(ctx context.Context, paths []string) ([]*os.File, error) {
	var files []*os.File
	for _, path := range paths {
		f, err := openOne(ctx, path)
		if err != nil {
			closeAll(files)
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

func openOne(ctx context.Context, path string) (*os.File, error) {
	name := filepath.Base(path)
	f, err := open(ctx, path)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, fs.ErrNotExist):
		return nil, &audit.Error{Kind: audit.NotFound, File: name, Text: "there is no such file", Remedy: "check the path", Err: err}
	case err != nil:
		return nil, &audit.Error{Kind: audit.Denied, File: name, Text: "the file cannot be opened", Remedy: "check its permissions", Err: err}
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, err
	}
	switch {
	case info.Mode().IsRegular():
		return f, nil
	case info.IsDir():
		f.Close()
		return nil, &audit.Error{Kind: audit.Invalid, File: name, Text: "this is a folder", Remedy: "name the files in it"}
	case info.Mode()&fs.ModeDevice != 0: // it may never end, and its copy would fill the disk
		f.Close()
		return nil, &audit.Error{Kind: audit.Invalid, File: name, Text: "this is a device and no file", Remedy: "name a file or a pipe"}
	}
	defer f.Close()
	defer context.AfterFunc(ctx, func() { f.Close() })() // ends a copy that waits for a pipe
	t, err := spool(f)
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	return t, err
}

// open opens a file. A pipe opens when somebody writes to it, which may be never; the context ends the wait.
func open(ctx context.Context, path string) (*os.File, error) {
	type opened struct {
		f   *os.File
		err error
	}
	done := make(chan opened, 1)
	go func() {
		f, err := os.Open(path)
		done <- opened{f, err}
	}()
	select {
	case o := <-done:
		return o.f, o.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// spool copies a stream to a temporary file that is gone when it is closed.
func spool(r io.Reader) (*os.File, error) {
	t, err := os.CreateTemp("", "auditd-*")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(t.Name()); err != nil {
		t.Close()
		return nil, err
	}
	if _, err := io.Copy(t, r); err != nil {
		t.Close()
		return nil, err
	}
	return t, nil
}

func closeAll(files []*os.File) {
	for _, f := range files {
		f.Close()
	}
}

// parts describes open files for a job. how goes with the files by position.
func parts(paths []string, files []*os.File, how []audit.FilePart) ([]part, error) {
	out := make([]part, len(files))
	for i, f := range files {
		info, err := f.Stat()
		if err != nil {
			return nil, err
		}
		out[i] = part{Name: filepath.Base(paths[i]), Size: info.Size()}
		if i < len(how) {
			out[i].How = how[i]
		}
	}
	return out, nil
}
