package rule

import (
	"auditd/audit"
	"auditd/audit/metric"
)

// calibration asks whether a score means the same in two groups: whether people with the same score turn out positive equally often.
var calibration = Rule{
	Name:  "calibration",
	Title: "Calibration by group",
	Definition: "Among people with the same score, a group's share of positives is compared with the reference group's; disparity is shown " +
		"when the interval of the difference lies outside ± the tolerance, parity when the 90 % interval lies inside it.",
	Source: "Sufficiency: Barocas, Hardt, Narayanan, Fairness and Machine Learning, ch. 3; Mantel–Haenszel difference over bins of the score (Greenland and Robins 1985)",
	Parameters: []Parameter{
		{Name: "tolerance", Default: 0.05, Low: 0, High: 1, Text: "Half the width of the band of differences; 0.05 is five percentage points."},
	},
	// Scores are compared by their own analysis, whose families of tests are its own: no metric of the estimates becomes primary.
	Metrics: func(Scope) []string { return nil },
	Judge: func(in *Input) []audit.Finding {
		if in.Scores == nil {
			return nil
		}
		var out []audit.Finding
		for i := range in.Scores.Attributes {
			for k := range in.Scores.Attributes[i].Pairs {
				if c := in.Scores.Attributes[i].Pairs[k].Calibration; c != nil {
					out = append(out, calibrated(*c, in))
				}
			}
		}
		return out
	},
}

// calibrated judges one comparison by the rule's own tolerance.
func calibrated(c audit.Comparison, in *Input) audit.Finding {
	tolerance := audit.Real(in.Parameters["tolerance"])
	c.Band = audit.Band{Lower: -tolerance, Upper: tolerance}
	if c.Why == metric.WhyCrossesBand || c.Why == metric.WhyNotSignificant {
		c.Why = ""
	}
	metric.Judge(&c, in.Terms)
	f := finding("calibration", c, in)
	// Whoever turns out positive more often than others with the same score was scored too low. That harms where high scores are
	// good for the person, and spares where they are bad.
	f.Adverse = c.Value != nil && (float64(*c.Value) > 0) == (in.Scores.Higher == "favourable")
	return f
}
