package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"auditd/audit"
	"auditd/audit/store"
)

var reading = []check{
	{"ranges", func(ctx context.Context, s store.Store) error {
		key, b := incoming("ranges"), Bytes(large, 1)
		if err := put(ctx, s, key, b, store.PutOptions{}); err != nil {
			return err
		}
		obj, err := s.Get(ctx, key)
		if err != nil {
			return err
		}
		defer obj.Close()
		tests := []struct {
			off  int64
			n    int
			want int // bytes
			end  bool
		}{
			{0, 1, 1, false},
			{0, large, large, false},
			{5<<20 - 1, 2, 2, false}, // over the edge of a part
			{large - 1, 1, 1, false},
			{large - 1, 2, 1, true},
			{large, 1, 0, true},
			{large + 100, 1, 0, true},
			{7, 0, 0, false},
		}
		for _, test := range tests {
			got := make([]byte, test.n)
			n, err := obj.ReadAt(got, test.off)
			if n != test.want || errors.Is(err, io.EOF) != test.end && test.off+int64(n) != large || err != nil && !errors.Is(err, io.EOF) {
				return fmt.Errorf("ReadAt(%d bytes, %d) = %d, %w; want %d, end %v", test.n, test.off, n, err, test.want, test.end)
			}
			if n > 0 && !bytes.Equal(got[:n], b[test.off:test.off+int64(n)]) {
				return fmt.Errorf("ReadAt(%d bytes, %d): other bytes", test.n, test.off)
			}
		}
		if _, err := obj.ReadAt(make([]byte, 1), -1); err == nil || errors.Is(err, io.EOF) {
			return fmt.Errorf("ReadAt before the start: %w", err)
		}
		return same(obj, b) // places read do not move the reader
	}},
	{"ranges from many goroutines", func(ctx context.Context, s store.Store) error {
		key, b := incoming("ranges"), Bytes(large, 1)
		if err := put(ctx, s, key, b, store.PutOptions{}); err != nil {
			return err
		}
		obj, err := s.Get(ctx, key)
		if err != nil {
			return err
		}
		defer obj.Close()
		errs := make([]error, 16)
		var wait sync.WaitGroup
		for i := range errs {
			wait.Go(func() {
				got, off := make([]byte, 100_000), int64(i)*777_777
				_, err := obj.ReadAt(got, off)
				if err == nil && !bytes.Equal(got, b[off:off+100_000]) {
					err = fmt.Errorf("other bytes at %d", off)
				}
				errs[i] = err
			})
		}
		wait.Wait()
		return errors.Join(errs...)
	}},
	{"ranges of an empty object", func(ctx context.Context, s store.Store) error {
		key := incoming("empty")
		if err := put(ctx, s, key, nil, store.PutOptions{}); err != nil {
			return err
		}
		obj, err := s.Get(ctx, key)
		if err != nil {
			return err
		}
		if _, err := obj.ReadAt(make([]byte, 1), 0); !errors.Is(err, io.EOF) {
			return fmt.Errorf("got %w, want the end", err)
		}
		return same(obj, nil)
	}},
	{"a closed object is not read", func(ctx context.Context, s store.Store) error {
		key := incoming("closed")
		if err := put(ctx, s, key, Bytes(small, 1), store.PutOptions{}); err != nil {
			return err
		}
		obj, err := s.Get(ctx, key)
		if err != nil {
			return err
		}
		if err := obj.Close(); err != nil {
			return err
		}
		if n, err := obj.Read(make([]byte, 1)); n > 0 || err == nil || errors.Is(err, io.EOF) {
			return fmt.Errorf("read %d bytes, %w", n, err)
		}
		return nil
	}},
	{"deleted, and created anew", func(ctx context.Context, s store.Store) error {
		for _, key := range []store.Key{incoming("gone"), report("gone.pdf")} {
			for i := range uint64(2) {
				if err := put(ctx, s, key, Bytes(small, i), store.PutOptions{}); err != nil {
					return err
				}
				if err := holds(ctx, s, key, Bytes(small, i)); err != nil {
					return err
				}
				if err := s.Delete(ctx, key); err != nil {
					return err
				}
				if err := absent(ctx, s, key); err != nil {
					return err
				}
			}
			if err := refused(s.Delete(ctx, key), audit.NotFound); err != nil {
				return err
			}
		}
		return nil
	}},
}
