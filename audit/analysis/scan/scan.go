// Package scan looks for groups that nobody named, in data that carry no protected attribute or besides those they carry: it parts one
// random half of the people again and again by the feature that sets their rates farthest apart, and tests the groups on the other half.
//
// It does not know whether a group is protected, nor why its rate differs; a lawful reason and a proxy look alike.
package scan

import (
	"cmp"
	"math"
	"slices"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/analysis/joint"
	"auditd/audit/infer"
	"auditd/audit/infer/strata"
	"auditd/audit/metric"
)

// Analysis is made when the plan asks for it.
var Analysis = analysis.Analysis{
	Name: "scan", Run: run,
	Tables: func(p *audit.Plan) ([]audit.Field, []audit.TablePlan) { return joint.Tables(p, false) },
	Applies: func(p *audit.Plan) bool {
		return p.Analyses != nil && p.Analyses.Scan != nil && len(p.Columns.Features) > 0 && (p.Columns.Decision != nil || p.Columns.Label != nil)
	},
}

const (
	leastZ    = 2.0 // a parting below this is no parting
	mostMakes = 5   // protected groups named for a cluster
)

// A leaf is a group of the scan: the cells that belong to it and what describes it.
type leaf struct {
	conditions []audit.ScanCondition
	cells      []int32
	// The best way to part it: z is below leastZ when there is none.
	z           float64
	feature     int
	value       int32
	partedTried int
}

// A study is one run of the analysis.
type study struct {
	in            *analysis.Input
	m             metric.Metric
	t             *joint.Table // everybody
	first, second *joint.Table
	features      []int
	least         int64
	out           *audit.Scan
}

func run(in *analysis.Input) error {
	t, err := joint.Of(in)
	if err != nil {
		return err
	}
	in.Out.Scan = Study(in, t)
	return nil
}

// Study scans a joint table.
func Study(in *analysis.Input, t *joint.Table) *audit.Scan {
	opt := in.Plan.Analyses.Scan
	s := &study{in: in, t: t, first: t.Split(in.Plan.Seed + 1), out: &audit.Scan{Features: []string{}, Clusters: []audit.Cluster{}, Status: audit.StatusOK}}
	s.second = &joint.Table{Dims: t.Dims, Codes: t.Codes, Counts: make([]joint.Counts, len(t.Counts))}
	for k := range t.Counts {
		s.second.Counts[k] = t.Counts[k].Less(s.first.Counts[k])
	}
	for i, d := range t.Dims {
		if !d.Protected && (len(opt.Features) == 0 || slices.Contains(opt.Features, d.Name)) {
			s.features = append(s.features, i)
			s.out.Features = append(s.out.Features, d.Name)
		}
	}
	one, two := s.first.Total(), s.second.Total()
	s.out.FirstHalf, s.out.SecondHalf = one.Total(), two.Total()
	s.least = max(in.Plan.MinGroupSize, (strata.LeastSupport(one.Total()+two.Total())+1)/2)
	s.m, _ = metric.Get(s.metric(opt.Metric))
	s.out.Metric = s.m.Name
	leaves := s.grow(opt.Clusters)
	if len(leaves) < 2 {
		s.out.Status, s.out.Why = audit.StatusAssumption, WhyNothingParts
		return s.out
	}
	s.test(leaves)
	return s.out
}

// WhyNothingParts says that no feature sets people's rates apart.
const WhyNothingParts = "nothing_parts_the_people"

// metric is the rate that is scanned: that of the plan, or the error rate, or what the columns allow.
func (s *study) metric(name string) string {
	decision, label := s.in.Plan.Columns.Decision != nil, s.in.Plan.Columns.Label != nil
	if m, ok := metric.Get(name); ok && m.Proportion && (label || !m.NeedsLabel) && (decision || name == "base_rate") {
		return name
	}
	switch {
	case decision && label:
		return "error_rate"
	case decision:
		return "selection_rate"
	}
	return "base_rate"
}

func (s *study) favourable() bool {
	return s.in.Plan.Columns.Decision != nil && s.in.Plan.Columns.Decision.Favourable
}

// rate returns the events and the people to whom the rate applies.
func (s *study) rate(c *joint.Counts) (of, out int64) {
	r := s.m.RateOf(c.Full(), s.favourable())
	return r.Of.N, r.Out.N
}

// grow parts the group that can be parted most clearly, until there are as many groups as asked for.
func (s *study) grow(most int) []leaf {
	all := make([]int32, len(s.t.Counts))
	for i := range all {
		all[i] = int32(i)
	}
	leaves := []leaf{s.best(leaf{cells: all})}
	s.out.Tried = leaves[0].partedTried
	for len(leaves) < most {
		at := 0
		for i := range leaves {
			if leaves[i].z > leaves[at].z {
				at = i
			}
		}
		if leaves[at].z < leastZ {
			break
		}
		in, out := s.part(&leaves[at])
		in, out = s.best(in), s.best(out)
		s.out.Tried += in.partedTried + out.partedTried
		leaves[at] = in
		leaves = append(leaves, out)
	}
	return leaves
}

