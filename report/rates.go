package report

import (
	"fmt"

	"auditd/audit"
)

// setsOf returns the attribute sets of the estimates, in the order of the audit, of the given number of attributes (0 for any).
func (b *builder) setsOf(depth int) [][]string {
	var sets [][]string
	seen := map[string]bool{}
	for i := range b.a.Estimates {
		g := b.a.Estimates[i].Group
		k := setKey(attributesOf(g))
		if len(g) == 0 || depth > 0 && len(g) != depth || seen[k] {
			continue
		}
		seen[k] = true
		sets = append(sets, attributesOf(g))
	}
	return sets
}

// headMetric is the metric that is shown where there is room for one: the first that was examined.
func (b *builder) headMetric() string {
	if len(b.a.Examined.Metrics) > 0 {
		return b.a.Examined.Metrics[0]
	}
	if len(b.a.Estimates) > 0 {
		return b.a.Estimates[0].Metric
	}
	return ""
}

// rateTable lists estimates with their counts, so that every rate can be recomputed by hand.
func (b *builder) rateTable(id string, caption Text, estimates []*audit.Estimate, withMetric bool) *Table {
	t := &Table{ID: id, Caption: caption, Columns: []TableColumn{b.left("group")}}
	if withMetric {
		t.Columns = append(t.Columns, b.left("metric"))
	}
	t.Columns = append(t.Columns, b.right("counts"), b.right("rate"), b.right("interval"), b.right("people"), b.left("remark"))
	for _, e := range estimates[:min(len(estimates), tableRows)] {
		row := []TableCell{head(b.l.name(e.Group))}
		if withMetric {
			row = append(row, words(b.l.metric(e.Metric)))
		}
		t.Rows = append(t.Rows, append(row,
			num(b.l.count(e.Numerator)+" / "+b.l.count(e.Denominator)), num(b.l.rate(e.Metric, e.Value)), num(b.l.rateInterval(e.Metric, e.Interval)),
			num(b.l.count(e.N)), cell(b.remark(e))))
	}
	b.cutNote(t, len(estimates))
	return t
}

// remark is what a reader must know beside a rate: why it is undefined, small numbers, the reference, the effective n.
func (b *builder) remark(e *audit.Estimate) Text {
	var items []Text
	if e.Status != audit.StatusOK && e.Status != "" && e.Status != audit.StatusUnknownGroup {
		items = append(items, b.l.why(e.Status, e.Why))
	}
	for _, f := range e.Flags {
		items = append(items, b.l.text("flag."+f))
	}
	if e.Weighted != nil {
		items = append(items, b.l.text("rate.weighted", "n", b.l.count(int64(e.Weighted.EffectiveN.Round()+0.5))))
	}
	return b.l.join(items, b.l.str("punctuation.semicolon"))
}

// intersections shows the head metric over every pair of attributes.
func (b *builder) intersections() {
	sets := b.setsOf(2)
	metric := b.headMetric()
	if len(sets) == 0 || metric == "" {
		return
	}
	b.part("intersections", 1)
	b.say("intersections.intro", "metric", b.l.metric(metric))
	for i, set := range sets {
		estimates := b.index.set(metric, set, nil)
		if len(estimates) == 0 {
			continue
		}
		b.heatMap(i, metric, set, estimates)
	}
	if len(b.setsOf(3)) > 0 {
		b.say("intersections.three")
	}
}

// unknown shows the people whose attribute is not known, and how they fared.
func (b *builder) unknown() {
	b.part("unknown", 1)
	metric := b.headMetric()
	var estimates []*audit.Estimate
	for i := range b.a.Estimates {
		e := &b.a.Estimates[i]
		if e.Group.IsUnknown() && len(e.Group) == 1 && e.Metric == metric && len(e.Stratum) == 0 && e.N > 0 {
			estimates = append(estimates, e)
		}
	}
	if len(estimates) > 0 {
		b.say("unknown.intro", "metric", b.l.inText(b.l.metric(metric)))
		t := b.rateTable("table-unknown", b.l.text("caption.unknown", "metric", b.l.metric(metric)), estimates, false)
		for i, e := range estimates[:min(len(estimates), tableRows)] {
			t.Rows[i][0] = head(b.l.where(e.Group))
		}
		b.add(t)
	} else {
		b.unknownCounts()
	}
	if b.a.Rows.Excluded > 0 {
		b.say("unknown.excluded", "n", b.a.Rows.Excluded, "section", ref("excluded"))
	}
}

// unknownCounts lists the people of unknown groups of an audit without rates.
func (b *builder) unknownCounts() {
	t := &Table{ID: "table-unknown", Caption: b.l.text("section.unknown"), Columns: []TableColumn{b.left("group"), b.right("people")}}
	for i := range b.a.Missing {
		if m := &b.a.Missing[i]; m.Group.IsUnknown() && m.N > 0 && len(t.Rows) < tableRows {
			t.Rows = append(t.Rows, []TableCell{head(b.l.where(m.Group)), num(b.l.count(m.N))})
		}
	}
	if len(t.Rows) == 0 {
		b.say("unknown.none")
		return
	}
	b.add(t)
}

// allRates is every rate of the single attributes. Intersections stand in the tables and results.json that go with the report.
func (b *builder) allRates() {
	if len(b.setsOf(1)) == 0 {
		return
	}
	b.part("all-rates", 2)
	b.say("all_rates.intro")
	for i, set := range b.setsOf(1) {
		var estimates []*audit.Estimate
		for j := range b.a.Estimates {
			e := &b.a.Estimates[j]
			if len(e.Stratum) == 0 && setKey(attributesOf(e.Group)) == setKey(set) {
				estimates = append(estimates, e)
			}
		}
		b.add(b.rateTable(fmt.Sprintf("table-rates-%d", i+1), b.l.text("caption.all_rates", "attributes", b.l.attributes(set)), estimates, true))
	}
}
