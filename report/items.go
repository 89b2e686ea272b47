package report

import "auditd/audit"

// items says which single items are harder for a group than for people with the same total, when the plan names items.
func (b *builder) items() {
	x := b.a.Items
	if x == nil {
		return
	}
	b.part("items", 1)
	b.add(&Paragraph{Lead: true, Text: b.itemsLead(x)})
	b.say("items.examined", "items", len(x.Items), "comparisons", len(x.Comparisons), "tests", x.Tests)
	b.say("items.people", "people", x.People, "unknown", x.Unknown)
	b.exploratory("items", false)
	b.note(NoteLimit, "items.limit")
	b.itemTable(x)
}

// itemsLead counts the differences that survive the adjustment, and says of the largest what it means for people.
func (b *builder) itemsLead(x *audit.Items) Text {
	shown, large := 0, 0
	var worst *audit.ItemComparison
	for i := range x.Comparisons {
		c := &x.Comparisons[i]
		if c.Status != audit.StatusOK || c.Class == "" || c.Test == nil || float64(c.Test.PAdjusted) >= 1-b.a.Plan.Confidence {
			continue
		}
		shown++
		if c.Class == "C" {
			large++
		}
		if worst == nil { // they are sorted by size
			worst = c
		}
	}
	if worst == nil || worst.Difference.Value == nil {
		return b.l.text("items.lead_none", "all", len(x.Comparisons))
	}
	t := b.l.text("items.lead", "shown", shown, "all", len(x.Comparisons), "large", large)
	gap := worst.Difference.Value.Round()
	key := "items.lead_easier"
	if gap < 0 {
		gap, key = -gap, "items.lead_harder"
	}
	of := frequencyBase(gap)
	return append(t, b.l.text(key, "item", fromData(worst.Item), "of", of, "n", frequency(gap, of), "group", b.l.where(worst.Group), "reference", b.l.where(worst.Reference))...)
}

func (b *builder) itemTable(x *audit.Items) {
	t := &Table{ID: "table-items", Caption: b.l.text("caption.items"), Columns: []TableColumn{
		b.left("item"), b.left("group"), b.right("n"), b.right("difference_total"), b.right("odds_ratio_item"), b.right("delta"), b.left("item_class"), b.right("p_adjusted"), b.left("remark"),
	}}
	skipped := false
	for i := range x.Comparisons[:min(len(x.Comparisons), tableRows)] {
		c := &x.Comparisons[i]
		skipped = skipped || c.Skipped > 0
		class, remark := plain(b.l.str("value.none")), Text(nil)
		if c.Class != "" {
			class = b.l.text("items.class_" + c.Class)
		}
		if c.Why != "" {
			remark = b.l.why(c.Status, c.Why)
		}
		t.Rows = append(t.Rows, []TableCell{
			head(Text{fromData(c.Item)}), cell(b.l.where(c.Group)), num(b.l.count(c.N)), num(b.effectCell(&c.Difference)), num(b.ratioCell(&c.OddsRatio)),
			num(b.deltaCell(c)), cell(class), num(b.adjusted(c.Test)), cell(remark),
		})
	}
	t.Notes = append(t.Notes, b.l.text("items.note_class"), b.l.text("items.note_delta"))
	if skipped {
		t.Notes = append(t.Notes, b.l.text("items.note_skipped"))
	}
	b.cutNote(t, len(x.Comparisons))
	b.add(t)
}

// deltaCell prints Δ with its interval.
func (b *builder) deltaCell(c *audit.ItemComparison) string {
	if c.Delta == nil {
		return b.l.str("value.undefined")
	}
	s := decimal(c.Delta.Round(), places(c.Delta.Round(), 2, -1.5, -1, 0, 1, 1.5))
	if i := c.DeltaInterval; i != nil {
		s += b.l.str("punctuation.open") + b.l.between(decimal(i.Lower, 2), decimal(i.Upper, 2)) + b.l.str("punctuation.close")
	}
	return s
}

// itemMethods names the methods behind the comparisons of items.
func (b *builder) itemMethods(interval func(*audit.Interval), test func(*audit.Test)) {
	if b.a.Items == nil {
		return
	}
	for i := range b.a.Items.Comparisons {
		c := &b.a.Items.Comparisons[i]
		interval(c.OddsRatio.Interval)
		interval(c.Difference.Interval)
		interval(c.DeltaInterval)
		test(c.Test)
	}
}
