package score

import (
	"math"
	"slices"

	"auditd/audit"
	"auditd/audit/infer"
)

// A Mass is people with the sums of their weights and of their squared weights. People without weights weigh 1 each.
type Mass struct {
	N     int64
	W, W2 float64
}

// People returns the mass of so many people without weights.
func People(n int64) Mass { return Mass{N: n, W: float64(n), W2: float64(n)} }

// Plus returns the mass of both.
func (m Mass) Plus(o Mass) Mass { return Mass{N: m.N + o.N, W: m.W + o.W, W2: m.W2 + o.W2} }

// Effective is Kish's number of people (Σw)²/Σw², 0 without weight. Kish 1965; methods 1.5.
func (m Mass) Effective() float64 {
	if m.W2 <= 0 {
		return 0
	}
	return m.W / m.W2 * m.W
}

// Tally returns the mass as an audit keeps it.
func (m Mass) Tally() audit.Tally { return audit.Tally{N: m.N, W: m.W, W2: m.W2} }

// counted reports whether nobody has a weight other than 1.
func (m Mass) counted() bool { return m.W == float64(m.N) && m.W2 == float64(m.N) }

// possible reports whether the sums can be those of people.
func (m Mass) possible() bool {
	return m.N >= 0 && m.W >= 0 && m.W2 >= 0 && !math.IsInf(m.W, 0) && !math.IsInf(m.W2, 0) && (m.W > 0) == (m.W2 > 0)
}

// A Weighted counts the people of one group by score and label with their weights. Values rise strictly; the three lists are equally
// long. It is the [Histogram] of data whose people stand for unequally many others.
type Weighted struct {
	Values   []float64
	Negative []Mass
	Positive []Mass
}

// check returns the reason why the histogram cannot be.
func (h Weighted) check() infer.Why {
	if len(h.Negative) != len(h.Values) || len(h.Positive) != len(h.Values) {
		return infer.WhyNotComputable
	}
	for k, v := range h.Values {
		if math.IsNaN(v) || math.IsInf(v, 0) || !h.Negative[k].possible() || !h.Positive[k].possible() || k > 0 && v <= h.Values[k-1] {
			return infer.WhyNotComputable
		}
	}
	return infer.Defined
}

// Totals returns the people of every score, whatever their label.
func (h Weighted) Totals() []Mass {
	out := make([]Mass, len(h.Values))
	for k := range out {
		out[k] = h.Negative[k].Plus(h.Positive[k])
	}
	return out
}

// total adds masses up.
func total(list []Mass) Mass {
	var all Mass
	for _, m := range list {
		all = all.Plus(m)
	}
	return all
}

// alignWeighted puts two histograms over the values of both.
func alignWeighted(a, b Weighted) (Weighted, Weighted) {
	values := slices.Concat(a.Values, b.Values)
	slices.Sort(values)
	values = slices.Compact(values)
	spread := func(h Weighted) Weighted {
		s := Weighted{Values: values, Negative: make([]Mass, len(values)), Positive: make([]Mass, len(values))}
		for k, v := range h.Values {
			j, _ := slices.BinarySearch(values, v)
			s.Negative[j], s.Positive[j] = h.Negative[k], h.Positive[k]
		}
		return s
	}
	return spread(a), spread(b)
}

// twoWeighted returns the reason why two groups cannot be compared.
func twoWeighted(a, b Weighted) infer.Why {
	for _, h := range []Weighted{a, b} {
		if why := h.check(); why != infer.Defined {
			return why
		}
	}
	if total(a.Totals()).W == 0 || total(b.Totals()).W == 0 {
		return infer.WhyNobody
	}
	return infer.Defined
}
