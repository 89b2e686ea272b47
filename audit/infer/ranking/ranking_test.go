package ranking

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"auditd/audit/infer"
)

// Methods 7.2, Ex: the list AABAAABAABBB, A 7 and B 5.
var (
	example = List{Groups: []int{0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 1, 1}}
	wanted  = []float64{7. / 12, 5. / 12}
)

func TestPrintedList(t *testing.T) {
	e, why := Exposures(example, 2)
	defined(t, "exposure", why)
	printed(t, "A", e[0].Mean, .488737)
	printed(t, "B", e[1].Mean, .334316)
	printed(t, "ratio", e[1].Mean/e[0].Mean, .684040)
	ndkl, why := NDKL(example, wanted)
	defined(t, "NDKL", why)
	printed(t, "NDKL", ndkl, .210458)
	for k, want := range map[int]float64{3: -.223144, 5: -.733969, 10: -.328504} {
		s, why := SkewAt(example, wanted, k)
		defined(t, "skew", why)
		printed(t, "skew of B", s[1].Value, want)
	}
	r, why := RND(example, 1, 3)
	defined(t, "rND", why)
	printed(t, "rND step 3", r, .367564)
	r, _ = RND(example, 1, 2)
	printed(t, "rND step 2", r, .607922)
	ii, why := InfeasibleIndex(example, wanted)
	defined(t, "II", why)
	if ii != 5 {
		t.Errorf("II = %v, want 5", ii)
	}
	f, why := NewFair(12, 5./12, .1)
	defined(t, "FA*IR", why)
	if want := []int{0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3}; !slices.Equal(f.Minimum, want) {
		t.Errorf("m-table %v, want %v", f.Minimum, want)
	}
	if at := f.Check(example, 1); at != 0 {
		t.Errorf("fails at %d", at)
	}
	// P(≤ 2 of the top 9) from 7 A and 5 B is C(5,2)·C(7,7)/C(12,9) = 10/220: a finite table at a level just above asks for 3 there,
	// one just below for 2.
	above, why := NewFairFinite(9, 12, 5, .0455)
	defined(t, "finite", why)
	below, _ := NewFairFinite(9, 12, 5, .0454)
	near(t, "P", 10./220, .045455, 5e-7)
	if above.Minimum[8] != 3 || below.Minimum[8] != 2 {
		t.Errorf("%v %v", above.Minimum, below.Minimum)
	}
}

// Methods 7.2, Ex: m-tables with their exact size.
func TestPrintedFair(t *testing.T) {
	repeat := func(pairs ...int) []int {
		var table []int
		for i := 0; i < len(pairs); i += 2 {
			table = append(table, slices.Repeat(pairs[i:i+1], pairs[i+1])...)
		}
		return table
	}
	for _, c := range []struct {
		n        int
		p, alpha float64
		table    []int
		size     float64
	}{
		{20, .25, .1, repeat(0, 8, 1, 6, 2, 5, 3, 1), .146887},
		{10, .2, .15, repeat(0, 8, 1, 2), .134218},
		{12, .5, .1, []int{0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 3, 4}, .145996},
	} {
		f, why := NewFair(c.n, c.p, c.alpha)
		defined(t, "table", why)
		printed(t, "size", f.Size, c.size)
		if !slices.Equal(f.Minimum, c.table) {
			t.Errorf("%v, want %v", f.Minimum, c.table)
		}
	}
	f, why := NewFairAdjusted(20, .25, .1)
	defined(t, "adjusted", why)
	printed(t, "size", f.Size, .089722)
	near(t, "α", f.Alpha, .0751, 1e-4)
	unadjusted, _ := NewFair(20, .25, .1)
	if slices.Equal(f.Minimum, unadjusted.Minimum) {
		t.Error("nothing was adjusted")
	}
}

// The size by enumerating all 2^n lists, and with a finite pool by all its orders.
func TestSizeByEnumeration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 10).Draw(t, "n")
		p := rapid.Float64Range(.05, .95).Draw(t, "p")
		alpha := rapid.Float64Range(.01, .5).Draw(t, "alpha")
		f, why := NewFair(n, p, alpha)
		if why != infer.Defined {
			t.Fatal(why)
		}
		members := rapid.IntRange(1, n).Draw(t, "members")
		finite, why := NewFairFinite(n, n+1, members, alpha)
		if why != infer.Defined {
			t.Fatal(why)
		}
		fails, finiteFails, all := 0.0, 0.0, 0.0
		for mask := range 1 << (n + 1) {
			l := List{Groups: make([]int, n+1)}
			ones, mass := 0, 1.0
			for i := range n + 1 {
				if mask&(1<<i) != 0 {
					l.Groups[i] = 1
					ones++
				}
				if i < n {
					if l.Groups[i] == 1 {
						mass *= p
					} else {
						mass *= 1 - p
					}
				}
			}
			if mask < 1<<n && f.Check(l, 1) != 0 { // the position after the table is 0
				fails += mass
			}
			if ones == members {
				all++
				if finite.Check(l, 1) != 0 {
					finiteFails++
				}
			}
		}
		if math.Abs(f.Size-fails) > 1e-9 || math.Abs(finite.Size-finiteFails/all) > 1e-9 {
			t.Fatalf("%v, want %v; finite %v, want %v", f.Size, fails, finite.Size, finiteFails/all)
		}
		adjusted, _ := NewFairAdjusted(n, p, alpha)
		if adjusted.Size > alpha+1e-12 {
			t.Fatalf("adjusted size %v above %v", adjusted.Size, alpha)
		}
	})
}

