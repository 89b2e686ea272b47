package coverage

import (
	"encoding/csv"
	"encoding/json"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"auditd/audit"
	"auditd/audit/coverage/lattice/latticetest"
)

// readCells reads the named columns of a CSV into cells; the texts of unknown stand for Unknown.
func readCells(t testing.TB, path string, columns []string, unknown ...string) *audit.Cells {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	domains := make([][]string, len(columns))
	for _, cells := range all[1:] {
		r := make([]string, len(columns))
		for i, name := range columns {
			r[i] = cells[slices.Index(all[0], name)]
			if slices.Contains(unknown, r[i]) {
				r[i] = audit.Unknown
			} else if !slices.Contains(domains[i], r[i]) {
				domains[i] = append(domains[i], r[i])
			}
		}
		rows = append(rows, r)
	}
	for i := range domains {
		slices.Sort(domains[i])
	}
	return latticetest.People(columns, domains, rows, nil)
}

func readPopulation(t testing.TB, path string) *Population {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	return must[*Population](t)(ReadPopulation(path[strings.LastIndex(path, "/")+1:], f))
}

func readJSON(t testing.TB, path string, v any) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, v); err != nil {
		t.Fatal(err)
	}
}

type goldenPatterns struct {
	Tau       int64    `json:"tau"`
	Columns   []string `json:"columns"`
	Nodes     float64  `json:"n_patterns"`
	Uncovered int64    `json:"n_uncovered_patterns"`
	Number    int      `json:"n_mups"`
	Mups      []struct {
		Level   int               `json:"level"`
		Pattern map[string]string `json:"pattern"`
		Count   int64             `json:"count"`
	} `json:"mups"`
}

// Every maximal uncovered pattern of COMPAS and Berkeley admissions, found by brute force with two algorithms (golden/README.md).
func TestGoldenMaximalUncoveredPatterns(t *testing.T) {
	for golden, data := range map[string]string{"compas_mups.json": "compas.csv", "ucb_mups.json": "ucbadmissions_long.csv"} {
		var cases map[string]json.RawMessage
		readJSON(t, shared(t, "golden", golden), &cases)
		checked := 0
		for _, name := range slices.Sorted(maps.Keys(cases)) {
			if name == "meta" {
				continue
			}
			var want goldenPatterns
			if err := json.Unmarshal(cases[name], &want); err != nil {
				t.Fatal(err)
			}
			cells := readCells(t, shared(t, "data", data), want.Columns)
			c := must[*audit.Coverage](t)(Measure(cells, audit.CoveragePlan{Threshold: want.Tau}, nil, 0.95, 30, 1))
			if float64(c.Nodes) != want.Nodes || *c.UncoveredNodes != want.Uncovered || len(c.Uncovered) != want.Number {
				t.Errorf("%s: got %v nodes, %d uncovered, %d maximal, want %v, %d, %d", name, c.Nodes, *c.UncoveredNodes, len(c.Uncovered), want.Nodes, want.Uncovered, want.Number)
			}
			found := map[string]audit.Pattern{}
			for _, p := range c.Uncovered {
				found[p.Pattern.Key()] = p
			}
			for _, m := range want.Mups {
				var g audit.Group
				for _, column := range want.Columns {
					if v, ok := m.Pattern[column]; ok {
						g = append(g, audit.Item{Attribute: column, Value: v})
					}
				}
				if p, ok := found[g.Key()]; !ok || p.Count != m.Count || p.Level != m.Level {
					t.Errorf("%s: got %+v for %v, want count %d at level %d", name, p, g, m.Count, m.Level)
				}
			}
			checked++
		}
		if checked == 0 {
			t.Errorf("%s has no cases", golden)
		}
	}
}

type goldenShares struct {
	N      int64 `json:"n"`
	Groups map[string]struct {
		N        int64      `json:"n"`
		Share    float64    `json:"sample_share"`
		Wilson   [2]float64 `json:"sample_share_wilson95"`
		RefShare float64    `json:"reference_share"`
		Ratio    float64    `json:"ratio"`
		Gap      float64    `json:"difference"`
		Z        float64    `json:"z"`
		BinomP   float64    `json:"binom_p"`
	} `json:"groups"`
	Observed  []int64            `json:"observed"`
	Reference []int64            `json:"reference"`
	Distance  map[string]float64 `json:"distance"`
}

// goldenDistances maps the golden file's names to ours.
var goldenDistances = map[string][2]string{
	"psi": {"psi", "nats"}, "kl_obs_ref": {"kullback_leibler", "nats"}, "kl_ref_obs": {"kullback_leibler_reverse", "nats"},
	"js_divergence": {"jensen_shannon", "nats"}, "tvd": {"total_variation", "share"}, "linf": {"l_infinity", "share"},
	"hellinger": {"hellinger", ""}, "chi2_gof": {"chi_squared", ""},
}

