package report

import (
	"fmt"
	"math"
	"strconv"

	"auditd/audit"
)

// groupMeasures and pairMeasures are the measures of the tables, in their order.
var (
	groupMeasures = []string{
		audit.ScoreMean, audit.ScoreRate, audit.ScoreRateRatio, audit.ScoreAUC, audit.ScoreECE, audit.ScoreMCE, audit.ScoreDebiased,
		audit.ScoreBias, audit.ScoreMultiaccuracy, audit.ScoreHosmerLemeshow, audit.ScoreBrier, audit.ScoreLogLoss,
	}
	pairMeasures = []string{
		audit.ScoreMeanGap, audit.ScoreCohenD, audit.ScoreSuperiority, audit.ScoreKolmogorovSmirnov, audit.ScoreWasserstein,
		audit.ScoreWassersteinRange, audit.ScoreAUCDifference, audit.ScoreXAUC, audit.ScoreXAUCReverse, audit.ScoreXAUCDifference, audit.ScoreABROCA,
		audit.ScoreBalancePositives, audit.ScoreBalanceNegatives, audit.ScoreCalibrationDifference,
	}
)

// scores is what the scores do to groups, when the plan names them.
func (b *builder) scores() {
	s := b.a.Scores
	if s == nil {
		return
	}
	b.part("scores", 1)
	if s.People == 0 {
		b.say("scores.nobody", "column", fromData(s.Column))
		return
	}
	for i, t := range b.scoresLead(s) {
		b.add(&Paragraph{Lead: i == 0, Text: t})
	}
	b.say("scores.examined", "column", fromData(s.Column), "people", s.People, "unscored", s.Unscored, "distinct", s.Distinct,
		"lowest", b.l.number(float64(*s.Lowest)), "highest", b.l.number(float64(*s.Highest)), "higher", b.l.str(map[bool]string{true: "scores.higher_favourable", false: "scores.higher_unfavourable"}[s.Higher == "favourable"]))
	b.scoresCut(s)
	if s.Bits > 0 {
		b.say("scores.rounded", "bits", s.Bits, "error", b.l.percent(float64(s.Error)))
	}
	b.weightUse(s.Weights)
	b.note(NoteLimit, "scores.limit")
	for i := range s.Attributes {
		b.scoreSet(i, s, &s.Attributes[i])
	}
}

// scoresCut says whether one cut explains the decisions.
func (b *builder) scoresCut(s *audit.Scores) {
	switch {
	case b.a.Plan.Columns.Decision == nil:
	case s.Cut == nil:
		b.say("scores.no_cut")
	default:
		b.say("scores.cut", "side", b.l.str("scores.selects_"+s.Cut.Selects), "at", b.l.number(float64(s.Cut.At)), "agree", s.Cut.Agree, "of", s.Cut.Of)
	}
}

// scoresLead says what the widest gaps mean for people: in the scores themselves, in what they tell, and in what they mean.
func (b *builder) scoresLead(s *audit.Scores) []Text {
	var out []Text
	if p := widest(s, audit.ScoreSuperiority, 0.5); p != nil {
		n := frequency(p.Measure(audit.ScoreSuperiority).Value.Round(), 100)
		out = append(out, b.l.text("scores.lead_higher", "group", b.l.where(p.Group), "reference", b.l.where(p.Reference), "n", n))
	}
	if p := widest(s, audit.ScoreAUCDifference, 0); p != nil {
		if g, r := groupOf(s, p.Group), groupOf(s, p.Reference); g != nil && r != nil && g.Measure(audit.ScoreAUC).Value != nil && r.Measure(audit.ScoreAUC).Value != nil {
			out = append(out, b.l.text("scores.lead_ranking", "group", b.l.where(p.Group), "reference", b.l.where(p.Reference),
				"n", frequency(g.Measure(audit.ScoreAUC).Value.Round(), 100), "m", frequency(r.Measure(audit.ScoreAUC).Value.Round(), 100)))
		}
	}
	if p := widest(s, audit.ScoreCalibrationDifference, 0); p != nil {
		v := p.Measure(audit.ScoreCalibrationDifference).Value.Round()
		key := "scores.lead_more_often"
		if v < 0 {
			key = "scores.lead_less_often"
		}
		of := frequencyBase(math.Abs(v))
		out = append(out, b.l.text(key, "group", b.l.where(p.Group), "reference", b.l.where(p.Reference), "n", frequency(math.Abs(v), of), "of", of))
	}
	if len(out) == 0 {
		out = append(out, b.l.text("scores.lead_none"))
	}
	return out
}

// widest returns the pair whose measure lies farthest from parity, of those with enough people; nil when there is none.
func widest(s *audit.Scores, name string, parity float64) *audit.ScorePair {
	var best *audit.ScorePair
	gap := 0.0
	for i := range s.Attributes {
		for k := range s.Attributes[i].Pairs {
			p := &s.Attributes[i].Pairs[k]
			m := p.Measure(name)
			if m == nil || m.Value == nil || m.Status != audit.StatusOK {
				continue
			}
			if d := math.Abs(float64(*m.Value) - parity); d > gap {
				best, gap = p, d
			}
		}
	}
	return best
}

func groupOf(s *audit.Scores, g audit.Group) *audit.ScoreGroup {
	for i := range s.Attributes {
		for k := range s.Attributes[i].Groups {
			if s.Attributes[i].Groups[k].Group.Equal(g) {
				return &s.Attributes[i].Groups[k]
			}
		}
	}
	return nil
}

