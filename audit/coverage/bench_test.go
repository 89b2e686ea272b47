package coverage

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"

	"auditd/audit"
)

// booleans draws records of independent yes/no attributes, the i-th true with probability between 0.05 and 0.6, as cells.
func booleans(records, attributes int) *audit.Cells {
	r := rand.New(rand.NewPCG(11, uint64(attributes)))
	c := &audit.Cells{}
	share := make([]float64, attributes)
	for i := range attributes {
		c.Attributes = append(c.Attributes, audit.Dim{Name: "a" + strconv.Itoa(i), Values: []string{"no", "yes"}})
		share[i] = 0.05 + 0.55*r.Float64()
	}
	counts := map[uint64]int64{}
	var order []uint64
	for range records {
		var key uint64
		for i := range attributes {
			if r.Float64() < share[i] {
				key |= 1 << i
			}
		}
		if counts[key] == 0 {
			order = append(order, key)
		}
		counts[key]++
	}
	for _, key := range order {
		cell := audit.Cell{Codes: make([]int32, attributes)}
		for i := range attributes {
			cell.Codes[i] = int32(key >> i & 1)
		}
		cell.Counts.N[0][0] = counts[key]
		c.Cells = append(c.Cells, cell)
	}
	return c
}

func BenchmarkMaximalUncovered(b *testing.B) {
	for _, d := range []int{8, 13, 15, 16} {
		cells := booleans(1_000_000, d)
		b.Run(fmt.Sprintf("cube_%d_booleans_threshold_1000", d), func(b *testing.B) {
			for b.Loop() {
				l := newLattice(cells, allColumns(cells), nil)
				s := findMaximal(l, 1000, allLevels)
				b.ReportMetric(float64(len(s.maximal)), "patterns")
			}
		})
	}
	for _, d := range []int{13, 35} {
		cells := booleans(1_000_000, d)
		for _, level := range []int{2, 3} {
			b.Run(fmt.Sprintf("deepdiver_%d_booleans_threshold_1000_level_%d", d, level), func(b *testing.B) {
				for b.Loop() {
					l := newLattice(cells, allColumns(cells), nil)
					s := deepDive(l, 1000, level, deepDiverWork)
					b.ReportMetric(float64(len(s.maximal)), "patterns")
					b.ReportMetric(float64(s.counter.(*oracle).combine), "words")
				}
			})
		}
	}
}

// The whole of a coverage, with materiality and collection plan, against equal shares of every attribute.
func BenchmarkMeasure(b *testing.B) {
	for _, c := range []struct{ attributes, level int }{{13, 0}, {15, 0}, {15, 3}, {35, 2}, {35, 0}} {
		cells := booleans(1_000_000, c.attributes)
		population := uniform(b, cells)
		b.Run(fmt.Sprintf("%d_booleans_level_%d", c.attributes, c.level), func(b *testing.B) {
			for b.Loop() {
				m, err := Measure(cells, audit.CoveragePlan{Threshold: 1000, Level: c.level}, []*Population{population}, 0.95, 30, 1)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(len(m.Uncovered)+m.UncoveredMore), "patterns")
				b.ReportMetric(float64(m.CollectLevel), "plan_level")
			}
		})
	}
}
