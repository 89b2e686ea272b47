package association

import (
	"math"

	"auditd/audit/infer"
)

// An Information says in nats what categories tell of groups.
type Information struct {
	Mutual      float64 // 0 … the smaller entropy
	Corrected   float64 // less (K−1)(C−1)/(2n), moved up to 0
	Uncertainty float64 // share of the groups' entropy that the categories take away, U(A|X)
	Symmetric   float64 // 2I/(H_A + H_X)
	Normalised  float64 // I/√(H_A·H_X)
}

// MutualInformation measures a table in nats. Shannon 1948; Miller 1955 for the correction; Theil 1970 for U; methods 9.1.
func MutualInformation(t Table) (Information, infer.Why) {
	m, why := t.comparable()
	if why != infer.Defined {
		return Information{}, why
	}
	hA, hX, i := entropy(m.rows, m.total), entropy(m.columns, m.total), m.information()
	return Information{
		Mutual:      i,
		Corrected:   math.Max(0, i-float64(m.df())/(2*m.total)),
		Uncertainty: i / hA,
		Symmetric:   2 * i / (hA + hX),
		Normalised:  i / math.Sqrt(hA*hX),
	}, infer.Defined
}

func (m margins) information() float64 {
	sum := 0.0
	for i, row := range m.cells {
		for j, n := range row {
			if n > 0 {
				sum += n / m.total * math.Log(n/m.expected(i, j))
			}
		}
	}
	return math.Max(0, sum) // rounding can leave independence a little below 0
}

func entropy(counts []float64, total float64) float64 {
	h := 0.0
	for _, n := range counts {
		h -= n / total * math.Log(n/total)
	}
	return h
}

// ConditionalInformation returns what the categories tell of the groups among people alike in a third column: the mean of the
// tables' information, each weighted by its people. A table with one group or category tells nothing and counts as 0. Methods 9.3.
func ConditionalInformation(tables []Table) (float64, infer.Why) {
	sum, people := 0.0, 0.0
	for _, t := range tables {
		m, why := t.margins()
		if why == infer.WhyNobody {
			continue
		}
		if why != infer.Defined {
			return 0, why
		}
		sum += m.total * m.information()
		people += m.total
	}
	if people == 0 {
		return 0, infer.WhyNobody
	}
	return sum / people, infer.Defined
}
