package strata

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"auditd/audit/infer"
)

func drawStrata(t *rapid.T) []Stratum {
	group := func() infer.Proportion {
		n := rapid.Int64Range(1, 200).Draw(t, "n")
		return infer.P(rapid.Int64Range(0, n).Draw(t, "x"), n)
	}
	s := make([]Stratum, rapid.IntRange(1, 8).Draw(t, "strata"))
	for k := range s {
		s[k] = Stratum{group(), group()}
	}
	return s
}

func same(t *rapid.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-9*math.Max(1, math.Abs(want))) {
		t.Fatalf("%s: %v and %v", what, got, want)
	}
}

// Swapping the groups inverts ratios, negates differences and leaves tests alone; the order of the strata is nothing.
func TestSwapAndOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawStrata(t)
		order := rapid.Permutation(s).Draw(t, "order")
		for _, other := range []struct {
			strata []Stratum
			sign   float64
		}{{swapped(s), -1}, {order, 1}} {
			or, why := OddsRatio(s, .95)
			otherOR, otherWhy := OddsRatio(other.strata, .95)
			if (why == infer.Defined) != (otherWhy == infer.Defined) {
				t.Fatalf("odds ratio: %q and %q", why, otherWhy)
			}
			if why == infer.Defined {
				same(t, "odds ratio", math.Log(otherOR.Value), other.sign*math.Log(or.Value))
				same(t, "its se", otherOR.SE, or.SE)
			}
			rd, why := RiskDifference(s, .95)
			otherRD, _ := RiskDifference(other.strata, .95)
			if why == infer.Defined {
				same(t, "difference", otherRD.Value, other.sign*rd.Value)
				same(t, "its se", otherRD.SE, rd.SE)
			}
			rr, why := RiskRatio(s, .95)
			otherRR, _ := RiskRatio(other.strata, .95)
			if why == infer.Defined {
				same(t, "ratio", math.Log(otherRR.Value), other.sign*math.Log(rr.Value))
			}
			if test, _, why := CochranMantelHaenszel(s, true); why == infer.Defined {
				otherTest, _, _ := CochranMantelHaenszel(other.strata, true)
				same(t, "CMH", float64(*otherTest.Statistic), float64(*test.Statistic))
			}
			if h, why := BreslowDay(s); why == infer.Defined {
				otherH, _ := BreslowDay(other.strata)
				if math.Abs(float64(*h.Tarone.Statistic-*otherH.Tarone.Statistic)) > 1e-6*(1+float64(*h.Tarone.Statistic)) {
					t.Fatalf("Tarone: %v and %v", *h.Tarone.Statistic, *otherH.Tarone.Statistic)
				}
			}
			if c, why := DemographicDisparity(s); why == infer.Defined {
				otherC, _ := DemographicDisparity(other.strata)
				same(t, "CDD", otherC.Conditional, other.sign*c.Conditional)
			}
		}
	})
}

// One stratum: the Mantel–Haenszel estimates are the plain ones, and CMH is Pearson's X² times (n−1)/n.
func TestOneStratum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawStrata(t)[:1]
		a, b := s[0].A, s[0].B
		if rd, why := RiskDifference(s, .95); why == infer.Defined {
			same(t, "difference", rd.Value, a.Value()-b.Value())
		}
		if rr, why := RiskRatio(s, .95); why == infer.Defined {
			same(t, "ratio", rr.Value, a.Value()/b.Value())
			same(t, "Katz variance", rr.SE*rr.SE, 1/a.X-1/a.N+1/b.X-1/b.N)
		}
		if or, why := OddsRatio(s, .95); why == infer.Defined {
			same(t, "odds ratio", or.Value, a.X/(a.N-a.X)*(b.N-b.X)/b.X)
			same(t, "Woolf variance", or.SE*or.SE, 1/a.X+1/(a.N-a.X)+1/b.X+1/(b.N-b.X))
		}
		if test, _, why := CochranMantelHaenszel(s, false); why == infer.Defined {
			z, _ := infer.ScoreZ(a, b)
			n := a.N + b.N
			same(t, "X²", float64(*test.Statistic), float64(*z.Statistic**z.Statistic)*(n-1)/n)
		}
	})
}

func TestDecompositionsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawStrata(t)
		d, why := Kitagawa(s)
		if why != infer.Defined {
			t.Fatal(why)
		}
		same(t, "two-fold", d.Composition+d.Rate, d.Gap)
		same(t, "three-fold", d.Endowment+d.Coefficient+d.Interaction, d.Gap)
		composition, rate := 0.0, 0.0
		for _, p := range d.ByStratum {
			composition, rate = composition+p.Composition, rate+p.Rate
		}
		same(t, "composition by stratum", composition, d.Composition)
		same(t, "rate by stratum", rate, d.Rate)
		other, _ := Kitagawa(swapped(s))
		same(t, "swapped", other.Rate, -d.Rate)

		// Kitagawa is Oaxaca–Blinder with a dummy for every stratum, so the same strata as regressions give the same parts.
		o, why := OaxacaBlinder(dummies(s, true), dummies(s, false))
		if why != infer.Defined {
			t.Fatal(why)
		}
		same(t, "endowment", o.Endowment, d.Endowment)
		same(t, "coefficient", o.Coefficient, d.Coefficient)
		same(t, "interaction", o.Interaction, d.Interaction)
	})
}

