package score

import (
	"math"
	"slices"

	"auditd/audit/infer"
)

// A Histogram counts the people of one group by score and label. Values rise strictly; the three lists are equally long. With
// one bin a distinct score everything computed from it is exact; with wider bins, Values holds what stands for each.
type Histogram struct {
	Values   []float64
	Negative []int64
	Positive []int64
}

// NewHistogram counts scores with their labels; a nil labels counts everybody as negative, for statistics that need no label.
// It is false when the lengths differ or a score is NaN or infinite.
func NewHistogram(scores []float64, labels []bool) (Histogram, bool) {
	if labels != nil && len(labels) != len(scores) {
		return Histogram{}, false
	}
	for _, s := range scores {
		if math.IsNaN(s) || math.IsInf(s, 0) {
			return Histogram{}, false
		}
	}
	h := Histogram{Values: slices.Clone(scores)}
	slices.Sort(h.Values)
	h.Values = slices.Compact(h.Values)
	h.Negative, h.Positive = make([]int64, len(h.Values)), make([]int64, len(h.Values))
	for i, s := range scores {
		k, _ := slices.BinarySearch(h.Values, s)
		if labels != nil && labels[i] {
			h.Positive[k]++
		} else {
			h.Negative[k]++
		}
	}
	return h, true
}

// check returns the reason why the histogram cannot be.
func (h Histogram) check() infer.Why {
	if len(h.Negative) != len(h.Values) || len(h.Positive) != len(h.Values) {
		return infer.WhyNotComputable
	}
	for k, v := range h.Values {
		if math.IsNaN(v) || math.IsInf(v, 0) || h.Negative[k] < 0 || h.Positive[k] < 0 || k > 0 && v <= h.Values[k-1] {
			return infer.WhyNotComputable
		}
	}
	return infer.Defined
}

func checkAll(histograms ...Histogram) infer.Why {
	for _, h := range histograms {
		if why := h.check(); why != infer.Defined {
			return why
		}
	}
	return infer.Defined
}

func (h Histogram) positives() int64 { return sum(h.Positive) }
func (h Histogram) negatives() int64 { return sum(h.Negative) }
func (h Histogram) people() int64    { return h.positives() + h.negatives() }

// totals returns the people of every bin, whatever their label.
func (h Histogram) totals() []int64 {
	t := make([]int64, len(h.Values))
	for k := range t {
		t[k] = h.Negative[k] + h.Positive[k]
	}
	return t
}

func sum(list []int64) int64 {
	total := int64(0)
	for _, n := range list {
		total += n
	}
	return total
}

// align puts two histograms over the values of both.
func align(a, b Histogram) (Histogram, Histogram) {
	values := slices.Concat(a.Values, b.Values)
	slices.Sort(values)
	values = slices.Compact(values)
	spread := func(h Histogram) Histogram {
		s := Histogram{Values: values, Negative: make([]int64, len(values)), Positive: make([]int64, len(values))}
		for k, v := range h.Values {
			j, _ := slices.BinarySearch(values, v)
			s.Negative[j], s.Positive[j] = h.Negative[k], h.Positive[k]
		}
		return s
	}
	return spread(a), spread(b)
}
