package missingness

import (
	"testing"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/analysis/joint"
	"auditd/audit/audittest"
	"auditd/audit/metric"
)

// two makes the input of an audit of two groups, A (the reference) and D, whose cells by label and decision are given: [label][decision]
// with 0 unknown, 1 no, 2 yes.
func two(a, d [3][3]int64) (*analysis.Input, *joint.Table) {
	p := &audit.Plan{Confidence: .95, MinGroupSize: 30, Seed: 1, Multiplicity: audit.Multiplicity{Method: "holm"}}
	p.Columns.Attributes = []audit.Attribute{{Column: "g", Name: "g"}}
	p.Columns.Decision, p.Columns.Label = &audit.Binary{Column: "d", Favourable: true}, &audit.Binary{Column: "l"}
	in := &analysis.Input{
		Plan: p, Cells: &audit.Cells{}, Workers: 1, Out: &audit.Audit{}, Terms: metric.Terms{
			Confidence: .95, MinGroupSize: 30, RatioBand: audit.Band{Lower: .8, Upper: 1.25}, DifferenceBand: audit.Band{Lower: -.05, Upper: .05},
		},
	}
	t := &joint.Table{Dims: []joint.Dim{{Name: "g", Values: []string{"A", "D"}, Protected: true}}, Codes: []int32{0, 1}, Counts: make([]joint.Counts, 2)}
	set := analysis.Set{Names: []string{"g"}, Dims: []int{0}}
	for i, n := range [][3][3]int64{a, d} {
		for l := range n {
			for k := range n[l] {
				t.Counts[i][3*l+k] = n[l][k]
			}
		}
		set.Groups = append(set.Groups, metric.GroupCounts{Group: audit.Group{{Attribute: "g", Value: t.Dims[0].Values[i]}}, Counts: audit.Counts{N: n}})
	}
	in.Sets = []analysis.Set{set}
	return in, t
}

// Ex of methods 12.1: labels are missing of 10 of 210 people of A and of 40 of 140 of D.
func TestPrintedGap(t *testing.T) {
	in, table := two([3][3]int64{{10, 0, 0}, {0, 80, 0}, {0, 0, 120}}, [3][3]int64{{40, 0, 0}, {0, 64, 0}, {0, 0, 36}})
	got := Study(in, table)
	for _, g := range got.Gaps {
		if g.Column != "label" {
			continue
		}
		audittest.Near(t, "share of D", float64(*g.Comparison.GroupRate), .285714, 1e-6)
		audittest.Near(t, "share of A", float64(*g.Comparison.ReferenceRate), .047619, 1e-6)
		if g.Comparison.Verdict != audit.DisparityShown || g.Comparison.Test.PAdjusted > 1e-8 { // Fisher: 5.84e-10
			t.Errorf("%+v", g.Comparison)
		}
		return
	}
	t.Error("no gap in the label")
}

// Ex of methods 12.2: A 120 of 200 and 10 unknown, D 36 of 100 and 40 unknown: the difference lies in [−.361905, −.028571], the ratio in
// [.415385, .95]; the direction is robust, the four-fifths rule is not. Ex of 12.3 turned round: D's .36 is A's .6 when six tenths of
// D's positives are found.
func TestPrintedBounds(t *testing.T) {
	in, table := two([3][3]int64{{10, 0, 0}, {0, 80, 0}, {0, 0, 120}}, [3][3]int64{{40, 0, 0}, {0, 64, 0}, {0, 0, 36}})
	got := Study(in, table)
	found := false
	for _, b := range got.Bounds {
		if b.Metric != "base_rate" || b.Group.Label() != "D" {
			continue
		}
		found = true
		for what, x := range map[string][2]float64{
			"difference, lower": {float64(*b.DifferenceLower), -.361905}, "difference, upper": {float64(*b.DifferenceUpper), -.028571},
			"ratio, lower": {float64(*b.RatioLower), .415385}, "ratio, upper": {float64(*b.RatioUpper), .95},
			"rate, lower": {float64(*b.Lower), 36. / 140}, "rate, upper": {float64(*b.Upper), 76. / 140},
		} {
			audittest.Near(t, what, x[0], x[1], 1e-6)
		}
		if !b.DirectionRobust || b.RuleRobust || b.Unlabelled != 40 {
			t.Errorf("%+v", b)
		}
		if b.Interval.Lower >= float64(*b.Lower) || b.Interval.Upper <= float64(*b.Upper) {
			t.Errorf("interval %+v does not reach beyond the bounds", b.Interval)
		}
	}
	if !found {
		t.Fatal("no bounds")
	}
	audittest.Near(t, "tipping point", float64(*got.Tipping[0].Sensitivity), .6, 1e-9)
	if got.Tipping[0].Lower.Label() != "D" {
		t.Errorf("lower group %v", got.Tipping[0].Lower)
	}
}

