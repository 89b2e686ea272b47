package association

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
)

// A Table counts people by group (rows) and category (columns). All rows are equally long. Empty rows and columns are left out
// of every measure, as categories that do not occur.
type Table [][]int64

// margins are a table without its empty rows and columns, as numbers, with its sums.
type margins struct {
	cells   [][]float64
	rows    []float64
	columns []float64
	total   float64
}

// margins returns the reason why the table cannot be: rows of unequal length, negative counts, nobody in it.
func (t Table) margins() (margins, infer.Why) {
	var m margins
	if len(t) == 0 {
		return m, infer.WhyNobody
	}
	columns := make([]int64, len(t[0]))
	for _, row := range t {
		if len(row) != len(columns) {
			return m, infer.WhyNotComputable
		}
		for k, n := range row {
			if n < 0 {
				return m, infer.WhyNotComputable
			}
			columns[k] += n
		}
	}
	for _, n := range columns {
		if n > 0 {
			m.columns = append(m.columns, float64(n))
		}
	}
	for _, row := range t {
		var kept []float64
		sum := 0.0
		for k, n := range row {
			if columns[k] > 0 {
				kept = append(kept, float64(n))
				sum += float64(n)
			}
		}
		if sum > 0 {
			m.cells, m.rows = append(m.cells, kept), append(m.rows, sum)
			m.total += sum
		}
	}
	if m.total == 0 {
		return m, infer.WhyNobody
	}
	return m, infer.Defined
}

// comparable adds the reason why nothing can be associated: fewer than two groups or categories.
func (t Table) comparable() (margins, infer.Why) {
	m, why := t.margins()
	if why == infer.Defined && (len(m.rows) < 2 || len(m.columns) < 2) {
		return m, infer.WhyOneGroup
	}
	return m, why
}

func (m margins) df() int { return (len(m.rows) - 1) * (len(m.columns) - 1) }

func (m margins) expected(i, j int) float64 { return m.rows[i] * m.columns[j] / m.total }

func (m margins) chiSquared() float64 {
	sum := 0.0
	for i, row := range m.cells {
		for j, n := range row {
			d := n - m.expected(i, j)
			sum += d * d / m.expected(i, j)
		}
	}
	return sum
}

// An Independence is a test that rows and columns have nothing to do with each other.
type Independence struct {
	ChiSquared    audit.Test
	G             audit.Test
	LeastExpected float64 // smallest expected count
	Trusted       bool    // Cochran's rule: every expected count is at least 1, and 80 % of them at least 5
}

// TestIndependence returns Pearson's and the likelihood-ratio test of a K×C table. Pearson 1900; Wilks 1938; methods 9.1 and 7.3.
func TestIndependence(t Table) (Independence, infer.Why) {
	m, why := t.comparable()
	if why != infer.Defined {
		return Independence{}, why
	}
	r := Independence{LeastExpected: math.Inf(1)}
	atLeast5 := 0
	for i := range m.rows {
		for j := range m.columns {
			e := m.expected(i, j)
			r.LeastExpected = math.Min(r.LeastExpected, e)
			if e >= 5 {
				atLeast5++
			}
		}
	}
	r.Trusted = r.LeastExpected >= 1 && 5*atLeast5 >= 4*len(m.rows)*len(m.columns)
	x, g := m.chiSquared(), 2*m.total*m.information()
	r.ChiSquared = infer.NewTest("independence_chi_squared", x, m.df(), infer.ChiSquaredSurvival(x, m.df()))
	r.G = infer.NewTest("independence_g", g, m.df(), infer.ChiSquaredSurvival(g, m.df()))
	return r, infer.Defined
}
