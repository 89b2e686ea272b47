package metric

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"auditd/audit"
	"auditd/audit/audittest"
)

// sharedDir is the folder of the reference results beside the repository.
func sharedDir(t *testing.T) string {
	t.Helper()
	return filepath.Dir(audittest.Shared(t, "golden"))
}

// golden reads one file of reference results.
func golden(t *testing.T, name string) map[string]any {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(sharedDir(t), "golden", name))
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

// A table is a CSV file as it stands.
type table struct {
	header []string
	rows   [][]string
}

// readCSV reads one data file.
func readCSV(t *testing.T, name string) table {
	t.Helper()
	f, err := os.Open(filepath.Join(sharedDir(t), "data", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return table{header: all[0], rows: all[1:]}
}

func (tb table) column(t *testing.T, name string) func(row []string) string {
	t.Helper()
	i := slices.Index(tb.header, name)
	if i < 0 {
		t.Fatalf("no column %s", name)
	}
	return func(row []string) string { return row[i] }
}

// compas is COMPAS counted by one attribute, with strata by age band and by prior convictions.
func compas(t *testing.T, attribute string, reference string) ProfileAttribute {
	t.Helper()
	tb := readCSV(t, "compas.csv")
	priors := tb.column(t, "priors_count")
	return countBy(t, tb, attribute, reference, "high_risk", "two_year_recid", map[string]func([]string) string{
		"age_cat": tb.column(t, "age_cat"),
		// The bands behind the golden file: 0, 1 to 3, 4 and more.
		"priors_band": func(row []string) string {
			n, err := strconv.Atoi(priors(row))
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case n == 0:
				return "0"
			case n <= 3:
				return "1-3"
			default:
				return "4+"
			}
		},
	}, []string{"age_cat", "priors_band"})
}

// countBy counts rows by attribute, decision and label, and by the strata in the order of names. An empty column name stands for
// a column that the data do not have.
func countBy(t *testing.T, tb table, attribute, reference, decision, label string, strata map[string]func([]string) string, names []string) ProfileAttribute {
	t.Helper()
	value := tb.column(t, attribute)
	truth := func(column string) func([]string) int {
		if column == "" {
			return func([]string) int { return 0 }
		}
		get := tb.column(t, column)
		return func(row []string) int {
			switch get(row) {
			case "0":
				return 1
			case "1":
				return 2
			}
			t.Fatalf("column %s has %q", column, get(row))
			return 0
		}
	}
	decided, labelledAs := truth(decision), truth(label)
	distinct := func(get func([]string) string) []string {
		var vs []string
		for _, row := range tb.rows {
			if v := get(row); !slices.Contains(vs, v) {
				vs = append(vs, v)
			}
		}
		slices.Sort(vs)
		return vs
	}
	groups := distinct(value)
	at := ProfileAttribute{Name: attribute, Reference: slices.Index(groups, reference)}
	for _, g := range groups {
		at.Groups = append(at.Groups, GroupCounts{Group: audit.Group{{Attribute: attribute, Value: g}}})
	}
	for _, row := range tb.rows {
		at.Groups[slices.Index(groups, value(row))].Counts.N[labelledAs(row)][decided(row)]++
	}
	for _, name := range names {
		keys := distinct(strata[name])
		s := ProfileStrata{Variable: name, Counts: make([][]audit.Counts, len(keys))}
		for k := range keys {
			s.Counts[k] = make([]audit.Counts, len(groups))
		}
		for _, row := range tb.rows {
			s.Counts[slices.Index(keys, strata[name](row))][slices.Index(groups, value(row))].N[labelledAs(row)][decided(row)]++
		}
		at.Strata = append(at.Strata, s)
	}
	return at
}

// A ledger counts the numbers that were compared with a golden file, and those that were not, by reason.
type ledger struct {
	file     string
	compared int
	skipped  map[string]int
}

func newLedger(file string) *ledger { return &ledger{file: file, skipped: map[string]int{}} }

// same compares one number to 1e-6.
func (l *ledger) same(t *testing.T, what string, got, want float64) {
	t.Helper()
	l.compared++
	if !(math.Abs(got-want) <= 1e-6) {
		t.Errorf("%s %s: got %.9g, want %.9g", l.file, what, got, want)
	}
}

// skip notes numbers of the file that are not compared.
func (l *ledger) skip(reason string, n int) { l.skipped[reason] += n }

// close prints the account and checks that the file is used up: every number in it was compared or is accounted for.
func (l *ledger) close(t *testing.T, numbers int) {
	t.Helper()
	left := numbers - l.compared
	t.Logf("%s: %d of %d numbers compared to 1e-6", l.file, l.compared, numbers)
	reasons := make([]string, 0, len(l.skipped))
	for r := range l.skipped {
		reasons = append(reasons, r)
	}
	slices.Sort(reasons)
	for _, r := range reasons {
		t.Logf("%s: %d not compared: %s", l.file, l.skipped[r], r)
		left -= l.skipped[r]
	}
	if left != 0 {
		t.Errorf("%s: %d numbers neither compared nor accounted for", l.file, left)
	}
}

// numbersIn counts the numbers below a JSON value.
func numbersIn(v any) int {
	n := 0
	switch v := v.(type) {
	case float64:
		n = 1
	case map[string]any:
		for _, x := range v {
			n += numbersIn(x)
		}
	case []any:
		for _, x := range v {
			n += numbersIn(x)
		}
	}
	return n
}

// at walks down a JSON document.
func at(t *testing.T, doc any, path ...string) map[string]any {
	t.Helper()
	for _, p := range path {
		m, ok := doc.(map[string]any)
		if !ok || m[p] == nil {
			t.Fatalf("no %q in the document", p)
		}
		doc = m[p]
	}
	return doc.(map[string]any)
}

// A valueKey names one number of a profile.
type valueKey struct{ metric, group, stratum string }

// byKey indexes the values of one attribute. Two values with one name are an error, unless they differ in reference.
func byKey(t *testing.T, values []audit.ToolValue, reference func(audit.ToolValue) bool) map[valueKey]audit.ToolValue {
	t.Helper()
	m := map[valueKey]audit.ToolValue{}
	for _, v := range values {
		if !reference(v) {
			continue
		}
		k := valueKey{v.Metric, v.Group, v.Stratum}
		if _, taken := m[k]; taken {
			t.Errorf("two values for %+v", k)
		}
		m[k] = v
	}
	return m
}

func anyReference(audit.ToolValue) bool { return true }

// numberOf returns a profile's number, NaN and infinities as such; it fails when there is no such value.
func numberOf(t *testing.T, m map[valueKey]audit.ToolValue, k valueKey) float64 {
	t.Helper()
	v, ok := m[k]
	if !ok {
		t.Fatalf("the profile has no %+v", k)
	}
	switch {
	case v.Value != nil:
		return float64(*v.Value)
	case v.Text == "inf":
		return math.Inf(1)
	case v.Text == "-inf":
		return math.Inf(-1)
	}
	return math.NaN()
}
