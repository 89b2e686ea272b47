package report

import "auditd/audit"

// weightUse says what a section does with the weights of the plan, when there are any, and why some of its numbers do without them.
func (b *builder) weightUse(u *audit.WeightUse) {
	if u == nil {
		return
	}
	var parts []Text
	for _, x := range u.Unweighted {
		why := b.l.said(x.Why, nil)
		if x.Part == "" {
			parts = append(parts, why)
			continue
		}
		name := plain(b.l.str(partKey(x.Part)) + b.l.str("punctuation.colon"))
		parts = append(parts, append(name, why...))
	}
	column := fromData(u.Column)
	switch u.Used {
	case audit.WeightsAll:
		b.note(NoteInfo, "weightuse.all", "weight", column)
	case audit.WeightsPart:
		b.note(NoteInfo, "weightuse.part", "weight", column, "parts", b.l.joined(parts, "punctuation.semicolon"))
	default:
		b.note(NoteCaution, "weightuse.none", "weight", column, "parts", b.l.joined(parts, "punctuation.semicolon"))
	}
}

// partKey is the message that names a part of a section: a measure of scores, or a part that has a name of its own.
func partKey(part string) string {
	switch part {
	case "cut_in_use", "association", "prediction":
		return "weightuse." + part
	}
	return "score." + part
}

// joined puts texts one after the other with a sign between them.
func (l *language) joined(parts []Text, sign string) Text {
	var out Text
	for i, t := range parts {
		if i > 0 {
			out = append(out, Span{Text: l.str(sign)})
		}
		out = append(out, t...)
	}
	return out
}
