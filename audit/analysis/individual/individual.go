// Package individual asks whether people who are alike are decided alike: the consistency of every person's decision with those of the
// k people who are nearest in the features (Zemel et al. 2013; methods 11.1). Distances are Gower's: the share of features in which
// two people differ, where bins of numbers differ in part, by how many bins lie between them; a missing value differs from all others.
// People with the same values in all features are at distance 0. Protected attributes play no part in it, nor does a feature that is
// read from a column of one.
//
// It works on the combinations of values that occur and not on people, so that it takes as long for a million people as for a
// thousand. It does not know which features may lawfully make a difference, nor what else the decision rested on.
package individual

import (
	"slices"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/analysis/joint"
	"auditd/audit/infer"
	"auditd/audit/infer/labels"
	"auditd/audit/metric"
)

// Analysis is made when the plan asks for it.
var Analysis = analysis.Analysis{
	Name: "consistency", Run: run,
	Tables: func(p *audit.Plan) ([]audit.Field, []audit.TablePlan) { return joint.Tables(p, false) },
	Applies: func(p *audit.Plan) bool {
		return p.Analyses != nil && p.Analyses.Consistency != nil && len(p.Columns.Features) > 0 && p.Columns.Decision != nil
	},
}

// mostCombinations bounds the time, which grows with their square: some seconds at the limit.
const mostCombinations = 1 << 14

// The reasons that this package gives besides those of package infer.
const (
	WhyTooManyCombinations = "too_many_combinations_for_neighbours"
	WhyFeaturesLeftOut     = "features_of_neighbours_left_out" // the joint table does not hold them all, see joint.NoticeLeftOut
	WhyNoFeatures          = "no_features_for_neighbours"      // all that are named are read from columns of protected attributes
)

func run(in *analysis.Input) error {
	t, err := joint.Of(in)
	if err != nil {
		return err
	}
	in.Out.Consistency = Study(in, t)
	return nil
}

// Study compares the people of a joint table with their neighbours.
func Study(in *analysis.Input, t *joint.Table) *audit.Consistency {
	options := in.Plan.Analyses.Consistency
	out := &audit.Consistency{K: options.K, Features: []string{}, Groups: []audit.GroupConsistency{}, Status: audit.StatusOK}
	undefined := func(why string) *audit.Consistency {
		out.Status, out.Why = audit.StatusAssumption, why
		return out
	}
	all := t.Total()
	no, yes := decided(&all)
	out.People, out.Undecided = no+yes, all.Total()-no-yes
	if chance, w := labels.ChanceConsistency(no, yes); w == infer.Defined {
		out.Chance = audit.Ptr(chance)
	}
	features, dims, complete := chosen(in.Plan, t)
	for _, f := range features {
		out.Features = append(out.Features, f.Name)
	}
	switch {
	case !complete:
		return undefined(WhyFeaturesLeftOut)
	case len(dims) == 0:
		return undefined(WhyNoFeatures)
	}
	cells := cellsOf(t, dims)
	if out.Combinations = len(cells); out.Combinations > mostCombinations {
		return undefined(WhyTooManyCombinations)
	}
	for i := range cells {
		if n := cells[i].N[0] + cells[i].N[1]; n > int64(out.K) {
			out.Alike += n
		}
	}
	groups := addMembers(in, t, dims, cells)
	parallel := func(n int, f func(i int)) { analysis.Parallel(in.Workers, n, f) }
	results, why := labels.Neighbours(scales(features), cells, len(groups), out.K, in.Terms.Confidence, parallel)
	if why != infer.Defined {
		return undefined(string(why))
	}
	for g, r := range results {
		group := audit.Group{}
		if g > 0 {
			group = groups[g-1]
		}
		out.Groups = append(out.Groups, result(group, r, in.Terms))
	}
	return out
}

// decided returns the people of a cell who were not selected and who were.
func decided(c *joint.Counts) (no, yes int64) {
	for i, n := range c {
		switch audit.Decision(i % 3) {
		case audit.NotSelected:
			no += n
		case audit.Selected:
			yes += n
		}
	}
	return no, yes
}

