package main

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"auditd/audit"
)

// repeated writes a table whose last column is people as one row for each of them: 45 equal rows are easier to read as one.
func repeated(t *testing.T, table string) string {
	t.Helper()
	var out strings.Builder
	for i, line := range strings.Split(strings.TrimSpace(table), "\n") {
		at := strings.LastIndexByte(line, ',')
		if at < 0 {
			t.Fatalf("line %d of counts.csv has one column", i+1)
		}
		n := 1
		if i > 0 {
			var err error
			if n, err = strconv.Atoi(line[at+1:]); err != nil {
				t.Fatalf("line %d of counts.csv: %v", i+1, err)
			}
		} else if line[at+1:] != "people" {
			t.Fatal("the last column of counts.csv is people")
		}
		out.WriteString(strings.Repeat(line[:at]+"\n", n))
	}
	return out.String()
}

// furtherLines writes what the further analyses found, one line each.
func furtherLines(w func(string, ...any), a *audit.Audit) {
	weightLines(w, a)
	scoreLines(w, a.Scores)
	subgroupLines(w, a.Subgroups)
	if s := a.Scan; s != nil {
		w("scan: %s: found among %d, tested on %d", s.Metric, s.FirstHalf, s.SecondHalf)
		for _, c := range s.Clusters {
			w("scan: %s: %d people, %s%s p %s: %s%s", conditions(c.Conditions), c.N, num(c.Comparison.Value), span(c.Comparison.Interval), pvalue(c.Comparison.Test), c.Comparison.Verdict, because(c.Comparison.Why))
		}
	}
	proxyLines(w, a.Proxies)
	missingLines(w, a.Missingness)
	rankingLines(w, a.Ranking)
	classLines(w, a)
	for _, e := range a.Regression {
		w("predictions: %s: n %d, bias %s, mean absolute error %s, root mean square %s, R² %s; bias differs by %s%s p %s%s", e.Group.Label(), e.N, num(e.Bias)+span(e.BiasInterval), num(e.MAE)+span(e.MAEInterval), num(e.RMSE)+span(e.RMSEInterval), num(e.R2), num(e.Difference), span(e.Interval), pvalue(e.Test), because(e.Why))
	}
	for _, e := range a.Inequality {
		w("inequality: %s: n %d, mean benefit %s, Gini %s%s", e.Attribute, e.N, num(e.Mean), num(e.Gini), because(e.Why))
		for _, m := range e.Measures {
			w("inequality %s: %s = within %s + between %s%s, share between %s", m.Name, num(m.Value), num(m.Within), num(m.Between), span(m.Interval), num(m.BetweenShare))
		}
	}
	if x := a.Concentration; x != nil {
		w("concentration by %s: %d people, %d without", x.Column, x.People, x.Unknown)
		for _, g := range x.Groups {
			w("concentration of %s: n %d, rate %s, lower half %s, index %s%s, Wagstaff %s%s, Erreygers %s%s%s", label(g.Group), g.N, num(g.Rate), num(g.LowerHalf),
				num(g.Index.Value), span(g.Index.Interval), num(g.Wagstaff.Value), span(g.Wagstaff.Interval), num(g.Erreygers.Value), span(g.Erreygers.Interval), because(g.Why))
		}
	}
	subsetLines(w, a.SubsetScan)
	for _, p := range a.Pairs {
		w("pairs: %s: n %d, lost %d, gained %d, changed %s%s, net %s%s p %s%s", p.Group.Label(), p.N, p.Lost, p.Gained, num(p.Rate), span(p.Interval), num(p.Net), span(p.NetInterval), pvalue(p.Test), because(p.Why))
	}
	periodLines(w, a.Periods)
	itemLines(w, a.Items)
	if x := a.Consistency; x != nil {
		w("consistency: %d neighbours, %d people in %d combinations, %d undecided, %d alike to as many; by chance %s%s", x.K, x.People, x.Combinations, x.Undecided, x.Alike, num(x.Chance), because(x.Why))
		for _, g := range x.Groups {
			w("consistency of %s: n %d, %s%s%s", label(g.Group), g.N, num(g.Value), span(g.Interval), because(g.Why))
		}
	}
}

func label(g audit.Group) string {
	if len(g) == 0 {
		return "everybody"
	}
	return g.Label()
}

