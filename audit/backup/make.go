package backup

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"slices"
	"time"

	"auditd/audit"
	"auditd/audit/store"
)

// A Register writes itself as lines of text and reads itself from them. *sqldb.DB does.
type Register interface {
	Backup(ctx context.Context, w io.Writer) (rows int64, err error)
	Restore(ctx context.Context, r io.Reader) (rows int64, err error)
	Empty(ctx context.Context) (bool, error)
}

// Source is what is copied.
type Source struct {
	Register  Register
	Objects   store.Store
	Now       func() time.Time
	Generator string // program and version
}

// A Report says what a backup holds or what was restored.
type Report struct {
	Set      string // name of the set, its time
	Digest   string // SHA-256 of its manifest
	Manifest Manifest
	Copied   int64 // bytes of objects that were not in the folder before
}

// How often the objects are copied ahead of the register, and how often the whole is tried until all that the register refers to is
// there. An object may be deleted between two looks only by a case that goes on, so that a second look finds where it went.
const (
	aheadPasses = 3
	tries       = 5
	quickPass   = 5 * time.Second
)

// Make copies an installation into a folder, as a new set. It may run while the service does.
func Make(ctx context.Context, dir string, from Source) (Report, error) {
	f := folder(dir)
	unlock, err := f.open()
	if err != nil {
		return Report{}, err
	}
	defer unlock()
	m := &maker{folder: f, Source: from, known: map[string]entry{}}
	if err := m.recall(ctx); err != nil {
		return Report{}, err
	}
	set := from.Now().UTC().Format("20060102T150405Z")
	temporary := f.path(setsDir, set+unfinished)
	if _, err := os.Stat(f.path(setsDir, set)); err == nil {
		return Report{}, audit.Errorf(audit.Conflict, "there is a backup of this second already")
	}
	defer os.RemoveAll(temporary) // gone when it was renamed
	var manifest Manifest
	for range tries {
		if manifest, err = m.try(ctx, temporary); err != nil {
			return Report{}, err
		}
		if len(manifest.Missing) == 0 {
			break
		}
	}
	sum, _, err := write(f.path(setsDir, set+unfinished, manifestFile), func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		return enc.Encode(manifest)
	})
	if err != nil {
		return Report{}, err
	}
	if err := os.Rename(temporary, f.path(setsDir, set)); err != nil {
		return Report{}, failed("the backup cannot be finished", err)
	}
	return Report{Set: set, Digest: sum, Manifest: manifest, Copied: m.copied}, syncDir(f.path(setsDir))
}

// A maker makes one set.
type maker struct {
	folder
	Source
	known  map[string]entry // what is in the folder, by key and version
	copied int64
	broken []string // objects that do not hash to their key
}

func (e entry) name() string { return e.Key + "\x00" + e.Version }

// recall takes over what the newest set knows, so that what it holds is not read again.
func (m *maker) recall(ctx context.Context) error {
	sets, err := m.sets()
	if err != nil || len(sets) == 0 {
		return err
	}
	return m.index(ctx, sets[len(sets)-1], func(e entry) error { m.known[e.name()] = e; return nil })
}

// try writes register and index of a set anew.
func (m *maker) try(ctx context.Context, dir string) (Manifest, error) {
	if err := os.RemoveAll(dir); err != nil {
		return Manifest{}, failed("the folder cannot be written", err)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return Manifest{}, failed("the folder cannot be written", err)
	}
	// What is there before the register is read may be gone afterwards, because a case went on. Passes are repeated until one is so
	// quick that little can have happened since it began.
	before := map[string][]entry{}
	for range aheadPasses {
		begun := m.Now()
		list, err := m.pass(ctx)
		if err != nil {
			return Manifest{}, err
		}
		for _, e := range list {
			before[e.Key] = []entry{e}
		}
		if m.Now().Sub(begun) < quickPass {
			break
		}
	}
	out := Manifest{Format: format, Created: m.Now().UTC().Format(time.RFC3339), Generator: m.Generator}
	refs := newReferences()
	var err error
	out.Register.SHA256, out.Register.Bytes, err = write(join(dir, registerFile), func(w io.Writer) error {
		out.Register.Count, err = m.Register.Backup(ctx, io.MultiWriter(w, refs))
		return err
	})
	if err != nil {
		return out, err
	}
	after, err := m.pass(ctx)
	if err != nil {
		return out, err
	}
	index, missing, err := refs.complete(after, before)
	if err != nil {
		return out, err
	}
	out.Missing = slices.Concat(missing, m.broken)
	out.Objects.SHA256, _, err = write(join(dir, indexFile), func(w io.Writer) error {
		enc := json.NewEncoder(w)
		for _, e := range index {
			out.Objects.Count++
			out.Objects.Bytes += e.Bytes
			if err := enc.Encode(e); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

func join(dir, name string) string { return dir + string(os.PathSeparator) + name }

// pass copies every object that the folder does not have and returns what there is.
func (m *maker) pass(ctx context.Context) ([]entry, error) {
	var out []entry
	m.broken = nil
	for _, kind := range store.Kinds() {
		for info, err := range m.Objects.List(ctx, store.AllOf(kind), store.Key{}) {
			if err != nil {
				return nil, err
			}
			list, err := m.versions(ctx, info)
			if audit.KindOf(err) == audit.NotFound && err != nil { // deleted meanwhile
				continue
			}
			if err != nil {
				return nil, err
			}
			out = append(out, list...)
		}
	}
	return out, nil
}

// versions copies all versions of an object, the oldest first.
func (m *maker) versions(ctx context.Context, info store.Info) ([]entry, error) {
	infos := []store.Info{info}
	if info.Key.Kind().Lockable() {
		infos = nil
		for v, err := range m.Objects.Versions(ctx, info.Key) {
			if err != nil {
				return nil, err
			}
			infos = append(infos, v)
		}
		newest, err := m.Objects.Stat(ctx, info.Key) // alone knows the lock in every store
		if err != nil {
			return nil, err
		}
		infos[0].LockedUntil = newest.LockedUntil
		slices.Reverse(infos)
	}
	var out []entry
	for _, v := range infos {
		e, err := m.copy(ctx, v)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

// copy copies one version, unless the folder has it.
func (m *maker) copy(ctx context.Context, info store.Info) (entry, error) {
	e := entry{Key: info.Key.String(), Bytes: info.Size, SHA256: string(info.Key.SHA256()), Modified: micros(info.Modified), LockedUntil: micros(info.LockedUntil), Version: info.Version}
	old, ok := m.known[e.name()]
	same := ok && old.Bytes == e.Bytes && (e.SHA256 == old.SHA256 || e.SHA256 == "" && e.Modified != 0 && e.Modified == old.Modified)
	if same && m.has(old.SHA256, e.Bytes) {
		e.SHA256 = old.SHA256
		return e, nil
	}
	o, err := m.open(ctx, info)
	if err != nil {
		return e, err
	}
	defer o.Close()
	sum, n, err := m.keep(o)
	if err != nil {
		return e, err
	}
	if want := info.Key.SHA256(); want != "" && string(want) != sum {
		m.broken = append(m.broken, e.Key)
	}
	m.copied += n
	e.SHA256, e.Bytes = sum, n
	m.known[e.name()] = e
	return e, nil
}

func (m *maker) open(ctx context.Context, info store.Info) (store.Object, error) {
	if info.Version == "" {
		return m.Objects.Get(ctx, info.Key)
	}
	return m.Objects.GetVersion(ctx, info.Key, info.Version)
}

func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}
