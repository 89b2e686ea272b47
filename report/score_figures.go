package report

import (
	"math"

	"auditd/audit"
	"auditd/report/figure"
)

// scorePanels is how many groups a figure of scores shows; the tables hold the others.
const scorePanels = 12

// panels returns the groups of a figure: the reference first, then the largest others in their order, and the note that some are left
// out.
func (b *builder) panels(set *audit.ScoreSet) (groups []*audit.ScoreGroup, notes []Text) {
	var others []*audit.ScoreGroup
	for k := range set.Groups {
		if g := &set.Groups[k]; len(set.Reference) > 0 && g.Group.Equal(set.Reference) {
			groups = append(groups, g)
		} else {
			others = append(others, g)
		}
	}
	groups = append(groups, others...)
	if len(groups) > scorePanels {
		notes = append(notes, b.l.text("figure.cut", "shown", scorePanels, "all", len(groups)))
		groups = groups[:scorePanels]
	}
	return groups, notes
}

// panelName is the value of the group, marked where it is the reference.
func (b *builder) panelName(set *audit.ScoreSet, g audit.Group) string {
	name := b.l.name(g).Plain()
	if g.Equal(set.Reference) {
		return b.l.str("scores.is_reference", "group", name)
	}
	return name
}

// distributionFigure shows how the scores of every group are spread.
func (b *builder) distributionFigure(id string, s *audit.Scores, set *audit.ScoreSet) {
	caption := b.l.text("scores.distribution_caption", "attribute", b.l.attributes(set.Attributes))
	f := figure.ScoreDistributions{
		Text: figure.Text{Title: caption.Plain(), Description: b.l.str("scores.distribution_alt")},
		X:    b.l.str("scores.axis_score"), Y: b.l.str("scores.axis_share"), Edges: numbersOf(s.Ranges),
		Group: b.l.str("scores.key_group"), Reference: b.l.str("scores.key_reference"),
	}
	groups, notes := b.panels(set)
	data := &Table{ID: "figure-" + id + "-distribution-data", Caption: caption, Columns: []TableColumn{b.left("range")}, Notes: notes}
	var reference []float64
	for _, g := range groups {
		p := figure.DistributionPanel{Label: b.panelName(set, g.Group), Printed: b.l.str("scores.panel_mean", "n", g.N, "mean", b.measureValue(g.Measure(audit.ScoreMean)))}
		if g.N == 0 {
			p.Reason = b.l.why("", "nobody_in_group").Plain()
		} else {
			p.Shares = numbersOf(g.Shares)
		}
		if g.Group.Equal(set.Reference) {
			reference = p.Shares
		} else {
			p.Reference = reference
		}
		f.Panels = append(f.Panels, p)
		data.Columns = append(data.Columns, TableColumn{Title: b.l.name(g.Group).Plain(), Align: Right})
	}
	for i := range len(f.Edges) - 1 {
		name := b.l.str("value.interval", "from", b.scoreText(f.Edges[i]), "to", b.scoreText(f.Edges[i+1]))
		if len(s.Ranges) == s.Distinct+1 { // a range around every score
			name = b.scoreText((f.Edges[i] + f.Edges[i+1]) / 2)
		}
		row := []TableCell{head(plain(name))}
		for _, g := range groups {
			row = append(row, num(b.l.percent(float64(g.Shares[i]))))
		}
		data.Rows = append(data.Rows, row)
	}
	b.add(&Figure{ID: "figure-" + id + "-distribution", Caption: caption, Alt: f.Description, Plot: f, Data: data, Folded: true})
}

// scoreText prints a score: whole ones as they are.
func (b *builder) scoreText(x float64) string {
	if x == math.Trunc(x) {
		return b.l.number(x)
	}
	return b.l.ratio(x)
}

func numbersOf(list []audit.Real) []float64 {
	out := make([]float64, len(list))
	for i, v := range list {
		out[i] = v.Round()
	}
	return out
}

