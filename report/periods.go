package report

import (
	"fmt"
	"math"

	"auditd/audit"
	"auditd/report/figure"
)

const (
	driftPanels    = 12 // groups in one figure
	driftSentences = 6  // drifts that are told in words
)

// periods follows shares and rates over time, when the plan names a date column.
func (b *builder) periods() {
	p := b.a.Periods
	if p == nil {
		return
	}
	b.part("periods", 1)
	var drifts []*audit.PeriodRate
	for i := range p.Rates {
		if p.Rates[i].Drift {
			drifts = append(drifts, &p.Rates[i])
		}
	}
	lead := b.l.text("periods.none", "tests", p.Examined.Tests)
	if p.Examined.Shown > 0 {
		lead = b.l.text("periods.some", "tests", p.Examined.Tests, "shown", p.Examined.Shown)
	}
	b.add(&Paragraph{Lead: true, Text: lead})
	b.say("periods.intro", "n", len(p.Periods), "by", b.l.str("period."+p.By), "column", fromData(p.Column), "first", p.Periods[0].Name, "last", p.Periods[len(p.Periods)-1].Name)
	b.drifts(drifts)
	b.allowance("periods")
	b.note(NoteLimit, "periods.limit")
	b.periodTable(p)
	b.rateDrift(p)
	b.mixDrift(p)
}

// drifts tells changes of rates in natural frequencies.
func (b *builder) drifts(rates []*audit.PeriodRate) {
	list := &List{}
	for _, r := range rates[:min(len(rates), driftSentences)] {
		item := append(b.l.where(r.Group), Span{Text: b.l.str("punctuation.colon")})
		item = append(item, b.driftWords(r)...)
		if r.Step.Earlier != nil && r.Step.Last != nil {
			x, y := r.Step.Earlier.Round(), r.Step.Last.Round()
			of := frequencyBase(x, y)
			item = append(item, Span{Text: b.l.str("punctuation.semicolon")})
			item = append(item, b.l.text("periods.frequency", "metric", b.l.inText(b.l.metric(r.Metric)), "of", of, "a", frequency(x, of), "b", frequency(y, of))...)
		}
		list.Items = append(list.Items, item)
	}
	if len(list.Items) > 0 {
		b.add(list)
	}
	if more := len(rates) - driftSentences; more > 0 {
		b.say("periods.more", "n", more)
	}
}

// driftWords says which tests of a rate show a change, and which way.
func (b *builder) driftWords(r *audit.PeriodRate) Text {
	alpha := 1 - b.a.Plan.Confidence
	shown := func(t *audit.Test) bool { return t != nil && float64(t.PAdjusted) < alpha }
	rises := func(up bool, key string) Text {
		if up {
			return b.l.text("periods." + key + "_up")
		}
		return b.l.text("periods." + key + "_down")
	}
	var items []Text
	if shown(r.Trend) && r.Trend.Statistic != nil {
		items = append(items, rises(*r.Trend.Statistic > 0, "trend"))
	}
	if shown(r.Departure) {
		items = append(items, b.l.text("periods.departure"))
	}
	if shown(r.Step.Test) && r.Step.Value != nil {
		items = append(items, rises(*r.Step.Value > 0, "step"))
	}
	if r.Gap != nil && shown(r.Gap.Test) && r.Gap.Value != nil {
		items = append(items, rises(*r.Gap.Value > 0, "gap"))
	}
	if len(items) == 0 {
		return b.l.text("periods.no_drift")
	}
	return b.l.join(items, b.l.str("punctuation.semicolon"))
}

// periodTable lists the periods with their people; gaps and small periods stand out.
func (b *builder) periodTable(p *audit.Periods) {
	t := &Table{ID: "table-periods", Caption: b.l.text("caption.periods"), Columns: []TableColumn{b.left("period"), b.right("people"), b.left("remark")}}
	for _, one := range p.Periods[:min(len(p.Periods), tableRows)] {
		remark := Text{}
		switch {
		case one.N == 0:
			remark = b.l.text("periods.gap")
		case one.Small:
			remark = b.l.text("periods.small")
		}
		t.Rows = append(t.Rows, []TableCell{head(plain(one.Name)), num(b.l.count(one.N)), cell(remark)})
	}
	b.cutNote(t, len(p.Periods))
	if p.Undated > 0 {
		t.Notes = append(t.Notes, b.l.text("periods.undated", "n", p.Undated))
	}
	b.add(t)
}

