package strata

import (
	"math"
	"testing"

	"auditd/audit/infer"
)

// Methods 4.6, Ex: Berkeley, checked there against R.
func TestPrintedMantelHaenszel(t *testing.T) {
	cc, _, why := CochranMantelHaenszel(ucb, true)
	defined(t, "CMH", why)
	printed(t, "CMH with correction", float64(*cc.Statistic), 1.426946)
	printed(t, "its p", float64(cc.P), .232263)
	plain, use, _ := CochranMantelHaenszel(ucb, false)
	printed(t, "CMH", float64(*plain.Statistic), 1.524607)
	printed(t, "its p", float64(plain.P), .216924)
	if use != (Use{Strata: 6}) {
		t.Errorf("use %+v", use)
	}
	or, why := OddsRatio(swapped(ucb), .95) // men over women
	defined(t, "OR", why)
	printed(t, "OR", or.Value, .904697)
	printed(t, "OR lower", or.Interval.Lower, .771907)
	printed(t, "OR upper", or.Interval.Upper, 1.060330)
	all := crude(swapped(ucb))
	a, b, c, d := all.cells()
	printed(t, "crude OR", a*d/b/c, 1.841080)
	rd, why := RiskDifference(ucb, .95)
	defined(t, "RD", why)
	printed(t, "RD", rd.Value, .018425)
	printed(t, "RD se", rd.SE, .014619)
	printed(t, "RD lower", rd.Interval.Lower, -.010228)
	printed(t, "RD upper", rd.Interval.Upper, .047079)
	rr, why := RiskRatio(ucb, .95)
	defined(t, "RR", why)
	printed(t, "RR", rr.Value, 1.058307)
	printed(t, "RR lower", rr.Interval.Lower, .970439)
	printed(t, "RR upper", rr.Interval.Upper, 1.154132)
	bd, why := BreslowDay(ucb)
	defined(t, "Breslow–Day", why)
	printed(t, "Breslow–Day", float64(*bd.BreslowDay.Statistic), 18.825514)
	printed(t, "Tarone", float64(*bd.Tarone.Statistic), 18.825501)
	near(t, "p", float64(bd.Tarone.P), .00207, 5e-6)
	if bd.Tarone.DF != 5 || !bd.Trusted {
		t.Errorf("%+v", bd)
	}
	printed(t, "RD of department A", ucb[0].A.Value()-ucb[0].B.Value(), .203468) // 89/108 − 512/825; printed as .2035
}

// Methods 5.1, Ex.
func TestPrintedDemographicDisparity(t *testing.T) {
	c, why := DemographicDisparity(ucb)
	defined(t, "CDD", why)
	printed(t, "DD", c.Overall, .143826)
	printed(t, "CDD", c.Conditional, -.019283)
	for k, want := range []float64{-.090858, -.008737, .028711, -.020450, .044755, -.047188} {
		printed(t, "DD of a department", c.Strata[k], want)
	}
	// (120/40; 90/20), (80/60; 30/16): people a/d; selected a/d.
	c, why = DemographicDisparity([]Stratum{{infer.P(20, 40), infer.P(90, 120)}, {infer.P(16, 60), infer.P(30, 80)}})
	defined(t, "CDD", why)
	printed(t, "DD 1", c.Strata[0], .218182)
	printed(t, "DD 2", c.Strata[1], .120259)
	printed(t, "overall", c.Overall, .213675)
	printed(t, "CDD", c.Conditional, .172485)
}

// Methods 5.2, Ex.
func TestPrintedSimpson(t *testing.T) {
	s, why := DetectSimpson(ucb, .05, .95)
	defined(t, "Simpson", why)
	printed(t, "crude", s.Crude.Value, -.141645)
	printed(t, "adjusted", s.Adjusted.Value, .018425)
	if s.Pattern != PatternVanishes || !s.Interaction {
		t.Errorf("%s, interaction %v", s.Pattern, s.Interaction)
	}
	// Campus totals of Bickel et al. 1975: X² 111.2497, corrected 110.8489 (published 110.8); expected women 1771.329.
	men, women := infer.P(3738, 8442), infer.P(1494, 4321)
	near(t, "men", men.Value(), .442786, 5.01e-7)
	near(t, "women", women.Value(), .345753, 5.01e-7)
	z, _ := infer.ScoreZ(men, women)
	near(t, "X²", float64(*z.Statistic)*float64(*z.Statistic), 111.2497, 5e-7)
	yates, _ := infer.ChiSquaredYates(men, women)
	near(t, "X² corrected", float64(*yates.Statistic), 110.8489, 5e-7)
	near(t, "expected women", 4321*(3738.+1494)/(8442+4321), 1771.329, 3e-7)
}

