package report

import (
	"fmt"

	"auditd/audit"
)

// data says what was read, how it covers the population, what is missing, what was left out and how values were understood.
func (b *builder) data() {
	b.part("data", 1)
	b.say("data.rows", "read", b.a.Rows.Read, "counted", b.a.Rows.Counted, "excluded", b.a.Rows.Excluded)
	b.files()
	b.notices()
	b.coverage()
	b.missing()
	b.exclusions()
	b.values()
}

func (b *builder) files() {
	t := &Table{ID: "table-files", Caption: b.l.text("caption.files"), Columns: []TableColumn{
		b.left("file"), b.left("format"), b.left("encoding"), b.right("rows"), b.right("bytes"), b.left("sha256"),
	}}
	for _, in := range b.a.Inputs {
		format := in.Format
		if in.Compression != "" {
			format += " (" + in.Compression + ")"
		}
		encoding := b.l.str("value.none")
		if in.Encoding != "" {
			encoding = shown(in.Encoding)
		}
		t.Rows = append(t.Rows, []TableCell{
			head(Text{fromData(in.Name)}), words(shown(format)), words(encoding), num(b.l.count(in.Rows)), num(b.l.count(in.Bytes)), cell(Text{code(shown(in.SHA256))}),
		})
	}
	if len(t.Rows) > 0 {
		b.add(t)
	}
}

// notices are what the readers of the files and the measurement had to say.
func (b *builder) notices() {
	var texts []Text
	for _, n := range b.a.Notices {
		texts = append(texts, b.l.said(n.Key, n.Args))
	}
	for _, in := range b.a.Inputs {
		for _, n := range in.Notes {
			t := Text{fromData(in.Name), {Text: b.l.str("punctuation.colon")}}
			texts = append(texts, append(t, b.l.said(n.Key, n.Args)...))
		}
		if in.BlankLines > 0 {
			texts = append(texts, b.l.text("data.blank_lines", "file", fromData(in.Name), "n", in.BlankLines))
		}
	}
	if len(texts) == 0 {
		return
	}
	b.add(&Note{Kind: NoteCaution, Title: b.l.str("data.notices"), Text: texts})
}

func (b *builder) missing() {
	b.part("missing", 2)
	if b.a.Plan.Columns.Decision == nil && b.a.Plan.Columns.Label == nil {
		b.say("missing.no_columns")
		return
	}
	if len(b.a.Missing) == 0 {
		b.say("missing.none")
		return
	}
	b.say("missing.intro")
	t := &Table{ID: "table-missing", Caption: b.l.text("caption.missing"), Columns: []TableColumn{
		b.left("group"), b.right("people"), b.right("decision_missing"), b.right("label_missing"),
	}}
	for _, m := range b.a.Missing[:min(len(b.a.Missing), tableRows)] {
		t.Rows = append(t.Rows, []TableCell{
			head(b.l.where(m.Group)), num(b.l.count(m.N)), num(b.part100(m.Decision, m.N)), num(b.part100(m.Label, m.N)),
		})
	}
	b.cutNote(t, len(b.a.Missing))
	if f := b.missingFigure(); f != nil {
		f.Data = t
		b.add(f)
		return
	}
	b.add(t)
}

// part100 prints a count with its percentage of the whole.
func (b *builder) part100(n, of int64) string {
	if of == 0 {
		return b.l.count(n)
	}
	return b.l.str("value.of_whole", "n", n, "percent", b.l.percent(float64(n)/float64(of)))
}

func (b *builder) exclusions() {
	b.part("excluded", 2)
	if len(b.a.Excluded) == 0 {
		b.say("excluded.none")
		return
	}
	b.say("excluded.intro", "n", b.a.Rows.Excluded, "all", b.a.Rows.Read)
	t := &Table{ID: "table-excluded", Caption: b.l.text("caption.excluded"), Columns: []TableColumn{
		b.left("reason"), b.left("column"), b.right("rows"),
	}}
	for _, e := range b.a.Excluded[:min(len(b.a.Excluded), tableRows)] {
		column := Text{fromData(e.Column)}
		if e.Column == "" {
			column = b.l.text("value.none")
		}
		t.Rows = append(t.Rows, []TableCell{head(b.l.said(e.Reason, nil)), cell(column), num(b.part100(e.Rows, b.a.Rows.Read))})
	}
	b.cutNote(t, len(b.a.Excluded))
	b.add(t)
}

const valueRows = 50 // values of one column that are listed for confirmation

// values lists how every value was understood, to be confirmed by who knows the data.
func (b *builder) values() {
	b.part("values", 2)
	b.say("values.intro")
	for i, v := range b.a.Values {
		t := &Table{ID: fmt.Sprintf("table-values-%d", i+1), Caption: b.l.text("caption.values", "column", fromData(v.Column), "role", b.l.str("role."+v.Role)), Columns: []TableColumn{
			b.left("value"), b.right("rows"), b.left("taken_for"),
		}}
		for _, c := range v.Values[:min(len(v.Values), valueRows)] {
			value := Text{fromData(c.Value)}
			if c.Value == "" {
				value = b.l.text("value.empty")
			}
			t.Rows = append(t.Rows, []TableCell{head(value), num(b.l.count(c.Rows)), cell(b.takenFor(v.Role, c.As))})
		}
		if more := v.More + int64(max(0, len(v.Values)-valueRows)); more > 0 {
			t.Notes = append(t.Notes, b.l.text("values.more", "n", more))
		}
		b.add(t)
	}
}

// takenFor says what a value was understood as: a group of its own name, or a side of the decision or label.
func (b *builder) takenFor(role, as string) Text {
	switch {
	case as == audit.Unknown:
		return b.l.text("group.unknown")
	case role == "decision" || role == "label":
		return b.l.text("as." + as)
	default:
		return Text{fromData(as)}
	}
}