// rateDrift draws the head metric of every attribute and lists the tests of all of them.
func (b *builder) rateDrift(p *audit.Periods) {
	if len(p.Rates) == 0 {
		return
	}
	b.part("periods-rates", 2)
	metric := p.Rates[0].Metric
	for i, set := range b.setsOf(1) {
		var rates []*audit.PeriodRate
		for j := range p.Rates {
			r := &p.Rates[j]
			if r.Metric == metric && len(r.Group) == 1 && setKey(attributesOf(r.Group)) == setKey(set) {
				rates = append(rates, r)
			}
		}
		if len(rates) > 0 {
			b.add(b.driftFigure(fmt.Sprintf("figure-periods-%d", i+1), p, metric, set, rates))
		}
	}
	t := &Table{ID: "table-periods-tests", Caption: b.l.text("caption.periods_tests"), Columns: []TableColumn{
		b.left("group"), b.left("metric"), b.right("earlier"), b.right("last"), b.right("change"), b.right("interval"), b.right("p_trend"), b.right("p_step"), b.right("p_gap"), b.left("remark"),
	}}
	adjusted := func(t *audit.Test) string {
		if t == nil || math.IsNaN(float64(t.PAdjusted)) {
			return b.l.str("value.none")
		}
		return b.l.pCell(t.PAdjusted)
	}
	for i := range p.Rates[:min(len(p.Rates), tableRows)] {
		r := &p.Rates[i]
		gap := b.l.str("value.none")
		if r.Gap != nil {
			gap = adjusted(r.Gap.Test)
		}
		t.Rows = append(t.Rows, []TableCell{
			head(b.l.where(r.Group)), words(b.l.metric(r.Metric)), num(b.l.rate(r.Metric, r.Step.Earlier)), num(b.l.rate(r.Metric, r.Step.Last)), num(b.pointsOf(r.Step.Value)),
			num(b.pointsInterval(r.Step.Interval)), num(adjusted(r.Trend)), num(adjusted(r.Step.Test)), num(gap), cell(b.driftWords(r)),
		})
	}
	b.cutNote(t, len(p.Rates))
	b.add(t)
}

// driftFigure draws one metric of the groups of one attribute, with its numbers.
func (b *builder) driftFigure(id string, p *audit.Periods, metric string, set []string, rates []*audit.PeriodRate) *Figure {
	caption := b.l.text("caption.periods_rates", "metric", b.l.metric(metric), "attributes", b.l.attributes(set))
	f := figure.DriftLines{
		Text: figure.Text{Title: caption.Plain(), Description: b.l.str("periods.alt", "metric", b.l.inText(b.l.metric(metric)), "attributes", b.l.attributes(set))},
		X:    b.l.str("column.period"), Y: b.l.metric(metric), Point: b.l.str("periods.point", "level", b.l.number(b.a.Plan.Confidence*100)+"%"), Small: b.l.str("figure.small"),
	}
	for _, one := range p.Periods {
		f.Periods = append(f.Periods, one.Name)
	}
	data := b.pointTable(id+"-data", caption, p)
	for i, r := range rates {
		panel := figure.DriftPanel{Label: b.l.name(r.Group).Plain(), Note: b.driftWords(r).Plain(), Points: driftPoints(r.Points)}
		if i < driftPanels {
			f.Panels = append(f.Panels, panel)
		}
		b.pointRows(data, p, metric, r.Group, r.Points)
	}
	if len(rates) > driftPanels {
		data.Notes = append(data.Notes, b.l.text("figure.cut", "shown", driftPanels, "all", len(rates)))
	}
	return &Figure{ID: id, Caption: caption, Alt: f.Description, Plot: f, Data: data, Folded: true}
}

func driftPoints(points []audit.PeriodPoint) []figure.DriftPoint {
	var out []figure.DriftPoint
	for _, q := range points {
		lower, upper := math.NaN(), math.NaN()
		if q.Interval != nil {
			lower, upper = q.Interval.Lower, q.Interval.Upper
		}
		out = append(out, figure.DriftPoint{Value: orNaN(q.Value), Lower: lower, Upper: upper, Small: q.Small})
	}
	return out
}

