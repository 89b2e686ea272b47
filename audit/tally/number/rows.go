package number

import "iter"

// The limits above which Rows is full.
const (
	MostTexts = 1 << 16
	MostBytes = 16 << 20
)

// Rows counts the rows of every distinct text. When there are too many texts it gives up and is full: a list cut at some point
// would depend on the order of rows. The zero value is ready.
type Rows struct {
	index map[string]int32
	texts []string
	rows  []int64
	bytes int
	full  bool
}

// Add returns the position of a value, which it copies.
func (v *Rows) Add(raw []byte) int32 {
	if v.full {
		return 0
	}
	if at, ok := v.index[string(raw)]; ok {
		return at
	}
	if len(v.texts) == MostTexts || v.bytes+len(raw) > MostBytes {
		*v = Rows{full: true}
		return 0
	}
	if v.index == nil {
		v.index = map[string]int32{}
	}
	at, text := int32(len(v.texts)), string(raw)
	v.texts, v.rows, v.bytes = append(v.texts, text), append(v.rows, 0), v.bytes+len(raw)
	v.index[text] = at
	return at
}

// Count adds rows to a value.
func (v *Rows) Count(at int32, n int64) {
	if !v.full {
		v.rows[at] += n
	}
}

// Merge adds the rows of another list, those of values that no row has left out.
func (v *Rows) Merge(w *Rows) {
	if v.full || w.full {
		*v = Rows{full: true}
		return
	}
	for i, text := range w.texts {
		if w.rows[i] > 0 {
			v.Count(v.Add([]byte(text)), w.rows[i])
		}
	}
}

// Full reports whether there were too many texts; nothing is counted then.
func (v *Rows) Full() bool { return v.full }

// Len returns the number of texts.
func (v *Rows) Len() int { return len(v.texts) }

// All yields every text with its rows, in the order in which the texts turned up.
func (v *Rows) All() iter.Seq2[string, int64] {
	return func(yield func(string, int64) bool) {
		for i, text := range v.texts {
			if !yield(text, v.rows[i]) {
				return
			}
		}
	}
}
