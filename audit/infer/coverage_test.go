package infer

import (
	"math"
	"testing"

	"auditd/audit"
)

type twoSample func(a, b Proportion, level float64) (audit.Interval, bool)

// wald is the textbook interval, kept here only to show why it is not in the package.
func wald(a, b Proportion, level float64) (audit.Interval, bool) {
	d := a.Value() - b.Value()
	half := criticalValue(level) * math.Sqrt(a.Value()*(1-a.Value())/a.N+b.Value()*(1-b.Value())/b.N)
	return audit.Interval{Lower: d - half, Upper: d + half}, true
}

// katzOrMiss is Katz with an empty cell counted as a miss, as methods 4 counts it.
func katzOrMiss(a, b Proportion, level float64) (audit.Interval, bool) {
	if a.X == 0 || b.X == 0 {
		return audit.Interval{Lower: math.NaN(), Upper: math.NaN()}, true
	}
	return Katz(a, b, level)
}

// exactCoverage adds the probabilities of all pairs of counts whose interval contains the truth.
func exactCoverage(n1, n2 int64, p1, p2, truth float64, f twoSample) float64 {
	covered := 0.0
	for x1 := range n1 + 1 {
		m1 := math.Exp(binomialLogMass(float64(x1), float64(n1), p1))
		for x2 := range n2 + 1 {
			i, ok := f(P(x1, n1), P(x2, n2), .95)
			if ok && i.Lower <= truth && truth <= i.Upper {
				covered += m1 * math.Exp(binomialLogMass(float64(x2), float64(n2), p2))
			}
		}
	}
	return covered
}

// Methods 4, the table of exact coverage at a nominal .95, by enumeration of every pair of counts.
func TestExactCoverage(t *testing.T) {
	for _, row := range []struct {
		n1, n2                        int64
		p1, p2                        float64
		newcombe, wald, koopman, katz string
	}{
		{20, 200, .10, .15, "0.9613", "0.8696", "0.9630", "0.8343"},
		{20, 200, .30, .50, "0.9502", "0.9252", "0.9503", "0.9519"},
		{30, 300, .05, .05, "0.9599", "0.7822", "0.9599", "0.7454"},
		{10, 10, .50, .50, "0.9578", "0.9117", "0.9578", "0.9821"},
		{100, 200, .36, .60, "0.9497", "0.9461", "0.9501", "0.9502"},
	} {
		d, r := row.p1-row.p2, row.p1/row.p2
		for _, c := range []struct {
			what  string
			f     twoSample
			truth float64
			want  string
		}{{"newcombe", Newcombe, d, row.newcombe}, {"wald", wald, d, row.wald}, {"koopman", Koopman, r, row.koopman}, {"katz", katzOrMiss, r, row.katz}} {
			printed(t, c.what+" "+c.want, exactCoverage(row.n1, row.n2, row.p1, row.p2, c.truth, c.f), c.want)
		}
	}
}

// Clopper–Pearson covers at least at its level whatever the rate: that is why it is quoted where a guarantee is demanded.
func TestClopperPearsonGuarantee(t *testing.T) {
	for _, n := range []int64{1, 2, 5, 10, 30, 50} {
		var intervals []audit.Interval
		for x := range n + 1 {
			intervals = append(intervals, ClopperPearson(P(x, n), .95))
		}
		for p := 0.005; p < 1; p += 0.005 {
			covered := 0.0
			for x, i := range intervals {
				if i.Lower <= p && p <= i.Upper {
					covered += math.Exp(binomialLogMass(float64(x), float64(n), p))
				}
			}
			if covered < .95-1e-9 {
				t.Fatalf("n=%d p=%.3f: covers %.5f", n, p, covered)
			}
		}
	}
}