// best looks for the feature and value that set the rates of a group farthest apart, among the people of the first half.
func (s *study) best(l leaf) leaf {
	l.z = 0
	var all joint.Counts
	for _, k := range l.cells {
		all.Add(&s.first.Counts[k])
	}
	events, people := s.rate(&all)
	for _, f := range s.features {
		sums := make([]joint.Counts, len(s.t.Dims[f].Values))
		for _, k := range l.cells {
			sums[s.t.At(int(k))[f]].Add(&s.first.Counts[k])
		}
		for v := range sums {
			if n := sums[v].Total(); n < s.least || all.Total()-n < s.least {
				continue
			}
			l.partedTried++
			of, out := s.rate(&sums[v])
			if z := score(of, out, events-of, people-out); z > l.z {
				l.z, l.feature, l.value = z, f, int32(v)
			}
		}
	}
	return l
}

// score is the size of the score statistic of two rates; 0 where there is none.
func score(a, m, b, n int64) float64 {
	t, ok := infer.ScoreZ(infer.P(a, m), infer.P(b, n))
	if !ok || t.Statistic == nil {
		return 0
	}
	return math.Abs(float64(*t.Statistic))
}

// part parts a group into those with the value and all others.
func (s *study) part(l *leaf) (in, out leaf) {
	d := &s.t.Dims[l.feature]
	in.conditions = append(slices.Clone(l.conditions), audit.ScanCondition{Feature: d.Name, Value: d.Values[l.value]})
	out.conditions = append(slices.Clone(l.conditions), audit.ScanCondition{Feature: d.Name, Value: d.Values[l.value], Not: true})
	for _, k := range l.cells {
		if s.t.At(int(k))[l.feature] == l.value {
			in.cells = append(in.cells, k)
		} else {
			out.cells = append(out.cells, k)
		}
	}
	return in, out
}

// test compares every group with everybody outside it among the people of the second half, who had no part in the search.
func (s *study) test(leaves []leaf) {
	terms := s.in.Terms
	terms.Weighted = false
	all := s.second.Total()
	var p []float64
	for _, l := range leaves {
		var c joint.Counts
		for _, k := range l.cells {
			c.Add(&s.second.Counts[k])
		}
		rest := all.Less(c)
		side := func(c joint.Counts) metric.Side {
			return metric.Side{Group: audit.Group{}, N: c.Total(), Rate: s.m.RateOf(c.Full(), s.favourable())}
		}
		_, difference := metric.Pair(s.m.Name, audit.AgainstComplement, side(c), side(rest), terms)
		s.out.Clusters = append(s.out.Clusters, audit.Cluster{Conditions: l.conditions, N: c.Total(), Comparison: difference, Make: s.makes(l)})
		value := math.NaN()
		if difference.Test != nil {
			value = float64(difference.Test.P)
		}
		p = append(p, value)
	}
	for i, adjusted := range infer.Adjust("holm", p, len(p)) {
		if t := s.out.Clusters[i].Comparison.Test; t != nil {
			s.out.Tests++
			t.PAdjusted, t.Method, t.Family, t.FamilyN = audit.P(adjusted), "holm", "scan", len(p)
		}
		metric.Judge(&s.out.Clusters[i].Comparison, terms)
	}
	s.in.Families = append(s.in.Families, audit.Family{Name: "scan", Tests: s.out.Tests, Size: len(p), Method: "holm"})
	slices.SortStableFunc(s.out.Clusters, func(a, b audit.Cluster) int { return cmp.Compare(pOf(&a), pOf(&b)) })
}

func pOf(c *audit.Cluster) float64 {
	if c.Comparison.Test == nil {
		return 2 // after every p-value
	}
	return float64(c.Comparison.Test.P)
}

// makes names the protected groups that are most over-represented in a group, in everybody's data.
func (s *study) makes(l leaf) []audit.ClusterShare {
	out := []audit.ClusterShare{}
	member := make([]bool, len(s.t.Counts))
	for _, k := range l.cells {
		member[k] = true
	}
	for d := range s.t.Dims {
		if !s.t.Dims[d].Protected {
			continue
		}
		in, rest := make([]int64, len(s.t.Dims[d].Values)), make([]int64, len(s.t.Dims[d].Values))
		var n, m int64
		for k := range s.t.Counts {
			people, v := s.t.Counts[k].Total(), s.t.At(k)[d]
			if member[k] {
				in[v], n = in[v]+people, n+people
			} else {
				rest[v], m = rest[v]+people, m+people
			}
		}
		for v, name := range s.t.Dims[d].Values {
			a, b := float64(in[v])/float64(max(n, 1)), float64(rest[v])/float64(max(m, 1))
			if name != audit.Unknown && a > b {
				out = append(out, audit.ClusterShare{Group: audit.Group{{Attribute: s.t.Dims[d].Name, Value: name}}, Share: audit.Real(a), Outside: audit.Real(b)})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b audit.ClusterShare) int { return cmp.Compare(b.Share-b.Outside, a.Share-a.Outside) })
	return out[:min(len(out), mostMakes)]
}
