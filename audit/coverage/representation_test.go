package coverage

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"auditd/audit"
	"auditd/audit/coverage/lattice/latticetest"
)

// one builds cells of one attribute from counts of the groups named a, b, c …
func one(counts ...int64) *audit.Cells {
	var rows [][]string
	for k := range counts {
		rows = append(rows, []string{string(rune('a' + k))})
	}
	return latticetest.People([]string{"group"}, nil, rows, counts)
}

// against reads a reference of one attribute with these people of the groups a, b, c …
func against(t testing.TB, population ...string) *Population {
	t.Helper()
	var b strings.Builder
	b.WriteString("attribute,group,population\n")
	for k, n := range population {
		b.WriteString("group," + string(rune('a'+k)) + "," + n + "\n")
	}
	return must[*Population](t)(ReadPopulation("reference.csv", strings.NewReader(b.String())))
}

func measure(t testing.TB, cells *audit.Cells, pops ...*Population) *audit.Coverage {
	t.Helper()
	return must[*audit.Coverage](t)(Measure(cells, audit.CoveragePlan{Threshold: 30}, pops, 0.95, 30, 1))
}

// printed fails unless got rounds to want at its printed digits, of which there are so many after the point.
func printed(t testing.TB, name string, got, want float64, digits int) {
	t.Helper()
	if !(math.Abs(got-want) <= 0.5000001*math.Pow10(-digits)) {
		t.Errorf("%s: got %.*f, want %.*f", name, digits+2, got, digits, want)
	}
}

func TestRepresentationOfTheMethods(t *testing.T) {
	c := measure(t, one(520, 310, 120, 50), against(t, "45000000", "30000000", "15000000", "10000000"))
	// methods.md 1.1 Ex. Verdicts by 0.3 from the intervals there: of the last, .6531 < .8 and z = −5.27; of the first two, 90 %
	// intervals lie within the 95 % ones, inside [.8, 1.25]; the third crosses .8.
	for k, want := range []struct {
		ratio, lower, upper, z float64
		verdict                audit.Verdict
		direction              string
		short                  float64 // (nπ − x)/(1 − π) where positive: (150−120)/.85, (100−50)/.9
	}{
		{1.155556, 1.0867, 1.2241, 4.4495, audit.ParityShown, "", 0},
		{1.033333, .9404, 1.1312, .6901, audit.ParityShown, "", 0},
		{.8, .6753, .9441, -2.6568, audit.Inconclusive, "", 35.294118},
		{.5, .3813, .6531, -5.2705, audit.DisparityShown, "under", 55.555556},
	} {
		r := c.Representation[k]
		name := "group " + r.Group.Label()
		printed(t, name+" ratio", float64(*r.Ratio), want.ratio, 6)
		printed(t, name+" lower", r.Interval.Lower, want.lower, 4)
		printed(t, name+" upper", r.Interval.Upper, want.upper, 4)
		printed(t, name+" z", float64(*r.Residual), want.z, 4)
		printed(t, name+" records short", float64(*r.Missing), want.short, 6)
		if r.Verdict != want.verdict || r.Direction != want.direction || r.Status != audit.StatusOK {
			t.Errorf("%s: got %s %s %s, want %s %s", name, r.Verdict, r.Direction, r.Status, want.verdict, want.direction)
		}
		if r.Test.Name != "standardised_residual" || r.Test.Method != "holm" || r.Test.FamilyN != 4 || r.Test.Family != "representation/group" {
			t.Errorf("%s: got test %+v", name, r.Test)
		}
	}
	// Holm over the four (methods 4.10): the smallest p times 4, and p = erfc(5.2704628/√2) = 1.3608e-7.
	if got := float64(c.Representation[3].Test.PAdjusted); math.Abs(got-4*float64(c.Representation[3].Test.P)) > 1e-12 {
		t.Errorf("adjusted p %g is not 4 × %g", got, c.Representation[3].Test.P)
	}
	if p := float64(c.Representation[3].Test.P); math.Abs(p-1.3608e-7) > .0001e-7 {
		t.Errorf("got p %g, want 1.3608e-7", p)
	}
}

