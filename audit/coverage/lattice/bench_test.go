package lattice

import (
	"fmt"
	"testing"

	"auditd/audit/coverage/lattice/latticetest"
)

func BenchmarkMaximalUncovered(b *testing.B) {
	for _, d := range []int{8, 13, 15, 16} {
		cells := latticetest.Booleans(1_000_000, d)
		b.Run(fmt.Sprintf("cube_%d_booleans_threshold_1000", d), func(b *testing.B) {
			for b.Loop() {
				l := New(cells, allColumns(cells), nil)
				s := Find(l, 1000, allLevels, 100)
				b.ReportMetric(float64(len(s.Maximal)), "patterns")
			}
		})
	}
	for _, d := range []int{13, 35} {
		cells := latticetest.Booleans(1_000_000, d)
		for _, level := range []int{2, 3} {
			b.Run(fmt.Sprintf("deepdiver_%d_booleans_threshold_1000_level_%d", d, level), func(b *testing.B) {
				for b.Loop() {
					l := New(cells, allColumns(cells), nil)
					s := deepDive(l, 1000, level, deepDiverWork)
					b.ReportMetric(float64(len(s.Maximal)), "patterns")
					b.ReportMetric(float64(s.Counter.(*oracle).combine), "words")
				}
			})
		}
	}
}
