// Package tally counts rows into cells in one pass: by every combination of attribute and stratum values, by label and by
// decision. Everything after it works on cells.
//
// It does not know formats, rates or rules.
package tally

import "auditd/audit"

// A Request says what to count. It is a plain value: an engine elsewhere can compile it to SQL and return the same cells.
// Score histograms, stages, clusters and periods are added as further fields; Cells then gains fields of the same name.
type Request struct {
	Attributes []audit.Attribute
	Strata     []audit.Attribute
	Decision   *audit.Binary
	Label      *audit.Binary
	Weight     string
	MaxGroups  int // distinct values of one attribute; more are refused
	MaxCells   int // combinations; more are refused
}
