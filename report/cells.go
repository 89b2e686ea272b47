package report

import (
	"math"
	"unicode"
	"unicode/utf8"

	"auditd/audit"
)

// plain returns a text without any mark.
func plain(s string) Text { return Text{{Text: s}} }

func code(s string) Span { return Span{Text: s, Code: true} }

func ref(id string) Span { return Span{Ref: id} }

// strong returns the text with every span set strong.
func strong(t Text) Text {
	out := make(Text, len(t))
	for i, s := range t {
		s.Strong = true
		out[i] = s
	}
	return out
}

// cell, head and num are cells of a table: text, the name of a row, a number.
func cell(t Text) TableCell    { return TableCell{Text: t} }
func head(t Text) TableCell    { return TableCell{Text: t, Header: true} }
func num(s string) TableCell   { return TableCell{Text: plain(s)} }
func words(s string) TableCell { return TableCell{Text: plain(s)} }

// left and right make columns from the message of their name.
func (b *builder) left(key string) TableColumn {
	return TableColumn{Title: b.l.str("column." + key), Align: Left}
}

func (b *builder) right(key string) TableColumn {
	return TableColumn{Title: b.l.str("column." + key), Align: Right}
}

// badge returns a verdict in word and shape. Anything that is not one of the three verdicts reads "not judged".
func (l *language) badge(v audit.Verdict) Badge {
	switch v {
	case audit.DisparityShown:
		return Badge{Shape: ShapeDisparity, Text: l.str("verdict.disparity_shown")}
	case audit.ParityShown:
		return Badge{Shape: ShapeParity, Text: l.str("verdict.parity_shown")}
	case audit.Inconclusive:
		return Badge{Shape: ShapeInconclusive, Text: l.str("verdict.inconclusive")}
	default:
		return Badge{Shape: ShapeNone, Text: l.str("verdict.none")}
	}
}

// verdict is the badge as a text.
func (l *language) verdict(v audit.Verdict) Text {
	badge := l.badge(v)
	return Text{{Verdict: &badge}}
}

// metric returns the name of a metric for people.
func (l *language) metric(name string) string { return l.str("metric." + name) }

// inText returns a name as it stands within a sentence: in English without its capital.
func (l *language) inText(name string) string {
	first, size := utf8.DecodeRuneInString(name)
	if l.tag != English || size == 0 {
		return name
	}
	return string(unicode.ToLower(first)) + name[size:]
}

// rule returns the name of a rule for people.
func (l *language) rule(name string) string { return l.str("rule." + name) }

// isProportion reports whether a metric is a share from 0 to 1, printed as a percentage.
func isProportion(metric string) bool { return metric != "treatment_ratio" }

// rate returns the value of a metric, or "not defined".
func (l *language) rate(metric string, v *audit.Real) string {
	switch {
	case v == nil || math.IsNaN(float64(*v)):
		return l.str("value.undefined")
	case isProportion(metric):
		return l.percent(float64(*v))
	default:
		return l.ratio(float64(*v))
	}
}

// rateInterval returns the interval of a rate, "–" when there is none.
func (l *language) rateInterval(metric string, i *audit.Interval) string {
	if i == nil {
		return l.str("value.none")
	}
	show := l.percent
	if !isProportion(metric) {
		show = func(x float64) string { return l.ratio(x) }
	}
	return l.between(show(i.Lower), l.upper(i.Upper, show))
}

func (l *language) between(from, to string) string {
	return l.str("value.interval", "from", from, "to", to)
}

func (l *language) upper(x float64, show func(float64) string) string {
	if math.IsInf(x, 1) || math.IsNaN(x) {
		return l.str("value.unbounded")
	}
	return show(x)
}

// compared returns a function that prints numbers of a comparison's kind so that they do not seem to lie on its band's limits.
func (l *language) compared(c *audit.Comparison) func(float64) string {
	low, high := float64(c.Band.Lower), float64(c.Band.Upper)
	if c.Kind == audit.Difference {
		return func(x float64) string { return l.points(x, low, high) }
	}
	return func(x float64) string { return l.ratio(x, low, high) }
}

// compareValue returns a ratio or a difference for a cell, "not defined" when there is none.
func (l *language) compareValue(c *audit.Comparison) string {
	if c.Value == nil {
		return l.str("value.undefined")
	}
	return l.compared(c)(float64(*c.Value))
}

// compareInterval returns the interval of a comparison for a cell, "–" when there is none.
func (l *language) compareInterval(c *audit.Comparison) string {
	if c.Interval == nil {
		return l.str("value.none")
	}
	show := l.compared(c)
	return l.between(show(c.Interval.Lower), l.upper(c.Interval.Upper, show))
}

// band returns the band of a comparison: "0.8 to 1.25", "−5 to +5 percentage points".
func (l *language) band(c *audit.Comparison) string {
	if c.Kind == audit.Difference {
		return l.str("value.points", "x", l.between(l.points(float64(c.Band.Lower)), l.points(float64(c.Band.Upper))))
	}
	return l.between(l.number(float64(c.Band.Lower)), l.number(float64(c.Band.Upper)))
}

// withDoubt returns a comparison's number with its interval and both n, as it stands in running text.
func (l *language) withDoubt(c *audit.Comparison) Text {
	if c.Status == audit.StatusInfiniteRatio { // Why may tell, beside it, that too few people settle nothing
		return l.text("value.undefined_because", "why", l.text("status."+string(c.Status)))
	}
	if c.Value == nil {
		return l.text("value.undefined_because", "why", l.why(c.Status, c.Why))
	}
	show := l.compared(c)
	value, interval := show(float64(*c.Value)), l.str("value.none")
	if c.Interval != nil {
		interval = l.between(show(c.Interval.Lower), l.upper(c.Interval.Upper, show))
	}
	return l.text("value."+c.Kind, "value", value, "interval", interval, "level", l.level(c.Interval),
		"n", c.N, "m", c.ReferenceN)
}

// level returns the confidence level of an interval as a percentage.
func (l *language) level(i *audit.Interval) string {
	if i == nil {
		return l.str("value.none")
	}
	return l.number(i.Level*100) + "%"
}

// why returns the reason behind a status: the key when there is one, else what the status itself says.
func (l *language) why(s audit.Status, key string, args ...string) Text {
	if key != "" {
		return l.said(key, args)
	}
	return l.text("status." + string(s))
}

// optional returns a foreign text, or the phrase for a field that was not filled in.
func (l *language) optional(s string) Text {
	if s == "" {
		return l.text("value.not_stated")
	}
	return Text{fromData(s)}
}

func (l *language) maybeCount(n *int64) string {
	if n == nil {
		return l.str("value.none")
	}
	return l.count(*n)
}
