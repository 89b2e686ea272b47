package scores

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer/score"
)

// multiaccuracy returns how much of everybody's error of scores lies in a group: the size of its bias times its share of all people
// with a label. A score is α-multiaccurate over the groups when this is at most α for each (Kim, Ghorbani and Zou 2019; methods 10.4).
// Its interval is that of the bias, by size; the test of the bias is its test, and is not made twice.
func (e *exam) multiaccuracy(h score.Weighted, bias *audit.ScoreMeasure) audit.ScoreMeasure {
	m := audit.ScoreMeasure{Name: audit.ScoreMultiaccuracy, N: bias.N, Status: bias.Status, Why: bias.Why, IntervalWhy: bias.IntervalWhy, Unweighted: bias.Unweighted}
	if bias.Value == nil || e.labels <= 0 {
		return m
	}
	share := weightOf(h) / e.labels
	m.Value = audit.Ptr(share * math.Abs(float64(*bias.Value)))
	if bias.Error != nil {
		m.Error = audit.Ptr(share * float64(*bias.Error))
	}
	if in := bias.Interval; in != nil {
		low, high := math.Abs(in.Lower), math.Abs(in.Upper)
		if low > high {
			low, high = high, low
		}
		if in.Lower <= 0 && in.Upper >= 0 {
			low = 0
		}
		m.Interval = &audit.Interval{Lower: share * low, Upper: share * high, Level: in.Level, Method: in.Method}
	}
	return m
}
