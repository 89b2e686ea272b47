package rule

import "auditd/audit"

// Stages returns what the four-fifths rule says of a process: every group's whole way, and each stage that shows a disparity by
// itself. Where the whole process is in question its components are looked at; a component can be at fault though the bottom line is
// not (29 CFR 1607.4(C); Connecticut v. Teal, 457 U.S. 440, 1982).
func Stages(ways []audit.Attrition) []audit.Finding {
	var out []audit.Finding
	for i := range ways {
		out = append(out, stageFinding(ways[i].Whole, ""))
		for k := range ways[i].Steps {
			if s := &ways[i].Steps[k]; s.Comparison.Verdict == audit.DisparityShown {
				out = append(out, stageFinding(s.Comparison, s.Stage))
			}
		}
	}
	return out
}

// stageFinding makes a finding of one judged comparison of stages. The name of the stage, empty for the whole process, goes with the
// reason.
func stageFinding(c audit.Comparison, stage string) audit.Finding {
	f := audit.Finding{
		Rule: fourFifths.Name, Verdict: c.Verdict, Metric: c.Metric, Group: c.Group, Reference: c.Reference, Stratum: c.Stratum, Evidence: &c,
		Severity: audit.Real(severity(c)),
	}
	f.Adverse = c.GroupRate != nil && c.ReferenceRate != nil && *c.GroupRate < *c.ReferenceRate // to pass a filter is what everybody wants of it
	setLevel(&f)
	if stage != "" {
		f.Reason, f.Args = ReasonStage, []string{stage}
	}
	return f
}
