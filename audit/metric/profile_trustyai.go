package metric

import "auditd/audit"

// profileTrustyAI repeats the group metrics of TrustyAI. 1 is the favourable value of decision and label; privileged is the
// reference group, unprivileged all other known groups, merged. Denominators of the privileged group are raised by 1e-10, so that
// its undefined rates become 0 while those of the unprivileged group stay undefined. The interface that takes tables, which the
// service and the Python binding use, wants the labels first although its parameters are named the other way round, and counts the false negatives of the unprivileged group for the privileged one too.
var profileTrustyAI = Profile{
	Name:    "trustyai",
	Version: "0.6.4",
	Source:  "github.com/trustyai-explainability/trustyai-explainability, explainability-core, metrics/fairness/group",
	Values:  trustyValues,
}

// trustyEpsilon keeps the privileged denominators from being 0.
const trustyEpsilon = 1e-10

func trustyValues(in ProfileInput) []audit.ToolValue {
	var out []audit.ToolValue
	for _, at := range in.Attributes {
		v := viewOf(at, !in.Favourable)
		if v.ref < 0 || len(v.groups) < 2 || !v.have.decision {
			continue
		}
		p, u := v.groups[v.ref], v.others(v.ref)
		c := &collector{attribute: at.Name}
		sp, su := divide(p.sel, p.sel+p.not), divide(u.sel, u.sel+u.not)
		c.add("SPD", "", p.name, su-sp, "")
		c.add("DIR", "", p.name, divide(su, sp), "")
		if v.have.label {
			note := when(p.fn != u.fn, NoteOtherGroupsCounts)
			eps := func(x, n float64) float64 { return x / (n + trustyEpsilon) }
			tpr, fpr := divide(u.tp, u.pos)-eps(p.tp, p.tp+u.fn), divide(u.fp, u.neg)-eps(p.fp, p.neg)
			c.add("AOD", "", p.name, (tpr+fpr)/2, firstOf(note, when(tpr*fpr < 0, NoteSignsCancel)))
			ppv, omitted := divide(u.tp, u.sel)-eps(p.tp, p.sel), divide(u.fn, u.not)-eps(u.fn, u.fn+p.tn)
			c.add("APVD", "", p.name, (ppv+omitted)/2, firstOf(note, when(ppv*omitted < 0, NoteSignsCancel)))
		}
		out = append(out, c.values...)
	}
	return out
}
