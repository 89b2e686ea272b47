// Package strata compares two groups within parts of something: strata of people who are alike, the stages of a process,
// subgroups of a population. It adjusts (Mantel and Haenszel), tests whether the parts agree, tells composition from rates, and
// attributes a gap to stages, filters or attributes. Each function cites its source; what has no value says why.
//
// It does not know what the strata mean, whether conditioning on them is right, which way is favourable, or what a verdict is.
// It sees counts, never people.
package strata