// Whatever the missing labels are, the rates that they give lie within the bounds, and both ends are reached: here over all ways to
// label 2 selected and 3 rejected people.
func TestBoundsHoldEveryCompletion(t *testing.T) {
	c := audit.Counts{N: [3][3]int64{{0, 3, 2}, {0, 7, 4}, {0, 5, 6}}}
	for name, p := range partials(c) {
		low, high := ends(p)
		lowest, highest := 2., -1.
		for i := range int64(3) {
			for k := range int64(4) {
				x := c
				x.N[audit.Positive][audit.Selected] += i
				x.N[audit.Negative][audit.Selected] += 2 - i
				x.N[audit.Positive][audit.NotSelected] += k
				x.N[audit.Negative][audit.NotSelected] += 3 - k
				x.N[0] = [3]int64{}
				m, _ := metric.Get(name)
				r := m.RateOf(x, true)
				v := float64(r.Of.N) / float64(r.Out.N)
				lowest, highest = min(lowest, v), max(highest, v)
			}
		}
		audittest.Near(t, name+" lower", low, lowest, 1e-12)
		audittest.Near(t, name+" upper", high, highest, 1e-12)
	}
}

// Loans: whether one is repaid is known of those who got one.
func TestSelectiveLabels(t *testing.T) {
	in, table := two([3][3]int64{{0, 100, 2}, {0, 0, 40}, {0, 0, 80}}, [3][3]int64{{0, 150, 0}, {0, 1, 20}, {0, 0, 60}})
	got := Study(in, table).Selective
	if got == nil || got.Observed != "selected" || got.Labelled != 200 || got.Of != 202 || got.OtherLabelled != 1 || got.OtherOf != 251 {
		t.Errorf("%+v", got)
	}
	in, table = two([3][3]int64{{0, 10, 2}, {0, 50, 40}, {0, 40, 80}}, [3][3]int64{{0, 15, 0}, {0, 100, 20}, {0, 35, 60}})
	if got := Study(in, table).Selective; got != nil {
		t.Errorf("labels of both decisions: %+v", got)
	}
}

// Ex of methods 12.4: two annotators agree on A [40, 5; 5, 50] with κ .797980 and on D [20, 12; 8, 20] with κ .336283, α .338889; z 3.428.
func TestPrintedAgreement(t *testing.T) {
	in, table := two([3][3]int64{{}, {0, 55, 0}, {0, 0, 45}}, [3][3]int64{{}, {0, 28, 0}, {0, 0, 32}})
	axis := func(role, name string, values ...string) audit.TableAxis {
		return audit.TableAxis{AxisName: audit.AxisName{Role: role, Name: name}, Values: values}
	}
	in.Cells.Tables = []audit.Table{{
		Name:  agreementTable("g"),
		Axes:  []audit.TableAxis{axis(audit.AxisAttribute, "g", "A", "D"), axis(audit.AxisField, "first", "no", "yes"), axis(audit.AxisField, "second", "no", "yes")},
		Codes: []int32{0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 1, 1, 0, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1}, N: []int64{40, 5, 5, 50, 20, 12, 8, 20},
	}}
	got := Study(in, table).Agreement
	if len(got) != 2 {
		t.Fatalf("%d groups", len(got))
	}
	audittest.Near(t, "kappa of A", float64(*got[0].Kappa), .797980, 1e-6)
	audittest.Near(t, "kappa of D", float64(*got[1].Kappa), .336283, 1e-6)
	audittest.Near(t, "alpha of D", float64(*got[1].Alpha), .338889, 1e-6)
	audittest.Near(t, "z", max(float64(*got[1].Test.Statistic), -float64(*got[1].Test.Statistic)), 3.428, 1e-3)
	audittest.Near(t, "observed agreement of A", float64(*got[0].Observed), .9, 1e-12)
}
