// Package law holds the probability laws that tests on many strata, groups or scores need beyond those of package infer:
// Student's t, F, beta and Kolmogorov's. Impossible arguments give NaN; nothing panics.
//
// It does not know what is tested.
package law
