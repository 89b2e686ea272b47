package report

import (
	"fmt"
	"math"
	"slices"

	"auditd/audit"
	"auditd/report/figure"
)

const (
	stageSentences = 4  // groups whose way is told in words
	stageFigures   = 3  // attributes with a figure
	funnelRows     = 60 // in one figure
)

// stages follows groups through the filters of the process.
func (b *builder) stages() {
	s := b.a.Stages
	if s == nil {
		return
	}
	b.part("stages", 1)
	told := b.worstWays()
	for i, a := range told[:min(len(told), stageSentences)] {
		b.add(&Paragraph{Lead: i == 0, Text: b.waySentence(a)})
	}
	if len(told) == 0 {
		b.say("stages.none")
	}
	b.say("stages.examined", "people", s.Entered, "n", len(s.Names), "stages", b.l.names(s.Names))
	if s.LeftOut > 0 {
		b.note(NoteCaution, "stages.left_out", "n", s.LeftOut)
	}
	for _, broken := range s.Broken {
		b.note(NoteCaution, "stages.broken", "stage", fromData(broken.Stage), "returned", broken.Returned, "new", broken.New)
	}
	if !b.stagesJudged() {
		b.exploratory("stages", false)
	}
	b.weightUse(s.Weights)
	b.funnels()
	b.add(b.wayTable(), b.stepTable())
	b.filterShares()
	b.add(&Note{Kind: NoteLimit, Title: b.l.str("finding.not_mean"), Text: []Text{b.l.text("stages.not_mean")}})
	b.stageSweeps()
}

// stagesJudged reports whether a rule of the plan judges the process and its stages.
func (b *builder) stagesJudged() bool {
	return slices.ContainsFunc(b.a.Plan.Rules, func(r audit.RuleChoice) bool { return r.Name == "four_fifths" })
}

// worstWays returns the ways that end with a disparity, of all or of one stage, then the others that can be told, each in the order
// of the audit.
func (b *builder) worstWays() []*audit.Attrition {
	var worst, rest []*audit.Attrition
	for i := range b.a.Stages.Attrition {
		a := &b.a.Stages.Attrition[i]
		switch {
		case a.Whole.GroupRate == nil || a.Whole.ReferenceRate == nil:
		case a.Whole.Verdict == audit.DisparityShown || stepShown(a) != nil:
			worst = append(worst, a)
		default:
			rest = append(rest, a)
		}
	}
	return append(worst, rest...)
}

// stepShown returns the first stage that shows a disparity by itself, nil when none does.
func stepShown(a *audit.Attrition) *audit.StageStep {
	for k := range a.Steps {
		if a.Steps[k].Comparison.Verdict == audit.DisparityShown {
			return &a.Steps[k]
		}
	}
	return nil
}

// waySentence tells one group's way in natural frequencies and says what its stages do.
func (b *builder) waySentence(a *audit.Attrition) Text {
	x, y := a.Whole.GroupRate.Round(), a.Whole.ReferenceRate.Round()
	of := frequencyBase(x, y)
	t := b.l.text("stages.way", "of", of, "group", b.l.name(a.Group), "reference", b.l.name(a.Reference), "a", frequency(x, of), "b", frequency(y, of))
	t = append(t, Span{Text: b.l.str("punctuation.sentence")})
	t = append(t, b.l.withDoubt(&a.Whole)...)
	if key := b.wayKey(a); key != "" {
		stage := Span{}
		if s := stepShown(a); s != nil {
			stage = fromData(s.Stage)
		}
		t = append(t, Span{Text: b.l.str("punctuation.sentence")})
		if stage.Text == "" {
			t = append(t, b.l.text("stages.product")...)
		} else {
			t = append(t, b.l.text(key, "stage", stage)...)
		}
	}
	if a.Shortfall != nil && a.Shortfall.Round() >= 0.5 {
		t = append(t, Span{Text: b.l.str("punctuation.sentence")})
		t = append(t, b.l.text("stages.shortfall", "n", int64(math.Round(a.Shortfall.Round())))...)
	}
	return t
}

// wayKey is the message for how stages and whole relate; empty when there is nothing to say.
func (b *builder) wayKey(a *audit.Attrition) string {
	whole, step := a.Whole.Verdict == audit.DisparityShown, stepShown(a) != nil
	switch {
	case whole && !step:
		return "stages.product"
	case step && !whole:
		return "stages.component"
	case step:
		return "stages.step"
	default:
		return ""
	}
}

// stageWarnings says on the first page what the stages show where a rule judges them, and where people came in between.
func (b *builder) stageWarnings() {
	if b.a.Stages == nil {
		return
	}
	var told []Text
	for _, a := range b.worstWays() {
		if b.stagesJudged() && b.wayKey(a) != "" && len(told) < summaryFindings { // what no rule judges is no matter of the first page
			told = append(told, append(b.waySentence(a), b.l.text("summary.see", "section", ref("stages"))...))
		}
	}
	for _, broken := range b.a.Stages.Broken {
		told = append(told, b.l.text("stages.broken", "stage", fromData(broken.Stage), "returned", broken.Returned, "new", broken.New))
	}
	if len(told) > 0 {
		b.add(&Note{Kind: NoteCaution, Title: b.l.str("section.stages"), Text: told})
	}
}

