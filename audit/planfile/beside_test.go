package planfile

import (
	"strings"
	"testing"
)

const besidePlan = `
version: 1
columns: {attributes: [g], decision: {column: d, selected: [1], favourable: true}}
beside: %
`

func TestBeside(t *testing.T) {
	for given, want := range map[string]string{
		"[katz, barnard]":   "",
		"katz":              "",
		"null":              "",
		"[kats]":            `beside names "kats", which is no method (did you mean "katz"?)`,
		"[katz, mee, katz]": `beside names "katz" twice (name each once)`,
		"{katz: true}":      "plan.beside is not a list",
		"[[katz]]":          "",
	} {
		p, err := Parse("plan.yaml", []byte(strings.ReplaceAll(besidePlan, "%", given)))
		switch {
		case given == "[[katz]]":
			if err == nil {
				t.Errorf("%s is accepted: %v", given, p.Beside)
			}
		case want == "" && err != nil:
			t.Errorf("%s: %v", given, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%s: %v, want %s", given, err, want)
		}
	}
}
