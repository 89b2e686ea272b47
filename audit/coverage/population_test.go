package coverage

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"auditd/audit"
	"auditd/audit/coverage/lattice/latticetest"
)

// Errors name file, row, column and value, and say what to do.
func TestReadPopulationRefuses(t *testing.T) {
	for _, c := range []struct {
		name, file string
		row        int64
		column     string
		value      string
	}{
		{"an empty file", "", 0, "", ""},
		{"a header alone", "attribute,group,population\n", 0, "", ""},
		{"no numbers", "attribute,group,share\nsex,male,0.5\n", 1, "", `"attribute,group,share"`},
		{"two columns of numbers", "attribute,group,population,people\nsex,male,1,2\n", 1, "people", ""},
		{"a column without a name", "attribute,,population\nsex,male,1\n", 1, "", ""},
		{"a column twice", "sex,sex,population\nmale,f,1\n", 1, "sex", ""},
		{"a share", "attribute,group,population\nsex,male,0.5\n", 2, "population", `"0.5"`},
		{"a separator of thousands", "attribute,group,population\nsex,male,1\nsex,female,\"9,066\"\n", 3, "population", `"9,066"`},
		{"a negative number", "attribute,group,population\nsex,male,-3\n", 2, "population", `"-3"`},
		{"no number at all", "attribute,group,population\nsex,male,\n", 2, "population", `" "`},
		{"too many people", "attribute,group,population\nsex,male,9000000000000000000\n", 2, "population", `"9000000000000000000"`},
		{"not a number", "attribute,group,population\nsex,male,NaN\n", 2, "population", `"NaN"`},
		{"a group twice", "attribute,group,population\nsex,male,1\nsex,male,2\n", 3, "group", `"male"`},
		{"a group without a name", "attribute,group,population\nsex,,1\n", 2, "group", ""},
		{"an unknown column of margins", "attribute,group,region,population\nsex,male,here,1\n", 1, "region", ""},
		{"a short row", "attribute,group,population\nsex,male\n", 2, "", ""},
		{"a stray quote", "attribute,group,population\nsex,ma\"le,1\n", 2, "", ""},
		{"another encoding", "attribute,group,population\nsex,\xc4\xd0,1\n", 0, "", ""},
		{"a hostile value", "attribute,group,population\nsex,male,<b>\u202e\n", 2, "population", `"<b>\u202e"`},
	} {
		_, err := ReadPopulation("r.csv", strings.NewReader(c.file))
		var e *audit.Error
		if !errors.As(err, &e) {
			t.Errorf("%s: got %v, want an error", c.name, err)
			continue
		}
		if e.Kind != audit.Invalid || e.File != "r.csv" || e.Row != c.row || e.Column != c.column || e.Value != c.value || e.Remedy == "" || e.Text == "" {
			t.Errorf("%s: got kind %s row %d column %q value %s remedy %q", c.name, e.Kind, e.Row, e.Column, e.Value, e.Remedy)
		}
	}
}

func TestReadPopulationLimit(t *testing.T) {
	_, err := ReadPopulation("r.csv", strings.NewReader(strings.Repeat("x", maxPopulationBytes+1)))
	if audit.KindOf(err) != audit.Limit {
		t.Errorf("got %v, want a limit error", err)
	}
}

func TestReadPopulationKeepsItsHash(t *testing.T) {
	file := "\ufeffattribute,group,population\nsex,male,12.0\n" // a byte-order mark, and a spreadsheet's whole number
	p := must[*Population](t)(ReadPopulation("r.csv", strings.NewReader(file)))
	sum := sha256.Sum256([]byte(file))
	if p.SHA256 != hex.EncodeToString(sum[:]) || p.people[0] != 12 || p.header[0] != "attribute" {
		t.Errorf("got %+v", p)
	}
}

