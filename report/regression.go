package report

import (
	"auditd/audit"
	"auditd/report/figure"
)

// regression says how far predictions of a number lie from the truth in every group, when the audit looked.
func (b *builder) regression() {
	if len(b.a.Regression) == 0 {
		return
	}
	b.part("regression", 1)
	b.add(&Paragraph{Lead: true, Text: b.regressionLead()})
	b.say("regression.intro", "outcome", b.outcome())
	if b.worseThanMean() {
		b.note(NoteCaution, "regression.scale")
	}
	b.exploratory("regression", true)
	b.note(NoteLimit, "regression.limit")
	b.regressionFigure()
	b.errorTable()
	b.errorDifferences()
	b.predictionTable()
}

// outcome is the column of the true number, which gives errors their unit.
func (b *builder) outcome() Text {
	if o := b.a.Plan.Columns.Outcome; o != nil {
		return Text{fromData(o.Column)}
	}
	return nil
}

// worseThanMean reports whether the mean of the true numbers would predict better in every group, which predictions in another unit do.
func (b *builder) worseThanMean() bool {
	groups := 0
	for i := range b.a.Regression {
		if r := b.a.Regression[i].R2; r != nil {
			if groups++; *r >= 0 {
				return false
			}
		}
	}
	return groups > 0
}

// regressionLead tells of the group whose bias differs most from the reference group's, among those that the tests show to differ; and
// of the group with the largest error.
func (b *builder) regressionLead() Text {
	shown, tests := 0, 0
	var worst *audit.PredictionError
	for i := range b.a.Regression {
		p := &b.a.Regression[i]
		if p.Test == nil {
			continue
		}
		tests++
		if p.Status != audit.StatusOK || float64(p.Test.PAdjusted) >= 1-b.a.Plan.Confidence {
			continue
		}
		shown++
		if worst == nil || abs(p.Difference) > abs(worst.Difference) {
			worst = p
		}
	}
	lead := b.l.text("regression.none", "tests", tests)
	if worst != nil {
		key := "regression.high"
		if *worst.Difference < 0 {
			key = "regression.low"
		}
		lead = b.l.text(key, "shown", shown, "tests", tests, "group", b.l.where(worst.Group), "reference", b.l.where(worst.Reference),
			"difference", b.l.ratio(abs(worst.Difference)), "interval", b.errorInterval(worst.Interval), "n", worst.N)
	}
	for i := range b.a.Regression {
		if p := &b.a.Regression[i]; p.LargestMAE {
			lead = append(lead, b.l.text("regression.largest", "attribute", fromData(p.Group.Attributes()), "group", b.l.name(p.Group),
				"mae", b.real(p.MAE), "interval", b.errorInterval(p.MAEInterval))...)
		}
	}
	return lead
}

func (b *builder) errorInterval(i *audit.Interval) string {
	if i == nil {
		return b.l.str("value.none")
	}
	return b.l.between(b.l.ratio(i.Lower), b.l.ratio(i.Upper))
}

// regressionFigure draws the bias of every group with its interval about 0.
func (b *builder) regressionFigure() {
	caption := b.l.text("caption.bias")
	p := figure.Forest{
		Text:  figure.Text{Title: caption.Plain(), Description: b.l.str("regression.alt")},
		Heads: figure.ForestHeads{Group: b.l.str("column.group"), Value: b.l.str("column.bias"), N: b.l.str("column.n")},
		Small: b.l.str("figure.small"), Arrow: b.l.str("figure.arrow"),
		Axis: figure.Axis{Label: b.l.str("regression.axis")}, Line: &figure.Line{At: 0},
	}
	for i := range b.a.Regression[:min(len(b.a.Regression), forestRows)] {
		e := &b.a.Regression[i]
		lower, upper := ends(e.BiasInterval)
		r := figure.ForestRow{
			Section: e.Group.Attributes(), Label: b.l.name(e.Group).Plain(), Value: orNaN(e.Bias), Lower: lower, Upper: upper, N: b.l.count(e.N),
			Mark: markOf(audit.Inconclusive), Small: e.N < b.a.Plan.MinGroupSize, Printed: b.real(e.Bias),
		}
		if e.BiasInterval != nil {
			r.Printed += b.l.str("punctuation.open") + b.errorInterval(e.BiasInterval) + b.l.str("punctuation.close")
		}
		if e.Bias == nil {
			r.Reason = b.l.why(e.Status, e.Why).Plain()
		}
		p.Rows = append(p.Rows, r)
	}
	b.add(&Figure{ID: "figure-bias", Caption: caption, Alt: p.Description, Plot: p})
}

