package survey

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/law"
)

// KornGraubard returns the interval of one group's weighted rate: Wilson's on the effective number of people that the design
// leaves, p(1−p)/V·(t_{n−1}/t_df)², at most n. Where everybody or nobody has the event V is 0 and says nothing; the interval is
// then Clopper and Pearson's on Kish's effective number. Korn and Graubard 1998, Survey Methodology 24:193; methods 4.12.
func (r Rates) KornGraubard(group int, level float64) (interval audit.Interval, effective float64, why infer.Why) {
	if why := r.both(group, group); why != infer.Defined {
		return audit.Interval{}, 0, why
	}
	p, v, n := r.Value[group], r.Covariance[group][group], float64(r.People[group])
	if v <= 0 || p <= 0 || p >= 1 || n < 2 {
		effective = math.Min(n, r.Effective[group])
		interval = infer.ClopperPearson(infer.Proportion{X: p * effective, N: effective}, level)
		interval.Method = "korn_graubard_exact"
		return interval, effective, infer.Defined
	}
	ratio := law.StudentTCritical(level, n-1) / law.StudentTCritical(level, float64(r.DF))
	effective = math.Min(n, p*(1-p)/v*ratio*ratio)
	interval = infer.Wilson(infer.Proportion{X: p * effective, N: effective}, level)
	interval.Method = "korn_graubard"
	return interval, effective, infer.Defined
}
