package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"strconv"
	"time"

	"auditd/audit"
)

// Admit returns why an object may not be put: a zero key, a kind that may not be locked or replaced, a size that is too large from
// the start. Every store asks it first, with its own clock.
func Admit(now time.Time, key Key, size int64, o PutOptions) error {
	switch {
	case key.IsZero():
		return audit.Errorf(audit.Internal, "an object without a key")
	case !o.LockUntil.IsZero() && !key.Kind().Lockable():
		return &audit.Error{
			Kind: audit.Denied, Text: "objects of this kind are never locked", Value: audit.Quote(string(key.Kind())),
			Remedy: "lock reports and packs only: who is in the data may ask for deletion",
		}
	case !o.LockUntil.IsZero() && !o.LockUntil.After(now):
		return audit.Errorf(audit.Invalid, "a lock must end in the future")
	case o.Replace && !key.Replaceable():
		return &audit.Error{Kind: audit.Denied, Text: "objects of this kind are never replaced", Value: audit.Quote(string(key.Kind()))}
	case size < -1:
		return audit.Errorf(audit.Invalid, "a size of %d bytes", size)
	case o.MaxSize > 0 && size > o.MaxSize:
		return tooLarge(o.MaxSize)
	case o.SHA256 != "" && key.SHA256() != "" && o.SHA256 != key.SHA256():
		return audit.Errorf(audit.Invalid, "the key and the caller state different digests")
	}
	if o.SHA256 == "" {
		return nil
	}
	_, err := o.SHA256.check()
	return err
}

// AdmitPromotion returns why an object may not be promoted: it must go from quarantine to a content-addressed key.
func AdmitPromotion(from, to Key) error {
	if from.Kind() != Incoming || !to.Kind().ContentAddressed() {
		return audit.Errorf(audit.Denied, "an object is promoted from quarantine to its digest only")
	}
	return nil
}

func tooLarge(most int64) error {
	return &audit.Error{Kind: audit.Limit, Text: "the file is too large", Remedy: "send at most " + bytesText(most)}
}

// A Meter hashes and counts what is read through it, and holds it against what the caller declared. It returns io.EOF only when all of
// it fits: a store commits on io.EOF and on nothing else.
type Meter struct {
	ctx  context.Context
	from io.Reader
	hash hash.Hash
	n    int64
	size int64 // declared; -1 for unknown
	most int64 // 0 for no limit
	want Digest
	err  error // what ended it
}

// NewMeter reads from r, of a declared size or -1.
func NewMeter(ctx context.Context, key Key, r io.Reader, size int64, o PutOptions) *Meter {
	want := o.SHA256
	if want == "" {
		want = key.SHA256()
	}
	return &Meter{ctx: ctx, from: r, hash: sha256.New(), size: size, most: o.MaxSize, want: want}
}

// Read reads on. Its errors are *audit.Error, so that the io.ErrUnexpectedEOF of a request that broke off is never mistaken for the
// end of the object by what reads from the Meter.
func (m *Meter) Read(p []byte) (int, error) {
	if m.err != nil {
		return 0, m.err
	}
	if err := m.ctx.Err(); err != nil {
		m.err = &audit.Error{Kind: audit.Internal, Text: "the upload was given up", Err: err}
		return 0, m.err
	}
	n, err := m.from.Read(p)
	m.hash.Write(p[:n])
	m.n += int64(n)
	m.err = m.judge(err)
	return n, m.err
}

func (m *Meter) judge(err error) error {
	switch {
	case m.most > 0 && m.n > m.most:
		return tooLarge(m.most)
	case m.size >= 0 && m.n > m.size:
		return audit.Errorf(audit.Invalid, "the upload is longer than the %d bytes declared", m.size)
	case err == nil:
		return nil
	// a reader ends with io.EOF itself; wrapped, it is somebody's error
	case err != io.EOF:
		return &audit.Error{Kind: kindOf(err), Text: "the upload broke off", Remedy: "send the file again", Err: err}
	case m.size >= 0 && m.n < m.size:
		return audit.Errorf(audit.Invalid, "the upload ended after %d of the %d bytes declared", m.n, m.size)
	case m.want != "" && m.Sum() != m.want:
		return &audit.Error{Kind: audit.Invalid, Text: "the bytes have another SHA-256 than stated", Remedy: "send the file again"}
	}
	return io.EOF
}

// kindOf takes a reader's own kind, and otherwise blames the input: it is the reader that broke.
func kindOf(err error) audit.Kind {
	var e *audit.Error
	if errors.As(err, &e) {
		return e.Kind
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return audit.Internal
	}
	return audit.Invalid
}

// Size returns how many bytes were read.
func (m *Meter) Size() int64 { return m.n }

// Sum returns the SHA-256 of what was read.
func (m *Meter) Sum() Digest { return Digest(hex.EncodeToString(m.hash.Sum(nil))) }

// Fill reads until p is full or the object ends, and reports which. An object that ends just where p is full ends with the next call.
func (m *Meter) Fill(p []byte) (n int, ended bool, err error) {
	for n < len(p) && err == nil {
		var k int
		k, err = m.Read(p[n:])
		n += k
	}
	if err == io.EOF {
		return n, true, nil
	}
	return n, false, err
}

// Drain reads the rest without keeping it.
func (m *Meter) Drain() error {
	_, err := io.Copy(io.Discard, struct{ io.Reader }{m})
	return err
}

// Agree returns nil when an object that is there already holds the bytes of a put, and Conflict when it does not. It reads the object
// only when size and digest leave it open.
func Agree(ctx context.Context, s Store, there Info, size int64, sum Digest) error {
	taken := &audit.Error{Kind: audit.Conflict, Text: "the key is taken by other bytes", Value: audit.Quote(there.Key.String())}
	if there.Size != size {
		return taken
	}
	if there.SHA256 == "" {
		obj, err := s.Get(ctx, there.Key)
		if err != nil {
			return err
		}
		defer obj.Close()
		m := NewMeter(ctx, Key{}, obj, -1, PutOptions{})
		if err := m.Drain(); err != nil {
			return err
		}
		there.SHA256 = m.Sum()
	}
	if there.SHA256 != sum {
		return taken
	}
	return nil
}

// bytesText writes a number of bytes for people.
func bytesText(n int64) string {
	const units = "KMGTPE"
	if n < 1024 {
		return strconv.FormatInt(n, 10) + " bytes"
	}
	i, unit := -1, n
	for unit >= 1024 && unit%1024 == 0 && i < len(units)-1 {
		unit, i = unit/1024, i+1
	}
	if i < 0 {
		return strconv.FormatInt(n, 10) + " bytes"
	}
	return strconv.FormatInt(unit, 10) + " " + units[i:i+1] + "iB"
}
