package table

import (
	"strings"

	"auditd/audit"
)

func representativity(a *audit.Audit) Table {
	type row = audit.Representativity
	var items []row
	if a.Weighting != nil {
		items = a.Weighting.Representativity
	}
	return build("representativity", "How alike the chances of being in the data are", items, []field[row]{
		{"attributes", Text, "Attributes of the groups whose chances are compared, joined by ×.", func(r *row) any { return text(strings.Join(r.Attributes, " × ")) }},
		{"attributes_json", Text, "The same as a JSON array.", func(r *row) any { return list(r.Attributes) }},
		{"cells", Integer, "Groups that the population counts.", func(r *row) any { return int64(r.Cells) }},
		{"sample", Integer, "Records in them.", func(r *row) any { return r.Sample }},
		{"population", Integer, "People of the population in them.", func(r *row) any { return r.Population }},
		{"value", Number, "R-indicator: 1 when all chances are alike, 0 at worst.", func(r *row) any { return real(r.R.Value) }},
	}, intervalFields(func(r *row) *audit.Interval { return r.R.Interval }), []field[row]{
		{"value_why", Text, "Key of the message that says why it is missing.", func(r *row) any { return text(r.R.Why) }},
		{"adjusted", Number, "R-indicator with the bias of small cells taken out.", func(r *row) any { return real(r.Adjusted) }},
		{"bias", Number, "Bias that was taken out of the variance of the chances.", func(r *row) any { return real(r.Bias) }},
		{"mean", Number, "Sampling fraction: records over people of the population.", func(r *row) any { return real(r.Mean) }},
		{"coefficient_of_variation", Number, "Largest standardised bias of an unweighted mean.", func(r *row) any { return real(r.CV) }},
		{"small_cells", Integer, "Groups with fewer than 20 people in the population.", func(r *row) any { return int64(r.SmallCells) }},
	}, statusFields(func(r *row) (audit.Status, string) { return r.Status, r.Why }))
}

func partialIndicators(a *audit.Audit) Table {
	type row struct {
		of    *audit.Representativity
		p     *audit.PartialIndicator
		value string
		u     audit.Real
		c     *audit.Real
	}
	var items []row
	if a.Weighting != nil {
		for i := range a.Weighting.Representativity {
			r := &a.Weighting.Representativity[i]
			for k := range r.Partial {
				p := &r.Partial[k]
				items = append(items, row{r, p, "", p.Unconditional, p.Conditional})
				for _, c := range p.Categories {
					items = append(items, row{r, p, c.Value, c.Unconditional, c.Conditional})
				}
			}
		}
	}
	return build("partial_indicators", "Part of each attribute in unlike chances", items, []field[row]{
		{"attributes", Text, "Attributes of the groups whose chances are compared, joined by ×.", func(r *row) any { return text(strings.Join(r.of.Attributes, " × ")) }},
		{"attribute", Text, "Attribute whose part it is.", func(r *row) any { return text(r.p.Attribute) }},
		{"value", Text, "Its value; no value for the attribute as a whole.", func(r *row) any { return text(r.value) }},
		{"unconditional", Number, "Unconditional partial R-indicator; below 0 a value is under-sampled.", func(r *row) any { return finite(r.u) }},
		{"conditional", Number, "Within groups of the other attributes; no value where there are none.", func(r *row) any { return real(r.c) }},
	})
}

// A weightRow is one weight with the method that gives it.
type weightRow struct {
	method     string
	attributes []string
	n          int64
	cost       audit.WeightCost
	unreached  any
	sweeps     any
	residual   any
	status     audit.Status
	why        string
	weight     *audit.GroupWeight
}

// weightRows lists the ways of weighting; with groups, every weight of each.
func weightRows(a *audit.Audit, groups bool) []weightRow {
	var out []weightRow
	add := func(r weightRow, weights []audit.GroupWeight) {
		if !groups {
			out = append(out, r)
			return
		}
		for i := range weights {
			r.weight = &weights[i]
			out = append(out, r)
		}
	}
	w := a.Weighting
	if w == nil {
		return nil
	}
	for i := range w.PostStrata {
		p := &w.PostStrata[i]
		r := weightRow{method: "post_stratification", attributes: p.Attributes, n: p.N, cost: p.Cost, unreached: finite(p.Unreached), status: p.Status, why: p.Why}
		add(r, p.Weights)
		if p.Trimmed != nil && !groups {
			r.method, r.cost = "post_stratification_trimmed", *p.Trimmed
			add(r, nil)
		}
	}
	if k := w.Raking; k != nil {
		add(weightRow{method: "raking", attributes: k.Attributes, n: k.N, cost: k.Cost, sweeps: int64(k.Sweeps), residual: finite(k.Residual), status: k.Status, why: k.Why}, k.Weights)
	}
	return out
}

func weighting(a *audit.Audit) Table {
	return build("weighting", "What weighting would cost", weightRows(a, false), []field[weightRow]{
		{"method", Text, "Way of weighting: post_stratification, the same trimmed, or raking.", func(r *weightRow) any { return text(r.method) }},
		{"attributes", Text, "Attributes whose shares are met, joined by ×.", func(r *weightRow) any { return text(strings.Join(r.attributes, " × ")) }},
		{"attributes_json", Text, "The same as a JSON array.", func(r *weightRow) any { return list(r.attributes) }},
		{"n", Integer, "Records that get a weight.", func(r *weightRow) any { return r.n }},
		{"design_effect", Number, "How many times the variance of a mean grows (Kish).", func(r *weightRow) any { return real(r.cost.DesignEffect) }},
		{"effective_n", Number, "Records that would tell as much without weights.", func(r *weightRow) any { return real(r.cost.EffectiveN) }},
		{"cut", Integer, "Groups whose weight was trimmed; no value without trimming.", func(r *weightRow) any { return positive(r.cost.Cut) }},
		{"unreached", Number, "Share of the population in groups that the data have nobody of.", func(r *weightRow) any { return r.unreached }},
		{"sweeps", Integer, "Sweeps of the raking.", func(r *weightRow) any { return r.sweeps }},
		{"residual", Number, "Largest distance of a raked margin from its target, in people.", func(r *weightRow) any { return r.residual }},
	}, statusFields(func(r *weightRow) (audit.Status, string) { return r.status, r.why }))
}

func weights(a *audit.Audit) Table {
	return build("weights", "Weights that make up for unlike chances", weightRows(a, true), []field[weightRow]{
		{"method", Text, "Way of weighting: post_stratification or raking.", func(r *weightRow) any { return text(r.method) }},
	}, groupFields(func(r *weightRow) audit.Group { return r.weight.Group }), []field[weightRow]{
		{"count", Integer, "Records of the group.", func(r *weightRow) any { return r.weight.Count }},
		{"weight", Number, "Weight of each of them, 1 on average; no value where there are none.", func(r *weightRow) any { return real(r.weight.Weight) }},
	})
}
