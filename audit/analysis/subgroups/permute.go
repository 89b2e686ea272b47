package subgroups

import (
	"math"
	"sync"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/draw"
	"auditd/audit/infer/resample"
	"auditd/audit/infer/strata"
)

// permute tests every subgroup of everybody against the people outside it. Under the hypothesis that the rate is the same whoever one
// is, the events might as well have been dealt out at random among the people to whom the rate applies; the largest statistic of each
// dealing says how conspicuous a search finds what is nothing (Westfall and Young 1993; methods 10.5). The adjusted p-values hold for
// all subgroups of one metric and are multiplied by the number of metrics. Where the plan has strata, events are dealt out within each,
// and the statistic is that of Cochran, Mantel and Haenszel: a rate that differs from stratum to stratum is no evidence.
func (s *search) permute(lattices []*lattice) {
	s.out.Draws = s.opt.Permutations
	for i, l := range lattices {
		m := &s.out.Metrics[i]
		d := s.newDealer(l, i)
		observed := make([]float64, len(l.found))
		for k := range observed {
			observed[k] = d.size(k, l.tallies[k].True)
			if l.found[k].counts.Total() < s.in.Plan.MinGroupSize {
				observed[k] = math.NaN()
			}
			if !math.IsNaN(observed[k]) {
				s.out.Tests++
			}
		}
		p, why := resample.WestfallYoung(observed, d.dealings(), s.opt.Permutations)
		if why != infer.Defined {
			continue
		}
		for _, k := range s.conspicuous(l, func(k int) float64 { return d.size(k, l.tallies[k].True) }) {
			m.Tested = append(m.Tested, s.permuted(d, k, min(1, p[k]*float64(len(lattices))), observed[k]))
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
func (s *search) permuted(d *dealer, i int, p, z float64) audit.TestedSubgroup {
	l := d.l
	c := s.compare(l.metric, s.group(l.found[i].key), l.found[i].counts, s.all.Less(l.found[i].counts))
	if s.held != nil {
		s.hold(&c, d.cells, i, d.strata)
	}
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

// A dealer deals the events of one rate out at random.
type dealer struct {
	s      *search
	l      *lattice
	metric int            // position of the rate, for the stream of random numbers
	cells  []strata.Tally // by cell: people to whom the rate applies
	of     []int32        // by cell: its stratum; nil for one stratum
	whole  []int32        // by cell: the cell of the searched table that it is a part of; nil where they are the same
	strata []strata.Tally // everybody to whom the rate applies, by stratum
	fit    fit            // with strata
}

func (s *search) newDealer(l *lattice, metricAt int) *dealer {
	counts := s.table.Counts
	if s.held != nil {
		counts = s.held.fine.Counts
	}
	d := &dealer{s: s, l: l, metric: metricAt, cells: make([]strata.Tally, len(counts)), strata: []strata.Tally{l.all}}
	for k := range counts {
		d.cells[k] = tally(l.metric, &counts[k], l.good)
	}
	if s.held == nil {
		return d
	}
	d.of, d.whole, d.strata = s.held.of, s.held.cell, make([]strata.Tally, s.held.strata)
	for k, t := range d.cells {
		add(&d.strata[d.of[k]], t)
	}
	d.fit = s.newFit(d.cells, d.strata)
	return d
}

// size is the size of the statistic of a subgroup if it had so many events, NaN where there is none.
func (d *dealer) size(i int, events int64) float64 {
	if d.of != nil {
		return d.fit.size(i, events)
	}
	n := people(d.l.tallies[i])
	if n <= 0 {
		return math.NaN()
	}
	return scoreZ(strata.Tally{True: events, False: n - events}, d.l.all)
}

// dealings returns a function that fills in the statistics of the next permutation. Each has a stream of random numbers of its own,
// so that the result does not depend on the number of workers.
func (d *dealer) dealings() func(into []float64) {
	made := make([][]float64, batch)
	next, ready := 0, 0
	return func(into []float64) {
		if next == ready {
			d.s.each(batch, func(w int) {
				stream := uint64(d.metric+1)<<32 + uint64(ready+w)
				made[w] = d.dealing(stream, made[w])
			})
			ready += batch
		}
		copy(into, made[next%batch])
		next++
	}
}

// dealing deals the events out at random, within strata where there are any, and returns the statistic of every subgroup.
func (d *dealer) dealing(stream uint64, stats []float64) []float64 {
	r := draw.New(d.s.in.Plan.Seed, stream)
	left, want := make([]int64, len(d.strata)), make([]int64, len(d.strata))
	for i, t := range d.strata {
		left[i], want[i] = people(t), t.True
	}
	events := make([]int64, len(d.s.table.Counts))
	for k, t := range d.cells {
		stratum, cell, n := 0, k, people(t)
		if d.of != nil {
			stratum, cell = int(d.of[k]), int(d.whole[k])
		}
		x := draw.Hypergeometric(r, left[stratum], n, want[stratum])
		left[stratum] -= n
		want[stratum] -= x
		events[cell] += x
	}
	if stats == nil {
		stats = make([]float64, len(d.l.found))
	}
	for i := range stats {
		var sum int64
		for _, k := range d.s.lists[i] {
			sum += events[k]
		}
		stats[i] = d.size(i, sum)
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
