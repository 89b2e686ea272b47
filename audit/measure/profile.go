package measure

import (
	"auditd/audit"
	"auditd/audit/metric"
)

// profile adds the numbers of another tool, when the plan names one. Native numbers are always there.
func (m *measurement) profile() {
	p, ok := metric.GetProfile(m.plan.Profile)
	if !ok {
		return
	}
	in := metric.ProfileInput{Favourable: m.scope.Favourable}
	for i := range m.sets {
		s := &m.sets[i]
		a := metric.ProfileAttribute{Name: s.name(), Groups: s.groups, Reference: s.reference}
		if len(s.dims) == 1 {
			a.Strata = m.profileStrata(s)
		}
		in.Attributes = append(in.Attributes, a)
	}
	m.out.Profile = &audit.ToolProfile{Name: p.Name, Version: p.Version, Values: p.Values(in)}
}

// profileStrata returns the counts of every group of one attribute in every stratum of every stratum column.
func (m *measurement) profileStrata(s *set) []metric.ProfileStrata {
	var out []metric.ProfileStrata
	for _, st := range m.strata() {
		if st.set != s {
			continue
		}
		variable := st.stratum[0].Attribute
		if len(out) == 0 || out[len(out)-1].Variable != variable {
			out = append(out, metric.ProfileStrata{Variable: variable})
		}
		counts := make([]audit.Counts, len(st.groups))
		for i, g := range st.groups {
			counts[i] = g.Counts
		}
		last := &out[len(out)-1]
		last.Counts = append(last.Counts, counts)
	}
	return out
}
