package measure

import (
	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/metric"
)

// besideEstimate adds what further methods say of one rate, where it is a share of people.
func (m *measurement) besideEstimate(met metric.Metric, e *audit.Estimate, r audit.Rate) {
	if len(m.plan.Beside) == 0 || met.Mean != nil || !met.Proportion && met.Share == nil {
		return
	}
	for _, b := range infer.BesideRate(m.plan.Beside, metric.Proportion(r, m.terms.Weighted), m.terms.Confidence) {
		b.Metric, b.Group, b.Reference, b.Stratum = e.Metric, e.Group, audit.Group{}, e.Stratum
		m.out.Beside = append(m.out.Beside, b)
	}
}

// besideComparisons adds what further methods say of the two rates of every comparison.
func (m *measurement) besideComparisons(jobs []job, pairs [][2]audit.Comparison) {
	if len(m.plan.Beside) == 0 {
		return
	}
	said := make([][]audit.Beside, len(jobs))
	m.parallel(len(jobs), func(i int) {
		for k := range pairs[i] {
			c := &pairs[i][k]
			for _, b := range metric.Beside(m.plan.Beside, c.Kind, jobs[i].g, jobs[i].r, m.terms) {
				b.Metric, b.Against, b.Group, b.Reference, b.Stratum = c.Metric, c.Against, c.Group, c.Reference, c.Stratum
				said[i] = append(said[i], b)
			}
		}
	})
	for _, list := range said {
		m.out.Beside = append(m.out.Beside, list...)
	}
}
