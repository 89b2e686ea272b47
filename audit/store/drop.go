package store

import (
	"context"
	"io"
	"io/fs"
	"iter"
	"strings"
	"time"
	"unicode/utf8"
)

// A DropPlace is where platforms leave files for the service, under names of their own choice. Who may write to it is settled by the
// policies of the server or the permissions of the folder. What lies there is no object of the store and bound to none of its promises.
type DropPlace interface {
	// All returns the files in the order of their names' bytes. Names that are no clean path, and those with a part that begins with a
	// full stop, are left out.
	All(ctx context.Context) iter.Seq2[Dropped, error]

	// Look returns one file, NotFound when there is none.
	Look(ctx context.Context, name string) (Dropped, error)

	// Open opens exactly the content that d describes; another one by now is a Conflict.
	Open(ctx context.Context, d Dropped) (io.ReadCloser, error)

	// Leave writes a short text, in the place of an older one.
	Leave(ctx context.Context, name string, text []byte) error

	// Remove removes the content that d describes. One that is not there any more is no error, and another one stays.
	Remove(ctx context.Context, d Dropped) error
}

// Dropped describes a file in the drop-in place.
type Dropped struct {
	Name     string // a path with slashes
	Size     int64
	Mark     string // differs between two contents of one name
	Modified time.Time
	Settled  bool // whole, as far as can be known: nobody is writing it any more
}

// maxDropName is the longest name that an object server takes.
const maxDropName = 1024

// DropName reports whether a name is one that a drop-in place looks at.
func DropName(name string) bool {
	return len(name) <= maxDropName && utf8.ValidString(name) && fs.ValidPath(name) && !strings.HasPrefix(name, ".") && !strings.Contains(name, "/.") &&
		!strings.ContainsRune(name, 0)
}
