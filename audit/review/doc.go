// Package review is the committee's state machine: who may do what to a case in which state, and what follows from it. A case is
// the sum of its events; [Next] makes the next event or refuses it with a reason, [Apply] adds events up. The transitions are a
// table, the guards are named functions, and every phase of the work is one file with its acts, its guards and its rows.
//
// It does not know where events are stored, who is logged in, what the time is, or how a reason is worded in a language: actor and
// time are inputs, reasons are keys.
//
// The package is longer than the house limit of 2,000 lines because the table of transitions is one table: every phase adds its acts,
// guards and rows to it, in a file that can be read alone.
package review