func TestRepresentationOfNobody(t *testing.T) {
	c := measure(t, one(700, 300), against(t, "60000000", "30000000", "10000000"))
	r := c.Representation[2] // the group c, which the data do not have
	// methods.md 1.1 Deg: n = 1000 and nobody: upper end .003682, here over π = .1; (nπ − 0)/(1 − π) = 100/.9.
	if r.Group.Label() != "c" || r.Count != 0 || *r.Ratio != 0 || r.Interval.Lower != 0 || r.Interval.Method != "clopper_pearson" {
		t.Fatalf("got %+v", r)
	}
	printed(t, "upper", r.Interval.Upper*.1, .003682, 6)
	printed(t, "records short", float64(*r.Missing), 111.111111, 6)
	if r.Verdict != audit.DisparityShown || r.Direction != "under" || r.Status != audit.StatusEmptyGroup {
		t.Errorf("got %s %s %s", r.Verdict, r.Direction, r.Status)
	}
	if len(c.Uncovered) != 1 || c.Uncovered[0].Pattern.Label() != "c" || c.Uncovered[0].Materiality != audit.UnderCovered {
		t.Errorf("a group that was never sampled is an uncovered pattern, got %+v", c.Uncovered)
	}
}

// What cannot be compared says why, and counts for nobody else's share.
func TestRepresentationThatIsUndefined(t *testing.T) {
	cells := latticetest.People([]string{"sex"}, nil, [][]string{{"Male"}, {"female"}, {audit.Unknown}, {"x"}}, []int64{40, 60, 7, 5})
	p := must[*Population](t)(ReadPopulation("r.csv", strings.NewReader("attribute,group,population\nsex,male,500000\nsex,female,500000\nsex,x,0\nsex,y,0\n")))
	c := measure(t, cells, p)
	for k, want := range []struct {
		group   string
		status  audit.Status
		why     string
		defined bool
	}{
		{"Male", audit.StatusNotInReference, "group_not_in_reference: Male, male", false},
		{"female", audit.StatusOK, "", true},
		{"x", audit.StatusAssumption, "people_in_a_group_that_the_reference_says_is_empty", false},
		{"male", audit.StatusEmptyGroup, "nobody_of_the_group_in_the_data", true},
		{"y", audit.StatusStructuralZero, "nobody_in_the_population", false},
		{audit.Unknown, audit.StatusUnknownGroup, "unknown_group", false},
	} {
		r := c.Representation[k]
		if r.Group.Label() != want.group || r.Status != want.status || (r.Ratio != nil) != want.defined {
			t.Errorf("got %s %s %v, want %+v", r.Group.Label(), r.Status, r.Ratio, want)
		}
		if r.Why != want.why && want.group != "female" {
			t.Errorf("%s: got why %q, want %q", want.group, r.Why, want.why)
		}
		if r.N != 60 { // female alone: Male, x and Unknown are in no group that the reference counts people of
			t.Errorf("%s: got N %d, want 60", want.group, r.N)
		}
		if !want.defined && r.Verdict != audit.Inconclusive {
			t.Errorf("%s: an undefined ratio has verdict %s", want.group, r.Verdict)
		}
	}
}

// A sample that is a fifth of the population has four fifths of the variance (methods 1.1): with the same shares, the interval is
// the one of n/(1−f) = 1250 people: Wilson of 625/1250 is .5 ± half, half = z/(1+z²/1250)·√(.25/1250+z²/(4·1250²)) = .027675.
func TestFinitePopulation(t *testing.T) {
	r := measure(t, one(500, 500), against(t, "2500", "2500")).Representation[0]
	printed(t, "lower", r.Interval.Lower*.5, .5-.0276756, 6)
	printed(t, "upper", r.Interval.Upper*.5, .5+.0276756, 6)
	whole := measure(t, one(500, 500), against(t, "500", "500")).Representation[0]
	if whole.Interval.Lower != 1 || whole.Interval.Upper != 1 || whole.Interval.Method != "census" {
		t.Errorf("everybody is in the data and the interval is %+v", whole.Interval)
	}
	more := measure(t, one(500, 600), against(t, "500", "500")).Representation[0]
	if more.Status != audit.StatusAssumption || more.Verdict != audit.Inconclusive {
		t.Errorf("more people than the population: got %s %s", more.Status, more.Verdict)
	}
}

