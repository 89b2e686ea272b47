package inequality

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"auditd/audit/infer"
)

// Methods 8, Ex: h = 1,1,1,1,1,0,0,1,0,1 ranked by y. The five lowest y are 8, 9, 10, 11 and 12, who have 0, 0, 1, 1 and 1, 3 of all 7. The standard
// error of C is held against the formula of Kakwani, Wagstaff and van Doorslaer 1997 for people of whom no two are level, with
// a_i = h_i/μ·(2R_i − 1 − C) + 2 − q_{i−1} − q_i and the ordinates q of the curve: variance (mean of a² − (1+C)²)/n.
func TestConcentrationErrors(t *testing.T) {
	y := []float64{10, 12, 15, 20, 43, 8, 9, 11, 14, 18}
	h := []float64{1, 1, 1, 1, 1, 0, 0, 1, 0, 1}
	var people []Person
	for i := range y {
		people = append(people, Person{y[i], h[i], 1})
	}
	checkFormula(t, people, 1e-12)
	low, why := LowerShare(people, .5)
	defined(t, "lower half", why)
	near(t, "lower half", low, 3./7, 1e-12)
}

// checkFormula compares with that formula, for people of whom no two are level.
func checkFormula(t interface {
	Fatalf(string, ...any)
}, people []Person, tolerance float64,
) {
	c, _ := NewConcentration(people)
	got, why := NewConcentrationErrors(people, nil)
	if why != infer.Defined {
		t.Fatalf("%s", why)
	}
	n, mean := float64(len(people)), 0.0
	for _, p := range people {
		mean += p.Has / n
	}
	sum := 0.0
	for _, p := range people {
		rank, q, before := 1/(2*n), p.Has, 0.0
		for _, o := range people {
			if o.Standing < p.Standing {
				rank += 1 / n
				q += o.Has
				before += o.Has
			}
		}
		a := p.Has/mean*(2*rank-1-c.Index) + 2 - before/(n*mean) - q/(n*mean)
		sum += a * a
	}
	if want := math.Sqrt((sum/n - (1+c.Index)*(1+c.Index)) / n); math.Abs(got.Index-want) > tolerance {
		t.Fatalf("%v, by the formula %v", got.Index, want)
	}
}

// Numbers that differ give that formula; several people alike as one entry give what they give one by one; weights that are all doubled
// change nothing, when their squares are told.
func TestConcentrationErrorsByFormula(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(3, 12).Draw(t, "n")
		var people []Person
		some := 0.0
		for i := range n {
			p := Person{float64(i * 7 % 13), float64(rapid.IntRange(0, 1).Draw(t, "has")), 1}
			some += p.Has
			people = append(people, p)
		}
		if some == 0 {
			return
		}
		checkFormula(t, people, 1e-9)
		alone, _ := NewConcentrationErrors(append(people, people...), nil)
		double, squares := []Person{}, []float64{}
		for _, p := range people {
			double, squares = append(double, Person{p.Standing, p.Has, 4}), append(squares, 8) // two people of weight 2
		}
		together, _ := NewConcentrationErrors(double, squares)
		for _, x := range [][2]float64{{alone.Index, together.Index}, {alone.Wagstaff, together.Wagstaff}, {alone.Erreygers, together.Erreygers}} {
			if math.Abs(x[0]-x[1]) > 1e-9 {
				t.Fatalf("%+v and %+v", alone, together)
			}
		}
	})
}

// Among 400 people drawn anew, with many level in the ranking, the spread of the three indices is what the errors say. Seeds are fixed.
func TestConcentrationErrorsHold(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	const draws = 2000
	var values, errors [3][]float64
	for range draws {
		var people []Person
		for range 400 {
			standing := float64(r.IntN(12))
			has := 0.0
			if r.Float64() < .15+.03*standing {
				has = 1
			}
			people = append(people, Person{standing, has, 1})
		}
		c, _ := NewConcentration(people)
		e, why := NewConcentrationErrors(people, nil)
		defined(t, "errors", why)
		for i, x := range [3][2]float64{{c.Index, e.Index}, {c.Wagstaff, e.Wagstaff}, {c.Erreygers, e.Erreygers}} {
			values[i], errors[i] = append(values[i], x[0]), append(errors[i], x[1])
		}
	}
	for i := range values {
		mean, square, said := 0.0, 0.0, 0.0
		for k, v := range values[i] {
			mean += v / draws
			square += v * v / draws
			said += errors[i][k] / draws
		}
		spread := math.Sqrt(square - mean*mean)
		t.Logf("index %d: spread %.5f, said %.5f", i, spread, said)
		if math.Abs(said/spread-1) > .05 { // the spread of 2,000 draws is itself known to 1.6 %
			t.Errorf("index %d: spread %v, said %v", i, spread, said)
		}
	}
}

func TestConcentrationErrorsUndefined(t *testing.T) {
	all, why := NewConcentrationErrors([]Person{{1, 1, 5}, {2, 1, 5}}, nil)
	defined(t, "everybody has it", why)
	near(t, "error", all.Index, 0, 1e-12)
	if _, why := NewConcentrationErrors([]Person{{1, 0, 5}}, nil); why != infer.WhyNoDenominator {
		t.Errorf("%q", why)
	}
	if _, why := NewConcentrationErrors([]Person{{1, 1, 5}}, []float64{1, 2}); why != infer.WhyNotComputable {
		t.Errorf("%q", why)
	}
	for share, want := range map[float64]infer.Why{-.1: infer.WhyOutOfRange, 1.1: infer.WhyOutOfRange, math.NaN(): infer.WhyOutOfRange, 1: infer.Defined} {
		if _, why := LowerShare([]Person{{1, 1, 5}}, share); why != want {
			t.Errorf("%v: %q", share, why)
		}
	}
	if level, _ := LowerShare([]Person{{1, 1, 3}, {1, 0, 7}}, .5); level != .5 {
		t.Errorf("people who are level share alike: %v", level)
	}
}
