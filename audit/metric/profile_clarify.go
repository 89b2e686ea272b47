package metric

import (
	"math"

	"auditd/audit"
)

// profileClarify repeats the bias metrics of Amazon SageMaker Clarify (smclarify): facet d is each group in turn, facet a
// everybody else, people with an unknown value included. Positive is the favourable value of decision and label. Signs are as in
// the code: DPL, DPPL, DCA, RD, DAR and AD are a − d; DCR, SD, DRR and TE are d − a. 0/0 is 0 and x/0 infinite.
//
// Without a label column the decisions are taken for labels, as a user of the tool would do for the metrics before training.
// Where the tool raises an error, the value is given without a number and with the text "error".
var profileClarify = Profile{
	Name:    "clarify",
	Version: "smclarify 0.5 @024329d",
	Source:  "github.com/aws/amazon-sagemaker-clarify, src/smclarify/bias/metrics",
	Values:  clarifyValues,
}

func clarifyValues(in ProfileInput) []audit.ToolValue {
	var out []audit.ToolValue
	for _, at := range in.Attributes {
		v := viewOf(at, !in.Favourable)
		c := &clarifyCollector{collector: collector{attribute: at.Name}, have: v.have, unknown: v.unknown.n() > 0}
		everybody := v.all().add(v.unknown)
		for i, g := range v.groups {
			c.facet, c.at = g.name, g.at
			d, a := g.confusion, v.others(i).add(v.unknown)
			clarifyPretraining(c, d, a)
			clarifyConditional(c, at, !in.Favourable, everybody, "CDDL")
			if v.have.decision {
				clarifyPosttraining(c, d, a, everybody)
				clarifyConditional(c, at, !in.Favourable, everybody, "CDDPL")
			}
		}
		out = append(out, c.values...)
	}
	return out
}

// A toolNumber is a number of a tool with the note that belongs to it.
type toolNumber struct {
	x    float64
	note string
}

// clarifyDivide is the tool's division: 0/0 is 0, x/0 infinite.
func clarifyDivide(x, y float64) toolNumber {
	if x == 0 && y == 0 {
		return toolNumber{0, NoteZeroForUndefined}
	}
	return toolNumber{x: x / y}
}

// minus is the tool's difference of two quotients: infinite less infinite is 0.
func (p toolNumber) minus(q toolNumber) toolNumber {
	if math.IsInf(p.x, 1) && math.IsInf(q.x, 1) {
		return toolNumber{0, NoteSameWithoutContrast}
	}
	return toolNumber{p.x - q.x, when(p.note != "" || q.note != "", NoteUndefinedAsZero)}
}

// A clarifyCollector adds the values of one facet.
type clarifyCollector struct {
	collector
	have    columns
	facet   string
	at      int  // index of the facet among the groups of the attribute
	unknown bool // people with an unknown value are part of facet a
}

// put adds one number. What is wrong with the number itself is noted before what is wrong with the facets.
func (c *clarifyCollector) put(metric string, n toolNumber) {
	c.add(metric, c.facet, "", n.x, firstOf(n.note, when(c.unknown, NoteUnknownInOthers)))
}

// fail adds metrics for which the tool raises an error.
func (c *clarifyCollector) fail(metrics ...string) {
	for _, m := range metrics {
		c.say(m, c.facet, "", "error", NoteToolError)
	}
}

// clarifyPretraining prints the metrics that need no decision: on labels, or on decisions taken for labels.
func clarifyPretraining(c *clarifyCollector, d, a confusion) {
	if a.n() == 0 {
		c.fail("CI", "DPL", "KL", "JS", "LP", "TVD", "KS")
		return
	}
	note := when(!c.have.label, NoteDecisionTakenLabel)
	count := func(k confusion) (pos, neg float64) {
		if c.have.label {
			return k.pos, k.neg
		}
		return k.sel, k.not
	}
	aPos, aNeg := count(a)
	dPos, dNeg := count(d)
	qa, qd := aPos/(aPos+aNeg), dPos/(dPos+dNeg)
	c.put("CI", toolNumber{(a.n() - d.n()) / (a.n() + d.n()), note})
	c.put("DPL", toolNumber{qa - qd, note})
	// Only label values that occur in both facets take part, and their shares are not made to sum to 1 again.
	var pa, pd []float64
	dropped := ""
	for _, s := range [][2]float64{{qa, qd}, {1 - qa, 1 - qd}} {
		if s[0] > 0 && s[1] > 0 {
			pa, pd = append(pa, s[0]), append(pd, s[1])
		} else if s[0] > 0 || s[1] > 0 {
			dropped = NoteCategoryDropped
		}
	}
	if len(pa) == 0 {
		c.fail("KL", "JS", "LP", "TVD", "KS")
		return
	}
	for _, m := range []struct {
		name string
		x    float64
	}{
		{"KL", klDivergence(pa, pd)},
		{"JS", jsDivergence(pa, pd)},
		{"LP", math.Sqrt(sumOver(pa, pd, func(p, q float64) float64 { return (p - q) * (p - q) }))},
		{"TVD", sumOver(pa, pd, func(p, q float64) float64 { return math.Abs(p - q) }) / 2},
		{"KS", largestGap(pa, pd)},
	} {
		c.put(m.name, toolNumber{m.x, firstOf(dropped, note)})
	}
}

