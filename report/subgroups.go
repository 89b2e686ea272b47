package report

import (
	"strconv"

	"auditd/audit"
	"auditd/report/figure"
)

// What the section on subgroups lists of each rate; everything else stands in results.json.
const (
	subgroupsTested    = 20
	subgroupsDescribed = 10
	subgroupItems      = 10
	subgroupCorrective = 5
	subgroupFigures    = 2 // lattices over all rates
)

// subgroups is the search through all subgroups, when the audit made one.
func (b *builder) subgroups() {
	s := b.a.Subgroups
	if s == nil {
		return
	}
	b.part("subgroups", 1)
	b.add(&Paragraph{Lead: true, Text: b.subgroupsLead(s)})
	b.add(&Paragraph{Text: b.l.text("subgroups.examined", "possible", b.l.count(int64(s.Possible.Round())), "dimensions", len(s.Dimensions),
		"names", b.l.names(s.Dimensions), "depth", s.Depth, "examined", s.Examined, "people", s.LeastPeople, "rates", len(s.Metrics), "tests", s.Tests)})
	if s.Control == "permutation" {
		b.say("subgroups.permutation", "draws", s.Draws)
		if len(s.Strata) > 0 {
			b.say("subgroups.within", "strata", b.l.names(s.Strata))
		}
	} else {
		b.say("subgroups.split", "first", s.FirstHalf, "second", s.SecondHalf)
	}
	b.exploratory("subgroups", false)
	b.weightUse(s.Weights)
	b.note(NoteLimit, "subgroups.limit")
	figures := 0
	for i := range s.Metrics {
		b.subgroupMetric(i, &s.Metrics[i], &figures)
	}
}

// subgroupsLead says how many subgroups show a disparity, and of the most conspicuous one what it means for people.
func (b *builder) subgroupsLead(s *audit.Subgroups) Text {
	shown := 0
	var worst *audit.Comparison
	for i := range s.Metrics {
		for k := range s.Metrics[i].Tested {
			c := &s.Metrics[i].Tested[k].Comparison
			if c.Verdict != audit.DisparityShown {
				continue
			}
			shown++
			if worst == nil || abs(c.Value) > abs(worst.Value) {
				worst = c
			}
		}
	}
	if worst == nil {
		return b.l.text("subgroups.lead_none", "tests", s.Tests)
	}
	t := b.l.text("subgroups.lead", "shown", shown, "tests", s.Tests)
	return append(t, b.frequencies(worst.Metric, b.l.where(worst.Group), b.l.text("group.complement"), worst.GroupRate, worst.ReferenceRate)...)
}

func abs(v *audit.Real) float64 {
	if v == nil {
		return 0
	}
	return max(float64(*v), -float64(*v))
}

// frequencies says two rates in natural frequencies: of 100 people of one group and of the other. Without both rates it says nothing.
func (b *builder) frequencies(metric string, group, reference Text, x, y *audit.Real) Text {
	if x == nil || y == nil {
		return nil
	}
	of := frequencyBase(x.Round(), y.Round())
	key := "frequency." + metric
	if !b.l.has(key) {
		key = "frequency.other"
	}
	p, q := frequency(x.Round(), of), frequency(y.Round(), of)
	return b.l.text(key, "metric", b.l.metric(metric), "of", of, "group", group, "reference", reference, "a", p, "na", of-p, "b", q, "nb", of-q)
}

// subgroupMetric is the search by one rate.
func (b *builder) subgroupMetric(i int, m *audit.SubgroupMetric, figures *int) {
	id := "subgroups-" + strconv.Itoa(i+1)
	b.section(id, 2, b.l.text("subgroups.by", "metric", b.l.inText(b.l.metric(m.Metric))))
	if m.Value == nil {
		b.say("value.undefined_because", "why", b.l.why("", m.Why))
		return
	}
	b.say("subgroups.overall", "metric", b.l.metric(m.Metric), "rate", b.l.rate(m.Metric, m.Value), "of", m.Numerator, "out", m.Denominator,
		"examined", m.Examined, "redundant", m.Redundant)
	b.testedSubgroups(id, m)
	for k := range m.Tested {
		if len(m.Tested[k].Lattice) > 0 && *figures < subgroupFigures {
			*figures++
			b.latticeFigure(*figures, &m.Tested[k])
		}
	}
	b.describedSubgroups(id, m)
	b.heaviestSubgroups(id, m)
	b.subgroupItems(id, m)
	b.correctives(m)
}

