// Package ranking measures one ranked list by the groups of the people in it: exposure, skew, divergence from wanted shares, and
// tests whether a group is pushed down.
//
// It does not know scores or who the people are; it sees the group at each position, first position first.
package ranking
