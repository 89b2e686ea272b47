package web

import (
	"testing"
	"time"
)

// 2026-11-21 22:30 in UTC is 06:30 of the next day in China.
func TestDates(t *testing.T) {
	x := time.Date(2026, 11, 21, 22, 30, 0, 0, time.UTC)
	for _, c := range []struct{ got, want string }{
		{dateIn("zh", x), "2026年11月22日"},
		{dateIn("en", x), "22 November 2026"},
		{timeIn("zh", x), "2026年11月22日 06:30"},
		{timeIn("en", x), "22 November 2026, 06:30"},
	} {
		if c.got != c.want {
			t.Errorf("got %s, want %s", c.got, c.want)
		}
	}
}

// Days are those of the calendar in China, where 15:59 and 16:01 in UTC are two days.
func TestLeft(t *testing.T) {
	now := time.Date(2026, 3, 2, 15, 59, 0, 0, time.UTC) // 2 March, 23:59 in China
	for _, c := range []struct {
		due  time.Time
		want string
	}{
		{now.Add(time.Second), "due today"},
		{now.Add(2 * time.Minute), "due tomorrow"}, // 3 March, 00:01
		{now.AddDate(0, 0, 9), "in 9 days"},
		{now, "late since today"},
		{now.AddDate(0, 0, -1), "1 day late"},
		{now.AddDate(0, 0, -12), "12 days late"},
	} {
		if got := leftIn("en", c.due, now); got != c.want {
			t.Errorf("%s until %s: got %q, want %q", now, c.due, got, c.want)
		}
	}
}

func TestGrouped(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 4526: "4,526", 1234567: "1,234,567", -999: "-999", -1000: "-1,000"} {
		if got := grouped(n); got != want {
			t.Errorf("%d is written %s, want %s", n, got, want)
		}
	}
}

// Nobody and everybody are said only where they are true.
func TestOfHundred(t *testing.T) {
	for _, c := range []struct {
		share float64
		n     int
		ok    bool
	}{
		{0, 0, true}, {0.004, 1, false}, {0.303542, 30, true}, {0.445, 45, true}, {0.999, 99, false}, {1, 100, true},
	} {
		if n, ok := ofHundred(c.share); n != c.n || ok != c.ok {
			t.Errorf("%v of everybody: %d %v, want %d %v", c.share, n, ok, c.n, c.ok)
		}
	}
}
