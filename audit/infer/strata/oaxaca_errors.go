package strata

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"auditd/audit/infer"
)

// An OaxacaRow is people alike in the columns of a regression, X, the first of which is 1: how many there are, and how many of them
// have the event.
type OaxacaRow struct {
	X       []float64
	Of, Out float64
}

// An OaxacaParts is a decomposition with the standard errors of its parts.
type OaxacaParts struct {
	Oaxaca
	GapSE, EndowmentSE, CoefficientSE, InteractionSE, ExplainedSE, UnexplainedSE float64
}

// OaxacaBlinderOf is OaxacaBlinder of two groups whose columns may be numbers, with standard errors. They are those of the influence of
// every single person on each part: sums of squares of what the part would change by, so that they allow for the spread of the columns
// and for the unequal variance of an outcome of 0 and 1, and for the two going together (linearisation; Jann 2008 for the parts). The
// columns are centred and scaled first, which changes no part.
func OaxacaBlinderOf(a, b []OaxacaRow) (OaxacaParts, infer.Why) {
	if len(a) == 0 || len(b) == 0 {
		return OaxacaParts{}, infer.WhyNobody
	}
	scale(a, b)
	o, why := OaxacaBlinder(momentsOf(a), momentsOf(b))
	if why != infer.Defined {
		return OaxacaParts{Oaxaca: o}, why
	}
	p := OaxacaParts{Oaxaca: o}
	ra, okA := regress(pickRows(a, o.Kept, -1))
	rb, okB := regress(pickRows(b, o.Kept, -1))
	rp, okP := regress(append(pickRows(a, o.Kept, 1), pickRows(b, o.Kept, 0)...))
	if !okA || !okB || !okP {
		return OaxacaParts{Oaxaca: o}, infer.WhyCollinear
	}
	p.errors(ra, rb, rp)
	return p, infer.Defined
}

// scale brings every column but the constant to mean 0 and spread 1 over both groups, so that large numbers lose no digits.
func scale(a, b []OaxacaRow) {
	for j := 1; j < len(a[0].X); j++ {
		var n, sum, squares float64
		for _, rows := range [][]OaxacaRow{a, b} {
			for _, r := range rows {
				n, sum = n+r.Out, sum+float64(r.Out*r.X[j])
			}
		}
		mean := sum / n
		for _, rows := range [][]OaxacaRow{a, b} {
			for _, r := range rows {
				squares += float64(r.Out * (r.X[j] - mean) * (r.X[j] - mean))
			}
		}
		spread := math.Sqrt(squares / n)
		if !(spread > 0) {
			spread = 1
		}
		for _, rows := range [][]OaxacaRow{a, b} {
			for _, r := range rows {
				r.X[j] = (r.X[j] - mean) / spread
			}
		}
	}
}

func momentsOf(rows []OaxacaRow) Moments {
	p := len(rows[0].X)
	m := Moments{XX: make([]float64, p*p), XY: make([]float64, p)}
	for _, r := range rows {
		for j, v := range r.X {
			m.XY[j] += float64(v * r.Of)
			for k, w := range r.X {
				m.XX[j*p+k] += float64(v * w * r.Out)
			}
		}
	}
	return m
}

// pickRows keeps some columns, and adds one with the given dummy if it is not below 0.
func pickRows(rows []OaxacaRow, kept []int, dummy float64) []OaxacaRow {
	out := make([]OaxacaRow, len(rows))
	for i, r := range rows {
		x := make([]float64, 0, len(kept)+1)
		for _, k := range kept {
			x = append(x, r.X[k])
		}
		if dummy >= 0 {
			x = append(x, dummy)
		}
		out[i] = OaxacaRow{x, r.Of, r.Out}
	}
	return out
}

// A regression is the fit of one group or of both.
type regression struct {
	rows    []OaxacaRow
	beta    []float64
	inverse *mat.SymDense // of X'X
	n, y    float64       // people, mean of the outcome
	mean    []float64     // of the columns
}

