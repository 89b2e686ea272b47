package inequality

import (
	"encoding/csv"
	"encoding/json"
	"maps"
	"math"
	"os"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"auditd/audit/audittest"
	"auditd/audit/infer"
)

var (
	first  = []float64{10, 12, 15, 20, 43}
	second = []float64{8, 9, 11, 14, 18}
)

// Methods 8, Ex.
func TestPrinted(t *testing.T) {
	groups := []Distribution{Of(first), Of(second)}
	for _, c := range []struct{ alpha, total, within, between float64 }{
		{0, .126942, .094673, .032269}, {1, .145365, .113781, .031584}, {2, .184375, .153125, .031250},
	} {
		e, why := GeneralisedEntropy(groups, c.alpha)
		defined(t, "GE", why)
		printed(t, "GE", e.Total, c.total)
		printed(t, "within", e.Within, c.within)
		printed(t, "between", e.Between, c.between)
	}
	all := Of(slices.Concat(first, second))
	for epsilon, want := range map[float64]float64{.5: .065961, 1: .119215, 2: .195893} {
		a, why := Atkinson(all, epsilon)
		defined(t, "Atkinson", why)
		printed(t, "Atkinson", a, want)
	}
	g, why := NewGini(all)
	defined(t, "Gini", why)
	printed(t, "Gini", g.Value, .278750)
	printed(t, "Gini unbiased", g.Unbiased, .309722)
	var people []Person
	for k, h := range []float64{1, 1, 1, 1, 1, 0, 0, 1, 0, 1} {
		people = append(people, Person{all.Values[k], h, 1})
	}
	c, why := NewConcentration(people)
	defined(t, "concentration", why)
	printed(t, "C", c.Index, .214286)
	printed(t, "Wagstaff", c.Wagstaff, .714286)
	printed(t, "Erreygers", c.Erreygers, .6)
	if !c.Binary {
		t.Error("not binary")
	}
	f1 := []Distribution{Benefits(84, 36, 16, 64), Benefits(24, 12, 16, 48)}
	_, mean, _ := join(f1).total()
	printed(t, "μ", mean, 1.053333)
	e, _ := GeneralisedEntropy(f1, 2)
	printed(t, "GE2", e.Total, .118891)
	near(t, "GE2, methods 3.2", e.Total, .118891203, 5.01e-10)
	printed(t, "between", e.Between, .001963)
	e, _ = GeneralisedEntropy(f1, 1)
	printed(t, "Theil", e.Total, .158617)
	cv, _ := CoefficientOfVariation(join(f1))
	printed(t, "CV", cv, .487629)
}

