// Package joint holds the one table from which subgroups, proxies and clusters are computed: people by all attributes and features
// together, with their labels and decisions. It asks for it, reads it, and adds it up to fewer dimensions.
//
// It does not know what is searched in the table.
package joint

import (
	"slices"
	"strconv"
	"strings"

	"auditd/audit"
	"auditd/audit/analysis"
)

// Name is that of the table in audit.Cells.Tables.
const Name = "joint"

// mostCodes bounds the cells of the table times its axes, and so the memory that it takes while it is counted, sorted and read. Where
// there are more combinations, features are left out from the last on.
const mostCodes = 1 << 19

// NoticeLeftOut says that features were left out because there are too many combinations of values: the number of those that are
// kept, and the names of the others.
const NoticeLeftOut = "features_left_out"

// Counts are the people of a cell by label and decision: place 3·label + decision of audit.Counts.N, as one list.
type Counts [9]int64

// Add adds the people of another cell.
func (c *Counts) Add(d *Counts) {
	for i, n := range d {
		c[i] += n
	}
}

// Less returns the people who are not among d; d is a part of c.
func (c Counts) Less(d Counts) Counts {
	for i, n := range d {
		c[i] -= n
	}
	return c
}

// Total returns the number of people.
func (c *Counts) Total() int64 {
	var n int64
	for _, k := range c {
		n += k
	}
	return n
}

// Full returns the counts as the metrics read them.
func (c *Counts) Full() audit.Counts {
	var out audit.Counts
	for i, n := range c {
		out.N[i/3][i%3] = n
	}
	return out
}

// A Dim is an attribute or a feature with its values.
type Dim struct {
	Name      string
	Values    []string
	Protected bool // an attribute of the plan, not a feature
	Held      bool // a stratum column of the plan, in a table of OfWithStrata only
}

// Unknown returns the position of the value Unknown, −1 when it does not occur.
func (d *Dim) Unknown() int { return slices.Index(d.Values, audit.Unknown) }

// A Table is people by some dimensions. Cell k has the codes Codes[k·d] … Codes[k·d+d−1] for d dimensions, positions in their Values.
// Cells are sorted by codes and differ in them.
type Table struct {
	Dims   []Dim
	Codes  []int32
	Counts []Counts
}

// At returns the codes of a cell; the slice is part of the table.
func (t *Table) At(k int) []int32 {
	d := len(t.Dims)
	return t.Codes[k*d : (k+1)*d]
}

// Total returns everybody.
func (t *Table) Total() Counts {
	var all Counts
	for k := range t.Counts {
		all.Add(&t.Counts[k])
	}
	return all
}

// Dim returns the position of a dimension, −1 when the table does not have it.
func (t *Table) Dim(name string) int {
	return slices.IndexFunc(t.Dims, func(d Dim) bool { return d.Name == name })
}

// Fields returns the features of a plan as columns to count by.
func Fields(p *audit.Plan) []audit.Field {
	var out []audit.Field
	for _, f := range p.Columns.Features {
		out = append(out, audit.Field{Kind: audit.FieldGroup, Attribute: f})
	}
	return out
}

// Tables asks for the joint table, which must be counted or may be left out; without features the cells of the audit suffice, and nothing is asked for.
func Tables(p *audit.Plan, optional bool) ([]audit.Field, []audit.TablePlan) {
	if len(p.Columns.Features) == 0 {
		return nil, nil
	}
	return Fields(p), []audit.TablePlan{tablePlan(p, Name, optional, nil)}
}

// tablePlan asks for attributes, strata and features together, features last: they are left out where there are too many cells.
func tablePlan(p *audit.Plan, name string, optional bool, strata []audit.Attribute) audit.TablePlan {
	t := audit.TablePlan{Name: name, Optional: optional, Spare: len(p.Columns.Features)}
	for _, a := range p.Columns.Attributes {
		t.Axes = append(t.Axes, audit.AxisName{Role: audit.AxisAttribute, Name: a.Name})
	}
	if p.Columns.Label != nil {
		t.Axes = append(t.Axes, audit.AxisName{Role: audit.AxisLabel})
	}
	if p.Columns.Decision != nil {
		t.Axes = append(t.Axes, audit.AxisName{Role: audit.AxisDecision})
	}
	for _, s := range strata {
		t.Axes = append(t.Axes, audit.AxisName{Role: audit.AxisStratum, Name: s.Name})
	}
	for _, f := range p.Columns.Features {
		t.Axes = append(t.Axes, audit.AxisName{Role: audit.AxisField, Name: f.Name})
	}
	t.MaxCells = mostCodes / len(t.Axes)
	return t
}

// Of returns the joint table of an audit: the counted one, or that of the attributes alone out of the cells when the plan has no
// features or the table was left out. Otherwise a plan with features whose table was not counted is an Internal error.
func Of(in *analysis.Input) (*Table, error) {
	if t := in.Cells.Table(Name); t != nil {
		noteLeftOut(in, t)
		return read(t), nil
	}
	if len(in.Plan.Columns.Features) > 0 && in.Cells.WithoutTable(Name) == nil {
		return nil, audit.Errorf(audit.Internal, "the joint table of attributes and features was not counted")
	}
	return ofCells(in, false), nil
}