func (b *builder) pointTable(id string, caption Text, p *audit.Periods) *Table {
	return &Table{ID: id, Caption: caption, Columns: []TableColumn{b.left("group"), b.left("period"), b.right("counts"), b.right("rate"), b.right("interval"), b.left("remark")}}
}

// pointRows adds the periods of one group, as far as a table goes.
func (b *builder) pointRows(t *Table, p *audit.Periods, metric string, g audit.Group, points []audit.PeriodPoint) {
	for i, q := range points {
		if len(t.Rows) >= tableRows {
			if len(t.Notes) == 0 {
				t.Notes = append(t.Notes, b.l.text("periods.table_cut", "shown", tableRows))
			}
			return
		}
		remark := Text{}
		if q.Why != "" {
			remark = b.l.said(q.Why, nil)
		} else if q.Small {
			remark = b.l.text("periods.small")
		}
		t.Rows = append(t.Rows, []TableCell{
			head(b.l.name(g)), words(p.Periods[i].Name), num(b.l.count(q.Numerator) + " / " + b.l.count(q.Denominator)), num(b.l.rate(metric, q.Value)),
			num(b.l.rateInterval(metric, q.Interval)), cell(remark),
		})
	}
}

// mixDrift shows how the groups share the people over the periods.
func (b *builder) mixDrift(p *audit.Periods) {
	b.part("periods-mix", 2)
	b.say("periods.mix_intro")
	t := &Table{ID: "table-periods-mix", Caption: b.l.text("caption.periods_mix"), Columns: []TableColumn{
		b.left("attribute"), b.right("jensen_shannon"), b.right("null_quantile"), b.right("stability"), b.right("null_quantile"), b.right("p_adjusted"), b.left("remark"),
	}}
	for i := range p.Mixes {
		m := &p.Mixes[i]
		test, remark := b.l.str("value.none"), Text{}
		if m.Test != nil {
			test = b.l.pCell(m.Test.PAdjusted)
		}
		for _, why := range []string{m.Why, m.StabilityWhy} {
			if why != "" {
				remark = b.l.said(why, nil)
				break
			}
		}
		t.Rows = append(t.Rows, []TableCell{
			head(Text{fromData(m.Attribute)}), num(b.real(m.Distance)), num(b.real(m.Distance95)), num(b.real(m.Stability)), num(b.real(m.Stability95)), num(test), cell(remark),
		})
	}
	b.add(t)
	for i := range p.Mixes {
		m := &p.Mixes[i]
		caption := b.l.text("caption.periods_shares", "attributes", fromData(m.Attribute))
		id := fmt.Sprintf("figure-mix-%d", i+1)
		f := figure.DriftLines{
			Text: figure.Text{Title: caption.Plain(), Description: b.l.str("periods.mix_alt", "attributes", fromData(m.Attribute))},
			X:    b.l.str("column.period"), Y: b.l.str("periods.share"), Point: b.l.str("periods.point", "level", b.l.number(b.a.Plan.Confidence*100)+"%"), Small: b.l.str("figure.small"),
		}
		for _, one := range p.Periods {
			f.Periods = append(f.Periods, one.Name)
		}
		data := b.pointTable(id+"-data", caption, p)
		for k := range m.Shares {
			s := &m.Shares[k]
			if k < driftPanels {
				f.Panels = append(f.Panels, figure.DriftPanel{Label: b.l.name(s.Group).Plain(), Note: b.shareWords(s), Points: driftPoints(s.Points)})
			}
			b.pointRows(data, p, "selection_rate", s.Group, s.Points)
		}
		if len(m.Shares) > driftPanels {
			data.Notes = append(data.Notes, b.l.text("figure.cut", "shown", driftPanels, "all", len(m.Shares)))
		}
		b.add(&Figure{ID: id, Caption: caption, Alt: f.Description, Plot: f, Data: data, Folded: true})
	}
}

// shareWords says whether a trend of a share is shown.
func (b *builder) shareWords(s *audit.PeriodShare) string {
	switch {
	case s.Trend == nil || s.Trend.Statistic == nil || !(float64(s.Trend.PAdjusted) < 1-b.a.Plan.Confidence):
		return b.l.str("periods.no_drift")
	case *s.Trend.Statistic > 0:
		return b.l.str("periods.trend_up")
	}
	return b.l.str("periods.trend_down")
}
