package dirstore

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"auditd/audit"
	"auditd/audit/store"
	"auditd/audit/workdir"
)

const (
	objects  = "objects"
	temp     = "temp"
	mutex    = "mutex" // held by flock while a lock or a version is changed
	dirMode  = 0o700
	fileMode = 0o600
	copySize = 1 << 20 // bytes read and written at once
	// A disk with room for less than probeSize bytes is full: an empty file finds room where no object does.
	probeSize = 64 << 10
)

// Options say what a store takes from outside. The zero value is right for a service.
type Options struct {
	Now func() time.Time // for locks; nil for time.Now
}

// A Store is a directory of objects. It implements store.Store.
type Store struct {
	root *os.Root // every path is resolved below it: neither .. nor a symbolic link leads out
	now  func() time.Time
	own  *workdir.Dir // in temp: files on their way, which go with this process
	temp string       // the same from root

	guard     sync.Mutex // with hold: flock does not tell goroutines apart
	mutexFile *os.File
}

var _ store.Store = (*Store)(nil)

// Open makes the directory when there is none, checks that it can be used, and removes what writers that died left behind.
func Open(dir string, o Options) (*Store, error) {
	if err := os.MkdirAll(dir, dirMode); err != nil {
		return nil, failed("the store's directory cannot be made", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, failed("the store's directory cannot be opened", err)
	}
	s := &Store{root: root, now: o.Now}
	if s.now == nil {
		s.now = time.Now
	}
	if s.own, err = workdir.Open(filepath.Join(dir, temp)); err != nil {
		root.Close()
		return nil, failed("the store's directory cannot be written to", err)
	}
	s.temp = temp + "/" + filepath.Base(s.own.Path())
	if err := s.prepare(); err != nil {
		return nil, errors.Join(err, s.own.Close(), root.Close())
	}
	return s, nil
}

func (s *Store) prepare() error {
	if err := s.makeDirs(objects); err != nil {
		return err
	}
	f, err := s.root.OpenFile(mutex, os.O_RDWR|os.O_CREATE, fileMode)
	if err != nil {
		return failed("the store's directory cannot be written to", err)
	}
	s.mutexFile = f
	if err := s.Check(context.Background()); err != nil {
		f.Close()
		return err
	}
	return nil
}

// Close lets go of the directory. Open objects stay readable.
func (s *Store) Close() error { return errors.Join(s.own.Close(), s.mutexFile.Close(), s.root.Close()) }

// Check writes a file, links it and removes both.
func (s *Store) Check(context.Context) error {
	f, name, err := s.create()
	if err != nil {
		return err
	}
	defer s.remove(name)
	_, err = f.Write(make([]byte, probeSize))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return failed("the store cannot be written to", err)
	}
	linked := s.temp + "/" + rand.Text()
	if err := s.root.Link(name, linked); err != nil {
		return &audit.Error{
			Kind: audit.Internal, Text: "the file system knows no hard links",
			Remedy: "put the store on a local file system, or use an object server", Err: err,
		}
	}
	s.remove(linked)
	return nil
}

// create opens a new file in temp for writing.
func (s *Store) create() (*os.File, string, error) {
	name := s.temp + "/" + rand.Text()
	f, err := s.root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, fileMode)
	if err != nil {
		return nil, "", failed("the store cannot be written to", err)
	}
	return f, name, nil
}

// remove deletes a file in temp. What cannot be deleted goes with the process.
func (s *Store) remove(name string) { _ = s.root.Remove(name) }

// makeDirs makes a directory and those above it, each of them lasting before the next is made in it.
func (s *Store) makeDirs(dir string) error {
	if info, err := s.root.Lstat(dir); err == nil && info.IsDir() {
		return nil
	}
	parent := path.Dir(dir)
	if parent != "." {
		if err := s.makeDirs(parent); err != nil {
			return err
		}
	}
	if err := s.root.Mkdir(dir, dirMode); err != nil && !errors.Is(err, fs.ErrExist) {
		return failed("a directory of the store cannot be made", err)
	}
	return s.sync(parent)
}

// sync makes the names in a directory last.
func (s *Store) sync(dir string) error {
	d, err := s.root.Open(dir)
	if err != nil {
		return failed("a directory of the store cannot be opened", err)
	}
	defer d.Close()
	if err := d.Sync(); err != nil {
		return failed("a directory of the store cannot be brought to disk", err)
	}
	return nil
}

// hold runs f while no other goroutine or process changes a lock or a version.
func (s *Store) hold(f func() error) error {
	s.guard.Lock()
	defer s.guard.Unlock()
	if err := flock(s.mutexFile); err != nil {
		return failed("the store's mutex cannot be held", err)
	}
	defer funlock(s.mutexFile)
	return f()
}

// file is where an object lies.
func file(key store.Key) string { return objects + "/" + key.String() }

// mark is a file or folder beside an object's.
func mark(key store.Key, kind string) string {
	dir, name := path.Split(file(key))
	return dir + "." + kind + "." + name
}

// regular returns the state of a file that must be no link, folder or device. NotFound when there is none.
func (s *Store) regular(name string, key store.Key) (fs.FileInfo, error) {
	info, err := s.root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return nil, &audit.Error{Kind: audit.NotFound, Text: "there is no such object", Value: audit.Quote(key.String())}
	case err != nil:
		return nil, failed("an object cannot be looked at", err)
	case !info.Mode().IsRegular():
		return nil, &audit.Error{Kind: audit.Internal, Text: "what lies at an object's place is no file", Value: audit.Quote(key.String())}
	}
	return info, nil
}

// failed names what went wrong with the file system: that the disk is full, or an internal fault.
func failed(text string, err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return &audit.Error{Kind: audit.Full, Text: "the disk of the store is full", Remedy: "make room on it, then try again", Err: err}
	}
	return &audit.Error{Kind: audit.Internal, Text: text, Err: err}
}

// An object is an open file.
type object struct {
	*os.File
	info store.Info
}

// Info returns what was known when the object was opened.
func (o *object) Info() store.Info { return o.info }

// fill copies what the meter lets through into a file and brings it to disk.
func fill(f *os.File, m *store.Meter) error {
	// Without the wrapper the file would read with a small buffer of its own.
	if _, err := io.CopyBuffer(struct{ io.Writer }{f}, m, make([]byte, copySize)); err != nil {
		var known *audit.Error
		if errors.As(err, &known) {
			return err
		}
		return failed("an object cannot be written", err)
	}
	if err := f.Sync(); err != nil {
		return failed("an object cannot be brought to disk", err)
	}
	return nil
}
