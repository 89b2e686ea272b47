package survey

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/law"
)

// A Cluster holds the sums of one primary sampling unit, group by group.
type Cluster struct {
	Stratum int // numbered from 0; the design's, not the audit's
	Groups  []ClusterSums
}

// ClusterSums are the sums of one group's people in one cluster.
type ClusterSums struct {
	N       int64
	Weight  float64 // Σw
	Squares float64 // Σw²
	Events  float64 // Σw·y
}

// Rates are weighted rates of groups with their covariance.
type Rates struct {
	Value      []float64   // to be read where Why is empty
	Covariance [][]float64 // linearised; clusters hold several groups, so it is not diagonal
	DF         int         // clusters less strata
	People     []int64
	Effective  []float64 // Kish's effective number, from the weights alone
	Lonely     int       // strata with one cluster, collapsed into one; their variance is a guess
	Why        []infer.Why
}

// Linearise returns the weighted rate of every group and their covariance matrix from clusters drawn within strata. Strata with a
// single cluster are collapsed into one and counted; should that leave one cluster alone, it joins the first other stratum. People
// drawn one by one are clusters of one. Binder 1983, International Statistical Review 51:279; methods 4.12.
func Linearise(clusters []Cluster) (Rates, infer.Why) {
	if len(clusters) == 0 {
		return Rates{}, infer.WhyNobody
	}
	k := len(clusters[0].Groups)
	r := Rates{Value: make([]float64, k), People: make([]int64, k), Effective: make([]float64, k), Why: make([]infer.Why, k)}
	weight, squares := make([]float64, k), make([]float64, k)
	for _, c := range clusters {
		if len(c.Groups) != k || c.Stratum < 0 {
			return Rates{}, infer.WhyNotComputable
		}
		for g, s := range c.Groups {
			if !s.valid() {
				return Rates{}, infer.WhyNotComputable
			}
			weight[g] += s.Weight
			squares[g] += s.Squares
			r.Value[g] += s.Events
			r.People[g] += s.N
		}
	}
	for g := range k {
		if weight[g] == 0 {
			r.Value[g], r.Why[g] = 0, infer.WhyNobody
			continue
		}
		r.Value[g] = math.Min(1, r.Value[g]/weight[g])
		r.Effective[g] = weight[g] / squares[g] * weight[g]
	}
	return r, r.covariance(clusters, weight)
}

func (s ClusterSums) valid() bool {
	finite := !math.IsInf(s.Weight, 0) && !math.IsInf(s.Squares, 0)
	return finite && s.N >= 0 && s.Weight >= 0 && s.Squares >= 0 && s.Events >= 0 && s.Events <= s.Weight*(1+1e-9) &&
		(s.Weight > 0) == (s.Squares > 0)
}

// covariance adds up the strata's between-cluster covariances of the linearised sums.
func (r *Rates) covariance(clusters []Cluster, weight []float64) infer.Why {
	k := len(weight)
	strata, order := r.strata(clusters)
	r.Covariance = make([][]float64, k)
	for g := range r.Covariance {
		r.Covariance[g] = make([]float64, k)
	}
	r.DF = len(clusters) - len(order)
	if r.DF < 1 {
		return infer.WhyTooFew
	}
	for _, h := range order {
		members := strata[h]
		m := float64(len(members))
		mean := make([]float64, k)
		z := make([][]float64, len(members))
		for i, c := range members {
			z[i] = make([]float64, k)
			for g, s := range c.Groups {
				if weight[g] > 0 {
					z[i][g] = (s.Events - s.Weight*r.Value[g]) / weight[g]
					mean[g] += z[i][g] / m
				}
			}
		}
		for _, row := range z {
			for g := range k {
				for l := range k {
					r.Covariance[g][l] += m / (m - 1) * (row[g] - mean[g]) * (row[l] - mean[l])
				}
			}
		}
	}
	return infer.Defined
}

// strata sorts the clusters by stratum, in order of appearance, with lonely ones together.
func (r *Rates) strata(clusters []Cluster) (map[int][]Cluster, []int) {
	const together = -1
	members := map[int][]Cluster{}
	var order []int
	for _, c := range clusters {
		if members[c.Stratum] == nil {
			order = append(order, c.Stratum)
		}
		members[c.Stratum] = append(members[c.Stratum], c)
	}
	var kept []int
	for _, h := range order {
		if len(members[h]) > 1 {
			kept = append(kept, h)
			continue
		}
		r.Lonely++
		members[together] = append(members[together], members[h]...)
	}
	switch {
	case r.Lonely == 1 && len(kept) > 0:
		members[kept[0]] = append(members[kept[0]], members[together]...)
	case r.Lonely > 0:
		kept = append(kept, together)
	}
	return members, kept
}

// Ratio returns the ratio of one group's rate to another's with the interval on its logarithm by Student's t. Methods 4.12.
func (r Rates) Ratio(group, reference int, level float64) (value, logSE float64, interval audit.Interval, why infer.Why) {
	if why := r.both(group, reference); why != infer.Defined {
		return 0, 0, audit.Interval{}, why
	}
	p, q := r.Value[group], r.Value[reference]
	switch {
	case p == 0 && q == 0:
		return 0, 0, audit.Interval{}, infer.WhyBothZero
	case q == 0:
		return 0, 0, audit.Interval{}, infer.WhyInfiniteRatio
	case p == 0:
		return 0, 0, audit.Interval{}, infer.WhyZeroRatio
	}
	variance := r.Covariance[group][group]/(p*p) + r.Covariance[reference][reference]/(q*q) - 2*r.Covariance[group][reference]/(p*q)
	value, logSE = p/q, math.Sqrt(math.Max(0, variance))
	if logSE == 0 {
		return value, 0, audit.Interval{}, infer.WhyNoVariance
	}
	half := law.StudentTCritical(level, float64(r.DF)) * logSE
	return value, logSE, audit.Interval{
		Lower: value * math.Exp(-half), Upper: value * math.Exp(half), Level: level, Method: "linearised_ratio",
	}, infer.Defined
}

// Difference returns one group's rate less another's with its interval and test by Student's t. Methods 4.12.
func (r Rates) Difference(group, reference int, level float64) (value float64, interval audit.Interval, test audit.Test, why infer.Why) {
	if why := r.both(group, reference); why != infer.Defined {
		return 0, audit.Interval{}, audit.Test{}, why
	}
	value = r.Value[group] - r.Value[reference]
	se := math.Sqrt(math.Max(0, r.Covariance[group][group]+r.Covariance[reference][reference]-2*r.Covariance[group][reference]))
	if se == 0 {
		return value, audit.Interval{}, audit.Test{}, infer.WhyNoVariance
	}
	half := law.StudentTCritical(level, float64(r.DF)) * se
	interval = audit.Interval{Lower: value - half, Upper: value + half, Level: level, Method: "linearised_difference"}
	return value, interval, infer.NewTest("linearised_t", value/se, r.DF, law.StudentTTwoSided(value/se, float64(r.DF))), infer.Defined
}

func (r Rates) both(group, reference int) infer.Why {
	for _, g := range []int{group, reference} {
		switch {
		case g < 0 || g >= len(r.Value):
			return infer.WhyNotComputable
		case r.Why[g] != infer.Defined:
			return r.Why[g]
		}
	}
	if r.DF < 1 {
		return infer.WhyTooFew
	}
	return infer.Defined
}
