package report

import (
	"math"

	"auditd/audit"
)

// representationOf returns the representation that a finding is about, nil when it is about something else.
func (b *builder) representationOf(f *audit.Finding) *audit.Representation {
	if f.Evidence != nil || f.Metric != "representation_ratio" || b.a.Coverage == nil {
		return nil
	}
	for i := range b.a.Coverage.Representation {
		if r := &b.a.Coverage.Representation[i]; r.Group.Equal(f.Group) {
			return r
		}
	}
	return nil
}

func (b *builder) representationSentence(r *audit.Representation) Text {
	if r.Share == nil || r.ReferenceShare == nil {
		return b.l.text("finding.undefined", "metric", b.l.metric("representation_ratio"), "group", b.l.where(r.Group), "why", b.l.why(r.Status, r.Why))
	}
	x, y := r.Share.Round(), r.ReferenceShare.Round()
	of := frequencyBase(x, y)
	return b.l.text("frequency.representation_ratio", "of", of, "group", b.l.where(r.Group), "a", frequency(x, of), "b", frequency(y, of))
}

// representationNumbers are the ratio with its interval and the numbers behind it.
func (b *builder) representationNumbers(r *audit.Representation) Text {
	if r.Ratio == nil {
		return b.l.text("value.undefined_because", "why", b.l.why(r.Status, r.Why))
	}
	return b.l.text("value.representation", "value", b.optionalRatio(r.Ratio), "interval", b.ratioInterval(r.Interval), "level", b.l.level(r.Interval),
		"count", r.Count, "n", r.N)
}

// representationBand is the band that package rule judges representation by; it keeps numbers from being printed onto its limits.
var representationBand = []float64{0.8, 1.25}

func (b *builder) optionalRatio(v *audit.Real) string {
	if v == nil {
		return b.l.str("value.undefined")
	}
	return b.l.ratio(float64(*v), representationBand...)
}

func (b *builder) ratioInterval(i *audit.Interval) string {
	if i == nil {
		return b.l.str("value.none")
	}
	show := func(x float64) string { return b.l.ratio(x, representationBand...) }
	return b.l.between(show(i.Lower), b.l.upper(i.Upper, show))
}

// coverage is the data held against the population.
func (b *builder) coverage() {
	b.part("coverage", 2)
	c := b.a.Coverage
	if c == nil || len(c.Representation) == 0 {
		b.note(NoteLimit, "coverage.none")
		return
	}
	var files []Text
	for _, p := range c.Population {
		files = append(files, b.l.text("coverage.file", "name", fromData(p.Name), "n", p.Total, "digest", code(shown(p.SHA256))))
	}
	b.say("coverage.intro", "files", b.l.list(files))
	for i, set := range b.representationSets() {
		b.coverageFigure(i, set)
	}
	b.distances()
}

// representationSets groups the representations by attribute set, in the order of the audit.
func (b *builder) representationSets() [][]*audit.Representation {
	var sets [][]*audit.Representation
	at := map[string]int{}
	for i := range b.a.Coverage.Representation {
		r := &b.a.Coverage.Representation[i]
		k := setKey(attributesOf(r.Group))
		n, ok := at[k]
		if !ok {
			n = len(sets)
			at[k] = n
			sets = append(sets, nil)
		}
		sets[n] = append(sets[n], r)
	}
	return sets
}

func (b *builder) representationTable(id string, set []*audit.Representation) *Table {
	t := &Table{ID: id, Caption: b.l.text("caption.representation", "attributes", b.l.attributes(attributesOf(set[0].Group))), Columns: []TableColumn{
		b.left("group"), b.right("count"), b.right("share"), b.right("population_share"), b.right("ratio"), b.right("interval"), b.right("p_adjusted"),
		b.left("verdict"), b.right("records_short"),
	}}
	for _, r := range set[:min(len(set), tableRows)] {
		verdict := b.l.verdict(r.Verdict)
		if r.Status != audit.StatusOK && r.Status != "" {
			verdict = append(verdict, Span{Text: b.l.str("punctuation.colon")})
			verdict = append(verdict, b.l.why(r.Status, r.Why)...)
		} else if r.Direction != "" {
			verdict = append(verdict, Span{Text: b.l.str("punctuation.colon")})
			verdict = append(verdict, b.l.text("direction."+r.Direction)...)
		}
		p := b.l.str("value.none")
		if r.Test != nil {
			p = b.l.pCell(r.Test.PAdjusted)
		}
		short := b.l.str("value.none")
		if r.Missing != nil {
			short = b.l.count(int64(math.Ceil(r.Missing.Round()))) // a part of a record cannot be collected
		}
		t.Rows = append(t.Rows, []TableCell{
			head(b.l.name(r.Group)), num(b.l.count(r.Count)), num(b.share(r.Share)), num(b.share(r.ReferenceShare)), num(b.optionalRatio(r.Ratio)),
			num(b.ratioInterval(r.Interval)), num(p), cell(verdict), num(short),
		})
	}
	b.cutNote(t, len(set))
	return t
}

func (b *builder) share(v *audit.Real) string {
	if v == nil {
		return b.l.str("value.none")
	}
	return b.l.percent(float64(*v))
}

// distances are the numbers for how far the data's shares lie from the population's, each with what a fair sample would give.
func (b *builder) distances() {
	c := b.a.Coverage
	if len(c.Distances) == 0 {
		return
	}
	t := &Table{ID: "table-distances", Caption: b.l.text("caption.distances"), Columns: []TableColumn{
		b.left("attribute"), b.left("distance"), b.right("value"), b.right("null_quantile"), b.right("p"), b.right("n"), b.left("remark"),
	}}
	for i := range c.Distances[:min(len(c.Distances), tableRows)] {
		d := c.Distances[i]
		p := b.l.str("value.none")
		if d.Test != nil {
			p = b.l.pCell(d.Test.P)
		}
		remark := Text(nil)
		if d.Status != audit.StatusOK && d.Status != "" {
			remark = b.l.why(d.Status, d.Why)
		}
		t.Rows = append(t.Rows, []TableCell{
			head(Text{fromData(d.Attribute)}), cell(b.distance(&d)), num(b.real(d.Value)), num(b.real(d.Null95)), num(p), num(b.l.count(d.N)), cell(remark),
		})
	}
	t.Notes = append(t.Notes, b.l.text("distances.note"))
	b.cutNote(t, len(c.Distances))
	b.add(t)
}

// distance names a distance with its unit.
func (b *builder) distance(d *audit.Distance) Text {
	t := b.l.text("distance." + d.Name)
	if d.Unit != "" {
		t = append(t, b.l.text("distance.unit", "unit", b.l.str("unit."+d.Unit))...)
	}
	return t
}

// real prints a number without unit, "–" when there is none.
func (b *builder) real(v *audit.Real) string {
	if v == nil {
		return b.l.str("value.none")
	}
	return b.l.ratio(float64(*v))
}
