package dirstore

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"

	"auditd/audit"
	"auditd/audit/store"
)

// staged is the folder of objects on their way in pieces. Unlike those in temp they may take days; who began them discards them.
const staged = "staged"

var _ store.Stager = (*Store)(nil)

// stagedFile is where the pieces of an object go, one after the other in one file.
func stagedFile(key store.Key) (string, error) {
	if key.Kind() != store.Incoming {
		return "", audit.Errorf(audit.Denied, "objects are sent in pieces to quarantine only")
	}
	return staged + "/" + path.Base(key.String()), nil
}

// Append writes behind what is there. See store.Stager.
func (s *Store) Append(ctx context.Context, key store.Key, at store.Staged, r io.Reader) (store.Staged, error) {
	name, err := stagedFile(key)
	if err != nil {
		return at, err
	}
	if err := s.makeDirs(staged); err != nil {
		return at, err
	}
	f, err := s.root.OpenFile(name, os.O_RDWR|os.O_CREATE, fileMode)
	if err != nil {
		return at, failed("the store cannot be written to", err)
	}
	defer f.Close()
	if size, err := f.Seek(0, io.SeekEnd); err != nil || size < at.Size {
		return at, audit.Errorf(audit.Internal, "the file of an upload has lost %d bytes", at.Size-size)
	}
	if _, err := f.Seek(at.Size, io.SeekStart); err != nil {
		return at, failed("the store cannot be written to", err)
	}
	from := &store.PieceReader{From: r}
	n, err := io.CopyBuffer(struct{ io.Writer }{f}, struct{ io.Reader }{from}, make([]byte, copySize))
	if err != nil {
		return at, failed("an object cannot be written", err)
	}
	if err := f.Sync(); err != nil {
		return at, failed("an object cannot be brought to disk", err)
	}
	if at.Size == 0 {
		if err := s.sync(staged); err != nil {
			return at, err
		}
	}
	at.Size += n
	if from.Err == nil && ctx.Err() != nil {
		from.Err = ctx.Err()
	}
	return at, from.Err
}

// Commit cuts off what was written and never counted, and links the file. See store.Stager.
func (s *Store) Commit(_ context.Context, key store.Key, at store.Staged) (store.Info, error) {
	name, err := stagedFile(key)
	if err != nil {
		return store.Info{}, err
	}
	if there, err := s.regular(file(key), key); err == nil { // an earlier call got this far
		if there.Size() != at.Size {
			return store.Info{}, &audit.Error{Kind: audit.Conflict, Text: "the key is taken by other bytes", Value: audit.Quote(key.String())}
		}
		return store.Info{Key: key, Size: at.Size}, s.discard(name)
	}
	f, err := s.root.OpenFile(name, os.O_RDWR, fileMode)
	if err != nil {
		return store.Info{}, failed("an object cannot be put in its place", err)
	}
	defer f.Close()
	if err := errors.Join(f.Truncate(at.Size), f.Sync()); err != nil {
		return store.Info{}, failed("an object cannot be brought to disk", err)
	}
	if err := s.makeDirs(path.Dir(file(key))); err != nil {
		return store.Info{}, err
	}
	if err := s.root.Link(name, file(key)); err != nil && !errors.Is(err, fs.ErrExist) {
		return store.Info{}, failed("an object cannot be put in its place", err)
	}
	if err := s.sync(path.Dir(file(key))); err != nil {
		return store.Info{}, err
	}
	return store.Info{Key: key, Size: at.Size}, s.discard(name)
}

// Discard removes the file. See store.Stager.
func (s *Store) Discard(_ context.Context, key store.Key, _ store.Staged) error {
	name, err := stagedFile(key)
	if err != nil {
		return err
	}
	return s.discard(name)
}

func (s *Store) discard(name string) error {
	if err := s.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return failed("an upload cannot be removed", err)
	}
	return nil
}
