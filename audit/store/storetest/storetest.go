// Package storetest holds the one conformance suite of object stores, and starts the object servers that it is run against.
//
// It is for tests only. It knows what package store promises, and nothing of how a store keeps it.
package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"auditd/audit"
	"auditd/audit/store"
)

// A check is one promise. It returns how the store broke it.
type check struct {
	name string
	run  func(ctx context.Context, s store.Store) error
}

// A Difference is a check that a server is known to fail, and why that is borne. When the server passes it after all, the test fails
// and asks for the entry to be taken out: the table cannot go stale.
type Difference struct {
	Check  string
	Reason string
}

// Test runs every check on a store of its own, as opened by open.
func Test(t *testing.T, open func(t *testing.T) store.Store, known ...Difference) {
	reasons := map[string]string{}
	for _, d := range known {
		reasons[d.Check] = d.Reason
	}
	for _, c := range all() {
		reason, differs := reasons[c.name]
		delete(reasons, c.name)
		t.Run(c.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
			defer cancel()
			err := c.run(ctx, open(t))
			switch {
			case differs && err == nil:
				t.Errorf("passes now: take it out of the table of differences (%s)", reason)
			case differs:
				t.Logf("KNOWN DIFFERENCE: %s: %v", reason, err)
			case err != nil:
				t.Errorf("%v%s", err, causes(err))
			}
		})
	}
	for name := range reasons {
		t.Errorf("the table of differences names a check that does not exist: %s", name)
	}
}

// causes returns what lies below the errors of a check: the text for people hides it.
func causes(err error) string {
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		out := ""
		for _, err := range many.Unwrap() {
			out += causes(err)
		}
		return out
	}
	if err = errors.Unwrap(err); err == nil {
		return ""
	}
	return fmt.Sprintf("\n\tbecause of %T: %v", err, err) + causes(err)
}

// all is the table of checks: what is written, what is refused, what is seen meanwhile, what is listed, what is locked, what comes
// in pieces.
func all() []check {
	var out []check
	for _, part := range [][]check{writing, refusing, racing, reading, listing, locking, staging} {
		out = append(out, part...)
	}
	return out
}

// Sizes of test objects. A store that cuts objects into parts is opened with parts of 5 MiB, the smallest that S3 allows.
const (
	small = 1000
	large = 12<<20 + 1 // three parts of 5 MiB, the last one short
)

// Bytes returns n bytes that look random, the same for the same seed.
func Bytes(n int, seed uint64) []byte {
	b := make([]byte, n)
	source := rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8)})
	_, _ = source.Read(b)
	return b
}

// must unwraps a key that the suite itself wrote correctly.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func incoming(id store.ID) store.Key { return must(store.IncomingKey(id)) }

func report(name store.FileName) store.Key { return must(store.ReportKey("2026-0001", 1, name)) }

func put(ctx context.Context, s store.Store, key store.Key, b []byte, o store.PutOptions) error {
	info, err := s.Put(ctx, key, bytes.NewReader(b), int64(len(b)), o)
	if err != nil {
		return fmt.Errorf("put %s: %w", key, err)
	}
	if info.Key != key || info.Size != int64(len(b)) || info.SHA256 != Sum(b) {
		return fmt.Errorf("put %s answers %+v, want %d bytes, %s", key, info, len(b), Sum(b))
	}
	return nil
}

// holds reads an object to its end and compares.
func holds(ctx context.Context, s store.Store, key store.Key, want []byte) error {
	obj, err := s.Get(ctx, key)
	if err != nil {
		return fmt.Errorf("get %s: %w", key, err)
	}
	return same(obj, want)
}

func same(obj store.Object, want []byte) error {
	got, err := io.ReadAll(obj)
	if err := errors.Join(err, obj.Close()); err != nil {
		return fmt.Errorf("read %s: %w", obj.Info().Key, err)
	}
	if !bytes.Equal(got, want) || obj.Info().Size != int64(len(want)) {
		return fmt.Errorf("%s: got %d bytes (%s), want %d (%s)", obj.Info().Key, len(got), Sum(got), len(want), Sum(want))
	}
	return nil
}

// absent checks that nothing is seen at a key, by any way of looking.
func absent(ctx context.Context, s store.Store, key store.Key) error {
	if _, err := s.Stat(ctx, key); !is(err, audit.NotFound) {
		return fmt.Errorf("stat of %s, which must not be there: %w", key, err)
	}
	if obj, err := s.Get(ctx, key); !is(err, audit.NotFound) {
		if err == nil {
			obj.Close()
		}
		return fmt.Errorf("get of %s, which must not be there: %w", key, err)
	}
	for info, err := range s.List(ctx, store.AllOf(key.Kind()), store.Key{}) {
		if err != nil || info.Key == key {
			return fmt.Errorf("list shows %s, which must not be there: %w", info.Key, err)
		}
	}
	return nil
}

// refused checks the kind of an error and that it explains itself.
func refused(err error, want audit.Kind) error {
	if !is(err, want) {
		return fmt.Errorf("got %w (%s), want an error of kind %s", err, audit.KindOf(err), want)
	}
	return nil
}

func is(err error, want audit.Kind) bool {
	var e *audit.Error
	return errors.As(err, &e) && e.Kind == want
}
