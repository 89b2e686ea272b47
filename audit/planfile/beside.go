package planfile

import (
	"slices"
	"strings"

	"auditd/audit"
)

// beside reads the methods whose intervals and tests are printed beside those that judge.
func (r *reader) beside(m *mapping) []string {
	n := m.at("beside")
	names := m.texts("beside")
	for i, name := range names {
		known := audit.BesideMethods()
		switch {
		case !slices.Contains(known, name):
			remedy := "known methods: " + strings.Join(known, ", ")
			if near := audit.Nearest(name, known); near != "" {
				remedy = "did you mean \"" + near + "\"?"
			}
			r.fail(n, remedy, "beside names %s, which is no method", audit.Quote(name))
		case slices.Contains(names[:i], name):
			r.fail(n, "name each once", "beside names %s twice", audit.Quote(name))
		}
	}
	return names
}
