// Package draw makes random counts: binomial, multinomial, Poisson and hypergeometric numbers, distributed exactly up to the rounding
// of float64, and gamma and normal numbers for sums of weights, the same on every processor for the same seed.
//
// It does not know what the counts are of, or what statistic is computed from them.
package draw
