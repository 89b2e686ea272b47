package score

import (
	"math"
	"slices"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/resample"
)

// Resamples is how many resamples an interval of this package rests on.
const Resamples = 999

// ResampledBins is how many bins scores are joined to at most before they are resampled. The estimate is that of all scores; its spread
// hardly depends on how finely they are told apart.
const ResampledBins = 64

// A Resampled is what resampling says of a distance: a statistic that is never below 0 and that chance makes larger. Resamples lie farther
// from 0 than the data, as the data lie farther than the truth.
type Resampled struct {
	Interval audit.Interval
	Bias     float64 // mean of the resamples less the estimate: about as much as chance has added to the estimate
}

// distance computes some distances of resampled cells, and for each the distance of the cells from the ones that were resampled: what
// chance alone makes of it. It is false where they have none.
type distance func(cells, values, noise []float64) bool

// A goal is one estimate that is resampled.
type goal struct {
	estimate float64
	most     float64 // it can be
	largest  bool    // it is a largest of distances, not a mean of them
	chance   float64 // what chance alone gives at most, where that is known otherwise: up to it the interval begins at 0
}

// resampled gives estimates of distances their intervals. Percentiles of the resamples hold the bias twice, and the basic interval, which
// takes it off, ends too low where there is little of it; each end is that of the two which lies farther out. Where the estimate is no
// larger than noise, the interval begins at 0: near it neither of them keeps its level, and the triangle inequality does. A largest distance
// keeps to that inequality alone, estimate ± noise: where many distances are nearly as large, resamples tell too little of it. An interval
// never leaves out the estimate, nor the range from 0 to most. Cells without weights are resampled as Poisson numbers, cells with weights
// as gamma numbers. Davison and Hinkley 1997, Bootstrap Methods and their Application, ch. 5; methods 4.7.
func resampled(cells []Mass, d distance, goals []goal, level float64, seed uint64) ([]Resampled, infer.Why) {
	n := len(goals)
	var values, noise [][]float64
	b, method, why := resampleCells(cells, func(c []float64) (float64, bool) {
		v, e := make([]float64, n), make([]float64, n)
		if !d(c, v, e) {
			return 0, false
		}
		values, noise = append(values, v), append(noise, e)
		return v[0], true
	}, level, seed)
	if why != infer.Defined {
		return nil, why
	}
	if b.Frail { // so few people that more than one resample in a hundred has nobody
		return nil, infer.WhyTooFew
	}
	own, values, noise := values[0], values[1:], noise[1:] // the first ones are those of the cells themselves
	out := make([]Resampled, n)
	for i, g := range goals {
		v, e, sum := make([]float64, len(values)), make([]float64, len(values)), 0.0
		for k := range values {
			v[k], e[k] = values[k][i], noise[k][i]
			sum += v[k]
		}
		slices.Sort(v)
		slices.Sort(e)
		out[i] = Resampled{Bias: sum/float64(len(v)) - own[i], Interval: g.interval(v, e, own[i], level)}
		out[i].Interval.Method = method
		if g.largest {
			out[i].Interval.Method += "_band"
		}
	}
	return out, infer.Defined
}

// interval makes the interval of sorted resamples and sorted noise; own is the statistic of the cells that were resampled.
func (g goal) interval(resamples, noise []float64, own, level float64) audit.Interval {
	tail := (1 - level) / 2
	low, high := rank(resamples, tail)-own, rank(resamples, 1-tail)-own
	lower, upper := g.estimate+math.Min(0, math.Min(low, -high)), g.estimate+math.Max(0, math.Max(high, -low))
	if g.largest {
		lower, upper = g.estimate-rank(noise, level), g.estimate+rank(noise, level)
	}
	if g.estimate <= math.Max(g.chance, rank(noise, 1-tail)) && !g.largest {
		lower = 0
	}
	return audit.Interval{Lower: math.Max(0, lower), Upper: math.Min(g.most, upper), Level: level}
}

// rank returns the ⌈q·len⌉-th of sorted values.
func rank(values []float64, q float64) float64 {
	k := int(math.Ceil(q*float64(len(values)) - 1e-9))
	return values[min(max(k, 1), len(values))-1]
}

// resampleCells draws cells with or without weights, and names how.
func resampleCells(cells []Mass, statistic resample.Statistic, level float64, seed uint64) (resample.Bootstrap, string, infer.Why) {
	if !slices.ContainsFunc(cells, func(m Mass) bool { return !m.counted() }) {
		counts := make([]int64, len(cells))
		for k, m := range cells {
			counts[k] = m.N
		}
		b, why := resample.Poisson(counts, statistic, Resamples, level, seed)
		return b, "poisson_bootstrap_distance", why
	}
	sums := make([]resample.WeightedCell, len(cells))
	for k, m := range cells {
		sums[k] = resample.WeightedCell{Sum: m.W, Squares: m.W2}
	}
	b, why := resample.Gamma(sums, statistic, Resamples, level, seed)
	return b, "gamma_bootstrap_distance", why
}

