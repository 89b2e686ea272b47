package sheet

import (
	"math"
	"strings"
	"time"
)

// Style is what a number format makes of a number.
type Style uint8

// The styles that matter for the text of a number.
const (
	Plain    Style = iota // a number
	Date                  // a day: 2024-05-06
	DateTime              // a day and a time: 2024-05-06T07:08:09
	Clock                 // a time of day: 07:08:09
	Elapsed               // a duration in hours, minutes and seconds: 36:00:00
)

// Builtin returns the style of a number format that files refer to by its number alone (ECMA-376 part 1, 18.8.30; 27 to 36 and
// 50 to 58 are the dates and times of Chinese, Japanese and Korean versions).
func Builtin(id int) Style {
	switch {
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 54, id == 57, id == 58:
		return Date
	case id == 22:
		return DateTime
	case id >= 18 && id <= 21, id >= 32 && id <= 35, id == 45, id == 47, id == 55, id == 56:
		return Clock
	case id == 46:
		return Elapsed
	}
	return Plain
}

// StyleOf returns the style of a format code such as yyyy-mm-dd. Only the first section counts, the one for positive numbers.
func StyleOf(code string) Style {
	letters, elapsed := formatLetters(code)
	day := strings.ContainsAny(letters, "ydgbe年月日")
	clock := strings.ContainsAny(letters, "hs")
	// An m is a month unless hours or seconds stand beside it.
	month := strings.Contains(letters, "m") && !clock
	switch {
	case elapsed:
		return Elapsed
	case (day || month) && clock:
		return DateTime
	case day || month:
		return Date
	case clock:
		return Clock
	}
	return Plain
}

// formatLetters returns the letters of the first section of a format code that are not literal text, in lower case, and whether
// a bracket asks for elapsed time. "General" and an exponent ("0.00E+00") leave no letter that means a date.
func formatLetters(code string) (letters string, elapsed bool) {
	var b strings.Builder
	runes := []rune(strings.ToLower(code))
	for i := 0; i < len(runes); i++ {
		switch c := runes[i]; c {
		case ';':
			return b.String(), elapsed
		case '\\', '_', '*':
			i++ // the next character is literal, a width or a filler
		case '"':
			for i++; i < len(runes) && runes[i] != '"'; i++ {
			}
		case '[':
			from := i + 1
			for i++; i < len(runes) && runes[i] != ']'; i++ {
			}
			inside := string(runes[from:min(i, len(runes))])
			if inside != "" && (strings.Trim(inside, "h") == "" || strings.Trim(inside, "m") == "" || strings.Trim(inside, "s") == "") {
				elapsed = true
			}
		case 'g':
			if strings.HasPrefix(string(runes[i:]), "general") {
				i += len("general") - 1
				continue
			}
			b.WriteRune(c)
		case 'e':
			if i+1 < len(runes) && (runes[i+1] == '+' || runes[i+1] == '-') {
				continue
			}
			b.WriteRune(c)
		case 'a':
			// AM/PM and A/P stand beside hours, which say enough.
			if rest := string(runes[i:]); strings.HasPrefix(rest, "am/pm") {
				i += len("am/pm") - 1
			}
		default:
			b.WriteRune(c)
		}
	}
	return b.String(), elapsed
}

const (
	dayMillis = 24 * 60 * 60 * 1000
	lastDay   = 2958465 // 9999-12-31 in the 1900 system
)

// AppendSerial appends the day or time that a serial number stands for in a style other than Plain. A Date with a time of day is
// written as a DateTime. ok is false for numbers that are no date: negative ones, those beyond the year 9999, and day 60 of the
// 1900 system, a 29 February that never was.
func AppendSerial(dst []byte, serial float64, style Style, date1904 bool) (out []byte, ok bool) {
	if !(serial >= 0) || serial > lastDay+1 {
		return dst, false
	}
	millis := int64(math.Round(serial * dayMillis))
	if style == Elapsed {
		return appendClock(dst, millis), true
	}
	day, clock := millis/dayMillis, millis%dayMillis
	if style == Clock && day == 0 {
		return appendClock(dst, clock), true
	}
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case date1904:
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case day == 60:
		return dst, false
	case day < 60:
		// The 1900 system counts a day too many from 1 March 1900 on.
		epoch = epoch.AddDate(0, 0, 1)
	}
	date := epoch.AddDate(0, 0, int(day))
	if date.Year() > 9999 {
		return dst, false
	}
	dst = date.AppendFormat(dst, "2006-01-02")
	if style == Date && clock == 0 {
		return dst, true
	}
	return appendClock(append(dst, 'T'), clock), true
}

// appendClock appends hours, minutes, seconds and, if there are any, milliseconds.
func appendClock(dst []byte, millis int64) []byte {
	s := millis / 1000
	dst = appendPadded(dst, s/3600, 2)
	dst = appendPadded(append(dst, ':'), s/60%60, 2)
	dst = appendPadded(append(dst, ':'), s%60, 2)
	if ms := millis % 1000; ms != 0 {
		dst = appendPadded(append(dst, '.'), ms, 3)
	}
	return dst
}

// appendPadded appends n with at least width digits.
func appendPadded(dst []byte, n int64, width int) []byte {
	var b [20]byte
	i := len(b)
	for ; n > 0 || width > 0; width-- {
		i--
		b[i] = byte('0' + n%10)
		n /= 10
	}
	return append(dst, b[i:]...)
}
