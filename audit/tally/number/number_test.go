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

// Rows counts as a map would, however the texts are shared out and merged; one text too many makes it full.
func TestRowsAreAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts, want := make([]Rows, 3), map[string]int64{}
		for _, text := range rapid.SliceOf(rapid.StringN(0, 2, -1)).Draw(t, "texts") {
			p := &parts[rapid.IntRange(0, 2).Draw(t, "part")]
			p.Count(p.Add([]byte(text)), 2)
			want[text] += 2
		}
		parts[0].Add([]byte("without rows"))
		var all Rows
		for i := range parts {
			all.Merge(&parts[i])
		}
		for text, rows := range all.All() {
			if want[text] != rows {
				t.Fatalf("%q: got %d rows, want %d", text, rows, want[text])
			}
		}
		if all.Len() != len(want) || all.Full() {
			t.Fatalf("got %d texts, full %v, want %d", all.Len(), all.Full(), len(want))
		}
	})
}

func TestRowsFull(t *testing.T) {
	var r, long Rows
	for i := range MostTexts + 1 {
		if r.Full() {
			t.Fatalf("full after %d texts, want %d to fit", i, MostTexts)
		}
		r.Count(r.Add([]byte{byte(i), byte(i >> 8), byte(i >> 16)}), 1)
	}
	long.Count(long.Add(make([]byte, MostBytes+1)), 1)
	if !r.Full() || r.Len() != 0 || !long.Full() {
		t.Errorf("got full %v with %d texts, and full %v; want both full and empty", r.Full(), r.Len(), long.Full())
	}
	var sum Rows
	sum.Merge(&r)
	if !sum.Full() {
		t.Error("merging what is full is full")
	}
}