// joinTo joins scores to bins between edges, empty ones left out; each bin's value is the mean score of its people, whose number is given
// by people.
func joinTo(values []float64, people []Mass, edges []float64) (of []int, joined []float64) {
	of = make([]int, len(values))
	var sums []moments
	last := -1
	k := 0
	for i, v := range values {
		for k < len(edges) && v >= edges[k] {
			k++
		}
		if k != last || len(sums) == 0 {
			sums, last = append(sums, moments{}), k
		}
		of[i] = len(sums) - 1
		sums[of[i]].add(v, people[i].W)
		if people[i].W == 0 && sums[of[i]].weight == 0 {
			sums[of[i]].average = v // nobody counts there, but values must rise
		}
	}
	for i := range sums {
		joined = append(joined, sums[i].mean())
	}
	return of, joined
}

// massEdges cuts people into bins of nearly equal numbers.
func massEdges(values []float64, people []Mass, bins int) []float64 {
	h := Histogram{Values: values, Negative: make([]int64, len(values)), Positive: make([]int64, len(values))}
	for k, m := range people {
		h.Negative[k] = m.N
	}
	return EqualMassEdges([]Histogram{h}, bins)
}

// ResampledDistances returns the spread of [WeightedDistances]: of the largest distance and of the area.
func ResampledDistances(a, b Weighted, level float64, seed uint64) (largest, area Resampled, why infer.Why) {
	estimate, size, width, why := WeightedDistances(a, b)
	if why != infer.Defined {
		return largest, area, why
	}
	a, b = alignWeighted(a, b)
	x, y := a.Totals(), b.Totals()
	both := make([]Mass, len(x))
	for k := range x {
		both[k] = x[k].Plus(y[k])
	}
	of, values := joinTo(a.Values, both, massEdges(a.Values, both, ResampledBins))
	cells := make([]Mass, 2*len(values))
	for k := range x {
		cells[of[k]] = cells[of[k]].Plus(x[k])
		cells[len(values)+of[k]] = cells[len(values)+of[k]].Plus(y[k])
	}
	first, second := shares(weights(cells[:len(values)])), shares(weights(cells[len(values):]))
	list, why := resampled(cells, func(c, v, noise []float64) bool {
		x, y := shares(c[:len(values)]), shares(c[len(values):])
		if x == nil || y == nil {
			return false
		}
		v[0], v[1] = gaps(values, func(k int) float64 { return x[k] - y[k] })
		noise[0], noise[1] = gaps(values, func(k int) float64 { return x[k] - first[k] - y[k] + second[k] })
		return true
	}, []goal{{estimate: estimate, most: 1, largest: true}, {estimate: size, most: width}}, level, seed)
	if why != infer.Defined {
		return largest, area, why
	}
	return list[0], list[1], infer.Defined
}

// weights returns the sums of weights of cells.
func weights(cells []Mass) []float64 {
	out := make([]float64, len(cells))
	for k, m := range cells {
		out[k] = m.W
	}
	return out
}

// shares returns every cell's share of all; nil where there is nobody.
func shares(cells []float64) []float64 {
	all := 0.0
	for _, c := range cells {
		all += c
	}
	if all <= 0 {
		return nil
	}
	out := make([]float64, len(cells))
	for k, c := range cells {
		out[k] = c / all
	}
	return out
}

// gaps returns the largest size of the running sum of a difference of shares, and the area below that size.
func gaps(values []float64, difference func(k int) float64) (largest, area float64) {
	sum := 0.0
	for k := range len(values) - 1 {
		sum += difference(k)
		gap := math.Abs(sum)
		largest = math.Max(largest, gap)
		area += float64(gap * (values[k+1] - values[k]))
	}
	return largest, area
}

// A ResampledCalibration is the spread of the three measures of calibration that have none by formula.
type ResampledCalibration struct {
	ECE, MCE, Debiased Resampled
}

