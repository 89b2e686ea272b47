package infer

import "math"

// sharesTolerance is how far the shares may sum from 1. Within it they are scaled to sum to 1; beyond it they are refused.
const sharesTolerance = 1e-6

// A shareTable sets the counts of categories against fixed shares.
type shareTable struct {
	counts []float64
	shares []float64 // sum to 1
	total  float64   // people
}

// newShareTable pairs counts with shares, leaving out categories whose share is 0, with whoever is counted there: they lie
// outside the reference, and the caller flags them. It is false when the lengths differ, a count is negative, the shares are
// not valid, fewer than two categories are left, or nobody is counted in them.
func newShareTable(n []int64, pi []float64) (shareTable, bool) {
	var t shareTable
	scaled, ok := scaledShares(pi)
	if !ok || len(n) != len(pi) {
		return t, false
	}
	for k, share := range scaled {
		if n[k] < 0 {
			return t, false
		}
		if share > 0 {
			t.counts = append(t.counts, float64(n[k]))
			t.shares = append(t.shares, share)
			t.total += float64(n[k])
		}
	}
	return t, len(t.shares) >= 2 && t.total > 0
}

// scaledShares returns the shares scaled to sum to 1; false when one is negative or their sum is not 1 within the tolerance.
func scaledShares(pi []float64) ([]float64, bool) {
	sum := 0.0
	for _, share := range pi {
		if !(share >= 0) {
			return nil, false
		}
		sum += share
	}
	if !(math.Abs(sum-1) <= sharesTolerance) {
		return nil, false
	}
	scaled := make([]float64, len(pi))
	for k, share := range pi {
		scaled[k] = share / sum
	}
	return scaled, true
}

// expected returns the count of category k that its share would give.
func (t shareTable) expected(k int) float64 { return t.total * t.shares[k] }

// logWeight returns the log of the multinomial mass of the counts, up to a constant that is the same for all counts of the
// same total. Deviances and Stirling's error keep it exact to 1e-12 where log-factorials would cancel.
func (t shareTable) logWeight(counts []float64) float64 {
	sum := 0.0
	for k, c := range counts {
		sum += categoryWeight(c, t.expected(k))
	}
	return sum
}

// categoryWeight is one category's part of logWeight.
func categoryWeight(c, expected float64) float64 {
	if c == 0 {
		return -expected
	}
	return -devianceTerm(c, expected) - stirlingError(c) - 0.5*math.Log(2*math.Pi*c)
}
