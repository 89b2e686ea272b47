package subgroups

import (
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"auditd/audit"
	"auditd/audit/analysis/joint"
	"auditd/audit/infer"
	"auditd/audit/infer/strata"
)

// confounded makes people of whom groups and rates both depend on the stratum, so that groups differ although nobody is treated by
// his group: in stratum s of three, value 0 of every dimension is taken with chance .2 + .3·s, and the decision is favourable with
// chance .2 + .25·s. planted is taken off the chance of people with value 0 of the first dimension.
func confounded(r *rand.Rand, people int, planted float64) *joint.Table {
	dims := []joint.Dim{
		{Name: "a", Values: []string{"0", "1"}, Protected: true},
		{Name: "b", Values: []string{"0", "1", "2"}, Protected: true},
		{Name: "c", Values: []string{"0", "1", "2"}},
		{Name: "d", Values: []string{"0", "1", "2"}},
		{Name: "job", Values: []string{"x", "y", "z"}, Held: true},
	}
	var rows [][]int32
	for range people {
		s := int32(r.IntN(3))
		row := []int32{0, 0, 0, 0, s, 0, 1}
		for i, d := range dims[:4] {
			if r.Float64() > .2+.3*float64(s) {
				row[i] = 1 + int32(r.IntN(len(d.Values)-1))
			}
		}
		chance := .2 + .25*float64(s)
		if row[0] == 0 {
			chance -= planted
		}
		if r.Float64() < chance {
			row[6] = 2
		}
		rows = append(rows, row)
	}
	return tableOf(dims, rows)
}

// without takes the strata out of a table.
func without(t *joint.Table) *joint.Table { return t.Select(0, 1, 2, 3) }

// Where only the stratum decides, shuffling within strata finds nothing in more than α of all audits, although groups differ and
// shuffling everybody finds them nearly always; where a group is treated worse within every stratum, it is found (methods 10.5).
func TestPermutationWithinStrata(t *testing.T) {
	audits := 60
	if os.Getenv("AUDITD_ALL") != "" {
		audits = 1000
	}
	r := rand.New(rand.NewPCG(8, 3))
	opt := audit.SubgroupsPlan{Support: .02, Depth: 3, Control: audit.ControlPermutation, Permutations: 99, Metrics: []string{"selection_rate"}}
	held, crude, planted, subgroups := 0, 0, 0, 0
	for range audits {
		in := input(opt)
		in.Plan.Seed = r.Uint64()
		null := confounded(r, 1500, 0)
		got := Search(in, null)
		subgroups = got.Examined
		if significant(got) > 0 {
			held++
		}
		if significant(Search(in, without(null))) > 0 {
			crude++
		}
		if significant(Search(in, confounded(r, 1500, .12))) > 0 {
			planted++
		}
	}
	n := float64(audits)
	t.Logf("%d subgroups, %d audits: shuffled within strata something is found in %.3f where only the stratum decides, shuffled all together in %.3f; a gap of 12 points within strata is found in %.2f",
		subgroups, audits, float64(held)/n, float64(crude)/n, float64(planted)/n)
	// Above α by more than the chance of so many audits explains: the lower limit of the share at 98 %.
	if lower := infer.ClopperPearson(infer.P(int64(held), int64(audits)), .98).Lower; lower > .05 {
		t.Errorf("false flags in %.3f of audits, at least %.3f, α is .05", float64(held)/n, lower)
	}
	if float64(crude)/n < .9 || float64(planted)/n < .8 {
		t.Errorf("crude %.3f, planted %.3f", float64(crude)/n, float64(planted)/n)
	}
}

// The statistic within strata is the root of the Cochran–Mantel–Haenszel statistic of the subgroup against the people outside it, and
// the difference is Mantel and Haenszel's, both counted again from the cells by package strata.
func TestStatisticWithinStrata(t *testing.T) {
	table := confounded(rand.New(rand.NewPCG(1, 1)), 3000, .1)
	in := input(audit.SubgroupsPlan{Support: .02, Control: audit.ControlPermutation, Permutations: 49, Metrics: []string{"selection_rate"}})
	in.Plan.MinGroupSize = 1
	got := Search(in, table)
	if len(got.Strata) != 1 || got.Strata[0] != "job" || len(got.Dimensions) != 4 {
		t.Fatalf("strata %v, dimensions %v", got.Strata, got.Dimensions)
	}
	if len(got.Metrics[0].Tested) == 0 {
		t.Fatal("nothing tested")
	}
	for _, x := range got.Metrics[0].Tested {
		by := make([]strata.Stratum, 3)
		for k := range table.Counts {
			at := table.At(k)
			member := true
			for _, it := range x.Group {
				d := table.Dim(it.Attribute)
				member = member && table.Dims[d].Values[at[d]] == it.Value
			}
			side := &by[at[4]].B
			if member {
				side = &by[at[4]].A
			}
			side.N += float64(table.Counts[k].Total())
			side.X += float64(table.Counts[k][2]) // label not known, selected
		}
		test, _, _ := strata.CochranMantelHaenszel(by, false)
		difference, _ := strata.RiskDifference(by, .95)
		c := x.Comparison
		if math.Abs(float64(*c.Test.Statistic-*test.Statistic)) > 1e-9 || math.Abs(float64(*c.Value)-difference.Value) > 1e-12 {
			t.Errorf("%v: %v and %v, want %v and %v", x.Group, *c.Test.Statistic, *c.Value, *test.Statistic, difference.Value)
		}
	}
	fine := newHeld(table)
	s := &search{in: in, opt: options(in.Plan), terms: in.Terms, table: fine.coarse, held: fine, all: fine.coarse.Total()}
	s.miner = newMiner(s.table, 3, 60)
	s.miner.cells = func(_ int, cells []int32) { s.lists = append(s.lists, append([]int32(nil), cells...)) }
	s.found = s.miner.mine()
	l := newLattice(s.metrics()[0], s.favourable(), s.all, s.found, places(s.found))
	d := s.newDealer(l, 0)
	for i := range s.found {
		parts := make([]strata.Tally, 3)
		s.byStratum(d.cells, i, parts)
		by := make([]strata.Stratum, 3)
		for k, p := range parts {
			by[k] = strata.Stratum{A: infer.P(p.True, people(p)), B: infer.P(d.strata[k].True-p.True, people(d.strata[k])-people(p))}
		}
		test, _, why := strata.CochranMantelHaenszel(by, false)
		z := d.size(i, l.tallies[i].True)
		if why == infer.Defined && math.Abs(z*z-float64(*test.Statistic)) > 1e-9*z*z {
			t.Errorf("%v: z² %v, want %v", s.found[i].key, z*z, *test.Statistic)
		}
	}
}

// The number of workers and the order of the strata columns' values do not change a number.
func TestWithinStrataIsReproducible(t *testing.T) {
	table := confounded(rand.New(rand.NewPCG(2, 1)), 2000, .1)
	var first []float64
	for workers := 1; workers <= 3; workers++ {
		in := input(audit.SubgroupsPlan{Support: .02, Control: audit.ControlPermutation, Permutations: 130, Metrics: []string{"selection_rate"}})
		in.Workers = workers
		var p []float64
		for _, x := range Search(in, table).Metrics[0].Tested {
			p = append(p, float64(x.Comparison.Test.PAdjusted))
		}
		if first == nil {
			first = p
		}
		for i := range p {
			if p[i] != first[i] {
				t.Errorf("%d workers: %v, want %v", workers, p[i], first[i])
			}
		}
	}
}
