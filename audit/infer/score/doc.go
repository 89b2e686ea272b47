// Package score measures scores by group: how well they rank (AUC, xAUC, ABROCA), how far the groups' distributions lie apart,
// whether a score means the same in every group (calibration, balance), what each threshold does, and the errors of numeric
// predictions. It works on histograms, which are exact when every distinct score has its own bin.
//
// It does not know which direction of a score is favourable, which threshold is in use, or who the people are.
//
// The package is longer than two thousand lines because a method is one short file, most of them with a form for people with weights.
package score
