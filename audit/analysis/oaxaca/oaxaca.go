// Package oaxaca splits the difference of two groups' rates by regressions on columns of which some are numbers: how much of it goes with
// the groups having different numbers and categories, and how much with people alike in them faring differently.
//
// It does not know whether a column is a lawful reason, nor whether it carries the disparity itself. It counts people, not weights.
package oaxaca

import (
	"math"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/infer"
	"auditd/audit/infer/strata"
	"auditd/audit/metric"
)

// Analysis is made when the plan asks for it.
var Analysis = analysis.Analysis{
	Name: "oaxaca", Tables: tables, Run: run,
	Applies: func(p *audit.Plan) bool {
		return p.Analyses != nil && p.Analyses.Oaxaca != nil && len(p.Analyses.Oaxaca.Numbers) > 0
	},
}

const (
	mostNumbers    = 1 << 15
	roundedNumbers = 1 << 10
	mostCells      = 1 << 18
	mostColumns    = 100 // the cost of a regression grows with the third power
)

// WhyTooManyColumns says that the strata have too many values for a regression.
const WhyTooManyColumns = "too_many_columns_for_regression"

func fieldName(column string) string { return "number " + column }

func tableName(attribute string) string { return "oaxaca/" + attribute }

func tables(p *audit.Plan) ([]audit.Field, []audit.TablePlan) {
	var fields []audit.Field
	for _, c := range p.Analyses.Oaxaca.Numbers {
		fields = append(fields, audit.Field{Kind: audit.FieldNumber, Attribute: audit.Attribute{Column: c, Name: fieldName(c)}, Values: mostNumbers, Rounded: roundedNumbers})
	}
	var plans []audit.TablePlan
	for _, a := range p.Columns.Attributes {
		t := audit.TablePlan{Name: tableName(a.Name), MaxCells: mostCells, Axes: []audit.AxisName{{Role: audit.AxisAttribute, Name: a.Name}}}
		if p.Columns.Label != nil {
			t.Axes = append(t.Axes, audit.AxisName{Role: audit.AxisLabel})
		}
		if p.Columns.Decision != nil {
			t.Axes = append(t.Axes, audit.AxisName{Role: audit.AxisDecision})
		}
		for _, s := range p.Columns.Strata {
			t.Axes = append(t.Axes, audit.AxisName{Role: audit.AxisStratum, Name: s.Name})
		}
		for _, f := range fields {
			t.Axes = append(t.Axes, audit.AxisName{Role: audit.AxisField, Name: f.Attribute.Name})
		}
		plans = append(plans, t)
	}
	return fields, plans
}

func run(in *analysis.Input) error {
	if len(in.Judged) == 0 {
		return nil
	}
	out := &audit.OaxacaSplits{Metric: in.Judged[0].Name, Numbers: in.Plan.Analyses.Oaxaca.Numbers, Categories: []string{}, Splits: []audit.OaxacaSplit{}}
	for _, s := range in.Plan.Columns.Strata {
		out.Categories = append(out.Categories, s.Name)
	}
	for i := range in.Sets {
		s := &in.Sets[i]
		if len(s.Dims) != 1 || s.Reference < 0 {
			continue
		}
		t := in.Cells.Table(tableName(s.Names[0]))
		if t == nil {
			return audit.Errorf(audit.Internal, "the numbers of analyses.oaxaca were not counted by %s", audit.Quote(s.Names[0]))
		}
		d := newDesign(t, in.Plan)
		out.Error = audit.Real(max(float64(out.Error), d.err))
		reference, _ := s.ReferenceValue()
		for g := range s.Groups {
			if g == s.Reference || s.Groups[g].Group.IsUnknown() {
				continue
			}
			split := d.split(in, in.Judged[0], s.Groups[g].Group[0].Value, reference)
			split.Group, split.Reference = s.Groups[g].Group, s.Groups[s.Reference].Group
			out.Splits = append(out.Splits, split)
		}
	}
	in.Out.Oaxaca = out
	return nil
}

// A design says which column of the regression an axis of the table is.
type design struct {
	t       *audit.Table
	names   []string          // of the columns
	numbers map[int][]float64 // by axis: its numbers
	columns []int             // by axis: its first column; 0 for none
	err     float64
}

