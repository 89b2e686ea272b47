package strata

import (
	"testing"

	"auditd/audit/infer"
)

// Whatever has no value says why.
func TestDegenerate(t *testing.T) {
	table := func(a, an, b, bn int64) []Stratum { return []Stratum{{infer.P(a, an), infer.P(b, bn)}} }
	odds := func(s []Stratum) infer.Why { _, why := OddsRatio(s, .95); return why }
	difference := func(s []Stratum) infer.Why { _, why := RiskDifference(s, .95); return why }
	ratio := func(s []Stratum) infer.Why { _, why := RiskRatio(s, .95); return why }
	disparity := func(s []Stratum) infer.Why { _, why := DemographicDisparity(s); return why }
	cmh := func(s []Stratum) infer.Why { _, _, why := CochranMantelHaenszel(s, false); return why }
	breslowDay := func(s []Stratum) infer.Why { _, why := BreslowDay(s); return why }
	woolf := func(s []Stratum) infer.Why { _, _, why := Woolf(s); return why }
	kitagawa := func(s []Stratum) infer.Why { _, why := Kitagawa(s); return why }
	simpson := func(s []Stratum) infer.Why { _, why := DetectSimpson(s, .05, .95); return why }
	for _, c := range []struct {
		what string
		got  infer.Why
		want infer.Why
	}{
		{"no strata", cmh(nil), infer.WhyNoInformation},
		{"more events than people", odds(table(5, 4, 1, 2)), infer.WhyNotComputable},
		{"nobody in A", difference(table(0, 0, 1, 2)), infer.WhyNoInformation},
		{"nobody selected", cmh(table(0, 9, 0, 8)), infer.WhyNoInformation},
		{"nobody selected, ratio", ratio(table(0, 9, 0, 8)), infer.WhyBothZero},
		{"nobody of B selected", ratio(table(3, 9, 0, 8)), infer.WhyInfiniteRatio},
		{"nobody of A selected", ratio(table(0, 9, 3, 8)), infer.WhyZeroRatio},
		{"everybody selected", ratio(table(9, 9, 8, 8)), infer.WhyNoVariance},
		{"everybody selected, difference", difference(table(9, 9, 8, 8)), infer.WhyNoVariance},
		{"odds of nobody in B", odds(table(3, 9, 0, 8)), infer.WhyInfiniteRatio},
		{"odds of nobody in A", odds(table(0, 9, 3, 8)), infer.WhyZeroRatio},
		{"one stratum agrees with itself", breslowDay(table(3, 9, 4, 8)), infer.WhyOneGroup},
		{"one stratum by logarithms", woolf(table(3, 9, 4, 8)), infer.WhyOneGroup},
		{"empty cell by logarithms", woolf(table(0, 9, 4, 8)), infer.WhyNoInformation},
		{"nobody rejected", disparity(table(9, 9, 8, 8)), infer.WhyNoDenominator},
		{"no common support", kitagawa(append(table(3, 9, 0, 0), table(0, 0, 3, 9)...)), infer.WhyNoInformation},
		{"nothing to classify", simpson(table(9, 9, 8, 8)), infer.WhyNoVariance},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.what, c.got, c.want)
		}
	}
}

// Strata without information are counted, with their people; they change nothing.
func TestSkippedStrata(t *testing.T) {
	useless := []Stratum{{infer.P(3, 10), infer.P(0, 0)}, {infer.P(0, 5), infer.P(0, 7)}}
	more := append(append([]Stratum(nil), ucb...), useless...)
	plain, _ := OddsRatio(ucb, .95)
	got, why := OddsRatio(more, .95)
	defined(t, "odds ratio", why)
	if got.Value != plain.Value || got.SE != plain.SE || got.Use != (Use{6, 2, 22}) {
		t.Errorf("%+v", got)
	}
	// A stratum where nobody has the event shows a difference of 0 and pulls the adjusted difference there.
	rd, _ := RiskDifference(more, .95)
	if rd.Use != (Use{7, 1, 10}) {
		t.Errorf("%+v", rd.Use)
	}
	d, why := Kitagawa(more)
	defined(t, "Kitagawa", why)
	near(t, "share of A without support", d.NoSupport[0], 10./1850, 1e-12) // 1835 women, 10 + 5 more
	near(t, "share of B without support", d.NoSupport[1], 0, 1e-12)
	c, why := DemographicDisparity(more)
	defined(t, "CDD", why)
	if c.DroppedPeople != 12 || !c.Undefined[7] || c.Undefined[6] {
		t.Errorf("%+v", c)
	}
}

func TestPatterns(t *testing.T) {
	for _, c := range []struct {
		what   string
		strata []Stratum
		want   Pattern
	}{
		// A does better in both strata but sits in the harder one.
		{"reversal", []Stratum{{infer.P(300, 1000), infer.P(10, 100)}, {infer.P(90, 100), infer.P(700, 1000)}}, PatternReversal},
		{"stable", []Stratum{{infer.P(300, 1000), infer.P(400, 1000)}, {infer.P(200, 1000), infer.P(300, 1000)}}, PatternStable},
		// Alike in all, apart within: A is better within both but in the harder stratum.
		{"masked", []Stratum{{infer.P(400, 800), infer.P(60, 200)}, {infer.P(180, 200), infer.P(520, 800)}}, PatternMasked},
	} {
		s, why := DetectSimpson(c.strata, .05, .95)
		defined(t, c.what, why)
		if s.Pattern != c.want {
			t.Errorf("%s: %s, crude %v, adjusted %v", c.what, s.Pattern, s.Crude.Interval, s.Adjusted.Interval)
		}
	}
}

