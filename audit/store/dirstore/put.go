package dirstore

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"path"
	"time"

	"auditd/audit"
	"auditd/audit/store"
)

// Put writes to a file of another name and links it. See store.Store.
func (s *Store) Put(ctx context.Context, key store.Key, r io.Reader, size int64, o store.PutOptions) (store.Info, error) {
	if err := store.Admit(s.now(), key, size, o); err != nil {
		return store.Info{}, err
	}
	if err := refuse(o.Encryption); err != nil {
		return store.Info{}, err
	}
	f, name, err := s.create()
	if err != nil {
		return store.Info{}, err
	}
	defer s.remove(name)
	m := store.NewMeter(ctx, key, r, size, o)
	err = fill(f, m)
	if closed := f.Close(); err == nil && closed != nil {
		err = failed("an object cannot be written", closed)
	}
	if err != nil {
		return store.Info{}, err
	}
	if err := s.makeDirs(path.Dir(file(key))); err != nil {
		return store.Info{}, err
	}
	info := store.Info{Key: key, Size: m.Size(), SHA256: m.Sum(), LockedUntil: o.LockUntil}
	if !key.Replaceable() {
		return info, s.link(ctx, name, info)
	}
	err = s.hold(func() error { return s.place(ctx, name, &info, o) })
	return info, err
}

func refuse(e store.Encryption) error {
	if e == (store.Encryption{}) {
		return nil
	}
	return &audit.Error{
		Kind: audit.Invalid, Text: "a directory does not encrypt", Remedy: "encrypt its disk, or use an object server",
	}
}

// link makes a finished file visible under the object's key, or sees whether the object there has the same bytes.
func (s *Store) link(ctx context.Context, name string, info store.Info) error {
	to := file(info.Key)
	err := s.root.Link(name, to)
	if errors.Is(err, fs.ErrExist) {
		return s.agree(ctx, info)
	}
	if err != nil {
		return failed("an object cannot be put in its place", err)
	}
	return s.sync(path.Dir(to))
}

func (s *Store) agree(ctx context.Context, info store.Info) error {
	there, err := s.Stat(ctx, info.Key)
	if err != nil {
		return err
	}
	return store.Agree(ctx, s, there, info.Size, info.SHA256)
}

// place is link for kinds that may be locked or replaced. The caller holds the mutex, so that what was looked at stays.
func (s *Store) place(ctx context.Context, name string, info *store.Info, o store.PutOptions) error {
	key := info.Key
	there, err := s.Stat(ctx, key)
	switch {
	case audit.KindOf(err) == audit.NotFound:
		// The lock comes first: no moment in which the object can be seen and deleted.
		if err := s.setLock(key, o.LockUntil); err != nil {
			return err
		}
		if err := s.link(ctx, name, *info); err != nil {
			return err
		}
		return s.version(info)
	case err != nil:
		return err
	}
	err = store.Agree(ctx, s, there, info.Size, info.SHA256)
	switch {
	case err == nil:
		if o.LockUntil.After(there.LockedUntil) {
			there.LockedUntil, err = o.LockUntil, s.setLock(key, o.LockUntil)
		}
		info.LockedUntil, info.Version = there.LockedUntil, there.Version
		return err
	case audit.KindOf(err) != audit.Conflict || !o.Replace:
		return err
	case there.LockedUntil.After(s.now()):
		return locked(key, there.LockedUntil)
	}
	return s.replace(name, info, o.LockUntil)
}

// replace keeps the old bytes as a version where the kind has versions, and puts the new ones in their place in one step. The lock comes
// after them, for it must never bind the old ones; until the mutex is let go of, nobody can use the moment between.
func (s *Store) replace(name string, info *store.Info, until time.Time) error {
	key := info.Key
	versioned := key.Kind().Lockable()
	if versioned {
		if err := s.keepVersion(key); err != nil {
			return err
		}
	}
	if err := s.root.Rename(name, file(key)); err != nil {
		return failed("an object cannot be put in its place", err)
	}
	if err := s.sync(path.Dir(file(key))); err != nil || !versioned {
		return err
	}
	if err := s.setLock(key, until); err != nil {
		return err
	}
	return s.version(info)
}

// Promote gives the file a second name under its digest; the bytes are not copied. See store.Store.
func (s *Store) Promote(ctx context.Context, from, to store.Key, e store.Encryption) (store.Info, error) {
	if err := errors.Join(store.AdmitPromotion(from, to), refuse(e)); err != nil {
		return store.Info{}, err
	}
	// A name of our own first: what is hashed is then what is linked, even when the source is put anew meanwhile.
	name := s.temp + "/" + rand.Text()
	if err := s.root.Link(file(from), name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return store.Info{}, failed("an object cannot be promoted", err)
	}
	defer s.remove(name)
	f, err := s.open(name, from)
	if err != nil {
		return store.Info{}, err
	}
	defer f.Close()
	m := store.NewMeter(ctx, to, f, -1, store.PutOptions{})
	if err := m.Drain(); err != nil {
		return store.Info{}, err
	}
	if err := s.makeDirs(path.Dir(file(to))); err != nil {
		return store.Info{}, err
	}
	info := store.Info{Key: to, Size: m.Size(), SHA256: m.Sum()}
	return info, s.link(ctx, name, info)
}