// Shares, intervals, residuals, binomial p and distances of COMPAS against Broward County and against equal shares.
func TestGoldenRepresentation(t *testing.T) {
	var cases map[string]json.RawMessage
	readJSON(t, shared(t, "golden", "compas_coverage.json"), &cases)
	broward := readPopulation(t, shared(t, "data", "reference_broward_2010.csv"))
	for _, c := range []struct{ golden, column, attribute string }{
		{"race vs Broward 2010 (approximate reference)", "race", "compas_race"},
		{"sex vs Broward 2010 (approximate reference)", "sex", "sex"},
		{"race vs uniform", "race", ""},
		{"sex vs uniform", "sex", ""},
		{"age_cat vs uniform", "age_cat", ""},
	} {
		var want goldenShares
		if err := json.Unmarshal(cases[c.golden], &want); err != nil {
			t.Fatal(err)
		}
		cells := readCells(t, shared(t, "data", "compas.csv"), []string{c.column})
		population := broward
		if c.attribute == "" {
			population = uniform(t, cells)
		} else {
			cells.Attributes[0].Name = c.attribute
		}
		if c.attribute == "sex" { // the census writes these words in lower case
			for i, v := range cells.Attributes[0].Values {
				cells.Attributes[0].Values[i] = strings.ToLower(v)
			}
		}
		got := must[*audit.Coverage](t)(Measure(cells, audit.CoveragePlan{Threshold: 30}, []*Population{population}, 0.95, 30, 1))
		if len(got.Representation) != len(want.Groups) {
			t.Fatalf("%s: got %d groups, want %d", c.golden, len(got.Representation), len(want.Groups))
		}
		for group, w := range want.Groups {
			k := slices.IndexFunc(got.Representation, func(r audit.Representation) bool { return strings.EqualFold(r.Group[0].Value, group) })
			r := got.Representation[k]
			name := c.golden + " " + group
			if r.Count != w.N || r.N != want.N {
				t.Errorf("%s: got %d of %d, want %d of %d", name, r.Count, r.N, w.N, want.N)
			}
			near(t, name+" share", float64(*r.Share), w.Share)
			near(t, name+" reference share", float64(*r.ReferenceShare), w.RefShare)
			near(t, name+" ratio", float64(*r.Ratio), w.Ratio)
			near(t, name+" gap", float64(*r.Gap), w.Gap)
			near(t, name+" residual", float64(*r.Residual), w.Z)
			near(t, name+" lower", r.Interval.Lower, w.Wilson[0]/w.RefShare)
			near(t, name+" upper", r.Interval.Upper, w.Wilson[1]/w.RefShare)
			nearP(t, name+" binomial p", float64(binomialTest(w.N, want.N, float64(*r.ReferenceShare)).P), w.BinomP)
		}
		for golden, ours := range goldenDistances {
			near(t, c.golden+" "+golden, distanceNamed(t, got, ours[0], ours[1]), want.Distance[golden])
		}
	}
}

// The golden file also sets two distributions of decile scores against each other; only the distances concern coverage.
func TestGoldenDistances(t *testing.T) {
	var cases map[string]json.RawMessage
	readJSON(t, shared(t, "golden", "compas_coverage.json"), &cases)
	checked := 0
	for name, raw := range cases {
		if !strings.HasPrefix(name, "decile_score") {
			continue
		}
		var want goldenShares
		var flat map[string]any
		if err := json.Unmarshal(raw, &want); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(raw, &flat); err != nil {
			t.Fatal(err)
		}
		p, q := shares(want.Observed), shares(want.Reference)
		for _, kind := range distances {
			for golden, ours := range goldenDistances {
				if ours[0] == kind.name && ours[1] == kind.unit {
					near(t, name+" "+golden, kind.between(p, q), flat[golden].(float64))
					checked++
				}
			}
			if kind.name == "jensen_shannon" && kind.unit == "nats" { // the golden distance is the root of the nats
				near(t, name+" js distance", math.Sqrt(kind.between(p, q)), flat["js_distance_base_e"].(float64))
			}
		}
	}
	if checked != 14 { // two distributions, seven distances
		t.Errorf("got %d comparisons, want 14", checked)
	}
}

func distanceNamed(t testing.TB, c *audit.Coverage, name, unit string) float64 {
	t.Helper()
	k := slices.IndexFunc(c.Distances, func(d audit.Distance) bool { return d.Name == name && d.Unit == unit })
	if k < 0 || c.Distances[k].Value == nil {
		t.Fatalf("no distance %s %s", name, unit)
	}
	return float64(*c.Distances[k].Value)
}

// uniform is a population with equally many people of each value.
func uniform(t testing.TB, cells *audit.Cells) *Population {
	var b strings.Builder
	b.WriteString("attribute,group,population\n")
	for _, d := range cells.Attributes {
		for _, v := range d.Values {
			b.WriteString(d.Name + "," + v + ",1000000\n")
		}
	}
	return must[*Population](t)(ReadPopulation("uniform.csv", strings.NewReader(b.String())))
}

// near fails unless got is within 1e-6 of want, absolutely or relatively.
func near(t testing.TB, name string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-6*math.Max(1, math.Abs(want))) {
		t.Errorf("%s: got %.9g, want %.9g", name, got, want)
	}
}

// nearP compares p-values by their relative error, save where the golden file has 0 because its own arithmetic ran out.
func nearP(t testing.TB, name string, got, want float64) {
	t.Helper()
	if want == 0 && got < 1e-300 {
		return
	}
	if !(math.Abs(got-want) <= 1e-6*want) {
		t.Errorf("%s: got %.9g, want %.9g", name, got, want)
	}
}
