// Package inequality measures how unevenly something is spread over people, and how much of that lies between groups:
// generalised entropy, Atkinson's index, Gini's coefficient and the concentration index.
//
// It does not know what is spread, or whether an even spread is fair. It sees values with the number of people who have them.
package inequality
