package association

import "auditd/audit/infer"

// GoodmanKruskalTau returns by what share the categories reduce the error of guessing groups at random in proportion, 0 … 1.
// With one group or category the reason says so. Goodman and Kruskal 1954, Journal of the American Statistical Association
// 49:732; methods 9.1.
func GoodmanKruskalTau(t Table) (float64, infer.Why) {
	m, why := t.comparable()
	if why != infer.Defined {
		return 0, why
	}
	within, alone := 0.0, 0.0
	for i, row := range m.cells {
		alone += m.rows[i] / m.total * (m.rows[i] / m.total)
		for j, n := range row {
			within += n / m.total * (n / m.columns[j])
		}
	}
	return (within - alone) / (1 - alone), infer.Defined
}
