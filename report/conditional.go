package report

import (
	"fmt"
	"math"

	"auditd/audit"
	"auditd/report/figure"
)

const (
	conditionalSentences = 6  // comparisons that are told in words
	conditionalFigures   = 3  // decompositions that are drawn
	decompositionRows    = 30 // strata in one figure
)

// conditional shows what remains of the differences among people who are alike in the columns held fixed.
func (b *builder) conditional() {
	if len(b.a.Conditional) == 0 {
		return
	}
	b.part("conditional", 1)
	told := b.changed()
	if len(told) == 0 {
		b.add(&Paragraph{Lead: true, Text: b.l.text("conditional.none", "n", len(b.a.Conditional))})
	}
	for i, c := range told[:min(len(told), conditionalSentences)] {
		b.add(&Paragraph{Lead: i == 0, Text: append(b.conditionalSentence(c), b.standardised(c)...)})
	}
	if more := len(told) - conditionalSentences; more > 0 {
		b.say("conditional.more", "n", more)
	}
	b.exploratory("conditional", false)
	b.add(&Note{Kind: NoteLimit, Title: b.l.str("finding.not_mean"), Text: []Text{b.l.text("conditional.not_mean")}})
	if len(b.disagreeing()) > 0 {
		b.note(NoteCaution, "conditional.interaction", "held", b.disagreeing())
	}
	b.say("conditional.examined", "n", len(b.a.Conditional))
	b.add(b.conditionalTable())
	b.decompositions()
}

// changed returns the comparisons for which holding columns fixed changes the answer: first those that turn round, then those that
// vanish, then those that appear.
func (b *builder) changed() []*audit.Conditional {
	var out []*audit.Conditional
	for _, pattern := range []string{audit.PatternReversal, audit.PatternVanishes, audit.PatternMasked} {
		for i := range b.a.Conditional {
			if c := &b.a.Conditional[i]; c.Pattern == pattern && c.Crude.Value != nil && c.Difference.Value != nil {
				out = append(out, c)
			}
		}
	}
	return out
}

// conditionalSentence says what holding columns fixed does to one difference.
func (b *builder) conditionalSentence(c *audit.Conditional) Text {
	return b.l.text("conditional."+c.Pattern, "metric", b.l.metric(c.Metric), "group", b.l.name(c.Group), "reference", b.l.name(c.Reference),
		"held", b.l.attributes(c.Held), "before", b.effectInText(&c.Crude), "after", b.effectInText(&c.Difference))
}

// standardised adds the rates that both groups would have if they were spread alike, in natural frequencies.
func (b *builder) standardised(c *audit.Conditional) Text {
	k := c.Kitagawa
	if k == nil {
		return nil
	}
	x, y := k.StandardisedRate.Round(), k.StandardisedReferenceRate.Round()
	of := frequencyBase(x, y)
	return append(Text{{Text: b.l.str("punctuation.sentence")}}, b.l.text("conditional.standardised", "metric", b.l.inText(b.l.metric(c.Metric)),
		"group", b.l.name(c.Group), "reference", b.l.name(c.Reference), "held", b.l.attributes(c.Held), "of", of,
		"a", frequency(x, of), "b", frequency(y, of))...)
}

// effectInText is a difference with its interval: "+1.8 percentage points (95% interval −1.0 to +4.7)".
func (b *builder) effectInText(e *audit.Effect) Text {
	if e.Interval == nil {
		return plain(b.l.str("value.points", "x", b.pointsOf(e.Value)))
	}
	return b.l.text("conditional.effect", "value", b.pointsOf(e.Value), "level", b.l.level(e.Interval), "interval", b.pointsInterval(e.Interval))
}

func (b *builder) pointsOf(v *audit.Real) string {
	if v == nil {
		return b.l.str("value.undefined")
	}
	return b.l.points(float64(*v))
}

func (b *builder) pointsInterval(i *audit.Interval) string {
	if i == nil {
		return b.l.str("value.none")
	}
	return b.l.between(b.l.points(i.Lower), b.l.points(i.Upper))
}

