package subgroups

import (
	"encoding/csv"
	"os"
	"slices"
	"testing"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/analysis/joint"
	"auditd/audit/audittest"
	"auditd/audit/metric"
)

// tableOf counts rows into a joint table the plain way: one row of codes, label and decision (0 unknown, 1 no, 2 yes) after the other.
func tableOf(dims []joint.Dim, rows [][]int32) *joint.Table {
	t := &joint.Table{Dims: dims}
	d := len(dims)
	slices.SortFunc(rows, slices.Compare)
	for i, r := range rows {
		if i == 0 || !slices.Equal(rows[i-1][:d], r[:d]) {
			t.Codes, t.Counts = append(t.Codes, r[:d]...), append(t.Counts, joint.Counts{})
		}
		t.Counts[len(t.Counts)-1][3*r[d]+r[d+1]]++
	}
	return t
}

// compas is the table of the COMPAS data by the columns named, with two_year_recid as label and high_risk as decision.
func compas(t *testing.T, columns ...string) *joint.Table {
	t.Helper()
	f, err := os.Open(audittest.Shared(t, "data", "compas.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := func(name string) int { return slices.Index(records[0], name) }
	var dims []joint.Dim
	for _, c := range columns {
		d := joint.Dim{Name: c}
		for _, r := range records[1:] {
			if !slices.Contains(d.Values, r[at(c)]) {
				d.Values = append(d.Values, r[at(c)])
			}
		}
		slices.Sort(d.Values)
		dims = append(dims, d)
	}
	var rows [][]int32
	for _, r := range records[1:] {
		var row []int32
		for i, c := range columns {
			row = append(row, int32(slices.Index(dims[i].Values, r[at(c)])))
		}
		for _, c := range []string{"two_year_recid", "high_risk"} {
			row = append(row, 1+int32(r[at(c)][0]-'0'))
		}
		rows = append(rows, row)
	}
	return tableOf(dims, rows)
}

// input is what the analysis is given for a plan with a decision and a label.
func input(opt audit.SubgroupsPlan) *analysis.Input {
	if opt.Depth == 0 {
		opt.Depth = 3
	}
	if opt.Confirm == 0 {
		opt.Confirm = 20
	}
	if opt.Control == "" {
		opt.Control = audit.ControlSplit
	}
	p := &audit.Plan{Confidence: .95, MinGroupSize: 30, Seed: 1, Analyses: &audit.Analyses{Subgroups: &opt}}
	p.Columns.Decision, p.Columns.Label = &audit.Binary{Column: "d"}, &audit.Binary{Column: "l"}
	return &analysis.Input{
		Plan: p, Workers: 2, Out: &audit.Audit{}, Terms: metric.Terms{
			Confidence: .95, MinGroupSize: 30, RatioBand: audit.Band{Lower: .8, Upper: 1.25}, DifferenceBand: audit.Band{Lower: -.05, Upper: .05},
		},
	}
}
