// Package weighting says how far the data are from a proportional sample of the population that the plan holds them against, and
// offers weights as a remedy, with what they cost.
//
// It does not apply a weight to any rate of the audit: whether weighting is right, is for people to decide. A group that the data
// have nobody of is beyond any weight.
package weighting

import (
	"slices"
	"strings"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/infer"
	"auditd/audit/infer/survey"
)

// Analysis needs the representation that coverage has measured.
var Analysis = analysis.Analysis{
	Name: "weighting", Applies: func(p *audit.Plan) bool { return p.Coverage != nil && len(p.Coverage.Population) > 0 }, Run: run,
}

// The limits of this package.
const (
	mostWeights = 5000 // groups of one set, or cells of a raking, that are listed
	trimTimes   = 5    // weights above so many times the median are cut down to it (methods 1.5)
)

// WhyTooManyCells says that a raking has more cells than are listed.
const WhyTooManyCells = "too_many_cells_to_weight"

func run(in *analysis.Input) error {
	if in.Out.Coverage == nil {
		return nil
	}
	sets := setsOf(in.Out.Coverage.Representation)
	if len(sets) == 0 {
		return nil
	}
	w := &audit.Weighting{Representativity: []audit.Representativity{}, PostStrata: []audit.PostStratification{}}
	for _, s := range sets {
		w.Representativity = append(w.Representativity, s.representativity(in.Terms.Confidence))
		w.PostStrata = append(w.PostStrata, s.postStratify())
	}
	w.Raking = rake(in.Cells, sets)
	in.Out.Weighting = w
	return nil
}

// A set is an attribute set with the groups that the population counts.
type set struct {
	attributes []string
	groups     []*audit.Representation
}

// setsOf gathers the groups of every set that have a count in the population. Unknown groups and groups that the files do not know are
// no part of it.
func setsOf(all []audit.Representation) []set {
	var sets []set
	at := map[string]int{}
	for i := range all {
		r := &all[i]
		if r.Population == nil || r.Group.IsUnknown() || len(r.Group) == 0 {
			continue
		}
		key := r.Group.Attributes()
		k, ok := at[key]
		if !ok {
			k = len(sets)
			at[key] = k
			s := set{}
			for _, it := range r.Group {
				s.attributes = append(s.attributes, it.Attribute)
			}
			sets = append(sets, s)
		}
		sets[k].groups = append(sets[k].groups, r)
	}
	return slices.DeleteFunc(sets, func(s set) bool { return len(s.groups) < 2 })
}

// representativity computes the R-indicator of a set and the part of each attribute.
func (s set) representativity(level float64) audit.Representativity {
	out := audit.Representativity{Attributes: s.attributes, Cells: len(s.groups), Status: audit.StatusOK, Partial: []audit.PartialIndicator{}}
	values := make([][]string, len(s.attributes))
	cells := make([]survey.Cell, len(s.groups))
	for k, g := range s.groups {
		cells[k] = survey.Cell{Population: *g.Population, Sample: g.Count}
		out.Sample += g.Count
		out.Population += *g.Population
		for a, it := range g.Group {
			v := slices.Index(values[a], it.Value)
			if v < 0 {
				v = len(values[a])
				values[a] = append(values[a], it.Value)
			}
			cells[k].Categories = append(cells[k].Categories, v)
		}
	}
	r, why := survey.NewRepresentativity(cells, level)
	out.R.Why, out.Why, out.SmallCells = string(why), string(why), r.SmallCells
	if why != infer.Defined {
		out.Status = why.Status()
		return out
	}
	out.R.Value, out.Adjusted, out.Bias, out.Mean, out.CV = audit.Ptr(r.R), audit.Ptr(r.Adjusted), audit.Ptr(r.Bias), audit.Ptr(r.Mean), audit.Ptr(r.CV)
	if r.SE > 0 {
		interval := r.Interval
		out.R.Interval = &interval
	}
	for a, name := range s.attributes {
		if p, why := survey.NewPartial(cells, a); why == infer.Defined {
			out.Partial = append(out.Partial, partial(name, values[a], p, len(s.attributes) > 1))
		}
	}
	return out
}

func partial(name string, values []string, p survey.Partial, conditional bool) audit.PartialIndicator {
	out := audit.PartialIndicator{Attribute: name, Unconditional: audit.Real(p.Unconditional), Categories: []audit.PartialCategory{}}
	if conditional {
		out.Conditional = audit.Ptr(p.Conditional)
	}
	for v, value := range values {
		c := audit.PartialCategory{Value: value, Unconditional: audit.Real(p.UnconditionalCategory[v])}
		if conditional {
			c.Conditional = audit.Ptr(p.ConditionalCategory[v])
		}
		out.Categories = append(out.Categories, c)
	}
	return out
}

