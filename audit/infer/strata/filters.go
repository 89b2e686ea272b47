package strata

import (
	"math"
	"math/bits"

	"auditd/audit/infer"
)

// maxFilters bounds the filters whose subsets are enumerated: 2^20 subsets take a few hundredths of a second.
const maxFilters = 20

// A FilterShare is what one filter contributes to a ratio of passing shares, whatever the order of the filters.
type FilterShare struct {
	Shapley     float64   // its share of ln AIR; all shares add up to ln AIR of all filters
	LeaveOneOut float64   // AIR without it minus AIR with all filters
	LeaveWhy    infer.Why // why there is no AIR without it
}

// A FilterAttribution is the ratio of passing shares with all filters, and each filter's part in it.
type FilterAttribution struct {
	Ratio   float64
	Filters []FilterShare
}

// FilterShapley attributes the ratio of passing shares to filters that were all evaluated on all people. group and reference
// hold the people by the set of filters they pass, as a bit mask: 2^m counts for m filters, m ≤ 20. A set of filters that
// nobody of one group passes has no log ratio, and then no filter has a share. Shapley 1953; methods 2.2.
func FilterShapley(group, reference []int64) (FilterAttribution, infer.Why) {
	people := func(list []int64) []float64 {
		out := make([]float64, len(list))
		for k, n := range list {
			out[k] = float64(n)
		}
		return out
	}
	return WeightedFilterShapley(people(group), people(reference))
}

// WeightedFilterShapley is [FilterShapley] for sums of weights. Methods 2.2.
func WeightedFilterShapley(group, reference []float64) (FilterAttribution, infer.Why) {
	m := bits.Len(uint(len(group))) - 1
	if len(group) < 2 || len(group) != 1<<m || len(reference) != len(group) || m > maxFilters {
		return FilterAttribution{}, infer.WhyNotComputable
	}
	passGroup, okG := passing(group)
	passReference, okR := passing(reference)
	if !okG || !okR {
		return FilterAttribution{}, infer.WhyNotComputable
	}
	if passGroup[0] == 0 || passReference[0] == 0 {
		return FilterAttribution{}, infer.WhyNobody
	}
	ratio := func(set int) (float64, infer.Why) {
		s := newStage(part(passGroup[set], passGroup[0]), part(passReference[set], passReference[0]), 0.95)
		return s.Ratio, s.Why
	}
	full := len(group) - 1
	whole, why := ratio(full)
	a := FilterAttribution{Ratio: whole, Filters: make([]FilterShare, m)}
	if why != infer.Defined {
		return a, why
	}
	for j := range a.Filters {
		without, why := ratio(full &^ (1 << j))
		a.Filters[j].LeaveOneOut, a.Filters[j].LeaveWhy = without-whole, why
	}
	shares, ok := Shapley(m, func(set int) (float64, bool) {
		r, why := ratio(set)
		return math.Log(r), why == infer.Defined
	})
	if !ok {
		return a, infer.WhyUndefinedPart
	}
	for j := range a.Filters {
		a.Filters[j].Shapley = shares[j]
	}
	return a, infer.Defined
}

// part is a share of sums, whose rounding must not take it above 1.
func part(of, all float64) infer.Proportion { return infer.Proportion{X: math.Min(of, all), N: all} }

// passing returns, for every set of filters, those who pass at least those: sums over supersets, one filter at a time.
func passing(byMask []float64) ([]float64, bool) {
	sums := append([]float64(nil), byMask...)
	for _, n := range sums {
		if !(n >= 0) || math.IsInf(n, 0) {
			return nil, false
		}
	}
	for bit := 1; bit < len(sums); bit <<= 1 {
		for set := range sums {
			if set&bit == 0 {
				sums[set] += sums[set|bit]
			}
		}
	}
	return sums, true
}
