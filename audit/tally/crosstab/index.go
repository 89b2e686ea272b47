package crosstab

import (
	"hash/maphash"
	"math"
)

// hashSeed is chosen anew in every process, so that nobody can prepare numbers that collide. Results do not depend on it.
var hashSeed = maphash.Comparable(maphash.MakeSeed(), "numbers") | 1

// An index finds numbers by open addressing in a quarter of the memory of a Go map: it holds ids, and its owner the numbers.
type index struct {
	slots []uint32 // ids; 0 is free; a power of two, at most half full
	shift uint     // 64 − log2(len(slots))
}

func newIndex() index { return index{slots: make([]uint32, 64), shift: 64 - 6} }

// seek returns the id of a number, or 0 and the slot where it belongs.
func (x *index) seek(number float64, numbers []float64) (id uint32, slot uint64) {
	mask := uint64(len(x.slots) - 1)
	bits := math.Float64bits(number)
	for i := (bits ^ bits>>29) * hashSeed >> x.shift; ; i++ {
		id := x.slots[i&mask]
		if id == 0 || numbers[id] == number {
			return id, i & mask
		}
	}
}

// add puts the last of the numbers into a slot that seek returned.
func (x *index) add(slot uint64, numbers []float64) {
	x.slots[slot] = uint32(len(numbers) - 1)
	if 2*len(numbers) <= len(x.slots) {
		return
	}
	x.slots = make([]uint32, 2*len(x.slots))
	x.shift--
	for id := 1; id < len(numbers); id++ {
		_, slot := x.seek(numbers[id], numbers)
		x.slots[slot] = uint32(id)
	}
}
