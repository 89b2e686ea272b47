package service

import (
	"math"
	"testing"

	"auditd/audit"
)

// rates makes an audit of one attribute whose groups have the given people, people with a decision, and selected.
func rates(groups map[string][3]int64) *audit.Audit {
	a := &audit.Audit{Plan: audit.Plan{Columns: audit.Columns{Attributes: []audit.Attribute{{Column: "sex", Name: "sex"}}, Decision: &audit.Binary{}}}}
	for _, name := range []string{"f", "m", audit.Unknown} {
		g, ok := groups[name]
		if !ok {
			continue
		}
		a.Rows.Counted += g[0]
		a.Estimates = append(a.Estimates, audit.Estimate{
			Metric: "selection_rate", Group: audit.Group{{Attribute: "sex", Value: name}}, N: g[0], Denominator: g[1], Numerator: g[2],
		})
	}
	return a
}

// An attribute is published whole or not at all: any count from 0 to 9 in it withholds every group of it. Groups are people, people
// with a decision, selected.
func TestSmallCountsAreWithheld(t *testing.T) {
	for name, c := range map[string]struct {
		groups   map[string][3]int64
		withheld bool
	}{
		"every count at least 10":       {map[string][3]int64{"f": {20, 20, 10}, "m": {40, 40, 30}}, false},
		"9 selected":                    {map[string][3]int64{"f": {20, 20, 9}, "m": {40, 40, 30}}, true},
		"9 not selected":                {map[string][3]int64{"f": {20, 20, 11}, "m": {40, 40, 30}}, true},
		"everybody selected":            {map[string][3]int64{"f": {20, 20, 20}, "m": {40, 40, 30}}, true},
		"nobody selected":               {map[string][3]int64{"f": {20, 20, 0}, "m": {40, 40, 30}}, true},
		"9 without a decision":          {map[string][3]int64{"f": {29, 20, 10}, "m": {40, 40, 30}}, true},
		"10 without a decision":         {map[string][3]int64{"f": {30, 20, 10}, "m": {40, 40, 30}}, false},
		"9 people of unknown sex":       {map[string][3]int64{"f": {20, 20, 10}, "m": {40, 40, 30}, audit.Unknown: {9, 9, 4}}, true},
		"no decisions at all":           {map[string][3]int64{}, true},
		"20 people of unknown sex, too": {map[string][3]int64{"f": {20, 20, 10}, audit.Unknown: {20, 20, 10}}, false},
	} {
		p := summaryOf(rates(c.groups))
		if len(p.Attributes) != 1 || p.Attributes[0].Withheld != c.withheld || c.withheld != (len(p.Attributes[0].Groups) == 0) {
			t.Errorf("%s: got %+v, want withheld %v", name, p.Attributes, c.withheld)
		}
		if !p.Safe() {
			t.Errorf("%s: the check before publication fails", name)
		}
	}
}

// Combinations, strata and other metrics are never taken over.
func TestOnlySingleAttributesArePublished(t *testing.T) {
	a := rates(map[string][3]int64{"f": {20, 20, 10}, "m": {40, 40, 30}})
	more := a.Estimates[0]
	more.Stratum = audit.Stratum{{Attribute: "department", Value: "A"}}
	both := a.Estimates[0]
	both.Group = append(audit.Group{{Attribute: "age", Value: "old"}}, both.Group...)
	other := a.Estimates[0]
	other.Metric = "true_positive_rate"
	a.Estimates = append(a.Estimates, more, both, other)
	if got := len(summaryOf(a).Attributes[0].Groups); got != 2 {
		t.Errorf("%d groups, want the 2 of the attribute alone", got)
	}
}

// The check before publication does not trust how the summary was made.
func TestSafeSeesSmallCounts(t *testing.T) {
	good := PublicGroup{Value: "f", People: 20, Selected: 10, NotSelected: 10}
	for name, p := range map[string]Summary{
		"a small group":                  {Attributes: []PublicAttribute{{Groups: []PublicGroup{good, {People: 9, Selected: 5, NotSelected: 4}}}}},
		"counts of a withheld attribute": {Attributes: []PublicAttribute{{Withheld: true, Groups: []PublicGroup{good}}}},
		"few people in all":              {People: 9},
	} {
		if p.Safe() {
			t.Errorf("%s passes", name)
		}
	}
}

// Names of files as senders give them become one safe last part of a key.
func TestFileName(t *testing.T) {
	for sent, want := range map[string]string{
		"data.csv": "data.csv", "../../etc/passwd": "passwd", `C:\data\名单.csv`: "名单.csv", "": "data", "..": "data", "a\x00b\u202e.csv": "a_b_.csv", ".hidden": "hidden",
		"a<b>:c|d?.csv": "a_b__c_d_.csv",
	} {
		if got := fileName(sent); got != want {
			t.Errorf("%q became %q, want %q", sent, got, want)
		}
	}
}

// The interval of a published share is Wilson's at 95 %: 557 of 1,835 women admitted at Berkeley, (0.282933, 0.324972) by the
// formula of methods 4.1 with z = 1.959964, worked out in another language.
func TestPublicInterval(t *testing.T) {
	i := PublicGroup{Selected: 557, NotSelected: 1278}.Interval()
	if math.Abs(i.Lower-0.282933) > 5e-7 || math.Abs(i.Upper-0.324972) > 5e-7 || i.Level != 0.95 {
		t.Errorf("interval %v to %v at %v", i.Lower, i.Upper, i.Level)
	}
}
