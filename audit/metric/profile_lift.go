package metric

import (
	"math"

	"auditd/audit"
)

// profileLiFT repeats the LinkedIn Fairness Toolkit on decisions of 0 and 1: deviations of every pair of groups, which it rounds
// to five places, and the distance of the distribution over group and label from the uniform one. 1 is selected and positive.
// Rates of nobody are not a number in the deviations and 0 in the benefits.
//
// Its permutation test is ours with the observed sample counted in (methods 4.8); it is random and so not repeated.
var profileLiFT = Profile{
	Name:    "lift",
	Version: "0.3 @b1cef85",
	Source:  "github.com/linkedin/LiFT, lift/lib/DivergenceUtils.scala, lift/types/BenefitMap.scala",
	Values:  liftValues,
}

func liftValues(in ProfileInput) []audit.ToolValue {
	var out []audit.ToolValue
	for _, at := range in.Attributes {
		v := viewOf(at, false)
		c := &collector{attribute: at.Name}
		if v.have.label {
			liftDataset(c, v)
		}
		if v.have.decision {
			liftPairs(c, v, "DEMOGRAPHIC_PARITY", selectedShare)
		}
		if v.have.decision && v.have.label {
			liftPairs(c, v, "EQUALIZED_ODDS label=1", truePositives)
			liftPairs(c, v, "EQUALIZED_ODDS label=0", falsePositives)
			liftBenefits(c, v)
		}
		out = append(out, c.values...)
	}
	return out
}

// liftPairs prints the absolute difference of a rate for every pair of groups that have the rate.
func liftPairs(c *collector, v toolView, metric string, rate func(confusion) (x, n float64)) {
	for i, g := range v.groups {
		for _, h := range v.groups[i+1:] {
			x, nx := rate(g.confusion)
			y, ny := rate(h.confusion)
			if nx == 0 || ny == 0 {
				continue // no such line in the tool's table of counts, so no pair
			}
			c.add(metric, g.name, h.name, liftRound(math.Abs(liftRound(x/nx)-liftRound(y/ny))), NoteRounded)
		}
	}
}

// liftRound rounds to five places, halves up as Java does.
func liftRound(x float64) float64 { return math.Floor(x*1e5+.5) / 1e5 }

// liftDataset prints skews and distances between the counts of group and label and the uniform distribution over the cells that
// occur. Divergences are in bits. The Kullback-Leibler divergence adds 1 to each of the uniform shares, which swamps them.
func liftDataset(c *collector, v toolView) {
	type cell struct {
		group, label string
		n            float64
	}
	var cells []cell
	total := 0.0
	for _, g := range v.groups {
		for _, s := range []cell{{g.name, "1", g.pos}, {g.name, "0", g.neg}} {
			if s.n > 0 {
				cells = append(cells, s)
				total += s.n
			}
		}
	}
	k := float64(len(cells))
	const alpha = 1.0
	var furthest, l1, kl, js float64
	lowest, highest := math.Inf(1), math.Inf(-1)
	for _, s := range cells {
		p, q := s.n/total, 1/k
		skew := math.Log((s.n+alpha)/(total+alpha*k)) - math.Log((q+alpha)/(1+alpha*k))
		c.add("SKEWS label="+s.label, s.group, "", skew, NoteFormulaDiffers)
		lowest, highest = min(lowest, skew), max(highest, skew)
		furthest, l1 = max(furthest, math.Abs(p-q)), l1+math.Abs(p-q)
		kl += p * math.Log2(p*(1+alpha*k)/(q+alpha))
		js += (p*math.Log2(p/((p+q)/2)) + q*math.Log2(q/((p+q)/2))) / 2
	}
	c.add("MIN_SKEW", "", "", lowest, NoteFormulaDiffers)
	c.add("MAX_SKEW", "", "", highest, NoteFormulaDiffers)
	c.add("INF_NORM_DIST", "", "", furthest, "")
	c.add("TOTAL_VAR_DIST", "", "", l1/2, "")
	c.add("KL_DIVERGENCE", "", "", kl, NoteFormulaDiffers)
	c.add("JS_DIVERGENCE", "", "", js, "")
}

// liftBenefits prints the benefits of every group and how unequal they are, each group counting once whatever its size.
func liftBenefits(c *collector, v toolView) {
	for _, b := range []struct {
		name string
		rate func(confusion) (x, n float64)
	}{
		{"PRECISION", func(c confusion) (x, n float64) { return c.tp, c.sel }},
		{"RECALL", truePositives},
		{"FPR", falsePositives},
		{"FNR", falseNegatives},
		{"TNR", trueNegatives},
	} {
		var shares []benefitShare
		note := ""
		for _, g := range v.groups {
			x, n := divideOrZero(b.rate(g.confusion))
			c.add(b.name, g.name, "", x, n)
			shares = append(shares, benefitShare{x, 1})
			note = firstOf(note, when(n != "", NoteUndefinedAsZero))
		}
		for _, m := range []struct {
			name    string
			measure inequality
		}{
			{"GENERALIZED_ENTROPY_INDEX alpha=2", entropyTwo},
			{"THEIL_T_INDEX", plainTheil},
			{"THEIL_L_INDEX", meanLogDeviation},
			{"ATKINSON_INDEX epsilon=1", atkinsonOne},
			{"COEFFICIENT_OF_VARIATION", variation},
		} {
			c.add(b.name+": "+m.name, "", "", inequalityOf(m.measure, shares), note)
		}
	}
}

// plainTheil is Theil's T without the convention that 0 ln 0 is 0: a benefit of 0 makes it no number.
func plainTheil(shares []benefitShare, mu, total float64) float64 {
	return overShares(shares, total, func(b float64) float64 { return b / mu * math.Log(b/mu) })
}

// meanLogDeviation is Theil's L; a benefit of 0 makes it infinite.
func meanLogDeviation(shares []benefitShare, mu, total float64) float64 {
	return overShares(shares, total, func(b float64) float64 { return -math.Log(b / mu) })
}

// atkinsonOne is the Atkinson index of aversion 1, one less the geometric mean over the mean.
func atkinsonOne(shares []benefitShare, mu, total float64) float64 {
	return 1 - math.Exp(-meanLogDeviation(shares, mu, total))
}

// overShares returns the mean of f over the people.
func overShares(shares []benefitShare, total float64, f func(benefit float64) float64) float64 {
	sum := 0.0
	for _, s := range shares {
		if s.weight > 0 {
			sum += f(s.benefit) * s.weight / total
		}
	}
	return sum
}