// With few people expected the exact binomial test is used. The p-value is the sum of the probabilities no greater than that of the
// count: of 20 people with a share of .2, P(0) = .8^20 = .011529; P(8) = .022161 is greater, P(9) = .007387 and those above are
// not. P(9) … P(14) = .007387 + .002031 + .000462 + .000087 + .000013 + .000002 = .009982; together .021511.
func TestExactShareTest(t *testing.T) {
	p := float64(shareTest(0, 20, .2, 0).P)
	printed(t, "p", p, .021511, 6)
	if name := shareTest(0, 20, .2, 0).Name; name != "binomial_exact" {
		t.Errorf("got test %s", name)
	}
	// 20 expected in and 80 outside the group: the normal law will do.
	if name := shareTest(10, 100, .2, 0).Name; name != "standardised_residual" {
		t.Errorf("got test %s", name)
	}
}

func TestDistancesOfTheMethods(t *testing.T) {
	c := measure(t, one(520, 310, 120, 50), against(t, "45000000", "30000000", "15000000", "10000000"))
	for _, want := range []struct { // methods.md 1.2 and 1.3 Ex
		name, unit string
		value      float64
		digits     int
	}{
		{"total_variation", "share", .08, 9},
		{"l_infinity", "share", .07, 9},
		{"kullback_leibler", "nats", .023912499, 9},
		{"jensen_shannon", "nats", .006387503, 9},
		{"jensen_shannon", "bits", .009215219, 9},
		{"jensen_shannon_distance", "sqrt_bits", .095995931, 9},
		{"psi", "nats", .051800250, 9},
		{"hellinger", "", .080192049, 9},
		{"chi_squared", "", 42.222222, 6},
		{"g", "", 47.8249977, 7}, // the source cuts to 47.824997; 2·Σ n·ln(n/E) by hand is 47.82499774
		{"cressie_read", "", 43.881509, 6},
	} {
		printed(t, want.name, distanceNamed(t, c, want.name, want.unit), want.value, want.digits)
	}
	for _, d := range c.Distances {
		switch d.Name {
		case "total_variation": // methods.md 1.3, by Monte Carlo: mean .02034, 95 % .0370
			printed(t, "null mean", float64(*d.NullMean), .02034, 2)
			printed(t, "null 95 %", float64(*d.Null95), .0370, 2)
		case "psi": // methods.md 1.3: 95 % of χ²₃/1000 is .007814728
			printed(t, "null 95 % of psi", float64(*d.Null95), .007814728, 3)
		case "chi_squared":
			if d.Test.Name != "chi_squared" || d.Test.DF != 3 || math.Abs(float64(d.Test.P)-3.599e-9) > .0005e-9 { // methods.md 1.2 Ex
				t.Errorf("got %+v", d.Test)
			}
		}
	}
}

