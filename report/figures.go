package report

import (
	"fmt"
	"math"

	"auditd/audit"
	"auditd/report/figure"
)

// The most that one figure shows; the table below it holds as much as any table.
const (
	forestRows  = 40
	heatCells   = 20 // rows, and columns
	patternRows = 25
)

func markOf(v audit.Verdict) figure.Mark {
	switch v {
	case audit.DisparityShown:
		return figure.Disparity
	case audit.ParityShown:
		return figure.Parity
	case audit.Inconclusive:
		return figure.Inconclusive
	default:
		return figure.Unjudged
	}
}

// orNaN returns the number, NaN when there is none: the figures leave it out.
func orNaN(v *audit.Real) float64 {
	if v == nil {
		return math.NaN()
	}
	return float64(*v)
}

func ends(i *audit.Interval) (lower, upper float64) {
	if i == nil {
		return math.NaN(), math.NaN()
	}
	return i.Lower, i.Upper
}

// findingFigure draws all groups of the finding's attribute set by its metric, or refers to the figure that does.
func (b *builder) findingFigure(f *audit.Finding) {
	e := f.Evidence
	if e == nil {
		if b.representationOf(f) != nil {
			b.say("finding.see_coverage", "section", ref("coverage"))
		} else if b.hasUncovered() {
			b.say("finding.see_coverage", "section", ref("uncovered"))
		}
		return
	}
	k := key(f.Rule, f.Metric, e.Kind, e.Against, setKey(attributesOf(f.Group)), f.Stratum.Key())
	if id := b.forests[k]; id != "" {
		b.say("finding.see_figure", "figure", ref(id))
		return
	}
	id := fmt.Sprintf("figure-forest-%d", len(b.forests)+1)
	b.forests[k] = id
	b.add(b.forest(id, f))
}

func (b *builder) hasUncovered() bool { return b.a.Coverage != nil }

// forest is the figure of one rule, metric and attribute set. It takes the findings of the rule, whose verdicts may be more
// careful than those of the comparisons.
func (b *builder) forest(id string, f *audit.Finding) *Figure {
	e := f.Evidence
	set := b.l.attributes(attributesOf(f.Group))
	caption := b.l.text("forest.caption", "metric", b.l.metric(f.Metric), "attributes", set, "rule", b.l.rule(f.Rule))
	p := figure.Forest{
		Text:  figure.Text{Title: caption.Plain(), Description: b.l.str("forest.alt", "metric", b.l.inText(b.l.metric(f.Metric)), "attributes", set, "band", b.l.band(e))},
		Heads: figure.ForestHeads{Group: b.l.str("column.group"), Value: b.l.str("forest." + e.Kind), N: b.l.str("column.n"), Verdict: b.l.str("column.verdict")},
		Small: b.l.str("figure.small"), Arrow: b.l.str("figure.arrow"),
	}
	b.forestAxis(&p, e)
	data := &Table{ID: id + "-data", Caption: caption, Columns: []TableColumn{
		b.left("group"), b.right("rate"), b.right(e.Kind), b.right("interval"), b.right("n"), b.right("p_adjusted"), b.left("verdict"),
	}}
	all := 0
	for i := range b.a.Findings {
		g := &b.a.Findings[i]
		if g.Rule != f.Rule || g.Metric != f.Metric || g.Evidence == nil || g.Evidence.Kind != e.Kind || g.Evidence.Against != e.Against ||
			!g.Stratum.Equal(f.Stratum) || setKey(attributesOf(g.Group)) != setKey(attributesOf(f.Group)) {
			continue
		}
		all++
		if all <= forestRows {
			p.Rows = append(p.Rows, b.forestRow(g))
		}
		if all <= tableRows {
			data.Rows = append(data.Rows, b.forestDataRow(g))
		}
	}
	data.Rows = append(data.Rows, b.referenceRow(f, len(data.Columns)))
	b.cutNote(data, all)
	if all > forestRows {
		data.Notes = append(data.Notes, b.l.text("figure.cut", "shown", forestRows, "all", all))
	}
	return &Figure{ID: id, Caption: caption, Alt: p.Description, Plot: p, Data: data}
}

