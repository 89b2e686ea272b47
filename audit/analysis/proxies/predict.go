package proxies

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"auditd/audit"
	"auditd/audit/analysis/joint"
	"auditd/audit/infer"
	"auditd/audit/infer/draw"
	"auditd/audit/infer/score"
	"auditd/audit/infer/strata"
	"auditd/audit/metric"
)

// least is the fewest people of a group that a classifier is tried on (methods 9.2).
const least = 50

// stream keeps the draws of folds apart from others of the same seed.
const stream = 0x666f6c64

// A fit is the naive Bayes classifiers of one attribute, one for each fold: fitted on the people of the other folds, tried on those of
// the fold. People are dealt into folds cell by cell, which is as if the rows had been dealt out.
type fit struct {
	t      *joint.Table
	groups []int // positions of the groups that have enough people
	people [][]int64
	// weight[fold][group][feature][value] is the log likelihood ratio of a value: in the group over in all others.
	weight [][][][]float64
}

// fit deals the people of a table into folds and fits the classifiers. The first dimension is the attribute.
func (s *study) fit(t *joint.Table) *fit {
	f := &fit{t: t, people: make([][]int64, s.folds)}
	left := make([]int64, len(t.Counts))
	sizes := make([]int64, len(t.Dims[0].Values))
	for k := range t.Counts {
		left[k] = t.Counts[k].Total()
		sizes[t.At(k)[0]] += left[k]
	}
	for g, n := range sizes {
		if n >= least {
			f.groups = append(f.groups, g)
		}
	}
	r := draw.New(s.in.Plan.Seed, stream)
	for i := range f.people {
		f.people[i] = s.deal(t, r, left, s.folds-i)
	}
	f.weight = make([][][][]float64, s.folds)
	for i := range f.weight {
		f.weight[i] = s.weights(t, f.groups, f.people, i)
	}
	return f
}

// deal takes one of parts equal shares of the people left, group by group so that every fold has its share of each.
func (s *study) deal(t *joint.Table, r *rand.Rand, left []int64, parts int) []int64 {
	out := make([]int64, len(left))
	groups := len(t.Dims[0].Values)
	sums, want := make([]int64, groups), make([]int64, groups)
	for k, n := range left {
		sums[t.At(k)[0]] += n
	}
	for g, n := range sums {
		want[g] = n / int64(parts)
	}
	for k, n := range left {
		g := t.At(k)[0]
		out[k] = draw.Hypergeometric(r, sums[g], n, want[g])
		sums[g] -= n
		want[g] -= out[k]
		left[k] -= out[k]
	}
	return out
}

// weights fits the classifiers on all folds but one, adding half a person to every value of a feature.
func (s *study) weights(t *joint.Table, groups []int, people [][]int64, but int) [][][]float64 {
	features := len(t.Dims) - 1
	counts := make([][][]float64, len(t.Dims[0].Values)) // by group, feature, value
	for g := range counts {
		counts[g] = make([][]float64, features)
		for j := range counts[g] {
			counts[g][j] = make([]float64, len(t.Dims[j+1].Values))
		}
	}
	for i, fold := range people {
		if i == but {
			continue
		}
		for k, n := range fold {
			at := t.At(k)
			for j := range features {
				counts[at[0]][j][at[j+1]] += float64(n)
			}
		}
	}
	out := make([][][]float64, len(groups))
	for i, g := range groups {
		out[i] = make([][]float64, features)
		for j := range features {
			out[i][j] = logRatios(counts, g, j)
		}
	}
	return out
}

// logRatios compares the values of one feature in one group and in all others.
func logRatios(counts [][][]float64, g, j int) []float64 {
	values := len(counts[g][j])
	in, rest := make([]float64, values), make([]float64, values)
	sumIn, sumRest := 0.0, 0.0
	for h := range counts {
		for v, n := range counts[h][j] {
			if h == g {
				in[v] += n
				sumIn += n
			} else {
				rest[v] += n
				sumRest += n
			}
		}
	}
	out := make([]float64, values)
	for v := range out {
		out[v] = math.Log((in[v]+.5)/(sumIn+.5*float64(values))) - math.Log((rest[v]+.5)/(sumRest+.5*float64(values)))
	}
	return out
}

// every returns the set of all features as bits.
func (f *fit) every() uint64 { return 1<<(len(f.t.Dims)-1) - 1 }

// scores returns how the people of all folds score as members of a group by some features, each by the classifier that has not seen
// them.
func (f *fit) scores(group int, features uint64) []scored {
	out := make([]scored, 0, len(f.t.Counts)*len(f.people))
	for i, fold := range f.people {
		w := f.weight[i][group]
		for k, n := range fold {
			if n == 0 {
				continue
			}
			at, sum := f.t.At(k), 0.0
			for j := range w {
				if features&(1<<j) != 0 {
					sum += w[j][at[j+1]]
				}
			}
			out = append(out, scored{sum, n, int(at[0]) == f.groups[group]})
		}
	}
	return out
}

// scored is some people with one score.
type scored struct {
	score float64
	n     int64
	in    bool
}

// histogram counts people by score.
func histogram(list []scored) score.Histogram {
	slices.SortFunc(list, func(a, b scored) int { return cmp.Compare(a.score, b.score) })
	var h score.Histogram
	for _, x := range list {
		if last := len(h.Values) - 1; last < 0 || x.score-h.Values[last] > 1e-12*math.Max(1, math.Abs(x.score)) {
			h.Values, h.Negative, h.Positive = append(h.Values, x.score), append(h.Negative, 0), append(h.Positive, 0)
		}
		last := len(h.Values) - 1
		if x.in {
			h.Positive[last] += x.n
		} else {
			h.Negative[last] += x.n
		}
	}
	return h
}

