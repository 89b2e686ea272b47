package report

import (
	"math"

	"auditd/audit"
)

// weightRows is how many weights of one set the report shows; all stand in the tables.
const weightRows = 40

// weighting says how far the data are from a proportional sample, and what weights would make up for and cost.
func (b *builder) weighting() {
	w := b.a.Weighting
	if w == nil {
		return
	}
	b.part("weighting", 1)
	if r := b.leastAlike(); r != nil {
		b.add(&Paragraph{Lead: true, Text: b.l.text("weighting.lead", "attributes", b.l.attributes(r.Attributes), "r", b.l.ratio(float64(*r.R.Value), 1), "interval", b.ratioInterval(r.R.Interval), "cv", b.l.ratio(float64(*r.CV)))})
	}
	b.say("weighting.intro")
	b.add(b.representativityTable())
	b.partials()
	b.part("weights", 2)
	b.say("weights.intro")
	b.add(b.costTable())
	b.weightTables()
	b.add(&Note{Kind: NoteLimit, Title: b.l.str("finding.not_mean"), Text: []Text{b.l.text("weights.not_mean")}})
}

// finest returns the sets with the most attributes: there every attribute's part can be told from that of the others.
func (b *builder) finest() []*audit.Representativity {
	var out []*audit.Representativity
	for i := range b.a.Weighting.Representativity {
		r := &b.a.Weighting.Representativity[i]
		switch {
		case len(out) == 0 || len(r.Attributes) > len(out[0].Attributes):
			out = []*audit.Representativity{r}
		case len(r.Attributes) == len(out[0].Attributes):
			out = append(out, r)
		}
	}
	return out
}

// leastAlike returns the single attribute over which chances differ most relative to their mean, nil when none is defined: over many
// small groups they would differ by chance alone.
func (b *builder) leastAlike() *audit.Representativity {
	var worst *audit.Representativity
	for i := range b.a.Weighting.Representativity {
		r := &b.a.Weighting.Representativity[i]
		if len(r.Attributes) == 1 && r.R.Value != nil && r.CV != nil && (worst == nil || *r.CV > *worst.CV) {
			worst = r
		}
	}
	return worst
}

func (b *builder) representativityTable() *Table {
	t := &Table{ID: "table-representativity", Caption: b.l.text("caption.representativity"), Columns: []TableColumn{
		b.left("attributes"), b.right("records"), b.right("population"), b.right("fraction"), b.right("r_indicator"), b.right("interval"), b.right("r_adjusted"), b.right("cv"), b.left("remark"),
	}}
	all := b.a.Weighting.Representativity
	for i := range all[:min(len(all), tableRows)] {
		r := &all[i]
		var remarks []Text
		if r.Status != audit.StatusOK {
			remarks = append(remarks, b.l.why(r.Status, r.Why))
		}
		if r.SmallCells > 0 {
			remarks = append(remarks, b.l.text("weighting.small", "n", r.SmallCells))
		}
		t.Rows = append(t.Rows, []TableCell{
			head(b.l.attributes(r.Attributes)), num(b.l.count(r.Sample)), num(b.l.count(r.Population)), num(b.share(r.Mean)), num(b.optionalRatio(r.R.Value)),
			num(b.ratioInterval(r.R.Interval)), num(b.optionalRatio(r.Adjusted)), num(b.optionalRatio(r.CV)), cell(b.l.join(remarks, b.l.str("punctuation.semicolon"))),
		})
	}
	b.cutNote(t, len(all))
	t.Notes = append(t.Notes, b.l.text("weighting.cv_note"))
	return t
}

