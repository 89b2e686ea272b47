package labels

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"auditd/audit/infer"
)

// inTurn and allAtOnce call f one after the other, and from the last to the first.
func inTurn(n int, f func(int)) {
	for i := range n {
		f(i)
	}
}

func allAtOnce(n int, f func(int)) {
	done := make(chan bool)
	for i := range n {
		go func() { f(n - 1 - i); done <- true }()
	}
	for range n {
		<-done
	}
}

// cellsOf puts people with codes and decisions together.
func cellsOf(codes [][]int32, decisions, groups []int) []NeighbourCell {
	var out []NeighbourCell
	for i, c := range codes {
		at := slices.IndexFunc(out, func(x NeighbourCell) bool { return slices.Equal(x.Codes, c) })
		if at < 0 {
			at = len(out)
			out = append(out, NeighbourCell{Codes: c})
		}
		out[at].N[decisions[i]]++
		if groups == nil {
			continue
		}
		m := slices.IndexFunc(out[at].Members, func(m Members) bool { return m.Group == groups[i] })
		if m < 0 {
			m = len(out[at].Members)
			out[at].Members = append(out[at].Members, Members{Group: groups[i]})
		}
		out[at].Members[m].N[decisions[i]]++
	}
	return out
}

// Methods 11.1, Ex: x = 0, 1, 2, 3, 10, 11, 12 with ŷ = 1, 1, 0, 1, 0, 0, 1 and three neighbours: .428571 without oneself. Everybody's
// neighbours are told apart by distance. Dealt out at random, two of the seven (4 of them 1) agree with chance 1 − 2·4·3/(7·6) = 3/7.
func TestPrintedNeighbours(t *testing.T) {
	var codes [][]int32
	for _, x := range []int32{0, 1, 2, 3, 10, 11, 12} {
		codes = append(codes, []int32{x})
	}
	got, why := Neighbours([]NeighbourFeature{{Ordered: 13}}, cellsOf(codes, []int{1, 1, 0, 1, 0, 0, 1}, nil), 0, 3, .95, inTurn)
	defined(t, "consistency", why)
	printed(t, "consistency", got[0].Value, .428571)
	chance, why := ChanceConsistency(3, 4)
	defined(t, "chance", why)
	near(t, "by chance", chance, 3./7, 1e-12)
}

// drawn is people with features of bins and of names, in three groups.
func drawn(t *rapid.T) (features []NeighbourFeature, codes [][]int32, decisions, groups []int) {
	features = []NeighbourFeature{{Ordered: 4}, {}, {Ordered: 7}}
	n := rapid.IntRange(6, 24).Draw(t, "n")
	for range n {
		codes = append(codes, []int32{rapid.Int32Range(0, 4).Draw(t, "bin"), rapid.Int32Range(0, 2).Draw(t, "name"), rapid.Int32Range(0, 6).Draw(t, "bin")})
		decisions = append(decisions, rapid.IntRange(0, 1).Draw(t, "decision"))
		groups = append(groups, rapid.IntRange(0, 2).Draw(t, "group"))
	}
	return features, codes, decisions, groups
}

// gower is the distance of two people, in sixths of a feature: 2 for neighbouring of 4 bins, 1 for neighbouring of 7.
func gower(a, b []int32) int {
	size := func(x int32) int { return int(max(x, -x)) }
	d := size(a[2] - b[2])
	if a[1] != b[1] {
		d += 6
	}
	switch {
	case a[0] == b[0]:
	case a[0] < 4 && b[0] < 4:
		d += 2 * size(a[0]-b[0])
	default:
		d += 6
	}
	return d
}

// agreement asks one person's neighbours one by one, with weights of people other than 1 if need be.
func agreement(i int, codes [][]int32, decisions []int, k int) (share float64, weight []float64) {
	var others []int
	for j := range codes {
		if j != i {
			others = append(others, j)
		}
	}
	slices.SortStableFunc(others, func(a, b int) int { return gower(codes[i], codes[a]) - gower(codes[i], codes[b]) })
	far := gower(codes[i], codes[others[k-1]])
	nearer, tied := 0, 0
	for _, j := range others {
		switch d := gower(codes[i], codes[j]); {
		case d < far:
			nearer++
		case d == far:
			tied++
		}
	}
	weight = make([]float64, len(codes))
	for _, j := range others {
		switch d := gower(codes[i], codes[j]); {
		case d < far:
			weight[j] = 1 / float64(k)
		case d == far:
			weight[j] = float64(k-nearer) / float64(tied) / float64(k)
		}
		if decisions[j] == decisions[i] {
			share += weight[j]
		}
	}
	return share, weight
}

// The cells give what asking people one by one gives, with its variance by the influence of every person, for everybody and for groups;
// whatever runs first.
func TestNeighboursOneByOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		features, codes, decisions, groups := drawn(t)
		k := rapid.IntRange(1, 5).Draw(t, "k")
		cells := cellsOf(codes, decisions, groups)
		got, why := Neighbours(features, cells, 3, k, .95, inTurn)
		if why != infer.Defined {
			t.Fatal(why)
		}
		n := len(codes)
		share, weights := make([]float64, n), make([][]float64, n)
		for i := range codes {
			share[i], weights[i] = agreement(i, codes, decisions, k)
		}
		for g := range got {
			member := func(i int) bool { return g == 0 || groups[i] == g-1 }
			people, value, square := 0.0, 0.0, 0.0
			for i := range codes {
				if member(i) {
					people++
					value += share[i]
				}
			}
			if people == 0 {
				if got[g].Why != infer.WhyNobody {
					t.Fatalf("group %d: %+v", g, got[g])
				}
				continue
			}
			value /= people
			for i := range codes {
				influence := 0.0
				if member(i) {
					influence = share[i] - value
				}
				for j := range codes {
					if match := map[bool]float64{true: 1}[decisions[i] == decisions[j]]; member(j) {
						influence += weights[j][i] * (match - share[j])
					}
				}
				square += influence * influence
			}
			if math.Abs(got[g].Value-value) > 1e-9 || math.Abs(got[g].SE-math.Sqrt(square)/people) > 1e-9 {
				t.Fatalf("group %d: %+v, want %v and %v", g, got[g], value, math.Sqrt(square)/people)
			}
		}
		again, _ := Neighbours(features, cells, 3, k, .95, allAtOnce)
		if fmt.Sprint(again) != fmt.Sprint(got) {
			t.Fatalf("%v, at once %v", got, again)
		}
	})
}

