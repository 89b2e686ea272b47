package metric

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
)

// profileAuditAI repeats audit-AI's bias tests on decisions. 1 is passing, whatever that means for the person. Two groups are
// compared in their order; of more, the one with the highest and the one with the lowest rate. Where everybody or nobody passes,
// its tables have one column only and, with a threshold given, most tests end in an error (without one, all do). The chi-squared test is over all groups, with Yates's
// correction when there are two.
var profileAuditAI = Profile{
	Name:    "audit_ai",
	Version: "0.1.1",
	Source:  "github.com/pymetrics/audit-ai, auditai/stats.py, auditai/utils/crosstabs.py",
	Values:  auditAIValues,
}

func auditAIValues(in ProfileInput) []audit.ToolValue {
	var out []audit.ToolValue
	for _, at := range in.Attributes {
		v := viewOf(at, false)
		if len(v.groups) < 2 || !v.have.decision {
			continue
		}
		c := &collector{attribute: at.Name}
		all := v.all()
		first, second := auditAIPair(v)
		if all.sel == 0 || all.not == 0 {
			for _, m := range []string{"4/5", "ztest zstat", "ztest pvalue", "fisher_exact oddsratio", "fisher_exact pvalue"} {
				c.say(m, "", "", "error", NoteToolError)
			}
			c.add("chi2_test stat", "", "", 0, NoteZeroForUndefined)
			c.add("chi2_test pvalue", "", "", 1, NoteZeroForUndefined)
			c.say("bayes_factor", "", "", "error", NoteToolError)
		} else {
			auditAITests(c, v, first, second)
		}
		out = append(out, c.values...)
	}
	return out
}

// auditAIPair returns the two groups that are compared; ties go to the group that stands first.
func auditAIPair(v toolView) (first, second toolGroup) {
	if len(v.groups) == 2 {
		return v.groups[0], v.groups[1]
	}
	first, second = v.groups[0], v.groups[0]
	for _, g := range v.groups {
		if divide(selectedShare(g.confusion)) > divide(selectedShare(first.confusion)) {
			first = g
		}
		if divide(selectedShare(g.confusion)) < divide(selectedShare(second.confusion)) {
			second = g
		}
	}
	return first, second
}

func auditAITests(c *collector, v toolView, a, b toolGroup) {
	add := func(metric string, x float64, note string) { c.add(metric, a.name, b.name, x, note) }
	pa, pb := a.sel/(a.sel+a.not), b.sel/(b.sel+b.not)
	add("4/5", min(pa, pb)/max(pa, pb), "")
	pooled := (a.sel + b.sel) / (a.n() + b.n())
	z := (pa - pb) / math.Sqrt(pooled*(1-pooled)*(1/a.n()+1/b.n()))
	add("ztest zstat", z, "")
	add("ztest pvalue", infer.NormalTwoSided(z), "")
	x, y := infer.Proportion{X: a.sel, N: a.n()}, infer.Proportion{X: b.sel, N: b.n()}
	add("fisher_exact oddsratio", divide(a.not*b.sel, a.sel*b.not), "")
	if t, ok := infer.FisherExact(x, y); ok {
		add("fisher_exact pvalue", float64(t.P), "")
	} else {
		add("fisher_exact pvalue", 1, "")
	}
	statistic, p := auditAIChiSquared(v)
	c.add("chi2_test stat", "", "", statistic, "")
	c.add("chi2_test pvalue", "", "", p, "")
	add("bayes_factor", auditAIBayes(a.confusion, b.confusion), NoteNameMisleads)
}

// auditAIChiSquared is the test of equal rates, corrected when there are two groups as SciPy does.
func auditAIChiSquared(v toolView) (statistic, p float64) {
	all := v.all()
	for _, g := range v.groups {
		for _, cell := range [][2]float64{{g.sel, all.sel}, {g.not, all.not}} {
			expected := g.n() * cell[1] / all.n()
			d := math.Abs(cell[0] - expected)
			if len(v.groups) == 2 {
				d -= min(.5, d)
			}
			statistic += d * d / expected
		}
	}
	return statistic, infer.ChiSquaredSurvival(statistic, len(v.groups)-1)
}

// auditAIBayes is the Bayes factor for dependence over independence of a 2×2 table under uniform priors (Albert 2007). The
// tool's documentation calls it support for independence.
func auditAIBayes(a, b confusion) float64 {
	dirichlet := func(cells ...float64) float64 {
		sum, of := 0.0, 0.0
		for _, n := range cells {
			l, _ := math.Lgamma(n)
			of += l
			sum += n
		}
		l, _ := math.Lgamma(sum)
		return of - l
	}
	rows, columns := [2]float64{a.n(), b.n()}, [2]float64{a.not + b.not, a.sel + b.sel}
	log := dirichlet(a.not+1, a.sel+1, b.not+1, b.sel+1) + dirichlet(1, 1) + dirichlet(1, 1) -
		dirichlet(1, 1, 1, 1) - dirichlet(rows[0]+1, rows[1]+1) - dirichlet(columns[0]+1, columns[1]+1)
	return math.Exp(log)
}
