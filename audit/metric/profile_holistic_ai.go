package metric

import (
	"math"

	"auditd/audit"
)

// profileHolisticAI repeats the binary metrics of Holistic AI. 1 is selected and positive, whatever that means for the person.
// Its group_b is the reference group, its group_a each other group in turn; people of neither are no part of the pair. A rate
// without a denominator is 0 (scikit-learn's nan_to_num), and a group in which only one value occurs makes it fail, because
// scikit-learn then returns a matrix with one cell.
//
// Metrics on scores and features are left to rows.
var profileHolisticAI = Profile{
	Name:    "holistic_ai",
	Version: "1.0.14",
	Source:  "github.com/holistic-ai/holisticai, src/holisticai/bias/metrics/_classification.py",
	Values:  holisticValues,
}

func holisticValues(in ProfileInput) []audit.ToolValue {
	var out []audit.ToolValue
	for _, at := range in.Attributes {
		v := viewOf(at, false)
		c := &collector{attribute: at.Name}
		if v.ref >= 0 && v.have.decision {
			b := v.groups[v.ref]
			for i, a := range v.groups {
				if i == v.ref {
					continue
				}
				h := holisticPair{c, a.name, b.name}
				h.outcome(a.confusion, b.confusion)
				if v.have.label {
					h.opportunity(a.confusion, b.confusion)
				}
			}
		}
		if v.have.decision && v.have.label {
			holisticInequality(c, v.all().add(v.unknown))
		}
		out = append(out, c.values...)
	}
	return out
}

// A holisticPair prints the numbers of one group_a against group_b.
type holisticPair struct {
	c    *collector
	a, b string
}

func (h holisticPair) add(metric string, x float64, note string) { h.c.add(metric, h.a, h.b, x, note) }

// outcome prints what rests on decisions alone.
func (h holisticPair) outcome(a, b confusion) {
	na, nb := a.sel+a.not, b.sel+b.not
	sa, sb := divide(a.sel, na), divide(b.sel, nb)
	n, all := na+nb, divide(a.sel+b.sel, na+nb)
	pooled := math.Sqrt(((nb-1)*sb*(1-sb) + (na-1)*sa*(1-sa)) / (na + nb - 2))
	spread := n * (na / n) * (1 - na/n)
	h.add("statistical_parity", sa-sb, "")
	h.add("disparate_impact", divide(sa, sb), "")
	h.add("four_fifths", pythonMin(divide(sa, sb), divide(sb, sa)), "")
	h.add("cohen_d", (sa-sb)/pooled, "")
	h.add("z_test_diff", (sa-sb)/math.Sqrt(all*(1-all)/spread), "")
	h.add("z_test_ratio", math.Log(divide(sa, sb))/math.Sqrt((1-all)/(all*spread)), "")
	h.add("success_rate.sr_a", sa, "")
	h.add("success_rate.sr_b", sb, "")
}

// opportunity prints what needs decision and label.
func (h holisticPair) opportunity(a, b confusion) {
	h.rates("equal_opportunity_diff", a, b, truePositives)
	h.rates("false_positive_rate_diff", a, b, falsePositives)
	h.rates("false_negative_rate_diff", a, b, falseNegatives)
	h.rates("true_negative_rate_diff", a, b, trueNegatives)
	if oneValueOnly(a) || oneValueOnly(b) {
		h.c.say("average_odds_diff", h.a, h.b, "error", NoteToolError)
	} else {
		ta, n1 := divideOrZero(truePositives(a))
		tb, n2 := divideOrZero(truePositives(b))
		fa, n3 := divideOrZero(falsePositives(a))
		fb, n4 := divideOrZero(falsePositives(b))
		undefined := when(firstOf(n1, n2, n3, n4) != "", NoteUndefinedAsZero)
		h.add("average_odds_diff", ((ta-tb)+(fa-fb))/2, firstOf(undefined, when((ta-tb)*(fa-fb) < 0, NoteSignsCancel)))
	}
	h.add("accuracy_diff", divide(a.tp+a.tn, a.n())-divide(b.tp+b.tn, b.n()), "")
	h.c.say("abroca", h.a, h.b, "", NoteNeedsRows)
}

// The cells of a confusion matrix over their rows.
func truePositives(c confusion) (x, n float64)  { return c.tp, c.pos }
func falsePositives(c confusion) (x, n float64) { return c.fp, c.neg }
func falseNegatives(c confusion) (x, n float64) { return c.fn, c.pos }
func trueNegatives(c confusion) (x, n float64)  { return c.tn, c.neg }

// oneValueOnly reports whether decisions and labels of the group are all 0 or all 1.
func oneValueOnly(c confusion) bool { return c.tn == c.n() || c.tp == c.n() }

// rates prints the difference of one cell's rate.
func (h holisticPair) rates(metric string, a, b confusion, cell func(confusion) (x, n float64)) {
	if oneValueOnly(a) || oneValueOnly(b) {
		if metric != "true_negative_rate_diff" {
			h.c.say(metric, h.a, h.b, "error", NoteToolError)
			return
		}
		// The upper left cell exists in a matrix of one cell too: it is then 1, even where it holds the true positives.
		one := func(c confusion) float64 {
			if oneValueOnly(c) {
				return 1
			}
			x, _ := divideOrZero(cell(c))
			return x
		}
		h.add(metric, one(a)-one(b), when(a.tp == a.n() || b.tp == b.n(), NoteUndefinedAsOne))
		return
	}
	ra, n1 := divideOrZero(cell(a))
	rb, n2 := divideOrZero(cell(b))
	h.add(metric, ra-rb, when(n1 != "" || n2 != "", NoteUndefinedAsZero))
}

// holisticInequality prints the indices over everybody, people with an unknown value included. The coefficient of variation is
// √2 times what its name says, 2√GE where √(2·GE) is meant.
func holisticInequality(c *collector, everybody confusion) {
	shares := benefitShares(everybody)
	ge := inequalityOf(entropyTwo, shares)
	c.add("theil_index", "", "", inequalityOf(theil, shares), "")
	c.add("generalized_entropy_index", "", "", ge, "")
	c.add("coefficient_of_variation", "", "", 2*math.Sqrt(ge), NoteFormulaDiffers)
	c.say("consistency_score", "", "", "", NoteNeedsRows)
}
