package metric

import (
	"math"

	"auditd/audit"
)

// profileAIF360 repeats AIF360's ClassificationMetric and BinaryLabelDatasetMetric (their names as they are, those of the
// labels alone with the prefix "dataset.") and its scikit-learn interface (prefix "sklearn."). 1 is the favourable value of
// decision and label. Privileged is the reference group. A number without a group sets all other known groups, merged, against
// it; where there are more than two groups, each is also set against it alone, with the rest of the data left out. People with
// an unknown value are dropped, as AIF360's data sets do.
//
// Rates on scores (GTPR and the like) are left to rows: with decisions for scores they equal TPR and its kin.
var profileAIF360 = Profile{
	Name:    "aif360",
	Version: "0.6.1 @34877916",
	Source:  "github.com/Trusted-AI/AIF360, aif360/metrics, aif360/sklearn/metrics",
	Values:  aif360Values,
}

func aif360Values(in ProfileInput) []audit.ToolValue {
	var out []audit.ToolValue
	for _, at := range in.Attributes {
		v := viewOf(at, !in.Favourable)
		c := &collector{attribute: at.Name}
		for _, g := range v.groups {
			aif360Performance(c, g.confusion, v.have, "", g.name, "")
		}
		if v.ref >= 0 && len(v.groups) > 1 {
			p := v.groups[v.ref]
			c.add("num_instances", "", p.name, v.all().n(), when(v.unknown.n() > 0, NoteUnknownDropped))
			aif360Pair(c, v.have, v.others(v.ref), p.confusion, "", p.name)
			for i, g := range v.groups {
				if i != v.ref && len(v.groups) > 2 {
					aif360Pair(c, v.have, g.confusion, p.confusion, g.name, p.name)
				}
			}
		}
		aif360AllGroups(c, v)
		out = append(out, c.values...)
	}
	return out
}

// aif360Rates are the performance measures of one side of a pair.
type aif360Rates struct {
	tpr, tnr, fpr, fnr, ppv, npv, fdr, forate, acc, err float64
	ppvNote, npvNote                                    string
}

// aif360RatesOf divides as AIF360 does: rates by label are NaN without people, rates by decision are 0.
func aif360RatesOf(c confusion) aif360Rates {
	r := aif360Rates{tpr: divide(c.tp, c.pos), tnr: divide(c.tn, c.neg), fpr: divide(c.fp, c.neg), fnr: divide(c.fn, c.pos)}
	r.ppv, r.ppvNote = divideOrZero(c.tp, c.sel)
	r.fdr, _ = divideOrZero(c.fp, c.sel)
	r.npv, r.npvNote = divideOrZero(c.tn, c.not)
	r.forate, _ = divideOrZero(c.fn, c.not)
	r.acc = divide(c.tp+c.tn, c.pos+c.neg)
	r.err = 1 - r.acc
	return r
}

// aif360Performance prints the measures of one group.
func aif360Performance(c *collector, k confusion, have columns, prefix, group, reference string) {
	if have.label {
		c.add(prefix+"base_rate", group, reference, divide(k.pos, k.pos+k.neg), "")
	}
	if have.decision {
		c.add(prefix+"selection_rate", group, reference, divide(k.sel, k.sel+k.not), "")
	}
	if !have.label || !have.decision {
		return
	}
	r := aif360RatesOf(k)
	for _, m := range []struct {
		name string
		x    float64
		note string
	}{
		{"TPR", r.tpr, ""},
		{"TNR", r.tnr, ""},
		{"FPR", r.fpr, ""},
		{"FNR", r.fnr, ""},
		{"PPV", r.ppv, r.ppvNote},
		{"NPV", r.npv, r.npvNote},
		{"FDR", r.fdr, r.ppvNote},
		{"FOR", r.forate, r.npvNote},
		{"ACC", r.acc, ""},
		{"error_rate", r.err, ""},
	} {
		c.add(prefix+m.name, group, reference, m.x, m.note)
	}
}

// aif360Pair prints every number of an unprivileged side u against the privileged side p.
func aif360Pair(c *collector, have columns, u, p confusion, group, reference string) {
	add := func(name string, x float64, note string) { c.add(name, group, reference, x, note) }
	if have.label {
		aif360Labels(add, u, p)
	}
	if have.decision {
		su, sp := divide(u.sel, u.sel+u.not), divide(p.sel, p.sel+p.not)
		add("statistical_parity_difference", su-sp, "")
		add("disparate_impact", divide(su, sp), "")
		x, note := divideOrZero(su, sp)
		add("sklearn.disparate_impact_ratio", x, note)
	}
	if !have.label || !have.decision {
		return
	}
	if group == "" {
		aif360Performance(c, u, have, "unprivileged.", group, reference)
	}
	aif360Errors(add, u, p)
	aif360Inequality(add, u, p)
	add("differential_fairness_bias_amplification", toolEDF(selectedShare, u, p)-toolEDF(positiveShare, u, p), "")
	decisionEDF, n1 := sklearnEDF(selectedShare, u, p)
	labelEDF, n2 := sklearnEDF(positiveShare, u, p)
	add("sklearn.smoothed_edf", labelEDF, n2)
	add("sklearn.df_bias_amplification", decisionEDF-labelEDF, firstOf(n1, n2))
}