// dummies are the moments of one group with a column for every stratum but the first.
func dummies(strata []Stratum, a bool) Moments {
	p := len(strata)
	m := Moments{XX: make([]float64, p*p), XY: make([]float64, p)}
	for k, s := range strata {
		g := s.B
		if a {
			g = s.A
		}
		m.XX[0] += g.N
		m.XY[0] += g.X
		if k > 0 {
			m.XX[k*p+k], m.XX[k], m.XX[k*p] = g.N, g.N, g.N
			m.XY[k] = g.X
		}
	}
	return m
}

// The stages' logarithms and the filters' Shapley values both add up to the logarithm of the whole ratio; filters that act alike
// get alike shares; a filter that everybody passes gets none.
func TestFiltersAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.IntRange(1, 5).Draw(t, "filters")
		people := func(what string) []int64 {
			list := make([]int64, 1<<m)
			for k := range list {
				list[k] = rapid.Int64Range(1, 50).Draw(t, what)
			}
			return list
		}
		g, r := people("group"), people("reference")
		a, why := FilterShapley(g, r)
		if why != infer.Defined {
			t.Fatal(why)
		}
		sum := 0.0
		for _, f := range a.Filters {
			sum += f.Shapley
		}
		same(t, "sum", sum, math.Log(a.Ratio))

		// One more filter that everybody passes: nobody lies in the half of the table without its bit.
		g, r = append(make([]int64, len(g)), g...), append(make([]int64, len(r)), r...)
		wider, why := FilterShapley(g, r)
		if why != infer.Defined {
			t.Fatal(why)
		}
		same(t, "null filter", wider.Filters[m].Shapley, 0)
		for j := range m {
			same(t, "others", wider.Filters[j].Shapley, a.Filters[j].Shapley)
		}
	})
}

// By brute force over all 3! orders. Methods 2.2 prints no example.
func TestFilterShapleyBruteForce(t *testing.T) {
	g, r := []int64{5, 9, 2, 14, 7, 3, 8, 21}, []int64{4, 6, 11, 9, 3, 12, 5, 40}
	a, why := FilterShapley(g, r)
	defined(t, "filters", why)
	logRatio := func(set int) float64 {
		pass := func(list []int64) float64 {
			sum, all := 0.0, 0.0
			for mask, n := range list {
				all += float64(n)
				if mask&set == set {
					sum += float64(n)
				}
			}
			return sum / all
		}
		return math.Log(pass(g) / pass(r))
	}
	want := [3]float64{}
	for _, order := range [][3]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
		set := 0
		for _, j := range order {
			want[j] += (logRatio(set|1<<j) - logRatio(set)) / 6
			set |= 1 << j
		}
	}
	for j := range want {
		near(t, "share", a.Filters[j].Shapley, want[j], 1e-12)
	}
}

// Efficiency of the global Shapley value: over all items it adds up to the mean divergence of the subgroups that fix all
// attributes, and the local values of a subgroup to its divergence.
func TestGlobalShapleyAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cards := []int{2, 3, 2}
		var mined []Subgroup
		mean := 0.0
		for a := -1; a < 2; a++ {
			for b := -1; b < 3; b++ {
				for c := -1; c < 2; c++ {
					var s Itemset
					for attribute, value := range []int{a, b, c} {
						if value >= 0 {
							s = append(s, Item{attribute, value})
						}
					}
					if len(s) == 0 {
						continue
					}
					d := rapid.Float64Range(-1, 1).Draw(t, "divergence")
					mined = append(mined, Subgroup{s, d})
					if len(s) == 3 {
						mean += d / 12
					}
				}
			}
		}
		sum := 0.0
		for attribute, values := range cards {
			for value := range values {
				v, why := GlobalShapley(Itemset{{attribute, value}}, mined, cards)
				if why != infer.Defined {
					t.Fatal(why)
				}
				sum += v
			}
		}
		same(t, "sum", sum, mean)
	})
}

func TestPruneAndCorrect(t *testing.T) {
	a, b := Item{0, 0}, Item{1, 0}
	mined := []Subgroup{{Itemset{a}, .10}, {Itemset{b}, .005}, {Itemset{a, b}, .105}, {Itemset{b, a}[:1], .005}}
	kept := Prune(mined, .01)
	// b lies within .01 of everybody, ab within .01 of a.
	if len(kept) != 1 || kept[0].Items.key() != "0=0 " {
		t.Errorf("kept %v", kept)
	}
	found := Correctives([]Subgroup{{Itemset{a}, -.10}, {Itemset{b}, .02}, {Itemset{a, b}, -.04}})
	if len(found) != 1 || found[0].Item != b || math.Abs(found[0].Factor-.06) > 1e-12 {
		t.Errorf("correctives %v", found)
	}
	// Half a percent of 100 000 is 500; of 1 000 less than 30.
	if LeastSupport(100_000) != 500 || LeastSupport(1000) != 30 || LeastSupport(6001) != 31 {
		t.Error("least support")
	}
}