func (b *builder) forestAxis(p *figure.Forest, e *audit.Comparison) {
	p.Axis = figure.Axis{Label: b.l.str("forest.axis_" + e.Kind)}
	p.Band = &figure.Band{Lower: float64(e.Band.Lower), Upper: float64(e.Band.Upper), Label: b.l.str("forest.band")}
	if e.Kind == audit.Ratio {
		p.Axis.Log = true
		p.Line = &figure.Line{At: 1}
		return
	}
	p.Axis.Form = figure.Hundred
	p.Line = &figure.Line{At: 0}
}

func (b *builder) forestRow(f *audit.Finding) figure.ForestRow {
	e := f.Evidence
	lower, upper := ends(e.Interval)
	r := figure.ForestRow{
		Label: b.l.name(f.Group).Plain(), Value: orNaN(e.Value), Lower: lower, Upper: upper,
		N: b.l.count(e.N), Mark: markOf(f.Verdict), Verdict: b.l.badge(f.Verdict).Text,
		Small: e.N < b.a.Plan.MinGroupSize || e.ReferenceN < b.a.Plan.MinGroupSize,
	}
	r.Printed = b.l.compareValue(e)
	if e.Interval != nil {
		r.Printed += b.l.str("punctuation.open") + b.l.compareInterval(e) + b.l.str("punctuation.close")
	}
	if e.Value == nil {
		r.Reason = b.l.why(e.Status, e.Why).Plain()
	}
	return r
}

func (b *builder) forestDataRow(f *audit.Finding) []TableCell {
	e := f.Evidence
	p := b.l.str("value.none")
	if e.Test != nil {
		p = b.l.pCell(e.Test.PAdjusted)
	}
	verdict := b.l.verdict(f.Verdict)
	if e.Value == nil {
		verdict = append(verdict, Span{Text: b.l.str("punctuation.colon")})
		verdict = append(verdict, b.l.why(e.Status, e.Why)...)
	}
	return []TableCell{
		head(b.l.name(f.Group)), num(b.l.rate(f.Metric, e.GroupRate)), num(b.l.compareValue(e)), num(b.l.compareInterval(e)), num(b.l.count(e.N)), num(p), cell(verdict),
	}
}

// referenceRow shows the reference group's own rate at the foot of the table.
func (b *builder) referenceRow(f *audit.Finding, columns int) []TableCell {
	e := f.Evidence
	name := b.l.name(f.Reference)
	if e.Against == audit.AgainstComplement {
		name = b.l.text("group.complement")
	}
	row := make([]TableCell, columns)
	for i := range row {
		row[i] = num(b.l.str("value.none"))
	}
	row[0] = head(b.l.text("forest.reference", "group", name))
	row[1] = num(b.l.rate(f.Metric, e.ReferenceRate))
	row[4] = num(b.l.count(e.ReferenceN))
	row[columns-1] = cell(b.l.text("flag.reference"))
	return row
}

// coverageFigure sets the data's shares against the population's, by one attribute set.
func (b *builder) coverageFigure(i int, set []*audit.Representation) {
	attributes := b.l.attributes(attributesOf(set[0].Group))
	id := fmt.Sprintf("figure-coverage-%d", i+1)
	data := b.representationTable(id+"-data", set)
	p := figure.CoverageBars{
		Text: figure.Text{Title: data.Caption.Plain(), Description: b.l.str("coverage.alt", "attributes", attributes)},
		Heads: figure.CoverageHeads{
			Group: b.l.str("column.group"), Share: b.l.str("coverage.data"), Population: b.l.str("coverage.population"), Verdict: b.l.str("column.verdict"),
		},
		Label: b.l.str("coverage.axis"), Data: b.l.str("coverage.data"), Population: b.l.str("coverage.population"),
	}
	for _, r := range set[:min(len(set), forestRows)] {
		p.Rows = append(p.Rows, b.coverageRow(r))
	}
	if len(set) > forestRows {
		data.Notes = append(data.Notes, b.l.text("figure.cut", "shown", forestRows, "all", len(set)))
	}
	b.add(&Figure{ID: id, Caption: data.Caption, Alt: p.Description, Plot: p, Data: data})
}

