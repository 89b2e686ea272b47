package backup

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"time"

	"auditd/audit"
	"auditd/audit/store"
)

// Target is what is restored into. The register must be empty; the store must be, save for objects of the same backup that an earlier
// restore brought.
type Target struct {
	Register Register
	Objects  store.Store
	Now      func() time.Time
	Set      string // name of the set; the newest when empty
	Digest   string // what the manifest must hash to; empty for whatever it does
}

// Restore reads a backup into an empty installation. Every byte of it is checked before anything is written; a backup that was changed
// is an Invalid error, an installation that is not empty a Conflict. Objects come first and the register last, so that a restore that
// broke off can be repeated.
func Restore(ctx context.Context, dir string, to Target) (Report, error) {
	f := folder(dir)
	if to.Set == "" {
		sets, err := f.sets()
		if err != nil {
			return Report{}, err
		}
		if len(sets) == 0 {
			return Report{}, audit.Errorf(audit.NotFound, "the folder holds no backup")
		}
		to.Set = sets[len(sets)-1]
	}
	manifest, sum, err := f.manifest(to.Set)
	if err != nil {
		return Report{}, err
	}
	if to.Digest != "" && to.Digest != sum {
		return Report{}, damaged("its manifest has another digest", audit.Quote(sum))
	}
	if err := f.verify(ctx, to.Set, manifest); err != nil {
		return Report{}, err
	}
	if err := f.checkEmpty(ctx, to); err != nil {
		return Report{}, err
	}
	report := Report{Set: to.Set, Digest: sum, Manifest: manifest}
	if report.Copied, err = f.putObjects(ctx, to); err != nil {
		return report, err
	}
	r, err := os.Open(f.path(setsDir, to.Set, registerFile))
	if err != nil {
		return report, failed("the register of the backup cannot be read", err)
	}
	defer r.Close()
	_, err = to.Register.Restore(ctx, r)
	return report, err
}

// verify holds every file of a set against its digest.
func (f folder) verify(ctx context.Context, set string, m Manifest) error {
	for name, want := range map[string]string{registerFile: m.Register.SHA256, indexFile: m.Objects.SHA256} {
		if sum, _, err := digest(f.path(setsDir, set, name)); err != nil || sum != want {
			return damaged(name+" is not what the manifest says", "")
		}
	}
	n, bytes := int64(0), int64(0)
	checked := map[string]bool{}
	err := f.index(ctx, set, func(e entry) error {
		n, bytes = n+1, bytes+e.Bytes
		if checked[e.SHA256] {
			return nil
		}
		checked[e.SHA256] = true
		sum, size, err := digest(f.object(e.SHA256))
		if err != nil {
			return damaged("the bytes of an object are not there", audit.Quote(e.Key))
		}
		if sum != e.SHA256 || size != e.Bytes {
			return damaged("the bytes of an object are others", audit.Quote(e.Key))
		}
		return nil
	})
	if err == nil && (n != m.Objects.Count || bytes != m.Objects.Bytes) {
		err = damaged("the index does not fit the manifest", "")
	}
	return err
}

func digest(path string) (string, int64, error) {
	r, err := os.Open(path)
	if err != nil {
		return "", 0, err
	}
	defer r.Close()
	h := sha256.New()
	n, err := io.Copy(h, r)
	return hex.EncodeToString(h.Sum(nil)), n, err
}

// checkEmpty returns a Conflict when the installation holds anything that the backup does not.
func (f folder) checkEmpty(ctx context.Context, to Target) error {
	full := &audit.Error{Kind: audit.Conflict, Text: "the installation is not empty", Remedy: "restore into a new register and new buckets or a new folder"}
	empty, err := to.Register.Empty(ctx)
	if err != nil {
		return err
	}
	if !empty {
		return full
	}
	ours := map[string]bool{}
	if err := f.index(ctx, to.Set, func(e entry) error { ours[e.Key] = true; return nil }); err != nil {
		return err
	}
	for _, kind := range store.Kinds() {
		for info, err := range to.Objects.List(ctx, store.AllOf(kind), store.Key{}) {
			if err != nil {
				return err
			}
			if !ours[info.Key.String()] {
				return full
			}
		}
	}
	return nil
}

// putObjects brings every object with its versions and locks, save what an earlier restore brought.
func (f folder) putObjects(ctx context.Context, to Target) (int64, error) {
	written, last, skip := int64(0), "", 0
	err := f.index(ctx, to.Set, func(e entry) error {
		key, err := store.ParseKey(e.Key)
		if err != nil {
			return err
		}
		again := e.Key == last
		if last = e.Key; !again {
			if skip, err = versions(ctx, to.Objects, key); err != nil {
				return err
			}
		}
		if skip > 0 {
			skip--
			return nil
		}
		written += e.Bytes
		return f.putObject(ctx, to, key, e, again)
	})
	return written, err
}

// versions returns how many versions of an object with versions are there already. Of other objects a put finds out by itself.
func versions(ctx context.Context, s store.Store, key store.Key) (int, error) {
	n := 0
	if !key.Kind().Lockable() {
		return 0, nil
	}
	for _, err := range s.Versions(ctx, key) {
		if err != nil && audit.KindOf(err) == audit.NotFound {
			return 0, nil
		}
		if err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}

func (f folder) putObject(ctx context.Context, to Target, key store.Key, e entry, again bool) error {
	r, err := os.Open(f.object(e.SHA256))
	if err != nil {
		return damaged("the bytes of an object are not there", audit.Quote(e.Key))
	}
	defer r.Close()
	o := store.PutOptions{SHA256: store.Digest(e.SHA256), Replace: again && key.Replaceable()}
	if until := time.UnixMicro(e.LockedUntil); e.LockedUntil != 0 && until.After(to.Now()) {
		o.LockUntil = until
	}
	_, err = to.Objects.Put(ctx, key, bufio.NewReaderSize(r, 256<<10), e.Bytes, o)
	return err
}
