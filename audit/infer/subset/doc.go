// Package subset seeks, over all unions of values of several dimensions, the people whose events depart farthest from what is expected
// of them, and scores subsets that are given.
//
// It does not know what the dimensions or the events mean, nor whether the largest of so many scores is more than chance: that takes
// the same search among events that are dealt out again. It sees counts, never people.
package subset
