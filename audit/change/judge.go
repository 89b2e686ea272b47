package change

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/metric"
)

// The families of tests. Half of the allowance for errors goes to the gaps that rules of both plans judge, half to everything else,
// so that all "improved", "worse", "higher" and "lower" of one comparison together are wrong with at most the probability that the
// confidence leaves, and what was asked for is not drowned by what was only looked at.
const (
	familyPrimary = "change/primary"
	familyRest    = "change/rest"
)

// A hypothesis is one or more tests that say the same: a rate and its complement change by the same number.
type hypothesis struct{ tests, parity []*audit.Test }

// adjust fills in the adjusted p-values (Holm within each family, on its half of alpha).
func (c *comparer) adjust() {
	index := map[string]map[string]*hypothesis{familyPrimary: {}, familyRest: {}}
	order := map[string][]*hypothesis{}
	enter := func(family, key string, test, parity *audit.Test) {
		h := index[family][key]
		if h == nil {
			h = &hypothesis{}
			index[family][key] = h
			order[family] = append(order[family], h)
		}
		h.tests = append(h.tests, test)
		if parity != nil {
			h.parity = append(h.parity, parity)
		}
	}
	for i := range c.out.Gaps {
		if g := &c.out.Gaps[i]; g.Test != nil && g.Why == "" {
			family := familyRest
			if g.Primary {
				family = familyPrimary
			}
			name := g.Metric
			if g.Kind == audit.Difference { // a ratio of complements is another number
				name = metric.Hypothesis(name)
			}
			enter(family, g.Kind+g.Against+estimateKey(name, g.Group, g.Stratum)+g.Reference.Key(), g.Test, g.Parity)
		}
	}
	for i := range c.out.Rates {
		if r := &c.out.Rates[i]; r.Test != nil && r.Why == "" {
			enter(familyRest, "rate"+estimateKey(metric.Hypothesis(r.Metric), r.Group, r.Stratum), r.Test, nil)
		}
	}
	parts := 0
	for _, family := range []string{familyPrimary, familyRest} {
		if len(order[family]) > 0 {
			parts++
		}
	}
	c.out.Examined.Families = []audit.Family{}
	for _, family := range []string{familyPrimary, familyRest} {
		if n := len(order[family]); n > 0 {
			c.out.Examined.Families = append(c.out.Examined.Families, audit.Family{Name: family, Tests: n, Size: n, Method: "holm"})
			c.out.Examined.Tests += n
			settle(family, order[family], parts)
		}
	}
}

// settle adjusts one family. parts is the number of families that share alpha.
func settle(family string, all []*hypothesis, parts int) {
	write := func(of func(*hypothesis) []*audit.Test) {
		p := make([]float64, len(all))
		for i, h := range all {
			p[i] = math.NaN()
			for _, t := range of(h) { // tests of complements agree but for rounding
				if x := float64(t.P); !(p[i] >= x) {
					p[i] = x
				}
			}
		}
		for i, adjusted := range infer.Adjust("holm", p, 0) {
			for _, t := range of(all[i]) {
				t.PAdjusted, t.Method = audit.P(math.Min(1, float64(parts)*adjusted)), "holm"
				t.Family, t.FamilyN = family, len(all)
			}
		}
	}
	write(func(h *hypothesis) []*audit.Test { return h.tests })
	write(func(h *hypothesis) []*audit.Test { return h.parity })
}

// judgeGap says what the adjusted tests show, and why the verdict on the gap is another than before.
func (c *comparer) judgeGap(g *audit.GapChange) {
	alpha := 1 - c.level
	shown := func(t *audit.Test) bool { return t != nil && float64(t.PAdjusted) < alpha }
	switch {
	case g.Test == nil:
	case g.Why != "":
		g.Verdict = audit.ChangeNotShown
	case !shown(g.Test):
		g.Verdict = audit.ChangeNotShown
	case !shown(g.Parity):
		g.Verdict = audit.ChangeOther
	case nearer(g):
		g.Verdict = audit.ChangeImproved
	default:
		g.Verdict = audit.ChangeWorse
	}
	if g.BeforeVerdict != g.AfterVerdict {
		g.Cause = c.cause(g)
	}
}

// nearer reports whether the gap lies nearer to parity than before.
func nearer(g *audit.GapChange) bool {
	if g.Kind == audit.Ratio {
		return math.Abs(math.Log(float64(*g.After))) < math.Abs(math.Log(float64(*g.Before)))
	}
	return math.Abs(float64(*g.After)) < math.Abs(float64(*g.Before))
}

// cause explains another verdict.
func (c *comparer) cause(g *audit.GapChange) string {
	switch g.Verdict {
	case audit.ChangeImproved, audit.ChangeWorse, audit.ChangeOther:
		return audit.CauseData
	}
	switch {
	case g.Why == WhyDefinition || c.out.Independence == audit.SamplesSame:
		return audit.CausePlan
	case g.Why == WhyOverlap:
		return audit.CauseOpen
	}
	for _, p := range c.out.Plan {
		if p.Effect == audit.EffectJudgement {
			return audit.CausePlan
		}
	}
	if n, m := float64(g.BeforeN), float64(g.AfterN); math.Max(n, m) >= 1.5*math.Min(n, m) {
		return audit.CausePrecision
	}
	return audit.CauseChance
}

func (c *comparer) judgeRate(r *audit.RateChange) {
	switch {
	case r.Test == nil:
	case r.Why != "" || !(float64(r.Test.PAdjusted) < 1-c.level):
		r.Verdict = audit.ChangeNotShown
	case *r.Value > 0:
		r.Verdict = audit.ChangeHigher
	default:
		r.Verdict = audit.ChangeLower
	}
}