// balancedError is the mean of both error rates when whoever scores above a limit is taken for a member, with its interval from those of
// the two rates (Zou and Donner 2008).
func balancedError(list []scored, limit, level float64) (float64, audit.Interval) {
	var in, rest, missed, wrong int64
	for _, x := range list {
		switch {
		case x.in && x.score <= limit:
			missed += x.n
		case !x.in && x.score > limit:
			wrong += x.n
		}
		if x.in {
			in += x.n
		} else {
			rest += x.n
		}
	}
	a, b := infer.P(missed, in), infer.P(wrong, rest)
	x, y := infer.Wilson(a, level), infer.Wilson(b, level)
	value := (a.Value() + b.Value()) / 2
	return value, audit.Interval{
		Lower: value - math.Hypot(a.Value()-x.Lower, b.Value()-y.Lower)/2, Upper: value + math.Hypot(x.Upper-a.Value(), y.Upper-b.Value())/2,
		Level: level, Method: "mover_wilson",
	}
}

// macro is the mean over the groups of the area under the curve by some features; NaN when no group is large enough.
func (f *fit) macro(features uint64) float64 {
	sum := 0.0
	for g := range f.groups {
		sum += area(histogram(f.scores(g, features)))
	}
	return sum / float64(len(f.groups))
}

// area is the area under the curve, ties counting half.
func area(h score.Histogram) float64 {
	wins, below, positives := 0.0, int64(0), int64(0)
	for i := range h.Values {
		wins += float64(float64(h.Positive[i]) * (float64(below) + float64(h.Negative[i])/2))
		below += h.Negative[i]
		positives += h.Positive[i]
	}
	return wins / float64(below) / float64(positives)
}

// predict says which group a feature by itself tells best. The interval allows for the choice among the groups.
func (s *study) predict(p *audit.Proxy, f *fit, feature int) {
	best := -1.0
	for g, group := range f.groups {
		list := f.scores(g, 1<<feature)
		h := histogram(list)
		if a := area(h); a > best {
			best = a
			level := 1 - (1-s.in.Terms.Confidence)/float64(len(f.groups))
			if auc, w := score.NewAUC(h, level); w == infer.Defined {
				mistakes, _ := balancedError(list, 0, level)
				p.AUC, p.AUCGroup, p.BalancedError = audit.Ptr(auc.Value), f.t.Dims[0].Values[group], audit.Ptr(mistakes)
				interval := auc.Interval
				p.AUCInterval = &interval
			}
		}
	}
}

// joint predicts every group from all features together, by the better of two classifiers.
func (s *study) joint(t *joint.Table, f *fit) []audit.JointProxy {
	out := []audit.JointProxy{}
	sizes := make([]joint.Counts, len(t.Dims[0].Values))
	for k := range t.Counts {
		sizes[t.At(k)[0]].Add(&t.Counts[k])
	}
	for g, name := range t.Dims[0].Values {
		n := sizes[g].Total()
		if n == 0 {
			continue
		}
		p := audit.JointProxy{Group: name, N: n, Status: audit.StatusOK}
		i := slices.Index(f.groups, g)
		if i < 0 {
			p.Status, p.Why = audit.StatusLowN, metric.WhyLowN
			out = append(out, p)
			continue
		}
		s.better(&p, f, i)
		if c := s.in.Plan.Columns.Decision; c != nil {
			certify(&p, sizes[g].Full(), favourable(s.in.Plan))
		}
		out = append(out, p)
	}
	return out
}

// The work that is spent on what single features add: look-ups, and features whose subsets are all tried.
const (
	mostWork    = 1 << 27
	mostShapley = 8
)

// contributions fills in what the other features tell without each one, its Shapley share, and the order in which features would have
// to be taken away.
func (s *study) contributions(f *fit, out *audit.ProxyAttribute) {
	d := len(f.t.Dims) - 1
	once := len(f.t.Counts) * len(f.people) * len(f.groups) * d // look-ups for one area under the curve
	if len(f.groups) == 0 || once*d > mostWork {
		return
	}
	for j := range out.Features {
		out.Features[j].Without = audit.Ptr(f.macro(f.every() &^ (1 << j)))
	}
	if d <= mostShapley && once<<d <= mostWork {
		shares, ok := strata.Shapley(d, func(set int) (float64, bool) {
			if set == 0 {
				return .5, true
			}
			return f.macro(uint64(set)), true
		})
		for j := range out.Features {
			if ok {
				out.Features[j].Shapley = audit.Ptr(shares[j])
			}
		}
	}
	if once*d*d <= mostWork {
		s.removal(f, out)
	}
}

// removal takes features away, the most telling by itself first, until the rest no longer tells the groups (methods 9.3, greedy). By
// what a feature adds to all others, two copies of one would both seem to add nothing.
func (s *study) removal(f *fit, out *audit.ProxyAttribute) {
	left := f.every()
	for left != 0 && f.macro(left) >= strongAUC {
		best, auc := -1, -1.0
		for j := range len(f.t.Dims) - 1 {
			if left&(1<<j) == 0 {
				continue
			}
			if a := f.macro(1 << j); a > auc {
				best, auc = j, a
			}
		}
		left &^= 1 << best
		out.Removal = append(out.Removal, audit.ProxyRemoval{Feature: f.t.Dims[best+1].Name, AUC: audit.Real(f.macro(left))})
	}
}

func favourable(p *audit.Plan) bool {
	return p.Columns.Decision != nil && p.Columns.Decision.Favourable
}
