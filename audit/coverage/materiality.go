package coverage

import (
	"math"

	"auditd/audit"
	"auditd/audit/coverage/lattice"
	"auditd/audit/infer"
)

// Where the number of people of a pattern comes from.
const (
	basisJoint        = "joint"        // counted in the reference
	basisIndependence = "independence" // product of the reference's margins, as if the attributes were independent
)

// A weigher says how many people of the population a pattern stands for.
type weigher struct {
	lattice   *lattice.Lattice
	reference *reference
	missing   []missingness
}

// missingness is the records that lack a usable value in the same attributes.
type missingness struct {
	lacks []bool
	count int64
}

// newWeigher groups the records by which attributes they have no value of that the reference has: there are few such sets even
// where there are many records.
func newWeigher(l *lattice.Lattice, r *reference) *weigher {
	w := &weigher{lattice: l, reference: r}
	outside := make([][]bool, len(l.Dims))
	for i, d := range l.Dims {
		outside[i] = make([]bool, len(d.Values))
		if m := r.margins[l.Columns[i]]; m != nil {
			for v, value := range d.Values {
				n, known := m.lookup(value)
				outside[i][v] = !known || n == 0
			}
		}
	}
	at := map[string]int{}
	mark := make([]byte, len(l.Dims))
	for _, rec := range l.Cells {
		any := false
		for i, v := range rec.Values {
			mark[i] = '.'
			if v == lattice.Wildcard || outside[i][v] {
				mark[i], any = 'x', true
			}
		}
		if !any {
			continue
		}
		k, ok := at[string(mark)]
		if !ok {
			k = len(w.missing)
			at[string(mark)] = k
			lacks := make([]bool, len(mark))
			for i, m := range mark {
				lacks[i] = m == 'x'
			}
			w.missing = append(w.missing, missingness{lacks: lacks})
		}
		w.missing[k].count += rec.Count
	}
	return w
}

// records returns the number of records with a known value, which the reference has, of every attribute that p fixes: the size of
// the sample that p can be expected in.
func (w *weigher) records(p lattice.Pattern) int64 {
	n := w.lattice.N
	for _, m := range w.missing {
		for i, v := range p {
			if v != lattice.Wildcard && m.lacks[i] {
				n -= m.count
				break
			}
		}
	}
	return n
}

// people returns the population share and number of a pattern and where they come from, "" when the reference says nothing.
func (w *weigher) people(p lattice.Pattern) (share, number float64, basis string) {
	var attributes []int
	var values []string
	for i, v := range p {
		if v != lattice.Wildcard {
			attributes = append(attributes, w.lattice.Columns[i])
			values = append(values, w.lattice.Dims[i].Values[v])
		}
	}
	if len(attributes) == 0 {
		if w.reference.total == 0 {
			return 0, 0, ""
		}
		return 1, float64(w.reference.total), basisJoint
	}
	if t := w.reference.covering(attributes); t != nil {
		if n, known := t.lookup(values...); known {
			return float64(n) / float64(t.total), float64(n), basisJoint
		}
		return 0, 0, ""
	}
	share = 1
	for i, a := range attributes {
		m := w.reference.margins[a]
		if m == nil {
			return 0, 0, ""
		}
		n, known := m.lookup(values[i])
		if !known {
			return 0, 0, ""
		}
		share *= float64(n) / float64(m.total)
	}
	return share, share * float64(w.reference.total), basisIndependence
}

// describe gives the pattern its words and its materiality: whether a proportional sample of the same size would have held enough
// records of it, and how likely it would have held as few as there are (methods 1.7).
func (w *weigher) describe(u lattice.Uncovered, threshold int64) audit.Pattern {
	p := audit.Pattern{Pattern: w.lattice.Group(u.Pattern), Count: u.Count, Level: u.Pattern.Level(), Materiality: audit.NoPopulation}
	share, number, basis := w.people(u.Pattern)
	if basis == "" {
		return p
	}
	n := w.records(u.Pattern)
	expected := float64(n) * share
	p.Population, p.Expected, p.Basis = audit.Ptr(number), audit.Ptr(expected), basis
	switch {
	case number == 0:
		p.Materiality = audit.StructuralZero
		return p // there is nothing to test: whoever is counted cannot be
	case expected < float64(threshold):
		p.Materiality = audit.RarePattern
	default:
		p.Materiality = audit.UnderCovered
	}
	tail := audit.P(infer.BinomialLowerTail(u.Count, n, math.Min(1, share)))
	p.P = &tail
	return p
}

// adjust adjusts the p-values of all tested patterns as one family by Holm's method.
func adjust(patterns []audit.Pattern) {
	p := make([]float64, len(patterns))
	tests := 0
	for k := range patterns {
		p[k] = math.NaN()
		if patterns[k].P != nil {
			p[k] = float64(*patterns[k].P)
			tests++
		}
	}
	for k, adjusted := range infer.Adjust("holm", p, tests) {
		if patterns[k].P != nil {
			a := audit.P(adjusted)
			patterns[k].PAdjusted = &a
		}
	}
}
