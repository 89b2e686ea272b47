package coverage

import (
	"math"
	"slices"

	"auditd/audit"
	"auditd/audit/infer"
)

// A distanceKind is one way to measure how far shares lie apart.
type distanceKind struct {
	name string
	unit string
	// between returns the distance of the shares p of the data from the shares q of the population, in the same order, each q above
	// 0. It is +Inf where a group without people in p makes it so.
	between func(p, q []float64) float64
}

// distances in the order in which they are given. Those that are as easily read as a share come first (methods 1.2, 1.3).
var distances = []distanceKind{
	{"total_variation", "share", totalVariation},
	{"l_infinity", "share", lInfinity},
	{"kullback_leibler", "nats", kullbackLeibler},
	{"kullback_leibler_reverse", "nats", func(p, q []float64) float64 { return kullbackLeibler(q, p) }},
	{"jensen_shannon", "nats", jensenShannon},
	{"jensen_shannon", "bits", jensenShannonBits},
	{"jensen_shannon_distance", "sqrt_bits", func(p, q []float64) float64 { return math.Sqrt(jensenShannonBits(p, q)) }},
	{"psi", "nats", populationStability},
	{"hellinger", "", hellinger},
}

// A shareTestKind is one statistic of the counts with its law.
type shareTestKind struct {
	name string
	test func(n []int64, pi []float64) (audit.Test, bool)
}

var shareTests = []shareTestKind{
	{"chi_squared", infer.Pearson},
	{"g", infer.G},
	{"cressie_read", infer.CressieRead},
}

// nullDraws is how many proportional samples the parity null is taken from.
const nullDraws = 2000

// A null is the values of one statistic over proportional samples of the same size, ascending.
type null []float64

func (v null) mean() *audit.Real {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return audit.Ptr(sum / float64(len(v)))
}

// quantile95 returns the ⌈0.95·draws⌉-th smallest value.
func (v null) quantile95() *audit.Real {
	if len(v) == 0 {
		return nil
	}
	return audit.Ptr(v[(95*len(v)+99)/100-1])
}

// p returns the Monte Carlo p-value of x. It is never 0: the sample itself counts as one of the draws. Values within rounding of x
// count as equal to it.
func (v null) p(x float64) audit.P {
	as := 1
	for _, y := range v {
		if y >= x*(1-1e-9) {
			as++
		}
	}
	return audit.P(float64(as) / float64(len(v)+1))
}

// distancesOf measures one attribute against the reference.
func (r *reference) distancesOf(h holding, seed uint64) []audit.Distance {
	groups := h.compared()
	n, pi := make([]int64, len(groups)), make([]float64, len(groups))
	var absent []string
	for k, g := range groups {
		n[k], pi[k] = g.count, h.share(g)
		if g.count == 0 {
			absent = append(absent, g.values[0])
		}
	}
	nulls := parityNulls(h.n, pi, seed)
	p := shares(n)
	base := audit.Distance{Attribute: r.names(h.attributes), N: h.n}
	base.Status, base.Why = comparableShares(h, len(groups))
	var out []audit.Distance
	for i, kind := range distances {
		d := base
		d.Name, d.Unit = kind.name, kind.unit
		if d.Status == audit.StatusOK {
			d.Value = audit.Ptr(kind.between(p, pi))
			d.NullMean, d.Null95 = nulls[i].mean(), nulls[i].quantile95()
			if d.Value == nil {
				d.Status, d.Why = audit.StatusInfiniteRatio, why("group_absent_from_data", absent...)
			}
		}
		out = append(out, d)
	}
	policy, _ := infer.GoodnessOfFit(n, pi, seed)
	for i, kind := range shareTests {
		d := base
		d.Name = kind.name
		if t, ok := kind.test(n, pi); ok && d.Status == audit.StatusOK {
			v := nulls[len(distances)+i]
			d.Value, d.NullMean, d.Null95, d.Test = t.Statistic, v.mean(), v.quantile95(), allowed(t, policy, v)
		}
		out = append(out, d)
	}
	return out
}

// allowed returns the test whose law may be trusted: the asymptotic one where Cochran's rule allows it, else the exact test for
// Pearson's statistic and the Monte Carlo p of the parity null for the others.
func allowed(asymptotic, policy audit.Test, v null) *audit.Test {
	t := asymptotic
	if policy.Name != "chi_squared" {
		if t.Name == "chi_squared" {
			t = policy
		} else {
			t.Name, t.DF, t.P = t.Name+"_monte_carlo", 0, v.p(float64(*t.Statistic))
		}
	}
	t.PAdjusted, t.Method, t.FamilyN = t.P, "none", 1
	return &t
}

// comparableShares says whether shares can be compared, and if not, why.
func comparableShares(h holding, groups int) (audit.Status, string) {
	switch {
	case groups < 2:
		return audit.StatusOneGroup, "one_group_in_the_reference"
	case h.n == 0:
		return audit.StatusEmptyGroup, "nobody_with_a_known_value"
	}
	return audit.StatusOK, ""
}

func shares(n []int64) []float64 {
	var sum int64
	for _, c := range n {
		sum += c
	}
	p := make([]float64, len(n))
	for k, c := range n {
		p[k] = float64(c) / float64(sum)
	}
	return p
}

// parityNulls draws proportional samples and returns the values of every distance, then of every test statistic, over them. All are
// taken from the same samples, so that they can be read side by side.
func parityNulls(n int64, pi []float64, seed uint64) []null {
	nulls := make([]null, len(distances)+len(shareTests))
	if n == 0 || len(pi) < 2 {
		return nulls
	}
	infer.MultinomialNull(n, pi, func(counts []int64) float64 {
		p := shares(counts)
		for i, kind := range distances {
			nulls[i] = append(nulls[i], kind.between(p, pi))
		}
		for i, kind := range shareTests {
			x := math.NaN()
			if t, ok := kind.test(counts, pi); ok {
				x = float64(*t.Statistic)
			}
			nulls[len(distances)+i] = append(nulls[len(distances)+i], x)
		}
		return 0
	}, nullDraws, seed)
	for _, v := range nulls {
		slices.Sort(v)
	}
	return nulls
}
