// Package figure draws the figures of a report: plain values (numbers and texts in the reader's language) become a [sheet.Drawing],
// which is written as inline SVG or drawn on any canvas of gonum/plot, for print and PDF. One figure, one file; the table in
// catalogue.go lists them.
//
// It computes positions and nothing else: intervals, verdicts, shares and every printed number come from the caller. It does
// not know what a metric is, in which language it writes, or what page the figure stands on.
//
// # How a figure is made
//
// A figure lays itself out on a sheet (package sheet), from top to bottom, measuring every text with the font it will be set in, so that
// nothing overlaps; its height follows from its rows. The sheet holds shapes and labels in points, rounded so that the same
// figure gives the same bytes on every processor.
//
// The package is longer than the house limit of 2,000 lines because every type of figure is a file of its own and all of them share one
// chart and one sheet.
//
// # Colour is never the only sign
//
// Verdicts differ in shape and word, small groups are drawn open or hatched, and each figure can be drawn in grey.
//
// The package is longer than two thousand lines because a figure is one short file and all of them share the chart below them.
package figure
