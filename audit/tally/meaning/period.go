package meaning

import (
	"fmt"
	"strings"

	"auditd/audit"
)

// The spans of time that a period can have (audit.Field.By).
const (
	ByYear    = "year"
	ByQuarter = "quarter"
	ByMonth   = "month"
	ByDay     = "day"
)

// Period reads a cleaned text as a date and returns the year, quarter, month or day it lies in: 2024, 2024-Q1, 2024-03, 2024-03-07.
// Read are 2024-03-07, 2024/3/7, 2024.3.7, 20240307 and 2024年3月7日, each with or without a time of day after it, and where a
// month, a quarter or a year is asked for also 2024-03, 2024年3月, 2024-Q1 and 2024. The day is that which is written: a time
// zone moves nothing. A text that means missing gives Unknown. Any other text, and a day that the calendar does not have, is an
// Invalid error without a row; so is 03/07/2024, which is March for some and July for others.
func Period(text, by, column string, markers Missing) (string, error) {
	if Reserved(text) || markers.Has(text) {
		return audit.Unknown, nil
	}
	fault := func(what string) (string, error) {
		return "", &audit.Error{
			Kind: audit.Invalid, Column: column, Value: audit.Quote(text), Text: what,
			Remedy: "write dates as 2024-03-07, and leave the cell empty or declare the text missing when the date is not known",
		}
	}
	d, ok := readDate(text)
	if !ok {
		return fault("not a date with the year first")
	}
	if !d.exists() {
		return fault("the calendar does not have the date")
	}
	switch {
	case by == ByYear:
		return fmt.Sprintf("%04d", d.year), nil
	case by == ByQuarter && d.quarter > 0:
		return fmt.Sprintf("%04d-Q%d", d.year, d.quarter), nil
	case by == ByMonth && d.month > 0:
		return fmt.Sprintf("%04d-%02d", d.year, d.month), nil
	case by == ByDay && d.day > 0:
		return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day), nil
	}
	return fault("the date does not say the " + by)
}

// A date is what was written of one; 0 is not written.
type date struct{ year, quarter, month, day int }

// exists reports whether the calendar has the date (Gregorian, also before 1582, as ISO 8601 has it).
func (d date) exists() bool {
	if d.year < 1 || d.quarter > 4 || d.month > 12 || d.day > 31 {
		return false
	}
	days := 31
	switch d.month {
	case 4, 6, 9, 11:
		days = 30
	case 2:
		days = 28
		if d.year%4 == 0 && (d.year%100 != 0 || d.year%400 == 0) {
			days = 29
		}
	}
	return d.day <= days
}

// readDate takes a text apart.
func readDate(text string) (date, bool) {
	var d date
	rest, ok := cutNumber(text, 4, 4, &d.year)
	if !ok {
		return d, false
	}
	if len(rest) >= 4 && isDigit(rest[0]) { // 20240307
		rest, ok = cutNumber(rest, 2, 2, &d.month)
		if ok {
			rest, ok = cutNumber(rest, 2, 2, &d.day)
		}
		d.quarter = quarterOf(d.month)
		return d, ok && d.month > 0 && d.day > 0 && (endsDate(rest) || isCompactClock(rest))
	}
	if after, ok := cutQuarter(rest, &d.quarter); ok {
		return d, after == ""
	}
	separator := cutAny(rest, "-", "/", ".", "年")
	if separator == "" || rest == "年" {
		return d, rest == separator
	}
	if rest, ok = cutNumber(rest[len(separator):], 1, 2, &d.month); !ok || d.month == 0 {
		return d, false
	}
	d.quarter = quarterOf(d.month)
	next := separator
	if separator == "年" {
		next = "月"
	}
	if rest == "" || rest == "月" {
		return d, (rest == "月") == (separator == "年")
	}
	if !strings.HasPrefix(rest, next) {
		return d, false
	}
	if rest, ok = cutNumber(rest[len(next):], 1, 2, &d.day); !ok || d.day == 0 {
		return d, false
	}
	if separator == "年" {
		if rest, ok = strings.CutPrefix(rest, "日"); !ok {
			return d, false
		}
	}
	return d, endsDate(rest)
}

// endsDate reports whether nothing or a time of day follows a date.
func endsDate(rest string) bool {
	if rest == "" {
		return true
	}
	clock, ok := strings.CutPrefix(rest, "T")
	if !ok {
		clock = strings.TrimLeft(rest, " ")
	}
	var hour int
	after, isClock := cutNumber(clock, 1, 2, &hour)
	return isClock && hour <= 24 && (clock != rest || strings.HasPrefix(after, "时") || strings.HasPrefix(after, ":")) &&
		strings.Trim(after, "0123456789:.,+-ZAMPamp 时分秒") == ""
}

// isCompactClock reports whether a text is hours and minutes, perhaps seconds, without anything between them.
func isCompactClock(rest string) bool {
	return (len(rest) == 4 || len(rest) == 6) && strings.Trim(rest, "0123456789") == "" && rest <= "24"
}

// cutQuarter cuts -Q1, Q1 or 年第1季度.
func cutQuarter(rest string, quarter *int) (string, bool) {
	for _, form := range [][2]string{{"-Q", ""}, {"Q", ""}, {"年第", "季度"}, {"年", "季度"}} {
		after, ok := strings.CutPrefix(rest, form[0])
		if !ok || after == "" || after[0] < '1' || after[0] > '4' {
			continue
		}
		if end, ok := strings.CutPrefix(after[1:], form[1]); ok {
			*quarter = int(after[0] - '0')
			return end, true
		}
	}
	return rest, false
}

// quarterOf returns the quarter of a month.
func quarterOf(month int) int { return (month + 2) / 3 }

// cutAny returns the first of the separators that the text begins with, the empty one for none.
func cutAny(text string, separators ...string) string {
	for _, s := range separators {
		if strings.HasPrefix(text, s) {
			return s
		}
	}
	return ""
}

// cutNumber cuts a number of so many digits from the front.
func cutNumber(text string, least, most int, to *int) (string, bool) {
	n := 0
	for *to = 0; n < len(text) && n < most && isDigit(text[n]); n++ {
		*to = 10**to + int(text[n]-'0')
	}
	return text[n:], n >= least
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
