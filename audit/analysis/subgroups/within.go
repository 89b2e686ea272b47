package subgroups

import (
	"math"
	"slices"

	"auditd/audit"
	"auditd/audit/analysis/joint"
	"auditd/audit/infer"
	"auditd/audit/infer/strata"
)

// held is the people by strata besides: whoever is in a stratum is compared, and dealt out, with the people of the same stratum only.
// People whose stratum is not known are a stratum.
type held struct {
	fine   *joint.Table
	coarse *joint.Table // added up over the strata
	cell   []int32      // by fine cell: the coarse one that it is a part of
	from   []int32      // by coarse cell: its first fine cell, and at the end the number of fine cells
	of     []int32      // by fine cell: its stratum
	strata int
}

// newHeld divides a table into strata, nil when it has none.
func newHeld(t *joint.Table) *held {
	var searched, strata []int
	for i, d := range t.Dims {
		if d.Held {
			strata = append(strata, i)
		} else {
			searched = append(searched, i)
		}
	}
	if len(strata) == 0 {
		return nil
	}
	h := &held{fine: t.Select(append(searched, strata...)...), coarse: t.Select(searched...)}
	numbers := map[string]int32{} // looked up only, never gone through
	at := int32(-1)
	for k := range h.fine.Counts {
		codes := h.fine.At(k)
		if at < 0 || !slices.Equal(codes[:len(searched)], h.coarse.At(int(at))) { // both tables are sorted by these codes
			at++
			h.from = append(h.from, int32(k))
		}
		name := stratumKey(codes[len(searched):])
		number, seen := numbers[name]
		if !seen {
			number = int32(h.strata)
			numbers[name] = number
			h.strata++
		}
		h.cell, h.of = append(h.cell, at), append(h.of, number)
	}
	h.from = append(h.from, int32(len(h.fine.Counts)))
	return h
}

func stratumKey(codes []int32) string {
	var b []byte
	for _, c := range codes {
		b = append(b, byte(c), byte(c>>8), byte(c>>16), byte(c>>24))
	}
	return string(b)
}

// A fit is what dealing outcomes out within strata makes of the events of every subgroup: their expected number and its standard
// deviation, which are those of the Cochran–Mantel–Haenszel test.
type fit struct{ expected, deviation []float64 }

// newFit computes both for a rate with the given people by fine cell, and everybody by stratum.
func (s *search) newFit(cells, all []strata.Tally) fit {
	f := fit{make([]float64, len(s.found)), make([]float64, len(s.found))}
	in := make([]strata.Tally, s.held.strata)
	for i := range s.found {
		s.byStratum(cells, i, in)
		variance := 0.0
		for k, t := range in {
			n, x, total := float64(people(t)), float64(all[k].True), float64(people(all[k]))
			if total < 2 {
				if total > 0 {
					f.expected[i] += float64(n * x / total)
				}
				continue
			}
			f.expected[i] += float64(n * x / total)
			variance += float64(n * (total - n) / total * x / total * (total - x) / (total - 1))
		}
		f.deviation[i] = math.Sqrt(variance)
	}
	return f
}

// size is the size of the statistic of a subgroup with so many events, NaN where chance has no play.
func (f fit) size(i int, events int64) float64 {
	if f.deviation[i] <= 0 {
		return math.NaN()
	}
	return math.Abs(float64(events)-f.expected[i]) / f.deviation[i]
}

// byStratum fills in the people of a subgroup to whom a rate applies, stratum by stratum. cells are those of the fine table.
func (s *search) byStratum(cells []strata.Tally, i int, into []strata.Tally) {
	clear(into)
	for _, c := range s.lists[i] {
		for k := s.held.from[c]; k < s.held.from[c+1]; k++ {
			add(&into[s.held.of[k]], cells[k])
		}
	}
}

func add(to *strata.Tally, t strata.Tally) {
	to.True += t.True
	to.False += t.False
}

// hold puts the difference within strata in the place of the crude one: Mantel and Haenszel's, with the test of Cochran, Mantel and
// Haenszel. The rates stay those of all people of either side.
func (s *search) hold(c *audit.Comparison, cells []strata.Tally, i int, all []strata.Tally) {
	in := make([]strata.Tally, s.held.strata)
	s.byStratum(cells, i, in)
	table := make([]strata.Stratum, len(in))
	for k := range in {
		table[k] = strata.Stratum{
			A: infer.P(in[k].True, people(in[k])), B: infer.P(all[k].True-in[k].True, people(all[k])-people(in[k])),
		}
	}
	c.Value, c.Interval, c.Equivalence, c.Test = nil, nil, nil, nil
	c.MinDetectable, c.RecordsNeeded, c.NeedWhy, c.Shortfall = nil, nil, "", nil
	difference, why := strata.RiskDifference(table, s.terms.Confidence)
	if why == infer.Defined || why == infer.WhyNoVariance {
		c.Value = audit.Ptr(difference.Value)
	}
	if why != infer.Defined {
		if c.Status == audit.StatusOK {
			c.Status, c.Why = audit.StatusAssumption, string(why)
		}
		return
	}
	c.Interval = &difference.Interval
	if narrow, why := strata.RiskDifference(table, 1-2*s.terms.Alpha()); why == infer.Defined {
		c.Equivalence = &narrow.Interval
	}
	if t, _, why := strata.CochranMantelHaenszel(table, false); why == infer.Defined {
		t.PAdjusted = audit.P(math.NaN())
		c.Test = &t
	}
}
