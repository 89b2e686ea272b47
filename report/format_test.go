package report

import (
	"math"
	"strings"
	"testing"
	"time"

	"auditd/audit"
)

func TestNumbers(t *testing.T) {
	en, zh := languages()[English], languages()[Chinese]
	for _, c := range []struct{ name, got, want string }{
		{"thousands, English", en.count(1234567), "1,234,567"},
		{"four digits, English", en.count(1234), "1,234"},
		{"four digits, Chinese (GB/T 15835 groups from five)", zh.count(1234), "1234"},
		{"five digits, Chinese", zh.count(12345), "12,345"},
		{"negative", en.count(-1234), "−1,234"},
		{"a third", en.percent(1.0 / 3), "33.3%"},
		{"nothing is exact", en.percent(0), "0.0%"},
		{"everything is exact", en.percent(1), "100.0%"},
		{"nearly nothing is not nothing", en.percent(0.0003), "0.03%"},
		{"nearly everything is not everything", en.percent(0.9998), "99.98%"},
		{"ratio", en.ratio(0.6), "0.600"},
		{"ratio beside a limit keeps its side", en.ratio(0.7999, 0.8), "0.7999"},
		{"ratio on the limit", en.ratio(0.8, 0.8), "0.800"},
		{"large ratio", en.ratio(123.456), "123.5"},
		{"small ratio is not nothing", en.ratio(0.0002), "0.0002"},
		{"points have a sign", en.points(0.1234), "+12.3"},
		{"points have a true minus", en.points(-0.24), "−24.0"},
		{"points beside a limit keep their side", en.points(-0.0498, -0.05, 0.05), "−4.98"},
		{"no difference", en.points(0), "0.0"},
		{"no negative nothing", en.points(math.Copysign(0, -1)), "0.0"},
		{"p", en.pValue(0.0321), "= 0.032"},
		{"large p", en.pValue(0.456), "= 0.46"},
		{"small p", en.pValue(1e-9), "< 0.001"},
		{"p in a cell", en.pCell(0.0321), "0.032"},
		{"undefined p", en.pValue(audit.P(math.NaN())), "not defined"},
		{"interval, English", en.between("0.1", "0.2"), "0.1 to 0.2"},
		{"interval, Chinese", zh.between("0.1", "0.2"), "0.1～0.2"},
		{"unbounded", en.rateInterval("treatment_ratio", &audit.Interval{Lower: 1, Upper: math.Inf(1)}), "1.000 to no upper bound"},
		{"size", en.size(12345), "12.3 kB"},
		{"one byte", en.size(1), "1 byte"},
		{"date, English", en.date(time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)), "2 November 2026"},
		{"date, Chinese", zh.date(time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)), "2026年11月2日"},
		{"no date", zh.date(time.Time{}), ""},
		{"parameter", en.number(0.8), "0.8"},
		{"list of one", en.names([]string{"a"}).Plain(), "a"},
		{"list, English", en.names([]string{"a", "b", "c"}).Plain(), "a, b and c"},
		{"list, Chinese", zh.names([]string{"a", "b", "c"}).Plain(), "a、b和c"},
		{"one row", en.str("unknown.excluded", "n", 1, "section", Span{}), "1 row was left out of the audit altogether;  gives the reasons."},
		{"two rows", en.str("unknown.excluded", "n", 2, "section", Span{}), "2 rows were left out of the audit altogether;  gives the reasons."},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, c.got, c.want)
		}
	}
}

// The number of people must be large enough that a rate above nought gives at least one person, and no larger.
func TestNaturalFrequencies(t *testing.T) {
	for _, c := range []struct {
		x, y  float64
		of    int64
		a, b  int64
		cause string
	}{
		{0.36, 0.6, 100, 36, 60, "methods.md F1: 36 of 100 against 120 of 200"},
		{0.004, 0.6, 1000, 4, 600, "0.4 of 100 people is no person"},
		{0, 0.6, 100, 0, 60, "nobody is nobody at any size"},
		{0.006, 0.006, 1000, 6, 6, "both small"},
	} {
		of := frequencyBase(c.x, c.y)
		if of != c.of || frequency(c.x, of) != c.a || frequency(c.y, of) != c.b {
			t.Errorf("%s: got %d and %d of %d", c.cause, frequency(c.x, of), frequency(c.y, of), of)
		}
	}
}

func TestNames(t *testing.T) {
	en, zh := languages()[English], languages()[Chinese]
	g := audit.Group{{Attribute: "sex", Value: "Female"}, {Attribute: "race", Value: audit.Unknown}}
	long := strings.Repeat("长", 10_000)
	for _, c := range []struct{ name, got, want string }{
		{"group", en.name(g).Plain(), "Female · Unknown"},
		{"group, Chinese", zh.name(g).Plain(), "Female·未知"},
		{"group with attributes", en.where(g).Plain(), "sex Female, race Unknown"},
		{"everybody", en.name(nil).Plain(), "everybody"},
		{"control and direction characters", shown("a\u202eb\x00c"), `a\u202eb\x00c`},
		{"a name of 120 characters is whole", shown(long[:120*len("长")]), long[:120*len("长")]},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, c.got, c.want)
		}
	}
	if got := shown(long); len([]rune(got)) > 120 || !strings.HasPrefix(got, "长长长") {
		t.Errorf("a name of 10,000 characters is shown as %d", len([]rune(got)))
	}
	if shown(long+"a") == shown(long+"b") {
		t.Error("two long names that differ at the end are shown alike")
	}
}
