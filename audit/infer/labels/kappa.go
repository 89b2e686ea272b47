package labels

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
)

// A Kappa is the agreement of two annotators beyond chance.
type Kappa struct {
	Value    float64 // 1 for full agreement, 0 for chance
	SE       float64 // Fleiss, Cohen and Everitt, for intervals and comparisons
	Interval audit.Interval
	Observed float64 // share of cases on which they agree
	Expected float64 // by chance
	PABAK    float64 // 2·Observed − 1, which does not depend on how common a category is
}

// CohenKappa compares two annotators over the square table of their labels. When chance alone gives full agreement it has no
// value. Cohen 1960; Fleiss, Cohen and Everitt 1969, Psychological Bulletin 72:323; methods 12.4.
func CohenKappa(table [][]int64, level float64) (Kappa, infer.Why) {
	n, rows, columns, why := squareMargins(table)
	if why != infer.Defined {
		return Kappa{}, why
	}
	var k Kappa
	for i, row := range table {
		k.Observed += float64(row[i]) / n
		k.Expected += rows[i] * columns[i]
	}
	k.PABAK = 2*k.Observed - 1
	if k.Expected >= 1 {
		return k, infer.WhyNoVariance
	}
	k.Value = (k.Observed - k.Expected) / (1 - k.Expected)
	agree, disagree := 0.0, 0.0
	rest := 1 - k.Value
	for i, row := range table {
		for j, c := range row {
			p := float64(c) / n
			if i == j {
				d := 1 - (rows[i]+columns[i])*rest
				agree += p * d * d
			} else {
				s := columns[i] + rows[j]
				disagree += p * s * s
			}
		}
	}
	d := k.Value - k.Expected*rest
	k.SE = math.Sqrt(math.Max(0, agree+rest*rest*disagree-d*d)/n) / (1 - k.Expected)
	z := infer.CriticalValue(level)
	k.Interval = audit.Interval{
		Lower: math.Max(-1, k.Value-z*k.SE), Upper: math.Min(1, k.Value+z*k.SE), Level: level, Method: "cohen_kappa",
	}
	return k, infer.Defined
}

// CompareKappa tests whether annotators agree as well on one group as on another. Methods 12.4.
func CompareKappa(a, b Kappa) (audit.Test, infer.Why) {
	se := math.Hypot(a.SE, b.SE)
	if se == 0 {
		return audit.Test{}, infer.WhyNoVariance
	}
	z := (a.Value - b.Value) / se
	return infer.NewTest("kappa_z", z, 0, infer.NormalTwoSided(z)), infer.Defined
}

// squareMargins returns the people and the shares of rows and columns.
func squareMargins(table [][]int64) (n float64, rows, columns []float64, why infer.Why) {
	rows, columns = make([]float64, len(table)), make([]float64, len(table))
	for i, row := range table {
		if len(row) != len(table) {
			return 0, nil, nil, infer.WhyNotComputable
		}
		for j, c := range row {
			if c < 0 {
				return 0, nil, nil, infer.WhyNotComputable
			}
			n += float64(c)
			rows[i] += float64(c)
			columns[j] += float64(c)
		}
	}
	if n == 0 {
		return 0, nil, nil, infer.WhyNobody
	}
	for i := range rows {
		rows[i] /= n
		columns[i] /= n
	}
	return n, rows, columns, infer.Defined
}