// ResampleCalibration returns the spread of [WeightedCalibration] over bins between edges. Bins stay as they are; which of them count
// for MCE stays as well. Its intervals begin at 0: that scores are right is the least they can be. Kumar, Liang and Ma 2019; methods 4.7
// and 6.5.
func ResampleCalibration(h Weighted, edges []float64, level float64, seed uint64) (ResampledCalibration, infer.Why) {
	var out ResampledCalibration
	bins := WeightedBins(h, edges)
	estimate, why := WeightedCalibration(bins)
	if why != infer.Defined {
		return out, why
	}
	all := h.Totals()
	fine := slices.Concat(massEdges(h.Values, all, ResampledBins), edges)
	slices.Sort(fine)
	of, values := joinTo(h.Values, all, slices.Compact(fine))
	cells := make([]Mass, 2*len(values))
	for k := range h.Values {
		cells[2*of[k]] = cells[2*of[k]].Plus(h.Negative[k])
		cells[2*of[k]+1] = cells[2*of[k]+1].Plus(h.Positive[k])
	}
	r := newRebinned(values, cells, edges)
	list, why := resampled(cells, r.distances, []goal{
		{estimate: estimate.ECE, most: 1, chance: chanceOfECE(bins, level)}, {estimate: estimate.MCE, most: 1, largest: true}, {estimate: estimate.Debiased, most: 1},
	}, level, seed)
	if why != infer.Defined {
		return out, why
	}
	return ResampledCalibration{ECE: list[0], MCE: list[1], Debiased: list[2]}, infer.Defined
}

// chanceOfECE bounds the expected calibration error of scores that are all right. Resamples of bins with one or two people stay what they
// are, and would call their error certain; the scores themselves say how much of it is chance: the size of a normal deviation of variance
// s(1−s)/n, whose mean is that of [Calibration.NullMean]. Methods 6.5.
func chanceOfECE(bins []WeightedBin, level float64) float64 {
	all, mean, variance := 0.0, 0.0, 0.0
	for _, b := range bins {
		all += b.All().W
	}
	for _, b := range bins {
		in := b.All()
		if in.W <= 0 {
			continue
		}
		share, v := in.W/all, b.mean()*(1-b.mean())/in.Effective()
		mean += share * math.Sqrt(2*v/math.Pi)
		variance += float64(share * share * v * (1 - 2/math.Pi))
	}
	return mean + infer.CriticalValue(level)*math.Sqrt(variance)
}

// rebinned adds resampled cells up to the bins of calibration.
type rebinned struct {
	values  []float64
	bin     []int     // by value
	kish    []float64 // by bin: people for a unit of weight
	largest []bool    // by bin: it counts for MCE
	gap     []float64 // by bin: observed rate less mean score, of the cells themselves
}

func newRebinned(values []float64, cells []Mass, edges []float64) *rebinned {
	n := len(edges) + 1
	r := &rebinned{values: values, bin: make([]int, len(values)), kish: make([]float64, n), largest: make([]bool, n), gap: make([]float64, n)}
	in := make([]Mass, n)
	k := 0
	for i, v := range values {
		for k < len(edges) && v >= edges[k] {
			k++
		}
		r.bin[i] = k
		in[k] = in[k].Plus(cells[2*i]).Plus(cells[2*i+1])
	}
	for k, m := range in {
		r.largest[k] = m.N >= leastBin
		if m.W > 0 {
			r.kish[k] = m.Effective() / m.W
		}
	}
	weight, positive, scores, _ := r.bins(weights(cells))
	for k, w := range weight {
		if w > 0 {
			r.gap[k] = (positive[k] - scores[k]) / w
		}
	}
	return r
}

// bins adds cells up: weight, weight of positives and weighted scores of every bin, and the weight of all.
func (r *rebinned) bins(cells []float64) (weight, positive, scores []float64, all float64) {
	weight, positive, scores = make([]float64, len(r.kish)), make([]float64, len(r.kish)), make([]float64, len(r.kish))
	for i, v := range r.values {
		w := cells[2*i] + cells[2*i+1]
		weight[r.bin[i]] += w
		positive[r.bin[i]] += cells[2*i+1]
		scores[r.bin[i]] += float64(w * v)
		all += w
	}
	return weight, positive, scores, all
}

// distances returns ECE, MCE and the debiased square.
func (r *rebinned) distances(cells, v, noise []float64) bool {
	weight, positive, scores, all := r.bins(cells)
	if all <= 0 {
		return false
	}
	for k, w := range weight {
		if w <= 0 {
			continue
		}
		observed, people := positive[k]/w, w*r.kish[k]
		gap := observed - scores[k]/w
		off := gap - r.gap[k]
		v[0] += float64(w / all * math.Abs(gap))
		noise[0] += float64(w / all * math.Abs(off))
		if r.largest[k] {
			v[1], noise[1] = math.Max(v[1], math.Abs(gap)), math.Max(noise[1], math.Abs(off))
		}
		if people > 1+1e-9 {
			spread := observed * (1 - observed) / (people - 1)
			v[2] += float64(w / all * math.Max(0, float64(gap*gap)-spread))
			noise[2] += float64(w / all * math.Max(0, float64(off*off)-spread))
		}
	}
	return true
}
