package storetest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"auditd/audit"
	"auditd/audit/store"
)

var locking = []check{
	{"a locked object stays", func(ctx context.Context, s store.Store) error {
		until := time.Now().Add(time.Hour)
		for _, n := range []int{small, large} {
			key, b := report(store.FileName(fmt.Sprintf("locked-%d.pdf", n))), Bytes(n, 1)
			if err := put(ctx, s, key, b, store.PutOptions{LockUntil: until}); err != nil {
				return err
			}
			info, err := s.Stat(ctx, key)
			if err != nil || info.LockedUntil.Sub(until).Abs() > 2*time.Second {
				return fmt.Errorf("locked until %s, %w; want %s", info.LockedUntil, err, until)
			}
			err = errors.Join(
				refused(s.Delete(ctx, key), audit.Denied),
				refused(put(ctx, s, key, Bytes(n, 2), store.PutOptions{Replace: true}), audit.Denied),
				refused(put(ctx, s, key, Bytes(n, 2), store.PutOptions{}), audit.Conflict),
				holds(ctx, s, key, b),
			)
			if err != nil {
				return fmt.Errorf("%d bytes: %w", n, err)
			}
		}
		return nil
	}},
	{"a lock is set and extended by putting again, never shortened", func(ctx context.Context, s store.Store) error {
		key, b, now := must(store.PackKey("2026-0001", 1, "pack.zip")), Bytes(small, 1), time.Now()
		for _, step := range []struct{ until, want time.Duration }{{0, 0}, {time.Hour, time.Hour}, {2 * time.Hour, 2 * time.Hour}, {time.Hour, 2 * time.Hour}, {0, 2 * time.Hour}} {
			var o store.PutOptions
			if step.until > 0 {
				o.LockUntil = now.Add(step.until)
			}
			if err := put(ctx, s, key, b, o); err != nil {
				return err
			}
			info, err := s.Stat(ctx, key)
			if err != nil {
				return err
			}
			if step.want == 0 && info.LockedUntil.IsZero() {
				continue
			}
			if got := info.LockedUntil.Sub(now); (got - step.want).Abs() > 2*time.Second {
				return fmt.Errorf("locked for %s, want %s", got, step.want)
			}
		}
		return refused(s.Delete(ctx, key), audit.Denied)
	}},
	{"a lock that has ended binds no more", func(ctx context.Context, s store.Store) error {
		key := report("short.pdf")
		until := time.Now().Add(2 * time.Second)
		if err := put(ctx, s, key, Bytes(small, 1), store.PutOptions{LockUntil: until}); err != nil {
			return err
		}
		if err := refused(s.Delete(ctx, key), audit.Denied); err != nil {
			return err
		}
		// S3 keeps whole seconds, so that a lock may last up to one more.
		time.Sleep(time.Until(until) + 1500*time.Millisecond)
		if err := s.Delete(ctx, key); err != nil {
			return err
		}
		return absent(ctx, s, key)
	}},
	{"reports keep what they replaced", func(ctx context.Context, s store.Store) error {
		key := report("report.html")
		const n = 3
		for i := range uint64(n) {
			if err := put(ctx, s, key, Bytes(small, i), store.PutOptions{Replace: true}); err != nil {
				return err
			}
		}
		// The same bytes again make no version.
		if err := put(ctx, s, key, Bytes(small, n-1), store.PutOptions{Replace: true}); err != nil {
			return err
		}
		seen, versions := uint64(0), map[string]bool{}
		for info, err := range s.Versions(ctx, key) {
			if err != nil {
				return err
			}
			obj, err := s.GetVersion(ctx, key, info.Version)
			if err != nil {
				return err
			}
			if err := same(obj, Bytes(small, n-1-seen)); err != nil {
				return fmt.Errorf("version %s: %w", info.Version, err)
			}
			versions[info.Version] = true
			seen++
		}
		if seen != n || len(versions) != n {
			return fmt.Errorf("got %d versions, %d names; want %d", seen, len(versions), n)
		}
		if _, err := s.GetVersion(ctx, key, "../../mutex"); !is(err, audit.NotFound) {
			return fmt.Errorf("a version that is no version: %w", err)
		}
		if err := s.Delete(ctx, key); err != nil {
			return err
		}
		for version := range versions {
			if _, err := s.GetVersion(ctx, key, version); !is(err, audit.NotFound) {
				return fmt.Errorf("version %s of a deleted object: %w", version, err)
			}
		}
		return absent(ctx, s, key)
	}},
	{"a deletion that is denied keeps every version", func(ctx context.Context, s store.Store) error {
		key := report("two.pdf")
		if err := put(ctx, s, key, Bytes(small, 1), store.PutOptions{}); err != nil {
			return err
		}
		if err := put(ctx, s, key, Bytes(small, 2), store.PutOptions{Replace: true, LockUntil: time.Now().Add(time.Hour)}); err != nil {
			return err
		}
		if err := refused(s.Delete(ctx, key), audit.Denied); err != nil {
			return err
		}
		n := 0
		for _, err := range s.Versions(ctx, key) {
			if err != nil {
				return err
			}
			n++
		}
		if n != 2 {
			return fmt.Errorf("a deletion that was denied left %d versions of 2", n)
		}
		return holds(ctx, s, key, Bytes(small, 2))
	}},
	{"uploads and data sets have one version", func(ctx context.Context, s store.Store) error {
		key := incoming("one")
		if err := put(ctx, s, key, Bytes(small, 1), store.PutOptions{}); err != nil {
			return err
		}
		n := 0
		for info, err := range s.Versions(ctx, key) {
			if n++; err != nil || info.Version != "" || info.Key != key || n > 1 {
				return fmt.Errorf("version %d: %+v, %w", n, info, err)
			}
		}
		return nil
	}},
}
