package tally

import "auditd/audit"

// An axis is one coordinate of a worker's cube: a dimension, the label or the decision. Its ids are numbers of the worker's own,
// given in the order in which groups turn up; the ids of a binary are its sides.
type axis struct {
	column    int
	dimension int // position in Counter.dimensions, -1 for a binary
	binary    int // position in Counter.binaries
	most      uint64

	names []string
	index map[string]uint32
	bytes int     // of all names but Unknown
	rows  []int64 // rows read by id, whether counted or excluded

	id    []uint32 // by code
	digit []uint64 // by code: what the code adds to the key of a row
	place uint64   // digit of id 1
	chunk int      // which part of a sparse key
}

// maxGroupBytes bounds the names of one dimension: a thousand groups may have long names, not endless ones.
const maxGroupBytes = 16 << 20

// idOf returns the id of the group or side that a cleaned text belongs to.
func (a *axis) idOf(c *Counter, text string) (uint32, error) {
	if a.dimension < 0 {
		return c.binaries[a.binary].SideOf(text)
	}
	name, err := c.dimensions[a.dimension].GroupOf(text)
	if err != nil {
		return 0, err
	}
	if id, ok := a.index[name]; ok {
		return id, nil
	}
	known := len(a.names)
	if _, has := a.index[audit.Unknown]; has {
		known--
	}
	if name != audit.Unknown {
		a.bytes += len(name)
		if known >= c.maxGroups || a.bytes > maxGroupBytes {
			return 0, c.tooMany(a.dimension, a.known(len(a.names)))
		}
	}
	id := uint32(len(a.names))
	a.names, a.rows = append(a.names, name), append(a.rows, 0)
	a.index[name] = id
	return id, nil
}

// known returns up to n names, the reserved one left out, in the order in which they turned up.
func (a *axis) known(n int) []string {
	var names []string
	for _, name := range a.names {
		if name != audit.Unknown && len(names) < n {
			names = append(names, name)
		}
	}
	return names
}

// sample returns the first three names.
func (a *axis) sample() (three [3]string) {
	copy(three[:], a.known(3))
	return three
}

// setPlace gives the axis its place in the key.
func (a *axis) setPlace(place uint64, chunk int) {
	a.place, a.chunk = place, chunk
	for code, id := range a.id {
		a.digit[code] = uint64(id) * place
	}
}
