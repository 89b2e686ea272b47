package web

import (
	"strconv"
	"time"
)

// zone is the one in which times are shown; the register keeps UTC. The foot of every page names it.
var zone = time.FixedZone("UTC+8", 8*60*60)

// dateIn returns a day as readers of the language write it.
func dateIn(lang string, x time.Time) string {
	if lang == "zh" {
		return x.In(zone).Format("2006年1月2日")
	}
	return x.In(zone).Format("2 January 2006")
}

// timeIn returns a day and a time of the day.
func timeIn(lang string, x time.Time) string {
	if lang == "zh" {
		return x.In(zone).Format("2006年1月2日 15:04")
	}
	return x.In(zone).Format("2 January 2006, 15:04")
}

// day returns the number of a day in the zone, so that days can be subtracted.
func day(x time.Time) int64 {
	_, offset := x.In(zone).Zone()
	return (x.Unix() + int64(offset)) / int64((24 * time.Hour).Seconds())
}

// leftIn says how long it is until a time, or how long it has been over, in days of the calendar.
func leftIn(lang string, due, now time.Time) string {
	n := day(due) - day(now)
	switch {
	case now.Before(due) && n == 0:
		return message(lang, "clock.today")
	case now.Before(due) && n == 1:
		return message(lang, "clock.tomorrow")
	case now.Before(due):
		return message(lang, "clock.days", n)
	case n == 0:
		return message(lang, "clock.late_today")
	case n == -1:
		return message(lang, "clock.late_day")
	default:
		return message(lang, "clock.late_days", -n)
	}
}

// grouped returns a whole number with its thousands set apart.
func grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	first := 0
	if n < 0 {
		first = 1
	}
	for i := len(s) - 3; i > first; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// ofHundred returns how many of 100 a share is, as a whole number. A share that is neither nobody nor everybody is not rounded to
// either: ok is false, and the text says fewer than 1 or more than 99.
func ofHundred(share float64) (n int, ok bool) {
	n = int(100*share + 0.5)
	switch {
	case share > 0 && n == 0:
		return 1, false
	case share < 1 && n == 100:
		return 99, false
	default:
		return n, true
	}
}
