// Package store says what a store of objects promises, and where every object lies. Objects are data sets, plans, audits, reports,
// evidence packs and the files of the transparency log. The packages dirstore and miniostore keep the promises; storetest checks
// that they do.
//
// It does not know what is in an object, who may read it or how long it is kept.
//
// # What holds everywhere
//
// A key is written once. Writing the same bytes again is no error, so that a step that broke off can be repeated; writing other
// bytes is a Conflict. Kinds that may be replaced say so in [Kind].
//
// An object is visible whole or not at all: not while it is written, not after a writer died, not when the input broke off.
//
// Bytes are streamed both ways and hashed on the way. No store holds a whole object in memory.
package store

import (
	"context"
	"io"
	"iter"
	"time"
)

// A Store keeps objects. Its methods may be called from several goroutines, and several processes may use one store.
//
// Errors are *audit.Error: NotFound for a key or version that is not there, Conflict for a key taken by other bytes, Limit for
// too many bytes, Invalid for bytes that are not what the caller declared, Denied for what a lock or the kind of key forbids, Full
// when there is no room left, Unavailable when a server does not answer, and Internal for the rest. The error of a reader passed to
// Put keeps its kind.
type Store interface {
	// Put reads r to its end and keeps the bytes under the key. size is the number of bytes, or -1 when unknown. The object
	// becomes visible when Put returns nil, and is then on stable storage. The answer's SHA256 and Size are those of the bytes
	// read; Modified may be zero.
	//
	// When the key holds the same bytes, Put returns nil and leaves them; a later LockUntil then extends the lock. When it holds
	// other bytes, Put returns Conflict, unless Replace is set. Of several callers at once exactly one creates the object; the
	// others get nil or Conflict by the same rule.
	//
	// A reader that ends before or goes on after size, or bytes with another digest than the key or PutOptions.SHA256 states, are
	// Invalid. The reader may be left unread from where the error was found. It is never read after Put returned.
	Put(ctx context.Context, key Key, r io.Reader, size int64, o PutOptions) (Info, error)

	// Get opens the object for reading, from its start and at any place. Its bytes stay those of one version: should the object be
	// replaced or deleted meanwhile, reads go on as before or fail, and never mix. The caller closes it.
	Get(ctx context.Context, key Key) (Object, error)

	// GetVersion opens an earlier version, as named by Versions.
	GetVersion(ctx context.Context, key Key, version string) (Object, error)

	// Stat returns what is known of the object without reading it.
	Stat(ctx context.Context, key Key) (Info, error)

	// Versions returns the versions of an object, the newest first. Kinds without versions have one. The sequence ends after the
	// first error; an absent key gives NotFound.
	Versions(ctx context.Context, key Key) iter.Seq2[Info, error]

	// List returns the objects under a prefix in the order of their keys' bytes, those after a key only unless it is zero. It
	// fetches page by page as the caller goes on, so that a store of millions of objects can be walked. LockedUntil and SHA256 may
	// be missing; Stat has them. What is written or deleted meanwhile may or may not appear. The sequence ends after the first error.
	List(ctx context.Context, p Prefix, after Key) iter.Seq2[Info, error]

	// Promote copies an object out of quarantine to the content-addressed key it belongs under, without sending the bytes through
	// the caller. The bytes are hashed again, and the ones hashed are the ones copied, whatever happens to the source meanwhile:
	// other bytes than the key states are Invalid. When the target is there already, nothing is copied. The source stays.
	Promote(ctx context.Context, from, to Key, e Encryption) (Info, error)

	// Delete removes the object with all its versions. It returns NotFound when there is none, and Denied, with everything left in
	// place, while a lock on any version holds.
	Delete(ctx context.Context, key Key) error

	// Check returns nil when the store can be reached and is set up as its configuration says. It writes nothing that stays.
	Check(ctx context.Context) error
}

// An Object is an open object. Read and ReadAt may be mixed; ReadAt may be called from several goroutines at once, Read may not.
type Object interface {
	io.ReadCloser
	io.ReaderAt
	Info() Info
}

// Info describes an object.
type Info struct {
	Key         Key
	Size        int64     // bytes
	SHA256      Digest    // empty when the store was not told and would have to read the object to know
	Modified    time.Time // when it became visible; zero when the store does not say
	LockedUntil time.Time // zero when it is not locked; an end in the past binds no more
	Version     string    // empty for kinds without versions
	Encryption  Encryption
}

// PutOptions says more about an object. The zero value creates it without conditions on its bytes.
type PutOptions struct {
	SHA256     Digest     // what the bytes must hash to; empty for any. Content-addressed keys state it by themselves
	MaxSize    int64      // most bytes taken; 0 for no limit. One more is a Limit error
	LockUntil  time.Time  // until when nobody can delete or replace the object; zero for no lock. Reports and packs only
	Replace    bool       // put these bytes in the place of others. Only for kinds that may be replaced
	Encryption Encryption // zero for what the store is configured to do
}

// Encryption says how a server encrypts an object at rest. It is passed through; a store that cannot do it refuses with Invalid, and
// never keeps the bytes in plain.
type Encryption struct {
	Mode  EncryptionMode
	KeyID string // of the key management service, for one key a tenant; empty for its default
}

// EncryptionMode is the S3 name of a way to encrypt.
type EncryptionMode string

// The ways to encrypt. The zero value asks for none.
const (
	SSES3  EncryptionMode = "AES256"  // the server's own key
	SSEKMS EncryptionMode = "aws:kms" // a key of its key management service
)

// A FormUploader lets a browser send a file to quarantine by itself. Only stores with a server have it.
type FormUploader interface {
	// UploadForm signs a form for one POST of at most maxSize bytes to exactly this key in quarantine, until it expires. The file
	// goes into the last field, named "file". The sender could send other bytes again until then, so that the object counts as
	// checked only once it was promoted.
	UploadForm(ctx context.Context, key Key, maxSize int64, expires time.Time) (Form, error)
}

// A Form is where to post a file, with the fields that must go before it.
type Form struct {
	URL    string
	Fields map[string]string
}
