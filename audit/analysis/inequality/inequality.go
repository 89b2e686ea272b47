// Package inequality asks how unequally benefits are spread over people, and how much of it lies between the groups (methods 8). A
// person's benefit is decision − label + 1: 2 for a favourable decision without ground, 1 for a right one, 0 for an unfavourable one
// without ground. Where the plan names a number, such as the income, it also says where favourable decisions gather along it: the
// concentration index, with a linear interval, of which the weights of the plan are part.
//
// It does not know what else people gain or lose.
package inequality

import (
	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/infer"
	"auditd/audit/infer/inequality"
	"auditd/audit/infer/resample"
	"auditd/audit/metric"
)

// Analysis is made when the plan asks for it and names a decision, and a label or a number to rank people by.
var Analysis = analysis.Analysis{
	Name: "inequality", Run: run, Tables: tables,
	Applies: func(p *audit.Plan) bool {
		return p.Analyses != nil && p.Analyses.Inequality != nil && p.Columns.Decision != nil && (p.Columns.Label != nil || p.Analyses.Inequality.RankBy != "")
	},
}

const draws = 2000

func run(in *analysis.Input) error {
	for i := range in.Sets {
		if len(in.Sets[i].Names) == 1 && in.Plan.Columns.Label != nil {
			in.Out.Inequality = append(in.Out.Inequality, study(in, &in.Sets[i]))
		}
	}
	if in.Plan.Analyses.Inequality.RankBy == "" {
		return nil
	}
	return concentrate(in)
}

// study splits the inequality of benefits by the groups of one attribute. Where being selected is unfavourable, not being selected
// and the negative label count as 1.
func study(in *analysis.Input, set *analysis.Set) audit.Inequality {
	out := audit.Inequality{Attribute: set.Names[0], Measures: []audit.InequalityIndex{}, Status: audit.StatusOK}
	var cells []int64 // false negatives, right ones, false positives of every group in turn
	for _, g := range set.Groups {
		c := g.Counts
		if !in.Favourable() {
			c = metric.Flip(c)
		}
		if !g.Group.IsUnknown() {
			cells = append(cells, c.FN(), c.TP()+c.TN(), c.FP())
		}
	}
	sum := int64(0)
	for i, n := range cells {
		out.N += n
		sum += int64(i%3) * n
	}
	if out.N == 0 {
		out.Status, out.Why = audit.StatusMissingLabel, "nobody_has_decision_and_label"
		return out
	}
	if out.Mean = audit.Ptr(float64(sum) / float64(out.N)); sum == 0 {
		out.Status, out.Why = audit.StatusAssumption, "nobody_has_a_benefit" // every share of the mean is 0/0
		return out
	}
	for k, x := range []struct {
		name  string
		alpha float64
	}{{"theil", 1}, {"ge2", 2}} {
		out.Measures = append(out.Measures, index(in, cells, x.name, x.alpha, uint64(k)))
	}
	atkinson(&out, cells)
	whole := inequality.Distribution{Values: []float64{0, 1, 2}, Weights: make([]float64, 3)}
	for i, n := range cells {
		whole.Weights[i%3] += float64(n)
	}
	if g, w := inequality.NewGini(whole); w == infer.Defined {
		out.Gini = audit.Ptr(g.Value)
	}
	return out
}

func distributions(cells []float64) []inequality.Distribution {
	var out []inequality.Distribution
	for i := 0; i < len(cells); i += 3 {
		out = append(out, inequality.Distribution{Values: []float64{0, 1, 2}, Weights: cells[i : i+3]})
	}
	return out
}

// index is one measure with the interval of what lies between the groups.
func index(in *analysis.Input, cells []int64, name string, alpha float64, stream uint64) audit.InequalityIndex {
	out := audit.InequalityIndex{Name: name}
	numbers := make([]float64, len(cells))
	for i, n := range cells {
		numbers[i] = float64(n)
	}
	e, w := inequality.GeneralisedEntropy(distributions(numbers), alpha)
	if w != infer.Defined {
		out.Why = string(w)
		return out
	}
	out.Value, out.Within, out.Between, out.BetweenShare = audit.Ptr(e.Total), audit.Ptr(e.Within), audit.Ptr(e.Between), audit.Ptr(e.BetweenShare)
	b, w := resample.Poisson(cells, func(x []float64) (float64, bool) {
		e, w := inequality.GeneralisedEntropy(distributions(x), alpha)
		return e.Between, w == infer.Defined
	}, draws, in.Terms.Confidence, in.Plan.Seed+stream)
	if w == infer.Defined {
		interval := b.Interval
		out.Interval = &interval
	}
	return out
}

// aversion is the weight that Atkinson's index gives to those with little. From 1 on anybody without a benefit makes the index 1.
const aversion = 0.5

// atkinson adds the share of all benefit that could be given up if the rest were spread equally, without loss to anybody who dislikes
// inequality as much as aversion says (Atkinson 1970; methods 8). It does not split into groups by itself.
func atkinson(out *audit.Inequality, cells []int64) {
	whole := inequality.Distribution{Values: []float64{0, 1, 2}, Weights: make([]float64, 3)}
	for i, n := range cells {
		whole.Weights[i%3] += float64(n)
	}
	if v, w := inequality.Atkinson(whole, aversion); w == infer.Defined {
		out.Measures = append(out.Measures, audit.InequalityIndex{Name: "atkinson", Value: audit.Ptr(v)})
	}
}
