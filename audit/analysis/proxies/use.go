package proxies

import (
	"math"

	"auditd/audit"
	"auditd/audit/analysis/joint"
	"auditd/audit/infer"
	"auditd/audit/infer/association"
)

// use asks whether decisions go with a feature among people of one group and one label (methods 9.3 iv, as far as it can be answered
// without asking the system): without that, the feature cannot carry a difference between the groups into the decisions. It then
// says how much of what the decision tells of the group is gone among people alike in the feature.
func (s *study) use(t *joint.Table, feature int) *audit.ProxyUse {
	within, direct, given := s.decisionTables(t, feature)
	out := &audit.ProxyUse{}
	test, information, people := conditional(within)
	if people == 0 {
		out.Why = string(infer.WhyNobody)
		return out
	}
	if test != nil {
		out.Test, out.Information = test, audit.Ptr(information)
	} else {
		out.Why = string(infer.WhyNoInformation)
	}
	before, after := corrected([]association.Table{direct}), corrected(given)
	out.Direct, out.Given = audit.Ptr(before), audit.Ptr(after)
	if before > 0 {
		out.Transmitted = audit.Ptr(math.Max(0, 1-after/before))
	} else {
		out.Nothing = string(infer.WhyNoVariance)
	}
	return out
}

// conditional tests, over several tables together, whether rows have nothing to do with columns in any of them, and returns what they
// tell of each other on average over all people, less what chance alone gives. The test is nil where no table can tell anything.
func conditional(tables []association.Table) (test *audit.Test, information float64, people int64) {
	df, g, x2 := 0, 0.0, 0.0
	for _, x := range tables {
		n, _ := size(x)
		people += n
		if one, w := association.TestIndependence(x); w == infer.Defined {
			df += one.G.DF
			g += float64(*one.G.Statistic)
			// Over all tables with these margins the mean of (n−1)/n·χ² is exactly its degrees of freedom, however few people there
			// are; that of G exceeds it, and over many small tables the excess adds up.
			x2 += float64(float64(*one.ChiSquared.Statistic) * float64(n-1) / float64(n))
		}
	}
	if df == 0 {
		return nil, 0, people
	}
	joined := infer.NewTest("chi_squared_conditional", x2, df, infer.ChiSquaredSurvival(x2, df))
	joined.PAdjusted = audit.P(math.NaN())
	return &joined, math.Max(0, g-float64(df)) / float64(2*people), people
}

// corrected is the mean information of tables less what chance alone gives, (K−1)(C−1)/2 over all people for each table; not below 0.
func corrected(tables []association.Table) float64 {
	people, sum := int64(0), 0.0
	for _, t := range tables {
		n, _ := size(t)
		people += n
		if m, w := association.MutualInformation(t); w == infer.Defined {
			sum += float64(float64(n) * (m.Mutual - chance(t, n)))
		}
	}
	if people == 0 {
		return 0
	}
	return math.Max(0, sum/float64(people))
}

// decisionTables returns decisions by feature within every group and label, decisions by group, and decisions by group within every
// value of the feature. People without a decision are left out; a missing label is a label of its own.
func (s *study) decisionTables(t *joint.Table, feature int) (within []association.Table, direct association.Table, given []association.Table) {
	groups, values := len(t.Dims[0].Values), len(t.Dims[feature].Values)
	zero := func(rows int) association.Table {
		out := make(association.Table, rows)
		for i := range out {
			out[i] = make([]int64, 2)
		}
		return out
	}
	within = make([]association.Table, groups*3)
	for i := range within {
		within[i] = zero(values)
	}
	given = make([]association.Table, values)
	for i := range given {
		given[i] = zero(groups)
	}
	direct = zero(groups)
	for k := range t.Counts {
		at := t.At(k)
		for i, n := range t.Counts[k] {
			label, decision := i/3, i%3
			if decision == int(audit.NoDecision) {
				continue
			}
			within[3*int(at[0])+label][at[feature]][decision-1] += n
			given[at[feature]][at[0]][decision-1] += n
			direct[at[0]][decision-1] += n
		}
	}
	return within, direct, given
}

// clusters joins features that tell nearly the same: a corrected V of at least 0.6 with one of the cluster (methods 9.3).
func (s *study) clusters() {
	const same = 0.6
	group := make([]int, len(s.features))
	for i := range group {
		group[i] = i
	}
	for i := range s.features {
		for j := range i {
			v, w := association.CramersVCorrected(s.t.Cross(s.features[i], s.features[j]))
			if w != infer.Defined || v < same {
				continue
			}
			from, to := max(group[i], group[j]), min(group[i], group[j])
			for k := range group {
				if group[k] == from {
					group[k] = to
				}
			}
		}
	}
	for i := range group {
		var names []string
		for k := range group {
			if group[k] == i {
				names = append(names, s.t.Dims[s.features[k]].Name)
			}
		}
		if len(names) > 1 {
			s.out.Clusters = append(s.out.Clusters, names)
		}
	}
}
