package subgroups

import (
	"math"
	"sync"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/draw"
	"auditd/audit/infer/resample"
)

// permute tests every subgroup of everybody against the people outside it. Under the hypothesis that the rate is the same whoever one
// is, the events might as well have been dealt out at random among the people to whom the rate applies; the largest statistic of each
// dealing says how conspicuous a search finds what is nothing (Westfall and Young 1993; methods 10.5). The adjusted p-values hold for
// all subgroups of one metric and are multiplied by the number of metrics.
func (s *search) permute(lattices []*lattice) {
	s.out.Draws = s.opt.Permutations
	for i, l := range lattices {
		m := &s.out.Metrics[i]
		observed := make([]float64, len(l.found))
		for k := range observed {
			observed[k] = scoreZ(l.tallies[k], l.all)
			if l.found[k].counts.Total() < s.in.Plan.MinGroupSize {
				observed[k] = math.NaN()
			}
			if !math.IsNaN(observed[k]) {
				s.out.Tests++
			}
		}
		p, why := resample.WestfallYoung(observed, s.dealings(l, i), s.opt.Permutations)
		if why != infer.Defined {
			continue
		}
		for _, k := range s.conspicuous(l) {
			m.Tested = append(m.Tested, s.permuted(l, k, min(1, p[k]*float64(len(lattices))), observed[k]))
		}
	}
	for i, l := range lattices {
		s.judge(&s.out.Metrics[i])
		s.lattices(&s.out.Metrics[i], l, s.table)
	}
	if s.out.Tests > 0 {
		s.in.Families = append(s.in.Families, audit.Family{Name: family, Tests: s.out.Tests, Size: s.out.Tests, Method: "westfall_young"})
	}
}

// permuted is the comparison of one subgroup with its p-value from the permutations.
func (s *search) permuted(l *lattice, i int, p, z float64) audit.TestedSubgroup {
	c := s.compare(l.metric, s.group(l.found[i].key), l.found[i].counts, s.all.Less(l.found[i].counts))
	if c.Test != nil {
		c.Test.PAdjusted, c.Test.Method, c.Test.Family, c.Test.FamilyN = audit.P(p), "westfall_young", family, s.out.Tests
		if c.Test.Statistic == nil {
			c.Test.Statistic = audit.Ptr(z)
		}
	}
	return audit.TestedSubgroup{
		Group: s.group(l.found[i].key), N: l.found[i].counts.Total(), Found: audit.Real(l.delta[i]), Comparison: c,
		Shapley: l.shapley(l.found[i].key, s.count),
	}
}

// batch is how many permutations are made at a time: enough to keep every worker busy, few enough to hold.
const batch = 64

// dealings returns a function that fills in the statistics of the next permutation. Each has a stream of random numbers of its own,
// so that the result does not depend on the number of workers.
func (s *search) dealings(l *lattice, metricAt int) func(into []float64) {
	cells := make([]int64, len(s.table.Counts)) // people of each cell to whom the rate applies
	var of, out int64
	for k := range cells {
		t := tally(l.metric, &s.table.Counts[k], l.good)
		cells[k] = people(t)
		of, out = of+t.True, out+people(t)
	}
	made := make([][]float64, batch)
	next, ready := 0, 0
	return func(into []float64) {
		if next == ready {
			s.each(batch, func(w int) {
				stream := uint64(metricAt+1)<<32 + uint64(ready+w)
				made[w] = s.dealing(l, cells, of, out, stream, made[w])
			})
			ready += batch
		}
		copy(into, made[next%batch])
		next++
	}
}

// dealing deals the events out at random and returns the statistic of every subgroup.
func (s *search) dealing(l *lattice, cells []int64, of, out int64, stream uint64, stats []float64) []float64 {
	r := draw.New(s.in.Plan.Seed, stream)
	events := make([]int64, len(cells))
	left, want := out, of
	for k, n := range cells {
		events[k] = draw.Hypergeometric(r, left, n, want)
		left -= n
		want -= events[k]
	}
	if stats == nil {
		stats = make([]float64, len(l.found))
	}
	for i := range stats {
		in := l.tallies[i]
		n := people(in)
		in.True = 0
		for _, k := range s.lists[i] {
			in.True += events[k]
		}
		in.False = n - in.True
		stats[i] = math.NaN()
		if n > 0 {
			stats[i] = scoreZ(in, l.all)
		}
	}
	return stats
}

// each calls f for 0 … n−1 on several goroutines; every call writes its own place only.
func (s *search) each(n int, f func(int)) {
	var wg sync.WaitGroup
	workers := max(1, min(s.in.Workers, n))
	for w := range workers {
		wg.Go(func() {
			for i := w; i < n; i += workers {
				f(i)
			}
		})
	}
	wg.Wait()
}
