package report

import "auditd/audit"

// verdicts lists the verdicts that are others than before, with what may have moved them.
func (b *changeBuilder) verdicts() {
	b.part("change-verdicts", 1)
	t := &Table{ID: "table-change-criteria", Caption: b.l.text("change.caption_criteria"), Columns: []TableColumn{
		b.left("rule"), b.left("metric"), b.left("attributes"), b.left("before"), b.left("after"),
	}}
	for _, k := range b.c.Criteria {
		if k.Before != k.After && len(t.Rows) < tableRows {
			t.Rows = append(t.Rows, []TableCell{
				head(plain(b.l.rule(k.Rule))), words(b.l.metric(k.Metric)), cell(b.l.attributes(k.Attributes)), cell(b.l.verdict(k.Before)), cell(b.l.verdict(k.After)),
			})
		}
	}
	if len(t.Rows) == 0 {
		b.say("change.criteria_same", "n", len(b.c.Criteria))
	} else {
		b.add(t)
	}
	b.causes()
}

// causes lists the comparisons whose verdict is another than before.
func (b *changeBuilder) causes() {
	t := &Table{ID: "table-change-causes", Caption: b.l.text("change.caption_causes"), Columns: []TableColumn{
		b.left("group"), b.left("metric"), b.left("kind"), b.left("before"), b.left("after"), b.left("cause"),
	}}
	all := 0
	for i := range b.c.Gaps {
		g := &b.c.Gaps[i]
		if g.Cause == "" {
			continue
		}
		if all++; all > tableRows {
			continue
		}
		t.Rows = append(t.Rows, []TableCell{
			head(b.who(g)), words(b.l.metric(g.Metric)), words(b.l.str("forest." + g.Kind)), cell(b.l.verdict(g.BeforeVerdict)), cell(b.l.verdict(g.AfterVerdict)),
			cell(b.l.text("change.cause_" + g.Cause)),
		})
	}
	if all == 0 {
		b.say("change.verdicts_same", "n", len(b.c.Gaps))
		return
	}
	b.say("change.causes_intro", "n", all, "all", len(b.c.Gaps))
	b.cutNote(t, all)
	b.add(t)
}

// plan lists the keys that differ.
func (b *changeBuilder) plan() {
	b.part("change-plan", 1)
	if len(b.c.Plan) == 0 {
		b.say("change.plan_same")
		return
	}
	b.say("change.plan_intro")
	t := &Table{ID: "table-change-plan", Caption: b.l.text("change.caption_plan"), Columns: []TableColumn{
		b.left("key"), b.left("before"), b.left("after"), b.left("effect"),
	}}
	value := func(s string) TableCell {
		if s == "" {
			return cell(b.l.text("value.not_stated"))
		}
		return cell(Text{planValue(s)})
	}
	for _, p := range b.c.Plan[:min(len(b.c.Plan), tableRows)] {
		t.Rows = append(t.Rows, []TableCell{head(Text{code(shown(p.Key))}), value(p.Before), value(p.After), cell(b.l.text("change.effect_" + p.Effect))})
	}
	b.cutNote(t, len(b.c.Plan))
	b.add(t)
}

// inputs lists the files and rows of both audits.
func (b *changeBuilder) inputs() {
	b.part("change-inputs", 1)
	t := &Table{ID: "table-change-inputs", Caption: b.l.text("change.caption_inputs"), Columns: []TableColumn{
		b.left("audit"), b.left("file"), b.right("rows"), b.left("sha256"),
	}}
	for _, s := range []struct {
		key  string
		side *audit.ChangeSide
	}{{"change.before", &b.c.Before}, {"change.after", &b.c.After}} {
		for _, in := range s.side.Inputs[:min(len(s.side.Inputs), tableRows/2)] {
			t.Rows = append(t.Rows, []TableCell{head(b.l.text(s.key)), cell(Text{fromData(in.Name)}), num(b.l.count(in.Rows)), cell(Text{code(shown(in.SHA256))})})
		}
		b.say("change.rows", "audit", b.l.str(s.key), "read", s.side.Rows.Read, "counted", s.side.Rows.Counted, "excluded", s.side.Rows.Excluded)
	}
	if len(t.Rows) > 0 {
		b.add(t)
	}
}

