package storetest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"auditd/audit"
	"auditd/audit/store"
)

// Sum returns the SHA-256 of bytes.
func Sum(b []byte) store.Digest {
	sum := sha256.Sum256(b)
	return store.Digest(hex.EncodeToString(sum[:]))
}

var writing = []check{
	{"what is put is got", func(ctx context.Context, s store.Store) error {
		for i, n := range []int{0, 1, small, 5 << 20, 10 << 20, large} {
			for _, size := range []int64{-1, int64(n)} {
				key, b := incoming(store.ID(fmt.Sprintf("size-%d-%d", n, size+1))), Bytes(n, uint64(i))
				info, err := s.Put(ctx, key, bytes.NewReader(b), size, store.PutOptions{SHA256: Sum(b)})
				if err != nil || info.SHA256 != Sum(b) || info.Size != int64(n) {
					return fmt.Errorf("put of %d bytes declared as %d: %+v, %w", n, size, info, err)
				}
				if err := holds(ctx, s, key, b); err != nil {
					return err
				}
			}
		}
		return nil
	}},
	{"stat tells size, time and digest", func(ctx context.Context, s store.Store) error {
		b := Bytes(large, 1)
		key := must(store.DatasetKey(Sum(b)))
		if err := put(ctx, s, key, b, store.PutOptions{}); err != nil {
			return err
		}
		info, err := s.Stat(ctx, key)
		if err != nil || info.Key != key || info.Size != large || info.SHA256 != Sum(b) || info.Modified.IsZero() || info.Version != "" {
			return fmt.Errorf("stat: %+v, %w", info, err)
		}
		return nil
	}},
	{"the same bytes again are no error", func(ctx context.Context, s store.Store) error {
		for _, n := range []int{0, small, large} {
			key, b := incoming(store.ID(fmt.Sprintf("again-%d", n))), Bytes(n, 1)
			for range 2 {
				if err := put(ctx, s, key, b, store.PutOptions{}); err != nil {
					return err
				}
			}
			if err := holds(ctx, s, key, b); err != nil {
				return err
			}
		}
		return nil
	}},
	{"other bytes are a conflict", func(ctx context.Context, s store.Store) error {
		for _, n := range []int{small, large} {
			key, b := incoming(store.ID(fmt.Sprintf("other-%d", n))), Bytes(n, 1)
			if err := put(ctx, s, key, b, store.PutOptions{}); err != nil {
				return err
			}
			for _, other := range [][]byte{Bytes(n, 2), b[:n-1], {}} {
				if err := refused(put(ctx, s, key, other, store.PutOptions{}), audit.Conflict); err != nil {
					return fmt.Errorf("%d bytes over %d: %w", len(other), n, err)
				}
			}
			if err := holds(ctx, s, key, b); err != nil {
				return err
			}
		}
		return nil
	}},
	{"names in Chinese and with marks", func(ctx context.Context, s store.Store) error {
		names := []store.FileName{"报告 2026 年.pdf", "1+1=2 100%.csv", "a b&c#d;e'f~(g)!.html", "𠮷野家.json", "é.txt", "e\u0301.txt"}
		for i, name := range names {
			if err := put(ctx, s, report(name), Bytes(small, uint64(i)), store.PutOptions{}); err != nil {
				return err
			}
		}
		for i, name := range names {
			if err := holds(ctx, s, report(name), Bytes(small, uint64(i))); err != nil {
				return err
			}
		}
		seen := map[store.Key]bool{}
		for info, err := range s.List(ctx, store.AllOf(store.Report), store.Key{}) {
			if err != nil {
				return err
			}
			seen[info.Key] = true
		}
		for _, name := range names {
			if !seen[report(name)] {
				return fmt.Errorf("list does not show %s", report(name))
			}
		}
		return nil
	}},
	{"the checkpoint of the log is replaced", func(ctx context.Context, s store.Store) error {
		for i := range 3 {
			if err := put(ctx, s, store.CheckpointKey(), Bytes(small+i, uint64(i)), store.PutOptions{Replace: true}); err != nil {
				return err
			}
		}
		return holds(ctx, s, store.CheckpointKey(), Bytes(small+2, 2))
	}},
	{"promote moves bytes to their digest", func(ctx context.Context, s store.Store) error {
		for _, n := range []int{0, small, large} {
			from, b := incoming(store.ID(fmt.Sprintf("upload-%d", n))), Bytes(n, 7)
			to := must(store.DatasetKey(Sum(b)))
			if err := put(ctx, s, from, b, store.PutOptions{}); err != nil {
				return err
			}
			for range 2 { // the second time it is there already
				info, err := s.Promote(ctx, from, to, store.Encryption{})
				if err != nil || info.Size != int64(n) || info.SHA256 != Sum(b) || info.Key != to {
					return fmt.Errorf("promote: %+v, %w", info, err)
				}
			}
			if err := s.Delete(ctx, from); err != nil {
				return err
			}
			if err := holds(ctx, s, to, b); err != nil {
				return err
			}
		}
		return nil
	}},
	{"encryption is done or refused", func(ctx context.Context, s store.Store) error {
		o := store.PutOptions{Encryption: store.Encryption{Mode: store.SSES3}}
		for _, n := range []int{small, large} {
			key, b := incoming(store.ID(fmt.Sprintf("secret-%d", n))), Bytes(n, 1)
			if err := put(ctx, s, key, b, o); err != nil {
				if err := refused(err, audit.Invalid); err != nil {
					return err
				}
				if err := absent(ctx, s, key); err != nil {
					return err
				}
				continue
			}
			info, err := s.Stat(ctx, key)
			if err != nil || info.Encryption.Mode != store.SSES3 {
				return fmt.Errorf("taken, and not encrypted: %+v, %w", info, err)
			}
			if err := holds(ctx, s, key, b); err != nil {
				return err
			}
		}
		return nil
	}},
	{"check", func(ctx context.Context, s store.Store) error { return s.Check(ctx) }},
}
