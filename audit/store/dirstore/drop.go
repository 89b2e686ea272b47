package dirstore

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"time"

	"auditd/audit"
	"auditd/audit/store"
)

// quiet is how long nobody may have written to a dropped file before it counts as whole. Who writes under a name that begins with a
// full stop and renames the file at the end does not depend on it.
const quiet = 10 * time.Second

// A DropFolder is a folder in which platforms leave files. It implements store.DropPlace.
type DropFolder struct {
	root  *os.Root
	now   func() time.Time
	quiet time.Duration
}

var _ store.DropPlace = (*DropFolder)(nil)

// OpenDrops opens the folder, and makes it when there is none.
func OpenDrops(dir string, o Options) (*DropFolder, error) {
	if err := os.MkdirAll(dir, 0o770); err != nil {
		return nil, failed("the drop-in folder cannot be made", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, failed("the drop-in folder cannot be opened", err)
	}
	d := &DropFolder{root: root, now: o.Now, quiet: quiet}
	if d.now == nil {
		d.now = time.Now
	}
	return d, nil
}

// Close lets go of the folder.
func (d *DropFolder) Close() error { return d.root.Close() }

func (d *DropFolder) describe(name string, info fs.FileInfo) store.Dropped {
	return store.Dropped{
		Name: name, Size: info.Size(), Mark: markOf(info), Modified: info.ModTime(), Settled: d.now().Sub(info.ModTime()) >= d.quiet,
	}
}

func markOf(info fs.FileInfo) string {
	return fmt.Sprintf("%d-%d", info.Size(), info.ModTime().UnixNano())
}

// All walks the folder. Links and devices are left out. See store.DropPlace.
func (d *DropFolder) All(ctx context.Context) iter.Seq2[store.Dropped, error] {
	return func(yield func(store.Dropped, error) bool) {
		err := fs.WalkDir(d.root.FS(), ".", func(name string, e fs.DirEntry, err error) error {
			switch {
			case ctx.Err() != nil:
				return ctx.Err()
			case errors.Is(err, fs.ErrNotExist): // removed meanwhile
				return nil
			case err != nil:
				return err
			case name == ".":
				return nil
			case !store.DropName(name) && e.IsDir():
				return fs.SkipDir
			case !store.DropName(name) || !e.Type().IsRegular():
				return nil
			}
			info, err := e.Info()
			if err != nil {
				return nil //nolint:nilerr // removed meanwhile
			}
			if !yield(d.describe(name, info), nil) {
				return fs.SkipAll
			}
			return nil
		})
		if err != nil {
			yield(store.Dropped{}, failed("the drop-in folder cannot be read", err))
		}
	}
}

// Look looks at one file. See store.DropPlace.
func (d *DropFolder) Look(_ context.Context, name string) (store.Dropped, error) {
	info, err := d.lstat(name)
	if err != nil {
		return store.Dropped{}, err
	}
	return d.describe(name, info), nil
}

func (d *DropFolder) lstat(name string) (fs.FileInfo, error) {
	if !store.DropName(name) {
		return nil, noDrop(name)
	}
	info, err := d.root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular():
		return nil, noDrop(name)
	case err != nil:
		return nil, failed("a dropped file cannot be looked at", err)
	}
	return info, nil
}

func noDrop(name string) error {
	return &audit.Error{Kind: audit.NotFound, Text: "there is no such file in the drop-in place", Value: audit.Quote(name)}
}

// Open opens a file whose mark is still the same. See store.DropPlace.
func (d *DropFolder) Open(_ context.Context, x store.Dropped) (io.ReadCloser, error) {
	if _, err := d.lstat(x.Name); err != nil {
		return nil, err
	}
	f, err := d.root.Open(x.Name)
	if err != nil {
		return nil, failed("a dropped file cannot be opened", err)
	}
	info, err := f.Stat()
	if err != nil || markOf(info) != x.Mark {
		f.Close()
		return nil, changed(x.Name)
	}
	return f, nil
}

func changed(name string) error {
	return &audit.Error{Kind: audit.Conflict, Text: "a dropped file was changed while it was taken", Value: audit.Quote(name)}
}

// Leave writes to a hidden name and renames. See store.DropPlace.
func (d *DropFolder) Leave(_ context.Context, name string, text []byte) error {
	if !store.DropName(name) {
		return noDrop(name)
	}
	hidden := path.Join(path.Dir(name), "."+rand.Text())
	f, err := d.root.OpenFile(hidden, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o660)
	if err != nil {
		return failed("no answer can be left in the drop-in folder", err)
	}
	_, err = io.Copy(f, bytes.NewReader(text))
	if err = errors.Join(err, f.Close()); err == nil {
		err = d.root.Rename(hidden, name)
	}
	if err != nil {
		_ = d.root.Remove(hidden)
		return failed("no answer can be left in the drop-in folder", err)
	}
	return nil
}

// Remove hides the file before it compares, so that nobody changes it in between. See store.DropPlace.
func (d *DropFolder) Remove(_ context.Context, x store.Dropped) error {
	if _, err := d.lstat(x.Name); err != nil {
		if audit.KindOf(err) == audit.NotFound {
			return nil
		}
		return err
	}
	hidden := path.Join(path.Dir(x.Name), "."+rand.Text())
	if err := d.root.Rename(x.Name, hidden); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return failed("a dropped file cannot be removed", err)
	}
	if info, err := d.root.Lstat(hidden); err == nil && markOf(info) != x.Mark {
		if err := d.root.Rename(hidden, x.Name); err != nil {
			return failed("a dropped file cannot be put back", err)
		}
		return nil
	}
	if err := d.root.Remove(hidden); err != nil {
		return failed("a dropped file cannot be removed", err)
	}
	return nil
}
