package backup

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"auditd/audit"
	"auditd/audit/store"
)

// Names within a folder and a set.
const (
	objectsDir   = "objects"
	setsDir      = "sets"
	lockFile     = "lock"
	registerFile = "register.jsonl"
	indexFile    = "objects.jsonl"
	manifestFile = "manifest.json"
	unfinished   = ".unfinished" // ending of the folder of a set that is being written
)

// A Manifest says what a set holds. Its own digest, which [Make] returns, is what a set is known by elsewhere.
type Manifest struct {
	Format    string   `json:"format"`
	Created   string   `json:"created_at"`        // RFC 3339, UTC
	Generator string   `json:"generator"`         // program and version
	Register  Part     `json:"register"`          // rows of all tables
	Objects   Part     `json:"objects"`           // the index; the objects themselves are named there by digest
	Missing   []string `json:"missing,omitempty"` // what the register refers to and the store does not have, or has damaged
}

// A Part is one file of a set.
type Part struct {
	SHA256 string `json:"sha256"`
	Count  int64  `json:"count"` // rows, or objects with all their versions
	Bytes  int64  `json:"bytes"` // of the rows as text, or of the objects
}

const format = "auditd-backup-1"

// An entry is a line of the index: one version of an object. Those of one key follow each other, the oldest first.
type entry struct {
	Key         string `json:"key"`
	Bytes       int64  `json:"bytes"`
	SHA256      string `json:"sha256"`
	Modified    int64  `json:"modified,omitempty"`     // microseconds since 1970
	LockedUntil int64  `json:"locked_until,omitempty"` // likewise; 0 for no lock
	Version     string `json:"version,omitempty"`      // as the store that was copied names it
}

// A folder is where backups lie.
type folder string

func (f folder) path(parts ...string) string {
	return filepath.Join(append([]string{string(f)}, parts...)...)
}

// object returns where the bytes of a digest lie.
func (f folder) object(sum string) string { return f.path(objectsDir, sum[:2], sum) }

// open makes the folder and takes its lock, so that no two backups are taken or pruned in it at once.
func (f folder) open() (unlock func(), err error) {
	for _, dir := range []string{objectsDir, setsDir} {
		if err := os.MkdirAll(f.path(dir), 0o700); err != nil {
			return nil, failed("the folder cannot be made", err)
		}
	}
	lock, err := os.OpenFile(f.path(lockFile), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil, &audit.Error{Kind: audit.Conflict, Text: "another backup into this folder is under way, or was killed", Remedy: "when none is, remove the file lock in it"}
	}
	if err != nil {
		return nil, failed("the folder cannot be written", err)
	}
	lock.Close()
	return func() { _ = os.Remove(f.path(lockFile)) }, nil
}

// sets returns the names of the finished sets, the oldest first.
func (f folder) sets() ([]string, error) {
	list, err := os.ReadDir(f.path(setsDir))
	if err != nil {
		return nil, failed("the folder holds no backup", err)
	}
	var out []string
	for _, d := range list {
		if d.IsDir() && !strings.HasSuffix(d.Name(), unfinished) {
			out = append(out, d.Name())
		}
	}
	slices.Sort(out)
	return out, nil
}

func failed(text string, err error) error {
	kind := audit.Internal
	if errors.Is(err, fs.ErrNotExist) {
		kind = audit.NotFound
	}
	return &audit.Error{Kind: kind, Text: text, Remedy: "check the folder, its permissions and the room on its disk", Err: err}
}

// damaged is the error about a backup that is not what it was.
func damaged(text, value string) error {
	return &audit.Error{Kind: audit.Invalid, Text: "the backup is damaged or was changed: " + text, Value: value, Remedy: "use another backup"}
}

// keep copies a stream to its digest, and returns that and its length. It is there whole or not at all.
func (f folder) keep(r io.Reader) (sum string, n int64, err error) {
	t, err := os.CreateTemp(f.path(objectsDir), "new-*")
	if err != nil {
		return "", 0, failed("the folder cannot be written", err)
	}
	defer os.Remove(t.Name()) // fails where it was renamed
	h := sha256.New()
	n, err = io.Copy(io.MultiWriter(t, h), r)
	if err == nil {
		err = t.Sync()
	}
	if closed := t.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return "", 0, failed("an object cannot be copied", err)
	}
	sum = hex.EncodeToString(h.Sum(nil))
	to := f.object(sum)
	if info, err := os.Stat(to); err == nil && info.Size() == n {
		return sum, n, nil
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return "", 0, failed("the folder cannot be written", err)
	}
	if err := os.Rename(t.Name(), to); err != nil {
		return "", 0, failed("an object cannot be copied", err)
	}
	return sum, n, syncDir(filepath.Dir(to))
}

