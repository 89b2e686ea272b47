package main

import "auditd/audit"

// weightLines say what the sections do with the weights of the plan.
func weightLines(w func(string, ...any), a *audit.Audit) {
	line := func(section string, u *audit.WeightUse) {
		if u == nil {
			return
		}
		w("weights in %s: %s", section, u.Used)
		for _, x := range u.Unweighted {
			w("no weights in %s: %s%s", section, x.Part, because(x.Why))
		}
	}
	if a.Scores != nil {
		line("scores", a.Scores.Weights)
	}
	if a.Stages != nil {
		line("stages", a.Stages.Weights)
	}
	if a.Subgroups != nil {
		line("subgroups", a.Subgroups.Weights)
	}
	if a.Proxies != nil {
		line("proxies", a.Proxies.Weights)
	}
}
