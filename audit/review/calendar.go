package review

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"auditd/audit"
)

// office is where working days begin and end.
var office = time.FixedZone("UTC+8", 8*60*60)

// A Year is what a public notice says of the working days of one year. Days are written as 2026-02-14.
type Year struct {
	Year   int
	Notice string   // that says so
	Off    []string // days that are free though they may be weekdays, in order
	Work   []string // Saturdays and Sundays on which people work, in order
}

// A Calendar knows the working days of some years. The zero Calendar knows none: it takes Saturdays and Sundays for free and all other
// days for working days, so that a term can only be shorter than by the calendar, and never longer, but for days that are made up.
type Calendar struct{ years []Year }

// Official returns the calendar of the years whose notices this program knows: General Office of the State Council, 国办发明电〔2024〕12号
// of 12 November 2024 for 2025, and the notice of 4 November 2025 for 2026 as Xinhua carried it. Later years are entered by an
// administrator.
func Official() Calendar {
	return Calendar{years: []Year{
		{
			2025, "国务院办公厅关于2025年部分节假日安排的通知（国办发明电〔2024〕12号）",
			slices.Concat(days("2025-01-01", 1), days("2025-01-28", 8), days("2025-04-04", 3), days("2025-05-01", 5), days("2025-05-31", 3), days("2025-10-01", 8)),
			[]string{"2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"},
		},
		{
			2026, "国务院办公厅关于2026年部分节假日安排的通知（2025年11月4日）",
			slices.Concat(days("2026-01-01", 3), days("2026-02-15", 9), days("2026-04-04", 3), days("2026-05-01", 5), days("2026-06-19", 3), days("2026-09-25", 3), days("2026-10-01", 7)),
			[]string{"2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"},
		},
	}}
}

// days returns n days from a first one.
func days(first string, n int) []string {
	t, _ := time.Parse(time.DateOnly, first) // written above
	out := make([]string, n)
	for i := range out {
		out[i] = t.AddDate(0, 0, i).Format(time.DateOnly)
	}
	return out
}

// With returns the calendar with a year more, or with another text for a year that it has.
func (c Calendar) With(y Year) Calendar {
	years := slices.DeleteFunc(slices.Clone(c.years), func(x Year) bool { return x.Year == y.Year })
	years = append(years, y)
	slices.SortFunc(years, func(a, b Year) int { return cmp.Compare(a.Year, b.Year) })
	return Calendar{years}
}

// Years returns the years that the calendar knows, in order.
func (c Calendar) Years() []Year { return slices.Clone(c.years) }

func (c Calendar) year(n int) (Year, bool) {
	i := slices.IndexFunc(c.years, func(y Year) bool { return y.Year == n })
	if i < 0 {
		return Year{}, false
	}
	return c.years[i], true
}

// Works reports whether the day of a time is a working day at the office.
func (c Calendar) Works(t time.Time) bool {
	t = t.In(office)
	y, _ := c.year(t.Year()) // of a year that is not known, weekends alone count
	day := t.Format(time.DateOnly)
	if _, free := slices.BinarySearch(y.Off, day); free {
		return false
	}
	if _, made := slices.BinarySearch(y.Work, day); made {
		return true
	}
	return t.Weekday() != time.Saturday && t.Weekday() != time.Sunday
}

// WorkingDays returns the time n working days after another, at the same time of day.
func (c Calendar) WorkingDays(from time.Time, n int) time.Time {
	t := from.In(office)
	for n > 0 {
		t = t.AddDate(0, 0, 1)
		if c.Works(t) {
			n--
		}
	}
	return t.UTC()
}

// firstMissing returns the first year between two times that the calendar does not know, 0 for none.
func (c Calendar) firstMissing(from, to time.Time) int {
	for y := from.In(office).Year(); y <= to.In(office).Year(); y++ {
		if _, known := c.year(y); !known {
			return y
		}
	}
	return 0
}

// maxYearDays is how many free days, and days that are made up, a year can have.
const maxYearDays = 60

// ParseYear reads a year as a person enters it: one day a line, or the first and the last of several with a stroke between them, such as
// 2027-02-05/2027-02-12. Errors are Invalid and name the field and the line.
func ParseYear(year int, notice, off, work string) (Year, error) {
	y := Year{Year: year, Notice: strings.TrimSpace(notice)}
	switch {
	case year < 2000 || year > 2100:
		return y, &audit.Error{Kind: audit.Invalid, Column: "year", Text: "the year is not one from 2000 to 2100"}
	case y.Notice == "" || len(y.Notice) > 500:
		return y, &audit.Error{Kind: audit.Invalid, Column: "notice", Text: "the public notice is not named in up to 500 characters", Remedy: "say which notice has these days"}
	}
	var err error
	if y.Off, err = parseDays("off", year, off); err != nil {
		return y, err
	}
	if y.Work, err = parseDays("work", year, work); err != nil {
		return y, err
	}
	for _, day := range y.Work {
		t, _ := time.Parse(time.DateOnly, day) // was read above
		if _, free := slices.BinarySearch(y.Off, day); free || t.Weekday() != time.Saturday && t.Weekday() != time.Sunday {
			return y, &audit.Error{Kind: audit.Invalid, Column: "work", Text: "a day that is made up is a Saturday or a Sunday that is not free", Value: audit.Quote(day)}
		}
	}
	if len(y.Off) == 0 {
		return y, &audit.Error{Kind: audit.Invalid, Column: "off", Text: "no free day is named", Remedy: "enter the holidays of the notice"}
	}
	return y, nil
}

func parseDays(field string, year int, text string) ([]string, error) {
	var out []string
	for _, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		first, last, several := strings.Cut(line, "/")
		if !several {
			last = first
		}
		from, err1 := time.Parse(time.DateOnly, strings.TrimSpace(first))
		to, err2 := time.Parse(time.DateOnly, strings.TrimSpace(last))
		if err1 != nil || err2 != nil || from.Year() != year || to.Year() != year || to.Before(from) {
			return nil, &audit.Error{Kind: audit.Invalid, Column: field, Text: "a line is no day of the year", Value: audit.Quote(line), Remedy: "write 2027-02-05, or 2027-02-05/2027-02-12 for several days"}
		}
		for t := from; !t.After(to); t = t.AddDate(0, 0, 1) {
			out = append(out, t.Format(time.DateOnly))
		}
		if len(out) > maxYearDays {
			return nil, &audit.Error{Kind: audit.Invalid, Column: field, Text: "more than 60 days are named", Remedy: "name holidays only, without other weekends"}
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}
