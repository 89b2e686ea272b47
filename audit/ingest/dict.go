package ingest

import (
	"bytes"
	"encoding/binary"
	"hash/maphash"
	"unicode/utf8"
)

// A Dict maps codes to values. Code 0 is "no value": null or absent; the empty text is a value of its own where a format tells
// them apart. Values of one dictionary are distinct. When a column has very many distinct values the reader empties the
// dictionary between two batches and raises Epoch; codes of an earlier epoch must then be forgotten.
type Dict struct {
	Epoch int

	values [][]byte
	slots  []slot // open addressing; a power of two, never more than half full
	shift  uint   // 64 - log2(len(slots)): the top bits of the hash choose the slot
	bytes  int    // of all values together
	arena  []byte // where the next short values are copied to

	// What is known of the bytes of all values ever held, for doubts about the encoding.
	wide   bool   // a character of three or four bytes occurred
	narrow []byte // the bytewise smallest value whose characters beyond ASCII all have two bytes
}

// A slot holds one value. For a value of at most 8 bytes, word is the value itself (little-endian, zero-padded), so that
// comparing needs no look at the text; for a longer one it is a hash.
type slot struct {
	word uint64
	size uint32 // length of the value
	code uint32 // 0 marks a free slot
}

const (
	maxDictValues = 1 << 16 // distinct values above which a dictionary is emptied after the batch
	maxDictBytes  = 8 << 20 // bytes of all values, likewise
	minSlots      = 64
	arenaSize     = 4 << 10
	maxShared     = arenaSize / 8 // values up to this length share an arena
)

// The hash is seeded anew in every process, so that nobody can prepare values that collide. It decides only where a value is
// looked for, never its code: results do not depend on it.
var (
	hashSeed = maphash.MakeSeed()
	hashMult = maphash.String(hashSeed, "multiplier") | 1
)

// newDict returns a dictionary that holds code 0 only.
func newDict() *Dict {
	d := &Dict{values: make([][]byte, 1, minSlots/2)}
	d.allocate(minSlots)
	return d
}

// Len returns the number of codes, the zero code included.
func (d *Dict) Len() int { return len(d.values) }

// Value returns the text of a code, valid UTF-8. It is nil for code 0 and must not be changed or kept across epochs.
func (d *Dict) Value(code uint32) []byte { return d.values[code] }

// wordOf returns the value itself for at most 8 bytes, a hash for more.
func wordOf(v []byte) uint64 {
	n := len(v)
	switch {
	case n > 8:
		return maphash.Bytes(hashSeed, v)
	case n == 8:
		return binary.LittleEndian.Uint64(v)
	case n >= 4:
		// Two overlapping reads, so that no byte beyond the value is touched.
		hi := uint64(binary.LittleEndian.Uint32(v[n-4:]))
		return uint64(binary.LittleEndian.Uint32(v)) | hi<<(8*uint(n-4))
	}
	var w uint64
	for i := n - 1; i >= 0; i-- {
		w = w<<8 | uint64(v[i])
	}
	return w
}

// code returns the code of a value and adds the value when it is new. The bytes of v are copied then.
func (d *Dict) code(v []byte) uint32 { return d.codeOf(wordOf(v), v) }

// codeOf is code for a caller who has wordOf(v) already.
func (d *Dict) codeOf(word uint64, v []byte) uint32 {
	mask := uint64(len(d.slots) - 1)
	for i := (word * hashMult) >> d.shift; ; i++ {
		s := &d.slots[i&mask]
		if s.code == 0 {
			return d.add(i&mask, word, v)
		}
		if s.word == word && s.size == uint32(len(v)) && (len(v) <= 8 || bytes.Equal(d.values[s.code], v)) {
			return s.code
		}
	}
}

// add puts a new value into free slot i.
func (d *Dict) add(i, word uint64, v []byte) uint32 {
	code := uint32(len(d.values))
	d.values = append(d.values, d.keep(v))
	d.bytes += len(v)
	d.observe(d.values[code])
	d.slots[i] = slot{word, uint32(len(v)), code}
	if 2*len(d.values) > len(d.slots) {
		d.grow()
	}
	return code
}

// observe updates wide and narrow.
func (d *Dict) observe(v []byte) {
	if d.wide {
		return
	}
	const threeBytes = 0xe0 // first byte of the shortest longer character
	narrow := false
	for _, c := range v {
		if c >= threeBytes {
			d.wide = true
			return
		}
		narrow = narrow || c >= utf8.RuneSelf
	}
	if narrow && (d.narrow == nil || bytes.Compare(v, d.narrow) < 0) {
		d.narrow = v
	}
}

// keep returns a copy of v that is not nil, even when v is empty.
func (d *Dict) keep(v []byte) []byte {
	if len(v) > maxShared {
		return bytes.Clone(v)
	}
	if cap(d.arena)-len(d.arena) < len(v) || d.arena == nil {
		d.arena = make([]byte, 0, arenaSize)
	}
	at := len(d.arena)
	d.arena = append(d.arena, v...)
	return d.arena[at:len(d.arena):len(d.arena)]
}

// grow doubles the number of slots.
func (d *Dict) grow() {
	old := d.slots
	d.allocate(2 * len(old))
	mask := uint64(len(d.slots) - 1)
	for _, s := range old {
		if s.code == 0 {
			continue
		}
		i := (s.word * hashMult) >> d.shift
		for d.slots[i&mask].code != 0 {
			i++
		}
		d.slots[i&mask] = s
	}
}

// allocate makes n free slots; n is a power of two.
func (d *Dict) allocate(n int) {
	d.slots = make([]slot, n)
	d.shift = 64
	for ; n > 1; n >>= 1 {
		d.shift--
	}
}

// settle empties the dictionary when it has become too large. It is called between batches.
func (d *Dict) settle() {
	if len(d.values) <= maxDictValues && d.bytes <= maxDictBytes {
		return
	}
	d.Epoch++
	// The arena is left behind, not reused: a consumer that kept a value too long reads an old text, never a wrong one.
	d.values, d.arena, d.bytes = append(d.values[:0:0], nil), nil, 0
	if len(d.slots) > 4*maxDictValues {
		d.allocate(2 * maxDictValues)
		return
	}
	clear(d.slots)
}