// newDesign gives every number a column, and every value but the first of a category one.
func newDesign(t *audit.Table, p *audit.Plan) *design {
	d := &design{t: t, names: []string{"1"}, numbers: map[int][]float64{}, columns: make([]int, len(t.Axes))}
	for i := range t.Axes {
		a := &t.Axes[i]
		switch a.Role {
		case audit.AxisField:
			d.columns[i], d.numbers[i] = len(d.names), a.Numbers()
			d.names = append(d.names, p.Analyses.Oaxaca.Numbers[len(d.numbers)-1])
			d.err = math.Max(d.err, a.Error())
		case audit.AxisStratum:
			d.columns[i] = len(d.names)
			for k, v := range a.Values {
				if k > 0 && k != a.Unknown() {
					d.names = append(d.names, a.Name+" "+v)
				}
			}
		}
	}
	return d
}

// row returns the columns of a cell, false when one is not known.
func (d *design) row(codes []int32) ([]float64, bool) {
	x := make([]float64, len(d.names))
	x[0] = 1
	for i, c := range d.columns {
		if c == 0 {
			continue
		}
		if int(codes[i]) == d.t.Axes[i].Unknown() {
			return nil, false
		}
		if numbers, is := d.numbers[i]; is {
			x[c] = numbers[codes[i]]
		} else if codes[i] > 0 {
			x[c+int(codes[i])-1] = 1
		}
	}
	return x, true
}

// rows returns the people of a group to whom the rate applies, and how many are left out.
func (d *design) rows(in *analysis.Input, m metric.Metric, value string) (rows []strata.OaxacaRow, people, leftOut int64) {
	label, decision := d.t.Axis(audit.AxisLabel, ""), d.t.Axis(audit.AxisDecision, "")
	for k := range d.t.N {
		codes := d.t.At(k)
		if d.t.Axes[0].Values[codes[0]] != value {
			continue
		}
		var c audit.Counts
		c.N[binary(d.t, label, codes)][binary(d.t, decision, codes)] = d.t.N[k]
		r := m.RateOf(c, in.Favourable())
		if r.Out.N == 0 {
			continue
		}
		x, known := d.row(codes)
		if !known {
			leftOut += r.Out.N
			continue
		}
		people += r.Out.N
		rows = append(rows, strata.OaxacaRow{X: x, Of: float64(r.Of.N), Out: float64(r.Out.N)})
	}
	return rows, people, leftOut
}

// binary returns the audit.Label or audit.Decision of a cell: 0 where it is not known, 1 for no, 2 for yes.
func binary(t *audit.Table, axis int, codes []int32) int {
	if axis < 0 || int(codes[axis]) == t.Axes[axis].Unknown() {
		return 0
	}
	return int(codes[axis]) + 1
}

func (d *design) split(in *analysis.Input, m metric.Metric, group, reference string) audit.OaxacaSplit {
	a, n, left := d.rows(in, m, group)
	b, referenceN, referenceLeft := d.rows(in, m, reference)
	out := audit.OaxacaSplit{N: n, ReferenceN: referenceN, LeftOut: left + referenceLeft, Status: audit.StatusOK, Columns: len(d.names)}
	parts, why := strata.OaxacaParts{}, infer.Why(WhyTooManyColumns)
	if len(d.names) <= mostColumns {
		parts, why = strata.OaxacaBlinderOf(a, b)
	}
	for _, k := range parts.Dropped {
		out.Dropped = append(out.Dropped, d.names[k])
	}
	if why != infer.Defined {
		out.Status, out.Why = audit.StatusAssumption, string(why)
		return out
	}
	out.Columns = len(parts.Kept)
	if parts.LowN {
		out.Status, out.Why = audit.StatusLowN, WhyFewPeople
	}
	effect := func(v, se float64) audit.Effect {
		z := infer.NormalQuantile((1 + in.Terms.Confidence) / 2)
		e := audit.Effect{Value: audit.Ptr(v)}
		if se > 0 {
			e.Interval = &audit.Interval{Lower: v - float64(z*se), Upper: v + float64(z*se), Level: in.Terms.Confidence, Method: "oaxaca_linearised"}
		}
		return e
	}
	out.Gap, out.Explained, out.Unexplained = effect(parts.Gap, parts.GapSE), effect(parts.ExplainedP, parts.ExplainedSE), effect(parts.Gap-parts.ExplainedP, parts.UnexplainedSE)
	out.Endowment, out.Coefficient = effect(parts.Endowment, parts.EndowmentSE), effect(parts.Coefficient, parts.CoefficientSE)
	out.Interaction = effect(parts.Interaction, parts.InteractionSE)
	return out
}

// WhyFewPeople says that a group has fewer than ten people a column.
const WhyFewPeople = "fewer_than_ten_people_a_column"
