package report

import (
	"math"

	"auditd/audit"
)

// subsetScan shows the people whose favourable decisions depart farthest from what is expected, when the plan asks for it.
func (b *builder) subsetScan() {
	x := b.a.SubsetScan
	if x == nil {
		return
	}
	b.part("subset-scan", 1)
	if x.Why != "" {
		b.subsetScanExpected(x)
		b.say("value.undefined_because", "why", b.l.why(x.Status, x.Why))
		return
	}
	b.subsetScanLead(x)
	b.subsetScanExpected(x)
	b.say("subset_scan.searched", "names", b.l.names(x.Dimensions), "combinations", x.Combinations, "restarts", x.Restarts,
		"penalty", b.l.number(float64(x.Penalty)), "draws", x.Draws)
	b.exploratory("subset_scan", true)
	b.note(NoteLimit, "subset_scan.limit")
	b.subsetScanTable(x)
	b.subsetScanRates(x)
	b.subsetScanGroups(x)
}

// subsetScanLead says of every subset that stands out what it means for people.
func (b *builder) subsetScanLead(x *audit.SubsetScan) {
	shown := false
	for i := range x.Subsets {
		s := &x.Subsets[i]
		if s.Test == nil || float64(s.Test.PAdjusted) >= 1-b.a.Plan.Confidence || len(s.Conditions) == 0 {
			continue
		}
		shown = true
		key := "subset_scan.lead_" + s.Direction
		if s.OddsFactor == nil {
			key = "subset_scan.lead_all"
		}
		b.add(&Paragraph{Lead: true, Text: b.l.text(key, "conditions", b.subsetConditions(s.Conditions), "n", s.N, "events", s.Events, "expected", b.expectedPeople(s.Expected), "q", b.oddsFactor(s.OddsFactor))})
		for k := range s.Comparisons {
			c := &s.Comparisons[k]
			if t := b.frequencies(c.Metric, b.l.text("subset_scan.inside"), b.l.text("group.complement"), c.GroupRate, c.ReferenceRate); t != nil {
				b.add(&Paragraph{Text: t})
			}
		}
	}
	if !shown {
		b.add(&Paragraph{Lead: true, Text: b.l.text("subset_scan.lead_nothing")})
	}
}

// subsetScanExpected says what was expected of whom.
func (b *builder) subsetScanExpected(x *audit.SubsetScan) {
	b.say("subset_scan.people", "people", x.People, "unknown", x.Unknown, "event", b.l.text("subset_scan.event_"+x.Event))
	for _, e := range x.Expected {
		key := "subset_scan.expected"
		if e.Label != "" {
			key = "subset_scan.expected_" + e.Label
		}
		b.say(key, "events", e.Events, "people", e.People, "rate", b.share(e.Rate))
	}
}

// subsetConditions describes a subset; everybody where there are no conditions.
func (b *builder) subsetConditions(list []audit.SubsetCondition) Text {
	if len(list) == 0 {
		return b.l.text("group.everybody")
	}
	var items []Text
	for _, c := range list {
		var values []Text
		for _, v := range c.Values {
			values = append(values, Text{b.l.value(v)})
		}
		items = append(items, b.l.text("subset_scan.condition", "dimension", fromData(c.Dimension), "values", b.l.join(values, b.l.str("subset_scan.or"))))
	}
	return b.l.join(items, b.l.str("punctuation.semicolon"))
}

// expectedPeople prints a number of people that need not be whole; a tenth of a person tells nothing where there are hundreds.
func (b *builder) expectedPeople(x audit.Real) string {
	if x >= 100 {
		return b.l.count(int64(math.Round(x.Round())))
	}
	return decimal(x.Round(), 1)
}

// oddsFactor prints the factor of the odds so that it never looks like 1 when it is not.
func (b *builder) oddsFactor(q *audit.Real) string {
	if q == nil {
		return b.l.str("value.undefined")
	}
	return decimal(q.Round(), places(q.Round(), 2, 0, 1))
}

