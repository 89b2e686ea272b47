package measure

import (
	"math"
	"strings"
	"sync"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/metric"
)

// A job is one pair of groups to compare by one metric.
type job struct {
	metric  metric.Metric
	against string
	stratum audit.Stratum
	g, r    metric.Side
	flags   []string
	family  string
}

// A family is the hypotheses that are adjusted together.
type family struct {
	name  string
	tests [][]int        // by hypothesis: indexes of the pairs that test it, a rate and its complement
	index map[string]int // hypothesis -> index into tests
	parts map[string]int // hypotheses by attribute set and metric, for sets whose reference the data chose
	size  int            // what is adjusted for

	sharing int // families that share one allowance for errors, this one among them
}

// comparisons compares every known group with the reference group and, for single attributes, with everybody else; as a ratio
// and as a difference; then adjusts the tests within their families and gives the verdicts.
func (m *measurement) comparisons() {
	var jobs []job
	highest := map[string]bool{} // parts whose reference was found in the data
	for i := range m.sets {
		jobs = append(jobs, m.setJobs(&m.sets[i], highest)...)
	}
	for _, st := range m.strata() {
		jobs = append(jobs, m.stratumJobs(st)...)
	}
	pairs := make([][2]audit.Comparison, len(jobs))
	m.parallel(len(jobs), func(i int) {
		j := &jobs[i]
		pairs[i][0], pairs[i][1] = metric.Pair(j.metric.Name, j.against, j.g, j.r, m.terms)
		for k := range pairs[i] {
			c := &pairs[i][k]
			c.Stratum, c.Flags = j.stratum, j.flags
			c.Shortfall = m.shortfall(j, c)
		}
	})
	m.adjust(jobs, pairs, highest)
	m.parallel(len(jobs), func(i int) {
		for k := range pairs[i] {
			metric.Judge(&pairs[i][k], m.terms)
			m.settle(&pairs[i][k], &jobs[i])
		}
		m.detectable(&pairs[i], &jobs[i])
	})
	for i := range pairs {
		m.out.Comparisons = append(m.out.Comparisons, pairs[i][0], pairs[i][1])
	}
	m.besideComparisons(jobs, pairs)
}

// setJobs lists the comparisons of one attribute set.
func (m *measurement) setJobs(s *set, highest map[string]bool) []job {
	var jobs []job
	others := s.others()
	known := 0
	for _, g := range s.groups {
		if !g.Group.IsUnknown() && g.Counts.Total() > 0 {
			known++
		}
	}
	for _, met := range m.metrics {
		if !met.Proportion {
			continue
		}
		for i, g := range s.groups {
			if g.Group.IsUnknown() {
				continue
			}
			side := m.side(met, g.Group, g.Counts)
			flags := m.flags(s, i)
			if s.reference >= 0 && i != s.reference {
				ref := s.groups[s.reference]
				j := job{metric: met, against: audit.AgainstReference, stratum: audit.Stratum{}, g: side, r: m.side(met, ref.Group, ref.Counts), flags: flags}
				j.family = m.family(audit.AgainstReference, s, met)
				if s.chosen.How == audit.ReferenceHighest {
					highest[part(&j)] = true
				}
				jobs = append(jobs, j)
			}
			if len(s.dims) == 1 && known > 2 { // of two groups, everybody else is the other group
				jobs = append(jobs, job{
					metric: met, against: audit.AgainstComplement, stratum: audit.Stratum{}, g: side, r: m.side(met, nil, others[i]), flags: flags,
					family: m.family(audit.AgainstComplement, s, met),
				})
			}
		}
	}
	return jobs
}

// stratumJobs lists the comparisons with the reference group within one stratum, for the metrics that the rules judge.
func (m *measurement) stratumJobs(st stratumSet) []job {
	var jobs []job
	if st.set.reference < 0 {
		return nil
	}
	ref := st.groups[st.set.reference]
	for _, met := range m.metrics {
		if !met.Proportion || !m.isPrimary(met) {
			continue
		}
		for i, g := range st.groups {
			if g.Group.IsUnknown() || i == st.set.reference {
				continue
			}
			jobs = append(jobs, job{
				metric: met, against: audit.AgainstReference, stratum: st.stratum, g: m.side(met, g.Group, g.Counts),
				r: m.side(met, ref.Group, ref.Counts), family: m.family("strata/"+st.stratum.Attributes(), st.set, met),
			})
		}
	}
	return jobs
}

func (m *measurement) side(met metric.Metric, g audit.Group, c audit.Counts) metric.Side {
	return metric.Side{Group: g, N: c.Total(), Rate: met.RateOf(c, m.scope.Favourable)}
}

func (m *measurement) flags(s *set, i int) []string {
	if n := s.groups[i].Counts.Total(); n > 0 && float64(n) < minShare*float64(s.known) {
		return []string{audit.FlagUnder2Percent}
	}
	return nil
}