// aif360Labels prints what is said of the labels alone.
func aif360Labels(add func(string, float64, string), u, p confusion) {
	bu, bp := divide(u.pos, u.pos+u.neg), divide(p.pos, p.pos+p.neg)
	add("dataset.num_positives", u.pos+p.pos, "")
	add("dataset.num_negatives", u.neg+p.neg, "")
	add("dataset.base_rate", divide(u.pos+p.pos, u.n()+p.n()), "")
	add("dataset.statistical_parity_difference", bu-bp, "")
	add("dataset.disparate_impact", divide(bu, bp), "")
	add("dataset.smoothed_empirical_differential_fairness", toolEDF(positiveShare, u, p), "")
	add("sklearn.class_imbalance", divide(u.n()-p.n(), u.n()+p.n()), "")
	add("sklearn.kl_divergence", relativeEntropy(bp, bu)+relativeEntropy(1-bp, 1-bu), "")
	// The scikit-learn interface conditions on the protected groups themselves, with denominators over all people.
	pos, neg := u.pos+p.pos, u.neg+p.neg
	disparity := func(k confusion) float64 { return k.n() * (divide(k.neg, neg) - divide(k.pos, pos)) }
	add("sklearn.conditional_demographic_disparity", divide(disparity(u)+disparity(p), u.n()+p.n()),
		firstOf(when(pos == 0 || neg == 0, NoteToolError), NoteGroupsNotStrata))
}

// aif360Errors prints differences and ratios of error rates.
func aif360Errors(add func(string, float64, string), u, p confusion) {
	ru, rp := aif360RatesOf(u), aif360RatesOf(p)
	tpr, fpr := ru.tpr-rp.tpr, ru.fpr-rp.fpr
	selNote, notNote := firstOf(ru.ppvNote, rp.ppvNote), firstOf(ru.npvNote, rp.npvNote)
	add("true_positive_rate_difference", tpr, "")
	add("equal_opportunity_difference", tpr, "")
	add("false_positive_rate_difference", fpr, "")
	add("false_negative_rate_difference", ru.fnr-rp.fnr, "")
	add("false_omission_rate_difference", ru.forate-rp.forate, when(notNote != "", NoteUndefinedAsZero))
	add("false_discovery_rate_difference", ru.fdr-rp.fdr, when(selNote != "", NoteUndefinedAsZero))
	add("error_rate_difference", ru.err-rp.err, "")
	add("false_positive_rate_ratio", divide(ru.fpr, rp.fpr), "")
	add("false_negative_rate_ratio", divide(ru.fnr, rp.fnr), "")
	add("false_omission_rate_ratio", divide(ru.forate, rp.forate), when(notNote != "", NoteUndefinedAsZero))
	add("false_discovery_rate_ratio", divide(ru.fdr, rp.fdr), when(selNote != "", NoteUndefinedAsZero))
	add("error_rate_ratio", divide(ru.err, rp.err), "")
	add("average_odds_difference", (fpr+tpr)/2, when(fpr*tpr < 0, NoteSignsCancel))
	add("average_abs_odds_difference", (math.Abs(fpr)+math.Abs(tpr))/2, "")
	add("average_predictive_value_difference", ((ru.ppv-rp.ppv)+(ru.forate-rp.forate))/2,
		firstOf(when(selNote != "" || notNote != "", NoteUndefinedAsZero), when((ru.ppv-rp.ppv)*(ru.forate-rp.forate) < 0, NoteSignsCancel)))
	// Python's max keeps its first argument, the false positive rate, against NaN.
	odds := pythonMax(math.Abs(fpr), math.Abs(tpr))
	add("equalized_odds_difference", odds, when(!math.IsNaN(odds) && math.IsNaN(tpr), NoteUndefinedDropped))
	// The scikit-learn interface has 0 for recall or specificity without people, so that its false positive rate is then 1.
	sk := func(x, n float64) float64 { y, _ := divideOrZero(x, n); return y }
	skTPR := sk(u.tp, u.pos) - sk(p.tp, p.pos)
	skFPR := sk(p.tn, p.neg) - sk(u.tn, u.neg)
	zero := when(min(u.pos, p.pos, u.neg, p.neg) == 0, NoteUndefinedAsZero)
	add("sklearn.equal_opportunity_difference", skTPR, when(min(u.pos, p.pos) == 0, NoteUndefinedAsZero))
	add("sklearn.average_odds_difference", (skTPR+skFPR)/2, firstOf(zero, when(skTPR*skFPR < 0, NoteSignsCancel)))
	add("sklearn.average_odds_error", (math.Abs(skTPR)+math.Abs(skFPR))/2, zero)
}

