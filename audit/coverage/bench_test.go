package coverage

import (
	"fmt"
	"testing"

	"auditd/audit"
	"auditd/audit/coverage/lattice/latticetest"
)

// The whole of a coverage, with materiality and collection plan, against equal shares of every attribute.
func BenchmarkMeasure(b *testing.B) {
	for _, c := range []struct{ attributes, level int }{{13, 0}, {15, 0}, {15, 3}, {35, 2}, {35, 0}} {
		cells := latticetest.Booleans(1_000_000, c.attributes)
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
