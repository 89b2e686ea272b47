package tally

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"auditd/audit"
)

// benchBlock makes a block of 16,384 rows, the reader's batch, with columns of the given numbers of values.
func benchBlock(cards ...int) *block {
	r := rand.New(rand.NewPCG(1, 2))
	b := &block{rows: 16 << 10}
	for _, n := range cards {
		d := newMemoryDict()
		codes := make([]uint32, b.rows)
		for j := range codes {
			codes[j] = d.code(fmt.Sprint(r.IntN(n)))
		}
		b.codes, b.dicts = append(b.codes, codes), append(b.dicts, dict{d, 0})
	}
	return b
}

// tableBench asks for one table of an attribute, label, decision and a number.
func tableBench(weighted bool) Request {
	req := Request{
		Attributes: []audit.Attribute{{Column: "a"}}, Decision: &audit.Binary{Column: "d", True: []string{"1"}}, Label: &audit.Binary{Column: "l", True: []string{"1"}},
		Fields: []audit.Field{{Kind: audit.FieldNumber, Attribute: audit.Attribute{Column: "s"}}},
		Tables: []audit.TablePlan{{Name: "scores", Axes: []audit.AxisName{
			{Role: audit.AxisAttribute, Name: "a"}, {Role: audit.AxisLabel}, {Role: audit.AxisDecision}, {Role: audit.AxisField, Name: "s"},
		}}},
	}
	if weighted {
		req.Weight = "w"
	}
	return req
}

// BenchmarkRows is the cost of the loop over rows, per row and per column, when all values are known.
func BenchmarkRows(b *testing.B) {
	yes := &audit.Binary{Column: "d", True: []string{"1"}}
	label := &audit.Binary{Column: "l", True: []string{"1"}}
	for _, bench := range []struct {
		name  string
		req   Request
		cards []int
	}{
		{"6columns", Request{Attributes: []audit.Attribute{{Column: "a"}, {Column: "b"}, {Column: "c", Breaks: []float64{25, 45}}}, Strata: []audit.Attribute{{Column: "s"}}, Decision: yes, Label: label}, []int{2, 6, 90, 20, 2, 2}},
		{"6columns_sparse", Request{Attributes: []audit.Attribute{{Column: "a"}, {Column: "b"}, {Column: "c"}}, Strata: []audit.Attribute{{Column: "s"}}, Decision: yes, Label: label}, []int{60, 60, 90, 20, 2, 2}},
		{"6columns_weighted", Request{Attributes: []audit.Attribute{{Column: "a"}, {Column: "b"}, {Column: "c", Breaks: []float64{25, 45}}}, Decision: yes, Label: label, Weight: "w"}, []int{2, 6, 90, 2, 2, 1000}},
		{"table_dense", tableBench(false), []int{6, 2, 2, 100}},
		{"table_sparse", tableBench(false), []int{6, 2, 2, 9000}},
		{"table_weighted", tableBench(true), []int{6, 2, 2, 1000, 9000}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			c, err := New(bench.req)
			if err != nil {
				b.Fatal(err)
			}
			p, block := c.partial(0), benchBlock(bench.cards...)
			// The order of the counter's columns is attributes, strata, label, decision, weight.
			b.ResetTimer()
			for range b.N {
				if err := p.take(block); err != nil {
					b.Fatal(err)
				}
			}
			perRow := float64(b.Elapsed().Nanoseconds()) / float64(b.N) / float64(block.rows)
			b.ReportMetric(perRow, "ns/row")
			b.ReportMetric(perRow/float64(len(bench.cards)), "ns/column")
		})
	}
}
