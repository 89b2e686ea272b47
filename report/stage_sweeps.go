package report

import (
	"fmt"
	"math"
	"slices"

	"auditd/audit"
	"auditd/report/figure"
)

const (
	sweepSentences = 3  // groups of one filter that are told in words
	sweepFigures   = 6  // figures of all filters together
	sweepCuts      = 12 // cuts of one group in the table, besides those that matter
	sweepCrossings = 4  // crossings that are named
)

// stageSweeps shows what other cuts of filters would do, where the plan names number and cut.
func (b *builder) stageSweeps() {
	if len(b.a.Stages.Sweeps) == 0 {
		return
	}
	b.part("cuts", 2)
	b.say("stages.sweep_intro")
	figures := 0
	for i := range b.a.Stages.Sweeps {
		s := &b.a.Stages.Sweeps[i]
		b.say("stages.passes_"+s.Passes, "stage", fromData(s.Stage), "column", fromData(s.Column), "cut", b.scoreText(s.Cut.Round()))
		if s.Of > 0 {
			b.say("stages.sweep_agree", "agree", s.Agree, "of", s.Of)
		}
		if s.Bits > 0 {
			b.note(NoteCaution, "stages.sweep_rounded", "error", b.l.percent(s.Error.Round()))
		}
		b.sweepSentences(s)
		for first := 0; first < len(s.Pairs); {
			next := first + 1
			for next < len(s.Pairs) && s.Pairs[next].Group.Attributes() == s.Pairs[first].Group.Attributes() {
				next++
			}
			if figures++; figures <= sweepFigures {
				b.stageSweepFigure(fmt.Sprintf("stage-sweep-%d", figures), s, s.Pairs[first:next])
			}
			first = next
		}
	}
	if figures > sweepFigures {
		b.say("figure.cut", "shown", sweepFigures, "all", figures)
	}
	b.note(NoteLimit, "stages.sweep_limit")
}

// inUse returns what the cut in use does.
func inUse(p *audit.StageSweepPair) *audit.StageSweepCut {
	for i := range p.Cuts {
		if p.Cuts[i].Operating {
			return &p.Cuts[i]
		}
	}
	return nil
}

// sweepSentences tells the groups whose ratio is lowest with the cut in use.
func (b *builder) sweepSentences(s *audit.StageSweep) {
	var told []*audit.StageSweepPair
	for i := range s.Pairs {
		if c := inUse(&s.Pairs[i]); c != nil && c.Ratio != nil {
			told = append(told, &s.Pairs[i])
		}
	}
	slices.SortStableFunc(told, func(x, y *audit.StageSweepPair) int { return compareReal(*inUse(x).Ratio, *inUse(y).Ratio) })
	list := &List{}
	for _, p := range told[:min(len(told), sweepSentences)] {
		list.Items = append(list.Items, b.sweepSentence(s, p))
	}
	if len(list.Items) > 0 {
		b.add(list)
	}
}

