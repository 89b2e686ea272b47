// Package table holds the results of an audit as plain tables and writes them in formats that other programs read. There is one
// canonical table and one writer a format, so that every format holds the same cells.
//
// It computes nothing and knows no language: names are those of the results document.
package table

import (
	"auditd/audit"
)

// Type is what the cells of a column hold.
type Type string

// The types. A cell that has no value is nil in any column.
const (
	Text    Type = "text"    // string
	Integer Type = "integer" // int64
	Number  Type = "number"  // float64, rounded as results.json has it
	Boolean Type = "boolean" // bool
)

// A Column is one column of a table.
type Column struct {
	Name string // snake_case, the word of the results document
	Type Type
	Text string // one sentence: what it holds
}

// A Table is a canonical table. Every row has one cell a column: nil, string, int64, float64 or bool.
type Table struct {
	Name    string // snake_case, also the name of its file
	Title   string // for people, in English
	Columns []Column
	Rows    [][]any
}

// maker makes one table of an audit; it returns no rows where the audit has nothing to say.
type maker func(*audit.Audit) Table

// makers is the list of all tables, in the order of a reader's interest.
var makers = []maker{findings, estimates, comparisons, aggregates, representation, uncovered, collection, missing, excluded, values, profile}

// Of returns the tables of an audit that have rows, in a fixed order.
func Of(a *audit.Audit) []Table {
	var out []Table
	for _, m := range makers {
		if t := m(a); len(t.Rows) > 0 {
			out = append(out, t)
		}
	}
	return out
}

// real returns the cell of an optional number.
func real(r *audit.Real) any {
	if r == nil {
		return nil
	}
	return finite(*r)
}

// finite returns the cell of a number, nil when it is infinite or undefined.
func finite(r audit.Real) any {
	x := r.Round()
	if x-x != 0 { // infinities and NaN
		return nil
	}
	return x
}

func p(v audit.P) any {
	x := v.Round()
	if x-x != 0 {
		return nil
	}
	return x
}

func count(n *int64) any {
	if n == nil {
		return nil
	}
	return *n
}

// text returns the cell of a text, nil when there is none.
func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// interval returns the cells lower, upper, level and method.
func interval(i *audit.Interval) []any {
	if i == nil {
		return []any{nil, nil, nil, nil}
	}
	return []any{finite(audit.Real(i.Lower)), finite(audit.Real(i.Upper)), i.Level, i.Method}
}

// intervalColumns are the columns of interval.
var intervalColumns = []Column{
	{"lower", Number, "Lower end of the confidence interval."},
	{"upper", Number, "Upper end; empty where the ratio has no upper bound."},
	{"level", Number, "Confidence level, 0.95 for 95 %."},
	{"interval_method", Text, "Method of the interval."},
}