// family names the family of a test. Metrics that a rule of the plan judges are primary; the others are secondary and cannot
// weaken them.
func (m *measurement) family(against string, s *set, met metric.Metric) string {
	parts := []string{"secondary", against}
	if m.isPrimary(met) {
		parts[0] = "primary"
	}
	switch m.plan.Multiplicity.Family {
	case audit.FamilyAttributeMetric:
		parts = append(parts, s.name(), hypothesisOf(met))
	case audit.FamilyAttribute:
		parts = append(parts, s.name())
	case audit.FamilyMetric:
		parts = append(parts, hypothesisOf(met))
	case audit.FamilyAudit:
	default:
		parts = append(parts, []string{"single", "pairs", "triples"}[min(len(s.names), 3)-1])
	}
	return strings.Join(parts, "/")
}

// sharing is the number of families that share one allowance for errors: with the family depth, as many as there are depths of
// intersection. A reader takes "disparity shown" from any finding, so that all findings together must keep the promise of the
// confidence. One family of everything would keep it too, but then the hundreds of small groups of the intersections would blunt
// the tests of the attributes themselves; so each depth gets an equal part, fixed by the plan and not by the data (Bonferroni
// between the depths, Holm within). Further analyses of which findings come have their parts too.
func (m *measurement) sharing(j *job) int {
	if j.against != audit.AgainstReference || len(j.stratum) > 0 {
		return 1
	}
	return max(1, m.allowances())
}

// allowances is the number of equal parts of the allowance for errors, 0 where the plan promises nothing for all findings together.
func (m *measurement) allowances() int {
	n := 0
	switch m.plan.Multiplicity.Family {
	case audit.FamilyAudit:
		n = 1
	case audit.FamilyDepth:
		depths := map[int]bool{}
		for i := range m.sets {
			depths[len(m.sets[i].names)] = true
		}
		n = len(depths)
	default:
		return 0
	}
	c := &m.plan.Columns
	for _, r := range rules(m.plan) {
		switch {
		case r.Name == "four_fifths" && c.Stages != nil:
			n += 2 // the stages, and the process as a whole
		case r.Name == "calibration" && c.Score != nil && c.Label != nil:
			n++
		}
	}
	return n
}

// part names the tests of one hypothesis over the groups of one attribute set in one stratum.
func part(j *job) string {
	return j.against + "/" + j.g.Group.Attributes() + "/" + hypothesisOf(j.metric) + "/" + j.stratum.Key()
}

// adjust fills in the adjusted p-values.
func (m *measurement) adjust(jobs []job, pairs [][2]audit.Comparison, highest map[string]bool) {
	for i := range jobs {
		if pairs[i][0].Test != nil && !math.IsNaN(float64(pairs[i][0].Test.P)) {
			m.enter(&jobs[i], i)
		}
	}
	for _, name := range m.order {
		f := m.tests[name]
		p := make([]float64, len(f.tests))
		for k, same := range f.tests {
			p[k] = float64(pairs[same[0]][0].Test.P)
		}
		// Where the data chose the reference among K groups, any of the K(K−1)/2 pairs might have been tested (methods 0.5).
		for name, n := range f.parts {
			if highest[name] {
				n = n * (n + 1) / 2
			}
			f.size += n
		}
		// Holm's method takes the tests that are missing in a larger size as made with p = 1, so that no p-value is adjusted by less
		// than its part of the allowance asks for.
		f.size *= f.sharing
		adjusted := infer.Adjust(m.plan.Multiplicity.Method, p, f.size)
		for k, same := range f.tests {
			for _, i := range same {
				for side := range pairs[i] {
					t := pairs[i][side].Test
					t.PAdjusted, t.Method, t.Family, t.FamilyN = audit.P(adjusted[k]), m.plan.Multiplicity.Method, f.name, f.size
				}
			}
		}
	}
}

// enter puts the test of a job into its family, beside the one of its complement if that is there.
func (m *measurement) enter(j *job, i int) {
	f := m.tests[j.family]
	if f == nil {
		f = &family{name: j.family, index: map[string]int{}, parts: map[string]int{}, sharing: m.sharing(j)}
		m.tests[f.name] = f
		m.order = append(m.order, f.name)
	}
	hypothesis := part(j) + "/" + j.g.Group.Key()
	if k, ok := f.index[hypothesis]; ok {
		f.tests[k] = append(f.tests[k], i)
		return
	}
	f.index[hypothesis] = len(f.tests)
	f.tests = append(f.tests, []int{i})
	f.parts[part(j)]++
}

// shortfall is the number of persons of the group who would have got the favourable decision at the reference's rate and did
// not; negative when more got it.
func (m *measurement) shortfall(j *job, c *audit.Comparison) *audit.Real {
	favourable := "favourable_rate"
	if m.scope.Favourable {
		favourable = "selection_rate"
	}
	if j.metric.Name != favourable || c.GroupRate == nil || c.ReferenceRate == nil {
		return nil
	}
	people := float64(j.g.Rate.Out.N)
	if m.terms.Weighted {
		people = j.g.Rate.Out.W
	}
	return audit.Ptr(people * float64(*c.ReferenceRate-*c.GroupRate))
}

// parallel calls f for 0 … n−1 on several goroutines. Each call writes only its own place, so that the result is the same for any
// number of them.
func (m *measurement) parallel(n int, f func(int)) {
	var wg sync.WaitGroup
	workers := min(m.workers, n)
	for w := range workers {
		wg.Go(func() {
			for i := w; i < n; i += workers {
				f(i)
			}
		})
	}
	wg.Wait()
}
