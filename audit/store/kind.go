package store

import "strings"

// A Kind is what an object is for. It is the first part of its key and decides what may be done with it.
type Kind string

// The kinds of object.
const (
	Incoming Kind = "incoming" // uploads in quarantine: not validated, personal data
	Dataset  Kind = "datasets" // accepted uploads under their SHA-256: personal data
	Plan     Kind = "plans"    // audit plans under their SHA-256
	Audit    Kind = "audits"   // what a run computed, before disclosure control
	Report   Kind = "reports"  // published reports: may be locked and replaced, keep versions
	Pack     Kind = "packs"    // evidence packs without rows of people: likewise
	Sealed   Kind = "sealed"   // evidence packs with the rows, for re-computation: personal data
	Log      Kind = "log"      // transparency log; its checkpoint may be replaced
)

// Kinds returns every kind, in alphabetical order.
func Kinds() []Kind { return []Kind{Audit, Dataset, Incoming, Log, Pack, Plan, Report, Sealed} }

// Lockable reports whether objects of this kind may be locked and keep versions. Personal data may not: whoever asks for deletion has
// a right to it (Personal Information Protection Law of the PRC, article 47), and nobody can shorten a lock.
func (k Kind) Lockable() bool { return k == Report || k == Pack }

// ContentAddressed reports whether the key is the SHA-256 of the bytes.
func (k Kind) ContentAddressed() bool { return k == Dataset || k == Plan }

// Replaceable reports whether other bytes may be put in the place of this object's.
func (k Key) Replaceable() bool { return k.Kind().Lockable() || k.name == checkpoint }

// Kind returns what the object is for; empty for the zero key.
func (k Key) Kind() Kind {
	kind, _, _ := strings.Cut(k.name, "/")
	return Kind(kind)
}
