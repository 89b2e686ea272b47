package web

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"auditd/audit"
	"auditd/audit/service"
)

// calendarRoutes are the addresses of the calendar of working days.
func calendarRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/admin/calendar", roles: overseers, sum: "Working days of the years that are known", handle: (*Server).calendar},
		{method: http.MethodPost, path: "/admin/calendar", roles: admins, sum: "Enter the working days of a year", handle: (*Server).setCalendar},
	}
}

type calendarPage struct {
	Years           []service.CalendarYear
	Admin           bool
	Saved           bool
	Year            string
	Text, Off, Work string // as typed, when it is refused
	Error           *problem
}

func (s *Server) calendar(c *gin.Context) error {
	return s.showCalendar(c, http.StatusOK, calendarPage{Saved: c.Query("saved") != ""})
}

func (s *Server) showCalendar(c *gin.Context, status int, page calendarPage) error {
	var err error
	if page.Years, err = s.UseCases.CalendarYears(c.Request.Context(), caller(c)); err != nil {
		return err
	}
	if page.Year == "" && len(page.Years) > 0 {
		page.Year = strconv.Itoa(page.Years[len(page.Years)-1].Year + 1)
	}
	page.Admin = caller(c).May(service.RoleAdmin)
	s.render(c, status, "calendar", message(languageOf(c), "calendar.title"), page)
	return nil
}

func (s *Server) setCalendar(c *gin.Context) error {
	page := calendarPage{Year: c.PostForm("year"), Text: c.PostForm("notice"), Off: c.PostForm("off"), Work: c.PostForm("work")}
	year, _ := strconv.Atoi(strings.TrimSpace(page.Year)) // 0 is refused with its reason
	err := s.UseCases.SetCalendarYear(c.Request.Context(), caller(c), year, page.Text, page.Off, page.Work)
	if audit.KindOf(err) == audit.Invalid {
		p := problemOf(err, languageOf(c), 0)
		page.Error = &p
		return s.showCalendar(c, p.Status, page)
	}
	if err != nil {
		return err
	}
	c.Redirect(http.StatusSeeOther, "/admin/calendar?saved=yes")
	return nil
}
