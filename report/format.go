package report

import (
	"math"
	"strconv"
	"strings"
	"time"

	"auditd/audit"
)

const minus = "−" // U+2212, as wide as a plus sign

// count returns a whole number with its thousands parted: from 1,000 in English, from 10,000 in Chinese (GB/T 15835-2011).
func (l *language) count(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, s = minus, s[1:]
	}
	if len(s) < 4 || l.tag == Chinese && len(s) < 5 {
		return sign + s
	}
	var b strings.Builder
	for i, r := range s {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	return sign + b.String()
}

// decimal returns x with the given number of decimals and a true minus sign; it never prints −0.
func decimal(x float64, places int) string {
	s := strconv.FormatFloat(x, 'f', places, 64)
	if strings.Trim(s, "-0.") == "" {
		return strings.TrimPrefix(s, "-")
	}
	return strings.Replace(s, "-", minus, 1)
}

// places returns how many decimals, at least from, keep x from looking equal to one of the marks it is not equal to: a ratio of
// 0.7996 must not be printed as 0.800 beside a limit of 0.8, nor a rate of 99.97 % as 100.0 %.
func places(x float64, from int, marks ...float64) int {
	for p := from; p < 6; p++ {
		clear := true
		for _, m := range marks {
			if x != m && decimal(x, p) == decimal(m, p) {
				clear = false
			}
		}
		if clear {
			return p
		}
	}
	return 6
}

// percent returns a share from 0 to 1 as a percentage with one decimal, more near 0 and 100.
func (l *language) percent(x float64) string {
	x = audit.Real(x).Round() * 100
	return decimal(x, places(x, 1, 0, 100)) + "%"
}

// points returns a difference of shares in percentage points, without the unit, with its sign.
func (l *language) points(x float64, marks ...float64) string {
	for i := range marks {
		marks[i] *= 100
	}
	x = audit.Real(x).Round() * 100
	s := decimal(x, places(x, 1, append(marks, 0)...))
	if x > 0 {
		return "+" + s
	}
	return s
}

// ratio returns a ratio with three decimals, more where fewer would hide on which side of a mark it lies.
func (l *language) ratio(x float64, marks ...float64) string {
	x = audit.Real(x).Round()
	if math.Abs(x) >= 100 {
		return decimal(x, 1)
	}
	return decimal(x, places(x, 3, append(marks, 0)...))
}

// pValue returns a p-value with its relation: "= 0.032", "< 0.001".
func (l *language) pValue(p audit.P) string {
	x := p.Round()
	switch {
	case math.IsNaN(x):
		return l.str("value.undefined")
	case x < 0.001:
		return "< 0.001"
	case x < 0.1:
		return "= " + decimal(x, 3)
	default:
		return "= " + decimal(x, 2)
	}
}

// pCell is pValue for a cell of a table, where the equals sign goes without saying.
func (l *language) pCell(p audit.P) string { return strings.TrimPrefix(l.pValue(p), "= ") }

// list returns the texts as an enumeration: "a, b and c", 「a、b和c」.
func (l *language) list(items []Text) Text {
	var t Text
	for i, it := range items {
		switch {
		case i == 0:
		case i == len(items)-1:
			t = append(t, Span{Text: l.str("punctuation.and")})
		default:
			t = append(t, Span{Text: l.str("punctuation.enumeration")})
		}
		t = append(t, it...)
	}
	return compact(t)
}

// date returns a day: "21 November 2026", 「2026年11月21日」; the zero time gives "".
func (l *language) date(d time.Time) string {
	switch {
	case d.IsZero():
		return ""
	case l.tag == Chinese:
		return d.Format("2006年1月2日")
	default:
		return d.Format("2 January 2006")
	}
}

// size returns a number of bytes in kB or MB (powers of 1,000).
func (l *language) size(n int64) string {
	switch {
	case n < 1000:
		return l.str("value.bytes", "n", n)
	case n < 1_000_000:
		return decimal(float64(n)/1e3, 1) + " kB"
	default:
		return decimal(float64(n)/1e6, 1) + " MB"
	}
}

// number returns a plan's parameter: as few decimals as it has.
func (l *language) number(x float64) string {
	return strings.Replace(strconv.FormatFloat(audit.Real(x).Round(), 'f', -1, 64), "-", minus, 1)
}
