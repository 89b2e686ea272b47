package scores

import (
	"slices"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/score"
	"auditd/audit/metric"
)

// A side counts the people of one group from the lowest score up.
type side struct {
	p                             *people
	weighted                      bool
	next                          int // first score not yet below the cut
	all, below                    score.Mass
	positives, negatives          score.Mass
	belowPositives, belowNegative score.Mass
}

func newSide(p *people) *side {
	s := &side{p: p, weighted: p.weighted}
	for k := range p.scores {
		s.all = s.all.Plus(p.mass(k))
		s.positives = s.positives.Plus(p.positive.mass(k))
		s.negatives = s.negatives.Plus(p.negative.mass(k))
	}
	return s
}

// rise moves the cut up: everybody with a lower score is below it.
func (s *side) rise(cut float64) {
	for s.next < len(s.p.scores) && s.p.scores[s.next] < cut {
		k := s.next
		s.below = s.below.Plus(s.p.mass(k))
		s.belowPositives = s.belowPositives.Plus(s.p.positive.mass(k))
		s.belowNegative = s.belowNegative.Plus(s.p.negative.mass(k))
		s.next++
	}
}

// less takes a part away.
func less(all, part score.Mass) score.Mass {
	if all.N == part.N { // sums of weights leave nothing but rounding
		return score.Mass{}
	}
	return score.Mass{N: all.N - part.N, W: max(0, all.W-part.W), W2: max(0, all.W2-part.W2)}
}

// of returns a share as inference reads it.
func (s *side) of(part, all score.Mass) infer.Proportion {
	return metric.Proportion(audit.Rate{Of: part.Tally(), Out: all.Tally()}, s.weighted)
}

// favoured returns the people on the side of the cut that is good for them.
func (s *side) favoured(higher bool) score.Mass {
	if higher {
		return less(s.all, s.below)
	}
	return s.below
}

// counts returns what the shares at the cut are made of, with their intervals, and the shares of scoring at least the cut: the true and
// the false positive rate, and the positive predictive value.
func (s *side) counts(higher, labels bool, level float64) (c *audit.SweepCounts, tpr, fpr, ppv *audit.Real) {
	tp, fp, favoured := less(s.positives, s.belowPositives), less(s.negatives, s.belowNegative), s.favoured(higher)
	c = &audit.SweepCounts{
		N: s.all.N, Favoured: favoured.N, Positives: s.positives.N, TruePositives: tp.N, Negatives: s.negatives.N, FalsePositives: fp.N,
	}
	_, c.FavouredEnds, _ = share(s.of(favoured, s.all), "", level)
	if !labels {
		return c, nil, nil, nil
	}
	tpr, c.TPR, c.TPRWhy = share(s.of(tp, s.positives), metric.WhyNoPositive, level)
	fpr, c.FPR, c.FPRWhy = share(s.of(fp, s.negatives), metric.WhyNoNegative, level)
	ppv, c.PPV, c.PPVWhy = share(s.of(tp, tp.Plus(fp)), WhyNoneAbove, level)
	return c, tpr, fpr, ppv
}

// share returns a share with the ends of its interval, or why it is undefined.
func share(p infer.Proportion, why string, level float64) (*audit.Real, *audit.Ends, string) {
	if p.N == 0 {
		return nil, nil, why
	}
	in := infer.Wilson(p, level)
	return audit.Ptr(p.Value()), &audit.Ends{Lower: audit.Real(in.Lower), Upper: audit.Real(in.Upper)}, ""
}

// sweep lists what every cut would do to the two groups, and where the ratio passes four fifths.
func (p *pairing) sweep() ([]audit.SweepCut, []audit.Real) {
	if p.a.n == 0 || p.b.n == 0 {
		return nil, nil
	}
	cuts := p.cuts
	if p.crossed { // many groups: only the cuts that are declared or in use
		cuts = p.listed()
	}
	higher := p.in.Plan.Columns.Score.Higher == "favourable"
	level := p.in.Terms.Confidence
	// Bonferroni over the declared cuts and the groups of the attribute: these intervals hold all together.
	together := 1 - (1-level)/float64(max(1, len(p.grid)*p.pairs))
	a, b := newSide(p.a.people), newSide(p.b.people)
	if a.all.W <= 0 || b.all.W <= 0 {
		return nil, nil
	}
	labels := p.in.Plan.Columns.Label != nil
	var out []audit.SweepCut
	for _, at := range cuts {
		a.rise(at)
		b.rise(at)
		x, y := a.of(a.favoured(higher), a.all), b.of(b.favoured(higher), b.all)
		c := audit.SweepCut{At: audit.Real(at), Group: audit.Ptr(x.Value()), Reference: audit.Ptr(y.Value()), Operating: p.out.Cut != nil && float64(p.out.Cut.At) == at}
		c.GroupCounts, c.GroupTPR, c.GroupFPR, c.GroupPPV = a.counts(higher, labels, level)
		c.ReferenceCounts, c.ReferenceTPR, c.ReferenceFPR, c.ReferencePPV = b.counts(higher, labels, level)
		switch {
		case x.X == 0 && y.X == 0:
			c.Why = string(infer.WhyBothZero)
		case y.X == 0:
			c.Why = string(infer.WhyInfiniteRatio)
		default:
			c.Ratio = audit.Ptr(x.Value() / y.Value())
			c.Interval = koopman(x, y, level)
			if _, in := slices.BinarySearch(p.grid, at); in {
				c.Simultaneous = koopman(x, y, together)
			}
		}
		out = append(out, c)
	}
	return out, p.crossings(higher)
}

// listed returns the declared cuts and the one in use.
func (p *pairing) listed() []float64 {
	out := slices.Clone(p.grid)
	if p.out.Cut != nil {
		out = append(out, float64(p.out.Cut.At))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func koopman(x, y infer.Proportion, level float64) *audit.Interval {
	in, ok := infer.Koopman(x, y, level)
	if !ok {
		return nil
	}
	return &in
}

// crossings returns the cuts, of all distinct scores, from which on the ratio lies on the other side of four fifths than at the next
// lower cut. Four fifths are compared in whole numbers, so that a ratio of exactly 0.8 is not below it.
func (p *pairing) crossings(higher bool) []audit.Real {
	values := slices.Concat(p.a.people.scores, p.b.people.scores)
	slices.Sort(values)
	a, b := newSide(p.a.people), newSide(p.b.people)
	var out []audit.Real
	before, known := false, false
	for _, at := range slices.Compact(values) {
		a.rise(at)
		b.rise(at)
		x, y := a.of(a.favoured(higher), a.all), b.of(b.favoured(higher), b.all)
		if y.X == 0 {
			known = false
			continue
		}
		fewer := float64(5*x.X*y.N) < float64(4*y.X*x.N)
		if known && fewer != before && len(out) < listedCuts {
			out = append(out, audit.Real(at))
		}
		before, known = fewer, true
	}
	return out
}
