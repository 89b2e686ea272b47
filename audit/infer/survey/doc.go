// Package survey deals with samples of a population: how far a sample is from representative, weights that make up for it and
// what they cost, and the variance of weighted, stratified and clustered rates.
//
// It does not know what the population is or where its counts come from. It sees counts and sums by cell or cluster, never people.
package survey
