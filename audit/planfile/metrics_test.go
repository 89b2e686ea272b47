package planfile

import (
	"strings"
	"testing"
)

const metricsPlan = `
version: 1
columns: {attributes: [g], decision: {column: d, selected: [1], favourable: true}, label: {column: y, positive: [1]}}
metrics: %
`

func TestMetrics(t *testing.T) {
	for given, want := range map[string]string{
		"[f1_score, cohen_d]": "",
		"f1_score":            "",
		"null":                "",
		"[f1_scor]":           `metrics names "f1_scor", which is not measured on request (did you mean "f1_score"?)`,
		"[selection_rate]":    `metrics names "selection_rate", which is not measured on request`,
		"[cohen_d, cohen_d]":  `metrics names "cohen_d" twice (name each once)`,
		"{cohen_d: true}":     "plan.metrics is not a list",
	} {
		_, err := Parse("plan.yaml", []byte(strings.ReplaceAll(metricsPlan, "%", given)))
		if (want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", given, err, want)
		}
	}
}

// A metric whose columns the plan does not name is refused, not left out.
func TestMetricsNeedColumns(t *testing.T) {
	const decisions = "version: 1\ncolumns: {attributes: [g], decision: {column: d, selected: [1], favourable: true}}\nmetrics: %\n"
	const labels = "version: 1\ncolumns: {attributes: [g], label: {column: y, positive: [1]}}\nmetrics: %\n"
	for _, tt := range []struct{ plan, metric, want string }{
		{decisions, "cohen_d", ""},
		{decisions, "independence_information", ""},
		{decisions, "f1_score", `metrics names "f1_score", which needs labels (name columns.label)`},
		{decisions, "separation_information", `metrics names "separation_information", which needs labels`},
		{labels, "cohen_d", `metrics names "cohen_d", which needs decisions (name columns.decision)`},
	} {
		_, err := Parse("plan.yaml", []byte(strings.ReplaceAll(tt.plan, "%", tt.metric)))
		if (tt.want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.metric, err, tt.want)
		}
	}
}
