package resample

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
)

// A Prior is a beta law of the groups' true rates: mean Mean, and as firm as Strength people.
type Prior struct {
	Mean     float64
	Strength float64 // α + β; +Inf when Pooled
	Spread   float64 // ρ = 1/(Strength+1), the share of the variance that lies between groups; moments only
	Pooled   bool    // the groups differ by no more than chance: all get the common rate
	Method   string  // beta_binomial_moments, beta_binomial_ml
}

// fewestGroups is the number of groups below which rates are not shrunk: two cannot show how rates spread.
const fewestGroups = 3

// PriorByMoments fits the prior to x events of n people a group by Kleinman's moments with weights n. Groups of nobody are left
// out; with fewer than three others, or when everybody or nobody has the event, there is no prior. Kleinman 1973, Journal of the
// American Statistical Association 68:46; methods 4.9.
func PriorByMoments(x, n []int64) (Prior, infer.Why) {
	groups, events, people, why := counted(x, n)
	if why != infer.Defined {
		return Prior{}, why
	}
	p := Prior{Mean: events / people, Method: "beta_binomial_moments"}
	between, squares := 0.0, 0.0
	for _, g := range groups {
		d := g.Value() - p.Mean
		between += g.N * d * d
		squares += g.N * g.N
	}
	k := float64(len(groups)) - 1
	variance := p.Mean * (1 - p.Mean)
	rest := people - squares/people - k
	if rest <= 0 {
		return Prior{}, infer.WhyTooFew // one person a group shows no spread within groups
	}
	p.Spread = math.Min((between-k*variance)/(variance*rest), 1-1e-9)
	p.Strength = 1/p.Spread - 1
	if p.Spread <= 0 {
		p.Spread, p.Strength, p.Pooled = 0, math.Inf(1), true
	}
	return p, infer.Defined
}

// counted returns the groups that have people, and the sums over them.
func counted(x, n []int64) (groups []infer.Proportion, events, people float64, why infer.Why) {
	if len(x) != len(n) {
		return nil, 0, 0, infer.WhyNotComputable
	}
	for k := range x {
		g := infer.P(x[k], n[k])
		switch {
		case n[k] == 0 && x[k] == 0:
			continue
		case math.IsNaN(g.Value()):
			return nil, 0, 0, infer.WhyNotComputable
		}
		groups = append(groups, g)
		events, people = events+g.X, people+g.N
	}
	switch {
	case len(groups) < fewestGroups:
		return nil, 0, 0, infer.WhyTooFew
	case events == 0 || events == people:
		return nil, 0, 0, infer.WhyNoVariance
	}
	return groups, events, people, infer.Defined
}

// strongest is the strength from which on maximum likelihood is taken to run away to full pooling.
const strongest = 1e7

// PriorByLikelihood fits the same prior by maximum likelihood, better from five groups on. The search is by Nelder and Mead
// from the moments. Undefined where PriorByMoments is. Nelder and Mead 1965; methods 4.9.
func PriorByLikelihood(x, n []int64) (Prior, infer.Why) {
	start, why := PriorByMoments(x, n)
	if why != infer.Defined {
		return Prior{}, why
	}
	groups, _, _, _ := counted(x, n)
	strength := start.Strength
	if start.Pooled {
		strength = 1000
	}
	minus := func(p [2]float64) float64 {
		alpha, beta := math.Exp(p[0]), math.Exp(p[1])
		if !(alpha > 1e-12) || !(beta > 1e-12) || alpha+beta > 10*strongest {
			return math.Inf(1)
		}
		sum := 0.0
		for _, g := range groups {
			sum += logBeta(g.X+alpha, g.N-g.X+beta) - logBeta(alpha, beta)
		}
		return -sum
	}
	best := [2]float64{math.Log(start.Mean * strength), math.Log((1 - start.Mean) * strength)}
	for range 3 { // restarts free a simplex that has collapsed
		best = nelderMead(minus, best)
	}
	alpha, beta := math.Exp(best[0]), math.Exp(best[1])
	p := Prior{Mean: alpha / (alpha + beta), Strength: alpha + beta, Method: "beta_binomial_ml"}
	p.Spread = 1 / (p.Strength + 1)
	if p.Strength > strongest {
		p = Prior{Mean: start.Mean, Strength: math.Inf(1), Pooled: true, Method: p.Method}
	}
	return p, infer.Defined
}

func logBeta(a, b float64) float64 {
	x, _ := math.Lgamma(a)
	y, _ := math.Lgamma(b)
	z, _ := math.Lgamma(a + b)
	return x + y - z
}

// A Shrunk is a group's rate drawn towards the common one. It is shown beside the raw rate and never replaces it: a shrunken
// minority rate hides disparity.
type Shrunk struct {
	Mean     float64
	Interval audit.Interval // central posterior interval; a single point when the prior is pooled
}

// Shrink returns the posterior of a group with x events of n people. A group of nobody gets the prior. Methods 4.9.
func (p Prior) Shrink(x, n int64, level float64) (Shrunk, infer.Why) {
	if x < 0 || x > n {
		return Shrunk{}, infer.WhyNotComputable
	}
	s := Shrunk{Mean: p.Mean, Interval: audit.Interval{Lower: p.Mean, Upper: p.Mean, Level: level, Method: p.Method}}
	if p.Pooled {
		return s, infer.Defined
	}
	alpha, beta := float64(x)+p.Mean*p.Strength, float64(n-x)+(1-p.Mean)*p.Strength
	if !(alpha > 0) || !(beta > 0) {
		return Shrunk{}, infer.WhyNotComputable
	}
	tail := (1 - level) / 2
	s.Mean = alpha / (alpha + beta)
	s.Interval.Lower = infer.BetaQuantile(tail, alpha, beta)
	s.Interval.Upper = 1 - infer.BetaQuantile(tail, beta, alpha)
	return s, infer.Defined
}
