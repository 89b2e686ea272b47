package strata

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
)

// CochranMantelHaenszel tests whether the groups have equal odds in every stratum against a common departure, with one degree
// of freedom. corrected takes half a person off the deviation, as R does by default; the default of an audit is not to. Strata
// without both groups and both outcomes are skipped and counted; without any other stratum there is no test. Cochran 1954;
// Mantel and Haenszel 1959; methods 4.6.
func CochranMantelHaenszel(strata []Stratum, corrected bool) (audit.Test, Use, infer.Why) {
	kept, use, why := choose(strata, Stratum.mixed)
	if why != infer.Defined {
		return audit.Test{}, use, why
	}
	var deviation, variance float64
	for _, s := range kept {
		n, m := s.people(), s.A.X+s.B.X
		deviation += s.A.X - s.A.N*m/n
		variance += s.A.N * s.B.N / n * m / n * (n - m) / (n - 1)
	}
	name := "cmh"
	deviation = math.Abs(deviation)
	if corrected {
		name = "cmh_corrected"
		deviation = math.Max(0, deviation-0.5)
	}
	statistic := deviation * deviation / variance
	return infer.NewTest(name, statistic, 1, infer.ChiSquaredSurvival(statistic, 1)), use, infer.Defined
}
