package survey

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/law"
)

// RaoScott tests whether all groups have one rate under the design: the Wald statistic of the differences would be unstable with
// few clusters, so the naive chi-squared is divided by its mean under the design, covariances included, and referred to F with K−1 and
// (K−1)·df degrees of freedom, Rao and Scott's first-order correction. Groups without people are left out. Rao and Scott 1984,
// Annals of Statistics 12:46; 1987, 15:385; methods 4.12.
func (r Rates) RaoScott() (audit.Test, infer.Why) {
	var groups []infer.Proportion
	effect := 0.0
	events, people := 0.0, 0.0
	for g, n := range r.People {
		if r.Why[g] == infer.Defined && n > 0 {
			groups = append(groups, infer.Proportion{X: r.Value[g] * float64(n), N: float64(n)})
			events += r.Value[g] * float64(n)
			people += float64(n)
		}
	}
	switch {
	case len(groups) < 2:
		return audit.Test{}, infer.WhyOneGroup
	case r.DF < 1:
		return audit.Test{}, infer.WhyTooFew
	case events == 0 || events == people:
		return audit.Test{}, infer.WhyNoVariance
	}
	common := events / people
	for g, n := range r.People {
		for l, m := range r.People {
			if r.Why[g] != infer.Defined || r.Why[l] != infer.Defined {
				continue
			}
			v := r.Covariance[g][l] / (common * (1 - common))
			effect -= float64(n) * float64(m) / people * v
			if g == l {
				effect += float64(n) * v
			}
		}
	}
	k := float64(len(groups) - 1)
	effect /= k
	naive, ok := infer.Homogeneity(groups)
	if !ok || !(effect > 0) || math.IsInf(effect, 0) {
		return audit.Test{}, infer.WhyNoVariance
	}
	f := float64(*naive.Statistic) / effect / k
	return infer.NewTest("rao_scott_f", f, len(groups)-1, law.FSurvival(f, k, k*float64(r.DF))), infer.Defined
}
