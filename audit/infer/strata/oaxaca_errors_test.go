package strata

import (
	"math"
	"math/rand/v2"
	"testing"

	"auditd/audit/infer"
)

// oaxacaPeople draws people with two numbers and an outcome of 0 or 1 that depends on them, and on the group by less.
func oaxacaPeople(r *rand.Rand, n int, shift float64) []OaxacaRow {
	out := make([]OaxacaRow, n)
	for i := range out {
		income := math.Round(30000 + 8000*shift + 9000*r.NormFloat64())
		age := float64(20 + r.IntN(40))
		chance := min(max(.1+(income-20000)/60000+(age-40)/200+.05*shift, .02), .98)
		out[i] = OaxacaRow{X: []float64{1, income, age}, Out: 1}
		if r.Float64() < chance {
			out[i].Of = 1
		}
	}
	return out
}

func copied(rows []OaxacaRow) []OaxacaRow {
	out := make([]OaxacaRow, len(rows))
	for i, r := range rows {
		out[i] = OaxacaRow{append([]float64{}, r.X...), r.Of, r.Out}
	}
	return out
}

// Standard errors are the spread of the parts over samples drawn anew: 1,500 of them, so that Monte Carlo is within 1/√3000 = 2 %, and
// three times that is allowed. Joining people who are alike into one row changes nothing.
func TestOaxacaErrors(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 5))
	const draws = 1500
	var sums, squares [6]float64
	var mean [6]float64
	for range draws {
		p, why := OaxacaBlinderOf(oaxacaPeople(r, 300, 1), oaxacaPeople(r, 400, 0))
		if why != infer.Defined {
			t.Fatal(why)
		}
		for i, v := range [6]float64{p.Gap, p.Endowment, p.Coefficient, p.Interaction, p.ExplainedP, p.Gap - p.ExplainedP} {
			sums[i], squares[i] = sums[i]+v, squares[i]+v*v
		}
		for i, v := range [6]float64{p.GapSE, p.EndowmentSE, p.CoefficientSE, p.InteractionSE, p.ExplainedSE, p.UnexplainedSE} {
			mean[i] += v / draws
		}
	}
	for i, name := range []string{"gap", "endowment", "coefficient", "interaction", "explained", "unexplained"} {
		spread := math.Sqrt(squares[i]/draws - sums[i]*sums[i]/draws/draws)
		t.Logf("%-12s spread %.5f, mean standard error %.5f", name, spread, mean[i])
		if math.Abs(mean[i]/spread-1) > .06 {
			t.Errorf("%s: standard error %.5f on average, spread %.5f", name, mean[i], spread)
		}
	}
	one, _ := OaxacaBlinderOf(copied(oaxacaPeople(rand.New(rand.NewPCG(1, 1)), 50, 1)), copied(oaxacaPeople(rand.New(rand.NewPCG(1, 2)), 60, 0)))
	twice := func(rows []OaxacaRow) []OaxacaRow {
		for i := range rows {
			rows[i].Of, rows[i].Out = 2*rows[i].Of, 2*rows[i].Out
		}
		return rows
	}
	two, _ := OaxacaBlinderOf(twice(oaxacaPeople(rand.New(rand.NewPCG(1, 1)), 50, 1)), twice(oaxacaPeople(rand.New(rand.NewPCG(1, 2)), 60, 0)))
	if math.Abs(one.ExplainedP-two.ExplainedP) > 1e-12 || math.Abs(one.ExplainedSE/two.ExplainedSE-math.Sqrt2) > 1e-9 {
		t.Errorf("twice the people: %v ± %v and %v ± %v", one.ExplainedP, one.ExplainedSE, two.ExplainedP, two.ExplainedSE)
	}
}
