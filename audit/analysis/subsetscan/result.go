package subsetscan

import (
	"auditd/audit"
	"auditd/audit/analysis/joint"
	"auditd/audit/infer/subset"
	"auditd/audit/metric"
)

// subset is what is said of a subset that was found.
func (s *study) subset(x subset.Scored, higher bool, test *audit.Test) audit.ScannedSubset {
	out := audit.ScannedSubset{
		Direction: audit.DirectionLower, Conditions: []audit.SubsetCondition{}, Score: audit.Real(x.Score), Test: test, Comparisons: []audit.Comparison{},
	}
	if higher {
		out.Direction = audit.DirectionHigher
	}
	for d, in := range x.Values {
		if in == nil {
			continue
		}
		c := audit.SubsetCondition{Dimension: s.t.Dims[d].Name}
		for v, belongs := range in {
			if belongs {
				c.Values = append(c.Values, s.t.Dims[d].Values[v])
			}
		}
		out.Conditions = append(out.Conditions, c)
	}
	inside := s.sum(x.Values)
	var expected float64
	out.N, out.Events, expected = s.counted(&inside)
	out.Expected = audit.Real(expected)
	out.OddsFactor, out.OddsWhy = factor(x.LogOdds)
	if len(out.Conditions) > 0 {
		out.Comparisons = s.compare(inside)
	}
	return out
}

// sum adds up the people of a subset.
func (s *study) sum(values [][]bool) joint.Counts {
	var out joint.Counts
	for k := range s.t.Counts {
		in := true
		for d, v := range s.t.At(k) {
			in = in && (values[d] == nil || values[d][v])
		}
		if in {
			out.Add(&s.t.Counts[k])
		}
	}
	return out
}

// counted returns the people of all levels, their favourable decisions and those that are expected.
func (s *study) counted(c *joint.Counts) (people, events int64, expected float64) {
	for level := range s.levels {
		e, n := s.of(c, level)
		events, people = events+e, people+n
		expected += float64(float64(n) * s.rates[level])
	}
	return people, events, expected
}

// rateNames are the rates of favourable decisions by expectation: of everybody, or of people with a negative and a positive label.
func (s *study) rateNames() []string {
	switch favourable := s.in.Favourable(); {
	case len(s.levels) == 1 && favourable:
		return []string{"selection_rate"}
	case len(s.levels) == 1:
		return []string{"favourable_rate"}
	case favourable:
		return []string{"false_positive_rate", "true_positive_rate"}
	}
	return []string{"true_negative_rate", "false_negative_rate"}
}

// compare sets the rates of a subset against those of everybody outside. The data chose the subset, so that a test of two rates would
// mean nothing: the test is that of the search.
func (s *study) compare(inside joint.Counts) []audit.Comparison {
	terms := s.in.Terms
	terms.Weighted = false
	all := s.t.Total()
	outside := all.Less(inside)
	out := []audit.Comparison{}
	for _, name := range s.rateNames() {
		m, ok := metric.Get(name)
		if !ok {
			continue
		}
		side := func(c joint.Counts) metric.Side {
			return metric.Side{Group: audit.Group{}, N: c.Total(), Rate: m.RateOf(c.Full(), s.in.Favourable())}
		}
		_, difference := metric.Pair(name, audit.AgainstComplement, side(inside), side(outside), terms)
		difference.Test, difference.TestWhy = nil, WhyTestedAsAWhole
		out = append(out, difference)
	}
	return out
}

// groups scores every group of every attribute.
func (s *study) groups() {
	for d := range s.t.Dims {
		dim := &s.t.Dims[d]
		if !dim.Protected {
			continue
		}
		for v, name := range dim.Values {
			if name != audit.Unknown {
				s.out.Groups = append(s.out.Groups, s.group(d, v, audit.Group{{Attribute: dim.Name, Value: name}}))
			}
		}
	}
}

func (s *study) group(d, v int, g audit.Group) audit.ScoredGroup {
	values := make([][]bool, len(s.t.Dims))
	values[d] = make([]bool, len(s.t.Dims[d].Values))
	values[d][v] = true
	inside := s.sum(values)
	out := audit.ScoredGroup{Group: g, Status: audit.StatusOK}
	var expected float64
	out.N, out.Events, expected = s.counted(&inside)
	out.Expected = audit.Real(expected)
	if out.N == 0 {
		out.Status, out.Why = audit.StatusEmptyGroup, metric.WhyEmptyGroup
		return out
	}
	events, people := s.informing(&inside)
	score, logOdds := subset.BernoulliScore(events, people, s.scan.Expected, true)
	out.Direction = audit.DirectionHigher
	if logOdds == 0 {
		score, logOdds = subset.BernoulliScore(events, people, s.scan.Expected, false)
		out.Direction = audit.DirectionLower
	}
	if logOdds == 0 {
		out.Direction = ""
	}
	out.Score = audit.Ptr(score - s.opt.Penalty)
	out.OddsFactor, out.OddsWhy = factor(logOdds)
	if out.N < s.in.Terms.MinGroupSize {
		out.Status, out.Why = audit.StatusLowN, metric.WhyLowN
	}
	return out
}

// informing returns the favourable decisions and the people of the levels that the scan is about.
func (s *study) informing(c *joint.Counts) (events int64, people []int64) {
	for _, level := range s.informs {
		e, n := s.of(c, level)
		events, people = events+e, append(people, n)
	}
	return events, people
}