func TestAttritionDegenerate(t *testing.T) {
	for _, c := range []struct {
		what             string
		group, reference []int64
		want             infer.Why
		shares           infer.Why
	}{
		{"unequal lists", []int64{5, 4}, []int64{5, 4, 3}, infer.WhyNotComputable, ""},
		{"negative", []int64{5, -1}, []int64{5, 4}, infer.WhyNotComputable, ""},
		{"a join, not a filter", []int64{5, 6}, []int64{5, 4}, infer.WhyNotNested, ""},
		{"nobody", []int64{0, 0}, []int64{5, 4}, infer.WhyNobody, ""},
		{"nobody of the reference passes", []int64{5, 4}, []int64{5, 0}, infer.WhyInfiniteRatio, infer.WhyInfiniteRatio},
		{"nobody passes", []int64{5, 0}, []int64{5, 0}, infer.WhyBothZero, infer.WhyBothZero},
		{"nobody of the group passes", []int64{5, 0}, []int64{5, 2}, infer.WhyZeroRatio, infer.WhyZeroRatio},
		{"parity has no shares", []int64{10, 5}, []int64{20, 10}, infer.Defined, infer.WhyNoVariance},
	} {
		a, why := NewAttrition(c.group, c.reference, .95)
		if why != c.want || a.SharesWhy != c.shares {
			t.Errorf("%s: %q, shares %q", c.what, why, a.SharesWhy)
		}
	}
	for _, bad := range [][]int64{{1}, {1, 2, 3}, {1, -2}} {
		if _, why := FilterShapley(bad, bad); why != infer.WhyNotComputable {
			t.Errorf("%v: %q", bad, why)
		}
	}
	if _, why := FilterShapley([]int64{5, 0}, []int64{5, 5}); why != infer.WhyZeroRatio {
		t.Errorf("nobody passes: %q", why)
	}
}

// Columns that add nothing are dropped and named, and the decomposition goes on.
func TestOaxacaDegenerate(t *testing.T) {
	// The third column is twice the second; the fourth is constant.
	x := []float64{1, 1, 2, 5, 1, 2, 4, 5, 1, 4, 8, 5}
	a, b := NewMoments(x, []float64{3, 4, 9}), NewMoments(x, []float64{2, 2, 5})
	o, why := OaxacaBlinder(a, b)
	defined(t, "Oaxaca", why)
	if len(o.Dropped) != 2 || o.Dropped[0] != 2 || o.Dropped[1] != 3 {
		t.Errorf("dropped %v", o.Dropped)
	}
	near(t, "sum", o.Endowment+o.Coefficient+o.Interaction, o.Gap, 1e-9)
	for _, m := range []Moments{{}, NewMoments([]float64{1, 2, 3}, []float64{1, 2}), {XX: []float64{0}, XY: []float64{0}}} {
		if _, why := OaxacaBlinder(m, m); why != infer.WhyNotComputable {
			t.Errorf("%v: %q", m, why)
		}
	}
}

// Every name that a result can carry is in the registry.
func TestMethods(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range Methods() {
		if m.Title == "" || m.Source == "" || seen[m.Name] {
			t.Errorf("%s: no title, no source or listed twice", m.Name)
		}
		seen[m.Name] = true
	}
	cmh, _, _ := CochranMantelHaenszel(ucb, false)
	corrected, _, _ := CochranMantelHaenszel(ucb, true)
	or, _ := OddsRatio(ucb, .95)
	rd, _ := RiskDifference(ucb, .95)
	rr, _ := RiskRatio(ucb, .95)
	h, _ := BreslowDay(ucb)
	w, _, _ := Woolf(ucb)
	for _, name := range []string{
		cmh.Name, corrected.Name, or.Interval.Method, rd.Interval.Method, rr.Interval.Method, h.BreslowDay.Name, h.Tarone.Name, w.Name,
	} {
		if !seen[name] {
			t.Errorf("%s is produced, but not listed", name)
		}
	}
	Methods()[0].Name = "changed"
	if Methods()[0].Name != "cmh" {
		t.Error("a caller can change the registry")
	}
}

// Where everybody has the event, the ratio of the rates is 1/1: it has no variance, and so no interval, but a value. A difference of
// rates lies in [−1, 1], and so do the ends of its interval: of 1/2 against 0/2, d = .5, variance .25·.25·2 … = 1/8, and
// .5 + 1.96·√(1/8) would be 1.193.
func TestEndsOfTheScale(t *testing.T) {
	ratio, why := RiskRatio([]Stratum{{infer.P(9, 9), infer.P(8, 8)}, {infer.P(3, 3), infer.P(1, 1)}}, .95)
	if why != infer.WhyNoVariance || ratio.Value != 1 {
		t.Errorf("ratio %v, %q; want 1, %q", ratio.Value, why, infer.WhyNoVariance)
	}
	difference, why := RiskDifference([]Stratum{{infer.P(1, 2), infer.P(0, 2)}}, .95)
	defined(t, "difference", why)
	if difference.Value != .5 || difference.Interval.Upper != 1 || difference.Interval.Lower >= 0 {
		t.Errorf("difference %v, interval %v", difference.Value, difference.Interval)
	}
	back, _ := RiskDifference([]Stratum{{infer.P(0, 2), infer.P(1, 2)}}, .95)
	if back.Interval.Lower != -1 || back.Interval.Upper != -difference.Interval.Lower {
		t.Errorf("turned round: %v", back.Interval)
	}
}
