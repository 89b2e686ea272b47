package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"auditd/audit/service"
)

// The page has the years that are known, an administrator enters another, and a case whose term ran into it no longer says that its
// holidays are missing.
func TestCalendar(t *testing.T) {
	i := install(t)
	i.populate(t)
	id := i.measured(t)
	address := "/cases/" + string(id)
	// 400 days on, no year is known; three working days later at most a year of its own begins.
	i.later(t, 400*aDay)
	i.shift.Add(int64(2 * 365 * aDay))
	now := i.service.Now().In(zone)
	for _, name := range accountNames() {
		i.remember(t, name)
	}
	i.remember(t, "admin")
	i.doer(t, id)("secretary", &service.FormPanel{})
	secretary := i.signIn(t, "secretary")
	year := now.Format("2006")
	missing := "holidays of " + year + " are not entered yet"
	if a := secretary.ok(secretary.get(address)); !strings.Contains(a.body, missing) {
		t.Fatalf("the case does not say that %s is missing", year)
	}
	admin := i.signIn(t, "admin")
	if a := admin.ok(admin.get("/admin/calendar")); !strings.Contains(a.body, "国办发明电〔2024〕12号") || !strings.Contains(a.body, "2026-02-14") {
		t.Error("the page does not have the years that are known")
	}
	enter := func(off, work string) answer {
		return admin.post("/admin/calendar", "year", year, "notice", "a <notice>", "off", off, "work", work)
	}
	admin.refused(enter(year+"-13-01", ""), http.StatusUnprocessableEntity, "a line is no day of the year")
	if a := enter("nothing", ""); !strings.Contains(a.body, ">nothing</textarea>") {
		t.Error("what was typed is lost")
	}
	admin.ok(enter(year+"-01-01/"+year+"-01-03", ""))
	next := now.AddDate(0, 0, 14) // the term may end in the next year
	if next.Year() != now.Year() {
		year = next.Format("2006")
		admin.ok(enter(year+"-01-01", ""))
	}
	if a := secretary.ok(secretary.get(address)); strings.Contains(a.body, "are not entered yet") {
		t.Error("the case still says so")
	}
	if a := admin.ok(admin.get("/admin/calendar")); !strings.Contains(a.body, "a &lt;notice&gt;") {
		t.Error("the year is not on the page")
	}
	inspector := i.signIn(t, "inspector")
	if a := inspector.ok(inspector.get("/admin/calendar")); strings.Contains(a.body, "<textarea") {
		t.Error("an inspector has the form")
	}
	if a := inspector.ok(inspector.get("/access-log")); !strings.Contains(a.body, "changed the working days of a year") {
		t.Error("the log does not say so")
	}
	secretary.refused(secretary.get("/admin/calendar"), http.StatusForbidden, "another role")
}

// A free day moves the term of a case: with the day on which it ends entered as free, it ends later.
func TestCalendarMovesTerms(t *testing.T) {
	i := install(t)
	i.populate(t)
	id := i.measured(t)
	due := func() time.Time { return i.view(t, id).Clock.Due }
	before := due().In(zone)
	years, err := i.service.CalendarYears(t.Context(), i.callers["admin"])
	if err != nil {
		t.Fatal(err)
	}
	off, work := before.Format(time.DateOnly), ""
	for _, y := range years {
		if y.Year == before.Year() {
			off, work = strings.Join(append(y.Off, off), "\n"), strings.ReplaceAll(strings.Join(y.Work, "\n"), off, "")
		}
	}
	if err := i.service.SetCalendarYear(t.Context(), i.callers["admin"], before.Year(), "a notice", off, work); err != nil {
		t.Fatal(err)
	}
	if after := due(); !after.After(before) {
		t.Errorf("the term ends on %s, before on %s", after, before)
	}
	if err := i.service.SetCalendarYear(t.Context(), i.callers["secretary"], 2030, "a notice", "2030-01-01", ""); err == nil {
		t.Error("the secretary enters a year")
	}
}
