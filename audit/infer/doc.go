// Package infer turns counts into intervals, tests, adjusted p-values and answers to "how many more records". One method is
// one file, listed in [Methods]; each cites its source. It is the only package that imports gonum's statistics, whose panics
// and lost digits it guards against: nothing here panics on data, and what is undefined is said by a false second result.
//
// It does not know what is compared, which group is the reference, which way is favourable, or what a verdict is. It never
// sees a person, only counts.
//
// The package is longer than two thousand lines because a method is one short file, and a reader opens one of them at a time.
package infer
