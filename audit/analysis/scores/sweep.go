package scores

import (
	"slices"

	"auditd/audit"
	"auditd/audit/infer"
)

// A side counts the people of one group from the lowest score up.
type side struct {
	p                        *people
	next                     int // first score not yet below the cut
	n, below                 int64
	positives, negatives     int64
	belowPositive, belowNegs int64
}

func newSide(p *people) *side {
	s := &side{p: p}
	s.n, s.positives, s.negatives = p.count()
	return s
}

// rise moves the cut up: everybody with a lower score is below it.
func (s *side) rise(cut float64) {
	for s.next < len(s.p.scores) && s.p.scores[s.next] < cut {
		k := s.next
		s.below += s.p.unknown[k] + s.p.negative[k] + s.p.positive[k]
		s.belowPositive += s.p.positive[k]
		s.belowNegs += s.p.negative[k]
		s.next++
	}
}

// favoured returns the people on the side of the cut that is good for them.
func (s *side) favoured(higher bool) infer.Proportion {
	if higher {
		return infer.P(s.n-s.below, s.n)
	}
	return infer.P(s.below, s.n)
}

// rates returns the true and false positive rates and the positive predictive value of scoring at least the cut.
func (s *side) rates() (tpr, fpr, ppv *audit.Real) {
	tp, fp := s.positives-s.belowPositive, s.negatives-s.belowNegs
	return proportion(tp, s.positives), proportion(fp, s.negatives), proportion(tp, tp+fp)
}

// proportion returns x of n, nil of nobody.
func proportion(x, n int64) *audit.Real {
	if n == 0 {
		return nil
	}
	return audit.Ptr(float64(x) / float64(n))
}

// sweep lists what every cut would do to the two groups, and where the ratio passes four fifths.
func (p *pairing) sweep() ([]audit.SweepCut, []audit.Real) {
	if p.a.n == 0 || p.b.n == 0 {
		return nil, nil
	}
	higher := p.in.Plan.Columns.Score.Higher == "favourable"
	level := p.in.Terms.Confidence
	// Bonferroni over the declared cuts and the groups of the attribute: these intervals hold all together.
	together := 1 - (1-level)/float64(max(1, len(p.grid)*p.pairs))
	a, b := newSide(p.a.people), newSide(p.b.people)
	var out []audit.SweepCut
	for _, at := range p.cuts {
		a.rise(at)
		b.rise(at)
		x, y := a.favoured(higher), b.favoured(higher)
		c := audit.SweepCut{At: audit.Real(at), Group: audit.Ptr(x.Value()), Reference: audit.Ptr(y.Value()), Operating: p.out.Cut != nil && float64(p.out.Cut.At) == at}
		c.GroupTPR, c.GroupFPR, c.GroupPPV = a.rates()
		c.ReferenceTPR, c.ReferenceFPR, c.ReferencePPV = b.rates()
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
		x, y := a.favoured(higher), b.favoured(higher)
		if y.X == 0 {
			known = false
			continue
		}
		fewer := 5*x.X*y.N < 4*y.X*x.N
		if known && fewer != before && len(out) < listedCuts {
			out = append(out, audit.Real(at))
		}
		before, known = fewer, true
	}
	return out
}
