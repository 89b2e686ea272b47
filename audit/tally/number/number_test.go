package number

import (
	"testing"

	"pgregory.net/rapid"
)

// A table numbers texts as a map would, however they collide.
func TestTextsAreAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table, want := NewTexts(), map[string]uint32{}
		for _, text := range rapid.SliceOfN(rapid.StringN(0, 3, -1), 0, 300).Draw(t, "texts") {
			n, isNew := table.Add([]byte(text))
			have, known := want[text]
			if !known {
				have = uint32(len(want) + 1)
				want[text] = have
			}
			if n != have || isNew == known {
				t.Fatalf("%q: got number %d, new %v; want %d, %v", text, n, isNew, have, !known)
			}
		}
		for text, n := range want {
			if table.Find([]byte(text)) != n || string(table.Value(n)) != text {
				t.Fatalf("%q: got number %d and text %q, want %d", text, table.Find([]byte(text)), table.Value(n), n)
			}
		}
		if table.Find([]byte("not among them")) != 0 || table.Len() != len(want)+1 || table.Value(0) != nil {
			t.Fatalf("got %d numbers, want %d", table.Len(), len(want)+1)
		}
	})
}

// Keys are numbered as a map would number them, also keys that share their lowest or highest bits.
func TestKeysAreAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys, want := NewKeys(), map[uint64]uint32{}
		step := uint64(1) << rapid.IntRange(0, 50).Draw(t, "step")
		for range rapid.IntRange(0, 3000).Draw(t, "n") {
			key := rapid.Uint64Range(0, 1000).Draw(t, "key") * step
			slot := keys.Slot(key)
			number, known := slot.Number()
			have, ok := want[key]
			if known != ok || known && number != have {
				t.Fatalf("%d: got number %d, known %v; want %d, %v", key, number, known, have, ok)
			}
			if !known {
				want[key] = keys.Add(slot, key)
				if want[key] != uint32(len(want)-1) {
					t.Fatalf("%d: got number %d, want %d", key, want[key], len(want)-1)
				}
			}
		}
		if keys.Len() != len(want) {
			t.Fatalf("got %d keys, want %d", keys.Len(), len(want))
		}
	})
}
