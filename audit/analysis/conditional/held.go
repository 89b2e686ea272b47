package conditional

import (
	"slices"
	"strconv"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/metric"
)

// mostCrossed is how many combinations of the values of several columns are held fixed at most: beyond it most strata would hold
// one group only.
const mostCrossed = 500

// held is one set of columns that are held fixed, with the strata that occur: combinations of known values.
type held struct {
	names  []string
	dims   []int           // positions in Cells.Strata
	strata []audit.Stratum // sorted by codes
	of     []int           // by cell: its stratum, −1 where a value is not known
}

// heldSets returns every stratum column alone, every pair, and all together; crossed ones only while few combinations occur.
func heldSets(in *analysis.Input) []*held {
	k := len(in.Cells.Strata)
	var out []*held
	add := func(dims ...int) {
		h := newHeld(in.Cells, dims)
		if len(dims) > 1 && len(h.strata) > mostCrossed {
			in.Note(NoticeNotCrossed, append([]string{strconv.Itoa(len(h.strata))}, h.names...)...)
			return
		}
		out = append(out, h)
	}
	for i := range k {
		add(i)
	}
	for i := range k {
		for j := i + 1; j < k; j++ {
			add(i, j)
		}
	}
	if k > 2 {
		all := make([]int, k)
		for i := range all {
			all[i] = i
		}
		add(all...)
	}
	return out
}

func newHeld(cells *audit.Cells, dims []int) *held {
	h := &held{dims: dims, of: make([]int, len(cells.Cells))}
	for _, d := range dims {
		h.names = append(h.names, cells.Strata[d].Name)
	}
	var codes [][]int32
	for i := range cells.Cells {
		if code, ok := h.code(cells, i); ok {
			codes = append(codes, code)
		}
	}
	slices.SortFunc(codes, slices.Compare[[]int32])
	codes = slices.CompactFunc(codes, slices.Equal[[]int32])
	for i := range cells.Cells {
		h.of[i] = -1
		if code, ok := h.code(cells, i); ok {
			h.of[i], _ = slices.BinarySearchFunc(codes, code, slices.Compare[[]int32])
		}
	}
	for _, code := range codes {
		st := make(audit.Stratum, len(dims))
		for j, d := range dims {
			st[j] = audit.Item{Attribute: cells.Strata[d].Name, Value: cells.Strata[d].Values[code[j]]}
		}
		h.strata = append(h.strata, st)
	}
	return h
}

// code returns the values of the held columns in a cell, false when one is not known.
func (h *held) code(cells *audit.Cells, i int) ([]int32, bool) {
	code := make([]int32, len(h.dims))
	for j, d := range h.dims {
		v := cells.Cells[i].Codes[len(cells.Attributes)+d]
		if cells.Strata[d].Values[v] == audit.Unknown {
			return nil, false
		}
		code[j] = v
	}
	return code, true
}

// A pair is the rate of a group and of the reference within one stratum.
type pair struct{ group, reference audit.Rate }

// counts adds up the cells of a group and of the reference by stratum; the last element holds those whose stratum is not known.
func (h *held) counts(in *analysis.Input, s *analysis.Set, group int) (own, reference []audit.Counts) {
	own, reference = make([]audit.Counts, len(h.strata)+1), make([]audit.Counts, len(h.strata)+1)
	for i := range in.Cells.Cells {
		cell := &in.Cells.Cells[i]
		k := h.of[i]
		if k < 0 {
			k = len(h.strata)
		}
		switch int(cell.Codes[s.Dims[0]]) {
		case group:
			own[k] = own[k].Add(cell.Counts)
		case s.Reference:
			reference[k] = reference[k].Add(cell.Counts)
		}
	}
	return own, reference
}

// pairs returns the rates of a group and of the reference in every stratum.
func (h *held) pairs(in *analysis.Input, s *analysis.Set, group int, m metric.Metric) []pair {
	own, reference := h.counts(in, s, group)
	out := make([]pair, len(h.strata))
	for k := range out {
		out[k] = pair{m.RateOf(own[k], in.Favourable()), m.RateOf(reference[k], in.Favourable())}
	}
	return out
}

// unknown returns how many people of either group are left out because a held value is not known.
func (h *held) unknown(in *analysis.Input, s *analysis.Set, group int, m metric.Metric) int64 {
	own, reference := h.counts(in, s, group)
	k := len(h.strata)
	return m.RateOf(own[k], in.Favourable()).Out.N + m.RateOf(reference[k], in.Favourable()).Out.N
}
