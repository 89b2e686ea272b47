package report

import (
	"slices"
	"strconv"

	"auditd/audit"
	"auditd/report/figure"
)

// proxies says which features tell the protected attributes, when the audit looked.
func (b *builder) proxies() {
	p := b.a.Proxies
	if p == nil {
		return
	}
	b.part("proxies", 1)
	b.add(&Paragraph{Lead: true, Text: b.proxiesLead(p)})
	b.say("proxies.examined", "features", len(p.Features), "attributes", len(p.Attributes), "tests", p.Tests)
	b.exploratory("proxies", false)
	b.weightUse(p.Weights)
	b.note(NoteLimit, "proxies.limit")
	if len(p.Features) > 0 && len(p.Attributes) > 0 {
		b.proxyMap(p)
	}
	for _, names := range p.Clusters {
		b.say("proxies.cluster", "names", b.l.names(names))
	}
	for i := range p.Attributes {
		b.proxyAttribute(i, &p.Attributes[i])
	}
}

// proxiesLead names the stand-ins that were found, and says of the strongest what it means for people.
func (b *builder) proxiesLead(p *audit.Proxies) Text {
	var pairs []Text
	var strongest *audit.Proxy
	var of string
	for i := range p.Attributes {
		for k := range p.Attributes[i].Features {
			f := &p.Attributes[i].Features[k]
			if f.Strength != audit.ProxyStrong {
				continue
			}
			pairs = append(pairs, b.l.text("proxies.pair", "feature", fromData(f.Feature), "attribute", fromData(p.Attributes[i].Attribute)))
			if f.AUC != nil && (strongest == nil || *f.AUC > *strongest.AUC) {
				strongest, of = f, p.Attributes[i].Attribute
			}
		}
	}
	if len(pairs) == 0 {
		return b.l.text("proxies.lead_none", "features", len(p.Features))
	}
	all := len(pairs)
	t := b.l.text("proxies.lead", "n", all, "pairs", b.l.list(pairs[:min(all, 8)]))
	if all > 8 {
		t = append(t, b.l.text("proxies.lead_more", "n", all-8)...)
	}
	if strongest == nil {
		return t
	}
	return append(t, b.l.text("proxies.lead_people", "feature", fromData(strongest.Feature), "attribute", fromData(of), "group", b.l.value(strongest.AUCGroup),
		"n", frequency(strongest.AUC.Round(), 100))...)
}

// proxyMap draws the corrected V of every feature and attribute.
func (b *builder) proxyMap(p *audit.Proxies) {
	caption := b.l.text("proxies.map_caption")
	m := figure.HeatMap{
		Text:    figure.Text{Title: caption.Plain(), Description: b.l.str("proxies.map_alt")},
		RowHead: b.l.str("column.feature"), ColumnHead: b.l.str("column.attribute"), Min: 0, Max: 0.5,
		Words: figure.CellWords{Undefined: b.l.str("value.undefined"), Small: b.l.str("proxies.map_many")},
	}
	data := &Table{ID: "figure-proxies-data", Caption: caption, Columns: []TableColumn{b.left("feature")}}
	for i := range p.Attributes[:min(len(p.Attributes), heatCells)] {
		m.Columns = append(m.Columns, shown(p.Attributes[i].Attribute))
		data.Columns = append(data.Columns, TableColumn{Title: shown(p.Attributes[i].Attribute), Align: Right})
	}
	for _, name := range p.Features[:min(len(p.Features), heatCells)] {
		m.Rows = append(m.Rows, shown(name))
		row, line := []TableCell{head(Text{fromData(name)})}, []figure.Cell{}
		for i := range p.Attributes[:len(m.Columns)] {
			c := b.proxyCell(&p.Attributes[i], name)
			line, row = append(line, c), append(row, num(c.Text))
		}
		m.Cells, data.Rows = append(m.Cells, line), append(data.Rows, row)
	}
	if len(p.Features) > heatCells {
		data.Notes = append(data.Notes, b.l.text("figure.cut", "shown", heatCells, "all", len(p.Features)))
	}
	b.add(&Figure{ID: "figure-proxies", Caption: caption, Alt: m.Description, Plot: m, Data: data, Folded: true})
}

func (b *builder) proxyCell(a *audit.ProxyAttribute, feature string) figure.Cell {
	for i := range a.Features {
		f := &a.Features[i]
		if f.Feature != feature || f.Corrected == nil {
			continue
		}
		c := figure.Cell{Value: float64(*f.Corrected), Text: b.l.ratio(float64(*f.Corrected)), N: b.l.str("strength." + f.Strength)}
		if f.Why != "" {
			c.State = figure.CellSmall
		}
		return c
	}
	return figure.Cell{State: figure.CellUndefined, Text: b.l.str("value.undefined")}
}

// proxyAttribute is one attribute: every feature, all together, and what would have to go.
func (b *builder) proxyAttribute(i int, a *audit.ProxyAttribute) {
	id := "proxies-" + strconv.Itoa(i+1)
	b.section(id, 2, b.l.text("proxies.of", "attribute", fromData(a.Attribute)))
	if a.Status != audit.StatusOK {
		b.say("value.undefined_because", "why", b.l.why(a.Status, a.Why))
		return
	}
	b.proxyFeatures(id, a)
	b.proxyUse(id, a)
	b.proxyJoint(id, a)
	if len(a.Removal) > 0 {
		var names []string
		for _, r := range a.Removal {
			names = append(names, r.Feature)
		}
		b.say("proxies.removal", "names", b.l.names(names), "auc", b.l.ratio(float64(a.Removal[len(a.Removal)-1].AUC)))
	}
}