// clarifyPosttraining prints the metrics on decisions.
func clarifyPosttraining(c *clarifyCollector, d, a, everybody confusion) {
	errors := []string{"DCA", "DCR", "RD", "SD", "DAR", "DRR", "AD", "TE"}
	if a.n() == 0 {
		c.fail("DPPL", "DI")
		if c.have.label {
			c.fail(errors...)
		}
	} else {
		qa, qd := a.sel/(a.sel+a.not), d.sel/(d.sel+d.not)
		c.put("DPPL", toolNumber{x: qa - qd})
		c.put("DI", clarifyDivide(qd, qa))
		if c.have.label {
			clarifyErrors(c, d, a)
		}
	}
	if c.have.label {
		if ge := inequalityOf(entropyTwo, benefitShares(everybody)); math.IsNaN(ge) {
			c.fail("GE")
		} else {
			c.put("GE", toolNumber{x: ge})
		}
	}
	c.say("FT", c.facet, "", "", NoteNeedsRows)
}

// clarifyErrors prints the metrics that need decision and label.
func clarifyErrors(c *clarifyCollector, d, a confusion) {
	q := clarifyDivide
	c.put("DCA", q(a.pos, a.sel).minus(q(d.pos, d.sel)))
	c.put("DCR", q(d.neg, d.not).minus(q(a.neg, a.not)))
	c.put("RD", q(a.tp, a.pos).minus(q(d.tp, d.pos)))
	c.put("SD", q(d.tn, d.neg).minus(q(a.tn, a.neg)))
	c.put("DAR", q(a.tp, a.sel).minus(q(d.tp, d.sel)))
	c.put("DRR", q(d.tn, d.not).minus(q(a.tn, a.not)))
	c.put("AD", q(a.tp+a.tn, a.n()).minus(q(d.tp+d.tn, d.n())))
	c.put("TE", q(d.fn, d.fp).minus(q(a.fn, a.fp)))
}

// clarifyConditional prints conditional demographic disparity by every variable: in labels (CDDL) or in decisions (CDDPL).
func clarifyConditional(c *clarifyCollector, at ProfileAttribute, flip bool, everybody confusion, metric string) {
	onLabels := metric == "CDDL" && c.have.label
	if len(at.Strata) == 0 {
		c.say(metric, c.facet, "", "error", NoteNeedsGroupVariable)
		return
	}
	accepted := func(k confusion) (yes, no float64) {
		if onLabels {
			return k.pos, k.neg
		}
		return k.sel, k.not
	}
	yes, no := accepted(everybody)
	for _, s := range at.Strata {
		if yes == 0 || no == 0 {
			c.fail(metric)
		} else {
			n := clarifyStrata(c.have, s, c.at, flip, accepted)
			c.put(metric, toolNumber{n.x, firstOf(n.note, when(metric == "CDDL" && !c.have.label, NoteDecisionTakenLabel))})
		}
		c.values[len(c.values)-1].Stratum = s.Variable
	}
}

// clarifyStrata averages, over the strata by their size, the facet's share of the rejected less its share of the accepted. A
// share of nobody is taken for 0.
func clarifyStrata(have columns, s ProfileStrata, facet int, flip bool, accepted func(confusion) (yes, no float64)) toolNumber {
	sum, total, note := 0.0, 0.0, ""
	for _, stratum := range s.Counts {
		var d, all confusion
		for i, counts := range stratum {
			k := confusionOf(counts, have, flip)
			all = all.add(k)
			if i == facet {
				d = k
			}
		}
		dYes, dNo := accepted(d)
		yes, no := accepted(all)
		share := func(x, n float64) float64 {
			if n == 0 {
				note = when(yes+no > 0, NoteEmptyShareZero)
				return 0
			}
			return x / n
		}
		sum += (yes + no) * (share(dNo, no) - share(dYes, yes))
		total += yes + no
	}
	n := clarifyDivide(sum, total)
	return toolNumber{n.x, firstOf(note, when(total == 0, n.note))}
}

// sumOver adds up f over pairs.
func sumOver(p, q []float64, f func(p, q float64) float64) float64 {
	sum := 0.0
	for i := range p {
		sum += f(p[i], q[i])
	}
	return sum
}

// klDivergence is Σ p ln(p/q) in nats.
func klDivergence(p, q []float64) float64 {
	return sumOver(p, q, func(x, y float64) float64 { return x * math.Log(x/y) })
}

// jsDivergence is the mean of the divergences of p and q from their middle, in nats.
func jsDivergence(p, q []float64) float64 {
	middle := make([]float64, len(p))
	for i := range p {
		middle[i] = (p[i] + q[i]) / 2
	}
	return (klDivergence(p, middle) + klDivergence(q, middle)) / 2
}

// largestGap is max |p − q|, which the tool calls KS although it is no distance between cumulative distributions.
func largestGap(p, q []float64) float64 {
	gap := 0.0
	for i := range p {
		gap = max(gap, math.Abs(p[i]-q[i]))
	}
	return gap
}
