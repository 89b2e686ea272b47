package lattice

// A cube holds the count of every pattern of a lattice in one array of mixed radix: attribute i has a slot for each of its values
// and one more, the last, for the wildcard. The last attribute lies closest together.
type cube[T int32 | int64] struct {
	counts []T
	values []int // of each attribute
	stride []int // distance between neighbouring slots of each attribute
}

// newCube counts every pattern. It enters the full combinations and then sums each attribute into its wildcard's slot, the last
// attribute first within each block, so that every pattern is summed once and long rows are added while they are in the cache.
func newCube[T int32 | int64](l *Lattice) *cube[T] {
	d := len(l.Dims)
	c := &cube[T]{values: make([]int, d), stride: make([]int, d)}
	size := 1
	for i := d - 1; i >= 0; i-- {
		c.values[i] = len(l.Dims[i].Values)
		c.stride[i] = size
		size *= c.values[i] + 1
	}
	c.counts = make([]T, size)
	for _, r := range l.Cells {
		// A record whose value is not known enters the wildcard's slot at once: it matches the pattern that leaves the attribute
		// open, and no other.
		c.counts[c.at(r.Values)] += T(r.Count)
	}
	if d > 0 {
		c.sum(l.unknown, 0, 0)
	}
	return c
}

// sum completes the block of patterns that begins at a place and differs in the attributes from i on.
func (c *cube[T]) sum(unknown []bool, i, at int) {
	row, values := c.stride[i], c.values[i]
	if i+1 < len(c.values) {
		for v := range values {
			c.sum(unknown, i+1, at+v*row)
		}
		if unknown[i] {
			c.sum(unknown, i+1, at+values*row)
		}
	}
	slots := c.counts[at : at+(values+1)*row]
	total := slots[values*row:]
	v := 0
	if values%2 == 1 {
		addOne(total, slots[:row])
		v = 1
	}
	for ; v < values; v += 2 {
		addTwo(total, slots[v*row:(v+1)*row], slots[(v+1)*row:(v+2)*row])
	}
}

func addTwo[T int32 | int64](sum, a, b []T) {
	a, b = a[:len(sum)], b[:len(sum)]
	for k := range sum {
		sum[k] += a[k] + b[k]
	}
}

func addOne[T int32 | int64](sum, a []T) {
	a = a[:len(sum)]
	for k := range sum {
		sum[k] += a[k]
	}
}

// at returns the place of a pattern.
func (c *cube[T]) at(p Pattern) int {
	at := 0
	for i, v := range p {
		if v == Wildcard {
			v = int32(c.values[i])
		}
		at += int(v) * c.stride[i]
	}
	return at
}

// Count returns the number of records that match p.
func (c *cube[T]) Count(p Pattern) int64 { return int64(c.counts[c.at(p)]) }

// A cubeScan walks a cube for its maximal uncovered patterns.
type cubeScan[T int32 | int64] struct {
	*cube[T]
	threshold T
	level     int
	slot      []int // of each attribute so far
	open      []int // open[i]: distance to the pattern that leaves attribute i and all behind it open
	below     []int // below[i]: number of patterns over attribute i and all behind it
	uncovered int64
	found     []Uncovered
	slab      Pattern
}

// searchCube finds the maximal uncovered patterns by a cube. It descends attribute by attribute and leaves a branch as soon as its
// most general pattern is uncovered, for everything else in the branch is then uncovered and not maximal.
func searchCube[T int32 | int64](l *Lattice, threshold int64, level int) Search {
	c := newCube[T](l)
	d := len(l.Dims)
	// Every count is at most l.n, so a threshold beyond that may be cut to fit the narrower type.
	s := cubeScan[T]{cube: c, threshold: T(min(threshold, l.N+1)), level: level, slot: make([]int, d), open: make([]int, d+1), below: make([]int, d+1)}
	s.below[d] = 1
	for i := d - 1; i >= 0; i-- {
		s.open[i] = s.open[i+1] + c.values[i]*c.stride[i]
		s.below[i] = s.below[i+1] * (c.values[i] + 1)
	}
	s.descend(0, 0, 0)
	return Search{Engine: "cube", Counter: c, Maximal: s.found, Nodes: &s.uncovered, Complete: true}
}

// descend looks at the patterns whose slots of the attributes before i are set; at is their place, fixed the number of values among
// them.
func (s *cubeScan[T]) descend(i, at, fixed int) {
	top := at + s.open[i]
	if s.counts[top] < s.threshold {
		s.uncovered += int64(s.below[i])
		if fixed <= s.level && s.parentsCovered(i, top) {
			s.report(i, top)
		}
		return
	}
	if i == len(s.values) {
		return
	}
	for v := range s.values[i] {
		s.slot[i] = v
		s.descend(i+1, at+v*s.stride[i], fixed+1)
	}
	s.slot[i] = s.values[i]
	s.descend(i+1, at+s.values[i]*s.stride[i], fixed)
}

func (s *cubeScan[T]) parentsCovered(i, top int) bool {
	for j := i - 1; j >= 0; j-- {
		// An open attribute is its own parent here, and then the step is 0: only fixed ones are asked.
		step := (s.values[j] - s.slot[j]) * s.stride[j]
		if step != 0 && s.counts[top+step] < s.threshold {
			return false
		}
	}
	return true
}

func (s *cubeScan[T]) report(i, top int) {
	d := len(s.values)
	if len(s.slab) < d {
		s.slab = make(Pattern, 1024*d)
	}
	p := s.slab[:d:d]
	s.slab = s.slab[d:]
	for j := range p {
		p[j] = Wildcard
		if j < i && s.slot[j] < s.values[j] {
			p[j] = int32(s.slot[j])
		}
	}
	s.found = append(s.found, Uncovered{p, int64(s.counts[top])})
}