// Renaming groups renames results; ties share what they hold, and lie between the extremes; a list in the wanted shares has no NDKL.
func TestListProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		groups := rapid.SliceOfN(rapid.IntRange(0, 1), 2, 20).Draw(t, "groups")
		l := List{Groups: groups}
		turned := List{Groups: make([]int, len(groups))}
		for i, g := range groups {
			turned.Groups[i] = 1 - g
		}
		for left := len(groups); left > 0; {
			run := rapid.IntRange(1, left).Draw(t, "run")
			l.Ties = append(l.Ties, run)
			left -= run
		}
		turned.Ties = l.Ties
		e, why := Exposures(l, 2)
		o, _ := Exposures(turned, 2)
		if why != infer.Defined || e[0] != o[1] || e[1] != o[0] {
			t.Fatalf("%v %v", e, o)
		}
		best, worst, why := l.Extremes(1)
		if why != infer.Defined {
			t.Fatal(why)
		}
		b, _ := Exposures(best, 2)
		w, _ := Exposures(worst, 2)
		if b[1].Mean < e[1].Mean-1e-12 || w[1].Mean > e[1].Mean+1e-12 {
			t.Fatalf("best %v, expected %v, worst %v", b[1], e[1], w[1])
		}
		total := 0.0
		for i := range groups {
			total += position(i)
		}
		if math.Abs(e[0].Mean*float64(e[0].People)+e[1].Mean*float64(e[1].People)-total) > 1e-9 {
			t.Fatal("exposure is lost")
		}
		for _, step := range []int{2, len(groups)} {
			r, why := RND(l, 1, step)
			s, _ := RND(turned, 0, step)
			if why == infer.Defined && (r != s || r < 0 || r > 1+1e-12) {
				t.Fatalf("%v %v", r, s)
			}
		}
		q := []float64{.4, .6}
		x, _ := NDKL(l, q)
		y, _ := NDKL(turned, []float64{.6, .4})
		if math.Abs(x-y) > 1e-12 || x < -1e-12 {
			t.Fatalf("%v %v", x, y)
		}
	})
}

func TestDegenerate(t *testing.T) {
	exposures := func(l List, k int) infer.Why { _, why := Exposures(l, k); return why }
	skew := func(l List, q []float64, k int) infer.Why { _, why := SkewAt(l, q, k); return why }
	ndkl := func(l List, q []float64) infer.Why { _, why := NDKL(l, q); return why }
	infeasible := func(l List, q []float64) infer.Why { _, why := InfeasibleIndex(l, q); return why }
	rnd := func(l List, g, step int) infer.Why { _, why := RND(l, g, step); return why }
	fairTable := func(n int, p, a float64) infer.Why { _, why := NewFair(n, p, a); return why }
	finite := func(n, people, members int) infer.Why { _, why := NewFairFinite(n, people, members, .1); return why }
	half := []float64{.5, .5}
	for _, c := range []struct {
		what      string
		got, want infer.Why
	}{
		{"an empty list", exposures(List{}, 2), infer.WhyNobody},
		{"a group that is not there", exposures(List{Groups: []int{2}}, 2), infer.WhyNotComputable},
		{"ties longer than the list", exposures(List{Groups: []int{0, 1}, Ties: []int{3}}, 2), infer.WhyNotComputable},
		{"ties shorter than the list", exposures(List{Groups: []int{0, 1}, Ties: []int{1}}, 2), infer.WhyNotComputable},
		{"a top longer than the list", skew(example, half, 13), infer.WhyOutOfRange},
		{"shares that sum to 2", skew(example, []float64{1, 1}, 3), infer.WhyNotComputable},
		{"a group that nobody wants", ndkl(example, []float64{1, 0}), infer.WhyInfiniteRatio},
		{"negative shares", infeasible(example, []float64{-1, 2}), infer.WhyNotComputable},
		{"steps of one", rnd(example, 1, 1), infer.WhyOutOfRange},
		{"nobody of the group", rnd(example, 5, 2), infer.WhyOneGroup},
		{"only the whole list is looked at", rnd(List{Groups: []int{0, 1}}, 1, 2), infer.WhyNoVariance},
		{"a chance of 1", fairTable(5, 1, .1), infer.WhyOutOfRange},
		{"no positions", fairTable(0, .5, .1), infer.WhyOutOfRange},
		{"more positions than people", finite(5, 4, 2), infer.WhyOutOfRange},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.what, c.got, c.want)
		}
	}
	s, _ := SkewAt(example, []float64{.5, .3, .2}, 4)
	if s[2].Why != infer.WhyZeroRatio || s[2].Count != 0 || s[2].Expected != .8 || s[2].Best != 0 {
		t.Errorf("%+v", s[2])
	}
	e, _ := Exposures(List{Groups: []int{0, 0}}, 2)
	if e[1].Why != infer.WhyNobody {
		t.Errorf("%+v", e)
	}
	if f, _ := NewFair(4, .5, .4); f.Check(List{Groups: []int{0, 0, 0, 0}}, 1) == 0 {
		t.Error("a list without members passes")
	}
}

func TestMethods(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range Methods() {
		if m.Title == "" || m.Source == "" || seen[m.Name] {
			t.Errorf("%s: no title, no source or listed twice", m.Name)
		}
		seen[m.Name] = true
	}
	Methods()[0].Name = "changed"
	if Methods()[0].Name != "exposure" {
		t.Error("a caller can change the registry")
	}
}
