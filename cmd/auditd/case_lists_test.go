package main

import (
	"strings"

	"auditd/audit"
)

// classLines writes what the analysis of classes found.
func classLines(w func(string, ...any), a *audit.Audit) {
	for _, g := range a.ClassGroups {
		w("classes of %s: n %d, unknown %d, true class known %d%s", g.Group.Label(), g.N, g.Unknown, g.Labelled, because(g.Why))
		for _, r := range g.Rates {
			w("%s of %s: %d of %d, %s%s%s", r.Metric, named(r.Class), r.Numerator, r.Denominator, num(r.Value), span(r.Interval), because(r.Why))
		}
		for _, m := range g.Macros {
			w("mean %s: %s%s%s, worst %s %s, without [%s]%s", m.Metric, num(m.Value), span(m.Interval), because(m.IntervalWhy), m.Worst, num(m.WorstRate), strings.Join(m.LeftOut, ", "), because(m.Why))
		}
	}
	for _, c := range a.Classes {
		w("classes: %s against %s: total variation %s, V %s p %s, mean gap %s, worst %s%s", c.Group.Label(), others(c.Reference), num(c.Distance), num(c.CramersV), pvalue(c.Test), num(c.MeanGap), c.WorstClass, because(c.Why))
		if c.Ridit != nil {
			w("ridit: %s%s p %s", num(c.Ridit), span(c.RiditInterval), pvalue(c.RiditTest))
		}
		for _, k := range c.Classes {
			what := k.Metric + " of " + named(k.Class)
			if k.Macro {
				what = "mean " + k.Metric
			}
			w("%s: %s against %s: %s%s p %s%s", what, num(k.Rate), num(k.ReferenceRate), num(k.Gap), span(k.Interval), pvalue(k.Test), because(k.Why))
		}
	}
}

func named(class string) string {
	if class == "" {
		return "all"
	}
	return class
}

func others(g audit.Group) string {
	if len(g) == 0 {
		return "all others"
	}
	return g.Label()
}

// rankingLines writes what the analysis of lists found.
func rankingLines(w func(string, ...any), list []audit.Ranking) {
	for _, r := range list {
		w("ranking by %s: %d lists, %d people, %d without a place%s", r.Attribute, r.Lists, r.People, r.Unranked, because(r.Why))
		for _, g := range r.Groups {
			w("exposure: %s: n %d, %s, ratio %s%s%s, fails %d of %d lists%s", g.Group, g.N, num(g.Exposure), num(g.Ratio), span(g.Interval), because(g.IntervalWhy), g.Failed, g.Testable, because(g.Why))
			if g.Merit != nil || g.Clicks != nil {
				w("by merit: %s, ratio %s%s; clicks %s, ratio %s%s, by merit %s%s", num(g.Merit), num(g.MeritRatio), span(g.MeritInterval), num(g.Clicks), num(g.ClickRatio), span(g.ClickInterval), num(g.ImpactRatio), span(g.ImpactInterval))
			}
		}
		if m := r.NDKL; m != nil {
			w("mean NDKL %s%s%s", num(m.Value), span(m.Interval), because(m.IntervalWhy))
		}
		for _, x := range r.Tops {
			w("first %d of %d lists: %s: %v, expected %v, ratio %s%s%s", x.K, x.Lists, x.Group, x.Count.Round(), x.Expected.Round(), num(x.Ratio), span(x.Interval), because(x.IntervalWhy))
		}
		for i := range r.Details {
			listLines(w, &r.Details[i])
		}
	}
}

func listLines(w func(string, ...any), d *audit.RankedList) {
	w("list %s: %d people, %d tied, NDKL %s, infeasible index %s", d.List, d.Length, d.Tied, num(d.NDKL), num(d.Infeasible))
	for _, s := range d.Skews {
		w("skew of the first %d: lowest %s %s, highest %s %s, absent [%s]", s.K, s.MinGroup, num(s.Min), s.MaxGroup, num(s.Max), strings.Join(s.Absent, ", "))
	}
	for _, g := range d.Groups {
		w("list %s: %s: n %d, exposure %s, rND %s%s", d.List, g.Group, g.N, num(g.Exposure), num(g.RND), because(g.Why))
		for _, k := range g.Tops {
			ties := ""
			if k.Fewest != nil {
				ties = " (" + num(audit.Ptr(float64(*k.Fewest))) + " to " + num(audit.Ptr(float64(*k.Most))) + ")"
			}
			w("first %d: %s: %v%s, expected %v, skew %s", k.K, g.Group, k.Count.Round(), ties, k.Expected.Round(), num(k.Skew))
		}
		for _, f := range g.Fair {
			if f.Why != "" {
				w("FA*IR %s: %s: not testable%s", f.Against, g.Group, because(f.Why))
				continue
			}
			w("FA*IR %s: %s: share %v, %d positions, level %v, size %s, fails at %d with %d, at least %d; by ties %s; p %v", f.Against, g.Group, f.Share.Round(), f.Positions, f.Adjusted.Round(), num(f.Size), f.FailsAt, f.FailsWith, f.FailsMin, num(f.FailsChance), pvalue(f.Test))
		}
	}
}
