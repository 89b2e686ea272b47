package rule

import (
	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/metric"
)

// fourFifths is the rule of thumb of the US enforcement agencies, with the doubt that its own text asks for: a ratio below four
// fifths counts only when its interval lies below, and not when one person more or less would turn it round.
var fourFifths = Rule{
	Name:  "four_fifths",
	Title: "Four-fifths rule",
	Definition: "A group's rate of the favourable decision is compared with the reference group's; disparity is shown when the " +
		"interval of the ratio lies outside [4/5, 5/4], and not when moving a single selection would reverse the direction.",
	Source: "29 CFR 1607.4(D); Questions and Answers 21, 44 FR 11996 (1979)",
	Parameters: []Parameter{
		{Name: "ratio", Default: 0.8, Low: 0, High: 1, Text: "Lower end of the band; its inverse is the upper end."},
	},
	Metrics: fourFifthsMetrics,
	Judge: func(in *Input) []audit.Finding {
		out := judged("four_fifths", audit.Ratio, fourFifthsMetrics(in.Scope), in)
		for i := range out {
			if smallNumbers(out[i], in) && out[i].Verdict != audit.ParityShown {
				out[i].Verdict = audit.Inconclusive
				setLevel(&out[i])
				out[i].Reason = ReasonSmallNumbers
			}
		}
		return out
	},
}

// fourFifthsMetrics returns the rates that the rule judges. AIR(1−Ŷ) ≠ 1/AIR(Ŷ): of an unfavourable decision the favourable
// complement and the flag itself are both judged (methods 0.1).
func fourFifthsMetrics(s Scope) []string {
	switch {
	case !s.Decision:
		return nil
	case s.Favourable:
		return []string{"selection_rate"}
	}
	return []string{"favourable_rate", "selection_rate"}
}

// smallNumbers reports whether moving one selection from the better to the worse group reverses the direction.
func smallNumbers(f audit.Finding, in *Input) bool {
	m, ok := metric.Get(f.Metric)
	if !ok {
		return false
	}
	var g, r *metric.GroupCounts
	for _, s := range in.Sets {
		for i := range s.Groups {
			if s.Groups[i].Group.Equal(f.Group) {
				g = &s.Groups[i]
			}
			if s.Groups[i].Group.Equal(f.Reference) {
				r = &s.Groups[i]
			}
		}
	}
	if g == nil || r == nil {
		return false
	}
	a, b := m.RateOf(g.Counts, in.Scope.Favourable), m.RateOf(r.Counts, in.Scope.Favourable)
	// The rule speaks of persons, so it is asked of people, not of weights.
	worse, better := infer.P(a.Of.N, a.Out.N), infer.P(b.Of.N, b.Out.N)
	if worse.Value() > better.Value() {
		worse, better = better, worse
	}
	return infer.FlipFlop(worse, better)
}
