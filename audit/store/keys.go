package store

import (
	"fmt"
	"strconv"
	"strings"

	"auditd/audit"
)

// A Key names an object. Keys come from the functions of this file alone, so that no other package joins strings, and are valid
// except for the zero key. Keys can be compared with ==.
type Key struct{ name string }

// String returns the key as it is stored and logged, such as plans/9f86….
func (k Key) String() string { return k.name }

// IsZero reports whether the key names nothing.
func (k Key) IsZero() bool { return k.name == "" }

// An ID names an upload, an audit or what is made from it: 1 to 64 lower-case letters, digits and hyphens, no hyphen first.
type ID string

// A Digest is a SHA-256 in 64 lower-case hexadecimal digits.
type Digest string

// A FileName is the last part of a key, as a reader sees it when saving the file: 1 to 180 bytes of UTF-8, without control and
// invisible characters, slashes and what file systems reserve, not beginning with a full stop and not ending with one or a space.
type FileName string

// Results is the file name of the results document of an audit.
const Results FileName = "results.json"

const (
	maxID       = 64
	maxFileName = 180 // leaves room for the marks that a directory puts before it within 255 bytes
	digestLen   = 64
	checkpoint  = "log/checkpoint"
)

// IncomingKey is where an upload lies in quarantine.
func IncomingKey(id ID) (Key, error) { return join(Incoming, id) }

// DatasetKey is where an accepted data set lies.
func DatasetKey(d Digest) (Key, error) { return join(Dataset, d) }

// PlanKey is where a plan lies.
func PlanKey(d Digest) (Key, error) { return join(Plan, d) }

// AuditKey is a file of the n-th run of an audit; runs count from 1.
func AuditKey(id ID, n int, f FileName) (Key, error) { return joinRun(Audit, id, n, f) }

// ReportKey is a file of the report on the n-th run.
func ReportKey(id ID, n int, f FileName) (Key, error) { return joinRun(Report, id, n, f) }

// PackKey is the public evidence pack of the n-th run: nothing in it is about one person.
func PackKey(id ID, n int, f FileName) (Key, error) { return joinRun(Pack, id, n, f) }

// SealedKey is the evidence pack of the n-th run that holds the rows. It is personal data, so that it is never locked.
func SealedKey(id ID, n int, f FileName) (Key, error) { return joinRun(Sealed, id, n, f) }

// CheckpointKey is the newest signed checkpoint of the transparency log.
func CheckpointKey() Key { return Key{checkpoint} }

// The sizes of the transparency log's tiles are those of C2SP tlog-tiles.
const (
	tileWidth = 256
	maxLevel  = 63
)

// TileKey is a tile of hashes of the transparency log: level 0 to 63, its place in the level, and how many of its 256 hashes it holds.
// Paths are those of C2SP tlog-tiles, so that the folder can be served as it is.
func TileKey(level int, place uint64, width int) (Key, error) {
	if level < 0 || level > maxLevel {
		return Key{}, audit.Errorf(audit.Invalid, "level %d of the log is not between 0 and %d", level, maxLevel)
	}
	return tile("log/tile/"+strconv.Itoa(level), place, width)
}

// EntriesKey is a bundle of entries of the transparency log, by its place and how many of its 256 entries it holds.
func EntriesKey(place uint64, width int) (Key, error) { return tile("log/tile/entries", place, width) }

func tile(folder string, place uint64, width int) (Key, error) {
	if width < 1 || width > tileWidth {
		return Key{}, audit.Errorf(audit.Invalid, "a tile of the log holds 1 to %d entries, not %d", tileWidth, width)
	}
	path := fmt.Sprintf("%03d", place%1000)
	for rest := place / 1000; rest > 0; rest /= 1000 {
		path = fmt.Sprintf("x%03d/%s", rest%1000, path)
	}
	if width < tileWidth {
		path += ".p/" + strconv.Itoa(width)
	}
	return Key{folder + "/" + path}, nil
}

