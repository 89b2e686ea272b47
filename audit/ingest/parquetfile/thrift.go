package parquetfile

import "errors"

// errThrift says that bytes are no structure of Thrift's compact protocol, which footers and page headers are written in.
var errThrift = errors.New("not a valid structure, or a list or text longer than the bytes that are left")

// maxNesting is the deepest structure or group that is walked; real files have less than ten.
const maxNesting = 64

// A walker walks over a structure without building anything. It makes sure that every list and text is as long as it says.
type walker struct {
	b     []byte
	i     int
	path  []int16                           // ids of the fields that lead to the current value; lists do not count
	visit func(path []int16, v int64) error // called for every integer, and for every text with its length
	truth func(path []int16, v bool)        // of fields that are true or false; may be nil
}

// structure walks over a structure.
func (w *walker) structure() error {
	if len(w.path) >= maxNesting {
		return errThrift
	}
	w.path = append(w.path, 0)
	at := len(w.path) - 1
	for {
		head, err := w.byte()
		if err != nil {
			return err
		}
		if head == 0 {
			w.path = w.path[:at]
			return nil
		}
		if delta := int16(head >> 4); delta != 0 {
			w.path[at] += delta
		} else {
			id, err := w.varint()
			if err != nil {
				return err
			}
			w.path[at] = int16(unzigzag(id))
		}
		kind := head & 15
		if kind > 2 { // 1 and 2 are true and false, which are in the kind
			if err := w.value(kind); err != nil {
				return err
			}
		} else if w.truth != nil {
			w.truth(w.path, kind == 1)
		}
	}
}

// value walks over a value of a kind other than a truth value.
func (w *walker) value(kind byte) error {
	switch kind {
	case 1, 2, 3:
		return w.skip(1)
	case 4, 5, 6:
		v, err := w.varint()
		if err != nil {
			return err
		}
		return w.visit(w.path, unzigzag(v))
	case 7:
		return w.skip(8)
	case 8:
		n, err := w.varint()
		if err != nil {
			return err
		}
		if err := w.visit(w.path, int64(min(n, 1<<62))); err != nil {
			return err
		}
		return w.skip(n)
	case 9, 10:
		return w.list()
	case 11:
		return w.dictionary()
	case 12:
		return w.structure()
	case 13:
		return w.skip(16)
	}
	return errThrift
}

// list walks over a list or set.
func (w *walker) list() error {
	head, err := w.byte()
	if err != nil {
		return err
	}
	n := uint64(head >> 4)
	if n == 15 {
		if n, err = w.varint(); err != nil {
			return err
		}
	}
	// Each element takes at least a byte.
	if n > uint64(len(w.b)-w.i) {
		return errThrift
	}
	for range n {
		if err := w.value(head & 15); err != nil {
			return err
		}
	}
	return nil
}

// dictionary walks over a map.
func (w *walker) dictionary() error {
	n, err := w.varint()
	if err != nil || n == 0 {
		return err
	}
	kinds, err := w.byte()
	if err != nil {
		return err
	}
	if n > uint64(len(w.b)-w.i) {
		return errThrift
	}
	for range n {
		if err := w.value(kinds >> 4); err != nil {
			return err
		}
		if err := w.value(kinds & 15); err != nil {
			return err
		}
	}
	return nil
}

func (w *walker) byte() (byte, error) {
	if w.i >= len(w.b) {
		return 0, errThrift
	}
	w.i++
	return w.b[w.i-1], nil
}

func (w *walker) skip(n uint64) error {
	if n > uint64(len(w.b)-w.i) {
		return errThrift
	}
	w.i += int(n)
	return nil
}

func (w *walker) varint() (uint64, error) {
	var v uint64
	for shift := 0; shift < 64; shift += 7 {
		c, err := w.byte()
		if err != nil {
			return 0, err
		}
		v |= uint64(c&0x7f) << shift
		if c < 0x80 {
			return v, nil
		}
	}
	return 0, errThrift
}

// unzigzag turns 0, 1, 2, 3 … into 0, -1, 1, -2 …
func unzigzag(v uint64) int64 { return int64(v>>1) ^ -int64(v&1) }

// checkMetadata checks the structure of a footer and that the schema is a tree of at most maxNesting levels.
func checkMetadata(footer []byte) error {
	const (
		schema   = 2 // field of the footer: list of schema elements
		name     = 4 // fields of a schema element; the name is required and stands before the number of children
		children = 5
	)
	var counts []int64 // number of children, by element
	w := &walker{b: footer}
	w.visit = func(path []int16, v int64) error {
		if len(path) != 2 || path[0] != schema {
			return nil
		}
		switch path[1] {
		case name:
			counts = append(counts, 0)
		case children:
			if len(counts) == 0 {
				return errThrift
			}
			counts[len(counts)-1] = v
		}
		return nil
	}
	if err := w.structure(); err != nil {
		return err
	}
	next, err := checkTree(counts, 0, 0)
	if err == nil && next != len(counts) {
		return errThrift
	}
	return err
}

// checkTree checks the subtree of element i, whose elements stand one behind the other, and returns the element behind it.
func checkTree(counts []int64, i, depth int) (int, error) {
	if i >= len(counts) || depth > maxNesting || counts[i] < 0 || counts[i] > int64(len(counts)) {
		return 0, errThrift
	}
	n, next := counts[i], i+1
	for range n {
		var err error
		if next, err = checkTree(counts, next, depth+1); err != nil {
			return 0, err
		}
	}
	return next, nil
}

// A pageHeader is what a page says of itself.
type pageHeader struct {
	kind     int64 // 0 data, 2 dictionary, 3 data of version 2
	unpacked int64
	packed   int64
	values   int64
	levels   int64 // bytes of levels, version 2
	encoding int64 // of the values
	plain    bool  // not compressed although the column is, version 2
}

// The kinds of pages.
const (
	dataPage       = 0
	dictionaryPage = 2
)

// readPageHeader reads the header that b begins with and returns its length.
func readPageHeader(b []byte) (pageHeader, int, error) {
	var h pageHeader
	w := &walker{b: b}
	w.visit = func(path []int16, v int64) error {
		switch {
		case len(path) == 1 && path[0] == 1:
			h.kind = v
		case len(path) == 1 && path[0] == 2:
			h.unpacked = v
		case len(path) == 1 && path[0] == 3:
			h.packed = v
		case len(path) == 2 && path[1] == 1 && (path[0] == 5 || path[0] == 7 || path[0] == 8):
			h.values = v
		case len(path) == 2 && path[0] == 8 && (path[1] == 5 || path[1] == 6):
			if v < 0 {
				return errThrift
			}
			h.levels += v
		case len(path) == 2 && (path[0] == 5 && path[1] == 2 || path[0] == 8 && path[1] == 4):
			h.encoding = v
		}
		return nil
	}
	w.truth = func(path []int16, v bool) {
		if len(path) == 2 && path[0] == 8 && path[1] == 7 {
			h.plain = !v
		}
	}
	err := w.structure()
	return h, w.i, err
}
