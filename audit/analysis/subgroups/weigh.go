package subgroups

import (
	"cmp"
	"math"
	"slices"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/strata"
)

// The subgroups farthest from everybody are mostly small. Two orders heed how many people stand behind a gap: γ-unfairness, people
// times distance, for every rate; and SliceLine's score for rates of errors.
const (
	mostHeaviest = 10
	sliceWeight  = .95 // as in SliceLine's own experiments
)

// errorRates are the rates that count errors, and accuracy, which counts the rest.
var errorRates = []string{"false_positive_rate", "false_negative_rate", "false_discovery_rate", "false_omission_rate", "error_rate", "accuracy"}

// gamma returns the γ-unfairness of a subgroup among n people.
func (l *lattice) gamma(i int, n int64) float64 {
	g, why := strata.GammaUnfairness(l.tallies[i], l.all, n)
	if why != infer.Defined {
		return 0 // the rate applies to nobody in it: no person stands behind a gap
	}
	return g
}

// sliceScore returns SliceLine's score of a subgroup, nil where the rate counts no errors or nobody errs.
func (l *lattice) sliceScore(i int) *audit.Real {
	if !slices.Contains(errorRates, l.metric.Name) {
		return nil
	}
	in, all := l.tallies[i], l.all
	if l.metric.Name == "accuracy" {
		in, all = strata.Tally{True: in.False, False: in.True}, strata.Tally{True: all.False, False: all.True}
	}
	score, why := strata.SliceScore(in, all, sliceWeight)
	if why != infer.Defined {
		return nil
	}
	return audit.Ptr(score)
}

// heaviest returns the subgroups with the largest γ-unfairness; the first is the γ of the search.
func (s *search) heaviest(l *lattice) []audit.Subgroup {
	return s.first(l, func(i int) (float64, bool) {
		g := l.gamma(i, s.out.N)
		return g, g > 0
	})
}

// slices returns the subgroups with the highest scores of SliceLine; only those above everybody's 0.
func (s *search) slices(l *lattice) []audit.Subgroup {
	return s.first(l, func(i int) (float64, bool) {
		v := l.sliceScore(i)
		if v == nil {
			return 0, false
		}
		return float64(*v), *v > 0
	})
}

// first returns the subgroups that rank highest, the order of the search among equals.
func (s *search) first(l *lattice, rank func(i int) (float64, bool)) []audit.Subgroup {
	type ranked struct {
		i    int
		rank float64
	}
	var list []ranked
	for i, d := range l.delta {
		if math.IsNaN(d) {
			continue
		}
		if v, ok := rank(i); ok && !l.redundant(i, s.opt.Epsilon) {
			list = append(list, ranked{i, v})
		}
	}
	slices.SortStableFunc(list, func(a, b ranked) int { return cmp.Compare(b.rank, a.rank) })
	out := []audit.Subgroup{}
	for _, r := range list[:min(len(list), mostHeaviest)] {
		out = append(out, s.subgroup(l, r.i))
	}
	return out
}
