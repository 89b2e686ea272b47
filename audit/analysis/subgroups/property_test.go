package subgroups

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"auditd/audit"
	"auditd/audit/analysis/joint"
	"auditd/audit/audittest"
	"auditd/audit/infer/strata"
	"auditd/audit/metric"
)

// random is a table of people with random values; effect raises the chance of selection of those whose first value is 0.
func random(r *rand.Rand, n int, values []int, effect float64) *joint.Table {
	var dims []joint.Dim
	for d, k := range values {
		dim := joint.Dim{Name: string(rune('a' + d)), Protected: d == 0}
		for v := range k {
			dim.Values = append(dim.Values, string(rune('A'+v)))
		}
		dims = append(dims, dim)
	}
	var rows [][]int32
	for range n {
		var row []int32
		for _, k := range values {
			row = append(row, int32(r.IntN(k)))
		}
		p := .4
		if row[0] == 0 {
			p += effect
		}
		label, decision := int32(1+r.IntN(2)), int32(1)
		if r.Float64() < p {
			decision = 2
		}
		rows = append(rows, append(row, label, decision))
	}
	return tableOf(dims, rows)
}

// The miner finds what a plain count over all combinations of values finds: every subgroup with enough people and its counts.
func TestMinerFindsWhatCountingFinds(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 20 {
		table := random(r, 300, []int{3, 2, 4, 2}, 0)
		m := newMiner(table, 3, 20)
		got := map[key]joint.Counts{}
		for _, f := range m.mine() {
			got[f.key] = f.counts
		}
		found := 0
		var try func(k key, depth, from int)
		try = func(k key, depth, from int) {
			if depth > 0 {
				if c := m.countOf(table, k); c.Total() >= 20 {
					found++
					if got[k] != c {
						t.Fatalf("%v: %v, want %v", k.items(), got[k], c)
					}
				}
			}
			for d := from; d < len(table.Dims) && depth < 3; d++ {
				for v := range table.Dims[d].Values {
					next := k
					next[depth] = uint16(m.first[d] + int32(v))
					try(next, depth+1, d+1)
				}
			}
		}
		try(key{}, 0, 0)
		if found != len(got) || found == 0 {
			t.Fatalf("%d subgroups, counting finds %d", len(got), found)
		}
		// e1 + e2 + e3 of 3, 2, 4, 2: 11 + (6+12+6+8+4+8) + (24+12+24+16) = 131.
		if m.possible() != 131 {
			t.Errorf("%v subgroups possible, want 131", m.possible())
		}
	}
}

// Global Shapley values, and what is redundant or corrective, are those of package strata, which goes through the definitions.
func TestSameAsTheDefinitions(t *testing.T) {
	table := random(rand.New(rand.NewPCG(2, 1)), 2000, []int{3, 2, 4}, .2)
	s := &search{in: input(audit.SubgroupsPlan{Depth: 3}), table: table, all: table.Total()}
	s.miner = newMiner(table, 3, 30)
	s.found = s.miner.mine()
	met, _ := metric.Get("selection_rate")
	l := newLattice(met, false, s.all, s.found, places(s.found))
	var list []strata.Subgroup
	for i, f := range s.found {
		var items strata.Itemset
		for _, it := range f.key.items() {
			d, v := s.miner.item(it)
			items = append(items, strata.Item{Attribute: d, Value: v})
		}
		list = append(list, strata.Subgroup{Items: items, Divergence: l.delta[i]})
	}
	shares := s.globalShapley(l)
	for d, k := range []int{3, 2, 4} {
		for v := range k {
			want, _ := strata.GlobalShapley(strata.Itemset{{Attribute: d, Value: v}}, list, []int{3, 2, 4})
			audittest.Near(t, "global Shapley", shares[s.miner.first[d]+int32(v)], want, 1e-12)
		}
	}
	kept := 0
	for i := range s.found {
		if !l.redundant(i, .02) {
			kept++
		}
	}
	if want := len(strata.Prune(list, .02)); kept != want || kept == len(list) {
		t.Errorf("%d of %d kept, want %d", kept, len(list), want)
	}
	if got, want := len(s.correctives(l)), min(mostCorrective, len(strata.Correctives(list))); got != want || got == 0 {
		t.Errorf("%d corrective conditions, want %d", got, want)
	}
}

