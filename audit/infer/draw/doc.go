// Package draw makes random counts: binomial and multinomial numbers, distributed exactly up to the rounding of float64, and
// the same on every processor for the same seed.
//
// It does not know what the counts are of, or what statistic is computed from them.
package draw