func (b *builder) subsetScanTable(x *audit.SubsetScan) {
	t := &Table{ID: "table-subset-scan", Caption: b.l.text("caption.subset_scan"), Columns: []TableColumn{
		b.left("direction"), b.left("subset"), b.right("people"), b.right("favourable_decisions"), b.right("favourable_expected"), b.right("odds_factor"),
		b.right("scan_score"), b.right("p_adjusted"),
	}}
	for i := range x.Subsets {
		s := &x.Subsets[i]
		t.Rows = append(t.Rows, []TableCell{
			head(b.l.text("subset_scan." + s.Direction)), cell(b.subsetConditions(s.Conditions)), num(b.l.count(s.N)), num(b.l.count(s.Events)),
			num(b.expectedPeople(s.Expected)), num(b.oddsFactor(s.OddsFactor)), num(decimal(float64(s.Score), 2)), num(b.adjusted(s.Test)),
		})
	}
	t.Notes = append(t.Notes, b.l.text("subset_scan.note_odds"), b.l.text("subset_scan.note_score"))
	b.add(t)
}

// subsetScanRates sets the rates of what was found against everybody outside.
func (b *builder) subsetScanRates(x *audit.SubsetScan) {
	t := &Table{ID: "table-subset-scan-rates", Caption: b.l.text("caption.subset_scan_rates"), Columns: []TableColumn{
		b.left("subset"), b.left("metric"), b.right("rate"), b.right("rate_outside"), b.right("difference"), b.right("interval"), b.right("n"), b.left("remark"),
	}}
	for i := range x.Subsets {
		for k := range x.Subsets[i].Comparisons {
			c := &x.Subsets[i].Comparisons[k]
			var remark Text
			if c.Why != "" {
				remark = b.l.why(c.Status, c.Why)
			}
			t.Rows = append(t.Rows, []TableCell{
				head(b.subsetConditions(x.Subsets[i].Conditions)), cell(plain(b.l.metric(c.Metric))), num(b.l.rate(c.Metric, c.GroupRate)), num(b.l.rate(c.Metric, c.ReferenceRate)),
				num(b.l.compareValue(c)), num(b.l.compareInterval(c)), num(b.l.count(c.N)), cell(remark),
			})
		}
	}
	if len(t.Rows) == 0 {
		return
	}
	t.Notes = append(t.Notes, b.l.text("subset_scan.note_interval"))
	b.add(t)
}

// subsetScanGroups is the score of every group that was named beforehand.
func (b *builder) subsetScanGroups(x *audit.SubsetScan) {
	if len(x.Groups) == 0 {
		return
	}
	t := &Table{ID: "table-subset-scan-groups", Caption: b.l.text("caption.subset_scan_groups"), Columns: []TableColumn{
		b.left("group"), b.right("people"), b.right("favourable_decisions"), b.right("favourable_expected"), b.right("odds_factor"), b.right("scan_score"), b.left("remark"),
	}}
	for i := range x.Groups[:min(len(x.Groups), tableRows)] {
		g := &x.Groups[i]
		score, remark := b.l.str("value.none"), Text(nil)
		if g.Score != nil {
			score = decimal(float64(*g.Score), 2)
		}
		switch {
		case g.Why != "":
			remark = b.l.why(g.Status, g.Why)
		case g.OddsWhy != "":
			remark = b.l.why("", g.OddsWhy)
		}
		t.Rows = append(t.Rows, []TableCell{
			head(b.l.where(g.Group)), num(b.l.count(g.N)), num(b.l.count(g.Events)), num(b.expectedPeople(g.Expected)), num(b.oddsFactor(g.OddsFactor)),
			num(score), cell(remark),
		})
	}
	t.Notes = append(t.Notes, b.l.text("subset_scan.note_groups"))
	b.cutNote(t, len(x.Groups))
	b.add(t)
}

// subsetScanMethods names the scan, its test and the intervals beside it.
func (b *builder) subsetScanMethods(use func(prefix, name string), interval func(*audit.Interval), test func(*audit.Test)) {
	x := b.a.SubsetScan
	if x == nil {
		return
	}
	use("method.", "subset_scan")
	for i := range x.Subsets {
		test(x.Subsets[i].Test)
		for k := range x.Subsets[i].Comparisons {
			interval(x.Subsets[i].Comparisons[k].Interval)
		}
	}
}
