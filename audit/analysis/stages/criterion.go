package stages

import (
	"math"

	"auditd/audit"
)

// The most distinct numbers of a filter that are kept exactly, how many are left once they cannot be, and the most cells of a table.
const (
	mostNumbers    = 1 << 16
	roundedNumbers = 1 << 12
	mostSweptCells = 1 << 19
)

func numberName(k int) string { return fieldName(k) + " number" }

func othersName(k int) string { return fieldName(k) + " others" }

func sweptName(attribute string, k int) string { return tableName(attribute) + "/" + fieldName(k) }

// byNumber reads the results of a filter from its number: two bins, one of which passes. Bins are closed below, so that a cut which
// stands with the smaller numbers is moved up to the next number there is.
func byNumber(st audit.Stage, name string) audit.Attribute {
	c := st.Criterion
	at, labels := c.Cut, []string{failed, passed}
	if !c.Closed() {
		at = math.Nextafter(at, math.Inf(1))
	}
	if !c.High() {
		labels = []string{passed, failed}
	}
	return audit.Attribute{Column: c.Column, Name: name, Breaks: []float64{at}, Labels: labels, Missing: st.Missing}
}

// sweptTables asks, for every filter whose number is named, for each attribute by the number, by the result where the plan names
// results besides, and by how many of the other filters were passed where each has a column.
func sweptTables(p *audit.Plan) ([]audit.Field, []audit.TablePlan) {
	var fields []audit.Field
	var plans []audit.TablePlan
	all := p.Columns.Stages.Stages
	for k, st := range all {
		if st.Criterion == nil {
			continue
		}
		axes := []audit.AxisName{{Role: audit.AxisField, Name: numberName(k)}}
		fields = append(fields, audit.Field{
			Kind: audit.FieldNumber, Attribute: audit.Attribute{Column: st.Criterion.Column, Name: numberName(k), Missing: st.Missing},
			Values: mostNumbers, Rounded: roundedNumbers,
		})
		if len(st.Passed) > 0 {
			axes = append(axes, audit.AxisName{Role: audit.AxisField, Name: fieldName(k)})
		}
		if len(all) > 1 {
			count := audit.Field{Kind: audit.FieldCount, Attribute: audit.Attribute{Name: othersName(k)}, Value: passed}
			for j := range all {
				if j != k {
					count.Of = append(count.Of, fieldName(j))
				}
			}
			fields = append(fields, count)
			axes = append(axes, audit.AxisName{Role: audit.AxisField, Name: othersName(k)})
		}
		for _, a := range p.Columns.Attributes {
			t := audit.TablePlan{Name: sweptName(a.Name, k), MaxCells: mostSweptCells, Axes: []audit.AxisName{{Role: audit.AxisAttribute, Name: a.Name}}}
			t.Axes = append(t.Axes, axes...)
			plans = append(plans, t)
		}
	}
	return fields, plans
}
