package coverage

import (
	"slices"
	"testing"

	"auditd/audit"
	"auditd/audit/coverage/lattice"
	"auditd/audit/coverage/lattice/latticetest"
)

// The simulated sample of Jilin was drawn from the census with planted under-coverage (data/SOURCES.md). Counted from the files with
// another program: 延边 487 of an expected 991, rural 0.68, 65+ 0.62, minority 0.56 of their shares; nobody of 白城市 who is rural
// and 65+; 12 people of 长白山管委会, which the yearbook counts within another prefecture.
func TestJilinFindsWhatWasPlanted(t *testing.T) {
	cells := readCells(t, shared(t, "data", "jilin_sample_simulated.csv"), []string{"prefecture", "sex", "age_band", "residence", "ethnicity"}, "", "unknown")
	pops := []*Population{
		readPopulation(t, shared(t, "data", "reference_jilin_2020.csv")),
		readPopulation(t, shared(t, "data", "reference_jilin_2020_joint_prefecture_sex_age.csv")),
		readPopulation(t, shared(t, "data", "reference_jilin_2020_prefectures.csv")),
	}
	c := must[*audit.Coverage](t)(Measure(cells, audit.CoveragePlan{Threshold: 30, Level: 3}, pops, 0.95, 30, 1))

	under := map[string]float64{}
	for _, r := range c.Representation {
		if len(r.Group) == 1 && r.Verdict == audit.DisparityShown {
			if r.Direction != "under" {
				t.Errorf("%s is over-represented", r.Group.Label())
			}
			under[r.Group.Label()] = float64(*r.Ratio)
		}
	}
	// The ratios are count/N over population/total, as whole numbers from the files: 延边 (487/11988)/(1986339/24073453) …
	for group, ratio := range map[string]float64{
		"延边朝鲜族自治州": 487.0 / 11988 / (1986339.0 / 24073453),
		"65+":      1154.0 / 11935 / (3757224.0 / 24073453),
		"rural":    3012.0 / 11831 / (8994439.0 / 24073453),
		"minority": 575.0 / 11752 / (2087614.0 / 24073453),
	} {
		near(t, group, under[group], ratio)
		delete(under, group)
	}
	if len(under) > 0 {
		t.Errorf("disparity shown for groups that were drawn in proportion: %v", under)
	}
	k := slices.IndexFunc(c.Representation, func(r audit.Representation) bool { return r.Group.Label() == "长白山管委会" })
	if r := c.Representation[k]; r.Status != audit.StatusNotInReference || r.Count != 12 || r.Population != nil {
		t.Errorf("got %+v for a prefecture that the census does not have", r)
	}
	hole := findPattern(t, c.Uncovered, "白城市 · 65+ · rural")
	if hole.Count != 0 || hole.Materiality != audit.UnderCovered || hole.Basis != basisIndependence || *hole.PAdjusted > 1e-10 {
		t.Errorf("got %+v for the combination that nobody was drawn of", hole)
	}
	// 延边 · male · 65+: 25 records; in the joint census table 延边 has 145 156 such people.
	elderly := findPattern(t, c.Uncovered, "延边朝鲜族自治州 · male · 65+")
	if elderly.Count != 25 || elderly.Basis != basisJoint || *elderly.Population != 145156 || elderly.Materiality != audit.UnderCovered {
		t.Errorf("got %+v", elderly)
	}
	checkPatterns(t, c, cells)
}

func findPattern(t testing.TB, patterns []audit.Pattern, label string) audit.Pattern {
	t.Helper()
	k := slices.IndexFunc(patterns, func(p audit.Pattern) bool { return p.Pattern.Label() == label })
	if k < 0 {
		t.Fatalf("no pattern %s", label)
	}
	return patterns[k]
}