// Where no two people stand equally far, the cells give what the rows do. Each stands at a power of two, so that all distances differ.
func TestNeighboursAsRows(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 1))
	for range 50 {
		var codes [][]int32
		var points [][]float64
		var decisions []int
		var numbers []float64
		for i := range 12 {
			x := int32(1) << i
			codes, points = append(codes, []int32{x}), append(points, []float64{float64(x)})
			decisions = append(decisions, r.IntN(2))
			numbers = append(numbers, float64(decisions[i]))
		}
		for k := 1; k < 11; k++ {
			rows, why := NewConsistency(points, numbers, k)
			defined(t, "rows", why)
			got, why := Neighbours([]NeighbourFeature{{Ordered: 1<<11 + 1}}, cellsOf(codes, decisions, nil), 0, k, .95, inTurn)
			defined(t, "cells", why)
			near(t, fmt.Sprint("k ", k), got[0].Value, rows.Value, 1e-12)
		}
	}
}

// The interval of 95 % holds the mean over all draws in 93 to 98 of 100 draws, as a linear one should: people of 60 kinds who are decided 1 with a chance
// of their kind, many or few of a kind. Seeds are fixed.
func TestNeighbourIntervalHolds(t *testing.T) {
	for _, n := range []int{150, 600} {
		r := rand.New(rand.NewPCG(uint64(n), 7))
		const draws = 1000
		results := make([]NeighbourConsistency, draws)
		mean := 0.0
		for d := range results {
			var codes [][]int32
			var decisions []int
			for range n {
				a, b := int32(r.IntN(10)), int32(r.IntN(6))
				codes = append(codes, []int32{a, b})
				decision := 0
				if r.Float64() < .1+.08*float64(a) {
					decision = 1
				}
				decisions = append(decisions, decision)
			}
			got, why := Neighbours([]NeighbourFeature{{Ordered: 10}, {}}, cellsOf(codes, decisions, nil), 0, 5, .95, inTurn)
			defined(t, "consistency", why)
			results[d] = got[0]
			mean += got[0].Value / draws
		}
		held := 0
		for _, x := range results {
			if x.Interval.Lower <= mean && mean <= x.Interval.Upper {
				held++
			}
		}
		t.Logf("%d people: the interval holds the mean in %d of %d draws", n, held, draws)
		if held < 930 || held > 980 {
			t.Errorf("%d people: %d of %d", n, held, draws)
		}
	}
}

// What cannot be computed is said; people who are all decided alike are consistent, and that says nothing.
func TestNeighboursUndefined(t *testing.T) {
	two := []NeighbourCell{{Codes: []int32{0}, N: [2]int64{1, 1}}}
	for name, c := range map[string]struct {
		features []NeighbourFeature
		cells    []NeighbourCell
		k        int
		want     infer.Why
	}{
		"too few people":       {[]NeighbourFeature{{}}, two, 2, infer.WhyTooFew},
		"no neighbours":        {[]NeighbourFeature{{}}, two, 0, infer.WhyNotComputable},
		"codes of another row": {[]NeighbourFeature{{}, {}}, two, 1, infer.WhyNotComputable},
		"negative":             {[]NeighbourFeature{{}}, []NeighbourCell{{Codes: []int32{0}, N: [2]int64{-1, 5}}}, 1, infer.WhyNotComputable},
		"more in a group":      {[]NeighbourFeature{{}}, []NeighbourCell{{Codes: []int32{0}, N: [2]int64{2, 2}, Members: []Members{{0, [2]int64{3, 0}}}}}, 1, infer.WhyNotComputable},
		"no common unit":       {[]NeighbourFeature{{1 << 20}, {1<<20 - 2}, {1<<19 + 1}}, nil, 1, infer.WhyOutOfRange},
	} {
		if _, why := Neighbours(c.features, c.cells, 1, c.k, .95, inTurn); why != c.want {
			t.Errorf("%s: %q, want %q", name, why, c.want)
		}
	}
	all, why := Neighbours([]NeighbourFeature{{}}, []NeighbourCell{{Codes: []int32{0}, N: [2]int64{0, 9}}, {Codes: []int32{1}, N: [2]int64{0, 2}}}, 1, 5, .95, inTurn)
	defined(t, "alike", why)
	if all[0].Value != 1 || all[0].Why != infer.WhyNoVariance || all[1].Why != infer.WhyNobody {
		t.Errorf("%+v", all)
	}
	for _, n := range [][2]int64{{0, 1}, {0, 0}} {
		if _, why := ChanceConsistency(n[0], n[1]); why != infer.WhyTooFew {
			t.Errorf("%v: %q", n, why)
		}
	}
}