// disagreeing names the columns within whose strata the groups fare differently from stratum to stratum.
func (b *builder) disagreeing() Text {
	var items []Text
	seen := map[string]bool{}
	for i := range b.a.Conditional {
		c := &b.a.Conditional[i]
		if k := setKey(c.Held); c.Interaction && !seen[k] {
			seen[k] = true
			items = append(items, b.l.attributes(c.Held))
		}
	}
	return b.l.list(items)
}

// besides is what must be said beside a finding whose difference turns round or vanishes when a column is held fixed; nil when none
// does.
func (b *builder) besides(f *audit.Finding) Text {
	if f.Evidence == nil || f.Evidence.Against != audit.AgainstReference || len(f.Stratum) > 0 {
		return nil
	}
	for _, c := range b.changed() {
		if c.Metric == f.Metric && c.Group.Equal(f.Group) && c.Reference.Equal(f.Reference) {
			return b.l.text("conditional.beside_"+c.Pattern, "held", b.l.attributes(c.Held), "after", b.effectInText(&c.Difference), "section", ref("conditional"))
		}
	}
	return nil
}

// hidden says on the first page that differences show only with columns held fixed.
func (b *builder) hidden() {
	var told []Text
	for _, c := range b.changed() {
		if c.Pattern == audit.PatternMasked && len(told) < summaryFindings {
			told = append(told, b.conditionalSentence(c))
		}
	}
	if len(told) > 0 {
		b.add(&Note{Kind: NoteCaution, Title: b.l.str("note.caution"), Text: told})
	}
}

func (b *builder) conditionalTable() *Table {
	t := &Table{ID: "table-conditional", Caption: b.l.text("caption.conditional"), Columns: []TableColumn{
		b.left("group"), b.left("metric"), b.left("stratum"), b.right("difference_before"), b.right("difference_held"), b.right("ratio_after"), b.right("p_adjusted"),
		b.right("strata"), b.left("held_effect"),
	}}
	for i := range b.a.Conditional[:min(len(b.a.Conditional), tableRows)] {
		c := &b.a.Conditional[i]
		t.Rows = append(t.Rows, []TableCell{
			head(b.l.where(c.Group)), words(b.l.metric(c.Metric)), cell(b.l.attributes(c.Held)), num(b.effectCell(&c.Crude)), num(b.effectCell(&c.Difference)),
			num(b.ratioCell(&c.Ratio)), num(b.testCell(c.Test)), num(b.l.count(int64(c.Strata))), cell(b.heldEffect(c)),
		})
	}
	b.cutNote(t, len(b.a.Conditional))
	skipped, unknown := false, false
	for i := range b.a.Conditional {
		skipped = skipped || b.a.Conditional[i].Skipped > 0
		unknown = unknown || b.a.Conditional[i].Unknown > 0
	}
	if skipped {
		t.Notes = append(t.Notes, b.l.text("conditional.skipped"))
	}
	if unknown {
		t.Notes = append(t.Notes, b.l.text("conditional.unknown"))
	}
	return t
}

func (b *builder) effectCell(e *audit.Effect) string {
	if e.Value == nil || e.Interval == nil {
		return b.pointsOf(e.Value)
	}
	return b.pointsOf(e.Value) + b.l.str("punctuation.open") + b.pointsInterval(e.Interval) + b.l.str("punctuation.close")
}

func (b *builder) ratioCell(e *audit.Effect) string {
	if e.Value == nil {
		return b.l.str("value.undefined")
	}
	s := b.l.ratio(float64(*e.Value), 1)
	if e.Interval != nil {
		s += b.l.str("punctuation.open") + b.ratioInterval(e.Interval) + b.l.str("punctuation.close")
	}
	return s
}

func (b *builder) testCell(t *audit.Test) string {
	if t == nil {
		return b.l.str("value.none")
	}
	return b.l.pCell(t.PAdjusted)
}

// heldEffect says in a word what holding the columns fixed does.
func (b *builder) heldEffect(c *audit.Conditional) Text {
	switch {
	case c.Status != audit.StatusOK:
		return b.l.why(c.Status, c.Why)
	case c.Interaction:
		return b.l.text("pattern." + c.Pattern + "_interaction")
	default:
		return b.l.text("pattern." + c.Pattern)
	}
}

