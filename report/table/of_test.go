package table_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"

	"auditd/audit"
	"auditd/report/table"
)

// A filler gives every leaf of an audit a value of its own, so that a test can look for it in the tables.
type filler struct {
	n     int
	paths []string // path and value of each leaf
	texts []string
}

func (f *filler) fill(v reflect.Value, path string) {
	leaf := func(text string) { f.paths, f.texts = append(f.paths, path), append(f.texts, text) }
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(v.Elem(), path)
	case reflect.Struct:
		for i := range v.NumField() {
			f.fill(v.Field(i), path+"."+v.Type().Field(i).Name)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			f.fill(v.Index(i), path)
		}
	case reflect.String:
		f.n++
		v.SetString(fmt.Sprintf("text%d.", f.n))
		leaf(v.String())
	case reflect.Int, reflect.Int64:
		f.n++
		v.SetInt(int64(f.n))
		leaf(fmt.Sprint(f.n))
	case reflect.Float64:
		f.n++
		v.SetFloat(float64(f.n)) // whole, so that no rounding touches it
		leaf(fmt.Sprint(f.n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Uint64, reflect.Map:
	default:
		panic(path + ": " + v.Kind().String())
	}
}

func full() *audit.Audit {
	var a audit.Audit
	new(filler).fill(reflect.ValueOf(&a).Elem(), "")
	return &a
}

// elsewhere are the parts of an audit that no table has, with the reason.
var elsewhere = map[string]string{
	".Scores.Attributes.Attributes":                     "the groups show them",
	".Scores.Attributes.Reference":                      "the measures and cuts have it",
	".Scores.Attributes.Groups.Curve":                   "points of a drawing; the areas are in score_measures",
	".Scores.Attributes.Groups.Shares":                  "bars of a drawing; distances of distributions are in score_measures",
	".Scores.Attributes.Groups.Weighted.People.N":       "it is the n of score_groups",
	".Scores.Attributes.Groups.Weighted.AboveMedian.N":  "it is the above_median of score_groups",
	".Scores.Ranges":                                    "their edges",
	".Scores.Edges":                                     "the mean scores of the bins are in score_bins",
	".Scores.Grid":                                      "these are the cuts of score_cuts that have a simultaneous interval",
	".Scores.Attributes.Pairs.Calibration":              "it is the measure calibration_difference; a rule that judges it makes a finding",
	".Scores.Attributes.Pairs.Crossings":                "where the ratio of score_cuts passes 0.8",
	".Stages.Sweeps.Pairs.Crossings":                    "where the ratio of stage_cuts passes 0.8",
	".Stages.Sweeps.Pairs.WholeCrossings":               "where the whole_ratio of stage_cuts passes 0.8",
	".Scores.Attributes.Pairs.Cuts.Simultaneous.Method": "Koopman's, as that of the other interval",
	".Plan.":                      "the plan is a document of its own, identified by plan_sha256",
	".Findings.Evidence.Group.":   "the finding has the group",
	".Findings.Evidence.Referen":  "the finding has the reference",
	".Findings.Evidence.Stratum.": "the finding has the stratum",
	".Findings.Evidence.Metric":   "the finding has the metric",
	".Findings.Evidence.Verdict":  "the finding has the verdict",
	".Examined.Intersections":     "the groups of the estimates show them",
}

// emptyCells end the paths of reasons that results.json gives beside one number of several; the cell of that number is empty.
var emptyCells = []string{
	".Apart", ".TestWhy", ".RatesWhy", ".Steps.ShareWhy", ".Steps.LogWhy", ".ByStratum.Why", ".Bins.Why", ".Mixes.Shares.Why", ".Shrinkage.Groups.Why",
}

// TestNothingIsLeftOut gives every field of the audit a value of its own and looks for it in the cells.
func TestNothingIsLeftOut(t *testing.T) {
	var a audit.Audit
	var f filler
	f.fill(reflect.ValueOf(&a).Elem(), "")
	var cells strings.Builder
	has := map[string]bool{}
	for _, tab := range table.Of(&a) {
		for _, row := range tab.Rows {
			for _, v := range row {
				if s, ok := v.(string); ok {
					cells.WriteString(s + "\n")
				} else if v != nil {
					has[fmt.Sprint(v)] = true
				}
			}
		}
	}
	used := map[string]bool{}
	planShown := []string{".Plan.Title", ".Plan.System.", ".Plan.Confidence", ".Plan.Multiplicity.", ".Plan.MinGroupSize"}
	for i, path := range f.paths {
		found := has[f.texts[i]] || strings.HasPrefix(f.texts[i], "text") && strings.Contains(cells.String(), f.texts[i])
		excused := slices.ContainsFunc(emptyCells, func(end string) bool { return strings.HasSuffix(path, end) })
		for part := range elsewhere {
			if strings.HasPrefix(path, part) && !slices.ContainsFunc(planShown, func(p string) bool { return strings.HasPrefix(path, p) }) {
				excused, used[part] = true, true
			}
		}
		if !found && !excused && path != ".Findings.Evidence.Reference" {
			t.Errorf("%s (%s) is in no table", path, f.texts[i])
		}
	}
	for part := range elsewhere {
		if !used[part] {
			t.Errorf("nothing is at %s any more", part)
		}
	}
}

// TestCatalogue holds every table to the promises of Check and every column to a clear sentence.
func TestCatalogue(t *testing.T) {
	tables := table.Of(full())
	if len(tables) < 26 { // every table there is, and the dictionary
		t.Errorf("%d tables, want at least 26", len(tables))
	}
	names := map[string]bool{}
	columns := 0
	for _, tab := range tables {
		if err := tab.Check(); err != nil {
			t.Error(err)
		}
		if names[tab.Name] || tab.Title == "" || len(tab.Name) > 31 {
			t.Errorf("table %s: twice, without title or too long for a worksheet", tab.Name)
		}
		names[tab.Name] = true
		columns += len(tab.Columns)
		filled := make([]bool, len(tab.Columns))
		for _, row := range tab.Rows {
			for j, v := range row {
				filled[j] = filled[j] || v != nil
			}
		}
		for j, c := range tab.Columns {
			first := []rune(c.Text + " ")[0]
			if !unicode.IsUpper(first) || !strings.HasSuffix(c.Text, ".") || strings.Contains(c.Text, ". ") || len(strings.Fields(c.Text)) < 3 {
				t.Errorf("%s.%s: %q is not one sentence", tab.Name, c.Name, c.Text)
			}
			// A full audit has a value for everything but the infinite.
			if !filled[j] && c.Name != "upper_why" && !(tab.Name == "notices" && c.Name == "file") {
				t.Errorf("%s.%s has no value in any row", tab.Name, c.Name)
			}
		}
	}
	if last := tables[len(tables)-1]; last.Name != "columns" || len(last.Rows) != columns {
		t.Errorf("the last table is %s with %d rows, want columns with %d", last.Name, len(last.Rows), columns)
	}
}

func TestEmptyAuditHasItsOverview(t *testing.T) {
	var names []string
	for _, tab := range table.Of(&audit.Audit{}) {
		names = append(names, tab.Name)
		if err := tab.Check(); err != nil {
			t.Error(err)
		}
	}
	if want := []string{"audit", "columns"}; !slices.Equal(names, want) {
		t.Errorf("%v, want %v", names, want)
	}
}

func TestCheckRefuses(t *testing.T) {
	column := func(name string, kind table.Type) []table.Column {
		return []table.Column{{Name: name, Type: kind, Text: "A column."}}
	}
	inf := 1e308
	inf *= 10
	for name, tab := range map[string]table.Table{
		"table name with a blank":     {Name: "a b"},
		"table name with a slash":     {Name: "../a"},
		"column name in upper case":   {Name: "t", Columns: column("A", table.Text)},
		"column name with two __":     {Name: "t", Columns: column("a__b", table.Text)},
		"column twice":                {Name: "t", Columns: append(column("a", table.Text), column("a", table.Text)...)},
		"row too short":               {Name: "t", Columns: column("a", table.Text), Rows: [][]any{{}}},
		"number in a text column":     {Name: "t", Columns: column("a", table.Text), Rows: [][]any{{int64(1)}}},
		"number in an integer column": {Name: "t", Columns: column("a", table.Integer), Rows: [][]any{{1.0}}},
		"int in place of int64":       {Name: "t", Columns: column("a", table.Integer), Rows: [][]any{{1}}},
		"infinite number":             {Name: "t", Columns: column("a", table.Number), Rows: [][]any{{inf}}},
		"not a number":                {Name: "t", Columns: column("a", table.Number), Rows: [][]any{{inf - inf}}},
	} {
		if err := tab.Check(); audit.KindOf(err) != audit.Internal || err == nil {
			t.Errorf("%s: %v, want an internal error", name, err)
		}
		for _, f := range table.Formats() {
			if f.Write(&strings.Builder{}, tab) == nil {
				t.Errorf("%s: %s writes it", name, f.Name)
			}
		}
	}
}