// partials shows which attribute, and which of its values, has most to do with unlike chances.
func (b *builder) partials() {
	t := &Table{ID: "table-partials", Caption: b.l.text("caption.partials"), Columns: []TableColumn{
		b.left("attributes"), b.left("attribute"), b.left("value"), b.right("unconditional"), b.right("conditional"),
	}}
	all := 0
	add := func(set []string, attribute string, value Text, u audit.Real, c *audit.Real) {
		all++
		if all <= tableRows {
			t.Rows = append(t.Rows, []TableCell{head(b.l.attributes(set)), cell(Text{fromData(attribute)}), cell(value), num(b.l.percent(float64(u))), num(b.share(c))})
		}
	}
	for _, r := range b.finest() {
		for _, p := range r.Partial {
			add(r.Attributes, p.Attribute, b.l.text("group.all"), p.Unconditional, p.Conditional)
			for _, c := range p.Categories {
				add(r.Attributes, p.Attribute, Text{b.l.value(c.Value)}, c.Unconditional, c.Conditional)
			}
		}
	}
	if all == 0 {
		return
	}
	b.cutNote(t, all)
	t.Notes = append(t.Notes, b.l.text("weighting.partial_note"))
	b.add(t)
}

// costTable says what each way of weighting costs.
func (b *builder) costTable() *Table {
	w := b.a.Weighting
	t := &Table{ID: "table-weight-cost", Caption: b.l.text("caption.weight_cost"), Columns: []TableColumn{
		b.left("method"), b.left("attributes"), b.right("records"), b.right("design_effect"), b.right("effective_n"), b.right("unreached"), b.left("remark"),
	}}
	row := func(method string, attributes []string, n int64, c *audit.WeightCost, unreached string, remark Text) {
		t.Rows = append(t.Rows, []TableCell{
			head(b.l.text(method)), cell(b.l.attributes(attributes)), num(b.l.count(n)), num(b.optionalRatio(c.DesignEffect)), num(b.effective(c)), num(unreached), cell(remark),
		})
	}
	for i := range w.PostStrata[:min(len(w.PostStrata), tableRows)] {
		p := &w.PostStrata[i]
		var remark Text
		if p.Status != audit.StatusOK {
			remark = b.l.why(p.Status, p.Why)
		}
		row("weights.post", p.Attributes, p.N, &p.Cost, b.l.percent(float64(p.Unreached)), remark)
		if p.Trimmed != nil {
			row("weights.trimmed", p.Attributes, p.N, p.Trimmed, b.l.percent(float64(p.Unreached)), b.l.text("weights.cut", "n", p.Trimmed.Cut))
		}
	}
	if r := w.Raking; r != nil {
		var remark Text
		if r.Status != audit.StatusOK {
			remark = b.l.why(r.Status, r.Why)
		}
		row("weights.raked", r.Attributes, r.N, &r.Cost, b.l.str("value.none"), remark)
	}
	t.Notes = append(t.Notes, b.l.text("weights.cost_note"))
	return t
}

func (b *builder) effective(c *audit.WeightCost) string {
	if c.EffectiveN == nil {
		return b.l.str("value.none")
	}
	return b.l.count(int64(math.Round(c.EffectiveN.Round())))
}

// weightTables shows the weights of the single attributes and of the raking.
func (b *builder) weightTables() {
	t := &Table{ID: "table-weights", Caption: b.l.text("caption.weights"), Columns: []TableColumn{b.left("method"), b.left("group"), b.right("records"), b.right("weight")}}
	all := 0
	add := func(method string, weights []audit.GroupWeight) {
		for i := range weights {
			all++
			if len(t.Rows) >= weightRows {
				continue
			}
			g := &weights[i]
			t.Rows = append(t.Rows, []TableCell{head(b.l.text(method)), cell(b.l.where(g.Group)), num(b.l.count(g.Count)), num(b.optionalRatio(g.Weight))})
		}
	}
	for i := range b.a.Weighting.PostStrata {
		if p := &b.a.Weighting.PostStrata[i]; len(p.Attributes) == 1 {
			add("weights.post", p.Weights)
		}
	}
	if r := b.a.Weighting.Raking; r != nil {
		add("weights.raked", r.Weights)
	}
	if all == 0 {
		return
	}
	if all > weightRows {
		t.Notes = append(t.Notes, b.l.text("weights.more", "shown", weightRows, "all", all))
	}
	b.add(t)
}

// weightingMethods names the methods behind representativity and weights.
func (b *builder) weightingMethods(use func(prefix, name string)) {
	w := b.a.Weighting
	if w == nil {
		return
	}
	for _, name := range []string{"r_indicator", "post_stratification", "kish"} {
		use("method.", name)
	}
	if w.Raking != nil {
		use("method.", "raking")
	}
}