// decompositions shows where the differences come from.
func (b *builder) decompositions() {
	var split []*audit.Conditional
	for i := range b.a.Conditional {
		if c := &b.a.Conditional[i]; c.Kitagawa != nil && c.Status == audit.StatusOK {
			split = append(split, c)
		}
	}
	if len(split) == 0 {
		return
	}
	b.part("decomposition", 2)
	b.say("decomposition.intro", "metric", b.l.inText(b.l.metric(split[0].Metric)))
	drawn := 0
	for _, c := range split {
		if len(c.ByStratum) > 0 && len(c.Held) == 1 && drawn < conditionalFigures {
			drawn++
			b.add(b.decompositionFigure(fmt.Sprintf("figure-decomposition-%d", drawn), c))
		}
	}
	b.add(b.decompositionTable(split))
	b.oaxaca(split)
}

func (b *builder) decompositionTable(split []*audit.Conditional) *Table {
	t := &Table{ID: "table-decomposition", Caption: b.l.text("caption.decomposition"), Columns: []TableColumn{
		b.left("group"), b.left("stratum"), b.right("whole"), b.right("composition"), b.right("within"), b.right("standardised"), b.right("rejected"),
		b.right("no_support"),
	}}
	for _, c := range split[:min(len(split), tableRows)] {
		k := c.Kitagawa
		rejected := b.l.str("value.none")
		if d := c.Demographic; d != nil {
			rejected = b.l.str("decomposition.rejected", "overall", b.l.points(float64(d.Overall)), "held", b.effectCell(&d.Conditional))
		}
		t.Rows = append(t.Rows, []TableCell{
			head(b.l.where(c.Group)), cell(b.l.attributes(c.Held)), num(b.l.points(float64(k.Gap))), num(b.effectCell(&k.Composition)), num(b.effectCell(&k.Rate)),
			num(b.l.percent(float64(k.StandardisedRate)) + " / " + b.l.percent(float64(k.StandardisedReferenceRate))), num(rejected),
			num(b.l.percent(float64(k.NoSupport)) + " / " + b.l.percent(float64(k.ReferenceNoSupport))),
		})
	}
	b.cutNote(t, len(split))
	t.Notes = append(t.Notes, b.l.text("decomposition.note"))
	return t
}

// decompositionFigure draws one decomposition: all strata together, then one by one, the largest parts first as they stand.
func (b *builder) decompositionFigure(id string, c *audit.Conditional) *Figure {
	held := b.l.attributes(c.Held)
	caption := b.l.text("decomposition.caption", "metric", b.l.metric(c.Metric), "group", b.l.name(c.Group), "reference", b.l.name(c.Reference), "held", held)
	k := c.Kitagawa
	p := figure.DecompositionBars{
		Text: figure.Text{Title: caption.Plain(), Description: b.l.str("decomposition.alt", "whole", b.l.points(float64(k.Gap)), "composition", b.pointsOf(k.Composition.Value), "within", b.pointsOf(k.Rate.Value))},
		Heads: figure.DecompositionHeads{
			Stratum: held.Plain(), Composition: b.l.str("decomposition.head_composition"), Within: b.l.str("decomposition.head_within"), N: b.l.str("column.people"),
		},
		Label:       b.l.str("decomposition.axis", "group", b.l.name(c.Group), "reference", b.l.name(c.Reference)),
		Line:        &figure.Line{At: float64(k.Gap), Label: b.l.str("decomposition.line", "x", b.l.points(float64(k.Gap)))},
		Composition: b.l.str("decomposition.composition", "held", held), Within: b.l.str("decomposition.within", "held", held),
	}
	together := figure.DecompositionRow{
		Section: b.l.str("decomposition.all"), Label: b.l.str("decomposition.together"), Composition: orNaN(k.Composition.Value), Within: orNaN(k.Rate.Value),
		PrintedComposition: b.pointsOf(k.Composition.Value), PrintedWithin: b.pointsOf(k.Rate.Value), N: b.l.count(c.N + c.ReferenceN),
	}
	together.CompositionEnds[0], together.CompositionEnds[1] = ends(k.Composition.Interval)
	together.WithinEnds[0], together.WithinEnds[1] = ends(k.Rate.Interval)
	p.Rows = append(p.Rows, together)
	data := &Table{ID: id + "-data", Caption: caption, Columns: []TableColumn{
		b.left("stratum"), b.right("counts_group"), b.right("rate_group"), b.right("counts_reference"), b.right("rate_reference"), b.right("composition"), b.right("within"),
	}}
	for i := range c.ByStratum[:min(len(c.ByStratum), tableRows)] {
		s := &c.ByStratum[i]
		if i < decompositionRows {
			p.Rows = append(p.Rows, b.decompositionRow(c, s))
		}
		data.Rows = append(data.Rows, []TableCell{
			head(b.l.name(s.Stratum)), num(b.l.count(s.Of) + " / " + b.l.count(s.Out)), num(b.share(s.Rate)), num(b.l.count(s.ReferenceOf) + " / " + b.l.count(s.ReferenceOut)),
			num(b.share(s.ReferenceRate)), num(b.pointsOf(s.Composition)), num(b.pointsOf(s.Within)),
		})
	}
	b.cutNote(data, len(c.ByStratum))
	if len(c.ByStratum) > decompositionRows {
		data.Notes = append(data.Notes, b.l.text("figure.cut", "shown", decompositionRows, "all", len(c.ByStratum)))
	}
	return &Figure{ID: id, Caption: caption, Alt: p.Description, Plot: p, Data: data}
}