func (b *builder) coverageRow(r *audit.Representation) figure.CoverageRow {
	row := figure.CoverageRow{
		Label: b.l.name(r.Group).Plain(), Share: orNaN(r.Share), Lower: math.NaN(), Upper: math.NaN(), Population: orNaN(r.ReferenceShare),
		PrintedShare: b.share(r.Share), PrintedPopulation: b.share(r.ReferenceShare), Mark: markOf(r.Verdict), Verdict: b.l.badge(r.Verdict).Text,
	}
	if r.Verdict == audit.DisparityShown && r.Direction == "under" {
		row.Mark, row.Verdict = figure.Under, b.l.str("coverage.under")
	}
	if r.Verdict == audit.DisparityShown && r.Direction == "over" {
		row.Mark, row.Verdict = figure.Over, b.l.str("coverage.over")
	}
	if r.Share == nil {
		row.Reason = b.l.why(r.Status, r.Why).Plain()
	}
	return row
}

// missingFigure shows the share of missing labels, or of missing decisions when no label is missing; nil when nothing is.
func (b *builder) missingFigure() *Figure {
	missing, what := func(m *audit.MissingCount) int64 { return m.Label }, "label"
	if !b.anyMissing(missing) {
		missing, what = func(m *audit.MissingCount) int64 { return m.Decision }, "decision"
	}
	if !b.anyMissing(missing) {
		return nil
	}
	caption := b.l.text("missing.caption_" + what)
	p := figure.MissingBars{
		Text:  figure.Text{Title: caption.Plain(), Description: b.l.str("missing.alt")},
		Heads: figure.MissingHeads{Group: b.l.str("column.group"), Share: b.l.str("missing.share"), N: b.l.str("column.people")},
		Label: b.l.str("missing.share"), Small: b.l.str("figure.small"),
	}
	for i := range b.a.Missing {
		m := &b.a.Missing[i]
		if len(p.Rows) == forestRows || m.N == 0 {
			continue
		}
		share := float64(missing(m)) / float64(m.N)
		if len(m.Group) == 0 {
			p.Line = &figure.Line{At: share, Label: b.l.str("group.everybody")}
			continue
		}
		p.Rows = append(p.Rows, figure.MissingRow{
			Section: shown(m.Group.Attributes()), Label: b.l.name(m.Group).Plain(), Share: share, Lower: math.NaN(), Upper: math.NaN(),
			Printed: b.l.percent(share), N: b.l.count(m.N), Small: m.N < b.a.Plan.MinGroupSize,
		})
	}
	return &Figure{ID: "figure-missing", Caption: caption, Alt: p.Description, Plot: p, Folded: true}
}

func (b *builder) anyMissing(of func(*audit.MissingCount) int64) bool {
	for i := range b.a.Missing {
		if of(&b.a.Missing[i]) > 0 {
			return true
		}
	}
	return false
}

