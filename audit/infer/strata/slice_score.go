package strata

import "auditd/audit/infer"

// SliceScore returns SliceLine's rank of a subgroup: weight·(error in it / error of all − 1) − (1 − weight)·(people of all / people in
// it − 1). Everybody together scores 0; above it, a subgroup errs more often than its smallness takes away. weight lies between 0 and
// 1, where 1 heeds the error alone; SliceLine's own experiments use .95. True counts the errors, among the people to whom the rate
// applies. It describes and has no interval: scores are for putting subgroups in order. Undefined when nobody is in the subgroup or
// nobody errs. Sagadeeva and Boehm 2021 (SIGMOD), formula 1; methods 10.2.
func SliceScore(in, all Tally, weight float64) (float64, infer.Why) {
	switch {
	case in.True < 0 || in.False < 0 || in.True > all.True || in.False > all.False || !(weight > 0 && weight <= 1):
		return 0, infer.WhyNotComputable
	case in.people() == 0 || all.True == 0:
		return 0, infer.WhyNoDenominator
	}
	excess := in.rate()/all.rate() - 1
	small := float64(all.people())/float64(in.people()) - 1
	return float64(weight*excess) - float64((1-weight)*small), infer.Defined
}
