package number

// Keys numbers distinct keys from 0, in the order in which they turn up. A look-up takes less than half the time of a Go map's. The
// hash is not seeded: the keys must be of the caller's own making, so that nobody outside can choose them to collide.
type Keys struct {
	slots []Slot // open addressing, a power of two, at most half full
	shift uint   // 64 - log2(len(slots))
	n     int
}

// A Slot is the place of one key. It is valid until the next Add.
type Slot struct {
	key    uint64
	number uint32 // 0 marks a free slot; else the number of the key plus one
}

// NewKeys returns a numbering without keys.
func NewKeys() *Keys { return &Keys{slots: make([]Slot, 1<<10), shift: 64 - 10} }

// Slot returns the slot of a key, or the free one where it belongs. The product spreads keys that differ in few bits over the
// highest ones (multiplicative hashing, Knuth, vol. 3, 6.4).
func (x *Keys) Slot(key uint64) *Slot {
	mask := uint64(len(x.slots) - 1)
	for i := ((key ^ key>>32) * 0x9E3779B97F4A7C15) >> x.shift; ; i++ {
		s := &x.slots[i&mask]
		if s.number == 0 || s.key == key {
			return s
		}
	}
}

// Number returns the number of the key in the slot; ok is false when the slot is free.
func (s *Slot) Number() (number uint32, ok bool) { return s.number - 1, s.number > 0 }

// Len returns how many keys are numbered.
func (x *Keys) Len() int { return x.n }

// Add puts a new key into the free slot that Slot returned for it, and returns its number.
func (x *Keys) Add(s *Slot, key uint64) uint32 {
	n := uint32(x.n)
	*s = Slot{key, n + 1}
	if x.n++; 2*x.n > len(x.slots) {
		x.grow()
	}
	return n
}

// grow doubles the number of slots.
func (x *Keys) grow() {
	old := x.slots
	x.slots = make([]Slot, 2*len(old))
	x.shift--
	for _, s := range old {
		if s.number > 0 {
			*x.Slot(s.key) = s
		}
	}
}