func regress(rows []OaxacaRow) (regression, bool) {
	m := momentsOf(rows)
	p := len(m.XY)
	r := regression{rows: rows, n: m.XX[0], y: m.XY[0] / m.XX[0], inverse: mat.NewSymDense(p, nil)}
	var cholesky mat.Cholesky
	if !cholesky.Factorize(mat.NewSymDense(p, m.XX)) || cholesky.InverseTo(r.inverse) != nil {
		return r, false
	}
	beta := mat.NewVecDense(p, nil)
	if cholesky.SolveVecTo(beta, mat.NewVecDense(p, m.XY)) != nil {
		return r, false
	}
	r.beta = beta.RawVector().Data
	for j := range p {
		r.mean = append(r.mean, m.XX[j]/r.n)
	}
	return r, true
}

// through returns (X'X)⁻¹d: how a change of d'β follows from a person's residual.
func (r *regression) through(d []float64) []float64 {
	d = append(append([]float64{}, d...), make([]float64, len(r.beta)-len(d))...)
	out := mat.NewVecDense(len(d), nil)
	out.MulVec(r.inverse, mat.NewVecDense(len(d), d))
	return out.RawVector().Data
}

// An influence is what a person of one group adds to a part: by columns, through the mean; by the residuals of the group's own
// regression and of the pooled one; and by the outcome.
type influence struct{ mean, own, pooled, outcome []float64 }

// sum returns the sum of squares of an influence over the people of a group. own and pooled fit the same people; dummy is the group's.
func (f influence) sum(own, pooled *regression, dummy float64) float64 {
	total := 0.0
	for _, r := range own.rows {
		z := append(append([]float64{}, r.X...), dummy)
		for _, y := range [2]float64{0, 1} {
			n := r.Of
			if y == 0 {
				n = r.Out - r.Of
			}
			if n <= 0 {
				continue
			}
			v := 0.0
			for j := range f.mean {
				v += float64(f.mean[j] * (r.X[j] - own.mean[j]) / own.n)
			}
			if f.own != nil {
				v += float64(dot(f.own, r.X) * (y - dot(own.beta, r.X)))
			}
			if f.pooled != nil {
				v += float64(dot(f.pooled, z) * (y - dot(pooled.beta, z)))
			}
			if f.outcome != nil {
				v += float64(f.outcome[0] * (y - own.y) / own.n)
			}
			total += float64(n * v * v)
		}
	}
	return total
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i, v := range a {
		sum += float64(v * b[i])
	}
	return sum
}

// errors fills in the standard errors.
func (p *OaxacaParts) errors(a, b, pooled regression) {
	k := len(a.beta)
	dx, db, minus := make([]float64, k), make([]float64, k), func(v []float64) []float64 {
		out := make([]float64, len(v))
		for i := range v {
			out[i] = -v[i]
		}
		return out
	}
	for j := range k {
		dx[j], db[j] = a.mean[j]-b.mean[j], a.beta[j]-b.beta[j]
	}
	se := func(fa, fb influence) float64 { return math.Sqrt(fa.sum(&a, &pooled, 1) + fb.sum(&b, &pooled, 0)) }
	one := []float64{1}
	bp := pooled.beta[:k]
	p.GapSE = se(influence{outcome: one}, influence{outcome: minus(one)})
	p.EndowmentSE = se(influence{mean: b.beta}, influence{mean: minus(b.beta), own: b.through(dx)})
	p.CoefficientSE = se(influence{own: a.through(b.mean)}, influence{mean: db, own: minus(b.through(b.mean))})
	p.InteractionSE = se(influence{mean: db, own: a.through(dx)}, influence{mean: minus(db), own: minus(b.through(dx))})
	p.ExplainedSE = se(influence{mean: bp, pooled: pooled.through(dx)}, influence{mean: minus(bp), pooled: pooled.through(dx)})
	p.UnexplainedSE = se(influence{mean: minus(bp), pooled: minus(pooled.through(dx)), outcome: one},
		influence{mean: bp, pooled: minus(pooled.through(dx)), outcome: minus(one)})
}
