package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"testing/iotest"

	"auditd/audit"
	"auditd/audit/store"
)

var staging = []check{
	{"pieces of any size become the object, which nobody sees before", pieces},
	{"a piece that breaks off is kept as far as it came", brokenPiece},
	{"an older state of what is staged can be gone on from", olderState},
	{"committing can be repeated", commitAgain},
	{"what is discarded leaves nothing", discarded},
	{"pieces go to quarantine only", piecesElsewhere},
}

// stager returns the store as one that takes pieces; every store of this module does.
func stager(s store.Store) (store.Stager, error) {
	g, ok := s.(store.Stager)
	if !ok {
		return nil, errors.New("the store takes no pieces")
	}
	return g, nil
}

// pieceSizes make parts and tails: below 5 MiB, just 5 MiB, more, a few bytes at the end.
var pieceSizes = []int{1, 1000, 5<<20 - 1001, 1, 5 << 20, 6<<20 + 3, 17}

// stagedIn appends pieces one after the other and returns what is staged after each.
func stagedIn(ctx context.Context, g store.Stager, key store.Key, data []byte, sizes []int) ([]store.Staged, error) {
	states := []store.Staged{{}}
	for _, n := range sizes {
		at := states[len(states)-1]
		next, err := g.Append(ctx, key, at, bytes.NewReader(data[at.Size:at.Size+int64(n)]))
		if err != nil || next.Size != at.Size+int64(n) {
			return nil, fmt.Errorf("a piece of %d bytes after %d gives %d: %w", n, at.Size, next.Size, err)
		}
		states = append(states, next)
	}
	return states, nil
}

func total(sizes []int) int {
	sum := 0
	for _, n := range sizes {
		sum += n
	}
	return sum
}

func pieces(ctx context.Context, s store.Store) error {
	g, err := stager(s)
	if err != nil {
		return err
	}
	for i, sizes := range [][]int{pieceSizes, {3}, {5 << 20}, {small, small}} {
		key, data := incoming(store.ID(fmt.Sprintf("pieces-%d", i))), Bytes(total(sizes), 1)
		states, err := stagedIn(ctx, g, key, data, sizes)
		if err != nil {
			return err
		}
		if _, err := s.Stat(ctx, key); !is(err, audit.NotFound) {
			return fmt.Errorf("the object is seen before it is committed: %w", err)
		}
		info, err := g.Commit(ctx, key, states[len(states)-1])
		if err != nil || info.Size != int64(len(data)) {
			return fmt.Errorf("commit of %v answers %+v: %w", sizes, info, err)
		}
		if err := holds(ctx, s, key, data); err != nil {
			return err
		}
		for info, err := range s.List(ctx, store.AllOf(store.Incoming), key) {
			if err != nil || len(info.Key.String()) > len(key.String()) {
				return fmt.Errorf("%s is left over: %w", info.Key, err)
			}
		}
	}
	return nil
}

func brokenPiece(ctx context.Context, s store.Store) error {
	g, err := stager(s)
	if err != nil {
		return err
	}
	key, data, gone := incoming("broken"), Bytes(large, 2), errors.New("the sender is gone")
	at, err := g.Append(ctx, key, store.Staged{}, io.MultiReader(bytes.NewReader(data[:6<<20]), iotest.ErrReader(gone)))
	if !errors.Is(err, gone) || at.Size != 6<<20 {
		return fmt.Errorf("a reader that breaks off after %d bytes: %d kept, %w", 6<<20, at.Size, err)
	}
	at, err = g.Append(ctx, key, at, io.MultiReader(bytes.NewReader(data[6<<20:6<<20+7]), iotest.ErrReader(gone)))
	if !errors.Is(err, gone) || at.Size != 6<<20+7 {
		return fmt.Errorf("a reader that breaks off after 7 bytes more: %d kept, %w", at.Size, err)
	}
	if same, err := g.Append(ctx, key, at, iotest.ErrReader(gone)); !errors.Is(err, gone) || same.Size != at.Size {
		return fmt.Errorf("a reader that breaks off at once: %d kept, %w", same.Size, err)
	}
	if at, err = g.Append(ctx, key, at, bytes.NewReader(data[at.Size:])); err != nil {
		return err
	}
	if _, err := g.Commit(ctx, key, at); err != nil {
		return err
	}
	return holds(ctx, s, key, data)
}

// olderState is a process that died after a piece was stored and before that was noted.
func olderState(ctx context.Context, s store.Store) error {
	g, err := stager(s)
	if err != nil {
		return err
	}
	key, data := incoming("older"), Bytes(total(pieceSizes), 3)
	for i := range pieceSizes {
		states, err := stagedIn(ctx, g, key, data, pieceSizes[:i+1])
		if err != nil {
			return err
		}
		older := states[i]
		if _, err := g.Append(ctx, key, older, bytes.NewReader(data[older.Size:])); err != nil {
			return fmt.Errorf("from the state after %d pieces: %w", i, err)
		}
	}
	states, err := stagedIn(ctx, g, key, data, []int{len(data)})
	if err != nil {
		return err
	}
	if _, err := g.Commit(ctx, key, states[1]); err != nil {
		return err
	}
	return holds(ctx, s, key, data)
}

func commitAgain(ctx context.Context, s store.Store) error {
	g, err := stager(s)
	if err != nil {
		return err
	}
	key, data := incoming("again"), Bytes(small, 4)
	states, err := stagedIn(ctx, g, key, data, []int{small})
	if err != nil {
		return err
	}
	for range 2 {
		if _, err := g.Commit(ctx, key, states[1]); err != nil {
			return err
		}
	}
	if _, err := g.Commit(ctx, key, store.Staged{Size: small + 1}); !is(err, audit.Conflict) {
		return fmt.Errorf("a commit of another size: got %w, want a conflict", err)
	}
	return errors.Join(g.Discard(ctx, key, states[1]), holds(ctx, s, key, data))
}

func discarded(ctx context.Context, s store.Store) error {
	g, err := stager(s)
	if err != nil {
		return err
	}
	key := incoming("discarded")
	states, err := stagedIn(ctx, g, key, Bytes(total(pieceSizes), 5), pieceSizes)
	if err != nil {
		return err
	}
	last := states[len(states)-1]
	if err := errors.Join(g.Discard(ctx, key, last), g.Discard(ctx, key, last)); err != nil {
		return err
	}
	for info, err := range s.List(ctx, store.AllOf(store.Incoming), store.Key{}) {
		return fmt.Errorf("%s is left over: %w", info.Key, err)
	}
	if _, err := g.Commit(ctx, key, last); err == nil {
		return errors.New("what was discarded was committed")
	}
	return absent(ctx, s, key)
}

func piecesElsewhere(ctx context.Context, s store.Store) error {
	g, err := stager(s)
	if err != nil {
		return err
	}
	key := report("a.html")
	if _, err := g.Append(ctx, key, store.Staged{}, bytes.NewReader(Bytes(small, 6))); err == nil {
		return errors.New("a report was staged")
	}
	return absent(ctx, s, key)
}