// chosen returns the features by which people are alike and their dimensions; complete is false when the table lacks one of them.
func chosen(p *audit.Plan, t *joint.Table) (features []audit.Attribute, dims []int, complete bool) {
	complete = true
	wanted := p.Analyses.Consistency.Features
	for _, f := range p.Columns.Features {
		protected := slices.ContainsFunc(p.Columns.Attributes, func(a audit.Attribute) bool { return a.Column == f.Column })
		if protected || len(wanted) > 0 && !slices.Contains(wanted, f.Name) {
			continue
		}
		d := t.Dim(f.Name)
		features, dims = append(features, f), append(dims, d)
		complete = complete && d >= 0
	}
	return features, dims, complete
}

// scales says which features are bins in an order; their names stand first among the values of their dimension.
func scales(features []audit.Attribute) []labels.NeighbourFeature {
	out := make([]labels.NeighbourFeature, len(features))
	for i, f := range features {
		if len(f.Breaks) > 0 {
			out[i].Ordered = len(f.Breaks) + 1
		}
	}
	return out
}

// cellsOf adds the people with a decision up to combinations of features, sorted by codes.
func cellsOf(t *joint.Table, dims []int) []labels.NeighbourCell {
	var out []labels.NeighbourCell
	sums := t.Select(dims...)
	for k := range sums.Counts {
		if no, yes := decided(&sums.Counts[k]); no+yes > 0 {
			out = append(out, labels.NeighbourCell{Codes: sums.At(k), N: [2]int64{no, yes}})
		}
	}
	return out
}

// addMembers says of every cell which groups its people are in, and returns the groups: the known ones of single attributes, in order.
func addMembers(in *analysis.Input, t *joint.Table, dims []int, cells []labels.NeighbourCell) []audit.Group {
	var groups []audit.Group
	for i := range in.Sets {
		set := &in.Sets[i]
		if len(set.Names) != 1 {
			continue
		}
		d := t.Dim(set.Names[0])
		numbers := make([]int, len(t.Dims[d].Values)) // of groups by code, −1 for those that are not compared
		for v := range numbers {
			numbers[v] = -1
		}
		for _, g := range set.Groups {
			if at := slices.Index(t.Dims[d].Values, g.Group[0].Value); at >= 0 && !g.Group.IsUnknown() {
				numbers[at] = len(groups)
				groups = append(groups, g.Group)
			}
		}
		join(t.Select(append(slices.Clone(dims), d)...), cells, numbers)
	}
	return groups
}

// join adds the people of a table by features and one attribute to the cells, both in the order of the features' codes.
func join(sums *joint.Table, cells []labels.NeighbourCell, numbers []int) {
	at := 0
	for k := range sums.Counts {
		no, yes := decided(&sums.Counts[k])
		if no+yes == 0 {
			continue
		}
		codes := sums.At(k)
		own := codes[:len(codes)-1]
		for !slices.Equal(cells[at].Codes, own) {
			at++
		}
		if g := numbers[codes[len(codes)-1]]; g >= 0 {
			cells[at].Members = append(cells[at].Members, labels.Members{Group: g, N: [2]int64{no, yes}})
		}
	}
}

// result is what is said of one group.
func result(g audit.Group, r labels.NeighbourConsistency, terms metric.Terms) audit.GroupConsistency {
	out := audit.GroupConsistency{Group: g, N: r.People, Status: r.Why.Status(), Why: string(r.Why)}
	if r.Why == infer.WhyNobody {
		return out
	}
	out.Value = audit.Ptr(r.Value)
	if r.Why == infer.Defined {
		interval := r.Interval
		out.Interval = &interval
	}
	if out.N < terms.MinGroupSize && len(g) > 0 {
		out.Status, out.Why = audit.StatusLowN, metric.WhyLowN
	}
	return out
}
