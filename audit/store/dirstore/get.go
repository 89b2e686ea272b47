package dirstore

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"iter"
	"os"
	"path"
	"slices"
	"strings"

	"auditd/audit"
	"auditd/audit/store"
)

// Get opens the file. It stays the same version, whatever happens to the name. See store.Store.
func (s *Store) Get(ctx context.Context, key store.Key) (store.Object, error) {
	info, err := s.Stat(ctx, key)
	if err != nil {
		return nil, err
	}
	f, err := s.open(file(key), key)
	if err != nil {
		return nil, err
	}
	return opened(f, info)
}

// opened takes size and time from the open file: it may be another version than the one that was looked at by name.
func opened(f *os.File, info store.Info) (store.Object, error) {
	state, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, failed("an object cannot be looked at", err)
	}
	info.Size, info.Modified = state.Size(), state.ModTime()
	return &object{File: f, info: info}, nil
}

// open opens a regular file, and nothing that was put in its place.
func (s *Store) open(name string, key store.Key) (*os.File, error) {
	before, err := s.regular(name, key)
	if err != nil {
		return nil, err
	}
	f, err := s.root.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &audit.Error{Kind: audit.NotFound, Text: "there is no such object", Value: audit.Quote(key.String())}
	}
	if err != nil {
		return nil, failed("an object cannot be opened", err)
	}
	after, err := f.Stat()
	if err == nil && !os.SameFile(before, after) && !after.Mode().IsRegular() {
		err = errors.New("the file changed while it was opened")
	}
	if err != nil {
		f.Close()
		return nil, failed("an object cannot be opened", err)
	}
	return f, nil
}

// Stat looks at the file and its marks. See store.Store.
func (s *Store) Stat(_ context.Context, key store.Key) (store.Info, error) {
	if key.IsZero() {
		return store.Info{}, audit.Errorf(audit.Internal, "an object without a key")
	}
	state, err := s.regular(file(key), key)
	if err != nil {
		return store.Info{}, err
	}
	info := describe(key, state)
	if !key.Kind().Lockable() {
		return info, nil
	}
	if info.LockedUntil, err = s.lockOf(key); err != nil {
		return store.Info{}, err
	}
	return info, s.version(&info)
}

func describe(key store.Key, state fs.FileInfo) store.Info {
	return store.Info{Key: key, Size: state.Size(), SHA256: key.SHA256(), Modified: state.ModTime()}
}

// List walks the folders in the order of the keys. See store.Store.
func (s *Store) List(ctx context.Context, p store.Prefix, after store.Key) iter.Seq2[store.Info, error] {
	return func(yield func(store.Info, error) bool) {
		s.walk(ctx, strings.TrimSuffix(p.String(), "/"), after.String(), yield)
	}
}

// walk yields the objects of a folder and those below it, and reports whether to go on.
func (s *Store) walk(ctx context.Context, folder, after string, yield func(store.Info, error) bool) bool {
	entries, err := s.readDir(objects + "/" + folder)
	if err != nil {
		yield(store.Info{}, err)
		return false
	}
	for _, e := range entries {
		name := folder + "/" + e.Name()
		if err := ctx.Err(); err != nil {
			yield(store.Info{}, failed("the listing was given up", err))
			return false
		}
		switch {
		case strings.HasPrefix(e.Name(), "."):
		case e.IsDir():
			all := name + "/" // what every key below begins with
			if (all > after || strings.HasPrefix(after, all)) && !s.walk(ctx, name, after, yield) {
				return false
			}
		case name > after:
			if !s.entry(name, yield) {
				return false
			}
		}
	}
	return true
}

func (s *Store) entry(name string, yield func(store.Info, error) bool) bool {
	key, err := store.ParseKey(name)
	if err != nil {
		yield(store.Info{}, &audit.Error{
			Kind: audit.Internal, Text: "a file in the store is no object", Value: audit.Quote(name), Remedy: "take it away", Err: err,
		})
		return false
	}
	state, err := s.regular(file(key), key)
	if audit.KindOf(err) == audit.NotFound && err != nil {
		return true // deleted since the folder was read
	}
	if err != nil {
		yield(store.Info{}, err)
		return false
	}
	return yield(describe(key, state), nil)
}

// readDir returns a folder in the order of keys: a folder sorts as its name with the slash that follows in them. No folder, no
// entries.
func (s *Store) readDir(dir string) ([]fs.DirEntry, error) {
	d, err := s.root.Open(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, failed("a directory of the store cannot be opened", err)
	}
	defer d.Close()
	entries, err := d.ReadDir(-1)
	if err != nil {
		return nil, failed("a directory of the store cannot be read", err)
	}
	inKeys := func(e fs.DirEntry) string {
		if e.IsDir() {
			return e.Name() + "/"
		}
		return e.Name()
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return cmp.Compare(inKeys(a), inKeys(b)) })
	return entries, nil
}

// Delete removes the name; who reads the object goes on reading. See store.Store.
func (s *Store) Delete(ctx context.Context, key store.Key) error {
	if !key.Kind().Lockable() {
		return s.unlink(key)
	}
	return s.hold(func() error {
		info, err := s.Stat(ctx, key)
		if err != nil {
			return err
		}
		if info.LockedUntil.After(s.now()) {
			return locked(key, info.LockedUntil)
		}
		// The object goes last: a deletion that breaks off can be repeated.
		if err := errors.Join(s.root.RemoveAll(mark(key, "versions")), s.root.RemoveAll(mark(key, "lock"))); err != nil {
			return failed("an object cannot be deleted", err)
		}
		return s.unlink(key)
	})
}

func (s *Store) unlink(key store.Key) error {
	if key.IsZero() {
		return audit.Errorf(audit.Internal, "an object without a key")
	}
	if _, err := s.regular(file(key), key); err != nil {
		return err
	}
	err := s.root.Remove(file(key))
	if errors.Is(err, fs.ErrNotExist) {
		return &audit.Error{Kind: audit.NotFound, Text: "there is no such object", Value: audit.Quote(key.String())}
	}
	if err != nil {
		return failed("an object cannot be deleted", err)
	}
	return s.sync(path.Dir(file(key)))
}
