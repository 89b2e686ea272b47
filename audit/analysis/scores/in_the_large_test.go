package scores_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"auditd/audit/audittest"
)

// The test of calibration in the large adds S(1 − S) up over people (methods 6.5), also where there are more distinct scores than bins:
// z = (ΣY − ΣS)/√ΣS(1 − S), computed here from the rows.
func TestInTheLargeIsOfPeople(t *testing.T) {
	var rows strings.Builder
	rows.WriteString("g,y,s\n")
	positives, sum, variance := 0.0, 0.0, 0.0
	for i := range 400 {
		s := float64(i+1) / 402
		y := 0
		if i%3 == 0 || i > 300 {
			y = 1
		}
		positives, sum, variance = positives+float64(y), sum+s, variance+s*(1-s)
		fmt.Fprintf(&rows, "a,%d,%.17g\nb,%d,0.5\n", y, s, i%2)
	}
	a := audited(t, "version: 1\ncolumns:\n  attributes: [g]\n  label: {column: y, positive: [1]}\n  score: {column: s, higher: favourable}\n", rows.String(), 1)
	for _, m := range group(t, &a.Scores.Attributes[0], "a").Measures {
		if m.Test != nil && m.Test.Name == "calibration_in_the_large" {
			audittest.Near(t, "z", float64(*m.Test.Statistic), (positives-sum)/math.Sqrt(variance), 1e-9)
			return
		}
	}
	t.Fatal("no test of calibration in the large")
}
