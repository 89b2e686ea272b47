package report

import (
	"slices"

	"auditd/audit"
)

// methods describes what was used in this audit and nothing else, with its sources.
func (b *builder) methods() {
	b.part("methods", 1)
	b.say("methods.verdict")
	b.say("methods.undefined")
	b.say("methods.multiplicity")
	b.say("methods.reference")
	list := &List{}
	for _, k := range b.usedMethods() {
		t := strong(b.l.text(k))
		if b.l.has(k + ".text") {
			t = append(t, Span{Text: b.l.str("punctuation.colon")})
			t = append(t, b.l.text(k+".text")...)
		}
		if b.l.has(k + ".source") {
			t = append(t, Span{Foot: &Foot{Text: b.l.text(k + ".source")}})
		}
		list.Items = append(list.Items, t)
	}
	b.add(list)
}

// usedMethods returns the keys of the intervals, tests and adjustments that occur in the audit, each kind by name.
func (b *builder) usedMethods() []string {
	seen := map[string]bool{}
	use := func(prefix, name string) {
		if name != "" && name != "none" {
			seen[prefix+name] = true
		}
	}
	interval := func(i *audit.Interval) {
		if i != nil {
			use("interval.", i.Method)
		}
	}
	test := func(t *audit.Test) {
		if t != nil {
			use("test.", t.Name)
			use("adjustment.", t.Method)
		}
	}
	for i := range b.a.Estimates {
		interval(b.a.Estimates[i].Interval)
	}
	for i := range b.a.Comparisons {
		interval(b.a.Comparisons[i].Interval)
		test(b.a.Comparisons[i].Test)
	}
	for i := range b.a.Findings {
		if e := b.a.Findings[i].Evidence; e != nil {
			interval(e.Interval)
			test(e.Test)
		}
	}
	for i := range b.a.Aggregates {
		test(b.a.Aggregates[i].Test)
	}
	if c := b.a.Coverage; c != nil {
		use("method.", "uncovered_patterns")
		for i := range c.Representation {
			test(c.Representation[i].Test)
		}
		for i := range c.Distances {
			test(c.Distances[i].Test)
		}
	}
	for i := range b.a.Beside {
		m := &b.a.Beside[i]
		interval(m.Interval)
		if m.P != nil {
			use("test.", m.Method)
		}
	}
	b.furtherMethods(use, interval, test)
	keys := make([]string, 0, len(seen))
	for k := range seen {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// glossary explains the words of the report and the metrics that occur in it.
func (b *builder) glossary() {
	b.part("glossary", 1)
	var facts []Fact
	for _, k := range []string{"group", "reference", "selected", "label", "ratio", "difference", "band", "interval", "p", "adjusted", "disparity", "parity", "inconclusive", "undefined", "unknown", "intersection", "natural_frequency", "uncovered"} {
		facts = append(facts, Fact{Term: b.l.text("glossary." + k), Text: b.l.text("glossary." + k + ".text")})
	}
	for _, m := range b.a.Examined.Metrics {
		if b.l.has("metric." + m + ".text") {
			t := b.l.text("metric." + m + ".text")
			if b.l.has("metric." + m + ".source") {
				t = append(t, Span{Foot: &Foot{Text: b.l.text("metric." + m + ".source")}})
			}
			facts = append(facts, Fact{Term: b.l.text("metric." + m), Text: t})
		}
	}
	b.add(&Facts{Items: facts})
}