// An absent group makes two of the distances infinite: they are undefined and name the group; the others are finite.
func TestDistancesWithAnAbsentGroup(t *testing.T) {
	c := measure(t, one(60, 40), against(t, "500000", "300000", "200000"))
	infinite := map[string]bool{"kullback_leibler_reverse": true, "psi": true}
	for _, d := range c.Distances {
		if !infinite[d.Name] {
			if d.Value == nil || d.Status != audit.StatusOK {
				t.Errorf("%s: got %v %s", d.Name, d.Value, d.Status)
			}
			continue
		}
		if d.Value != nil || d.Status != audit.StatusInfiniteRatio || d.Why != "group_absent_from_data: c" {
			t.Errorf("%s: got %v %s %q", d.Name, d.Value, d.Status, d.Why)
		}
		if d.NullMean == nil || d.Null95 == nil { // of 100 people with a share of .2, some are drawn in every sample
			t.Errorf("%s: got no null", d.Name)
		}
	}
	// methods.md 1.3 Deg: p = (.6, .4, 0), q = (.5, .3, .2)
	printed(t, "total variation", distanceNamed(t, c, "total_variation", "share"), .2, 9)
	printed(t, "jensen-shannon nats", distanceNamed(t, c, "jensen_shannon", "nats"), .075174263, 9)
	printed(t, "jensen-shannon bits", distanceNamed(t, c, "jensen_shannon", "bits"), .108453536, 9)
	printed(t, "hellinger", distanceNamed(t, c, "hellinger", ""), .325372526, 9)
}

// Few expected people: the exact multinomial for Pearson's statistic, Monte Carlo for the other two.
func TestDistancesOfFewPeople(t *testing.T) {
	c := measure(t, one(9, 3), against(t, "5000000", "3000000", "2000000"))
	for _, d := range c.Distances {
		switch d.Name {
		case "chi_squared": // methods.md 1.2 Ex: (9,3,0), p = .133149751, X² = 4
			printed(t, "exact p", float64(d.Test.P), .133149751, 9)
			printed(t, "chi-squared", float64(*d.Value), 4, 9)
		case "g", "cressie_read":
			if d.Test.Name != d.Name+"_monte_carlo" || d.Test.P <= 0 || d.Test.P > 1 {
				t.Errorf("got %+v", d.Test)
			}
		}
	}
}

func TestSharesThatCannotBeCompared(t *testing.T) {
	for _, d := range measure(t, one(10), against(t, "5")).Distances {
		if d.Value != nil || d.Status != audit.StatusOneGroup {
			t.Errorf("one group: %s got %v %s", d.Name, d.Value, d.Status)
		}
	}
	empty := latticetest.People([]string{"group"}, [][]string{{"a", "b"}}, nil, nil)
	c := measure(t, empty, against(t, "5", "5"))
	for _, d := range c.Distances {
		if d.Value != nil || d.Status != audit.StatusEmptyGroup {
			t.Errorf("nobody: %s got %v %s", d.Name, d.Value, d.Status)
		}
	}
	for _, r := range c.Representation {
		if r.Ratio != nil || r.Status != audit.StatusEmptyGroup || r.Verdict != audit.Inconclusive {
			t.Errorf("nobody: got %+v", r)
		}
	}
}

// The same input gives the same bytes, and hostile names are carried as they are.
func TestMeasureRepeats(t *testing.T) {
	evil := "<script>\u202e\x00" + strings.Repeat("长", 10000)
	cells := latticetest.People([]string{"sex", evil}, nil, [][]string{{"f", evil}, {"m", "x"}, {"f", "x"}, {evil, "x"}}, []int64{50, 3, 20, 1})
	file := "attribute,group,population\nsex,f,600000\nsex,m,400000\nregion,here,5\n"
	var first []byte
	for range 3 {
		p := must[*Population](t)(ReadPopulation("r.csv", strings.NewReader(file)))
		data := must[[]byte](t)(json.Marshal(measure(t, cells, p)))
		if first == nil {
			first = data
		}
		if !bytes.Equal(first, data) {
			t.Fatal("another result from the same input")
		}
	}
	notes := must[[]audit.Note](t)(Notices(cells, audit.CoveragePlan{Threshold: 1}, []*Population{must[*Population](t)(ReadPopulation("r.csv", strings.NewReader(file)))}))
	if len(notes) != 2 || notes[0].Key != "coverage_reference_attribute_ignored" || notes[1].Key != "coverage_attribute_not_in_reference" || notes[1].Args[0] != evil {
		t.Errorf("got notes %.200v", notes)
	}
}
