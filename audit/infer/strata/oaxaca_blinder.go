package strata

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"auditd/audit/infer"
)

// collinearity is the share of a column's own variation that must be left after the columns before it.
const collinearity = 1e-10

// Moments are the sums that a linear regression of one group needs. Column 0 is the constant 1, so XX[0] is the number of
// people, the first row of XX holds the columns' sums and XY[0] the sum of the outcome.
type Moments struct {
	XX []float64 // p×p, row by row: sums of products of columns
	XY []float64 // p: sums of column times outcome
}

// NewMoments adds up rows of p columns, the first of them 1, and as many outcomes. The rows lie one after the other. It is the
// zero Moments when the lengths do not fit.
func NewMoments(x []float64, y []float64) Moments {
	if len(y) == 0 || len(x)%len(y) != 0 {
		return Moments{}
	}
	p := len(x) / len(y)
	m := Moments{XX: make([]float64, p*p), XY: make([]float64, p)}
	for i, outcome := range y {
		row := x[i*p : (i+1)*p]
		for j, v := range row {
			m.XY[j] += v * outcome
			for k, w := range row {
				m.XX[j*p+k] += v * w
			}
		}
	}
	return m
}

// An Oaxaca splits the gap mean(A) − mean(B) by two linear regressions. "Unexplained" is not discrimination and "explained" is
// not justification.
type Oaxaca struct {
	Gap         float64
	Endowment   float64 // (x̄A − x̄B)'βB
	Coefficient float64 // x̄B'(βA − βB)
	Interaction float64 // (x̄A − x̄B)'(βA − βB)
	ExplainedA  float64 // two-fold with βA; unexplained is Gap less it
	ExplainedB  float64 // two-fold with βB
	ExplainedP  float64 // two-fold with the pooled coefficients, group dummy included
	BetaA       []float64
	BetaB       []float64
	Kept        []int // columns of the regressions, in order
	Dropped     []int // columns that add nothing to those before them in one of the groups
	LowN        bool  // a group has fewer than ten people a column
}

// OaxacaBlinder decomposes the difference of two means, exactly: three-fold with B as base, and two-fold with each of three
// references. Collinear columns are dropped and named. A column kept only so that categories sum to 1 has no meaning of its
// own (Yun 2005), so no detail by column is given. Oaxaca 1973; Blinder 1973; Jann 2008; methods 5.4.
func OaxacaBlinder(a, b Moments) (Oaxaca, infer.Why) {
	p := len(a.XY)
	if !a.valid(p) || !b.valid(p) {
		return Oaxaca{}, infer.WhyNotComputable
	}
	var o Oaxaca
	for j := range p {
		if a.adds(append(o.Kept, j)) && b.adds(append(o.Kept, j)) {
			o.Kept = append(o.Kept, j)
		} else {
			o.Dropped = append(o.Dropped, j)
		}
	}
	if len(o.Kept) == 0 || o.Kept[0] != 0 {
		return Oaxaca{}, infer.WhyNobody
	}
	a, b = a.pick(o.Kept), b.pick(o.Kept)
	o.LowN = math.Min(a.XX[0], b.XX[0]) < float64(10*len(o.Kept))
	var okA, okB, okP bool
	o.BetaA, okA = a.solve()
	o.BetaB, okB = b.solve()
	pooled, okP := pool(a, b).solve()
	if !okA || !okB || !okP {
		return Oaxaca{}, infer.WhyCollinear
	}
	o.split(a, b, pooled)
	return o, infer.Defined
}

func (o *Oaxaca) split(a, b Moments, pooled []float64) {
	na, nb := a.XX[0], b.XX[0]
	o.Gap = a.XY[0]/na - b.XY[0]/nb
	for j := range o.BetaA {
		xa, xb := a.XX[j]/na, b.XX[j]/nb
		difference, coefficients := xa-xb, o.BetaA[j]-o.BetaB[j]
		o.Endowment += difference * o.BetaB[j]
		o.Coefficient += xb * coefficients
		o.Interaction += difference * coefficients
		o.ExplainedA += difference * o.BetaA[j]
		o.ExplainedB += difference * o.BetaB[j]
		o.ExplainedP += difference * pooled[j]
	}
}

func (m Moments) valid(p int) bool {
	if p == 0 || len(m.XY) != p || len(m.XX) != p*p || !(m.XX[0] > 0) {
		return false
	}
	for _, list := range [][]float64{m.XX, m.XY} {
		for _, v := range list {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return false
			}
		}
	}
	return true
}

// pick returns the moments of some of the columns.
func (m Moments) pick(columns []int) Moments {
	p, q := len(m.XY), len(columns)
	s := Moments{XX: make([]float64, q*q), XY: make([]float64, q)}
	for j, c := range columns {
		s.XY[j] = m.XY[c]
		for k, d := range columns {
			s.XX[j*q+k] = m.XX[c*p+d]
		}
	}
	return s
}

// adds reports whether the last of the columns has variation that those before it do not.
func (m Moments) adds(columns []int) bool {
	s := m.pick(columns)
	q := len(columns)
	last := s.XX[q*q-1]
	if last <= 0 {
		return false
	}
	if q == 1 {
		return true
	}
	before := m.pick(columns[:q-1])
	before.XY = make([]float64, q-1)
	for j := range q - 1 {
		before.XY[j] = s.XX[j*q+q-1]
	}
	beta, ok := before.solve()
	if !ok {
		return false
	}
	// Measured against the variation about the mean: a large constant part must not hide that a column is constant.
	n := s.XX[0]
	spread := last - s.XX[q-1]*s.XX[q-1]/n
	for j, v := range beta {
		last -= v * before.XY[j]
	}
	return spread > collinearity*s.XX[q*q-1] && last > collinearity*spread
}

// solve returns the coefficients, false when the columns are collinear.
func (m Moments) solve() ([]float64, bool) {
	p := len(m.XY)
	var cholesky mat.Cholesky
	if !cholesky.Factorize(mat.NewSymDense(p, append([]float64(nil), m.XX...))) {
		return nil, false
	}
	beta := mat.NewVecDense(p, nil)
	if err := cholesky.SolveVecTo(beta, mat.NewVecDense(p, append([]float64(nil), m.XY...))); err != nil {
		return nil, false
	}
	return beta.RawVector().Data, true
}

// pool joins the groups and adds a column that is 1 in group A: without it the group difference would leak into the columns.
func pool(a, b Moments) Moments {
	p := len(a.XY)
	q := p + 1
	m := Moments{XX: make([]float64, q*q), XY: make([]float64, q)}
	for j := range p {
		m.XY[j] = a.XY[j] + b.XY[j]
		for k := range p {
			m.XX[j*q+k] = a.XX[j*p+k] + b.XX[j*p+k]
		}
		m.XX[j*q+p] = a.XX[j]
		m.XX[p*q+j] = a.XX[j]
	}
	m.XX[q*q-1] = a.XX[0]
	m.XY[p] = a.XY[0]
	return m
}