func (b *builder) decompositionRow(c *audit.Conditional, s *audit.StratumPair) figure.DecompositionRow {
	r := figure.DecompositionRow{
		Section: b.l.str("decomposition.by", "held", b.l.attributes(c.Held)), Label: b.l.name(s.Stratum).Plain(), Composition: orNaN(s.Composition), Within: orNaN(s.Within),
		CompositionEnds: [2]float64{math.NaN(), math.NaN()}, WithinEnds: [2]float64{math.NaN(), math.NaN()},
		PrintedComposition: b.l.str("value.none"), PrintedWithin: b.l.str("value.none"), N: b.l.count(s.Out + s.ReferenceOut),
	}
	if s.Composition == nil {
		r.Reason = b.l.str("decomposition.one_group")
		return r
	}
	r.PrintedComposition, r.PrintedWithin = b.pointsOf(s.Composition), b.pointsOf(s.Within)
	return r
}

// oaxaca shows the same difference split by regressions, where several columns were held fixed together.
func (b *builder) oaxaca(split []*audit.Conditional) {
	t := &Table{ID: "table-oaxaca", Caption: b.l.text("caption.oaxaca"), Columns: []TableColumn{
		b.left("group"), b.left("stratum"), b.right("whole"), b.right("explained"), b.right("unexplained"), b.left("remark"),
	}}
	all := 0
	for _, c := range split {
		o := c.Oaxaca
		if o == nil {
			continue
		}
		all++
		if all > tableRows {
			continue
		}
		var remarks []Text
		if o.LowN {
			remarks = append(remarks, b.l.text("oaxaca.low_n"))
		}
		if len(o.Dropped) > 0 {
			remarks = append(remarks, b.l.text("oaxaca.dropped", "columns", b.l.names(o.Dropped)))
		}
		t.Rows = append(t.Rows, []TableCell{
			head(b.l.where(c.Group)), cell(b.l.attributes(c.Held)), num(b.l.points(float64(o.Gap))), num(b.l.points(float64(o.Explained))),
			num(b.l.points(float64(o.Unexplained))), cell(b.l.join(remarks, b.l.str("punctuation.semicolon"))),
		})
	}
	if all == 0 {
		return
	}
	b.cutNote(t, all)
	t.Notes = append(t.Notes, b.l.text("oaxaca.note"))
	b.add(t)
}

// conditionalMethods names the methods behind the comparisons among people who are alike.
func (b *builder) conditionalMethods(use func(prefix, name string), interval func(*audit.Interval), test func(*audit.Test)) {
	if o := b.a.Oaxaca; o != nil {
		for i := range o.Splits {
			interval(o.Splits[i].Explained.Interval)
		}
	}
	for i := range b.a.Conditional {
		c := &b.a.Conditional[i]
		for _, e := range []*audit.Effect{&c.Crude, &c.Difference, &c.Ratio, &c.OddsRatio} {
			interval(e.Interval)
		}
		test(c.Test)
		test(c.Tarone)
		if c.Kitagawa != nil {
			use("method.", "kitagawa")
			interval(c.Kitagawa.Rate.Interval)
		}
	}
}
