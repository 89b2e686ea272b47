package ranking

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"auditd/audit/infer"
)

// orders hands out every list that breaking the ties of a list can give, each as often as the others.
func orders(l List, use func(List)) {
	var walk func(done []int, left []int, runs []int)
	walk = func(done, left, runs []int) {
		if len(left) == 0 {
			use(List{Groups: done})
			return
		}
		run := runs[0]
		var permute func(taken []int, rest []int)
		permute = func(taken, rest []int) {
			if len(rest) == 0 {
				walk(slices.Concat(done, taken), left[run:], runs[1:])
				return
			}
			for i := range rest {
				permute(append(slices.Clone(taken), rest[i]), slices.Delete(slices.Clone(rest), i, i+1))
			}
		}
		permute(nil, left[:run])
	}
	walk(nil, l.Groups, l.runs())
}

// With ties every measure is the mean over all ways to break them.
func TestTiesByEnumeration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := List{Groups: rapid.SliceOfN(rapid.IntRange(0, 2), 4, 7).Draw(t, "groups")}
		for left := len(l.Groups); left > 0; {
			run := rapid.IntRange(1, min(left, 4)).Draw(t, "run")
			l.Ties, left = append(l.Ties, run), left-run
		}
		q, k := []float64{.5, .3, .2}, rapid.IntRange(1, 4).Draw(t, "k")
		table, _ := NewFair(len(l.Groups), .4, .3)
		var ndkl, infeasible, rnd, count, fails, all float64
		worst, best := int64(math.MaxInt64), int64(0)
		orders(l, func(o List) {
			x, _ := NDKL(o, q)
			y, _ := InfeasibleIndex(o, q)
			z, _ := RND(o, 1, 2)
			s, _ := SkewAt(o, q, k)
			ndkl, infeasible, rnd, count, all = ndkl+x, infeasible+y, rnd+z, count+s[1].Count, all+1
			worst, best = min(worst, int64(s[1].Count)), max(best, int64(s[1].Count))
			if table.Check(o, 1) != 0 {
				fails++
			}
		})
		x, _ := NDKL(l, q)
		y, _ := InfeasibleIndex(l, q)
		z, _ := RND(l, 1, 2)
		s, _ := SkewAt(l, q, k)
		for _, c := range []struct {
			what      string
			got, want float64
		}{
			{"NDKL", x, ndkl / all},
			{"infeasible index", y, infeasible / all},
			{"rND", z, rnd / all},
			{"count", s[1].Count, count / all},
			{"fails", table.Chance(l, 1), fails / all},
			{"worst", float64(s[1].Worst), float64(worst)},
			{"best", float64(s[1].Best), float64(best)},
		} {
			if math.Abs(c.got-c.want) > 1e-9 {
				t.Fatalf("%s: %v, over all tie-breaks %v (%+v)", c.what, c.got, c.want, l)
			}
		}
	})
}

// The p-value by enumerating all orders of the pool: the share of those that are as rare in some top as the list is in its rarest.
func TestPValueByEnumeration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		groups := rapid.SliceOfN(rapid.IntRange(0, 1), 3, 9).Draw(t, "groups")
		members := 0
		for _, g := range groups {
			members += g
		}
		if members == 0 || members == len(groups) {
			return
		}
		n := len(groups)
		rarest := func(groups []int) float64 {
			least, found := 1.0, 0
			for k, g := range groups {
				found += g
				below := 0.0
				for m := 0; m <= found; m++ {
					if k+1-m <= n-members && m <= members && k+1 >= m {
						below += math.Exp(logChoose(members, m) + logChoose(n-members, k+1-m) - logChoose(n, k+1))
					}
				}
				least = math.Min(least, below)
			}
			return least
		}
		observed, as, all := rarest(groups), 0.0, 0.0
		for mask := range 1 << n {
			other, ones := make([]int, n), 0
			for i := range n {
				other[i] = mask >> i & 1
				ones += other[i]
			}
			if ones == members {
				all++
				if rarest(other) <= observed*(1+1e-9) {
					as++
				}
			}
		}
		p, why := PValue(List{Groups: groups}, 1, n, 0, n, members)
		if why != infer.Defined || math.Abs(p-as/all) > 1e-9 {
			t.Fatalf("%v, by enumeration %v (%v) %q", p, as/all, groups, why)
		}
		// A list fails the adjusted table exactly when its p-value keeps to the level.
		alpha := rapid.Float64Range(.02, .6).Draw(t, "alpha")
		table, _ := NewFairFiniteAdjusted(n, n, members, alpha)
		if math.Abs(p-alpha) > 1e-6 && (table.Check(List{Groups: groups}, 1) != 0) != (p <= alpha) {
			t.Fatalf("p %v, level %v, fails at %d (%v)", p, alpha, table.Check(List{Groups: groups}, 1), groups)
		}
	})
}

func TestPValueDegenerate(t *testing.T) {
	l := List{Groups: []int{0, 1, 0}}
	for _, c := range []struct {
		n               int
		p               float64
		people, members int
	}{{0, .5, 0, 0}, {4, .5, 0, 0}, {2, 0, 0, 0}, {2, 1, 0, 0}, {3, 0, 2, 1}, {3, 0, 3, 0}, {3, 0, 3, 3}} {
		if _, why := PValue(l, 1, c.n, c.p, c.people, c.members); why != infer.WhyOutOfRange {
			t.Errorf("%+v: %q", c, why)
		}
	}
	// Four of the first four from a fair coin, never a member: the only list as rare is this one, (1/2)⁴.
	p, _ := PValue(List{Groups: []int{0, 0, 0, 0}}, 1, 4, .5, 0, 0)
	near(t, "p", p, 1./16, 1e-12)
}
