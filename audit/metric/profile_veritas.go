package metric

import (
	"math"

	"auditd/audit"
)

// profileVeritas repeats the classification metrics of Veritas. 1 is selected and positive, whatever that means for the person.
// Privileged is the reference group, unprivileged all other known groups, merged. Differences are privileged less unprivileged,
// the other way round than in most tools; ratios are unprivileged over privileged (version 1 has the disparate impact the other
// way round and no other ratios).
//
// Metrics on probabilities, regression and uplift are left to rows.
var profileVeritas = Profile{
	Name:    "veritas",
	Version: "2.0",
	Source:  "github.com/mas-veritas2/veritastool, veritastool/metrics/fairness_metrics.py",
	Values:  veritasValues,
}

func veritasValues(in ProfileInput) []audit.ToolValue {
	var out []audit.ToolValue
	for _, at := range in.Attributes {
		v := viewOf(at, false)
		if v.ref < 0 || len(v.groups) < 2 || !v.have.decision {
			continue
		}
		p, u := v.groups[v.ref], v.others(v.ref)
		c := &collector{attribute: at.Name}
		add := func(name string, x float64, note string) { c.add(name, "", p.name, x, note) }
		sp, su := divide(p.sel, p.sel+p.not), divide(u.sel, u.sel+u.not)
		add("disparate_impact", divide(su, sp), "")
		add("demographic_parity", sp-su, "")
		if v.have.label {
			veritasErrors(add, p.confusion, u)
			veritasInformation(add, p.confusion, u)
		}
		out = append(out, c.values...)
	}
	return out
}

// veritasErrors prints differences and ratios of error rates.
func veritasErrors(add func(name string, x float64, note string), p, u confusion) {
	type rates struct{ tpr, fpr, tnr, fnr, ppv, npv, fdr, forate float64 }
	of := func(c confusion) rates {
		return rates{
			tpr: divide(c.tp, c.pos), fpr: divide(c.fp, c.neg), tnr: divide(c.tn, c.neg), fnr: divide(c.fn, c.pos),
			ppv: divide(c.tp, c.sel), npv: divide(c.tn, c.not), fdr: divide(c.fp, c.sel), forate: divide(c.fn, c.not),
		}
	}
	a, b := of(p), of(u)
	pair := func(difference, ratio string, x, y float64) {
		add(difference, x-y, "")
		add(ratio, divide(y, x), "")
	}
	pair("equal_opportunity", "equal_opportunity_ratio", a.tpr, b.tpr)
	pair("fpr_parity", "fpr_ratio", a.fpr, b.fpr)
	pair("tnr_parity", "tnr_ratio", a.tnr, b.tnr)
	pair("fnr_parity", "fnr_ratio", a.fnr, b.fnr)
	pair("ppv_parity", "ppv_ratio", a.ppv, b.ppv)
	pair("npv_parity", "npv_ratio", a.npv, b.npv)
	pair("fdr_parity", "fdr_ratio", a.fdr, b.fdr)
	pair("for_parity", "for_ratio", a.forate, b.forate)
	cancel := func(x, y float64) string { return when(x*y < 0, NoteSignsCancel) }
	add("equal_odds", ((a.tpr-b.tpr)+(a.fpr-b.fpr))/2, cancel(a.tpr-b.tpr, a.fpr-b.fpr))
	add("equal_odds_ratio", divide(b.tpr+b.fpr, a.tpr+a.fpr), NoteFormulaDiffers)
	add("neg_equal_odds", ((a.tnr-b.tnr)+(a.fnr-b.fnr))/2, cancel(a.tnr-b.tnr, a.fnr-b.fnr))
	add("neg_equal_odds_ratio", divide(b.tnr+b.fnr, a.tnr+a.fnr), NoteFormulaDiffers)
	// Half the difference of two predictive values: no calibration, which needs scores.
	add("calibration_by_group", ((a.ppv-b.ppv)+(a.forate-b.forate))/2, NoteNameMisleads)
	add("calibration_by_group_ratio", divide(b.ppv+b.forate, a.ppv+a.forate), NoteNameMisleads)
}

// veritasInformation prints what the decision tells of being privileged (independence), what it tells among people of one label
// (separation), and what the label tells among people of one decision (sufficiency), each as a share of what there is to tell.
// Versions before 2.0 divide by other entropies and in separation leave out what label and decision have in common.
func veritasInformation(add func(name string, x float64, note string), p, u confusion) {
	h := func(cells ...float64) float64 {
		sum, total := 0.0, 0.0
		for _, n := range cells {
			total += n
		}
		for _, n := range cells {
			if n > 0 {
				sum -= n / total * math.Log(n/total)
			}
		}
		return sum
	}
	group, decision, label := h(p.n(), u.n()), h(p.sel+u.sel, p.not+u.not), h(p.pos+u.pos, p.neg+u.neg)
	decisionGroup, labelGroup := h(p.sel, p.not, u.sel, u.not), h(p.pos, p.neg, u.pos, u.neg)
	labelDecision := h(p.tp+u.tp, p.fp+u.fp, p.fn+u.fn, p.tn+u.tn)
	whole := h(p.tp, p.fp, p.fn, p.tn, u.tp, u.fp, u.fn, u.tn)
	add("mi_independence", shareOfEntropy(decision+group-decisionGroup, group), "")
	add("mi_separation", shareOfEntropy(labelGroup+labelDecision-whole-label, labelGroup-label), "")
	add("mi_sufficiency", shareOfEntropy(decisionGroup+labelDecision-whole-decision, decisionGroup-decision), "")
}

// shareOfEntropy divides an information by the entropy it is a part of. Where there is nothing to tell, differences of rounded
// entropies leave a hair instead of 0; the share is then not a number.
func shareOfEntropy(told, toTell float64) float64 {
	if toTell < 1e-12 {
		return math.NaN()
	}
	return told / toTell
}