// errorTable holds the errors of every group.
func (b *builder) errorTable() {
	t := &Table{ID: "table-regression", Caption: b.l.text("caption.regression"), Columns: []TableColumn{
		b.left("group"), b.right("n"), b.right("bias"), b.right("interval"), b.right("mae"), b.right("interval"), b.right("rmse"), b.right("median_error"), b.right("r2"), b.left("remark"),
	}}
	for i := range b.a.Regression[:min(len(b.a.Regression), tableRows)] {
		p := &b.a.Regression[i]
		var remark Text
		switch {
		case p.Why != "":
			remark = b.l.why(p.Status, p.Why)
		case p.HeavyTails:
			remark = b.l.text("regression.heavy")
		case p.LargestMAE:
			remark = b.l.text("regression.worst")
		}
		t.Rows = append(t.Rows, []TableCell{
			head(b.l.where(p.Group)), num(b.l.count(p.N)), num(b.real(p.Bias)), num(b.errorInterval(p.BiasInterval)), num(b.real(p.MAE)),
			num(b.errorInterval(p.MAEInterval)), num(b.real(p.RMSE)), num(b.real(p.Median)), num(b.real(p.R2)), cell(remark),
		})
	}
	t.Notes = append(t.Notes, b.l.text("regression.note"))
	b.cutNote(t, len(b.a.Regression))
	b.add(t)
}

// errorDifferences sets the errors of every group against the reference group's.
func (b *builder) errorDifferences() {
	t := &Table{ID: "table-regression-differences", Caption: b.l.text("caption.regression_differences"), Columns: []TableColumn{
		b.left("group"), b.right("bias_difference"), b.right("interval"), b.right("p_adjusted"), b.right("mae_difference"), b.right("interval"), b.right("p_adjusted"),
		b.right("median_difference"), b.right("interval"),
	}}
	all := 0
	for i := range b.a.Regression {
		p := &b.a.Regression[i]
		if len(p.Reference) == 0 {
			continue
		}
		if all++; all > tableRows {
			continue
		}
		t.Rows = append(t.Rows, []TableCell{
			head(b.l.where(p.Group)), num(b.real(p.Difference)), num(b.errorInterval(p.Interval)), num(b.adjusted(p.Test)), num(b.real(p.LossDifference)),
			num(b.errorInterval(p.LossInterval)), num(b.adjusted(p.LossTest)), num(b.real(p.MedianDifference)), num(b.errorInterval(p.MedianDifferenceInterval)),
		})
	}
	if all == 0 {
		return
	}
	t.Notes = append(t.Notes, b.l.text("regression.difference_note"))
	b.cutNote(t, all)
	b.add(t)
}

// predictionTable says how the predictions themselves differ between groups.
func (b *builder) predictionTable() {
	t := &Table{ID: "table-predictions", Caption: b.l.text("caption.predictions"), Columns: []TableColumn{
		b.left("group"), b.right("mean_prediction"), b.right("mean_reference"), b.right("prediction_difference"), b.right("interval"), b.right("p_adjusted"),
		b.right("distribution_gap"), b.right("p_adjusted"), b.right("wasserstein"),
	}}
	all := 0
	for i := range b.a.Regression {
		p := &b.a.Regression[i]
		g := p.Predictions
		if g == nil {
			continue
		}
		if all++; all > tableRows {
			continue
		}
		t.Rows = append(t.Rows, []TableCell{
			head(b.l.where(p.Group)), num(b.real(&g.Mean)), num(b.real(&g.ReferenceMean)), num(b.real(&g.Difference)), num(b.errorInterval(g.Interval)),
			num(b.adjusted(g.Test)), num(b.l.percent(float64(g.Distance))), num(b.adjusted(g.DistanceTest)), num(b.real(&g.Wasserstein)),
		})
	}
	if all == 0 {
		return
	}
	t.Notes = append(t.Notes, b.l.text("regression.prediction_note"))
	b.cutNote(t, all)
	b.add(t)
}
