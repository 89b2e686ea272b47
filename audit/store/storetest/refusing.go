package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"testing/iotest"
	"time"

	"auditd/audit"
	"auditd/audit/store"
)

// cutOff yields bytes and then breaks as the body of a request does whose sender went away.
func cutOff(b []byte) io.Reader {
	return io.MultiReader(bytes.NewReader(b), iotest.ErrReader(io.ErrUnexpectedEOF))
}

var refusing = []check{
	{"what does not fit leaves nothing", func(ctx context.Context, s store.Store) error {
		tests := []struct {
			name string
			r    io.Reader
			size int64
			o    store.PutOptions
			want audit.Kind
		}{
			{"5 GiB declared, less sent", bytes.NewReader(Bytes(small, 1)), 5 << 30, store.PutOptions{}, audit.Invalid},
			{"5 GiB declared, some parts sent", bytes.NewReader(Bytes(large, 1)), 5 << 30, store.PutOptions{}, audit.Invalid},
			{"one byte less than declared", bytes.NewReader(Bytes(small, 1)), small + 1, store.PutOptions{}, audit.Invalid},
			{"one byte more than declared", bytes.NewReader(Bytes(small, 1)), small - 1, store.PutOptions{}, audit.Invalid},
			{"declared empty", bytes.NewReader(Bytes(1, 1)), 0, store.PutOptions{}, audit.Invalid},
			{"parts, more than declared", bytes.NewReader(Bytes(large, 1)), large - 1, store.PutOptions{}, audit.Invalid},
			{"cut off at once", cutOff(nil), -1, store.PutOptions{}, audit.Invalid},
			{"cut off", cutOff(Bytes(small, 1)), -1, store.PutOptions{}, audit.Invalid},
			{"cut off after parts", cutOff(Bytes(large, 1)), -1, store.PutOptions{}, audit.Invalid},
			{"cut off between parts", cutOff(Bytes(5<<20, 1)), -1, store.PutOptions{}, audit.Invalid},
			{"too large", bytes.NewReader(Bytes(small, 1)), -1, store.PutOptions{MaxSize: small - 1}, audit.Limit},
			{"too large after parts", bytes.NewReader(Bytes(large, 1)), -1, store.PutOptions{MaxSize: large - 1}, audit.Limit},
			{"too large from the start", bytes.NewReader(nil), large, store.PutOptions{MaxSize: small}, audit.Limit},
			{"other digest", bytes.NewReader(Bytes(small, 1)), -1, store.PutOptions{SHA256: Sum(nil)}, audit.Invalid},
			{"other digest after parts", bytes.NewReader(Bytes(large, 1)), -1, store.PutOptions{SHA256: Sum(nil)}, audit.Invalid},
			{"replaced though the kind is not", bytes.NewReader(nil), 0, store.PutOptions{Replace: true}, audit.Denied},
			{"locked though it is personal data", bytes.NewReader(nil), 0, store.PutOptions{LockUntil: time.Now().Add(time.Hour)}, audit.Denied},
		}
		for i, test := range tests {
			key := incoming(store.ID(fmt.Sprintf("refused-%d", i)))
			_, err := s.Put(ctx, key, test.r, test.size, test.o)
			if err := errors.Join(refused(err, test.want), absent(ctx, s, key)); err != nil {
				return fmt.Errorf("%s: %w", test.name, err)
			}
		}
		return nil
	}},
	{"a key takes only the bytes of its digest", func(ctx context.Context, s store.Store) error {
		key := must(store.PlanKey(Sum(Bytes(small, 1))))
		if err := refused(put(ctx, s, key, Bytes(small, 2), store.PutOptions{}), audit.Invalid); err != nil {
			return err
		}
		return absent(ctx, s, key)
	}},
	{"a put that is given up leaves nothing", func(ctx context.Context, s store.Store) error {
		given, cancel := context.WithCancel(ctx)
		defer cancel()
		b := bytes.NewReader(Bytes(large, 1))
		r := io.MultiReader(io.LimitReader(b, 6<<20), readerFunc(func([]byte) (int, error) { cancel(); return 0, nil }), b)
		key := incoming("given-up")
		if _, err := s.Put(given, key, r, large, store.PutOptions{}); !errors.Is(err, context.Canceled) {
			return fmt.Errorf("got %w, want that the context was cancelled", err)
		}
		return absent(ctx, s, key)
	}},
	{"what is not there", func(ctx context.Context, s store.Store) error {
		key := incoming("absent")
		_, promoted := s.Promote(ctx, key, must(store.DatasetKey(Sum(nil))), store.Encryption{})
		_, version := s.GetVersion(ctx, report("absent"), "1")
		var versions error
		for _, err := range s.Versions(ctx, report("absent")) {
			versions = err
		}
		return errors.Join(
			absent(ctx, s, key), absent(ctx, s, report("absent")),
			refused(s.Delete(ctx, key), audit.NotFound), refused(s.Delete(ctx, report("absent")), audit.NotFound),
			refused(promoted, audit.NotFound), refused(version, audit.NotFound), refused(versions, audit.NotFound),
		)
	}},
	{"promote refuses other bytes and other kinds", func(ctx context.Context, s store.Store) error {
		from, to := incoming("upload"), must(store.DatasetKey(Sum(nil)))
		if err := put(ctx, s, from, Bytes(small, 1), store.PutOptions{}); err != nil {
			return err
		}
		_, other := s.Promote(ctx, from, to, store.Encryption{})
		_, kind := s.Promote(ctx, from, report("a.pdf"), store.Encryption{})
		return errors.Join(refused(other, audit.Invalid), refused(kind, audit.Denied), absent(ctx, s, to), absent(ctx, s, report("a.pdf")))
	}},
	{"the zero key is no object", func(ctx context.Context, s store.Store) error {
		_, err := s.Put(ctx, store.Key{}, bytes.NewReader(nil), 0, store.PutOptions{})
		_, err2 := s.Get(ctx, store.Key{})
		_, err3 := s.Stat(ctx, store.Key{})
		return errors.Join(refused(err, audit.Internal), refused(err2, audit.Internal), refused(err3, audit.Internal), refused(s.Delete(ctx, store.Key{}), audit.Internal))
	}},
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) {
	n, err := f(p)
	if n == 0 && err == nil {
		err = io.EOF // done with its errand; io.MultiReader goes on to the next
	}
	return n, err
}
