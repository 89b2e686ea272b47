package resample

import (
	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/law"
)

// nodes is the number of equally likely values of the reference's rate over which the posterior is averaged.
const nodes = 400

// RatioPosterior returns the posterior probability that the ratio of rates a/b lies below limit, and the central interval of
// the ratio, under independent Jeffreys priors. The reference's rate is averaged over 400 equally likely values, so nothing is
// random. Undefined when a group has nobody. Methods 4.9.
func RatioPosterior(a, b infer.Proportion, limit, level float64) (below float64, interval audit.Interval, why infer.Why) {
	switch {
	case a.N == 0 || b.N == 0:
		return 0, audit.Interval{}, infer.WhyNobody
	case !(a.X >= 0 && a.X <= a.N && b.X >= 0 && b.X <= b.N) || !(limit > 0):
		return 0, audit.Interval{}, infer.WhyNotComputable
	}
	rates := make([]float64, nodes)
	for k := range rates {
		rates[k] = infer.BetaQuantile((float64(k)+0.5)/nodes, b.X+0.5, b.N-b.X+0.5)
	}
	cdf := func(r float64) float64 {
		sum := 0.0
		for _, q := range rates {
			sum += law.BetaCDF(r*q, a.X+0.5, a.N-a.X+0.5)
		}
		return sum / nodes
	}
	quantile := func(p float64) float64 {
		low, high := 0.0, 1.0
		for cdf(high) < p && high < 1e12 {
			high *= 2
		}
		for range 50 {
			if middle := (low + high) / 2; cdf(middle) < p {
				low = middle
			} else {
				high = middle
			}
		}
		return (low + high) / 2
	}
	tail := (1 - level) / 2
	interval = audit.Interval{Lower: quantile(tail), Upper: quantile(1 - tail), Level: level, Method: "ratio_posterior"}
	return cdf(limit), interval, infer.Defined
}
