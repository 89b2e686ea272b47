package scores_test

import (
	"slices"
	"strconv"
	"strings"
)

// rankAUC is the area under the ROC curve of one group of a file of group, label and score, from the ranks of the raw scores (Mann and
// Whitney): (R⁺ − m(m+1)/2)/(mn) with mid-ranks.
func rankAUC(data, group string) float64 {
	type row struct {
		score float64
		y     bool
	}
	var rows []row
	for line := range strings.Lines(data) {
		f := strings.Split(strings.TrimSpace(line), ",")
		if f[0] == group {
			s, _ := strconv.ParseFloat(f[2], 64)
			rows = append(rows, row{s, f[1] == "1"})
		}
	}
	slices.SortFunc(rows, func(a, b row) int {
		switch {
		case a.score < b.score:
			return -1
		case a.score > b.score:
			return 1
		}
		return 0
	})
	sum, m, n := 0.0, 0.0, 0.0
	for i := 0; i < len(rows); {
		k := i
		for k < len(rows) && rows[k].score == rows[i].score {
			k++
		}
		rank := float64(i+k+1) / 2
		for ; i < k; i++ {
			if rows[i].y {
				sum += rank
				m++
			} else {
				n++
			}
		}
	}
	return (sum - m*(m+1)/2) / (m * n)
}
