package rule

import (
	"fmt"
	"math"

	"auditd/audit"
)

// representation judges the sample against the population. It applies to every plan that names a population.
var representation = Rule{
	Name:  "representation",
	Title: "Representation of the population",
	Definition: "A group's share of the data is divided by its share of the population; it is under-represented when the interval of " +
		"that ratio lies below 0.8 and the adjusted test rejects; patterns that a proportional sample would have covered are listed.",
	Source:  "Wilson 1927 for the share; band as in 29 CFR 1607.4(D); patterns after Asudeh, Jin, Jagadish, ICDE 2019",
	Metrics: func(Scope) []string { return nil },
	Judge: func(in *Input) []audit.Finding {
		if in.Coverage == nil {
			return nil
		}
		var out []audit.Finding
		for _, r := range in.Coverage.Representation {
			out = append(out, represented(r))
		}
		if f, ok := patterns(in); ok {
			out = append(out, f)
		}
		return out
	},
}

// represented makes the finding of one group's share.
func represented(r audit.Representation) audit.Finding {
	f := audit.Finding{
		Rule: "representation", Metric: "representation_ratio", Verdict: r.Verdict, Group: r.Group, Reference: audit.Group{}, Stratum: audit.Stratum{},
		Adverse: r.Ratio != nil && *r.Ratio < 1, Level: audit.LevelInconclusive, Reason: r.Why,
	}
	if r.Interval != nil {
		c := audit.Comparison{Kind: audit.Ratio, Value: r.Ratio, Interval: r.Interval, Verdict: r.Verdict, Band: audit.Band{Lower: 0.8, Upper: 1.25}}
		f.Severity = audit.Real(severity(c))
	}
	switch r.Verdict {
	case audit.DisparityShown:
		f.Level, f.Reason = audit.LevelDisparity, ReasonOver
		if r.Direction == "under" {
			f.Reason = ReasonUnder
		} else {
			// Too many of one group is a fault of the sample, but not one of this group's making or to its harm.
			f.Level = audit.LevelNote
		}
	case audit.ParityShown:
		f.Level, f.Reason = audit.LevelNote, ReasonInside
	}
	return f
}

// patterns sums up the uncovered patterns that are a fault of the sample and not of rarity.
func patterns(in *Input) (audit.Finding, bool) {
	shown, worst := 0, 1.0
	for _, p := range in.Coverage.Uncovered {
		if p.Materiality == audit.UnderCovered && p.PAdjusted != nil && float64(*p.PAdjusted) < in.Terms.Alpha() {
			shown++
			worst = min(worst, float64(*p.PAdjusted))
		}
	}
	if shown == 0 {
		return audit.Finding{}, false
	}
	return audit.Finding{
		Rule: "representation", Metric: "uncovered_patterns", Verdict: audit.DisparityShown, Level: audit.LevelDisparity, Adverse: true,
		Group: audit.Group{}, Reference: audit.Group{}, Stratum: audit.Stratum{}, Reason: ReasonPatterns, Args: []string{fmt.Sprint(shown)},
		Severity: audit.Real(min(1e6, -math.Log10(max(worst, 1e-300))/10)),
	}, true
}