// aif360Inequality prints the entropy family on the benefit decision − label + 1.
func aif360Inequality(add func(string, float64, string), u, p confusion) {
	everybody := u.add(p)
	add("generalized_entropy_index", inequalityOf(entropyTwo, benefitShares(everybody)), "")
	add("theil_index", inequalityOf(theil, benefitShares(everybody)), "")
	add("coefficient_of_variation", inequalityOf(variation, benefitShares(everybody)), "")
	between := groupShares(u, p)
	add("between_group_generalized_entropy_index", inequalityOf(entropyTwo, between), "")
	add("between_group_theil_index", inequalityOf(theil, between), "")
	add("between_group_coefficient_of_variation", inequalityOf(variation, between), "")
}

// aif360AllGroups prints the numbers that AIF360 takes over all groups of an attribute at once.
func aif360AllGroups(c *collector, v toolView) {
	if len(v.groups) < 2 {
		return
	}
	ks := make([]confusion, len(v.groups))
	for i, g := range v.groups {
		ks[i] = g.confusion
	}
	if v.have.label {
		c.add("dataset.smoothed_empirical_differential_fairness", "", "", toolEDF(positiveShare, ks...), "")
	}
	if !v.have.label || !v.have.decision {
		return
	}
	c.add("differential_fairness_bias_amplification", "", "", toolEDF(selectedShare, ks...)-toolEDF(positiveShare, ks...), "")
	between := groupShares(ks...)
	c.add("between_all_groups_generalized_entropy_index", "", "", inequalityOf(entropyTwo, between), "")
	c.add("between_all_groups_theil_index", "", "", inequalityOf(theil, between), "")
	c.add("between_all_groups_coefficient_of_variation", "", "", inequalityOf(variation, between), "")
}

// benefitShares returns the benefits of a group's people.
func benefitShares(c confusion) []benefitShare {
	return []benefitShare{{0, c.fn}, {1, c.tp + c.tn}, {2, c.fp}}
}

// groupShares gives everybody the mean benefit of the group.
func groupShares(groups ...confusion) []benefitShare {
	var shares []benefitShare
	for _, g := range groups {
		if mu, n := meanBenefit(benefitShares(g)); n > 0 {
			shares = append(shares, benefitShare{mu, n})
		}
	}
	return shares
}

// inequalityOf applies a measure; it is NaN when the mean benefit is 0.
func inequalityOf(measure inequality, shares []benefitShare) float64 {
	mu, total := meanBenefit(shares)
	return measure(shares, mu, total)
}

// relativeEntropy is SciPy's rel_entr: p ln(p/q), 0 for p = 0, infinite for q = 0.
func relativeEntropy(p, q float64) float64 {
	switch {
	case p == 0:
		return 0
	case q == 0:
		return math.Inf(1)
	}
	return p * math.Log(p/q)
}

// selectedShare and positiveShare return the part and the whole of a rate.
func selectedShare(c confusion) (x, n float64) { return c.sel, c.sel + c.not }
func positiveShare(c confusion) (x, n float64) { return c.pos, c.pos + c.neg }

// toolEDF is smoothed empirical differential fairness with Dirichlet concentration 1 over the groups.
func toolEDF(share func(confusion) (x, n float64), groups ...confusion) float64 {
	rates := make([]float64, len(groups))
	for i, g := range groups {
		x, n := share(g)
		rates[i] = (x + concentration/2) / (n + concentration)
	}
	return widestLogRatio(rates)
}

// sklearnEDF is that of the scikit-learn interface, which divides the concentration by the number of values that occur in the
// group: a group with one value only is smoothed by a whole person, not by half a one.
func sklearnEDF(share func(confusion) (x, n float64), groups ...confusion) (epsilon float64, note string) {
	rates := make([]float64, len(groups))
	for i, g := range groups {
		x, n := share(g)
		classes := 2.0
		if x == 0 || x == n {
			classes, note = 1, NoteOneClassSmoothing
		}
		rates[i] = (x + concentration/classes) / (n + concentration)
	}
	return widestLogRatio(rates), note
}

// widestLogRatio returns the largest absolute log ratio between two of the rates or between two of their complements. Where all
// complements are 0, theirs is not a number and, being the second, is dropped by Python's max.
func widestLogRatio(rates []float64) float64 {
	direct, complement := math.Inf(-1), math.Inf(-1)
	for i := range rates {
		for j := range i {
			direct = pythonMax(direct, math.Abs(math.Log(rates[i])-math.Log(rates[j])))
			complement = pythonMax(complement, math.Abs(math.Log(1-rates[i])-math.Log(1-rates[j])))
		}
	}
	return pythonMax(direct, complement)
}
