package association

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"auditd/audit/infer"
)

// fisher_exact of R for tables wider than 2×2: fisher.test(matrix(c(3,0,1,4,2,5), 2, byrow = TRUE)) and the others; the first by hand:
// of the C(15,4) = 1365 ways to choose 4 of 7, 2 and 6 people, see the arithmetic beside each.
func TestExactIndependence(t *testing.T) {
	// Margins 4, 1, 1 and rows of 3: C(6,3) = 20 ways. (3,0,0) and (1,1,1): 4 ways each; (2,1,0) and (2,0,1): 6 ways each. The observed
	// (3,0,0) is as likely as (1,1,1) and no other is rarer: p = 8/20.
	test, why := ExactIndependence([]int64{3, 0, 0}, []int64{1, 1, 1}, 1)
	defined(t, "exact", why)
	near(t, "p", float64(test.P), .4, 1e-9)
	// Margins 3, 3, 3 and rows of 3 and 6: C(9,3) = 84 ways; (3,0,0) in any order has 1 way each, the others 9 or 27: p = 3/84.
	test, _ = ExactIndependence([]int64{3, 0, 0}, []int64{0, 3, 3}, 1)
	near(t, "p", float64(test.P), 3./84, 1e-9)
	if test.Name != "exact_independence" {
		t.Error(test.Name)
	}
	if _, why := ExactIndependence([]int64{3, 0}, []int64{2, 0}, 1); why != infer.WhyOneGroup {
		t.Errorf("one class: %q", why)
	}
	// Twelve classes of two people each and rows of twelve: more than 100,000 tables (the middle coefficient of (1+x+x²)¹² is 73,789;
	// fourteen classes give 616,227). By the normal law of X² the p-value of the likeliest table is 1.
	a, b := make([]int64, 14), make([]int64, 14)
	for k := range a {
		a[k], b[k] = 1, 1
	}
	test, _ = ExactIndependence(a, b, 1)
	again, _ := ExactIndependence(a, b, 1)
	if test.Name != "monte_carlo_independence" || test.P != 1 || again.P != test.P {
		t.Errorf("%+v", test)
	}
}

// Enumerated and dealt-out p-values agree within four standard errors, and both are that of Fisher's test in two classes.
func TestExactAndDealtOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 4).Draw(t, "classes")
		a, b := make([]int64, n), make([]int64, n)
		for k := range a {
			a[k], b[k] = rapid.Int64Range(0, 6).Draw(t, "a"), rapid.Int64Range(0, 6).Draw(t, "b")
		}
		m, why := Table{a, b}.comparable()
		if why != infer.Defined {
			return
		}
		d, observed := newDeal(m), 0.0
		for j, x := range m.cells[0] {
			observed += d.logWays(j, int(x))
		}
		p, ok := d.enumerate(observed)
		if !ok {
			t.Fatal("too many tables")
		}
		drawn := d.draw(observed, 7)
		if math.Abs(p-drawn) > 4*math.Sqrt(p*(1-p)/randomDeals)+2e-4 {
			t.Fatalf("enumerated %v, dealt out %v", p, drawn)
		}
		if n == 2 {
			fisher, _ := infer.FisherExact(infer.P(a[0], a[0]+a[1]), infer.P(b[0], b[0]+b[1]))
			if math.Abs(float64(fisher.P)-p) > 1e-9 {
				t.Fatalf("%v, Fisher %v", p, fisher.P)
			}
		}
	})
}

// The sums of midranks by hand. Classes of (2,0,1) against (1,2,0): midranks 2, 4.5 and 6, members' sum 2+2+6 = 10 of an expected 10.5.
// Twice the sum is 20 against 21; of the C(6,3) = 20 ways none gives 21 exactly, so that all are at least as far: p = 1.
// (3,0) against (0,3): midranks 2 and 5, sum 6; 1 of 20 ways gives 6 and one gives 15, as far on the other side: p = 2/20.
func TestRidit(t *testing.T) {
	r, why := NewRidit([]int64{2, 0, 1}, []int64{1, 2, 0}, .95)
	defined(t, "ridit", why)
	// 2·(½·1) + 1·3 of 9 pairs = 4/9.
	near(t, "ridit", r.Value, 4./9, 1e-12)
	near(t, "p", float64(r.Test.P), 1, 1e-9)
	r, _ = NewRidit([]int64{0, 3}, []int64{3, 0}, .95)
	near(t, "separated", r.Value, 1, 1e-12)
	near(t, "p", float64(r.Test.P), .1, 1e-9)
	if r.Test.Name != "mann_whitney_exact" {
		t.Error(r.Test.Name)
	}
	r, why = NewRidit([]int64{1, 0}, []int64{2, 3}, .95)
	if why != infer.Defined || r.Interval != nil || r.WhyNot != infer.WhyTooFew {
		t.Errorf("one person: %+v %q", r, why)
	}
	if r, why := NewRidit([]int64{4, 0}, []int64{4, 0}, .95); why != infer.Defined || r.Value != .5 || r.Test != nil {
		t.Errorf("one class: %+v %q", r, why)
	}
	if _, why := NewRidit([]int64{0, 0}, []int64{4, 0}, .95); why == infer.Defined {
		t.Error("nobody in the group")
	}
}

// Turning the groups round turns the ridit round and keeps the test; the exact test comes to the normal one.
func TestRiditProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 5).Draw(t, "classes")
		a, b := make([]int64, n), make([]int64, n)
		for k := range a {
			a[k], b[k] = rapid.Int64Range(0, 40).Draw(t, "a"), rapid.Int64Range(0, 40).Draw(t, "b")
		}
		r, why := NewRidit(a, b, .95)
		s, other := NewRidit(b, a, .95)
		if why != infer.Defined || other != infer.Defined {
			return
		}
		if math.Abs(r.Value+s.Value-1) > 1e-9 || (r.Test == nil) != (s.Test == nil) || r.Test != nil && math.Abs(float64(r.Test.P-s.Test.P)) > 1e-9 {
			t.Fatalf("%+v %+v", r, s)
		}
		if r.Interval != nil && (r.Interval.Lower > r.Value || r.Interval.Upper < r.Value) {
			t.Fatalf("%v outside %+v", r.Value, r.Interval)
		}
	})
}

// Rates .5 and .25 have the mean .375; with equal denominators the interval is narrower than either Wilson interval, and one class without
// anybody leaves the mean undefined.
func TestMacro(t *testing.T) {
	e, ok := Macro([]infer.Proportion{infer.P(10, 20), infer.P(5, 20)})
	if !ok {
		t.Fatal("undefined")
	}
	near(t, "mean", e.Value, .375, 1e-12)
	// Wilson: 10/20 (.299298, .700702), 5/20 (.111862, .468701) (statsmodels proportion_confint); arms .200702, .138138 and .200702,
	// .218701: .375 − √(.200702² + .138138²)/2 and .375 + √(.200702² + .218701²)/2.
	i := MacroInterval(e, .95)
	near(t, "lower", i.Lower, .253176, 2e-6)
	near(t, "upper", i.Upper, .523416, 2e-6)
	if _, ok := Macro([]infer.Proportion{infer.P(1, 2), infer.P(0, 0)}); ok {
		t.Error("a class of nobody has a rate")
	}
	if _, ok := Macro(nil); ok {
		t.Error("no classes have a mean")
	}
}