// What the reference says is settled against the data's attributes; what contradicts itself is refused, what is left out is noted.
func TestReferenceAgainstTheData(t *testing.T) {
	dims := []audit.Dim{{Name: "sex", Values: []string{"f", "m"}}, {Name: "age", Values: []string{"old", "young"}}}
	const margins = "attribute,group,population\ntotal,all,100\nsex,f,50\nsex,m,50\n"
	for _, c := range []struct {
		name  string
		files []string
		err   string // part of the error's text, "" when there is none
		notes string // keys of the notes
	}{
		{"margins", []string{margins}, "", "coverage_attribute_not_in_reference"},
		{"bands of two conventions under one name", []string{margins + "age,old,60\nage,young,40\nage,0-14,20\n"}, "more people than the total", ""},
		{"people of 3 years and more", []string{margins + "age,old,57\nage,young,40\n"}, "", "coverage_reference_universe_differs"},
		{"another attribute", []string{margins + "age,old,60\nage,young,40\nschool,none,3\n"}, "", "coverage_reference_attribute_ignored"},
		{"a joint margin in the other order", []string{"attribute,group,population\nage x sex,old & f,30\nage x sex,old & m,20\nage x sex,young & f,20\nage x sex,young & m,30\n"}, "", ""},
		{"a joint margin of one value", []string{"attribute,group,population\nage x sex,old,30\n"}, "does not name a value of each attribute", ""},
		{"wide columns", []string{"age,population,f,m\nold,50,30,20\nyoung,50,20,30\n"}, "", ""},
		{"wide columns that do not add up", []string{"age,population,f,m\nold,50,30,20\nyoung,50,20,29\n"}, "", "coverage_reference_columns_do_not_add_up coverage_reference_column_summed_over coverage_reference_column_summed_over coverage_attribute_not_in_reference"},
		{"a column more", []string{"sex,age,county,code,population\nf,old,a,1,5\nf,old,b,,5\nm,young,a,2,5\n"}, "", "coverage_reference_column_summed_over coverage_reference_column_ignored"},
		{"the same combination twice", []string{"sex,age,population\nf,old,5\nf,old,6\n"}, "given in row 2 already", ""},
		{"a row of totals", []string{"sex,age,population\nf,old,5\nf,合计,6\n"}, "a row of totals", ""},
		{"the reserved name", []string{"sex,age,population\nf,old,5\nf,Unknown,6\n"}, "reserved", ""},
		{"an empty cell", []string{"sex,age,population\nf,old,5\nf,,6\n"}, "empty", ""},
		{"nobody", []string{"sex,population\nf,0\nm,0\n"}, "no people", ""},
		{"nothing of use", []string{"county,population\na,7\nb,6\n"}, "", "coverage_reference_column_summed_over coverage_reference_not_used coverage_attribute_not_in_reference coverage_attribute_not_in_reference"},
		{"files that contradict each other", []string{margins, "sex,population\nf,40\nm,60\n"}, "differs from that of file0.csv", ""},
		{"files that differ a little", []string{margins, "sex,population\nf,5001\nm,4999\n"}, "", "coverage_reference_universe_differs coverage_attribute_not_in_reference coverage_references_differ"},
	} {
		var pops []*Population
		for k, file := range c.files {
			pops = append(pops, must[*Population](t)(ReadPopulation("file"+string(rune('0'+k))+".csv", strings.NewReader(file))))
		}
		cells := &audit.Cells{Attributes: dims}
		notes, err := Notices(cells, audit.CoveragePlan{Threshold: 1}, pops)
		if (err != nil) != (c.err != "") || (err != nil && (!strings.Contains(err.Error(), c.err) || audit.KindOf(err) != audit.Invalid)) {
			t.Errorf("%s: got error %v, want %q", c.name, err, c.err)
			continue
		}
		if _, again := Measure(cells, audit.CoveragePlan{Threshold: 1}, pops, 0.95, 30, 1); (again != nil) != (err != nil) {
			t.Errorf("%s: Measure gives %v", c.name, again)
		}
		keys := make([]string, len(notes))
		for k, n := range notes {
			keys[k] = n.Key
		}
		if got := strings.Join(keys, " "); err == nil && got != c.notes {
			t.Errorf("%s: got notes %s, want %s", c.name, got, c.notes)
		}
	}
}

// A joint table gives its margins, the table of its pairs and its zeros.
func TestJointTables(t *testing.T) {
	cells := &audit.Cells{Attributes: []audit.Dim{{Name: "sex", Values: []string{"f", "m"}}, {Name: "age", Values: []string{"old", "young"}}, {Name: "place", Values: []string{"here"}}}}
	p := must[*Population](t)(ReadPopulation("j.csv", strings.NewReader("age,sex,place,population\nold,f,here,5\nold,m,here,6\nyoung,f,here,7\nyoung,f,there,1\n")))
	r := must[*reference](t)(newReference(cells, []*Population{p}))
	for _, c := range []struct {
		attributes []int
		values     []string
		people     int64
		known      bool
	}{
		{[]int{0}, []string{"f"}, 13, true},             // 5 + 7 + 1
		{[]int{1}, []string{"young"}, 8, true},          // 7 + 1
		{[]int{0, 1}, []string{"f", "young"}, 8, true},  // 7 + 1
		{[]int{0, 1}, []string{"m", "young"}, 0, true},  // both occur, nobody has both
		{[]int{0, 1}, []string{"x", "young"}, 0, false}, // no such value
		{[]int{0, 1, 2}, []string{"f", "young", "there"}, 1, true},
	} {
		if n, known := r.covering(c.attributes).lookup(c.values...); n != c.people || known != c.known {
			t.Errorf("%v: got %d %t, want %d %t", c.values, n, known, c.people, c.known)
		}
	}
	if len(r.intersections()) != 4 { // three pairs and the three together
		t.Errorf("got %v", r.intersections())
	}
}

