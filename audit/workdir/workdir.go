// Package workdir gives a process a folder for files on their way that does not outlive it: it is removed when it is closed, and where
// the process was killed, by the next one that opens a folder beside it. What lies there may be raw data of people, so that only the
// owner of the process can read it.
//
// It does not know what the files are. Where the system has no flock, folders of dead processes stay.
package workdir

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

const (
	lockName = "lock"
	mode     = 0o700
	pattern  = "process-*"
)

// A Dir is the folder of one process. Its methods may be called from several goroutines.
type Dir struct {
	path  string
	lock  *os.File
	close sync.Once
}

// Open makes a folder below parent, which is made when there is none, and removes those whose processes have gone.
func Open(parent string) (*Dir, error) {
	if err := os.MkdirAll(parent, mode); err != nil {
		return nil, err
	}
	// Between making a folder and locking it, another process must not take it for one that was left behind.
	guard, err := open(filepath.Join(parent, lockName))
	if err != nil {
		return nil, err
	}
	defer guard.Close() // lets go of it
	if err := hold(guard); err != nil {
		return nil, err
	}
	if err := sweep(parent); err != nil {
		return nil, err
	}
	path, err := os.MkdirTemp(parent, pattern) // 0700
	if err != nil {
		return nil, err
	}
	d := &Dir{path: path}
	if d.lock, err = open(filepath.Join(path, lockName)); err != nil {
		return nil, errors.Join(err, os.RemoveAll(path))
	}
	if _, err := try(d.lock); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

func open(name string) (*os.File, error) { return os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600) }

// sweep removes the folders whose lock nobody holds.
func sweep(parent string) error {
	folders, err := filepath.Glob(filepath.Join(parent, pattern))
	if err != nil {
		return err
	}
	for _, f := range folders {
		lock, err := open(filepath.Join(f, lockName))
		if errors.Is(err, fs.ErrNotExist) {
			continue // its process has just removed it
		}
		if err != nil {
			return err
		}
		free, err := try(lock)
		if free && err == nil {
			err = os.RemoveAll(f)
		}
		lock.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

// Path returns where the folder is.
func (d *Dir) Path() string { return d.path }

// Close removes the folder with everything in it.
func (d *Dir) Close() error {
	var err error
	d.close.Do(func() { err = errors.Join(os.RemoveAll(d.path), d.lock.Close()) })
	return err
}
