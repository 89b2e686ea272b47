package score

import (
	"auditd/audit"
	"auditd/audit/infer"
)

// A ScoringRate is the share of one category with a score above the median of everybody.
type ScoringRate struct {
	Above    int64
	N        int64
	Rate     float64
	Ratio    float64 // over the highest rate of the categories that take part
	Interval audit.Interval
	Share    float64   // of the people
	Small    bool      // under two percent of the people: shown, left out of the choice of the highest rate
	Why      infer.Why // why there is no rate or no ratio
}

// ScoringRates are the scoring rates of all categories.
type ScoringRates struct {
	Median     float64 // of an even number of people the mean of the two in the middle
	TieMass    float64 // share of the people whose score is the median: they count as not above it
	Categories []ScoringRate
	Highest    int // the category with the highest rate, the first of equals; −1 when none has one
}

// NewScoringRates returns scoring rates and impact ratios as New York City's Local Law 144 defines them: strictly above the
// median of the full sample. Where many share the median, all rates fall below one half, and the tie mass says by how much they
// could; where nobody lies above it no ratio is defined. The intervals take the median as given. 6 RCNY § 5-300 and 5-301;
// methods 3.8.
func NewScoringRates(categories []Histogram, level float64) (ScoringRates, infer.Why) {
	r := ScoringRates{Highest: -1}
	all := Histogram{}
	for _, c := range categories {
		if why := c.check(); why != infer.Defined {
			return r, why
		}
		x, y := align(all, c)
		for k := range x.Values {
			x.Negative[k] += y.Negative[k] + y.Positive[k]
		}
		all = x
	}
	people := all.people()
	if people == 0 {
		return r, infer.WhyNobody
	}
	r.Median, r.TieMass = median(all)
	for _, c := range categories {
		s := ScoringRate{N: c.people(), Share: float64(c.people()) / float64(people), Small: 50*c.people() < people}
		for k, n := range c.totals() {
			if c.Values[k] > r.Median {
				s.Above += n
			}
		}
		if s.N == 0 {
			s.Why = infer.WhyNobody
		} else {
			s.Rate = float64(s.Above) / float64(s.N)
		}
		r.Categories = append(r.Categories, s)
	}
	r.compare(level)
	if r.Highest < 0 || r.Categories[r.Highest].Above == 0 {
		return r, infer.WhyBothZero
	}
	return r, infer.Defined
}

// compare finds the highest rate and sets the others against it.
func (r *ScoringRates) compare(level float64) {
	for k, s := range r.Categories {
		if s.Why == infer.Defined && !s.Small && (r.Highest < 0 || s.Rate > r.Categories[r.Highest].Rate) {
			r.Highest = k
		}
	}
	if r.Highest < 0 {
		return
	}
	top := r.Categories[r.Highest]
	for k := range r.Categories {
		s := &r.Categories[k]
		switch {
		case s.Why != infer.Defined:
		case top.Above == 0 && s.Above == 0:
			s.Why = infer.WhyBothZero
		case top.Above == 0:
			s.Why = infer.WhyInfiniteRatio
		default:
			s.Ratio = s.Rate / top.Rate
			s.Interval, _ = infer.Koopman(infer.P(s.Above, s.N), infer.P(top.Above, top.N), level)
		}
	}
}

// median returns the median and the share of people whose score it is. gonum's quantile takes the lower of the two in the
// middle, which the law does not.
func median(h Histogram) (value, tieMass float64) {
	people := h.people()
	lower, upper := (people-1)/2, people/2
	at := func(rank int64) float64 {
		below := int64(0)
		for k, n := range h.totals() {
			below += n
			if rank < below {
				return h.Values[k]
			}
		}
		return h.Values[len(h.Values)-1]
	}
	value = at(lower)/2 + at(upper)/2
	for k, n := range h.totals() {
		if h.Values[k] == value {
			tieMass = float64(n) / float64(people)
		}
	}
	return value, tieMass
}
