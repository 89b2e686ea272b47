package rule

import (
	"auditd/audit"
	"auditd/audit/metric"
)

// nycLL144 computes the impact ratios that New York City asks to be published. The law sets no pass mark, so that its findings
// are notes; the verdict says what the interval shows all the same.
var nycLL144 = Rule{
	Name:  "nyc_ll144",
	Title: "New York City Local Law 144",
	Definition: "Impact ratio: a category's selection rate over that of the most selected category; categories with less than 2 % " +
		"of the data are shown with their number and rate and left out before the most selected one is sought.",
	Source: "6 RCNY 5-300, 5-301; people of unknown category are counted and shown",
	Parameters: []Parameter{
		{Name: "share", Default: 0.02, Low: -1, High: 1, Text: "Share of the audit data below which a category is left out of the ratios."},
	},
	Metrics: func(s Scope) []string {
		if s.Decision {
			return []string{"selection_rate"}
		}
		return nil
	},
	Judge: func(in *Input) []audit.Finding {
		if !in.Scope.Decision {
			return nil
		}
		var out []audit.Finding
		for _, s := range in.Sets {
			out = append(out, impactRatios(s, in)...)
		}
		return out
	},
}

// impactRatios compares every category of one set with the most selected of those that are large enough.
func impactRatios(s Set, in *Input) []audit.Finding {
	m, _ := metric.Get("selection_rate")
	sides, known := make([]metric.Side, len(s.Groups)), int64(0)
	for i, g := range s.Groups {
		sides[i] = metric.Side{Group: g.Group, N: g.Counts.Total(), Rate: m.RateOf(g.Counts, in.Scope.Favourable)}
		if !g.Group.IsUnknown() {
			known += sides[i].N
		}
	}
	eligible := func(i int) bool {
		return !s.Groups[i].Group.IsUnknown() && sides[i].Rate.Out.N > 0 && float64(sides[i].N) >= in.Parameters["share"]*float64(known)
	}
	best, count := -1, 0
	for i := range sides {
		if !eligible(i) {
			continue
		}
		count++
		if best < 0 || higher(sides[i], sides[best], in.Terms.Weighted) {
			best = i
		}
	}
	var out []audit.Finding
	for i := range sides {
		if i == best || best < 0 || s.Groups[i].Group.IsUnknown() {
			continue
		}
		// The most selected category was found in the data, so that each of the n(n−1)/2 pairs might have been the one shown, in any
		// of the attribute sets.
		out = append(out, impactRatio(sides[i], sides[best], eligible(i), len(in.Sets)*count*(count-1)/2, in))
	}
	return out
}

// higher reports whether a's rate is above b's.
func higher(a, b metric.Side, weighted bool) bool {
	return metric.Proportion(a.Rate, weighted).Value() > metric.Proportion(b.Rate, weighted).Value()
}

func impactRatio(g, best metric.Side, eligible bool, pairs int, in *Input) audit.Finding {
	c, _ := metric.Pair("selection_rate", audit.AgainstReference, g, best, in.Terms)
	if c.Test != nil {
		c.Test.PAdjusted = audit.P(min(1, float64(c.Test.P)*float64(max(1, pairs))))
		c.Test.Method, c.Test.Family, c.Test.FamilyN = "bonferroni", "nyc_ll144/"+g.Group.Attributes(), max(1, pairs)
	}
	metric.Judge(&c, in.Terms)
	f := finding("nyc_ll144", c, in)
	f.Level, f.Reason = audit.LevelNote, ReasonImpactRatio
	if !eligible {
		f.Verdict, f.Evidence.Verdict, f.Reason = audit.Inconclusive, audit.Inconclusive, ReasonExcluded
		f.Evidence.Flags = append(f.Evidence.Flags, audit.FlagUnder2Percent)
	}
	return f
}
