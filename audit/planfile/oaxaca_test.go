package planfile

import (
	"strings"
	"testing"
)

// The numbers of the regressions must be named, once each, and there must be a rate to split.
func TestOaxacaPlan(t *testing.T) {
	for _, c := range []struct{ columns, option, fault string }{
		{"label: {column: y, positive: 1}", "{numbers: [income, age]}", ""},
		{"label: {column: y, positive: 1}", "false", ""},
		{"label: {column: y, positive: 1}", "true", "names no numbers"},
		{"label: {column: y, positive: 1}", "{numbers: [age, age]}", "cannot hold"},
		{"label: {column: y, positive: 1}", "{numbers: [a, b, c, d, e, f, g, h, i]}", "the limit is 8"},
		{"label: {column: y, positive: 1}", "{number: [a]}", "unknown key"},
		{"score: {column: s, higher: favourable}", "{numbers: [age]}", "needs decisions or labels"},
	} {
		p, err := Parse("plan", []byte("version: 1\ncolumns: {attributes: [sex], "+c.columns+"}\nanalyses: {oaxaca: "+c.option+"}\n"))
		if (err == nil) != (c.fault == "") || err != nil && !strings.Contains(err.Error(), c.fault) {
			t.Errorf("%s: got %v, want %q", c.option, err, c.fault)
		}
		if err == nil && c.option != "false" && strings.Join(p.Analyses.Oaxaca.Numbers, " ") != "income age" {
			t.Errorf("%s: got %+v", c.option, p.Analyses.Oaxaca)
		}
	}
}
