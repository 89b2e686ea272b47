package crosstab

import (
	"cmp"
	"slices"
	"strconv"

	"auditd/audit"
	"auditd/audit/tally/meaning"
)

// Unite returns the values of two axes of one name, which are no numbers, in canonical order.
type Unite func(x, y audit.Dim) ([]string, error)

// Merge returns the tables of the rows of a and of b together. Numbers are kept at the fewer bits of the two; the limits of the
// request are not applied anew. Counts are exact, sums of weights are rounded once more. It returns an Invalid error when the tables are
// not of one request, as far as they tell.
func Merge(a, b []audit.Table, unite Unite) ([]audit.Table, error) {
	if len(a) != len(b) {
		return nil, audit.Errorf(audit.Invalid, "the counts are not of the same request: they differ in tables")
	}
	var out []audit.Table
	for k := range a {
		t, err := mergeTable(&a[k], &b[k], unite)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

// mergeTable merges two tables of one name.
func mergeTable(a, b *audit.Table, unite Unite) (audit.Table, error) {
	out := audit.Table{Name: a.Name, Axes: []audit.TableAxis{}, Codes: []int32{}, N: []int64{}}
	if n := min(len(a.Axes), len(b.Axes)); a.Name == b.Name { // one may have left out axes that the other has kept
		a, b = shortTable(a, n), shortTable(b, n)
	}
	if a.Name != b.Name || len(a.Axes) != len(b.Axes) {
		return out, audit.Errorf(audit.Invalid, "the counts are not of the same request: table %s is not %s", audit.Quote(a.Name), audit.Quote(b.Name))
	}
	var toA, toB [][]int32
	for i := range a.Axes {
		x, y := &a.Axes[i], &b.Axes[i]
		if x.AxisName != y.AxisName || x.Kind != y.Kind {
			return out, audit.Errorf(audit.Invalid, "the counts are not of the same request: %s is not %s", audit.Quote(x.Name), audit.Quote(y.Name))
		}
		axis, err := mergeAxis(x, y, unite)
		if err != nil {
			return out, err
		}
		out.Axes = append(out.Axes, axis)
		toA, toB = append(toA, positions(x, &axis)), append(toB, positions(y, &axis))
	}
	rows := slices.Concat(recoded(a, toA), recoded(b, toB))
	slices.SortStableFunc(rows, func(x, y row) int { return slices.Compare(x.codes, y.codes) })
	weighted := a.W != nil || b.W != nil
	for i, r := range rows {
		n := len(out.N) - 1
		if i == 0 || !slices.Equal(r.codes, rows[i-1].codes) {
			out.Codes, out.N = append(out.Codes, r.codes...), append(out.N, 0)
			if n++; weighted {
				out.W, out.W2 = append(out.W, 0), append(out.W2, 0)
			}
		}
		if out.N[n] += r.n; weighted {
			out.W[n] += r.w
			out.W2[n] += r.w2
		}
	}
	return out, nil
}

// mergeAxis unites the values of two axes.
func mergeAxis(x, y *audit.TableAxis, unite Unite) (audit.TableAxis, error) {
	out := audit.TableAxis{AxisName: x.AxisName, Kind: x.Kind, Bits: x.Bits}
	if x.Bits == 0 || y.Bits != 0 && y.Bits < x.Bits {
		out.Bits = y.Bits
	}
	if x.Kind == audit.FieldCount { // the numbers are the same and stand in their order
		out.Values = x.Values
		if y.Unknown() >= 0 {
			out.Values = y.Values
		}
		return out, nil
	}
	if x.Kind != audit.FieldNumber {
		values, err := unite(audit.Dim{Name: x.Name, Values: x.Values}, audit.Dim{Name: y.Name, Values: y.Values})
		out.Values = values
		return out, err
	}
	var numbers []float64
	for _, a := range []*audit.TableAxis{x, y} {
		for i, v := range a.Numbers() {
			if i != a.Unknown() {
				numbers = append(numbers, atBits(v, out.Bits))
			}
		}
	}
	slices.SortFunc(numbers, cmp.Compare[float64])
	out.Values = []string{}
	for _, v := range slices.Compact(numbers) {
		out.Values = append(out.Values, meaning.NumberText(v))
	}
	if x.Unknown() >= 0 || y.Unknown() >= 0 {
		out.Values = append(out.Values, audit.Unknown)
	}
	return out, nil
}

// atBits is meaning.Truncate for the bits of an axis, of which 0 means all.
func atBits(x float64, bits int) float64 {
	if bits == 0 {
		return x
	}
	return meaning.Truncate(x, bits)
}

// positions returns where the values of an axis are in the one that holds them all.
func positions(a, all *audit.TableAxis) []int32 {
	index := make(map[string]int32, len(all.Values))
	for i, v := range all.Values {
		index[v] = int32(i)
	}
	at := make([]int32, len(a.Values))
	for i, v := range a.Values {
		if x, err := strconv.ParseFloat(v, 64); err == nil && a.Kind == audit.FieldNumber {
			v = meaning.NumberText(atBits(x, all.Bits))
		}
		at[i] = index[v]
	}
	return at
}

// A row is one cell with its codes in the united axes.
type row struct {
	codes []int32
	n     int64
	w, w2 float64
}

func recoded(t *audit.Table, to [][]int32) []row {
	rows := make([]row, t.Cells())
	for k := range rows {
		codes := slices.Clone(t.At(k))
		for i := range codes {
			codes[i] = to[i][codes[i]]
		}
		rows[k] = row{codes: codes, n: t.N[k]}
		if t.W != nil {
			rows[k].w, rows[k].w2 = t.W[k], t.W2[k]
		}
	}
	return rows
}

// shortTable is the table by its first so many axes, with cells that may share their codes.
func shortTable(t *audit.Table, axes int) *audit.Table {
	if axes == len(t.Axes) {
		return t
	}
	out := *t
	out.Axes, out.Codes = t.Axes[:axes], nil
	for k := range t.Cells() {
		out.Codes = append(out.Codes, t.At(k)[:axes]...)
	}
	return &out
}
