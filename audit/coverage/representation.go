package coverage

import (
	"math"
	"slices"

	"auditd/audit"
	"auditd/audit/infer"
)

// The band within which a share of the data counts as the population's, as a ratio of the two (methods 0.3).
const (
	bandLower = 0.8
	bandUpper = 1.25
)

// finiteSample is the part of the population from which on a sample's variance is reduced by that part (methods 1.1).
const finiteSample = 0.05

// leastExpected is the expected number of people, in and outside of a group, from which on the normal law may stand for the
// binomial (Cochran).
const leastExpected = 5

// mostCombinations bounds the combinations of one joint table that shares are given for.
const mostCombinations = 5000

// A held group is one group of an attribute set with its people in the data and in the population.
type held struct {
	values     []string
	count      int64
	population int64
	inside     bool // the reference has the group
	unknown    bool
}

// A holding is the groups of one attribute set held against the reference.
type holding struct {
	attributes []int
	groups     []held
	n          int64  // people of the data in groups that the reference has with at least one person
	total      int64  // people of the reference
	table      *table // the reference's numbers
}

// hold sets the groups of the data beside those of the reference: the data's values in their order, then the reference's that
// the data do not have, then Unknown.
func (r *reference) hold(cells *audit.Cells, attributes []int) holding {
	h := holding{attributes: attributes, table: r.covering(attributes)}
	counts := countBy(cells, attributes)
	domains := make([][]string, len(attributes))
	for i, a := range attributes {
		domains[i] = r.domain(a, h.table, i)
	}
	values := make([]string, len(attributes))
	var walk func(i int)
	walk = func(i int) {
		if i < len(values) {
			for _, v := range domains[i] {
				values[i] = v
				walk(i + 1)
			}
			return
		}
		g := held{values: slices.Clone(values), count: counts[tuple(values...)], unknown: slices.Contains(values, audit.Unknown)}
		if h.table != nil && !g.unknown {
			g.population, g.inside = h.table.lookup(values...)
		}
		// Of an intersection, only combinations that somebody is in are worth a line.
		if len(attributes) > 1 && g.count == 0 && g.population == 0 {
			return
		}
		if g.inside && g.population > 0 {
			h.n += g.count
			h.total += g.population
		}
		h.groups = append(h.groups, g)
	}
	walk(0)
	return h
}

// domain returns the values of an attribute to be listed.
func (r *reference) domain(a int, t *table, i int) []string {
	var values []string
	unknown := false
	for _, v := range r.dims[a].Values {
		if v == audit.Unknown {
			unknown = true
			continue
		}
		values = append(values, v)
	}
	if t != nil {
		for _, v := range t.values[i] {
			if !slices.Contains(r.dims[a].Values, v) {
				values = append(values, v)
			}
		}
	}
	if unknown {
		values = append(values, audit.Unknown)
	}
	return values
}

// countBy counts people by their values of the attributes. Values are put into words once for each combination, not for each cell.
func countBy(cells *audit.Cells, attributes []int) map[string]int64 {
	byCode := map[int]int64{}
	for i := range cells.Cells {
		code := 0
		for _, a := range attributes {
			code = code*len(cells.Attributes[a].Values) + int(cells.Cells[i].Codes[a])
		}
		byCode[code] += cells.Cells[i].Counts.Total()
	}
	counts := make(map[string]int64, len(byCode))
	values := make([]string, len(attributes))
	for code, n := range byCode {
		for k := len(attributes) - 1; k >= 0; k-- {
			dim := cells.Attributes[attributes[k]]
			values[k] = dim.Values[code%len(dim.Values)]
			code /= len(dim.Values)
		}
		counts[tuple(values...)] = n
	}
	return counts
}

// share returns the reference share of a group that the reference has.
func (h *holding) share(g held) float64 { return float64(g.population) / float64(h.total) }