// rocFigure shows how well the score ranks the people of every group; nothing without labels.
func (b *builder) rocFigure(id string, set *audit.ScoreSet) {
	if b.a.Plan.Columns.Label == nil {
		return
	}
	caption := b.l.text("scores.roc_caption", "attribute", b.l.attributes(set.Attributes))
	f := figure.ROCCurves{
		Text: figure.Text{Title: caption.Plain(), Description: b.l.str("scores.roc_alt")}, X: b.l.str("scores.axis_fpr"), Y: b.l.str("scores.axis_tpr"),
		Group: b.l.str("scores.key_group"), Reference: b.l.str("scores.key_reference"), Chance: b.l.str("scores.key_chance"),
	}
	groups, notes := b.panels(set)
	data := &Table{ID: "figure-" + id + "-roc-data", Caption: caption, Notes: notes, Columns: []TableColumn{
		b.left("group"), b.right("auc"), b.right("interval"), b.right("positives"), b.right("negatives"),
	}}
	var reference []figure.Place
	for _, g := range groups {
		m := g.Measure(audit.ScoreAUC)
		interval := b.l.str("value.none")
		if m.Interval != nil {
			interval = b.l.between(b.l.ratio(m.Interval.Lower), b.l.ratio(m.Interval.Upper))
		}
		p := figure.ROCPanel{Label: b.panelName(set, g.Group), Printed: b.l.str("scores.panel_auc", "auc", b.measureValue(m), "interval", interval)}
		for _, at := range g.Curve {
			p.Curve = append(p.Curve, figure.Place{X: at.FalsePositiveRate.Round(), Y: at.TruePositiveRate.Round()})
		}
		if m.Value == nil {
			p.Printed, p.Reason = "", b.l.why(m.Status, m.Why).Plain()
		}
		if g.Group.Equal(set.Reference) {
			reference = p.Curve
		} else {
			p.Reference = reference
		}
		f.Panels = append(f.Panels, p)
		data.Rows = append(data.Rows, []TableCell{head(b.l.name(g.Group)), num(b.measureValue(m)), num(interval), num(b.l.count(g.Positives)), num(b.l.count(g.Negatives))})
	}
	b.add(&Figure{ID: "figure-" + id + "-roc", Caption: caption, Alt: f.Description, Plot: f, Data: data, Folded: true})
}

// calibrationFigure shows how often people with one score turned out positive; nothing without labels.
func (b *builder) calibrationFigure(id string, s *audit.Scores, set *audit.ScoreSet) {
	if b.a.Plan.Columns.Label == nil {
		return
	}
	caption := b.l.text("scores.calibration_caption", "attribute", b.l.attributes(set.Attributes))
	f := figure.CalibrationCurves{
		Text: figure.Text{Title: caption.Plain(), Description: b.l.str("scores.calibration_alt")},
		X:    b.l.str("scores.axis_bin"), Y: b.l.str("scores.axis_rate"),
		Equal: b.l.str("scores.key_equal"), Reference: b.l.str("scores.key_reference"), Bin: b.l.str("scores.key_bin"), Small: b.l.str("figure.small"),
	}
	if !s.Probability {
		pad := (s.Highest.Round() - s.Lowest.Round()) * 0.04
		f.Min, f.Max = s.Lowest.Round()-pad, s.Highest.Round()+pad
	}
	groups, notes := b.panels(set)
	data := &Table{ID: "figure-" + id + "-calibration-data", Caption: caption, Notes: notes, Columns: []TableColumn{
		b.left("group"), b.right("mean_score"), b.right("rate"), b.right("interval"), b.right("n"),
	}}
	var reference []figure.Place
	for _, g := range groups {
		p := figure.CalibrationPanel{Label: b.panelName(set, g.Group), N: b.l.str("scores.panel_labelled", "n", g.Positives+g.Negatives)}
		var places []figure.Place
		for _, bin := range g.Bins {
			if bin.Rate == nil {
				continue
			}
			c := figure.CalibrationBin{Score: bin.Score.Round(), Rate: bin.Rate.Round(), Small: bin.N < b.a.Plan.MinGroupSize}
			c.Lower, c.Upper = ends(bin.Interval)
			p.Bins, places = append(p.Bins, c), append(places, figure.Place{X: c.Score, Y: c.Rate})
			if len(data.Rows) < tableRows {
				data.Rows = append(data.Rows, []TableCell{
					head(b.l.name(g.Group)), num(b.scoreText(c.Score)), num(b.l.percent(c.Rate)), num(b.l.rateInterval("", bin.Interval)), num(b.l.count(bin.N)),
				})
			}
		}
		if len(p.Bins) == 0 {
			p.Reason = b.l.why("", "nobody_in_group").Plain()
		}
		if g.Group.Equal(set.Reference) {
			reference = places
		} else {
			p.Reference = reference
		}
		f.Panels = append(f.Panels, p)
	}
	b.add(&Figure{ID: "figure-" + id + "-calibration", Caption: caption, Alt: f.Description, Plot: f, Data: data, Folded: true})
}