// patternFigure shows the uncovered patterns as a matrix; nil when the patterns do not share the attributes of the coverage.
func (b *builder) patternFigure() *Figure {
	c := b.a.Coverage
	caption := b.l.text("caption.uncovered", "threshold", c.Threshold)
	p := figure.PatternMatrix{
		Text:      figure.Text{Title: caption.Plain(), Description: b.l.str("uncovered.alt", "threshold", c.Threshold)},
		Heads:     figure.PatternHeads{Count: b.l.str("column.count"), Kind: b.l.str("column.materiality")},
		Label:     b.l.str("column.count"),
		Threshold: figure.Line{At: float64(c.Threshold), Label: b.l.str("uncovered.threshold", "n", c.Threshold)},
		Any:       b.l.str("uncovered.any"), Expected: b.l.str("uncovered.expected"),
	}
	for _, name := range c.Attributes {
		p.Attributes = append(p.Attributes, shown(name))
	}
	for _, u := range c.Uncovered[:min(len(c.Uncovered), patternRows)] {
		row := figure.PatternRow{Values: make([]string, len(c.Attributes)), Count: float64(u.Count), Expected: orNaN(u.Expected), Printed: b.l.count(u.Count)}
		for _, it := range u.Pattern {
			for i, name := range c.Attributes {
				if it.Attribute == name {
					row.Values[i] = b.l.value(it.Value).Text
				}
			}
		}
		if u.Materiality != "" {
			row.Kind = b.l.str("materiality." + u.Materiality + ".short")
		}
		if u.Materiality == audit.UnderCovered {
			row.Mark = figure.Disparity
		}
		p.Rows = append(p.Rows, row)
	}
	if len(p.Attributes) == 0 {
		return nil
	}
	return &Figure{ID: "figure-uncovered", Caption: caption, Alt: p.Description, Plot: p}
}

// heatMap draws one metric over a pair of attributes. The order of values is that of the audit.
func (b *builder) heatMap(i int, metric string, set []string, estimates []*audit.Estimate) {
	caption := b.l.text("heat.title", "metric", b.l.metric(metric), "row", fromData(set[0]), "column", fromData(set[1]))
	id := fmt.Sprintf("figure-heat-%d", i+1)
	p := figure.HeatMap{
		Text:    figure.Text{Title: caption.Plain(), Description: b.l.str("heat.alt", "metric", b.l.inText(b.l.metric(metric)), "row", shown(set[0]), "column", shown(set[1]))},
		RowHead: shown(set[0]), ColumnHead: shown(set[1]),
		Words: figure.CellWords{Small: b.l.str("figure.small_hatched"), Empty: b.l.str("heat.empty_key"), Undefined: b.l.str("value.undefined"), Withheld: b.l.str("status.suppressed")},
	}
	rows, columns := map[string]int{}, map[string]int{}
	for _, e := range estimates {
		if _, ok := rows[e.Group[0].Value]; !ok && len(rows) < heatCells {
			rows[e.Group[0].Value] = len(rows)
			p.Rows = append(p.Rows, b.l.value(e.Group[0].Value).Text)
		}
		if _, ok := columns[e.Group[1].Value]; !ok && len(columns) < heatCells {
			columns[e.Group[1].Value] = len(columns)
			p.Columns = append(p.Columns, b.l.value(e.Group[1].Value).Text)
		}
	}
	for range p.Rows {
		line := make([]figure.Cell, len(p.Columns))
		for j := range line {
			line[j] = figure.Cell{State: figure.CellEmpty, Text: b.l.str("heat.empty")}
		}
		p.Cells = append(p.Cells, line)
	}
	for _, e := range estimates {
		r, ok := rows[e.Group[0].Value]
		c, ok2 := columns[e.Group[1].Value]
		if ok && ok2 {
			p.Cells[r][c] = b.heatCell(e)
		}
	}
	b.add(&Figure{ID: id, Caption: caption, Alt: p.Description, Plot: p, Data: b.rateTable(id+"-data", caption, estimates, false), Folded: true})
}

func (b *builder) heatCell(e *audit.Estimate) figure.Cell {
	c := figure.Cell{Value: orNaN(e.Value), Text: b.l.rate(e.Metric, e.Value), N: "n = " + b.l.count(e.Denominator)}
	switch {
	case e.Status == audit.StatusSuppressed:
		c.State, c.N = figure.CellWithheld, ""
	case e.N == 0:
		c.State, c.Text, c.N = figure.CellEmpty, b.l.str("heat.empty"), ""
	case e.Value == nil:
		c.State = figure.CellUndefined
	case e.N < b.a.Plan.MinGroupSize:
		c.State = figure.CellSmall
	}
	return c
}
