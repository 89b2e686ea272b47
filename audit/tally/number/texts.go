// Package number numbers distinct texts and distinct keys in the order in which they turn up, in less memory or time than a Go
// map takes, and counts the rows of texts as long as there are not too many.
//
// It does not know what a text or a key stands for.
package number

import (
	"bytes"
	"hash/maphash"
)

// Texts numbers distinct texts from 1, in the order in which they turn up. It takes about 20 bytes per text besides the text
// itself, a third of what a Go map takes. It is a dictionary whose code 0 is the absent value. After the last Add it may be read
// by several goroutines.
type Texts struct {
	seed  maphash.Seed // anew for every table, so that nobody can prepare texts that collide; results do not depend on it
	bytes []byte       // all texts, one after the other
	ends  []uint64     // by number: where the text ends; ends[0] is 0
	slots []uint32     // open addressing, a power of two, at most half full; 0 is free
}

// NewTexts returns a numbering without texts.
func NewTexts() *Texts {
	return &Texts{seed: maphash.MakeSeed(), ends: []uint64{0}, slots: make([]uint32, 64)}
}

// Len returns the number of texts plus one.
func (t *Texts) Len() int { return len(t.ends) }

// Value returns the text with a number, nil for 0. It must not be changed.
func (t *Texts) Value(n uint32) []byte {
	if n == 0 {
		return nil
	}
	return t.bytes[t.ends[n-1]:t.ends[n]:t.ends[n]]
}

// Size returns the bytes of memory in use.
func (t *Texts) Size() int64 {
	return int64(cap(t.bytes)) + 8*int64(cap(t.ends)) + 4*int64(cap(t.slots))
}

// Find returns the number of a text, 0 when it is not there.
func (t *Texts) Find(text []byte) uint32 {
	n, _ := t.seek(text)
	return n
}

// Add returns the number of a text, which it copies when it is new.
func (t *Texts) Add(text []byte) (number uint32, isNew bool) {
	n, at := t.seek(text)
	if n != 0 {
		return n, false
	}
	n = uint32(len(t.ends))
	t.bytes = append(t.bytes, text...)
	t.ends = append(t.ends, uint64(len(t.bytes)))
	t.slots[at] = n
	if 2*len(t.ends) > len(t.slots) {
		t.grow()
	}
	return n, true
}

// seek returns the number of a text and its slot, or 0 and the slot where it belongs.
func (t *Texts) seek(text []byte) (number uint32, slot uint64) {
	mask := uint64(len(t.slots) - 1)
	for i := maphash.Bytes(t.seed, text) & mask; ; i = (i + 1) & mask {
		n := t.slots[i]
		if n == 0 || bytes.Equal(t.Value(n), text) {
			return n, i
		}
	}
}

// grow doubles the number of slots.
func (t *Texts) grow() {
	t.slots = make([]uint32, 2*len(t.slots))
	mask := uint64(len(t.slots) - 1)
	for n := 1; n < len(t.ends); n++ {
		i := maphash.Bytes(t.seed, t.Value(uint32(n))) & mask
		for t.slots[i] != 0 {
			i = (i + 1) & mask
		}
		t.slots[i] = uint32(n)
	}
}
