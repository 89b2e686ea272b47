package trend

import (
	"slices"

	"auditd/audit/infer"
)

// The names of the methods, as they stand in intervals and tests.
const (
	MethodRates       = "newcombe"                   // difference of two rates
	MethodDifferences = "mover_newcombe"             // difference of two differences of rates
	MethodRatios      = "mover_log_koopman"          // ratio of two ratios of rates
	MethodScaled      = "mover"                      // difference of two numbers whose intervals are given at one level
	ByInversion       = "inverted_interval"          // the level at which the interval of a change just touches no change
	ByTrend           = "cochran_armitage"           // trend of a rate along periods
	ByDeparture       = "departure_from_trend"       // what a straight line leaves of the differences between periods
	ByMix             = "permuted_jensen_shannon"    // change of a mix
	MeasureShannon    = "jensen_shannon"             // distance of two mixes, in nats
	MeasureStability  = "population_stability_index" // distance of two mixes
)

// methods is the registry, in the order in which it is shown.
var methods = []infer.Method{
	{Name: MethodDifferences, Title: "interval of a difference of two independent differences of rates, from their Newcombe intervals", Source: "Zou and Donner 2008, Statistics in Medicine 27:1693"},
	{Name: MethodRatios, Title: "interval of a ratio of two independent ratios of rates, from the logarithms of their Koopman intervals", Source: "Zou and Donner 2008, Statistics in Medicine 27:1693"},
	{Name: MethodScaled, Title: "interval of a difference of two independent numbers, from their intervals", Source: "Zou and Donner 2008, Statistics in Medicine 27:1693"},
	{Name: ByInversion, Title: "test that a change is none, by the level at which its interval touches no change", Source: "Lehmann and Romano 2005, Testing Statistical Hypotheses, section 3.5"},
	{Name: ByTrend, Title: "test of a trend of a rate along ordered periods", Source: "Cochran 1954, Biometrics 10:417; Armitage 1955, Biometrics 11:375"},
	{Name: ByDeparture, Title: "chi-squared of the differences between periods less that of the trend", Source: "Armitage 1955, Biometrics 11:375"},
	{Name: ByMix, Title: "test that two samples have one mix of groups, by dealing the people out again", Source: "Lin 1991, IEEE Transactions on Information Theory 37:145, for the distance; Fisher 1935 for the permutation"},
	{Name: MeasureStability, Title: "population stability index with its null quantile", Source: "Yurdakul 2018, Western Michigan University, for its law under no change"},
}

// Methods returns every method of this package in a fixed order.
func Methods() []infer.Method { return slices.Clone(methods) }