// compasRows reads the data; at returns the position of a column.
func compasRows(t *testing.T) (rows [][]string, at func(string) int) {
	t.Helper()
	file, err := os.Open(audittest.Shared(t, "data", "compas.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err = csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	header := rows[0]
	return rows[1:], func(name string) int { return slices.Index(header, name) }
}

// compasBenefits counts benefits by the values of a column, with the outcome as it is or turned round.
func compasBenefits(t *testing.T, column string, turned bool) []Distribution {
	t.Helper()
	rows, at := compasRows(t)
	group, decision, label := at(column), at("high_risk"), at("two_year_recid")
	counts := map[string]*[4]int64{} // tp, fp, fn, tn with the outcome as it is
	for _, row := range rows {
		if counts[row[group]] == nil {
			counts[row[group]] = &[4]int64{}
		}
		counts[row[group]][map[string]int{"11": 0, "10": 1, "01": 2, "00": 3}[row[decision]+row[label]]]++
	}
	var groups []Distribution
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		c := counts[name]
		if turned {
			groups = append(groups, Benefits(c[3], c[2], c[1], c[0]))
		} else {
			groups = append(groups, Benefits(c[0], c[1], c[2], c[3]))
		}
	}
	return groups
}

// Reference results made by an independent program: every number of the file is compared, both codings, four attributes.
func TestGoldenBenefit(t *testing.T) {
	var file map[string]json.RawMessage
	readGolden(t, "compas_benefit_entropy.json", &file)
	count := 0
	for _, coding := range []string{"as_is", "favourable_is_low_risk"} {
		var want map[string]map[string]float64
		if err := json.Unmarshal(file[coding], &want); err != nil {
			t.Fatal(err)
		}
		for _, column := range slices.Sorted(maps.Keys(want)) {
			groups := compasBenefits(t, column, coding != "as_is")
			theil, why := GeneralisedEntropy(groups, 1)
			defined(t, "Theil", why)
			half, why := GeneralisedEntropy(groups, 2)
			defined(t, "GE2", why)
			cv, _ := CoefficientOfVariation(join(groups))
			_, mean, _ := join(groups).total()
			got := map[string]float64{
				"theil": theil.Total, "between_group_theil": theil.Between, "ge2": half.Total, "between_group_ge2": half.Between,
				"within_group_ge2": half.Within, "coefficient_of_variation_aif360_definition": cv, "mean_benefit": mean,
			}
			for _, key := range slices.Sorted(maps.Keys(want[column])) {
				v, ok := got[key]
				if !ok {
					t.Errorf("%s is not compared", key)
				}
				near(t, coding+" "+column+" "+key, v, want[column][key], 1e-6)
				count++
			}
		}
	}
	if count != 2*4*7 {
		t.Errorf("%d comparisons, want 56", count)
	}
	t.Logf("%d comparisons", count)
}

func drawGroups(t *rapid.T, least float64) []Distribution {
	groups := make([]Distribution, rapid.IntRange(1, 4).Draw(t, "groups"))
	for k := range groups {
		groups[k] = Of(rapid.SliceOfN(rapid.Float64Range(least, 100), 1, 8).Draw(t, "values"))
	}
	return groups
}

// Within and between add up; a spread is measured alike in another unit, twice over, or in another order; evenness is 0.
func TestEntropyAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		groups := drawGroups(t, .1)
		for _, alpha := range []float64{-1, 0, .5, 1, 2, 3} {
			e, why := GeneralisedEntropy(groups, alpha)
			if why != infer.Defined {
				t.Fatal(why)
			}
			if math.Abs(e.Within+e.Between-e.Total) > 1e-9*(1+e.Total) {
				t.Fatalf("α = %v: %+v", alpha, e)
			}
			var other []Distribution
			for _, g := range groups {
				o := Distribution{}
				for k := len(g.Values) - 1; k >= 0; k-- {
					o.Values, o.Weights = append(o.Values, 7*g.Values[k]), append(o.Weights, 2)
				}
				other = append(other, o)
			}
			if o, _ := GeneralisedEntropy(other, alpha); math.Abs(o.Total-e.Total) > 1e-9*(1+e.Total) {
				t.Fatalf("α = %v: %v, in another unit %v", alpha, e.Total, o.Total)
			}
		}
	})
}

// Gini is the mean absolute difference of all pairs over twice the mean; the concentration of what ranks people is Gini.
func TestGiniOfPairs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(0, 100), 1, 12).Draw(t, "values")
		g, why := NewGini(Of(values))
		if why != infer.Defined {
			return
		}
		sum, differences := 0.0, 0.0
		var people []Person
		for _, v := range values {
			sum += v
			people = append(people, Person{v, v, 1})
			for _, w := range values {
				differences += math.Abs(v - w)
			}
		}
		n := float64(len(values))
		if want := differences / (2 * n * sum); math.Abs(g.Value-want) > 1e-9 {
			t.Fatalf("%v, want %v", g.Value, want)
		}
		c, why := NewConcentration(people)
		if why != infer.Defined || math.Abs(c.Index-g.Value) > 1e-9 {
			t.Fatalf("concentration %v, Gini %v", c.Index, g.Value)
		}
		// Turning the ranking round turns the index.
		for k := range people {
			people[k].Standing = -people[k].Standing
		}
		if r, _ := NewConcentration(people); math.Abs(r.Index+c.Index) > 1e-9 {
			t.Fatalf("turned: %v and %v", r.Index, c.Index)
		}
	})
}