// funnels draws who is left after every stage, attribute by attribute.
func (b *builder) funnels() {
	drawn := map[string]bool{}
	for i := range b.a.Stages.Groups {
		name := b.a.Stages.Groups[i].Group.Attributes()
		if drawn[name] || len(drawn) == stageFigures {
			continue
		}
		drawn[name] = true
		b.add(b.funnel(fmt.Sprintf("figure-funnel-%d", len(drawn)), name))
	}
}

func (b *builder) funnel(id, attribute string) *Figure {
	s := b.a.Stages
	caption := b.l.text("stages.caption", "attribute", fromData(attribute))
	p := figure.Funnel{
		Text:  figure.Text{Title: caption.Plain(), Description: b.l.str("stages.alt", "attribute", shown(attribute))},
		Heads: figure.FunnelHeads{Group: b.l.str("column.group"), Share: b.l.str("stages.left"), N: b.l.str("column.people"), Ratio: b.l.str("column.ratio")},
		Label: b.l.str("stages.axis"), Reference: b.l.str("stages.stroke"), Small: b.l.str("figure.small_hatched"),
	}
	data := &Table{ID: id + "-data", Caption: caption, Columns: []TableColumn{b.left("stage"), b.left("group"), b.right("people"), b.right("left"), b.right("not_known")}}
	all := 0
	for k, stage := range append([]string{""}, s.Names...) {
		for i := range s.Groups {
			g := &s.Groups[i]
			if g.Group.Attributes() != attribute {
				continue
			}
			all++
			if k > 0 && len(p.Rows) < funnelRows {
				p.Rows = append(p.Rows, b.funnelRow(g, k, stage))
			}
			if all <= tableRows {
				data.Rows = append(data.Rows, b.funnelDataRow(g, k, stage))
			}
		}
	}
	b.cutNote(data, all)
	if shownAll := len(s.Names) * (all / (len(s.Names) + 1)); shownAll > funnelRows {
		data.Notes = append(data.Notes, b.l.text("figure.cut", "shown", funnelRows, "all", shownAll))
	}
	return &Figure{ID: id, Caption: caption, Alt: p.Description, Plot: p, Data: data}
}

// stageTitle names a stage by its place and its name.
func (b *builder) stageTitle(k int, name string) Text {
	if k == 0 {
		return b.l.text("stages.entered")
	}
	return b.l.text("stages.after", "k", k, "name", fromData(name))
}

func (b *builder) funnelRow(g *audit.StageGroup, k int, stage string) figure.FunnelRow {
	row := figure.FunnelRow{
		Section: b.stageTitle(k, stage).Plain(), Label: b.l.name(g.Group).Plain(), Share: math.NaN(), Reference: math.NaN(),
		Printed: b.l.str("value.none"), N: b.l.count(g.Left[k]), Ratio: b.l.str("value.none"), Small: g.Left[0] < b.a.Plan.MinGroupSize,
	}
	if g.Left[0] == 0 {
		row.Reason = b.l.str("said.nobody_in_group")
		return row
	}
	row.Share = leftOf(g, k)
	row.Printed = b.l.percent(row.Share)
	if r := b.referenceWay(g); r != nil && r.Left[0] > 0 {
		row.Reference = leftOf(r, k)
		if row.Reference > 0 {
			row.Ratio = b.l.ratio(row.Share/row.Reference, 0.8)
		}
	}
	return row
}

// leftOf is the share of those who entered who are left after a stage, by weight where they have weights; NaN where nobody entered.
func leftOf(g *audit.StageGroup, k int) float64 {
	if g.Weights != nil {
		return float64(g.Weights[k]) / float64(g.Weights[0])
	}
	return float64(g.Left[k]) / float64(g.Left[0])
}

// referenceWay returns the way of the reference group that a group is compared with; nil for the reference itself and for people
// whose group is not known.
func (b *builder) referenceWay(g *audit.StageGroup) *audit.StageGroup {
	for i := range b.a.Stages.Attrition {
		a := &b.a.Stages.Attrition[i]
		if !a.Group.Equal(g.Group) {
			continue
		}
		for k := range b.a.Stages.Groups {
			if b.a.Stages.Groups[k].Group.Equal(a.Reference) {
				return &b.a.Stages.Groups[k]
			}
		}
	}
	return nil
}

func (b *builder) funnelDataRow(g *audit.StageGroup, k int, stage string) []TableCell {
	left, unknown := b.l.str("value.none"), b.l.str("value.none")
	if g.Left[0] > 0 {
		left = b.l.percent(leftOf(g, k))
	}
	if k > 0 {
		unknown = b.l.count(g.Unknown[k-1])
	}
	return []TableCell{head(b.stageTitle(k, stage)), cell(b.l.name(g.Group)), num(b.l.count(g.Left[k])), num(left), num(unknown)}
}