func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return failed("the folder cannot be read", err)
	}
	defer d.Close()
	if err := d.Sync(); err != nil {
		return failed("the folder cannot be brought to disk", err)
	}
	return nil
}

// has reports whether the bytes of a digest are there in full length. Whether they are still those bytes, a restore finds out.
func (f folder) has(sum string, n int64) bool {
	info, err := os.Stat(f.object(sum))
	return err == nil && info.Size() == n
}

// write writes a file of a set and returns its digest and length.
func write(path string, fill func(io.Writer) error) (sum string, n int64, err error) {
	w, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", 0, failed("the folder cannot be written", err)
	}
	h := &counter{Hash: sha256.New()}
	buffered := bufio.NewWriterSize(io.MultiWriter(w, h), 64<<10)
	if err = fill(buffered); err == nil {
		err = buffered.Flush()
	}
	if err == nil {
		err = w.Sync()
	}
	if closed := w.Close(); err == nil {
		err = closed
	}
	return hex.EncodeToString(h.Sum(nil)), h.n, err
}

// A counter is a hash that counts.
type counter struct {
	hash.Hash
	n int64
}

func (c *counter) Write(p []byte) (int, error) { c.n += int64(len(p)); return c.Hash.Write(p) }

// manifest reads the manifest of a set and returns it with its digest.
func (f folder) manifest(set string) (Manifest, string, error) {
	data, err := os.ReadFile(f.path(setsDir, set, manifestFile))
	if err != nil {
		return Manifest{}, "", failed("there is no such backup", err)
	}
	var m Manifest
	if err := json.Unmarshal(data, &m); err != nil || m.Format != format {
		return m, "", damaged("its manifest cannot be read", "")
	}
	sum := sha256.Sum256(data)
	return m, hex.EncodeToString(sum[:]), nil
}

// index reads the index of a set line by line.
func (f folder) index(ctx context.Context, set string, each func(entry) error) error {
	r, err := os.Open(f.path(setsDir, set, indexFile))
	if err != nil {
		return failed("the index of the backup cannot be read", err)
	}
	defer r.Close()
	dec := json.NewDecoder(bufio.NewReaderSize(r, 64<<10))
	for dec.More() {
		var e entry
		if err := dec.Decode(&e); err != nil {
			return damaged("its index cannot be read", "")
		}
		if _, err := store.ParseKey(e.Key); err != nil || len(e.SHA256) != 2*sha256.Size || strings.Trim(e.SHA256, "0123456789abcdef") != "" {
			return damaged("its index names no object", audit.Quote(e.Key))
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := each(e); err != nil {
			return err
		}
	}
	return nil
}

// Prune removes all but the newest sets, and the objects that none of the others needs. It returns how many sets and objects it
// removed.
func Prune(ctx context.Context, dir string, keep int) (sets, objects int, err error) {
	f := folder(dir)
	if keep < 1 {
		return 0, 0, audit.Errorf(audit.Invalid, "at least one backup must be kept")
	}
	unlock, err := f.open()
	if err != nil {
		return 0, 0, err
	}
	defer unlock()
	all, err := f.sets()
	if err != nil || len(all) <= keep {
		return 0, 0, err
	}
	needed := map[string]bool{}
	for _, set := range all[len(all)-keep:] {
		if err := f.index(ctx, set, func(e entry) error { needed[e.SHA256] = true; return nil }); err != nil {
			return 0, 0, err
		}
	}
	for _, set := range all[:len(all)-keep] {
		if err := os.RemoveAll(f.path(setsDir, set)); err != nil {
			return sets, 0, failed("an old backup cannot be removed", err)
		}
		sets++
	}
	err = filepath.WalkDir(f.path(objectsDir), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || needed[d.Name()] {
			return err
		}
		objects++
		return os.Remove(path)
	})
	return sets, objects, err
}
