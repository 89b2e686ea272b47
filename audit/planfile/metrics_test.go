package planfile

import (
	"strings"
	"testing"
)

const metricsPlan = `
version: 1
columns: {attributes: [g], decision: {column: d, selected: [1], favourable: true}}
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