// postStratify returns the weights that give the data the population's shares of a set.
func (s set) postStratify() audit.PostStratification {
	out := audit.PostStratification{Attributes: s.attributes, Status: audit.StatusOK, Weights: []audit.GroupWeight{}}
	var people float64
	sample, shares := make([]int64, len(s.groups)), make([]float64, len(s.groups))
	for _, g := range s.groups {
		people += float64(*g.Population)
	}
	for k, g := range s.groups {
		sample[k], shares[k] = g.Count, float64(*g.Population)/people
		out.N += g.Count
	}
	p, why := survey.PostStratify(sample, shares)
	out.Why, out.Unreached = string(why), audit.Real(p.Unreached)
	if why != infer.Defined {
		out.Status = why.Status()
	}
	if len(p.Weights) != len(s.groups) {
		return out
	}
	out.Cost = audit.WeightCost{DesignEffect: audit.Ptr(p.DesignEff), EffectiveN: audit.Ptr(p.EffectiveN)}
	out.Trimmed = trim(p.Weights, sample)
	for k, g := range s.groups[:min(len(s.groups), mostWeights)] {
		w := audit.GroupWeight{Group: g.Group, Count: g.Count}
		if g.Count > 0 {
			w.Weight = audit.Ptr(p.Weights[k])
		}
		out.Weights = append(out.Weights, w)
	}
	return out
}

// trim returns the cost when weights above five times the median person's are cut down to it, nil when there are none.
func trim(weights []float64, sample []int64) *audit.WeightCost {
	var held []float64 // of groups with people
	var n []int64
	for k, w := range weights {
		if sample[k] > 0 {
			held, n = append(held, w), append(n, sample[k])
		}
	}
	trimmed, cut := survey.Trim(held, trimTimes)
	if cut == 0 {
		return nil
	}
	var people int64
	var sum, squares float64
	for k, w := range trimmed {
		people += n[k]
		sum += w * float64(n[k])
		squares += float64(w*w) * float64(n[k])
	}
	deff, effective, why := survey.Kish(people, sum, squares)
	if why != infer.Defined {
		return nil
	}
	return &audit.WeightCost{DesignEffect: audit.Ptr(deff), EffectiveN: audit.Ptr(effective), Cut: cut}
}

// rake returns the weights of the combinations of single attributes that meet every attribute's margin at once; nil with fewer than
// two attributes.
func rake(cells *audit.Cells, sets []set) *audit.Raking {
	var singles []set
	for _, s := range sets {
		if len(s.attributes) == 1 {
			singles = append(singles, s)
		}
	}
	if len(singles) < 2 {
		return nil
	}
	out := &audit.Raking{Status: audit.StatusOK, Weights: []audit.GroupWeight{}}
	for _, s := range singles {
		out.Attributes = append(out.Attributes, s.attributes[0])
	}
	groups, counts := combinations(cells, singles)
	start := make([]float64, len(groups))
	for k, n := range counts {
		start[k] = float64(n)
		out.N += n
	}
	if len(groups) > mostWeights {
		out.Status, out.Why = audit.StatusAssumption, WhyTooManyCells
		return out
	}
	r, why := survey.Rake(start, margins(singles, groups, out.N))
	out.Sweeps, out.Residual, out.Why = r.Sweeps, audit.Real(r.Residual), string(why)
	if why != infer.Defined {
		out.Status = why.Status()
		return out
	}
	out.Cost.DesignEffect = audit.Ptr(r.DesignEff)
	out.Cost.EffectiveN = audit.Ptr(float64(out.N) / r.DesignEff)
	for k, g := range groups {
		out.Weights = append(out.Weights, audit.GroupWeight{Group: g, Count: counts[k], Weight: audit.Ptr(r.Weights[k])})
	}
	return out
}

// combinations adds the cells up to the combinations of the attributes whose every value the population counts.
func combinations(cells *audit.Cells, singles []set) ([]audit.Group, []int64) {
	dims := make([]int, len(singles))
	known := make([]map[string]bool, len(singles))
	for i, s := range singles {
		dims[i] = slices.IndexFunc(cells.Attributes, func(d audit.Dim) bool { return d.Name == s.attributes[0] })
		known[i] = map[string]bool{}
		for _, g := range s.groups {
			known[i][g.Group[0].Value] = true
		}
	}
	var groups []audit.Group
	var counts []int64
	at := map[string]int{}
	for i := range cells.Cells {
		g, ok := make(audit.Group, len(dims)), true
		for k, d := range dims {
			v := cells.Attributes[d].Values[cells.Cells[i].Codes[d]]
			g[k] = audit.Item{Attribute: cells.Attributes[d].Name, Value: v}
			ok = ok && known[k][v]
		}
		if !ok {
			continue
		}
		key := g.Key()
		k, seen := at[key]
		if !seen {
			k = len(groups)
			at[key] = k
			groups, counts = append(groups, g), append(counts, 0)
		}
		counts[k] += cells.Cells[i].Counts.Total()
	}
	order := make([]int, len(groups))
	for k := range order {
		order[k] = k
	}
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(groups[a].Key(), groups[b].Key()) })
	sortedGroups, sortedCounts := make([]audit.Group, len(order)), make([]int64, len(order))
	for k, o := range order {
		sortedGroups[k], sortedCounts[k] = groups[o], counts[o]
	}
	return sortedGroups, sortedCounts
}

// margins are the population's shares of every attribute, as people of the data.
func margins(singles []set, groups []audit.Group, n int64) []survey.Margin {
	var out []survey.Margin
	for a, s := range singles {
		var people float64
		for _, g := range s.groups {
			people += float64(*g.Population)
		}
		m := survey.Margin{Group: make([]int, len(groups))}
		position := map[string]int{}
		for k, g := range s.groups {
			position[g.Group[0].Value] = k
			m.Target = append(m.Target, float64(n)*float64(*g.Population)/people)
		}
		for k, g := range groups {
			m.Group[k] = position[g[a].Value]
		}
		out = append(out, m)
	}
	return out
}