// proxyFeatures is the table of what each feature tells.
func (b *builder) proxyFeatures(id string, a *audit.ProxyAttribute) {
	t := &Table{ID: "table-" + id, Caption: b.l.text("caption.proxies", "attribute", fromData(a.Attribute)), Columns: []TableColumn{
		b.left("feature"), b.right("cramers_v"), b.right("interval"), b.right("uncertainty"), b.right("auc"), b.right("auc_without"), b.right("p_adjusted"), b.left("strength"),
	}}
	for k := range a.Features[:min(len(a.Features), tableRows)] {
		f := &a.Features[k]
		interval, p := b.l.str("value.none"), b.l.str("value.none")
		if f.Interval != nil {
			interval = b.l.between(b.l.ratio(f.Interval.Lower), b.l.ratio(f.Interval.Upper))
		}
		if f.Test != nil {
			p = b.l.pCell(f.Test.PAdjusted)
		}
		strength := b.l.text("strength." + f.Strength)
		if f.Why != "" {
			strength = append(strength, Span{Text: b.l.str("punctuation.colon")})
			strength = append(strength, b.l.why(f.Status, f.Why)...)
		}
		uncertainty := b.l.str("value.none")
		if f.Uncertainty != nil {
			uncertainty = b.l.percent(float64(*f.Uncertainty))
		}
		t.Rows = append(t.Rows, []TableCell{
			head(Text{fromData(f.Feature)}), num(b.real(f.Corrected)), num(interval), num(uncertainty), num(b.real(f.AUC)), num(b.real(f.Without)), num(p), cell(strength),
		})
	}
	t.Notes = append(t.Notes, b.l.text("proxies.table_note"))
	if len(a.Features) > 1 && a.Macro != nil && !slices.ContainsFunc(a.Features, func(f audit.Proxy) bool { return f.Shapley != nil }) {
		t.Notes = append(t.Notes, b.l.text("proxies.shapley_left_out"))
	}
	for k := range a.Features {
		if n := a.Features[k].Number; n != nil && n.EtaSquared != nil {
			t.Notes = append(t.Notes, b.l.text("proxies.number", "feature", fromData(a.Features[k].Feature), "share", b.l.percent(float64(*n.EtaSquared)),
				"distance", b.real(n.Distance), "group", b.l.value(n.Group)))
		}
	}
	b.cutNote(t, len(a.Features))
	b.add(t)
}

// proxyUse is the table of whether decisions go with what tells.
func (b *builder) proxyUse(id string, a *audit.ProxyAttribute) {
	t := &Table{ID: "table-" + id + "-use", Caption: b.l.text("caption.proxy_use", "attribute", fromData(a.Attribute)), Columns: []TableColumn{
		b.left("feature"), b.left("strength"), b.left("used"), b.right("p_adjusted"), b.right("transmitted"),
	}}
	for k := range a.Features[:min(len(a.Features), tableRows)] {
		f := &a.Features[k]
		if f.Use == nil {
			continue
		}
		used, p, transmitted := "unclear", b.l.str("value.none"), b.l.str("value.none")
		if f.Use.Test != nil {
			p = b.l.pCell(f.Use.Test.PAdjusted)
			if float64(f.Use.Test.PAdjusted) < 1-b.a.Plan.Confidence {
				used = "yes"
			}
		}
		if f.Use.Transmitted != nil {
			transmitted = b.l.percent(float64(*f.Use.Transmitted))
		}
		t.Rows = append(t.Rows, []TableCell{
			head(Text{fromData(f.Feature)}), cell(b.l.text("strength." + f.Strength)), cell(b.l.text("used." + used)), num(p), num(transmitted),
		})
	}
	if len(t.Rows) == 0 {
		return
	}
	t.Notes = append(t.Notes, b.l.text("proxies.use_note"))
	b.add(t)
}

// proxyJoint is the table of all features together.
func (b *builder) proxyJoint(id string, a *audit.ProxyAttribute) {
	t := &Table{ID: "table-" + id + "-joint", Caption: b.l.text("caption.proxy_joint", "attribute", fromData(a.Attribute)), Columns: []TableColumn{
		b.left("group"), b.right("n"), b.right("auc"), b.right("interval"), b.right("balanced_error"), b.right("error_bound"), b.left("remark"),
	}}
	for k := range a.Joint[:min(len(a.Joint), tableRows)] {
		j := &a.Joint[k]
		interval, remark := b.l.str("value.none"), Text(nil)
		if j.Interval != nil {
			interval = b.l.between(b.l.ratio(j.Interval.Lower), b.l.ratio(j.Interval.Upper))
		}
		switch {
		case j.AUC == nil:
			remark = b.l.why(j.Status, j.Why)
		case j.Certified:
			remark = b.l.text("proxies.certified")
		default:
			remark = b.l.text("classifier." + j.Classifier)
		}
		t.Rows = append(t.Rows, []TableCell{
			head(Text{b.l.value(j.Group)}), num(b.l.count(j.N)), num(b.real(j.AUC)), num(interval), num(b.real(j.BalancedError)), num(b.real(j.Bound)), cell(remark),
		})
	}
	t.Notes = append(t.Notes, b.l.text("proxies.joint_note"))
	if slices.ContainsFunc(a.Joint, func(j audit.JointProxy) bool { return j.LogisticLeftOut }) {
		t.Notes = append(t.Notes, b.l.text("proxies.logistic_left_out"))
	}
	b.cutNote(t, len(a.Joint))
	b.add(t)
}
