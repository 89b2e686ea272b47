package trend

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/draw"
)

// mixDraws is how many times the people are dealt out again: the least p-value is 1/2000.
const mixDraws = 1999

// A Mix is how far two samples lie apart in their shares of the groups.
type Mix struct {
	JensenShannon       float64 // nats, 0 … ln 2
	JensenShannonNull95 float64 // 95 of 100 samples of one mix lie at or below it
	Stability           float64 // population stability index; +Inf when a group is in one sample only
	StabilityNull95     float64 // NaN when most draws have no finite index
	Test                audit.Test
}

// CompareMix sets the groups' counts of one sample against those of another. The null law deals all people out again to two
// samples of the same sizes, so that it holds for small and large counts; the same seed gives the same numbers. Lists must be
// equally long; a group of nobody in both is left out. Methods 1.3.
func CompareMix(before, after []int64, seed uint64) (Mix, infer.Why) {
	var a, b []int64
	var na, nb int64
	if len(before) != len(after) {
		return Mix{}, infer.WhyNotComputable
	}
	for i := range before {
		if before[i] < 0 || after[i] < 0 {
			return Mix{}, infer.WhyNotComputable
		}
		if before[i]+after[i] > 0 {
			a, b = append(a, before[i]), append(b, after[i])
		}
		na, nb = na+before[i], nb+after[i]
	}
	switch {
	case na == 0 || nb == 0:
		return Mix{}, infer.WhyNobody
	case len(a) < 2:
		return Mix{}, infer.WhyOneGroup
	}
	m := Mix{JensenShannon: jensenShannon(a, b, na, nb), Stability: stability(a, b, na, nb)}
	r := draw.New(seed, 0)
	first, second := make([]int64, len(a)), make([]int64, len(a))
	js, psi := make([]float64, mixDraws), make([]float64, mixDraws)
	as := 1
	for i := range mixDraws {
		draw.Split(r, a, b, first, second)
		js[i], psi[i] = jensenShannon(first, second, na, nb), stability(first, second, na, nb)
		if js[i] >= m.JensenShannon*(1-1e-9) { // values within rounding of the sample's count as equal to it
			as++
		}
	}
	m.JensenShannonNull95, m.StabilityNull95 = quantile95(js), quantile95(psi)
	m.Test = infer.NewTest(ByMix, m.JensenShannon, 0, float64(as)/(mixDraws+1))
	return m, infer.Defined
}

func jensenShannon(a, b []int64, na, nb int64) float64 {
	sum := 0.0
	for i := range a {
		p, q := float64(a[i])/float64(na), float64(b[i])/float64(nb)
		m := (p + q) / 2
		sum += float64(entropyPart(p, m)/2) + float64(entropyPart(q, m)/2)
	}
	return math.Max(0, sum)
}

func entropyPart(p, m float64) float64 {
	if p == 0 {
		return 0
	}
	return p * math.Log(p/m)
}

func stability(a, b []int64, na, nb int64) float64 {
	sum := 0.0
	for i := range a {
		p, q := float64(a[i])/float64(na), float64(b[i])/float64(nb)
		if p == 0 || q == 0 {
			return math.Inf(1)
		}
		sum += float64((p - q) * math.Log(p/q))
	}
	return sum
}
