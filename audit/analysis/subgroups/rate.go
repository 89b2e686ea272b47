package subgroups

import (
	"math"

	"auditd/audit"
	"auditd/audit/analysis/joint"
	"auditd/audit/infer/strata"
	"auditd/audit/metric"
)

// A lattice is the subgroups of one table with one rate of each.
type lattice struct {
	metric  metric.Metric
	good    bool // being selected is favourable
	all     strata.Tally
	tallies []strata.Tally // by subgroup; without people where the rate does not apply
	delta   []float64      // divergence; NaN where the rate does not apply
	place   map[key]int
	found   []mined
}

// tally returns the people to whom a rate applies, by whether they have the event.
func tally(m metric.Metric, c *joint.Counts, favourable bool) strata.Tally {
	r := m.RateOf(c.Full(), favourable)
	return strata.Tally{True: r.Of.N, False: r.Out.N - r.Of.N}
}

func people(t strata.Tally) int64 { return t.True + t.False }

func rate(t strata.Tally) float64 { return float64(t.True) / float64(people(t)) }

// newLattice computes one rate of every mined subgroup.
func newLattice(met metric.Metric, favourable bool, all joint.Counts, found []mined, place map[key]int) *lattice {
	l := &lattice{metric: met, good: favourable, all: tally(met, &all, favourable), place: place, found: found}
	l.tallies, l.delta = make([]strata.Tally, len(found)), make([]float64, len(found))
	for i := range found {
		t := tally(met, &found[i].counts, favourable)
		l.tallies[i], l.delta[i] = t, math.NaN()
		if people(t) > 0 {
			l.delta[i] = rate(t) - rate(l.all)
		}
	}
	return l
}

// places lists where each subgroup stands.
func places(found []mined) map[key]int {
	out := make(map[key]int, len(found))
	for i := range found {
		out[found[i].key] = i
	}
	return out
}

// divergence returns the divergence of a subgroup, 0 of everybody, NaN where the rate does not apply or too few people were there.
func (l *lattice) divergence(k key) float64 {
	if k == (key{}) {
		return 0
	}
	if i, ok := l.place[k]; ok {
		return l.delta[i]
	}
	return math.NaN()
}

// redundant reports whether dropping one of the conditions moves the rate by less than epsilon (methods 10.1).
func (l *lattice) redundant(i int, epsilon float64) bool {
	k := l.found[i].key
	for c := range k.items() {
		general := l.divergence(k.without(c))
		if math.Abs(l.delta[i]-general) < epsilon { // NaN is no evidence
			return true
		}
	}
	return false
}

// defined counts the subgroups to whom the rate applies.
func (l *lattice) defined() int {
	n := 0
	for _, d := range l.delta {
		if !math.IsNaN(d) {
			n++
		}
	}
	return n
}

// scoreZ is the size of the score statistic of a subgroup against the people outside it; NaN where either has nobody, or where
// everybody or nobody has the event.
func scoreZ(in, all strata.Tally) float64 {
	n, rest := float64(people(in)), float64(people(all)-people(in))
	p := rate(all)
	if n <= 0 || rest <= 0 || p <= 0 || p >= 1 {
		return math.NaN()
	}
	gap := rate(in) - float64(all.True-in.True)/rest
	return math.Abs(gap) / math.Sqrt(p*(1-p)*(1/n+1/rest))
}

// shapley divides the divergence of a subgroup among its conditions. count gives the people of any subgroup.
func (l *lattice) shapley(k key, count func(key) (joint.Counts, bool)) []audit.Real {
	items := k.items()
	shares, ok := strata.Shapley(len(items), func(set int) (float64, bool) {
		var part []int32
		for i, it := range items {
			if set&(1<<i) != 0 {
				part = append(part, it)
			}
		}
		if len(part) == 0 {
			return 0, people(l.all) > 0
		}
		c, ok := count(keyOf(part...))
		t := tally(l.metric, &c, l.good)
		if !ok || people(t) == 0 || people(l.all) == 0 {
			return 0, false
		}
		return rate(t) - rate(l.all), true
	})
	if !ok {
		return nil
	}
	out := make([]audit.Real, len(shares))
	for i, s := range shares {
		out[i] = audit.Real(s)
	}
	return out
}