// compared returns the groups that the reference has with at least one person.
func (h *holding) compared() []held {
	var groups []held
	for _, g := range h.groups {
		if g.inside && g.population > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

// representations judges every group of one attribute set. The family of tests is all groups of the set.
func (r *reference) representations(h holding, confidence float64, minSize int64) []audit.Representation {
	out := make([]audit.Representation, len(h.groups))
	p, tests := make([]float64, len(h.groups)), 0
	for k, g := range h.groups {
		out[k] = r.represent(h, g, confidence, minSize)
		if p[k] = math.NaN(); out[k].Test != nil {
			p[k] = float64(out[k].Test.P)
			tests++
		}
	}
	adjusted := infer.Adjust("holm", p, tests)
	for k, g := range h.groups {
		if t := out[k].Test; t != nil {
			t.PAdjusted, t.Method, t.Family, t.FamilyN = audit.P(adjusted[k]), "holm", "representation/"+r.names(h.attributes), tests
		}
		if out[k].Ratio != nil {
			judge(&out[k], ratioInterval(h, g, 2*confidence-1), 1-confidence)
		}
	}
	return out
}

// represent measures one group without a verdict.
func (r *reference) represent(h holding, g held, confidence float64, minSize int64) audit.Representation {
	e := audit.Representation{Count: g.count, N: h.n, Verdict: audit.Inconclusive, Status: audit.StatusOK}
	for i, a := range h.attributes {
		e.Group = append(e.Group, audit.Item{Attribute: r.dims[a].Name, Value: g.values[i]})
	}
	if e.Status, e.Why = r.standing(h, g, minSize); !g.inside {
		return e
	}
	e.Population = &g.population
	pi := h.share(g)
	e.ReferenceShare = audit.Ptr(pi)
	if g.population == 0 || h.n == 0 {
		return e
	}
	share := float64(g.count) / float64(h.n)
	e.Share, e.Gap, e.Ratio = audit.Ptr(share), audit.Ptr(share-pi), audit.Ptr(share/pi)
	if pi == 1 {
		return e // the only group: its share is 1 by definition, and nothing is tested
	}
	interval := ratioInterval(h, g, confidence)
	e.Interval = &interval
	e.Residual = audit.Ptr(infer.StandardisedResidual(g.count, h.n, pi))
	test := shareTest(g.count, h.n, pi, h.sampled())
	e.Test = &test
	// (x+m)/(n+m) = π; a group at or above its share lacks nobody.
	e.Missing = audit.Ptr(max(0, (float64(h.n)*pi-float64(g.count))/(1-pi)))
	return e
}

// standing says whether the group can be held against the reference, and if not, why.
func (r *reference) standing(h holding, g held, minSize int64) (audit.Status, string) {
	switch {
	case g.unknown:
		return audit.StatusUnknownGroup, "unknown_group"
	case h.table == nil:
		return audit.StatusNotInReference, "attribute_not_in_reference"
	case !g.inside:
		return audit.StatusNotInReference, r.unmatched(h, g)
	case g.population == 0 && g.count > 0:
		return audit.StatusAssumption, "people_in_a_group_that_the_reference_says_is_empty"
	case g.population == 0:
		return audit.StatusStructuralZero, "nobody_in_the_population"
	case g.population == h.total:
		return audit.StatusOneGroup, "one_group_in_the_reference"
	case h.n == 0:
		return audit.StatusEmptyGroup, "nobody_with_a_known_value"
	case h.n > h.total:
		return audit.StatusAssumption, "more_people_than_the_population"
	case g.count == 0:
		return audit.StatusEmptyGroup, "nobody_of_the_group_in_the_data"
	case g.count < minSize:
		return audit.StatusLowN, "fewer_people_than_min_group_size"
	}
	return audit.StatusOK, ""
}

// unmatched names the values that the reference does not have, each with the nearest that it has: most often a spelling.
func (r *reference) unmatched(h holding, g held) string {
	var names []string
	for i, v := range g.values {
		if _, ok := h.table.known[i][v]; !ok {
			names = append(names, v)
			if near := audit.Nearest(v, h.table.values[i]); near != "" {
				names = append(names, near)
			}
		}
	}
	return why("group_not_in_reference", names...)
}

// sampled returns the part of the population that is in the data where it is large enough to matter, else 0.
func (h *holding) sampled() float64 {
	if f := float64(h.n) / float64(h.total); f > finiteSample {
		return math.Min(f, 1)
	}
	return 0
}

// ratioInterval returns the interval of the representation ratio: Wilson's for the share, over the reference share; for nobody
// Clopper and Pearson's, whose upper end is a guarantee. A sample that is a good part of the population counts as a larger one,
// because that divides the variance by what is left (methods 1.1).
func ratioInterval(h holding, g held, level float64) audit.Interval {
	pi := h.share(g)
	var i audit.Interval
	switch f := h.sampled(); {
	case g.count == 0:
		i = infer.ClopperPearson(infer.P(0, h.n), level)
	case f == 1:
		share := float64(g.count) / float64(h.n)
		i = audit.Interval{Lower: share, Upper: share, Level: level, Method: "census"}
	default:
		i = infer.Wilson(infer.Proportion{X: float64(g.count) / (1 - f), N: float64(h.n) / (1 - f)}, level)
	}
	i.Lower, i.Upper = i.Lower/pi, i.Upper/pi
	return i
}

// shareTest tests whether x of n may be a sample of the share pi: by the standardised residual where both expected counts are
// at least 5, else by the exact binomial probability of all counts that are no likelier than x.
func shareTest(x, n int64, pi, sampled float64) audit.Test {
	if e := float64(n) * pi; e >= leastExpected && float64(n)-e >= leastExpected && sampled < 1 {
		z := infer.StandardisedResidual(x, n, pi) / math.Sqrt(1-sampled)
		return audit.Test{Name: "standardised_residual", Statistic: audit.Ptr(z), P: audit.P(2 * infer.NormalSurvival(math.Abs(z)))}
	}
	return binomialTest(x, n, pi)
}

// binomialTest is the exact test of one share, a multinomial of two categories. Beyond a million people, where it is asked for only
// with very rare groups, twice the smaller tail stands for it: that is never less.
func binomialTest(x, n int64, pi float64) audit.Test {
	if n < 1e6 {
		if t, ok := infer.ExactMultinomial([]int64{x, n - x}, []float64{pi, 1 - pi}); ok {
			return audit.Test{Name: "binomial_exact", P: t.P}
		}
	}
	lower, upper := infer.BinomialLowerTail(x, n, pi), infer.BinomialLowerTail(n-x, n, 1-pi)
	return audit.Test{Name: "binomial_exact", P: audit.P(math.Min(1, 2*math.Min(lower, upper)))}
}

// judge gives the verdict: disparity when the interval lies outside the band and the adjusted p is below alpha, parity when the
// interval of the two one-sided tests lies inside (methods 0.3).
func judge(e *audit.Representation, equivalence audit.Interval, alpha float64) {
	if e.Interval == nil || e.Test == nil || e.Status == audit.StatusAssumption {
		return
	}
	under, over := e.Interval.Upper < bandLower, e.Interval.Lower > bandUpper
	switch {
	case (under || over) && float64(e.Test.PAdjusted) < alpha:
		e.Verdict, e.Direction = audit.DisparityShown, "under"
		if over {
			e.Direction = "over"
		}
	case equivalence.Lower >= bandLower && equivalence.Upper <= bandUpper:
		e.Verdict = audit.ParityShown
	case e.Why == "" && (under || over):
		e.Why = "adjusted_p_not_below_alpha"
	case e.Why == "":
		e.Why = "interval_reaches_across_the_band"
	}
}