func TestNearest(t *testing.T) {
	candidates := []string{"male", "female", "延边朝鲜族自治州", "African-American"}
	for name, want := range map[string]string{
		"Male": "male", "Femal": "female", "延边朝鲜族": "延边朝鲜族自治州", "african american": "African-American", "zzz": "", "": "",
		strings.Repeat("male", 5000): "",
	} {
		if got := audit.Nearest(name, candidates); got != want {
			t.Errorf("%.20q: got %q, want %q", name, got, want)
		}
	}
}

func TestPlanErrors(t *testing.T) {
	for name, plan := range map[string]audit.CoveragePlan{
		"no threshold":          {},
		"negative level":        {Threshold: 1, Level: -1},
		"unknown attribute":     {Threshold: 1, Attributes: []string{"colour"}},
		"attribute named twice": {Threshold: 1, Attributes: []string{"sex", "sex"}},
	} {
		if _, err := Measure(latticetest.Methods(), plan, nil, 0.95, 30, 1); audit.KindOf(err) != audit.Invalid {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := Measure(latticetest.Methods(), audit.CoveragePlan{Threshold: 1}, nil, 95, 30, 1); audit.KindOf(err) != audit.Invalid {
		t.Errorf("confidence 95: got %v", err)
	}
	c := must[*audit.Coverage](t)(Measure(latticetest.Methods(), audit.CoveragePlan{Threshold: 10, Attributes: []string{"region", "age"}}, nil, 0.95, 30, 1))
	if len(c.Attributes) != 2 || c.Attributes[0] != "age" || c.Nodes != 16 || c.Engine != "cube" {
		t.Errorf("got %v with %v nodes by %s", c.Attributes, c.Nodes, c.Engine)
	}
}

// Whatever is read, the people of the file are those of its rows, an error is Invalid and names the file, and what was read can be
// held against data without a panic.
func FuzzReadPopulation(f *testing.F) {
	for _, seed := range []string{
		"attribute,group,population\nsex,f,50\nsex,m,50\ntotal,all,100\n",
		"attribute,group,population\nsex x age,f & old,5\nsex x age,m & young,5\n",
		"sex,age,population\nf,old,5\nm,young,6\n",
		"age,population,f,m\nold,50,30,20\nyoung,50,20,30\n",
		"\ufeffage,code,人口\nold,,5\n",
		"attribute,group,population\nsex,\"f\n\",5\n",
	} {
		f.Add([]byte(seed))
	}
	cells := latticetest.People([]string{"sex", "age"}, nil, [][]string{{"f", "old"}, {"m", "young"}, {audit.Unknown, "old"}}, []int64{40, 3, 2})
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := ReadPopulation("r.csv", strings.NewReader(string(data)))
		if err != nil {
			var e *audit.Error
			if !errors.As(err, &e) || e.Kind != audit.Invalid || e.File != "r.csv" {
				t.Fatalf("got %v", err)
			}
			return
		}
		var total int64
		for _, n := range p.people {
			if n < 0 {
				t.Fatalf("a negative number of people: %d", n)
			}
			total += n
		}
		c, err := Measure(cells, audit.CoveragePlan{Threshold: 5}, []*Population{p}, 0.95, 30, 1)
		if err != nil {
			if audit.KindOf(err) != audit.Invalid {
				t.Fatalf("got %v", err)
			}
			return
		}
		for _, file := range c.Population {
			if file.Total > total {
				t.Fatalf("%d people of %d", file.Total, total)
			}
		}
		for _, r := range c.Representation {
			if (r.Ratio == nil) != (r.Share == nil) || (r.Ratio != nil && (r.Interval == nil) != (r.Test == nil)) {
				t.Fatalf("half-defined: %+v", r)
			}
			if r.Ratio == nil && r.Why == "" {
				t.Fatalf("undefined without a reason: %+v", r)
			}
		}
	})
}
