package labels

import (
	"math"

	"auditd/audit/infer"
)

// KrippendorffAlpha returns the agreement of any number of annotators beyond chance, for nominal labels: 1 for full agreement, 0
// for chance. units holds, for each case, how many annotators gave each label; cases with fewer than two labels say nothing and
// are counted as skipped. When all labels are alike there is nothing to disagree about, and no value. Krippendorff 2004, Content
// Analysis; methods 12.4.
func KrippendorffAlpha(units [][]int64) (alpha float64, skipped int, why infer.Why) {
	var totals []float64
	pairs, disagreement := 0.0, 0.0
	for _, unit := range units {
		labels := 0.0
		for k, c := range unit {
			if c < 0 {
				return 0, 0, infer.WhyNotComputable
			}
			for len(totals) <= k {
				totals = append(totals, 0)
			}
			labels += float64(c)
		}
		if labels < 2 {
			skipped++
			continue
		}
		for k, c := range unit {
			totals[k] += float64(c)
			disagreement += float64(c) * (labels - float64(c)) / (labels - 1)
		}
		pairs += labels
	}
	expected := 0.0
	for _, c := range totals {
		expected += c * (pairs - c)
	}
	switch {
	case pairs == 0:
		return 0, skipped, infer.WhyTooFew
	case expected == 0:
		return 0, skipped, infer.WhyNoVariance
	}
	return 1 - (pairs-1)*disagreement/expected, skipped, infer.Defined
}

// TwoAnnotators lists the units of a square table of two annotators' labels, for [KrippendorffAlpha]; false when it is not square
// or a count is negative.
func TwoAnnotators(table [][]int64) ([][]int64, bool) {
	var units [][]int64
	for i, row := range table {
		if len(row) != len(table) {
			return nil, false
		}
		for j, c := range row {
			if c < 0 || c > math.MaxInt32 {
				return nil, false
			}
			for range c {
				unit := make([]int64, len(table))
				unit[i]++
				unit[j]++
				units = append(units, unit)
			}
		}
	}
	return units, true
}
