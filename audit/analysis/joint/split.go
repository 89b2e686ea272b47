package joint

import (
	"auditd/audit/infer/draw"
)

// stream keeps the draws of the split apart from others of the same seed.
const stream = 0x6a6f696e74

// Split deals everybody into two halves at random and returns the first; the second is what is left. It draws how many people of every
// cell, label and decision come into the first half (multivariate hypergeometric), which is as if the rows had been dealt out. Of an
// odd number the first half has one less.
func (t *Table) Split(seed uint64) *Table {
	out := &Table{Dims: t.Dims, Codes: t.Codes, Counts: make([]Counts, len(t.Counts))}
	all := t.Total()
	left := all.Total()
	want := left / 2
	r := draw.New(seed, stream)
	for k := range t.Counts {
		for i, n := range t.Counts[k] {
			if n == 0 {
				continue
			}
			first := draw.Hypergeometric(r, left, n, want)
			out.Counts[k][i] = first
			left -= n
			want -= first
		}
	}
	return out
}