// scoreSet is one attribute: figures, then the numbers of every group, then those of every group against the reference.
func (b *builder) scoreSet(i int, s *audit.Scores, set *audit.ScoreSet) {
	id := "scores-" + strconv.Itoa(i+1)
	b.section(id, 2, b.l.text("scores.of", "attribute", b.l.attributes(set.Attributes)))
	if len(set.Groups) == 0 {
		b.say("scores.no_groups")
		return
	}
	if len(set.Attributes) > 1 {
		b.say("scores.crossed")
		if set.Bits > 0 {
			b.say("scores.rounded", "bits", set.Bits, "error", b.l.percent(float64(set.Error)))
		}
	} else {
		b.distributionFigure(id, s, set)
		b.rocFigure(id, set)
		b.calibrationFigure(id, s, set)
		b.sweepFigure(id, s, set)
	}
	b.scoreGroups(id, s, set)
	b.scorePairs(id, s, set)
}

// scoreGroups is the table of every group's own numbers.
func (b *builder) scoreGroups(id string, s *audit.Scores, set *audit.ScoreSet) {
	t := &Table{ID: "table-" + id, Caption: b.l.text("caption.scores", "attribute", b.l.attributes(set.Attributes)), Columns: b.measureColumns()}
	all := 0
	for k := range set.Groups {
		g := &set.Groups[k]
		for _, name := range groupMeasures {
			if m := g.Measure(name); m != nil {
				if all++; all <= tableRows {
					t.Rows = append(t.Rows, b.measureRow(b.l.where(g.Group), m))
				}
			}
		}
	}
	if s.Median != nil {
		t.Notes = append(t.Notes, b.l.text("scores.median_note", "median", b.l.number(float64(*s.Median)), "ties", b.l.percent(float64(s.TieMass))))
	}
	if s.Probability {
		t.Notes = append(t.Notes, b.l.text("scores.calibration_note"), b.l.text("scores.resampled_note", "n", s.Resampled.Resamples))
	} else if b.a.Plan.Columns.Label != nil {
		t.Notes = append(t.Notes, b.l.text("scores.no_probability"))
	}
	b.cutNote(t, all)
	b.add(t)
}

// scorePairs is the table of every group against the reference.
func (b *builder) scorePairs(id string, s *audit.Scores, set *audit.ScoreSet) {
	if len(set.Pairs) == 0 {
		b.say("scores.no_reference")
		return
	}
	t := &Table{ID: "table-" + id + "-pairs", Caption: b.l.text("caption.score_pairs", "reference", b.l.where(set.Reference)), Columns: b.measureColumns()}
	all := 0
	for k := range set.Pairs {
		p := &set.Pairs[k]
		for _, name := range pairMeasures {
			if m := p.Measure(name); m != nil {
				if all++; all <= tableRows {
					t.Rows = append(t.Rows, b.measureRow(b.l.where(p.Group), m))
				}
			}
		}
	}
	t.Notes = append(t.Notes, b.l.text("scores.pairs_note"), b.l.text("scores.resampled_note", "n", s.Resampled.Resamples))
	b.cutNote(t, all)
	b.add(t)
}

func (b *builder) measureColumns() []TableColumn {
	return []TableColumn{
		b.left("group"), b.left("measure"), b.right("value"), b.right("interval"), b.right("by_chance"), b.right("p_adjusted"), b.right("n"), b.left("remark"),
	}
}

func (b *builder) measureRow(group Text, m *audit.ScoreMeasure) []TableCell {
	show := b.measureForm(m.Name)
	interval, null, p := b.l.str("value.none"), b.l.str("value.none"), b.l.str("value.none")
	if m.Interval != nil {
		interval = b.l.between(show(m.Interval.Lower), b.l.upper(m.Interval.Upper, show))
	}
	if m.Null != nil {
		null = show(float64(*m.Null))
	}
	if m.Test != nil {
		p = b.l.pCell(m.Test.PAdjusted)
	}
	return []TableCell{head(group), words(b.l.str("score." + m.Name)), num(b.measureValue(m)), num(interval), num(null), num(p), num(b.l.count(m.N)), cell(b.measureRemark(m))}
}

// measureRemark says why a measure has no value or cannot be relied on, why it has no interval, and why it does without weights.
func (b *builder) measureRemark(m *audit.ScoreMeasure) Text {
	var parts []Text
	if m.Status != audit.StatusOK {
		parts = append(parts, b.l.why(m.Status, m.Why))
	}
	if m.IntervalWhy != "" {
		parts = append(parts, b.l.text("scores.no_interval", "why", b.l.said(m.IntervalWhy, nil)))
	}
	switch why := b.l.said(m.Unweighted, nil); {
	case m.Unweighted == "" || m.Value == nil:
	case m.Unweighted == audit.WhyNoWeightedTest: // which is weighted
		parts = append(parts, why)
	default:
		parts = append(parts, b.l.text("scores.unweighted", "why", why))
	}
	if len(parts) == 0 {
		return plain(b.l.str("value.none"))
	}
	return b.l.joined(parts, "punctuation.semicolon")
}

// measureForm returns how the numbers of a measure are printed: shares as percentages, differences of shares in points.
func (b *builder) measureForm(name string) func(float64) string {
	switch name {
	case audit.ScoreRate:
		return b.l.percent
	case audit.ScoreCalibrationDifference, audit.ScoreBias, audit.ScoreMultiaccuracy:
		return func(x float64) string { return b.l.points(x) }
	}
	return func(x float64) string { return b.l.ratio(x) }
}

func (b *builder) measureValue(m *audit.ScoreMeasure) string {
	if m == nil || m.Value == nil {
		return b.l.str("value.undefined")
	}
	v := b.measureForm(m.Name)(float64(*m.Value))
	if m.Error != nil && *m.Error > 0 {
		return fmt.Sprintf("%s ± %s", v, strconv.FormatFloat(m.Error.Round(), 'g', 2, 64))
	}
	return v
}
