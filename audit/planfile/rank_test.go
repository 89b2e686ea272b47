package planfile

import (
	"reflect"
	"strings"
	"testing"

	"auditd/audit"
)

// What a ranking and classes ask for beyond their columns is read strictly.
func TestRankAndClasses(t *testing.T) {
	plan := func(rest string) string { return "version: 1\ncolumns:\n  attributes: [sex]\n" + rest + "\n" }
	p, err := Parse("plan", []byte(plan("  rank: {column: place, list: list, clicks: calls, tops: [7, 40], target: {sex: {women: 0.5}}}")))
	if err != nil {
		t.Fatal(err)
	}
	want := &audit.RankColumn{Column: "place", List: "list", Clicks: "calls", Tops: []int{7, 40}, Target: map[string]map[string]float64{"sex": {"women": .5}}}
	if !reflect.DeepEqual(p.Columns.Rank, want) {
		t.Errorf("got %+v, want %+v", p.Columns.Rank, want)
	}
	p, err = Parse("plan", []byte(plan("  classes: {column: c, order: [no, yes], label: {column: truth, map: {0: no, 1: yes}, missing: [x]}}")))
	if err != nil {
		t.Fatal(err)
	}
	if l := p.Columns.Classes.Label; l.Column != "truth" || l.Map["1"] != "yes" || l.Missing[0] != "x" {
		t.Errorf("%+v", l)
	}
	for _, c := range []struct{ rest, want string }{
		{"  rank: {column: place, tops: [0]}", "cannot hold 0"},
		{"  rank: {column: place, tops: [2.5]}", "cannot hold 2.5"},
		{"  rank: {column: place, tops: [5, 5]}", "cannot hold 5"},
		{"  rank: {column: place, target: {age: {old: 0.5}}}", `unknown key "age"`},
		{"  rank: {column: place, target: {sex: {women: 1}}}", "cannot be 1"},
		{"  rank: {column: place, target: {sex: {women: 0.7, men: 0.5}}}", "add up to more than 1"},
		{"  rank: {column: place, target: {sex: {women: }}}", "has no share"},
		{"  classes: {column: c, label: {map: {0: no}}}", "has no column"},
		{"  classes: {column: c, label: {column: y, positive: [1]}}", `unknown key "positive"`},
	} {
		if _, err := Parse("plan", []byte(plan(c.rest))); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s", c.rest, err, c.want)
		}
	}
}
