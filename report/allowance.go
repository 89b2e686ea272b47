package report

import (
	"strings"

	"auditd/audit"
)

// allowance says which error rate covers the tests of a section that no rule judges: those of the family of that name and of all that
// stand below it (name/…). A section without tests says nothing.
func (b *builder) allowance(name string) {
	tests, families := 0, 0
	var f audit.Family
	for _, x := range b.a.Examined.Families {
		if x.Name == name || strings.HasPrefix(x.Name, name+"/") {
			tests, families, f = tests+x.Tests, families+1, x
		}
	}
	if tests == 0 {
		return
	}
	key := "exploratory.familywise"
	switch {
	case f.Method == "bh" || f.Method == "by" || f.Method == "ebh":
		key = "exploratory.false_discovery"
	case f.Method == "none":
		key = "exploratory.unadjusted"
	case families > 1:
		key = "exploratory.familywise_each"
	}
	alpha := 1 - b.a.Plan.Confidence
	b.say(key, "tests", tests, "families", families, "method", b.l.str("adjustment."+f.Method), "alpha", b.l.percent(alpha))
}
