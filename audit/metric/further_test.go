package metric

import (
	"slices"
	"testing"

	"auditd/audit"
)

// The names that a plan may give are those that are measured on request, and no others.
func TestFurtherMetrics(t *testing.T) {
	var onRequest []string
	for _, m := range All() {
		if m.OnRequest {
			onRequest = append(onRequest, m.Name)
		}
	}
	for _, c := range Composites() {
		if c.OnRequest {
			onRequest = append(onRequest, c.Name)
		}
	}
	if !slices.Equal(onRequest, audit.FurtherMetrics()) {
		t.Errorf("measured on request are %v, a plan may name %v", onRequest, audit.FurtherMetrics())
	}
	for _, name := range audit.FurtherMetrics() {
		m, isMetric := Get(name)
		c, _ := GetComposite(name)
		if needs := isMetric && m.NeedsLabel || !isMetric && c.NeedsLabel; needs != audit.FurtherMetricNeedsLabel(name) {
			t.Errorf("%s needs labels: %v, and plans are told otherwise", name, needs)
		}
	}
}

// D1 of definitions.md 4.1: F 2 true and 2 false positives, 1 false negative; M 0, 2 and 2.
func TestScoresOfSelection(t *testing.T) {
	for _, tt := range []struct {
		metric, group string
		of, out       int64
	}{
		{"threat_score", "F", 2, 5},
		{"threat_score", "M", 0, 4},
		{"f1_score", "F", 4, 7}, // 2·2/(2·2 + 2 + 1)
		{"f1_score", "M", 0, 4},
	} {
		m, _ := Get(tt.metric)
		for _, g := range d1.Groups {
			if g.Group.Label() != tt.group {
				continue
			}
			r := m.Rate(g.Counts)
			x, status, _ := m.Value(g.Counts, g.Counts, true)
			if r.Of.N != tt.of || r.Out.N != tt.out || status != audit.StatusOK {
				t.Errorf("%s of %s is %d of %d, %s; want %d of %d", tt.metric, tt.group, r.Of.N, r.Out.N, status, tt.of, tt.out)
			}
			if m.Link != nil {
				p := m.Within(g.Counts)
				near(t, "the link of the threat score", m.Link(float64(p.Of.N)/float64(p.Out.N)), x, 1e-15)
			}
		}
	}
	// Nobody is selected or positive: undefined, not 0 as scikit-learn has it.
	for _, name := range []string{"threat_score", "f1_score"} {
		m, _ := Get(name)
		if _, status, why := m.Value(counts(0, 0, 0, 4), counts(0, 0, 0, 4), true); status != audit.StatusZeroDenominator || why != WhyNobodySelectedOrPositive {
			t.Errorf("%s of nobody is %s %s", name, status, why)
		}
	}
}

// Definitions 4.1: Cohen's d of D1 is .347804 there, by running Holistic AI.
func TestCohenD(t *testing.T) {
	a := cohenD.Compute(d1.Groups, 1, 0)
	if a.Value == nil || a.Low.Label() != "F" || a.High.Label() != "M" {
		t.Fatalf("got %+v", a)
	}
	near(t, "cohen_d", float64(*a.Value), .347804, 5e-7)
	for _, tt := range []struct {
		what   string
		in     ProfileAttribute
		ref    int
		status audit.Status
		why    string
	}{
		{"nobody selected", z2, 0, audit.StatusZeroDenominator, WhyNoSpread},
		{"no reference", z3, -1, audit.StatusAssumption, WhyNoReference},
		{"one group", ProfileAttribute{Groups: z3.Groups[:1]}, 0, audit.StatusOneGroup, WhyOneGroup},
	} {
		if a := cohenD.Compute(tt.in.Groups, tt.ref, 0); a.Value != nil || a.Status != tt.status || a.Why != tt.why {
			t.Errorf("%s: %+v, want %s", tt.what, a, tt.why)
		}
	}
}

// The shares of D1 are those of Veritas' own functions; the G statistics and p-values are SciPy's chi2_contingency with
// lambda_="log-likelihood" and no correction on F (4, 3), M (2, 3), and summed over labels and over decisions.
func TestInformation(t *testing.T) {
	veritas := byFirst(profileVeritas, d1)
	for _, tt := range []struct {
		c    Composite
		tool string
		g    float64
		df   int
		p    float64
	}{
		{independenceInformation, "mi_independence", .34470219753951925, 1, .5571275181962962},
		{separationInformation, "mi_separation", 3.1074826718818516, 2, .21145536648359586},
		{sufficiencyInformation, "mi_sufficiency", 2.7725887222397807, 2, .25},
	} {
		a := tt.c.Compute(d1.Groups, 1, 0)
		if a.Value == nil || a.Test == nil {
			t.Errorf("%s: %+v", tt.c.Name, a)
			continue
		}
		near(t, tt.c.Name, float64(*a.Value), numberOf(t, veritas, valueKey{metric: tt.tool}), 1e-12)
		near(t, tt.c.Name+" G", float64(*a.Test.Statistic), tt.g, 1e-9)
		near(t, tt.c.Name+" p", float64(a.Test.P), tt.p, 1e-9)
		if a.Test.DF != tt.df {
			t.Errorf("%s has %v degrees of freedom, want %d", tt.c.Name, a.Test.DF, tt.df)
		}
	}
	// The decision is the group: it tells everything. All rates are equal: it tells nothing.
	all := twoGroups(unlabelled(5, 0), unlabelled(0, 5))
	near(t, "everything", float64(*independenceInformation.Compute(all.Groups, 0, 0).Value), 1, 1e-12)
	none := twoGroups(unlabelled(4, 2), unlabelled(2, 1))
	near(t, "nothing", float64(*independenceInformation.Compute(none.Groups, 0, 0).Value), 0, 1e-12)
	if a := independenceInformation.Compute(all.Groups[:1], 0, 0); a.Value != nil || a.Status != audit.StatusOneGroup {
		t.Errorf("one group: %+v", a)
	}
	// Every positive person is of one group and every negative of the other: with the label known nothing is left to tell.
	if a := separationInformation.Compute(twoGroups(counts(1, 0, 2, 0), counts(0, 1, 0, 2)).Groups, 0, 0); a.Value != nil || a.Why != WhyOneGroup {
		t.Errorf("nothing to tell: %+v", a)
	}
}