// ParseKey reads a key that was stored as text, in the register say. Anything that no function of this file makes is Invalid.
func ParseKey(s string) (Key, error) {
	key, err := parse(s)
	if err != nil || key.name != s {
		return Key{}, &audit.Error{Kind: audit.Invalid, Text: "this is no key of an object", Value: audit.Quote(s), Err: err}
	}
	return key, nil
}

func parse(s string) (Key, error) {
	kind, rest, _ := strings.Cut(s, "/")
	switch Kind(kind) {
	case Incoming:
		return IncomingKey(ID(rest))
	case Dataset:
		return DatasetKey(Digest(rest))
	case Plan:
		return PlanKey(Digest(rest))
	case Log:
		return parseLog(rest)
	case Audit, Report, Pack, Sealed:
		id, rest, _ := strings.Cut(rest, "/")
		run, file, _ := strings.Cut(rest, "/")
		n, err := strconv.Atoi(run)
		if err != nil {
			return Key{}, err
		}
		return joinRun(Kind(kind), ID(id), n, FileName(file))
	}
	return Key{}, audit.Errorf(audit.Invalid, "there is no such kind of object")
}

func parseLog(s string) (Key, error) {
	if s == "checkpoint" {
		return CheckpointKey(), nil
	}
	level, rest, _ := strings.Cut(strings.TrimPrefix(s, "tile/"), "/")
	path, count, partial := strings.Cut(rest, ".p/")
	width := tileWidth
	if partial {
		n, err := strconv.Atoi(count)
		if err != nil {
			return Key{}, err
		}
		width = n
	}
	place, err := strconv.ParseUint(strings.ReplaceAll(strings.ReplaceAll(path, "x", ""), "/", ""), 10, 64)
	if err != nil {
		return Key{}, err
	}
	if level == "entries" {
		return EntriesKey(place, width)
	}
	n, err := strconv.Atoi(level)
	if err != nil {
		return Key{}, err
	}
	return TileKey(n, place, width)
}

// A Prefix names the objects of one kind, or those of it that belong to one audit or run. Like keys, prefixes are made here alone.
type Prefix struct{ name string }

// String returns the beginning that the keys have in common, with its slash.
func (p Prefix) String() string { return p.name }

// Kind returns the kind that all the objects have.
func (p Prefix) Kind() Kind { return Key(p).Kind() }

// AllOf is every object of a kind.
func AllOf(k Kind) Prefix { return Prefix{string(k) + "/"} }

// OfAudit is every object of a kind that belongs to an audit: of Audit, Report, Pack and Sealed.
func OfAudit(k Kind, id ID) (Prefix, error) {
	if !k.byRun() {
		return Prefix{}, audit.Errorf(audit.Invalid, "%s are not kept by audit", string(k))
	}
	key, err := join(k, id)
	if err != nil {
		return Prefix{}, err
	}
	return Prefix{key.name + "/"}, nil
}

// OfRun is every object of a kind that belongs to the n-th run of an audit.
func OfRun(k Kind, id ID, n int) (Prefix, error) {
	p, err := OfAudit(k, id)
	if err != nil {
		return Prefix{}, err
	}
	if n < 1 {
		return Prefix{}, audit.Errorf(audit.Invalid, "runs count from 1, not %d", n)
	}
	return Prefix{p.name + strconv.Itoa(n) + "/"}, nil
}

func (k Kind) byRun() bool { return k == Audit || k == Report || k == Pack || k == Sealed }

// SHA256 returns the digest that a content-addressed key states, empty for other keys.
func (k Key) SHA256() Digest {
	if !k.Kind().ContentAddressed() {
		return ""
	}
	return Digest(k.name[len(k.name)-digestLen:])
}

// A part of a key returns its text once it is known to be valid.
type part interface{ check() (string, error) }

func join(k Kind, p part) (Key, error) {
	text, err := p.check()
	if err != nil {
		return Key{}, err
	}
	return Key{string(k) + "/" + text}, nil
}

func joinRun(k Kind, id ID, n int, f FileName) (Key, error) {
	p, err := OfRun(k, id, n)
	if err != nil {
		return Key{}, err
	}
	name, err := f.check()
	if err != nil {
		return Key{}, err
	}
	return Key{p.name + name}, nil
}
