package meaning

import (
	"strconv"

	"auditd/audit"
	"auditd/audit/tally/exact"
)

// A Class is what becomes of a row by its weight.
type Class uint8

// The classes of weights.
const (
	Counts Class = iota // the row is counted with its weight
	Absent              // the weight is not known
	Zero                // the weight is zero
)

// Weight reads a cleaned text as a weight. Missing and zero are classes, not errors; a text that is no weight is an Invalid error.
func Weight(text, column string, markers Missing) (Class, float64, error) {
	if Reserved(text) || markers.Has(text) {
		return Absent, 0, nil
	}
	fault := func(what string) (Class, float64, error) {
		return Counts, 0, &audit.Error{
			Kind: audit.Invalid, Column: column, Value: audit.Quote(text), Text: what,
			Remedy: "a weight is a decimal number of at least 0; leave the cell empty when it is not known",
		}
	}
	canonical, ok := decimal(text)
	if !ok {
		return fault("weight is not a finite decimal number")
	}
	if canonical == "0" {
		return Zero, 0, nil
	}
	if canonical[0] == '-' {
		return fault("weight is negative")
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || x < exact.Least || x >= exact.Most {
		return fault("weight is not between 2^-64 (about 5e-20) and 2^64 (about 2e19)")
	}
	return Counts, x, nil
}
