package review

import (
	"strings"
	"testing"
	"time"

	"auditd/audit"
)

// Terms over holidays, counted by hand on the notices of the State Council's General Office for 2025 and 2026.
func TestOfficialCalendar(t *testing.T) {
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		// 30 and 31 December are a Tuesday and a Wednesday; 1 to 3 January are free, Sunday the 4th is worked.
		{"2025-12-30 09:00", 2, "2026-01-04 09:00"},
		// Friday, 13 February: Saturday the 14th is worked, 15 to 23 are free, then 24 and 25.
		{"2026-02-13 09:00", 3, "2026-02-25 09:00"},
		// Thursday, 26 February: Friday, and Saturday the 28th is worked.
		{"2026-02-26 09:00", 2, "2026-02-28 09:00"},
		// Thursday, 30 April: 1 to 5 May are free, 6 to 8 are worked, so is Saturday the 9th.
		{"2026-04-30 17:00", 4, "2026-05-09 17:00"},
		// Wednesday, 30 September: 1 to 7 October are free, 8 and 9 worked, Saturday the 10th too.
		{"2026-09-30 09:00", 3, "2026-10-10 09:00"},
		// Friday, 24 January 2025: Sunday the 26th and Monday the 27th are worked, 28 January to 4 February free.
		{"2025-01-24 09:00", 3, "2025-02-05 09:00"},
		// Tuesday, 30 September 2025: 1 to 8 October are free.
		{"2025-09-30 09:00", 1, "2025-10-09 09:00"},
	} {
		if got := Official().WorkingDays(at(t, c.from), c.n); !got.Equal(at(t, c.want)) {
			t.Errorf("%d working days from %s: %s, want %s", c.n, c.from, got.In(office).Format("2006-01-02 15:04"), c.want)
		}
	}
}

// The number of free days is what the notices add up to: 1+8+3+5+3+8 = 28 for 2025 and 3+9+3+5+3+3+7 = 33 for 2026; every free day
// and every day that is made up lies in its year, and the latter are Saturdays and Sundays.
func TestOfficialYears(t *testing.T) {
	want := map[int][2]int{2025: {28, 5}, 2026: {33, 6}}
	for _, y := range Official().Years() {
		if got := [2]int{len(y.Off), len(y.Work)}; got != want[y.Year] {
			t.Errorf("%d: %d free days and %d made up, want %v", y.Year, got[0], got[1], want[y.Year])
		}
		again, err := ParseYear(y.Year, y.Notice, strings.Join(y.Off, "\n"), strings.Join(y.Work, "\n"))
		if err != nil || len(again.Off) != len(y.Off) || len(again.Work) != len(y.Work) {
			t.Errorf("%d is not read as it is: %v", y.Year, err)
		}
	}
	if len(Official().Years()) != len(want) {
		t.Error("a year is not checked here")
	}
}

// A clock says when its term runs through a year whose holidays are not known; days of the calendar never do.
func TestClockWithoutCalendar(t *testing.T) {
	c := Case{State: UnderReview, Since: at(t, "2026-12-28 09:00")}
	if w := Waiting(c, Official()); w.NoCalendar != 2027 || !w.Due.Equal(at(t, "2027-01-11 09:00")) { // ten weekdays
		t.Errorf("got %+v, want 2027", w)
	}
	y, err := ParseYear(2027, "a notice", "2027-01-01/2027-01-03", "")
	if err != nil {
		t.Fatal(err)
	}
	if w := Waiting(c, Official().With(y)); w.NoCalendar != 0 || !w.Due.Equal(at(t, "2027-01-12 09:00")) { // Friday, 1 January is free
		t.Errorf("with 2027: %+v", w)
	}
	if w := Waiting(Case{State: AgencyResponse, Since: c.Since, ReplyDue: c.Since.Add(ReplyClock)}, Official()); w.NoCalendar != 0 {
		t.Errorf("the reply is counted in working days: %+v", w)
	}
	if Official().Works(time.Date(2026, 2, 15, 17, 0, 0, 0, time.UTC)) || !(Calendar{}).Works(time.Date(2026, 2, 15, 17, 0, 0, 0, time.UTC)) {
		t.Error("17:00 of a Sunday in UTC is a Monday here: free by the notice, and a weekday without one")
	}
}

// What cannot be a year is refused, with its field.
func TestParseYear(t *testing.T) {
	for name, x := range map[string]struct {
		year              int
		notice, off, work string
		field             string
	}{
		"another century":           {1999, "n", "1999-01-01", "", "year"},
		"no notice":                 {2027, " ", "2027-01-01", "", "notice"},
		"no free day":               {2027, "n", "", "", "off"},
		"no day":                    {2027, "n", "2027-02-30", "", "off"},
		"another year":              {2027, "n", "2026-12-31/2027-01-02", "", "off"},
		"the last before the first": {2027, "n", "2027-01-03/2027-01-01", "", "off"},
		"the whole year":            {2027, "n", "2027-01-01/2027-12-31", "", "off"},
		"a weekday is made up":      {2027, "n", "2027-01-01", "2027-01-04", "work"}, // a Monday
		"a free day is made up":     {2027, "n", "2027-01-01/2027-01-03", "2027-01-03", "work"},
	} {
		_, err := ParseYear(x.year, x.notice, x.off, x.work)
		if e, ok := err.(*audit.Error); !ok || e.Kind != audit.Invalid || e.Column != x.field {
			t.Errorf("%s: got %v, want the field %s", name, err, x.field)
		}
	}
}
