package table_test

import (
	"io"
	"testing"

	"auditd/report/table"
)

// BenchmarkWrite writes a table of 20,000 rows in every format.
func BenchmarkWrite(b *testing.B) {
	tab := long("long", 20_000, "Female · African-American ")
	for _, f := range table.Formats() {
		b.Run(f.Name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := f.Write(io.Discard, tab); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
