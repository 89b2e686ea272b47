// Package table holds the results of an audit as plain tables and writes them in formats that other programs read. There is one
// canonical table and one writer a format, so that every format holds the same cells; [Formats] lists them.
//
// It computes nothing and knows no language: names are those of the results document.
//
// The package is longer than two thousand lines because a format is one file that a reader opens alone, and every column of every
// table carries the sentence that says what it holds.
package table

import (
	"iter"
	"slices"

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
var makers = []maker{
	overview, criteria, findings, estimates, comparisons, beside, aggregates, groupsLeftOut, // what was found
	representativity, partialIndicators, weighting, weights, // who had which chance of being in the data
	evidence, designRates, designComparisons, shrinkage, spreadIntervals, smallComparisons, // with the variance of the design, and of few people
	weightUses,
	brokenStages, stages, stageGroups, stageComparisons, stageFilters, stageSweepPairs, stageSweeps, // who was left after filters
	conditional, conditionalNumbers, byStratum, // among people who are alike
	scores, scoreGroups, scoreMeasures, scoreBins, scoreCuts, // what scores do
	subgroupsTested, subgroupsDescribed, clusters, proxies, missingGaps, labelBounds, items, consistency, concentration, subsetScan, scoredGroups, regression, predictions,
	rankedGroups, rankedTops, rankedLists, listedTops, listedSkews, fairTests, classRates, classMeans, classComparisons, classGaps, further, // what further analyses found
	representation, distances, uncovered, unattainable, collection, coverage, populations, // who is in the data
	periods, periodPoints, periodTests, periodMixes, // how it moved over time
	notices, references, families, inputs, missing, excluded, values, // what it rests on
	profile,
}

// Of returns the tables of an audit that have rows, in a fixed order, and at last their [Dictionary].
func Of(a *audit.Audit) []Table { return slices.Collect(Each(a)) }

// Each yields the tables of Of one at a time, so that the rows of a large audit need not be held all at once.
func Each(a *audit.Audit) iter.Seq[Table] {
	return func(yield func(Table) bool) {
		var heads []Table // what the dictionary needs
		for _, m := range makers {
			t := m(a)
			if len(t.Rows) == 0 {
				continue
			}
			heads = append(heads, Table{Name: t.Name, Title: t.Title, Columns: t.Columns})
			if !yield(t) {
				return
			}
		}
		yield(Dictionary(heads))
	}
}

// Dictionary returns the table of all columns of the tables and of itself, with what they hold: spreadsheets and CSV have no
// other place to say it.
func Dictionary(tables []Table) Table {
	type entry struct{ table, title, column, kind, text string }
	fields := []field[entry]{
		{"table", Text, "Name of the table.", func(e *entry) any { return e.table }},
		{"title", Text, "Title of the table.", func(e *entry) any { return e.title }},
		{"column", Text, "Name of the column.", func(e *entry) any { return e.column }},
		{"type", Text, "Type of the cells of the column: text, integer, number or boolean.", func(e *entry) any { return e.kind }},
		{"text", Text, "Sentence that says what the column holds.", func(e *entry) any { return e.text }},
	}
	const name, title = "columns", "Columns of all tables"
	var items []entry
	for _, t := range append(tables[:len(tables):len(tables)], build(name, title, items, fields)) {
		for _, c := range t.Columns {
			items = append(items, entry{t.Name, t.Title, c.Name, string(c.Type), c.Text})
		}
	}
	return build(name, title, items, fields)
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