func itemLines(w func(string, ...any), x *audit.Items) {
	if x == nil {
		return
	}
	w("items: %d people with a total, %d without, %d tests", x.People, x.Unknown, x.Tests)
	for _, c := range x.Comparisons {
		w("item %s: %s against %s: n %d and %d, difference %s%s, odds ratio %s%s, delta %s%s, above 1 p %s, class %q, p %s, %d totals, %d skipped%s", c.Item, c.Group.Label(), c.Reference.Label(), c.N, c.ReferenceN,
			num(c.Difference.Value), span(c.Difference.Interval), num(c.OddsRatio.Value), span(c.OddsRatio.Interval), num(c.Delta), span(c.DeltaInterval), fmt.Sprint(c.BeyondP.Round()), c.Class, pvalue(c.Test), c.Totals, c.Skipped, because(c.Why))
	}
}

func scoreLines(w func(string, ...any), s *audit.Scores) {
	if s == nil {
		return
	}
	w("scores: %d people, %d distinct, median %s", s.People, s.Distinct, num(s.Median))
	if s.Cut != nil {
		w("cut in use: %v, explains %d of %d decisions", s.Cut.At.Round(), s.Cut.Agree, s.Cut.Of)
	}
	measures := func(who string, list []audit.ScoreMeasure) {
		for _, m := range list {
			w("score %s: %s: %s%s p %s [%s]%s", m.Name, who, num(m.Value), span(m.Interval), pvalue(m.Test), m.Status, because(m.Why))
		}
	}
	for _, set := range s.Attributes {
		for _, g := range set.Groups {
			measures(g.Group.Label(), g.Measures)
		}
		for _, p := range set.Pairs {
			measures(p.Group.Label()+" against "+p.Reference.Label(), p.Measures)
			for _, c := range p.Cuts {
				w("cut %v: %s against %s: ratio %s%s", c.At.Round(), p.Group.Label(), p.Reference.Label(), num(c.Ratio), span(c.Interval))
			}
		}
	}
}

func subgroupLines(w func(string, ...any), s *audit.Subgroups) {
	if s == nil {
		return
	}
	w("subgroups: %d of %v examined, least %d people, %d tested", s.Examined, s.Possible.Round(), s.LeastPeople, s.Tests)
	if len(s.Strata) > 0 {
		w("subgroups: dealt out and compared within %s", strings.Join(s.Strata, ", "))
	}
	for _, m := range s.Metrics {
		w("subgroups by %s: everybody %d of %d = %s", m.Metric, m.Numerator, m.Denominator, num(m.Value))
		for _, g := range append(append([]audit.Subgroup{}, m.Above...), m.Below...) {
			shares := ""
			for _, x := range g.Shapley {
				shares += fmt.Sprint(" ", x.Round())
			}
			w("subgroup %s: %d of %d = %v, divergence %v, t %v, t outside %s, effect %v, shares%s", g.Group.Label(), g.Numerator, g.Denominator, g.Value.Round(), g.Divergence.Round(), g.T.Round(), num(g.TOutside), g.EffectSize.Round(), shares)
		}
		for _, k := range m.Tested {
			w("tested %s: %s%s p %s: %s", k.Group.Label(), num(k.Comparison.Value), span(k.Comparison.Interval), pvalue(k.Comparison.Test), k.Comparison.Verdict)
		}
	}
}

func conditions(list []audit.ScanCondition) string {
	var out []string
	for _, c := range list {
		is := " is "
		if c.Not {
			is = " is not "
		}
		out = append(out, c.Feature+is+c.Value)
	}
	return strings.Join(out, " and ")
}

func proxyLines(w func(string, ...any), p *audit.Proxies) {
	if p == nil {
		return
	}
	for _, a := range p.Attributes {
		for _, f := range a.Features {
			w("proxy: %s tells %s: %s: V %s, corrected %s%s, information %s, uncertainty %s, τ %s, balanced error %s p %s%s", f.Feature, a.Attribute, f.Strength, num(f.CramersV), num(f.Corrected), span(f.Interval), num(f.Mutual), num(f.Uncertainty), num(f.Tau), num(f.BalancedError), pvalue(f.Test), because(f.Why))
		}
		for _, j := range a.Joint {
			w("all features: %s: AUC %s%s, bound %s, certified %v%s", j.Group, num(j.AUC), span(j.Interval), num(j.Bound), j.Certified, because(j.Why))
		}
	}
}

