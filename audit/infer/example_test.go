package infer_test

import (
	"fmt"

	"auditd/audit"
	"auditd/audit/infer"
)

// 36 of 100 people in the group were selected, 120 of 200 in the reference group: is the ratio below four fifths beyond
// doubt? It is: the whole interval is. Methods 3.7.
func ExampleKoopman() {
	interval, _ := infer.Koopman(infer.P(36, 100), infer.P(120, 200), 0.95)
	fmt.Printf("%.6f to %.6f\n", interval.Lower, interval.Upper)
	// Output: 0.445531 to 0.785584
}

// Three groups were compared with the one that had the highest rate. Because the data chose that one, the family is all six
// pairs of the four groups: 6·.001, 5·.012, 4·.04.
func ExampleAdjust() {
	fmt.Printf("%.3f\n", infer.Adjust("holm", []float64{0.012, 0.001, 0.04}, 6))
	// Output: [0.060 0.006 0.160]
}

// Three of ten against half of two thousand: a ratio of 0.6, and far too few people to say so. At 94 people the interval ends
// at 0.8011, at 95 at 0.7999 (statsmodels 0.15.0, confint_proportions_2indep with method score).
func ExampleNeedSettle() {
	band := audit.Band{Lower: 0.8, Upper: 1.25}
	s := infer.NeedSettle(audit.Ratio, infer.P(3, 10), infer.P(1000, 2000), band, 0.95)
	fmt.Println(s.Toward, "after", s.Records, "further people at the same rate")
	// Output: disparity_shown after 85 further people at the same rate
}
