package conditional

import (
	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/infer"
	"auditd/audit/infer/resample"
	"auditd/audit/infer/strata"
)

const (
	// resampledCells is how many cells of the decompositions of one attribute are resampled at most, each DefaultDraws times.
	resampledCells = 4000
	// listedStrata is how many strata a result lists; the rates of all stand in the estimates.
	listedStrata = 200
)

// split says where the difference comes from: composition and rates, over-representation among the rejected, and the strata one
// by one.
func (j *job) split(c *audit.Conditional, pairs []pair, table []strata.Stratum, in *analysis.Input) {
	d, why := strata.Kitagawa(table)
	if why != infer.Defined {
		return
	}
	k := &audit.Kitagawa{
		Gap: audit.Real(d.Gap), Composition: audit.Effect{Value: audit.Ptr(d.Composition)}, Rate: audit.Effect{Value: audit.Ptr(d.Rate)},
		Endowment: audit.Real(d.Endowment), Coefficient: audit.Real(d.Coefficient), Interaction: audit.Real(d.Interaction),
		NoSupport: audit.Real(d.NoSupport[0]), ReferenceNoSupport: audit.Real(d.NoSupport[1]),
	}
	if a, b, why := strata.Standardised(table); why == infer.Defined {
		k.StandardisedRate, k.StandardisedReferenceRate = audit.Real(a), audit.Real(b)
	}
	j.interval(&k.Composition, pairs, in, func(s []strata.Stratum) (float64, bool) {
		d, why := strata.Kitagawa(s)
		return d.Composition, why == infer.Defined
	})
	j.interval(&k.Rate, pairs, in, func(s []strata.Stratum) (float64, bool) {
		d, why := strata.Kitagawa(s)
		return d.Rate, why == infer.Defined
	})
	c.Kitagawa = k
	j.demographic(c, pairs, table, in)
	c.Oaxaca = j.oaxaca(in)
	if len(pairs) <= listedStrata {
		c.ByStratum = listed(j.held, pairs, table, d)
	}
}

// demographic adds the group's over-representation among those without the favourable decision.
func (j *job) demographic(c *audit.Conditional, pairs []pair, table []strata.Stratum, in *analysis.Input) {
	dd, why := strata.DemographicDisparity(table)
	if why != infer.Defined {
		return
	}
	c.Demographic = &audit.Demographic{Overall: audit.Real(dd.Overall), Conditional: audit.Effect{Value: audit.Ptr(dd.Conditional)}, Dropped: audit.Real(dd.DroppedPeople)}
	j.interval(&c.Demographic.Conditional, pairs, in, func(s []strata.Stratum) (float64, bool) {
		dd, why := strata.DemographicDisparity(s)
		return dd.Conditional, why == infer.Defined
	})
}

// interval adds the resampled interval of a statistic of the strata.
func (j *job) interval(e *audit.Effect, pairs []pair, in *analysis.Input, statistic func([]strata.Stratum) (float64, bool)) {
	if !j.resample {
		e.Why = WhyTooManyStrata
		return
	}
	of := func(cells []float64) (float64, bool) {
		table := make([]strata.Stratum, len(pairs))
		for k := range table {
			c := cells[4*k : 4*k+4]
			table[k] = strata.Stratum{A: infer.Proportion{X: c[0], N: c[0] + c[1]}, B: infer.Proportion{X: c[2], N: c[2] + c[3]}}
		}
		return statistic(table)
	}
	b, why := j.bootstrap(pairs, in, of)
	if why != infer.Defined {
		e.Why = string(why)
		return
	}
	e.Interval = &b.Interval
}

// bootstrap resamples people with and without the event of both groups in every stratum, weighted ones by their sums of weights.
func (j *job) bootstrap(pairs []pair, in *analysis.Input, of resample.Statistic) (resample.Bootstrap, infer.Why) {
	var counts []int64
	var sums []resample.WeightedCell
	for _, p := range pairs {
		for _, r := range []audit.Rate{p.group, p.reference} {
			rest := r.Out.N - r.Of.N
			counts = append(counts, r.Of.N, rest)
			sums = append(sums, resample.WeightedCell{Sum: r.Of.W, Squares: r.Of.W2}, without(r, rest))
		}
	}
	if in.Terms.Weighted {
		return resample.Gamma(sums, of, resample.DefaultDraws, in.Terms.Confidence, j.seed)
	}
	return resample.Poisson(counts, of, resample.DefaultDraws, in.Terms.Confidence, j.seed)
}

// without returns the weights of the people without the event. Where there are none the sums are 0, whatever their rounding.
func without(r audit.Rate, people int64) resample.WeightedCell {
	if people == 0 {
		return resample.WeightedCell{}
	}
	return resample.WeightedCell{Sum: max(0, r.Out.W-r.Of.W), Squares: max(0, r.Out.W2-r.Of.W2)}
}

// listed returns both groups stratum by stratum.
func listed(h *held, pairs []pair, table []strata.Stratum, d strata.Decomposition) []audit.StratumPair {
	out := make([]audit.StratumPair, len(pairs))
	for k, p := range pairs {
		out[k] = audit.StratumPair{
			Stratum: h.strata[k], Of: p.group.Of.N, Out: p.group.Out.N, ReferenceOf: p.reference.Of.N, ReferenceOut: p.reference.Out.N,
			Rate: audit.Ptr(table[k].A.Value()), ReferenceRate: audit.Ptr(table[k].B.Value()),
		}
		if out[k].Rate == nil || out[k].ReferenceRate == nil {
			out[k].Why = string(infer.WhyNoDenominator)
		} else {
			out[k].Composition, out[k].Within = audit.Ptr(d.ByStratum[k].Composition), audit.Ptr(d.ByStratum[k].Rate)
		}
	}
	return out
}
