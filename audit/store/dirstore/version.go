package dirstore

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"iter"
	"os"
	"path"
	"strconv"
	"time"

	"auditd/audit"
	"auditd/audit/store"
)

// A lock is what lies beside a locked object.
type lock struct {
	Until time.Time `json:"locked_until"`
}

func locked(key store.Key, until time.Time) error {
	return &audit.Error{
		Kind: audit.Denied, Text: "the object is locked until " + until.UTC().Format(time.RFC3339), Value: audit.Quote(key.String()),
	}
}

// lockOf returns until when an object is locked, zero for never. A lock that cannot be read is an error: it is not taken as open.
func (s *Store) lockOf(key store.Key) (time.Time, error) {
	data, err := s.root.ReadFile(mark(key, "lock"))
	if errors.Is(err, fs.ErrNotExist) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, failed("a lock cannot be read", err)
	}
	var l lock
	if err := json.Unmarshal(data, &l); err != nil {
		return time.Time{}, failed("a lock cannot be read", err)
	}
	return l.Until, nil
}

// setLock writes until when an object is locked and brings it to disk; zero takes a lock that ended away.
func (s *Store) setLock(key store.Key, until time.Time) error {
	to := mark(key, "lock")
	if until.IsZero() {
		if err := s.root.Remove(to); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return failed("a lock that ended cannot be taken away", err)
		}
		return nil
	}
	data, err := json.Marshal(lock{Until: until.UTC()})
	if err != nil {
		return failed("a lock cannot be written", err)
	}
	f, name, err := s.create()
	if err != nil {
		return err
	}
	defer s.remove(name)
	_, err = f.Write(append(data, '\n'))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return failed("a lock cannot be written", err)
	}
	if err := s.root.Rename(name, to); err != nil {
		return failed("a lock cannot be put in its place", err)
	}
	return s.sync(path.Dir(to))
}

// version fills in the number of the current version: one more than what it replaced.
func (s *Store) version(info *store.Info) error {
	if !info.Key.Kind().Lockable() {
		return nil
	}
	n, err := s.replaced(info.Key)
	info.Version = strconv.Itoa(n + 1)
	return err
}

// replaced returns how many versions an object has replaced. They are numbered from 1 without gaps.
func (s *Store) replaced(key store.Key) (int, error) {
	folder := mark(key, "versions")
	entries, err := s.readDir(folder)
	n := len(entries)
	if err != nil || n == 0 {
		return 0, err
	}
	newest, err := s.root.Lstat(folder + "/" + strconv.Itoa(n))
	current, err2 := s.root.Lstat(file(key))
	if err := errors.Join(err, err2); err != nil {
		return 0, failed("a version cannot be looked at", err)
	}
	if os.SameFile(newest, current) {
		n-- // a replacement broke off: these bytes were kept, and not yet replaced
	}
	return n, nil
}

// keepVersion gives the current bytes a second name among the versions.
func (s *Store) keepVersion(key store.Key) error {
	folder := mark(key, "versions")
	if err := s.makeDirs(folder); err != nil {
		return err
	}
	n, err := s.replaced(key)
	if err != nil {
		return err
	}
	err = s.root.Link(file(key), folder+"/"+strconv.Itoa(n+1))
	if err != nil && !errors.Is(err, fs.ErrExist) { // it exists when a replacement broke off
		return failed("a version cannot be kept", err)
	}
	return s.sync(folder)
}

// Versions lists the current file and those it replaced. See store.Store.
func (s *Store) Versions(ctx context.Context, key store.Key) iter.Seq2[store.Info, error] {
	return func(yield func(store.Info, error) bool) {
		info, err := s.Stat(ctx, key)
		if !yield(info, err) || err != nil || !key.Kind().Lockable() {
			return
		}
		n, err := s.replaced(key)
		if err != nil {
			yield(store.Info{}, err)
			return
		}
		for ; n > 0; n-- {
			info, err := s.old(key, strconv.Itoa(n))
			if !yield(info, err) || err != nil {
				return
			}
		}
	}
}

// old describes a version that was replaced.
func (s *Store) old(key store.Key, version string) (store.Info, error) {
	n, err := strconv.Atoi(version)
	if err != nil || n < 1 || strconv.Itoa(n) != version { // a version comes from outside and becomes part of a path
		return store.Info{}, noVersion(key)
	}
	state, err := s.regular(mark(key, "versions")+"/"+version, key)
	if audit.KindOf(err) == audit.NotFound {
		return store.Info{}, noVersion(key)
	}
	if err != nil {
		return store.Info{}, err
	}
	info := describe(key, state)
	info.Version = version
	return info, nil
}

func noVersion(key store.Key) error {
	return &audit.Error{Kind: audit.NotFound, Text: "there is no such version of the object", Value: audit.Quote(key.String())}
}

// GetVersion opens the current file or one that it replaced. See store.Store.
func (s *Store) GetVersion(ctx context.Context, key store.Key, version string) (store.Object, error) {
	current, err := s.Stat(ctx, key)
	if err != nil {
		return nil, err
	}
	if version == current.Version {
		return s.Get(ctx, key)
	}
	info, err := s.old(key, version)
	if err != nil {
		return nil, err
	}
	f, err := s.open(mark(key, "versions")+"/"+version, key)
	if err != nil {
		return nil, err
	}
	return opened(f, info)
}
