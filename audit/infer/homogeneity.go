package infer

import "auditd/audit"

// Homogeneity returns the K×2 chi-squared test that all groups have one rate, with as many degrees of freedom as groups with
// somebody in them, less one. It is the gate before pairwise tests. False with fewer than two such groups, or when everybody
// or nobody has the event. Pearson 1900; methods 4.10.
func Homogeneity(groups []Proportion) (audit.Test, bool) {
	var events, people float64
	df := -1
	for _, g := range groups {
		if g.defined() {
			events, people = events+g.X, people+g.N
			df++
		}
	}
	if df < 1 || events == 0 || events == people {
		return audit.Test{}, false
	}
	rate, rest := events/people, (people-events)/people
	statistic := 0.0
	for _, g := range groups {
		if g.defined() {
			d := g.Value() - rate
			statistic += g.N * d * d / rate / rest
		}
	}
	return newTest("chi_squared", statistic, df, chiSquaredSurvival(statistic, df)), true
}
