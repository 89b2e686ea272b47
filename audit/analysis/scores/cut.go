package scores

import (
	"math"
	"slices"

	"auditd/audit"
	"auditd/audit/infer/score"
)

// leastAgreement is the share of decisions that a cut must explain to be called the one in use.
const leastAgreement = 0.95

// cut finds the cut that explains most decisions, on either side; of equals the lowest, and selecting from the cut on before
// selecting below it. It is nil when everybody was decided alike or no cut explains nineteen of twenty decisions.
func (a *everybody) cut() *audit.ScoreCut {
	selected, rejected := int64(0), int64(0)
	for k := range a.values {
		selected += a.selected[k]
		rejected += a.rejected[k]
	}
	if selected == 0 || rejected == 0 {
		return nil
	}
	best := audit.ScoreCut{Of: selected + rejected, Agree: -1}
	selectedBelow, rejectedBelow := int64(0), int64(0)
	for k, v := range a.values {
		if agree := rejectedBelow + selected - selectedBelow; agree > best.Agree {
			best.At, best.Agree, best.Selects = audit.Real(v), agree, audit.SelectsAtLeast
		}
		if agree := selectedBelow + rejected - rejectedBelow; agree > best.Agree {
			best.At, best.Agree, best.Selects = audit.Real(v), agree, audit.SelectsBelow
		}
		selectedBelow += a.selected[k]
		rejectedBelow += a.rejected[k]
	}
	if float64(best.Agree) < leastAgreement*float64(best.Of) {
		return nil
	}
	return &best
}

// sweepCuts returns the cuts that are listed, and those of them whose intervals hold together: the declared ones, or some that part
// everybody evenly. At the lowest score everybody is at or above the cut, so that it is none.
func (j *job) sweepCuts() (cuts, grid []float64) {
	all := []score.Histogram{j.all.unlabelled()}
	cuts = j.all.values[1:]
	if len(cuts) > listedCuts {
		cuts = score.EqualMassEdges(all, listedCuts+1)
	}
	grid = j.plan.Cuts
	if len(grid) == 0 {
		if grid = j.all.values[1:]; len(grid) > ownBins {
			grid = score.EqualMassEdges(all, ownBins)
		}
	}
	cuts = slices.Concat(cuts, grid)
	if j.out.Cut != nil {
		cuts = append(cuts, float64(j.out.Cut.At))
	}
	slices.Sort(cuts)
	return slices.Compact(cuts), grid
}

// ranges returns the edges of the ranges of a distribution: around every score where there are few, else evenly from the lowest to
// the highest.
func ranges(values []float64) []float64 {
	n := len(values)
	if n == 1 {
		return []float64{values[0] - 0.5, values[0] + 0.5}
	}
	low, high := values[0], values[n-1]
	var edges []float64
	far := high/2 - low/2 // half the distance: the whole may be no number
	if n <= mostRanges && !math.IsInf(2*far, 0) && evenly(values) {
		half := (high - low) / float64(n-1) / 2
		for k := range n + 1 {
			edges = append(edges, low+float64(float64(2*k-1)*half))
		}
		return edges
	}
	for k := range mostRanges + 1 {
		step := float64((high - low) * float64(k) / mostRanges)
		if math.IsInf(2*far, 0) {
			step = float64(far * (float64(k) / mostRanges))
			edges = append(edges, low+step+step)
			continue
		}
		edges = append(edges, low+step)
	}
	return edges
}

// evenly reports whether values lie at equal distances, but for rounding.
func evenly(values []float64) bool {
	step := (values[len(values)-1] - values[0]) / float64(len(values)-1)
	for k, v := range values {
		if d := v - values[0] - float64(step*float64(k)); d > step*1e-6 || d < -step*1e-6 {
			return false
		}
	}
	return true
}

// sharesIn returns the share of a group's people in every range; the last range holds its upper edge.
func sharesIn(p *people, edges []float64, all score.Mass) []audit.Real {
	out := make([]audit.Real, max(0, len(edges)-1))
	if all.W <= 0 {
		return out
	}
	sums := make([]float64, len(out))
	k := 0
	for i, v := range p.scores {
		for k < len(sums)-1 && v >= edges[k+1] {
			k++
		}
		sums[k] += p.mass(i).W
	}
	for i, w := range sums {
		out[i] = audit.Real(w / all.W)
	}
	return out
}
