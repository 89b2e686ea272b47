// Package resample says what chance alone could do to a statistic of counts: the bootstrap on cells, studentised permutation,
// shrinkage of small groups and posterior probabilities, and tests that stay valid however often an audit is repeated. Its cost
// depends on the number of cells, never on the number of people; the same seed gives the same numbers on every machine.
//
// It does not know what a statistic means. It sees cells and sums of weights, never people.
package resample
