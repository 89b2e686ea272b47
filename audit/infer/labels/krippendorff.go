package labels

import "auditd/audit/infer"

// KrippendorffAlpha returns the agreement of any number of annotators beyond chance, for nominal labels: 1 for full agreement, 0
// for chance. A unit says how many annotators gave a case each label, and times how many cases are like it (nil: one each).
// Cases with fewer than two labels say nothing and are counted as skipped. When all labels are alike there is nothing to disagree
// about, and no value. Krippendorff 2004, Content Analysis; methods 12.4.
func KrippendorffAlpha(units [][]int64, times []int64) (alpha float64, skipped int64, why infer.Why) {
	if times != nil && len(times) != len(units) {
		return 0, 0, infer.WhyNotComputable
	}
	var totals []float64
	pairs, disagreement := 0.0, 0.0
	for u, unit := range units {
		cases := int64(1)
		if times != nil {
			cases = times[u]
		}
		if cases < 0 {
			return 0, 0, infer.WhyNotComputable
		}
		labels, many := 0.0, float64(cases)
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
			skipped += cases
			continue
		}
		for k, c := range unit {
			totals[k] += many * float64(c)
			disagreement += many * float64(c) * (labels - float64(c)) / (labels - 1)
		}
		pairs += many * labels
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

// TwoAnnotators lists the units of a square table of two annotators' labels, and how many cases are like each, for
// [KrippendorffAlpha]; false when the table is not square or a count is negative.
func TwoAnnotators(table [][]int64) (units [][]int64, times []int64, ok bool) {
	for i, row := range table {
		if len(row) != len(table) {
			return nil, nil, false
		}
		for j, c := range row {
			if c < 0 {
				return nil, nil, false
			}
			unit := make([]int64, len(table))
			unit[i]++
			unit[j]++
			units, times = append(units, unit), append(times, c)
		}
	}
	return units, times, true
}