// Atkinson's index at ε and GE at 1 − ε order alike: A = 1 − [α(α−1)GE + 1]^(1/α), Shorrocks 1980.
func TestAtkinsonIsEntropy(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		groups := drawGroups(t, .1)
		for _, epsilon := range []float64{.3, .5, 1, 1.5, 2} {
			a, why := Atkinson(join(groups), epsilon)
			if why != infer.Defined {
				t.Fatal(why)
			}
			alpha := 1 - epsilon
			e, _ := GeneralisedEntropy(groups, alpha)
			want := 1 - math.Exp(-e.Total)
			if alpha != 0 {
				want = 1 - math.Pow(alpha*(alpha-1)*e.Total+1, 1/alpha)
			}
			if math.Abs(a-want) > 1e-9 || a < 0 || a > 1 {
				t.Fatalf("ε = %v: %v, want %v", epsilon, a, want)
			}
		}
	})
}

func TestDegenerate(t *testing.T) {
	entropy := func(alpha float64, values ...float64) infer.Why {
		_, why := GeneralisedEntropy([]Distribution{Of(values)}, alpha)
		return why
	}
	atkinson := func(epsilon float64, values ...float64) infer.Why {
		_, why := Atkinson(Of(values), epsilon)
		return why
	}
	gini := func(values ...float64) infer.Why { _, why := NewGini(Of(values)); return why }
	concentration := func(p ...Person) infer.Why { _, why := NewConcentration(p); return why }
	for _, c := range []struct {
		what      string
		got, want infer.Why
	}{
		{"nobody", entropy(2), infer.WhyNobody},
		{"nobody has anything", entropy(2, 0, 0), infer.WhyNoDenominator},
		{"somebody has less than nothing", entropy(2, -1, 3), infer.WhyNotComputable},
		{"the logarithm of nothing", entropy(0, 0, 3), infer.WhyOutOfRange},
		{"Theil of nothing is defined", entropy(1, 0, 3), infer.Defined},
		{"α is no number", entropy(math.NaN(), 1), infer.WhyNotComputable},
		{"no aversion", atkinson(0, 1, 2), infer.WhyNotComputable},
		{"Atkinson of nobody", atkinson(1), infer.WhyNobody},
		{"Gini of nothing", gini(0), infer.WhyNoDenominator},
		{"concentration of nobody", concentration(), infer.WhyNobody},
		{"concentration of nothing", concentration(Person{1, 0, 1}), infer.WhyNoDenominator},
		{"concentration along nothing", concentration(Person{math.NaN(), 1, 1}), infer.WhyNotComputable},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.what, c.got, c.want)
		}
	}
	if a, why := Atkinson(Of([]float64{0, 3}), 1); a != 1 || why != infer.Defined {
		t.Errorf("Atkinson with somebody who has nothing: %v", a)
	}
	// A group in which nobody has anything: Theil of (0, 0 | 3) is ln 3, all of it between.
	e, why := GeneralisedEntropy([]Distribution{Of([]float64{0, 0}), Of([]float64{3})}, 1)
	defined(t, "Theil", why)
	near(t, "between", e.Between, math.Log(3), 1e-12)
	near(t, "total", e.Total, math.Log(3), 1e-12)
	unequal := Distribution{Values: []float64{1}}
	if _, why := GeneralisedEntropy([]Distribution{unequal}, 1); why != infer.WhyNotComputable {
		t.Errorf("lists of unequal length: %q", why)
	}
}

func TestMethods(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range Methods() {
		if m.Title == "" || m.Source == "" || seen[m.Name] {
			t.Errorf("%s: no title, no source or listed twice", m.Name)
		}
		seen[m.Name] = true
	}
	Methods()[0].Name = "changed"
	if Methods()[0].Name != "generalised_entropy" {
		t.Error("a caller can change the registry")
	}
}
