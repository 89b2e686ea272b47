package infer

import (
	"math"
	"testing"

	"auditd/audit/infer/draw"
)

// Methods 0.5 (MC, ±.01): under parity with p = .3 and 500 people a group, how often some group is found below the group with
// the highest rate. Choosing the reference by the data makes all pairs the family; K−1 is not enough.
func TestFamilyOfAChosenReference(t *testing.T) {
	const samples = 20_000
	for _, c := range []struct {
		groups                       int
		unadjusted, declared, chosen float64
	}{{5, .284, .090, .040}, {10, .622, .145, .036}} {
		r := draw.New(9, 1)
		var unadjusted, declared, chosen int
		for range samples {
			groups := make([]Proportion, c.groups)
			top := 0
			for k := range groups {
				groups[k] = P(draw.Binomial(r, 500, .3), 500)
				if groups[k].X > groups[top].X {
					top = k
				}
			}
			p := make([]float64, c.groups) // that of the reference with itself stays NaN and is not counted
			for k := range groups {
				p[k] = math.NaN()
				if k != top {
					p[k] = testP(ScoreZ(groups[k], groups[top]))
				}
			}
			unadjusted += anyBelow(Adjust("none", p, 0))
			declared += anyBelow(Adjust("holm", p, 0))
			chosen += anyBelow(Adjust("holm", p, c.groups*(c.groups-1)/2))
		}
		for _, f := range []struct {
			what string
			got  int
			want float64
		}{{"unadjusted", unadjusted, c.unadjusted}, {"family of K−1", declared, c.declared}, {"family of all pairs", chosen, c.chosen}} {
			if got := float64(f.got) / samples; math.Abs(got-f.want) > .01 {
				t.Errorf("K=%d %s: false alarms %.3f, want %.3f", c.groups, f.what, got, f.want)
			}
		}
	}
}

func anyBelow(p []float64) int {
	for _, v := range p {
		if v <= .05 {
			return 1
		}
	}
	return 0
}

// Methods 1.9, Ex: to show a ratio above .8 when the truth is 1 (score test, one-sided 5 %, equal sizes) with a power of about
// 80 % takes about 250, 580 and 2240 people a group at rates of .5, .3 and .1. By enumeration of the counts within six
// standard deviations.
func TestPeopleToShowFourFifths(t *testing.T) {
	for rate, n := range map[float64]int64{.5: 250, .3: 580, .1: 2240} {
		centre, reach := float64(n)*rate, 6*math.Sqrt(float64(n)*rate*(1-rate))
		low, high := max(0, int64(centre-reach)), min(n, int64(centre+reach))
		power := 0.0
		for x1 := low; x1 <= high; x1++ {
			m1 := math.Exp(binomialLogMass(float64(x1), float64(n), rate))
			for x2 := low; x2 <= high; x2++ {
				if z, _, ok := RatioScore(P(x1, n), P(x2, n), .8); ok && NormalSurvival(z) <= .05 {
					power += m1 * math.Exp(binomialLogMass(float64(x2), float64(n), rate))
				}
			}
		}
		if math.Abs(power-.8) > .01 {
			t.Errorf("%d people a group at a rate of %v: power %.4f, want about .80", n, rate, power)
		}
	}
}
