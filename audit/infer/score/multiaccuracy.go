package score

import (
	"math"

	"auditd/audit/infer"
)

// Multiaccuracy returns how much of everybody's error of scores lies in one subgroup: |ΣY − ΣS| over the subgroup, divided by all
// people. A score is α-multiaccurate over a family of subgroups when this is at most α for each; the test of one of them is
// [CalibrationInTheLarge]. people are all people. Kim, Ghorbani and Zou 2019 (AIES); methods 10.4.
func Multiaccuracy(subgroup []Bin, people int64) (float64, infer.Why) {
	n, positives, scores, why := addUp(subgroup)
	switch {
	case why != infer.Defined:
		return 0, why
	case float64(people) < float64(n):
		return 0, infer.WhyNotComputable
	}
	return math.Abs(positives-scores) / float64(people), infer.Defined
}