func missingLines(w func(string, ...any), m *audit.Missingness) {
	if m == nil {
		return
	}
	for _, g := range m.Gaps {
		w("missing %s: %s: %d of %d, against %s %s%s p %s: %s%s", g.Column, g.Comparison.Group.Label(), g.Missing, g.N, g.Comparison.Reference.Label(), num(g.Comparison.Value), span(g.Comparison.Interval), pvalue(g.Comparison.Test), g.Comparison.Verdict, because(g.Comparison.Why))
	}
	for _, b := range m.Bounds {
		w("bounds %s: %s: observed %s, between %s and %s; difference between %s and %s, ratio between %s and %s, direction holds %v, rule holds %v%s", b.Metric, b.Group.Label(), num(b.Observed), num(b.Lower), num(b.Upper), num(b.DifferenceLower), num(b.DifferenceUpper), num(b.RatioLower), num(b.RatioUpper), b.DirectionRobust, b.RuleRobust, because(b.Why))
	}
	for _, x := range m.Tipping {
		w("tipping: %s against %s: %s found of the true ones%s", x.Group.Label(), x.Reference.Label(), num(x.Sensitivity), because(x.Why))
	}
	for _, x := range m.Corrected {
		w("without errors of labels: %s: %s of %d is %s%s%s", x.Group.Label(), num(x.Observed), x.N, num(x.Value), span(x.Interval), because(x.Why))
	}
	for _, x := range m.Agreement {
		w("annotators: %s: n %d, agree %s, kappa %s%s, PABAK %s, alpha %s p %s%s", x.Group.Label(), x.N, num(x.Observed), num(x.Kappa), span(x.Interval), num(x.PABAK), num(x.Alpha), pvalue(x.Test), because(x.Why))
	}
}

func periodLines(w func(string, ...any), p *audit.Periods) {
	if p == nil {
		return
	}
	for _, x := range p.Periods {
		w("period %s: %d people", x.Name, x.N)
	}
	for _, m := range p.Mixes {
		w("mix of %s: Jensen–Shannon %s, stability %s p %s%s", m.Attribute, num(m.Distance), num(m.Stability), pvalue(m.Test), because(m.Why))
	}
	for _, r := range p.Rates {
		for k, x := range r.Points {
			w("in %s: %s %s: %d of %d = %s%s", p.Periods[k].Name, r.Metric, r.Group.Label(), x.Numerator, x.Denominator, num(x.Value), because(x.Why))
		}
		w("drift: %s %s: trend %s, last against earlier %s%s p %s, drift %v%s", r.Metric, r.Group.Label(), pvalue(r.Trend), num(r.Step.Value), span(r.Step.Interval), pvalue(r.Step.Test), r.Drift, because(r.Why))
	}
}

func sweepLines(w func(string, ...any), s *audit.Stages) {
	for _, x := range s.Sweeps {
		w("cuts of %s: %s %s %v, %d numbers", x.Stage, x.Column, x.Passes, x.Cut.Round(), x.Distinct)
		for _, p := range x.Pairs {
			for _, c := range p.Cuts {
				use := ""
				if c.Operating {
					use = " (in use)"
				}
				w("cut %v%s: %s %s, %s %s, ratio %s%s, %s short; whole %s, %s short%s", c.At.Round(), use, p.Group.Label(), num(c.Group), p.Reference.Label(), num(c.Reference),
					num(c.Ratio), span(c.Interval), num(c.Shortfall), num(c.WholeRatio), num(c.WholeShortfall), because(c.Why))
			}
			w("passes 0.8 at %v, whole at %v", p.Crossings, p.WholeCrossings)
		}
	}
}

func subsetLines(w func(string, ...any), x *audit.SubsetScan) {
	if x == nil {
		return
	}
	w("subset scan: %s, %d people, %d without, %d combinations, penalty %v, %d draws, %d tests%s", x.Event, x.People, x.Unknown, x.Combinations, x.Penalty.Round(), x.Draws, x.Tests, because(x.Why))
	for _, e := range x.Expected {
		w("subset scan: expected %s %d of %d = %s", e.Label, e.Events, e.People, num(e.Rate))
	}
	for _, s := range x.Subsets {
		w("subset %s: %v: %d of %d, expected %v, factor of the odds %s, score %v p %s", s.Direction, s.Conditions, s.Events, s.N, s.Expected.Round(), num(s.OddsFactor), s.Score.Round(), pvalue(s.Test))
		for _, c := range s.Comparisons {
			w("subset %s: %s %s against %s outside: %s%s", s.Direction, c.Metric, num(c.GroupRate), num(c.ReferenceRate), num(c.Value), span(c.Interval))
		}
	}
	for _, g := range x.Groups {
		w("subset scan: %s %s: %d of %d, expected %v, factor of the odds %s, score %s%s", label(g.Group), g.Direction, g.Events, g.N, g.Expected.Round(), num(g.OddsFactor), num(g.Score), because(g.Why))
	}
}