// ofCells returns the joint table of the attributes alone, with the stratum columns if they are asked for.
func ofCells(in *analysis.Input, strata bool) *Table {
	t := &Table{}
	for _, d := range in.Cells.Attributes {
		t.Dims = append(t.Dims, Dim{Name: d.Name, Values: d.Values, Protected: true})
	}
	if strata { // they come after the attributes in the codes of a cell
		for _, d := range in.Cells.Strata {
			t.Dims = append(t.Dims, Dim{Name: d.Name, Values: d.Values, Held: true})
		}
	}
	codes := make([]int32, 0, len(in.Cells.Cells)*len(t.Dims))
	counts := make([]Counts, len(in.Cells.Cells))
	for k := range in.Cells.Cells {
		c := &in.Cells.Cells[k]
		codes = append(codes, c.Codes[:len(t.Dims)]...)
		for i := range counts[k] {
			counts[k][i] = c.Counts.N[i/3][i%3]
		}
	}
	t.Codes, t.Counts = merge(len(t.Dims), codes, counts)
	return t
}

// noteLeftOut adds a notice of the features that the table does not hold, once for all analyses.
func noteLeftOut(in *analysis.Input, t *audit.Table) {
	var out []string
	for _, f := range in.Plan.Columns.Features {
		if t.Axis(audit.AxisField, f.Name) < 0 {
			out = append(out, f.Name)
		}
	}
	noted := slices.ContainsFunc(in.Out.Notices, func(n audit.Note) bool { return n.Key == NoticeLeftOut })
	if len(out) > 0 && !noted {
		in.Note(NoticeLeftOut, strconv.Itoa(len(in.Plan.Columns.Features)-len(out)), strings.Join(out, ", "))
	}
}

// read turns a counted table into one whose cells hold labels and decisions as counts.
func read(from *audit.Table) *Table {
	t := &Table{}
	var axes []int
	label, decision := from.Axis(audit.AxisLabel, ""), from.Axis(audit.AxisDecision, "")
	for i := range from.Axes {
		a := &from.Axes[i]
		if a.Role == audit.AxisAttribute || a.Role == audit.AxisField || a.Role == audit.AxisStratum {
			axes = append(axes, i)
			t.Dims = append(t.Dims, Dim{Name: a.Name, Values: a.Values, Protected: a.Role == audit.AxisAttribute, Held: a.Role == audit.AxisStratum})
		}
	}
	codes := make([]int32, 0, from.Cells()*len(axes))
	counts := make([]Counts, from.Cells())
	for k := range counts {
		at := from.At(k)
		for _, a := range axes {
			codes = append(codes, at[a])
		}
		counts[k][3*binary(from, label, at)+binary(from, decision, at)] = from.N[k]
	}
	t.Codes, t.Counts = merge(len(axes), codes, counts)
	return t
}

// binary returns the audit.Label or audit.Decision of a cell: 0 where it is not known, 1 for no, 2 for yes.
func binary(t *audit.Table, axis int, at []int32) int {
	if axis < 0 {
		return 0
	}
	switch t.Axes[axis].Values[at[axis]] {
	case "positive", "selected":
		return 2
	case "negative", "not_selected":
		return 1
	}
	return 0
}

// merge sorts cells by their codes and adds up those that share them.
func merge(dims int, codes []int32, counts []Counts) ([]int32, []Counts) {
	order := make([]int32, len(counts))
	for i := range order {
		order[i] = int32(i)
	}
	at := func(i int32) []int32 { return codes[int(i)*dims : (int(i)+1)*dims] }
	slices.SortFunc(order, func(a, b int32) int { return slices.Compare(at(a), at(b)) })
	var outCodes []int32
	var out []Counts
	for i, k := range order {
		if i > 0 && slices.Equal(at(order[i-1]), at(k)) {
			out[len(out)-1].Add(&counts[k])
			continue
		}
		outCodes, out = append(outCodes, at(k)...), append(out, counts[k])
	}
	return outCodes, out
}

// Select adds the table up to some of its dimensions, in the order given. Positions out of range are a fault of the caller.
func (t *Table) Select(dims ...int) *Table {
	out := &Table{}
	for _, d := range dims {
		out.Dims = append(out.Dims, t.Dims[d])
	}
	codes := make([]int32, 0, len(t.Counts)*len(dims))
	for k := range t.Counts {
		at := t.At(k)
		for _, d := range dims {
			codes = append(codes, at[d])
		}
	}
	out.Codes, out.Counts = merge(len(dims), codes, t.Counts)
	return out
}

// Cross returns the people by two dimensions: rows are the values of a, columns those of b, Unknown ones where they occur.
func (t *Table) Cross(a, b int) [][]int64 {
	out := make([][]int64, len(t.Dims[a].Values))
	for i := range out {
		out[i] = make([]int64, len(t.Dims[b].Values))
	}
	for k := range t.Counts {
		at := t.At(k)
		out[at[a]][at[b]] += t.Counts[k].Total()
	}
	return out
}
