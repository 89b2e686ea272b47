package infer

import (
	"slices"
	"testing"

	"auditd/audit"
)

// What a plan may name is what can be computed, in the same order, and stands in the catalogue of methods.
func TestBesideMethods(t *testing.T) {
	var names []string
	for _, m := range besideMethods {
		names = append(names, m.name)
		if !slices.ContainsFunc(methods, func(x Method) bool { return x.Name == m.name }) {
			t.Errorf("%s is not in the catalogue", m.name)
		}
		if set := m.rate != nil; set != (m.about == besideRate) || (m.test != nil) != (m.about == besideTest) {
			t.Errorf("%s: its function does not fit what it is about", m.name)
		}
	}
	if !slices.Equal(names, audit.BesideMethods()) {
		t.Errorf("computed %v, offered %v", names, audit.BesideMethods())
	}
}

// Methods 4.3, 4.4 and 4.5, Ex; 4.1 for Clopper and Pearson, whose ends of 0/20 are 0 and 1 − .025^(1/20) = .168433.
func TestPrintedBeside(t *testing.T) {
	all := audit.BesideMethods()
	find := func(list []audit.Beside, name string) audit.Beside {
		t.Helper()
		i := slices.IndexFunc(list, func(b audit.Beside) bool { return b.Method == name })
		if i < 0 {
			t.Fatalf("%s says nothing", name)
		}
		return list[i]
	}
	difference := BesidePair(all, audit.Difference, P(56, 70), P(48, 80), .95, true)
	printedInterval(t, "Miettinen and Nurminen", *find(difference, "miettinen_nurminen").Interval, ".052830", ".338173")
	printedInterval(t, "Mee", *find(difference, "mee").Interval, ".053334", ".337729")
	ratio := BesidePair(all, audit.Ratio, P(36, 40), P(16, 80), .95, true)
	printedInterval(t, "Koopman", *find(ratio, "koopman").Interval, "2.939569", "7.152223")
	printedInterval(t, "Miettinen and Nurminen of a ratio", *find(ratio, "miettinen_nurminen_ratio").Interval, "2.934646", "7.166298")
	printedInterval(t, "Katz", *find(ratio, "katz").Interval, "2.868550", "7.059315")
	small := BesidePair(all, audit.Ratio, P(7, 10), P(2, 10), .95, true)
	printed(t, "Fisher", float64(*find(small, "fisher_exact").P), ".069779")
	printed(t, "mid-p", float64(*find(small, "fisher_mid_p").P), ".037628")
	printed(t, "z", float64(*find(small, "score_z").P), ".024619")
	printedInterval(t, "Clopper and Pearson", *find(BesideRate(all, P(0, 20), .95), "clopper_pearson").Interval, "0", ".168433")
	for _, b := range ratio {
		if b.Method == "newcombe" || b.Method == "wilson" {
			t.Errorf("%s speaks of a ratio", b.Method)
		}
	}
}

// A method that cannot speak says why; one that nobody named is not there.
func TestBesideSaysWhyNot(t *testing.T) {
	one := func(name string, a, b Proportion, counted bool) audit.Beside {
		t.Helper()
		list := BesidePair([]string{name}, audit.Ratio, a, b, .95, counted)
		if len(list) != 1 {
			t.Fatalf("%s: %d answers", name, len(list))
		}
		return list[0]
	}
	for _, c := range []struct {
		what, name string
		a, b       Proportion
		counted    bool
		why        Why
	}{
		{"more people than it is made for", "barnard", P(60, 150), P(30, 150), true, WhyTooManyPeople},
		{"people who weigh differently", "fisher_exact", P(7, 10), P(2, 10), false, WhyWeights},
		{"a group without people", "katz", P(0, 0), P(2, 10), true, WhyNoDenominator},
		{"everybody has the event", "score_z", P(10, 10), P(10, 10), true, WhyNoVariance},
	} {
		if got := one(c.name, c.a, c.b, c.counted); got.Why != string(c.why) || got.Interval != nil || got.P != nil {
			t.Errorf("%s: %+v, want %q", c.what, got, c.why)
		}
	}
	if in := one("katz", P(0, 10), P(5, 10), true); in.Interval == nil {
		t.Errorf("katz of 0 of 10 has no interval: %+v", in)
	}
	if list := BesidePair(nil, audit.Ratio, P(1, 2), P(1, 2), .95, true); list != nil {
		t.Errorf("nobody asked, and %v answers", list)
	}
	if list := BesideRate(audit.BesideMethods(), P(0, 0), .95); list != nil {
		t.Errorf("of nobody: %v", list)
	}
}