// Methods 5.3, Ex; the three-fold terms and standardised rates are named there in the same line.
func TestPrintedKitagawa(t *testing.T) {
	d, why := Kitagawa(ucb)
	defined(t, "Kitagawa", why)
	printed(t, "gap", d.Gap, -.141645)
	printed(t, "composition", d.Composition, -.177674)
	printed(t, "rate", d.Rate, .036028)
	printed(t, "endowment", d.Endowment, -.142733)
	printed(t, "coefficient", d.Coefficient, .070969)
	printed(t, "interaction", d.Interaction, -.069881)
	women, men, why := Standardised(ucb)
	defined(t, "standardised", why)
	printed(t, "men", men, .387319)
	printed(t, "women", women, .429955)
}

// Methods 5.4, Ex.
func TestPrintedOaxaca(t *testing.T) {
	a := NewMoments([]float64{1, 1, 1, 2, 1, 3, 1, 4, 1, 5}, []float64{10, 12, 15, 18, 20})
	b := NewMoments([]float64{1, 1, 1, 2, 1, 2, 1, 4}, []float64{7, 9, 10, 13})
	o, why := OaxacaBlinder(a, b)
	defined(t, "Oaxaca", why)
	for _, c := range []struct {
		what      string
		got, want float64
	}{
		{"βA0", o.BetaA[0], 7.2},
		{"βA1", o.BetaA[1], 2.6},
		{"βB0", o.BetaB[0], 5.368421},
		{"βB1", o.BetaB[1], 1.947368},
		{"gap", o.Gap, 5.25},
		{"endowment", o.Endowment, 1.460526},
		{"coefficient", o.Coefficient, 3.3},
		{"interaction", o.Interaction, .489474},
		{"explained by βA", o.ExplainedA, 1.95},
		{"unexplained by βA", o.Gap - o.ExplainedA, 3.3},
		// By hand: with the group dummy the slope is that of the deviations within the groups, (26+9.25)/(10+4.75) = 2.389831.
		{"explained by the pooled slope", o.ExplainedP, .75 * 35.25 / 14.75},
	} {
		printed(t, c.what, c.got, c.want)
	}
	if !o.LowN || len(o.Dropped) != 0 {
		t.Errorf("%+v", o)
	}
}

// Methods 2.1, Ex.
func TestPrintedAttrition(t *testing.T) {
	a, why := NewAttrition([]int64{2000, 1600, 960, 432}, []int64{10000, 9000, 6300, 3150}, .95)
	defined(t, "attrition", why)
	for j, want := range [][4]float64{
		{.888889, .868794, .909449, .312178}, {.857143, .821698, .894117, .408569}, {.9, .835666, .969286, .279253},
	} {
		s := a.Stages[j]
		printed(t, "AIR", s.Ratio, want[0])
		printed(t, "lower", s.Interval.Lower, want[1])
		printed(t, "upper", s.Interval.Upper, want[2])
		printed(t, "share", s.Share, want[3])
	}
	printed(t, "AIR in all", a.Ratio, .685714)
	printed(t, "lower", a.Interval.Lower, .627726)
	printed(t, "upper", a.Interval.Upper, .749059)
	near(t, "shortfall", a.Shortfall, 198, 1e-12)
	// 2.1, CI: the variances of the stages' logarithms add up to that of the whole.
	z := infer.CriticalValue(.95)
	sum := 0.0
	for _, s := range a.Stages {
		se := math.Log(s.Interval.Upper/s.Interval.Lower) / 2 / z
		sum += se * se
	}
	whole := math.Log(a.Interval.Upper/a.Interval.Lower) / 2 / z
	near(t, "telescoping variance", sum, whole*whole, 1e-12)
}

// Methods 10.1 and 10.2, Ex.
func TestPrintedDivergence(t *testing.T) {
	rates := map[string]float64{"": .20, "0=0 ": .30, "1=0 ": .26, "0=0 1=0 ": .45}
	shares, why := LocalShapley(Itemset{{0, 0}, {1, 0}}, func(s Itemset) Tally {
		x := int64(math.Round(1000 * rates[s.key()]))
		return Tally{x, 1000 - x}
	})
	defined(t, "Shapley", why)
	printed(t, "a", shares[0], .145)
	printed(t, "b", shares[1], .105)
	d, why := NewDivergence(Tally{45, 55}, Tally{200, 800})
	defined(t, "divergence", why)
	printed(t, "t against all", d.TAll, 4.944995)
	printed(t, "t against the rest", d.TComplement, 5.492656)
	// Printed as .628990; √2·(.45 − 155/900)/√(.45·.55 + 155·745/900²) is .6289930, which is .62899 to five decimals.
	near(t, "effect size", d.EffectSize, .62899, 5e-6)
}
