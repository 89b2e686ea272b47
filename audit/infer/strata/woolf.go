package strata

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
)

// Woolf tests whether the log odds ratio is the same in all strata by its weighted spread. Strata with an empty cell have no
// log odds ratio; they are skipped and counted, and fewer than two others give no test. It stands beside Breslow and Day's test
// for comparison with programs that use it. Woolf 1955, Annals of Human Genetics 19:251.
func Woolf(strata []Stratum) (audit.Test, Use, infer.Why) {
	kept, use, why := choose(strata, func(s Stratum) bool {
		a, b, c, d := s.cells()
		return min(a, b, c, d) > 0
	})
	if why != infer.Defined {
		return audit.Test{}, use, why
	}
	if len(kept) < 2 {
		return audit.Test{}, use, infer.WhyOneGroup
	}
	var weights, sum float64
	logs, weight := make([]float64, len(kept)), make([]float64, len(kept))
	for k, s := range kept {
		a, b, c, d := s.cells()
		logs[k] = math.Log(a / b * (d / c))
		weight[k] = 1 / (1/a + 1/b + 1/c + 1/d)
		weights += weight[k]
		sum += weight[k] * logs[k]
	}
	statistic := 0.0
	for k, l := range logs {
		statistic += weight[k] * (l - sum/weights) * (l - sum/weights)
	}
	return infer.NewTest("woolf", statistic, len(kept)-1, infer.ChiSquaredSurvival(statistic, len(kept)-1)), use, infer.Defined
}
