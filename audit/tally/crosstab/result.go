package crosstab

import (
	"cmp"
	"slices"

	"auditd/audit"
	"auditd/audit/tally/exact"
	"auditd/audit/tally/meaning"
)

// Tables returns the counts of all workers that have handed over, in the order of the request, without the tables of LeftOut.
func (c *Counter) Tables() []audit.Table {
	axes, codes := make([]audit.TableAxis, len(c.specs)), make([][]int32, len(c.specs))
	for i := range c.common.axes {
		a := &c.common.axes[i]
		axes[i], codes[i] = a.ordered()
		if a.lost {
			axes[i].Bits = c.common.bits[a.group]
		}
	}
	out := make([]audit.Table, 0, len(c.tables))
	for k, plan := range c.tables {
		if c.common.gone[k] {
			continue
		}
		out = append(out, audit.Table{})
		t := &out[len(out)-1]
		t.Name, t.Axes = plan.Name, []audit.TableAxis{}
		for _, i := range c.common.sheets[k].axes { // fewer than were asked for where spare ones were left out
			t.Axes = append(t.Axes, axes[i])
		}
		c.fill(t, &c.common.sheets[k], codes)
	}
	return out
}

// A Group is what was found on an axis of kind group.
type Group struct {
	Name      string
	Column    int // position among those that are read
	Dimension *meaning.Dimension
	Values    []string         // in canonical order
	Rows      map[string]int64 // rows read, by value
}

// Groups returns the fields of kind group that some table has, without those that passed their limit.
func (c *Counter) Groups() []Group {
	var out []Group
	for i := range c.common.axes {
		a := &c.common.axes[i]
		if a.kind != audit.FieldGroup || c.common.dead[i] {
			continue
		}
		g := Group{Name: a.Name, Column: a.column, Dimension: a.dimension, Rows: map[string]int64{}}
		for id, name := range a.names {
			g.Rows[name] += a.rows[id]
		}
		axis, _ := a.ordered()
		g.Values = axis.Values
		out = append(out, g)
	}
	return out
}

// ordered returns the axis with its values in canonical order, and the code by id.
func (a *axis) ordered() (audit.TableAxis, []int32) {
	out := audit.TableAxis{AxisName: a.AxisName, Kind: a.kind, Values: []string{}}
	codes := make([]int32, a.width())
	if a.number() {
		ids := make([]uint32, 0, a.width())
		for id := 1; id < a.width(); id++ {
			ids = append(ids, uint32(id))
		}
		slices.SortFunc(ids, func(x, y uint32) int { return cmp.Compare(a.numbers[x], a.numbers[y]) })
		for code, id := range ids {
			codes[id] = int32(code)
			out.Values = append(out.Values, meaning.NumberText(a.numbers[id]))
		}
		if a.rows[0] > 0 {
			codes[0] = int32(len(ids))
			out.Values = append(out.Values, audit.Unknown)
		}
		return out, codes
	}
	out.Values = a.orderedNames()
	at := make(map[string]int32, len(out.Values))
	for code, v := range out.Values {
		at[v] = int32(code)
	}
	for id, name := range a.names {
		codes[id] = at[name]
	}
	return out, codes
}

// orderedNames returns the names that occur or are declared in canonical order, Unknown last where it occurs.
func (a *axis) orderedNames() []string {
	if a.dimension != nil {
		occurring := map[string]bool{}
		for id, name := range a.names {
			if a.rows[id] > 0 {
				occurring[name] = true
			}
		}
		return a.dimension.Order(occurring)
	}
	values := slices.Clone(a.fixed)
	if a.fixed == nil {
		values = slices.Clone(a.names[1:])
		slices.Sort(values)
	}
	if a.rows[0] > 0 {
		values = append(values, audit.Unknown)
	}
	return values
}

// fill writes the cells of a table, sorted by codes.
func (c *Counter) fill(t *audit.Table, s *sheet, codes [][]int32) {
	axes, cells := len(s.axes), s.occupied()
	flat, n := make([]int32, 0, cells*axes), make([]int64, 0, cells)
	var w, w2 []float64
	s.carry()
	s.each(func(ids []uint32, rows int64, sum *exact.Sum) {
		for i, a := range s.axes {
			flat = append(flat, codes[a][ids[i]])
		}
		n = append(n, rows)
		if sum != nil {
			x, y := sum.Values()
			w, w2 = append(w, x), append(w2, y)
		}
	})
	order := make([]int32, cells)
	for k := range order {
		order[k] = int32(k)
	}
	slices.SortFunc(order, func(x, y int32) int {
		return slices.Compare(flat[int(x)*axes:(int(x)+1)*axes], flat[int(y)*axes:(int(y)+1)*axes])
	})
	t.Codes, t.N = make([]int32, 0, len(flat)), make([]int64, 0, cells)
	for _, k := range order {
		t.Codes = append(t.Codes, flat[int(k)*axes:(int(k)+1)*axes]...)
		t.N = append(t.N, n[k])
		if c.weighted {
			t.W, t.W2 = append(t.W, w[k]), append(t.W2, w2[k])
		}
	}
}
