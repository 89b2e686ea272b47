// Package latticetest makes cells for the tests of lattice and coverage: from rows, from the table of the methods, and at random.
//
// It does not know what is found in them.
package latticetest

import (
	"fmt"
	"math/rand/v2"
	"strconv"

	"auditd/audit"
)

// People builds cells from rows of values of the named attributes, counts[k] people having those of row k; nil counts each row once.
// The values of an attribute are those of its domain in their order, then others as they come, Unknown last. A nil domain is empty.
func People(names []string, domains [][]string, rows [][]string, counts []int64) *audit.Cells {
	c := &audit.Cells{}
	index := make([]map[string]int32, len(names))
	for i, name := range names {
		values := []string{}
		if domains != nil {
			values = append(values, domains[i]...)
		}
		for _, r := range rows {
			values = append(values, r[i])
		}
		var dim audit.Dim
		dim, index[i] = dimension(name, values)
		c.Attributes = append(c.Attributes, dim)
	}
	at := map[string]int{}
	for k, r := range rows {
		codes := make([]int32, len(names))
		for i := range names {
			codes[i] = index[i][r[i]]
		}
		n := int64(1)
		if counts != nil {
			n = counts[k]
		}
		id := fmt.Sprint(codes)
		if _, ok := at[id]; !ok {
			at[id] = len(c.Cells)
			c.Cells = append(c.Cells, audit.Cell{Codes: codes})
		}
		c.Cells[at[id]].Counts.N[0][0] += n
		c.Read += n
	}
	return c
}

func dimension(name string, values []string) (audit.Dim, map[string]int32) {
	dim, index := audit.Dim{Name: name}, map[string]int32{}
	unknown := false
	for _, v := range values {
		if _, ok := index[v]; ok || v == audit.Unknown {
			unknown = unknown || v == audit.Unknown
			continue
		}
		index[v] = int32(len(dim.Values))
		dim.Values = append(dim.Values, v)
	}
	if unknown {
		index[audit.Unknown] = int32(len(dim.Values))
		dim.Values = append(dim.Values, audit.Unknown)
	}
	return dim, index
}

// Methods returns the table of methods 1.7: sex 2 × age 3 × region 3, the values named 0, 1, 2.
func Methods() *audit.Cells {
	table := [2][3][3]int64{
		{{40, 30, 12}, {35, 28, 9}, {20, 10, 2}},
		{{38, 33, 10}, {30, 25, 0}, {6, 4, 1}},
	}
	var rows [][]string
	var counts []int64
	for s := range table {
		for a := range table[s] {
			for r, n := range table[s][a] {
				rows = append(rows, []string{strconv.Itoa(s), strconv.Itoa(a), strconv.Itoa(r)})
				counts = append(counts, n)
			}
		}
	}
	return People([]string{"sex", "age", "region"}, nil, rows, counts)
}

// Random draws a small table: up to 5 attributes of up to 4 values, up to 60 records, one value in ten not known.
func Random(r *rand.Rand) *audit.Cells {
	d := 1 + r.IntN(5)
	names, domains := make([]string, d), make([][]string, d)
	for i := range d {
		names[i] = "a" + strconv.Itoa(i)
		for v := range 1 + r.IntN(4) {
			domains[i] = append(domains[i], strconv.Itoa(v))
		}
	}
	rows := make([][]string, r.IntN(61))
	for k := range rows {
		rows[k] = make([]string, d)
		for i := range d {
			// The square of a uniform number makes some values rare, as in life.
			u := r.Float64()
			rows[k][i] = domains[i][int(u*u*float64(len(domains[i])))]
			if r.IntN(10) == 0 {
				rows[k][i] = audit.Unknown
			}
		}
	}
	return People(names, domains, rows, nil)
}

// Booleans draws records of up to 64 independent yes/no attributes, each true with some probability between 0.05 and 0.6.
func Booleans(records, attributes int) *audit.Cells {
	r := rand.New(rand.NewPCG(11, uint64(attributes)))
	c := &audit.Cells{Read: int64(records)}
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

// Collected returns the cells with further records added, each step a number of them with one value of every attribute.
func Collected(cells *audit.Cells, steps []audit.Collect) *audit.Cells {
	after := *cells
	after.Cells = append([]audit.Cell(nil), cells.Cells...)
	for _, s := range steps {
		cell := audit.Cell{Codes: make([]int32, len(cells.Attributes))}
		for i, it := range s.Combination {
			for v, value := range cells.Attributes[i].Values {
				if value == it.Value {
					cell.Codes[i] = int32(v)
				}
			}
		}
		cell.Counts.N[0][0] = s.Records
		after.Cells = append(after.Cells, cell)
	}
	return &after
}