func compareReal(x, y audit.Real) int {
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

func (b *builder) sweepSentence(s *audit.StageSweep, p *audit.StageSweepPair) Text {
	c := inUse(p)
	x, y := c.Group.Round(), c.Reference.Round()
	of := frequencyBase(x, y)
	t := b.l.text("stages.sweep_pair", "of", of, "group", b.l.name(p.Group), "reference", b.l.name(p.Reference), "a", frequency(x, of), "b", frequency(y, of),
		"ratio", b.l.ratio(float64(*c.Ratio), 0.8))
	more := func(key string, args ...any) {
		t = append(t, Span{Text: b.l.str("punctuation.sentence")})
		t = append(t, b.l.text(key, args...)...)
	}
	if n := c.Shortfall.Round(); n >= 0.5 {
		more("stages.sweep_short", "n", int64(math.Round(n)))
	}
	switch {
	case len(p.Crossings) > 0:
		more("stages.sweep_crossing", "cuts", b.cutList(p.Crossings), "n", len(p.Crossings))
	case *c.Ratio < 0.8:
		more("stages.sweep_never_reaches")
	default:
		more("stages.sweep_never_falls")
	}
	if s.Whole && len(p.WholeCrossings) > 0 && len(b.a.Stages.Names) > 1 {
		more("stages.sweep_whole", "cuts", b.cutList(p.WholeCrossings), "n", len(p.WholeCrossings))
	}
	return t
}

// cutList names the first few cuts, and says how many more there are.
func (b *builder) cutList(cuts []audit.Real) Text {
	var items []Text
	for _, c := range cuts[:min(len(cuts), sweepCrossings)] {
		items = append(items, plain(b.scoreText(c.Round())))
	}
	t := b.l.list(items)
	if more := len(cuts) - sweepCrossings; more > 0 {
		t = append(t, b.l.text("stages.sweep_more", "n", more)...)
	}
	return t
}

// stageSweepFigure draws the groups of one attribute.
func (b *builder) stageSweepFigure(id string, s *audit.StageSweep, pairs []audit.StageSweepPair) {
	if len(pairs[0].Cuts) < 2 {
		return
	}
	caption := b.l.text("stages.sweep_caption", "stage", fromData(s.Stage), "reference", b.l.where(pairs[0].Reference))
	cuts := pairs[0].Cuts
	f := figure.ThresholdSweep{
		Text: figure.Text{Title: caption.Plain(), Description: b.l.str("stages.sweep_alt")},
		X:    b.l.text("stages.sweep_axis", "column", fromData(s.Column)).Plain(), Y: b.l.str("stages.sweep_ratio"),
		Min: cuts[0].At.Round(), Max: cuts[len(cuts)-1].At.Round(), Band: &figure.Band{Lower: 0.8, Upper: 1.25, Label: b.l.str("scores.key_band")},
		Operating: s.Cut.Round(), Ratio: b.l.str("scores.key_ratio"), Pointwise: b.l.str("scores.key_pointwise"), InUse: b.l.str("scores.key_in_use"),
		Crossing: b.l.str("scores.key_crossing"),
	}
	data := &Table{ID: "figure-" + id + "-data", Caption: caption, Columns: []TableColumn{
		b.left("group"), b.right("cut"), b.right("passed"), b.right("rate_reference"), b.right("ratio"), b.right("interval"), b.right("shortfall"),
	}}
	if s.Whole {
		data.Columns = append(data.Columns, b.right("whole_ratio"), b.right("whole_shortfall"))
	}
	rows := 0
	for k := range pairs {
		if k == scorePanels {
			data.Notes = append(data.Notes, b.l.text("figure.cut", "shown", scorePanels, "all", len(pairs)))
			break
		}
		f.Panels = append(f.Panels, b.stageSweepPanel(s, &pairs[k], data, &rows))
	}
	data.Notes = append(data.Notes, b.l.text("stages.sweep_table_note"))
	b.cutNote(data, rows)
	b.add(&Figure{ID: "figure-" + id, Caption: caption, Alt: f.Description, Plot: f, Data: data})
}

// stageSweepPanel draws one group, and lists the cut in use, those at which the ratio passes 0.8, and some evenly between.
func (b *builder) stageSweepPanel(s *audit.StageSweep, p *audit.StageSweepPair, data *Table, rows *int) figure.SweepPanel {
	out := figure.SweepPanel{Label: b.l.name(p.Group).Plain()}
	for _, c := range p.Crossings {
		out.Crossings = append(out.Crossings, c.Round())
	}
	step := max(1, len(p.Cuts)/sweepCuts)
	for i := range p.Cuts {
		c := &p.Cuts[i]
		lower, upper := ends(c.Interval)
		out.Cuts = append(out.Cuts, figure.SweepCut{At: c.At.Round(), Ratio: orNaN(c.Ratio), Lower: lower, Upper: upper})
		if !c.Operating && !slices.Contains(p.Crossings, c.At) && i%step != 0 {
			continue
		}
		if *rows++; *rows <= tableRows {
			data.Rows = append(data.Rows, b.stageSweepRow(s, p, c))
		}
	}
	if p.N == 0 || p.ReferenceN == 0 {
		out.Reason = b.l.why("", "nobody_in_group").Plain()
	}
	return out
}

func (b *builder) stageSweepRow(s *audit.StageSweep, p *audit.StageSweepPair, c *audit.StageSweepCut) []TableCell {
	ratio := func(v *audit.Real) string {
		if v == nil {
			return b.l.str("value.undefined")
		}
		return b.l.ratio(float64(*v), 0.8)
	}
	people := func(v *audit.Real) string {
		if v == nil {
			return b.l.str("value.none")
		}
		return b.l.number(math.Round(v.Round()) + 0)
	}
	interval := b.l.str("value.none")
	if c.Interval != nil {
		interval = b.ratioInterval(c.Interval)
	}
	cut := Text{{Text: b.scoreText(c.At.Round())}}
	if c.Operating {
		cut = b.l.text("stages.sweep_in_use", "cut", b.scoreText(c.At.Round()))
	}
	row := []TableCell{
		head(b.l.name(p.Group)), cell(cut), num(b.l.rate("", c.Group)), num(b.l.rate("", c.Reference)), num(ratio(c.Ratio)), num(interval), num(people(c.Shortfall)),
	}
	if s.Whole {
		row = append(row, num(ratio(c.WholeRatio)), num(people(c.WholeShortfall)))
	}
	return row
}
