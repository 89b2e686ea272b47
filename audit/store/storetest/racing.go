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

const creators = 8

// race lets several creators put at one key at once and returns their errors.
func race(ctx context.Context, s store.Store, key store.Key, bodies [creators][]byte) [creators]error {
	var errs [creators]error
	var start, done sync.WaitGroup
	start.Add(1)
	for i := range creators {
		done.Go(func() {
			start.Wait()
			errs[i] = put(ctx, s, key, bodies[i], store.PutOptions{})
		})
	}
	start.Done()
	done.Wait()
	return errs
}

var racing = []check{
	{"creators of the same small bytes agree", agreeing(small)},
	{"creators of the same bytes in parts agree", agreeing(large)},
	{"of creators of small bytes exactly one wins", contending(small, 20)},
	{"of creators of bytes in parts exactly one wins", contending(large, 3)},
	{"a reader sees nothing until all is written", func(ctx context.Context, s store.Store) error {
		for _, n := range []int{small, large} {
			key, b := incoming(store.ID(fmt.Sprintf("slow-%d", n))), Bytes(n, 1)
			look := func() error { return absent(ctx, s, key) }
			if err := putSlowly(ctx, s, key, b, store.PutOptions{}, look); err != nil {
				return err
			}
			if err := holds(ctx, s, key, b); err != nil {
				return err
			}
		}
		return nil
	}},
	{"a reader sees the old bytes until all is replaced", func(ctx context.Context, s store.Store) error {
		for _, key := range []store.Key{store.CheckpointKey(), report("report.pdf")} {
			old, b := Bytes(small, 1), Bytes(large, 2)
			if err := put(ctx, s, key, old, store.PutOptions{}); err != nil {
				return err
			}
			look := func() error { return holds(ctx, s, key, old) }
			if err := putSlowly(ctx, s, key, b, store.PutOptions{Replace: true}, look); err != nil {
				return err
			}
			if err := holds(ctx, s, key, b); err != nil {
				return err
			}
		}
		return nil
	}},
	{"an open object never mixes two versions", func(ctx context.Context, s store.Store) error {
		key, old := store.CheckpointKey(), Bytes(large, 1)
		if err := put(ctx, s, key, old, store.PutOptions{}); err != nil {
			return err
		}
		obj, err := s.Get(ctx, key)
		if err != nil {
			return err
		}
		defer obj.Close()
		// At a place, so that no download is under way: MinIO lets nobody replace what is being sent, and waits for half a minute.
		head := make([]byte, small)
		if _, err := obj.ReadAt(head, 0); err != nil || !bytes.Equal(head, old[:small]) {
			return fmt.Errorf("the open version: %w", err)
		}
		if err := put(ctx, s, key, Bytes(large, 2), store.PutOptions{Replace: true}); err != nil {
			return err
		}
		if all, err := io.ReadAll(obj); err == nil && !bytes.Equal(all, old) {
			return errors.New("the bytes read are not those of the open version")
		}
		at := make([]byte, small)
		if _, err := obj.ReadAt(at, large-small); err == nil && !bytes.Equal(at, old[large-small:]) {
			return errors.New("the bytes read at a place are not those of the open version")
		}
		return nil
	}},
}

func agreeing(n int) func(context.Context, store.Store) error {
	return func(ctx context.Context, s store.Store) error {
		var bodies [creators][]byte
		for i := range bodies {
			bodies[i] = Bytes(n, 1)
		}
		key := incoming("race")
		errs := race(ctx, s, key, bodies)
		return errors.Join(errors.Join(errs[:]...), holds(ctx, s, key, bodies[0]))
	}
}

func contending(n, rounds int) func(context.Context, store.Store) error {
	return func(ctx context.Context, s store.Store) error {
		for round := range rounds {
			var bodies [creators][]byte
			for i := range bodies {
				bodies[i] = Bytes(n, uint64(i))
			}
			key := incoming(store.ID(fmt.Sprintf("race-%d", round)))
			winner := -1
			for i, err := range race(ctx, s, key, bodies) {
				switch {
				case err == nil && winner >= 0:
					return fmt.Errorf("creators %d and %d both won", winner, i)
				case err == nil:
					winner = i
				case !is(err, audit.Conflict):
					return err
				}
			}
			if winner < 0 {
				return errors.New("nobody won")
			}
			if err := holds(ctx, s, key, bodies[winner]); err != nil {
				return fmt.Errorf("the winner's bytes are not there: %w", err)
			}
		}
		return nil
	}
}

// putSlowly puts bytes and looks at the store when half of them, and when all of them are read, before the reader ends.
func putSlowly(ctx context.Context, s store.Store, key store.Key, b []byte, o store.PutOptions, look func() error) error {
	var seen error
	pause := readerFunc(func([]byte) (int, error) { seen = errors.Join(seen, look()); return 0, nil })
	half := len(b) / 2
	r := io.MultiReader(bytes.NewReader(b[:half]), pause, bytes.NewReader(b[half:]), pause)
	_, err := s.Put(ctx, key, r, -1, o)
	return errors.Join(err, seen)
}
