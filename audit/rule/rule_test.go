package rule

import (
	"math"
	"os"
	"regexp"
	"strings"
	"testing"

	"auditd/audit"
)

// Every rule has a name that is its file's, a title, one sentence and a source; parameters have defaults within their range.
func TestCatalogue(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range All() {
		if seen[r.Name] || !regexp.MustCompile(`^[a-z][a-z0-9_]*$`).MatchString(r.Name) {
			t.Errorf("name %q", r.Name)
		}
		seen[r.Name] = true
		if _, err := os.Stat(r.Name + ".go"); err != nil {
			t.Errorf("%s is not in a file of its name", r.Name)
		}
		if r.Title == "" || r.Source == "" || !strings.HasSuffix(r.Definition, ".") || r.Metrics == nil || r.Judge == nil {
			t.Errorf("%s lacks a title, a source, a sentence or a function", r.Name)
		}
		for _, p := range r.Parameters {
			if p.Default <= p.Low || p.Default >= p.High || p.Text == "" {
				t.Errorf("%s: parameter %s", r.Name, p.Name)
			}
		}
		if got, ok := Get(r.Name); !ok || got.Name != r.Name {
			t.Errorf("%s cannot be found", r.Name)
		}
	}
	for _, c := range Default() {
		if !seen[c.Name] {
			t.Errorf("default rule %s is not registered", c.Name)
		}
	}
}

// What a rule judges depends on what there is: no decision, no selection rates.
func TestMetricsOfScope(t *testing.T) {
	for _, c := range []struct {
		rule  string
		scope Scope
		want  string
	}{
		{"four_fifths", Scope{}, ""},
		{"four_fifths", Scope{Decision: true, Favourable: true}, "selection_rate"},
		{"four_fifths", Scope{Decision: true}, "favourable_rate selection_rate"},
		{"parity_tolerance", Scope{Label: true}, "base_rate"},
		{"parity_tolerance", Scope{Decision: true}, "selection_rate"},
		{"parity_tolerance", Scope{Decision: true, Label: true}, "selection_rate true_positive_rate false_positive_rate positive_predictive_value negative_predictive_value"},
		{"nyc_ll144", Scope{Label: true}, ""},
		{"representation", Scope{Decision: true, Label: true}, ""},
	} {
		r, _ := Get(c.rule)
		if got := strings.Join(r.Metrics(c.scope), " "); got != c.want {
			t.Errorf("%s of %+v judges %q, want %q", c.rule, c.scope, got, c.want)
		}
	}
}

// A sure small disparity outranks a doubtful large one; a rate of nought against one above comes first; no interval, no severity.
func TestSeverity(t *testing.T) {
	band := audit.Band{Lower: 0.8, Upper: 1.25}
	of := func(value, lower, upper float64) float64 {
		return severity(audit.Comparison{
			Kind: audit.Ratio, Band: band, Verdict: audit.DisparityShown, Value: audit.Ptr(value), Interval: &audit.Interval{Lower: lower, Upper: upper},
		})
	}
	sure, doubtful, nought := of(0.6, 0.55, 0.65), of(0.4, 0.2, 0.78), of(0, 0, 0.3)
	if !(sure > doubtful) {
		t.Errorf("sure %v, doubtful %v", sure, doubtful)
	}
	// ln(1/0.3)/ln(1.25) = 5.395508; ln(1/0.65)/ln(1.25) = 1.930519
	if math.Abs(nought-5.395508) > 1e-6 || math.Abs(sure-1.930519) > 1e-6 {
		t.Errorf("nought %v, sure %v", nought, sure)
	}
	if got := of(math.NaN(), 1.3, math.Inf(1)); math.Abs(got-1.175764) > 1e-6 { // ln 1.3/ln 1.25
		t.Errorf("an unbounded interval has severity %v", got)
	}
	if severity(audit.Comparison{Kind: audit.Ratio, Band: band}) != 0 {
		t.Error("severity without an interval")
	}
}