// testedSubgroups is the table of the subgroups that were tested.
func (b *builder) testedSubgroups(id string, m *audit.SubgroupMetric) {
	if len(m.Tested) == 0 {
		b.say("subgroups.none_tested")
		return
	}
	t := &Table{ID: "table-" + id, Caption: b.l.text("caption.subgroups_tested", "metric", b.l.metric(m.Metric)), Columns: []TableColumn{
		b.left("subgroup"), b.right("rate"), b.right("rate_outside"), b.right("difference"), b.right("interval"), b.right("n"), b.right("p_adjusted"), b.left("verdict"),
	}}
	for i := range m.Tested[:min(len(m.Tested), subgroupsTested)] {
		c := &m.Tested[i].Comparison
		p := b.l.str("value.none")
		if c.Test != nil {
			p = b.l.pCell(c.Test.PAdjusted)
		}
		t.Rows = append(t.Rows, []TableCell{
			head(b.l.where(c.Group)), num(b.l.rate(m.Metric, c.GroupRate)), num(b.l.rate(m.Metric, c.ReferenceRate)), num(b.l.compareValue(c)),
			num(b.l.compareInterval(c)), num(b.l.count(c.N)), num(p), cell(b.l.verdict(c.Verdict)),
		})
	}
	if len(m.Tested) > subgroupsTested {
		t.Notes = append(t.Notes, b.l.text("table.cut", "shown", subgroupsTested, "all", len(m.Tested)))
	}
	if strata := b.a.Subgroups.Strata; len(strata) > 0 {
		t.Notes = append(t.Notes, b.l.text("subgroups.within_note", "strata", b.l.names(strata)))
	}
	b.add(t)
}

// describedSubgroups is the table of the subgroups farthest from everybody, in all people.
func (b *builder) describedSubgroups(id string, m *audit.SubgroupMetric) {
	t := &Table{ID: "table-" + id + "-all", Caption: b.l.text("caption.subgroups_all", "metric", b.l.metric(m.Metric)), Columns: []TableColumn{
		b.left("subgroup"), b.right("counts"), b.right("rate"), b.right("divergence"), b.right("interval"), b.left("shares"),
	}}
	for _, list := range [][]audit.Subgroup{m.Above, m.Below} {
		listed := 0
		for i := range list {
			g := &list[i]
			if g.Redundant || listed == subgroupsDescribed {
				continue
			}
			listed++
			interval := b.l.str("value.none")
			if g.Interval != nil {
				interval = b.l.between(b.l.points(g.Interval.Lower), b.l.points(g.Interval.Upper))
			}
			t.Rows = append(t.Rows, []TableCell{
				head(b.l.where(g.Group)), num(b.l.count(g.Numerator) + " / " + b.l.count(g.Denominator)), num(b.l.percent(float64(g.Value))),
				num(b.l.points(float64(g.Divergence))), num(interval), cell(b.shapleyShares(g)),
			})
		}
	}
	if len(t.Rows) == 0 {
		return
	}
	t.Notes = append(t.Notes, b.l.text("subgroups.all_note"))
	b.add(t)
}

// shapleyShares says what each condition has of a subgroup's divergence.
func (b *builder) shapleyShares(g *audit.Subgroup) Text {
	if len(g.Group) < 2 || len(g.Shapley) != len(g.Group) {
		return plain(b.l.str("value.none"))
	}
	var items []Text
	for i, it := range g.Group {
		items = append(items, Text{b.l.value(it.Value), {Text: " " + b.l.points(float64(g.Shapley[i]))}})
	}
	return b.l.join(items, b.l.str("punctuation.comma"))
}