// sweepFigure shows what every cut would do to every group; nothing without a reference.
func (b *builder) sweepFigure(id string, s *audit.Scores, set *audit.ScoreSet) {
	if len(set.Pairs) == 0 || s.Distinct < 2 {
		return
	}
	caption := b.l.text("scores.sweep_caption", "reference", b.l.where(set.Reference))
	f := figure.ThresholdSweep{
		Text: figure.Text{Title: caption.Plain(), Description: b.l.str("scores.sweep_alt")},
		X:    b.l.str("scores.axis_cut"), Y: b.l.str("scores.axis_ratio"), Min: s.Lowest.Round(), Max: s.Highest.Round(),
		Band: &figure.Band{Lower: 0.8, Upper: 1.25, Label: b.l.str("scores.key_band")}, Operating: math.NaN(),
		Ratio: b.l.str("scores.key_ratio"), Pointwise: b.l.str("scores.key_pointwise"), Simultaneous: b.l.str("scores.key_together", "n", len(s.Grid)),
		InUse: b.l.str("scores.key_in_use"), Crossing: b.l.str("scores.key_crossing"),
	}
	if s.Cut != nil {
		f.Operating = s.Cut.At.Round()
	}
	data := &Table{ID: "figure-" + id + "-sweep-data", Caption: caption, Columns: []TableColumn{
		b.left("group"), b.right("cut"), b.right("favoured"), b.right("favoured_reference"), b.right("ratio"), b.right("interval"), b.right("together"),
	}}
	rows := 0
	for k := range set.Pairs {
		if k == scorePanels {
			data.Notes = append(data.Notes, b.l.text("figure.cut", "shown", scorePanels, "all", len(set.Pairs)))
			break
		}
		f.Panels = append(f.Panels, b.sweepPanel(&set.Pairs[k], data, &rows))
	}
	b.cutNote(data, rows)
	b.add(&Figure{ID: "figure-" + id + "-sweep", Caption: caption, Alt: f.Description, Plot: f, Data: data, Folded: true})
}

// favoured is a share on the favourable side of a cut with its interval.
func (b *builder) favoured(share *audit.Real, c *audit.SweepCounts) string {
	if c == nil || c.FavouredEnds == nil {
		return b.l.rate("", share)
	}
	ends := b.l.between(b.l.percent(float64(c.FavouredEnds.Lower)), b.l.percent(float64(c.FavouredEnds.Upper)))
	return b.l.rate("", share) + b.l.str("punctuation.open") + ends + b.l.str("punctuation.close")
}

// sweepPanel draws one group, and lists the cuts that are declared or in use.
func (b *builder) sweepPanel(p *audit.ScorePair, data *Table, rows *int) figure.SweepPanel {
	out := figure.SweepPanel{Label: b.l.name(p.Group).Plain()}
	for i := range p.Cuts {
		c := &p.Cuts[i]
		lower, upper := ends(c.Interval)
		out.Cuts = append(out.Cuts, figure.SweepCut{At: c.At.Round(), Ratio: orNaN(c.Ratio), Lower: lower, Upper: upper})
		if c.Simultaneous != nil {
			lower, upper := ends(c.Simultaneous)
			out.Grid = append(out.Grid, figure.SweepCut{At: c.At.Round(), Ratio: orNaN(c.Ratio), Lower: lower, Upper: upper})
		}
		if c.Simultaneous == nil && !c.Operating {
			continue
		}
		if *rows++; *rows > tableRows {
			continue
		}
		show := func(x float64) string { return b.l.ratio(x, 0.8) }
		between := func(i *audit.Interval) string {
			if i == nil {
				return b.l.str("value.none")
			}
			return b.l.between(show(i.Lower), b.l.upper(i.Upper, show))
		}
		ratio := b.l.str("value.undefined")
		if c.Ratio != nil {
			ratio = show(float64(*c.Ratio))
		}
		data.Rows = append(data.Rows, []TableCell{
			head(b.l.name(p.Group)), num(b.scoreText(c.At.Round())), num(b.favoured(c.Group, c.GroupCounts)), num(b.favoured(c.Reference, c.ReferenceCounts)), num(ratio),
			num(between(c.Interval)), num(between(c.Simultaneous)),
		})
	}
	for _, c := range p.Crossings {
		out.Crossings = append(out.Crossings, c.Round())
	}
	if len(out.Cuts) == 0 {
		out.Reason = b.l.why("", "nobody_in_group").Plain()
	}
	return out
}
