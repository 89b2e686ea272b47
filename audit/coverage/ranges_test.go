package coverage

import (
	"strings"
	"testing"

	"auditd/audit"
)

// The census has 60-64 and 65+; the data may have 60+. What does not fit exactly stays unmatched.
func TestBandsAreAddedUp(t *testing.T) {
	const file = "attribute,group,population\nage,0-14,20\nage,15-59,50\nage,60-64,10\nage,65+,20\n"
	for _, c := range []struct {
		name   string
		data   []string
		people map[string]int64 // by group of the data; absent when the reference has none
	}{
		{"the same bands", []string{"0-14", "15-59", "60-64", "65+"}, map[string]int64{"0-14": 20, "15-59": 50, "60-64": 10, "65+": 20}},
		{"60 and more", []string{"0-14", "15-59", "60+"}, map[string]int64{"0-14": 20, "15-59": 50, "60+": 30}}, // 10 + 20
		{"another dash", []string{"0–59", "60+"}, map[string]int64{"0–59": 70, "60+": 30}},                      // 20 + 50, 10 + 20
		{"a band that cuts one of the census", []string{"0-17", "18-59", "60+"}, map[string]int64{"60+": 30}},
		{"bands of the data that overlap", []string{"60+", "65+"}, map[string]int64{"65+": 20}},
		{"bands of the data that share one of the census", []string{"0-59", "15-64"}, map[string]int64{"0-59": 70}},
		{"no bands", []string{"old", "-", "+", "9-3"}, nil},
	} {
		cells := &audit.Cells{Attributes: []audit.Dim{{Name: "age", Values: c.data}}}
		r := must[*reference](t)(newReference(cells, []*Population{must[*Population](t)(ReadPopulation("r.csv", strings.NewReader(file)))}))
		for _, group := range c.data {
			n, known := r.margins[0].lookup(group)
			if want, has := c.people[group]; known != has || n != want {
				t.Errorf("%s: %s has %d people, known %t; want %d, %t", c.name, group, n, known, want, has)
			}
		}
		if r.margins[0].total != 100 {
			t.Errorf("%s: %d people in all", c.name, r.margins[0].total)
		}
	}
}