// subgroupItems is the table of what every single condition contributes.
func (b *builder) subgroupItems(id string, m *audit.SubgroupMetric) {
	if len(m.Items) == 0 {
		return
	}
	t := &Table{ID: "table-" + id + "-items", Caption: b.l.text("caption.subgroup_items", "metric", b.l.metric(m.Metric)), Columns: []TableColumn{
		b.left("condition"), b.right("contribution"), b.right("divergence"),
	}}
	for i := range m.Items[:min(len(m.Items), subgroupItems)] {
		it := &m.Items[i]
		alone := b.l.str("value.undefined")
		if it.Divergence != nil {
			alone = b.l.points(float64(*it.Divergence))
		}
		t.Rows = append(t.Rows, []TableCell{head(b.l.where(it.Item)), num(b.l.points(float64(it.Shapley))), num(alone)})
	}
	t.Notes = append(t.Notes, b.l.text("subgroups.items_note"))
	if len(m.Items) > subgroupItems {
		t.Notes = append(t.Notes, b.l.text("table.cut", "shown", subgroupItems, "all", len(m.Items)))
	}
	b.add(t)
}

// correctives lists conditions that bring a subgroup closer to everybody.
func (b *builder) correctives(m *audit.SubgroupMetric) {
	if len(m.Corrective) == 0 {
		return
	}
	list := &List{}
	for i := range m.Corrective[:min(len(m.Corrective), subgroupCorrective)] {
		c := &m.Corrective[i]
		list.Items = append(list.Items, b.l.text("subgroups.corrective", "group", b.l.where(c.Group), "item", b.l.where(c.Item),
			"without", b.l.points(float64(c.Without)), "with", b.l.points(float64(c.With))))
	}
	b.say("subgroups.correctives")
	b.add(list)
}

// latticeFigure draws a tested subgroup below the groups that it refines.
func (b *builder) latticeFigure(i int, x *audit.TestedSubgroup) {
	id := "figure-lattice-" + strconv.Itoa(i)
	metric := b.l.metric(x.Comparison.Metric)
	caption := b.l.text("lattice.caption", "metric", metric, "group", b.l.where(x.Group))
	p := figure.SubgroupLattice{
		Text:    figure.Text{Title: caption.Plain(), Description: b.l.str("lattice.alt", "metric", b.l.inText(metric))},
		Undrawn: b.l.str("value.undefined"), Min: 1, Max: 0,
	}
	data := &Table{ID: id + "-data", Caption: caption, Columns: []TableColumn{b.left("group"), b.right("counts"), b.right("rate")}}
	for k := range x.Lattice {
		n := &x.Lattice[k]
		if len(n.Group) == len(p.Levels) {
			p.Levels = append(p.Levels, figure.LatticeLevel{Label: b.l.str("lattice.level", "n", len(n.Group))})
		}
		level := &p.Levels[len(p.Levels)-1]
		node := figure.LatticeNode{Label: b.l.str("group.everybody"), Rate: orNaN(n.Value), Printed: b.l.rate(x.Comparison.Metric, n.Value), N: "n = " + b.l.count(n.Denominator)}
		for _, it := range n.Group {
			node.Conditions = append(node.Conditions, b.l.str("group.item", "attribute", fromData(it.Attribute), "value", b.l.value(it.Value)))
		}
		if n.Value != nil {
			p.Min, p.Max = min(p.Min, node.Rate), max(p.Max, node.Rate)
		}
		level.Nodes = append(level.Nodes, node)
		data.Rows = append(data.Rows, []TableCell{
			head(b.l.where(n.Group)), num(b.l.count(n.Numerator) + " / " + b.l.count(n.Denominator)), num(node.Printed),
		})
	}
	b.add(&Figure{ID: id, Caption: caption, Alt: p.Description, Plot: p, Data: data, Folded: true})
}
