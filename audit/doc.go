// Package audit holds the words of the domain: plans, groups, counts, rates, estimates, comparisons, coverage, findings and
// the audit that carries them. It imports the standard library only; every other package points at it.
//
// It does not know where rows come from, how an interval is computed, which rule is applied or how a result is drawn.
//
// # Two conventions that hold everywhere
//
// Counts are integers until the last step. A [Rate] keeps its numerator and denominator, so that 0/0 is visible as such.
//
// Undefined is a value with a reason. An [Estimate] whose rate has no denominator has a nil Value, a [Status] and a Why; it is
// never 0, 1, infinity or left out.
//
// The package is longer than two thousand lines because the results of every analysis are types here, in a file each, that all
// layers share; a reader opens the one of the analysis in hand.
package audit