// checkPatterns holds what is true of any coverage: counts below the threshold, materiality as its numbers say, order by level, and
// a plan after which nothing up to its level is short.
func checkPatterns(t testing.TB, c *audit.Coverage, cells *audit.Cells) {
	t.Helper()
	for k, p := range c.Uncovered {
		want := audit.NoPopulation
		switch {
		case p.Population == nil:
		case *p.Population == 0:
			want = audit.StructuralZero
		case float64(*p.Expected) < float64(c.Threshold):
			want = audit.RarePattern
		default:
			want = audit.UnderCovered
		}
		if p.Materiality != want || p.Count >= c.Threshold || p.Level != len(p.Pattern) || (k > 0 && p.Level < c.Uncovered[k-1].Level) {
			t.Errorf("pattern %d: %+v", k, p)
		}
		if p.P != nil && (*p.PAdjusted < *p.P || *p.PAdjusted > 1) {
			t.Errorf("pattern %d: adjusted p %g of %g", k, *p.PAdjusted, *p.P)
		}
	}
	after := latticetest.Collected(cells, c.Collection)
	l := lattice.New(after, allColumns(after), nil)
	if s := lattice.Find(l, c.Threshold, c.CollectLevel, 10); len(s.Maximal) != 0 && len(c.Unattainable) == 0 {
		t.Errorf("after the collection plan %d patterns are uncovered", len(s.Maximal))
	}
}

// Every reference file of the material is usable as it is: which of its attributes are found, and how many people they hold.
func TestEveryReferenceFileIsUsable(t *testing.T) {
	prefecture := []string{"长春市", "延边朝鲜族自治州"}
	sex, residence, age := []string{"female", "male"}, []string{"rural", "urban"}, []string{"0-14", "15-59", "60-64", "65+"}
	for _, c := range []struct {
		file       string
		attributes map[string][]string
		found      []string
		total      int64 // SOURCES.md, and the sums of the files
		pairs      int   // of attributes that a table holds jointly
	}{
		{"reference_broward_2010.csv", map[string][]string{"sex": sex, "compas_race": {"Asian"}, "age": {"65+"}}, []string{"age", "compas_race", "sex"}, 1748066, 0},
		{"reference_jilin_2010_ethnicity.csv", map[string][]string{"ethnicity_2010": {"Han"}}, []string{"ethnicity_2010"}, 27452815, 0},
		{"reference_jilin_2020.csv", map[string][]string{"age_band": age, "age_5y": {"85+"}, "sex": sex}, []string{"age_5y", "age_band", "sex"}, 24073453, 1},
		{"reference_jilin_2020_counties.csv", map[string][]string{"prefecture": prefecture, "residence": residence, "sex": sex}, []string{"prefecture", "residence", "sex"}, 24073453, 2},
		{"reference_jilin_2020_prefectures.csv", map[string][]string{"prefecture": prefecture, "residence": residence, "sex": sex}, []string{"prefecture", "residence", "sex"}, 24073453, 2},
		{"reference_jilin_2020_joint_prefecture_sex_age.csv", map[string][]string{"prefecture": prefecture, "sex": sex, "age_band": age}, []string{"age_band", "prefecture", "sex"}, 24073453, 3},
		{"reference_sichuan_2020.csv", map[string][]string{"age_band": age, "sex": sex, "residence": residence}, []string{"age_band", "residence", "sex"}, 83674866, 1},
		{"reference_sichuan_2020_counties.csv", map[string][]string{"prefecture": {"成都市"}, "residence": residence}, []string{"prefecture", "residence"}, 83674866, 1},
		{"reference_sichuan_2020_prefectures.csv", map[string][]string{"prefecture": {"成都市"}, "sex": sex}, []string{"prefecture", "sex"}, 83674866, 1},
		{"reference_sichuan_2020_joint_prefecture_sex_age.csv", map[string][]string{"prefecture": {"成都市"}, "age_band": age}, []string{"age_band", "prefecture"}, 83674866, 1},
	} {
		p := readPopulation(t, shared(t, "data", c.file))
		var names []string
		for name := range c.attributes {
			names = append(names, name)
		}
		slices.Sort(names)
		cells := &audit.Cells{}
		for _, name := range names {
			cells.Attributes = append(cells.Attributes, audit.Dim{Name: name, Values: c.attributes[name]})
		}
		r, err := newReference(cells, []*Population{p})
		if err != nil {
			t.Errorf("%s: %v", c.file, err)
			continue
		}
		if f := r.files[0]; !slices.Equal(f.Attributes, c.found) || f.Total != c.total {
			t.Errorf("%s: got %v with %d people, want %v with %d", c.file, f.Attributes, f.Total, c.found, c.total)
		}
		pairs := 0
		for _, set := range r.intersections() {
			if len(set) == 2 {
				pairs++
			}
		}
		if pairs != c.pairs {
			t.Errorf("%s: got %d pairs of attributes, want %d", c.file, pairs, c.pairs)
		}
	}
}