// groups lists the groups that appeared or vanished.
func (b *changeBuilder) groups() {
	if len(b.c.Groups) == 0 {
		return
	}
	b.part("change-groups", 1)
	b.say("change.groups_intro")
	t := &Table{ID: "table-change-groups", Caption: b.l.text("change.caption_groups"), Columns: []TableColumn{b.left("group"), b.right("before"), b.right("after")}}
	for _, g := range b.c.Groups[:min(len(b.c.Groups), tableRows)] {
		t.Rows = append(t.Rows, []TableCell{head(b.l.where(g.Group)), num(b.l.count(g.Before)), num(b.l.count(g.After))})
	}
	b.cutNote(t, len(b.c.Groups))
	b.add(t)
}

// otherGaps lists the gaps that no rule judges and of which a change is shown; the tables beside the report hold all of them.
func (b *changeBuilder) otherGaps() {
	var gaps []*audit.GapChange
	looked := 0
	for i := range b.c.Gaps {
		g := &b.c.Gaps[i]
		if g.Primary {
			continue
		}
		looked++
		if shownChange(g.Verdict) {
			gaps = append(gaps, g)
		}
	}
	if looked == 0 {
		return
	}
	b.part("change-other", 1)
	b.say("change.other_intro", "all", looked, "shown", len(gaps))
	if len(gaps) > 0 {
		b.add(b.gapTable("table-change-other", b.l.text("change.caption_other"), gaps))
	}
}

// rates lists the rates of everybody and of single groups that rules judge, and all others of which a change is shown.
func (b *changeBuilder) rates() {
	if len(b.c.Rates) == 0 {
		return
	}
	judged := map[string]bool{}
	for _, k := range b.c.Criteria {
		judged[k.Metric] = true
	}
	b.part("change-rates", 1)
	t := &Table{ID: "table-change-rates", Caption: b.l.text("change.caption_rates"), Columns: []TableColumn{
		b.left("group"), b.left("metric"), b.right("before"), b.right("after"), b.right("change"), b.right("interval"), b.right("n"), b.right("p_adjusted"), b.left("verdict"),
	}}
	all := 0
	for i := range b.c.Rates {
		r := &b.c.Rates[i]
		single := judged[r.Metric] && len(r.Group) < 2 && len(r.Stratum) == 0
		if !single && r.Verdict != audit.ChangeHigher && r.Verdict != audit.ChangeLower {
			continue
		}
		if all++; all <= tableRows {
			t.Rows = append(t.Rows, b.rateRow(r))
		}
	}
	b.say("change.rates_intro", "all", len(b.c.Rates), "shown", all)
	b.cutNote(t, all)
	if all > 0 {
		b.add(t)
	}
}

func (b *changeBuilder) rateRow(r *audit.RateChange) []TableCell {
	who := b.l.where(r.Group)
	if len(r.Stratum) > 0 {
		who = b.l.text("change.within", "group", who, "stratum", b.l.where(r.Stratum))
	}
	show := func(x float64) string { return b.l.points(x) }
	if !isProportion(r.Metric) {
		show = func(x float64) string { return b.l.ratio(x) }
	}
	value, interval := b.l.str("value.undefined"), b.l.str("value.none")
	if r.Value != nil {
		value = show(float64(*r.Value))
	}
	if r.Interval != nil {
		interval = b.l.between(show(r.Interval.Lower), show(r.Interval.Upper))
	}
	return []TableCell{
		head(who), words(b.l.metric(r.Metric)), num(b.l.rate(r.Metric, r.Before)), num(b.l.rate(r.Metric, r.After)), num(value), num(interval),
		num(b.l.count(r.BeforeN) + " / " + b.l.count(r.AfterN)), num(b.adjusted(r.Test)), cell(b.changeVerdict(r.Verdict, r.Why)),
	}
}

// closing says how changes are judged and how many were looked at.
func (b *changeBuilder) closing() {
	b.part("change-methods", 1)
	e := &b.c.Examined
	b.say("change.examined", "gaps", e.Gaps, "rates", e.Rates, "tests", e.Tests, "before", e.OnlyBefore, "after", e.OnlyAfter)
	b.say("change.methods_interval", "level", b.level())
	b.say("change.methods_adjusted", "level", b.level())
	b.say("change.methods_parity")
}