// Local Shapley values add up to the divergence; the interval of a divergence holds it; the halves make up everybody.
func TestSums(t *testing.T) {
	table := random(rand.New(rand.NewPCG(3, 1)), 3001, []int{3, 2, 4}, .2)
	got := Search(input(audit.SubgroupsPlan{Support: .02}), table)
	checked := 0
	for _, m := range got.Metrics {
		for _, g := range append(m.Above, m.Below...) {
			sum := 0.0
			for _, x := range g.Shapley {
				sum += float64(x)
			}
			audittest.Near(t, "sum of Shapley values", sum, float64(g.Divergence), 1e-12)
			if g.Interval == nil || g.Interval.Lower > float64(g.Divergence) || g.Interval.Upper < float64(g.Divergence) {
				t.Errorf("%v: %v outside %v", g.Group, g.Divergence, g.Interval)
			}
			checked++
		}
	}
	if got.FirstHalf != 1500 || got.SecondHalf != 1501 || checked == 0 {
		t.Errorf("halves %d and %d, %d subgroups", got.FirstHalf, got.SecondHalf, checked)
	}
}

// Interval of the Ex of methods 10.1: 45 of 100 within, 200 of 1000 in all. Wilson's intervals are (.356145, .547554) of 45/100 and
// (.148961, .198270) of 155/900, which is .172222; so Newcombe's of the difference is .277778 − √(.093855² + .026048²) = .180376 to
// .277778 + √(.097554² + .023261²) = .378067. Nine tenths of the people are outside.
func TestDivergenceInterval(t *testing.T) {
	got := divergenceInterval(strata.Tally{True: 45, False: 55}, strata.Tally{True: 200, False: 800}, .95)
	audittest.Near(t, "lower", got.Lower, .9*.18037566, 1e-6)
	audittest.Near(t, "upper", got.Upper, .9*.37806673, 1e-6)
}

// The result does not depend on the number of workers, and another seed deals out other halves.
func TestSameWhoeverWorks(t *testing.T) {
	table := random(rand.New(rand.NewPCG(4, 1)), 2000, []int{3, 2, 4}, .2)
	for _, control := range []string{audit.ControlSplit, audit.ControlPermutation} {
		one, many := input(audit.SubgroupsPlan{Control: control, Permutations: 199}), input(audit.SubgroupsPlan{Control: control, Permutations: 199})
		one.Workers, many.Workers = 1, 7
		a, b := Search(one, table), Search(many, table)
		if !reflect.DeepEqual(a, b) {
			t.Errorf("%s: one worker and seven differ", control)
		}
		other := input(audit.SubgroupsPlan{Control: control, Permutations: 199})
		other.Plan.Seed = 2
		if reflect.DeepEqual(a, Search(other, table)) {
			t.Errorf("%s: the seed changes nothing", control)
		}
	}
}

// Dealing cells out is as dealing rows out: the first half of a cell has half of it on average and the variance of a hypergeometric
// draw, n(1−n/N)·¼·N/(N−1) for n of N people.
func TestSplitIsAFairDeal(t *testing.T) {
	table := &joint.Table{Dims: make([]joint.Dim, 1), Codes: []int32{0, 1}, Counts: []joint.Counts{{4: 60}, {8: 140}}}
	const draws = 20000
	sum, squares := 0.0, 0.0
	for seed := range uint64(draws) {
		n := float64(table.Split(seed).Counts[0][4])
		sum += n - 30
		squares += (n - 30) * (n - 30)
	}
	variance := 60 * (1 - 60./200) / 4 * 200 / 199
	if math.Abs(sum/draws) > 4*math.Sqrt(variance/draws) {
		t.Errorf("mean off by %v", sum/draws)
	}
	if math.Abs(squares/draws/variance-1) > 4*math.Sqrt(2./draws) {
		t.Errorf("variance %v, want %v", squares/draws, variance)
	}
}
