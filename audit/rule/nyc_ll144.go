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
		"of the data are shown with their number and rate and left out before the most selected one is sought. Of a tool that scores, the " +
		"rate is the share of a category above the median score of everybody.",
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
		var out []audit.Finding
		if in.Scope.Decision {
			for _, s := range in.Sets {
				out = append(out, impactRatios("selection_rate", selectionRates(s, in), len(in.Sets), in)...)
			}
		}
		if in.Scores != nil {
			for i := range in.Scores.Attributes {
				out = append(out, impactRatios(audit.ScoreRate, scoringRates(&in.Scores.Attributes[i]), len(in.Scores.Attributes), in)...)
			}
		}
		return out
	},
}

// selectionRates returns the categories of a set with the rates at which they were selected.
func selectionRates(s Set, in *Input) []metric.Side {
	m, _ := metric.Get("selection_rate")
	sides := make([]metric.Side, len(s.Groups))
	for i, g := range s.Groups {
		sides[i] = metric.Side{Group: g.Group, N: g.Counts.Total(), Rate: m.RateOf(g.Counts, in.Scope.Favourable)}
	}
	return sides
}

// scoringRates returns the categories of an attribute set with the shares of their people above the median score, by weight where people
// have weights.
func scoringRates(s *audit.ScoreSet) []metric.Side {
	var sides []metric.Side
	for _, g := range s.Groups {
		above, n := float64(g.AboveMedian), float64(g.N)
		rate := audit.Rate{Of: audit.Tally{N: g.AboveMedian, W: above, W2: above}, Out: audit.Tally{N: g.N, W: n, W2: n}}
		if g.Weighted != nil {
			rate = audit.Rate{Of: g.Weighted.AboveMedian, Out: g.Weighted.People}
		}
		sides = append(sides, metric.Side{Group: g.Group, N: g.N, Rate: rate})
	}
	return sides
}

// impactRatios compares every category of one of so many sets with the most selected of those that are large enough.
func impactRatios(name string, sides []metric.Side, sets int, in *Input) []audit.Finding {
	known := int64(0)
	for _, s := range sides {
		if !s.Group.IsUnknown() {
			known += s.N
		}
	}
	eligible := func(i int) bool {
		return !sides[i].Group.IsUnknown() && sides[i].Rate.Out.N > 0 && float64(sides[i].N) >= in.Parameters["share"]*float64(known)
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
		if i == best || best < 0 || sides[i].Group.IsUnknown() {
			continue
		}
		// The most selected category was found in the data, so that each of the n(n−1)/2 pairs might have been the one shown, in any
		// of the attribute sets.
		out = append(out, impactRatio(name, sides[i], sides[best], eligible(i), sets*count*(count-1)/2, in))
	}
	return out
}

// higher reports whether a's rate is above b's.
func higher(a, b metric.Side, weighted bool) bool {
	return metric.Proportion(a.Rate, weighted).Value() > metric.Proportion(b.Rate, weighted).Value()
}

func impactRatio(name string, g, best metric.Side, eligible bool, pairs int, in *Input) audit.Finding {
	c, _ := metric.Pair(name, audit.AgainstReference, g, best, in.Terms)
	if c.Test != nil {
		c.Test.PAdjusted = audit.P(min(1, float64(c.Test.P)*float64(max(1, pairs))))
		c.Test.Method, c.Test.Family, c.Test.FamilyN = "bonferroni", nycFamily(name)+g.Group.Attributes(), max(1, pairs)
	}
	metric.Judge(&c, in.Terms)
	f := finding("nyc_ll144", c, in)
	f.Level, f.Reason = audit.LevelNote, ReasonImpactRatio
	if name == audit.ScoreRate && in.Scores.Higher == "favourable" && c.Value != nil {
		f.Adverse = float64(*c.Value) < 1
	}
	if !eligible {
		f.Verdict, f.Evidence.Verdict, f.Reason = audit.Inconclusive, audit.Inconclusive, ReasonExcluded
		f.Evidence.Flags = append(f.Evidence.Flags, audit.FlagUnder2Percent)
	}
	return f
}

// nycFamily returns the beginning of the name of a family of tests.
func nycFamily(name string) string {
	if name == audit.ScoreRate {
		return "nyc_ll144/" + name + "/"
	}
	return "nyc_ll144/"
}