// wayTable is every group's whole way against the reference's.
func (b *builder) wayTable() *Table {
	t := &Table{ID: "table-ways", Caption: b.l.text("caption.ways"), Columns: []TableColumn{
		b.left("group"), b.right("left"), b.right("rate_reference"), b.right("ratio"), b.right("interval"), b.right("greenwood"), b.right("p_adjusted"), b.right("shortfall"), b.left("verdict"),
	}}
	all := b.a.Stages.Attrition
	for i := range all[:min(len(all), tableRows)] {
		a := &all[i]
		greenwood, shortfall := b.l.str("value.none"), b.l.str("value.none")
		if a.Greenwood != nil {
			greenwood = b.ratioInterval(a.Greenwood)
		}
		if a.Shortfall != nil {
			shortfall = b.l.count(int64(math.Round(a.Shortfall.Round())))
		}
		t.Rows = append(t.Rows, []TableCell{
			head(b.l.where(a.Group)), num(b.share(a.Whole.GroupRate)), num(b.share(a.Whole.ReferenceRate)), num(b.l.compareValue(&a.Whole)), num(b.l.compareInterval(&a.Whole)),
			num(greenwood), num(b.testCell(a.Whole.Test)), num(shortfall), cell(b.stageVerdict(&a.Whole)),
		})
	}
	b.cutNote(t, len(all))
	return t
}

// stageVerdict is the verdict of a comparison, with the reason where it has no value.
func (b *builder) stageVerdict(c *audit.Comparison) Text {
	t := b.l.verdict(c.Verdict)
	if c.Value == nil {
		t = append(t, Span{Text: b.l.str("punctuation.colon")})
		t = append(t, b.l.why(c.Status, c.Why)...)
	}
	return t
}

// stepTable is every stage by itself.
func (b *builder) stepTable() *Table {
	t := &Table{ID: "table-steps", Caption: b.l.text("caption.steps"), Columns: []TableColumn{
		b.left("stage"), b.left("group"), b.right("people"), b.right("passed"), b.right("rate_reference"), b.right("ratio"), b.right("interval"), b.right("p_adjusted"), b.right("part"), b.left("verdict"),
	}}
	all := 0
	for k := range b.a.Stages.Names {
		for i := range b.a.Stages.Attrition {
			a := &b.a.Stages.Attrition[i]
			all++
			if all > tableRows {
				continue
			}
			s := &a.Steps[k]
			part := b.l.str("value.none")
			if s.Share != nil {
				part = b.l.percent(float64(*s.Share))
			}
			t.Rows = append(t.Rows, []TableCell{
				head(b.stageTitle(k+1, s.Stage)), cell(b.l.where(a.Group)), num(b.l.count(s.Comparison.N)), num(b.share(s.Comparison.GroupRate)), num(b.share(s.Comparison.ReferenceRate)),
				num(b.l.compareValue(&s.Comparison)), num(b.l.compareInterval(&s.Comparison)), num(b.testCell(s.Comparison.Test)), num(part), cell(b.stageVerdict(&s.Comparison)),
			})
		}
	}
	b.cutNote(t, all)
	t.Notes = append(t.Notes, b.l.text("stages.part_note"))
	return t
}

// filterShares is what each filter contributes whatever the order, or why that cannot be told.
func (b *builder) filterShares() {
	s := b.a.Stages
	if s.FiltersWhy != "" {
		b.say("stages.no_filters", "why", b.l.said(s.FiltersWhy, nil))
		return
	}
	t := &Table{ID: "table-filters", Caption: b.l.text("caption.filters"), Columns: []TableColumn{
		b.left("group"), b.left("stage"), b.right("factor"), b.right("without"), b.left("remark"),
	}}
	all := 0
	for i := range s.Attrition {
		a := &s.Attrition[i]
		for k := range a.Filters {
			f := &a.Filters[k]
			all++
			if all > tableRows {
				continue
			}
			factor, without := b.l.str("value.none"), b.l.str("value.none")
			if f.Shapley != nil {
				factor = b.l.ratio(math.Exp(float64(*f.Shapley)), 1)
			}
			if f.LeaveOneOut != nil && a.Whole.Value != nil {
				without = b.l.ratio(float64(*a.Whole.Value)+float64(*f.LeaveOneOut), 0.8)
			}
			t.Rows = append(t.Rows, []TableCell{head(b.l.where(a.Group)), cell(Text{fromData(f.Stage)}), num(factor), num(without), cell(b.l.said(f.Why, nil))})
		}
	}
	if all == 0 {
		return
	}
	b.cutNote(t, all)
	t.Notes = append(t.Notes, b.l.text("stages.filters_note"))
	b.add(t)
}

// stageMethods names the methods behind the stages.
func (b *builder) stageMethods(use func(prefix, name string), interval func(*audit.Interval), test func(*audit.Test)) {
	s := b.a.Stages
	if s == nil {
		return
	}
	use("method.", "stages")
	if len(s.Sweeps) > 0 {
		use("method.", "threshold_sweep")
	}
	for i := range s.Attrition {
		interval(s.Attrition[i].Greenwood)
		interval(s.Attrition[i].Whole.Interval)
		test(s.Attrition[i].Whole.Test)
	}
}
