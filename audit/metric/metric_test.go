package metric

import (
	"math"
	"os"
	"regexp"
	"testing"

	"auditd/audit"
)

// counts builds the counts of people who all have a decision and a label.
func counts(tp, fp, fn, tn int64) audit.Counts {
	var c audit.Counts
	c.N[audit.Positive][audit.Selected] = tp
	c.N[audit.Negative][audit.Selected] = fp
	c.N[audit.Positive][audit.NotSelected] = fn
	c.N[audit.Negative][audit.NotSelected] = tn
	return c
}

// group returns the group of people whose attribute g has the value.
func group(value string) audit.Group { return audit.Group{{Attribute: "g", Value: value}} }

// near fails unless got is within tolerance of want.
func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: got %.9g, want %.9g", what, got, want)
	}
}

// F1 of methods.md 0.6: a is the advantaged group, d the disadvantaged.
var (
	f1a = counts(84, 36, 16, 64)
	f1d = counts(24, 12, 16, 48)
)

// Every rate of methods.md 3.1, example F1; the numbers not printed there are their complements or spelt out.
func TestRatesOfF1(t *testing.T) {
	total := f1a.Add(f1d)
	for _, tt := range []struct {
		metric string
		a, d   float64
	}{
		{"selection_rate", .6, .36},
		{"favourable_rate", .6, .36},
		{"base_rate", .5, .4},
		{"true_positive_rate", .84, .6},
		{"false_negative_rate", .16, .4},
		{"false_positive_rate", .36, .2},
		{"true_negative_rate", .64, .8},
		{"positive_predictive_value", .7, .666667},
		{"false_discovery_rate", .3, .333333},
		{"negative_predictive_value", .8, .75},
		{"false_omission_rate", .2, .25},
		{"accuracy", .74, .72},
		{"error_rate", .26, .28},
		{"balanced_accuracy", .74, .7},                 // (.84+.64)/2, (.6+.8)/2
		{"treatment_ratio", .444444, 1.333333},         // 16/36, 16/12; their difference is Clarify's TE .888889
		{"predicted_positive_share", .769231, .230769}, // PPR
	} {
		m, ok := Get(tt.metric)
		if !ok {
			t.Fatalf("no metric %s", tt.metric)
		}
		for _, side := range []struct {
			name string
			c    audit.Counts
			want float64
		}{{"a", f1a, tt.a}, {"d", f1d, tt.d}} {
			got, status, why := m.Value(side.c, total, true)
			if status != audit.StatusOK || why != "" {
				t.Errorf("%s %s: status %s (%s), want ok", tt.metric, side.name, status, why)
			}
			near(t, tt.metric+" "+side.name, got, side.want, 5e-7)
		}
	}
}

var snakeCase = regexp.MustCompile(`^[a-z]+[0-9]?(_[a-z]+)*$`)

func TestCatalogueOfMetrics(t *testing.T) {
	seen := map[string]bool{}
	known := map[string]bool{}
	for _, w := range Whys() {
		if known[w] {
			t.Errorf("reason %s is listed twice", w)
		}
		known[w] = true
	}
	for _, m := range All() {
		if seen[m.Name] {
			t.Errorf("%s is registered twice", m.Name)
		}
		seen[m.Name] = true
		checkEntry(t, m.Name, m.Definition, m.Source)
		if m.Title == "" || !known[m.Empty] || m.worse == nil {
			t.Errorf("%s lacks a title, a known reason (%q) or a direction", m.Name, m.Empty)
		}
		forms := 0
		for _, set := range []bool{m.Rate != nil, m.Share != nil, m.Mean != nil} {
			if set {
				forms++
			}
		}
		if forms != 1 {
			t.Errorf("%s has %d of Rate, Share and Mean, want 1", m.Name, forms)
		}
	}
}

// checkEntry checks what every registered thing must have.
func checkEntry(t *testing.T, name, definition, source string) {
	t.Helper()
	if !snakeCase.MatchString(name) {
		t.Errorf("%q is not snake_case", name)
	}
	if _, err := os.Stat(name + ".go"); err != nil {
		t.Errorf("%s has no file of its own: %v", name, err)
	}
	if !regexp.MustCompile(`^[A-Z][^.]*\.$`).MatchString(definition) {
		t.Errorf("%s: the definition is not one sentence: %q", name, definition)
	}
	if source == "" {
		t.Errorf("%s has no source", name)
	}
}
