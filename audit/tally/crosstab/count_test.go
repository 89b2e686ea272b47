package crosstab

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"auditd/audit"
)

// countRequest counts rows by x and by the number of the columns x, y and g that are yes.
func countRequest() Request {
	var fields []audit.Field
	of := []string{"x", "y", "g"}
	for _, name := range of {
		fields = append(fields, audit.Field{Kind: audit.FieldGroup, Attribute: audit.Attribute{Column: name, Name: name, Map: map[string]string{"1": "yes"}, Others: "no"}})
	}
	fields = append(fields, audit.Field{Kind: audit.FieldCount, Attribute: audit.Attribute{Name: "total"}, Of: of, Value: "yes"})
	return Request{
		Fields: fields, MaxGroups: 10,
		Tables: []audit.TablePlan{{Name: "by total", Axes: []audit.AxisName{{Role: audit.AxisField, Name: "total"}, {Role: audit.AxisField, Name: "x"}}}},
		Column: func(name string) int { return strings.Index("xyg", name) },
	}
}

// The total of a row is the number of its columns that hold a 1, and not known as soon as one of them is missing, whatever the number
// of workers; a naive count of the same rows says so.
func TestCountOfFields(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := make([][]string, rapid.IntRange(1, 60).Draw(t, "rows"))
		want := map[string]int64{}
		for i := range rows {
			total, unknown := 0, false
			for range 3 {
				v := rapid.SampledFrom([]string{"0", "1", "1", ""}).Draw(t, "value")
				rows[i] = append(rows[i], v)
				unknown = unknown || v == ""
				if v == "1" {
					total++
				}
			}
			first := map[string]string{"0": "no", "1": "yes", "": audit.Unknown}[rows[i][0]]
			if unknown {
				want[audit.Unknown+" "+first]++
			} else {
				want[fmt.Sprint(total, " ", first)]++
			}
		}
		for workers := 1; workers < 4; workers++ {
			tables, err := counted(countRequest(), rows, workers, 7, func(*Counter) {})
			if err != nil {
				t.Fatal(err)
			}
			got := tables[0]
			if got.Axes[0].Kind != audit.FieldCount || strings.Join(got.Axes[0].Values[:4], "") != "0123" {
				t.Fatalf("axis %+v", got.Axes[0])
			}
			n := int64(0)
			for k := range got.N {
				at := got.At(k)
				key := got.Axes[0].Values[at[0]] + " " + got.Axes[1].Values[at[1]]
				if got.N[k] != want[key] {
					t.Fatalf("%d workers: %d with total and first column %s, want %d", workers, got.N[k], key, want[key])
				}
				n += got.N[k]
			}
			if n != int64(len(rows)) {
				t.Fatalf("%d of %d rows", n, len(rows))
			}
		}
	})
}

// Counts of two parts of the rows put together are those of all rows.
func TestCountOfFieldsMerges(t *testing.T) {
	rows := [][]string{{"1", "1", "0"}, {"0", "0", "0"}, {"1", "1", "1"}, {"1", "", "1"}, {"0", "1", "1"}}
	part := func(rows [][]string) []audit.Table {
		tables, err := counted(countRequest(), rows, 1, 10, func(*Counter) {})
		if err != nil {
			t.Fatal(err)
		}
		return tables
	}
	unite := func(x, y audit.Dim) ([]string, error) { return []string{"no", "yes"}, nil }
	merged, err := Merge(part(rows[:2]), part(rows[2:]), unite)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprint(merged[0]), fmt.Sprint(part(rows)[0]); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}

// A request that counts over nothing, over what it does not have, or over numbers, is refused.
func TestCountRefuses(t *testing.T) {
	for name, change := range map[string]func(*Request){
		"nothing":   func(r *Request) { r.Fields[3].Of = nil },
		"no value":  func(r *Request) { r.Fields[3].Value = "" },
		"Unknown":   func(r *Request) { r.Fields[3].Value = audit.Unknown },
		"not there": func(r *Request) { r.Fields[3].Of = []string{"x", "z"} },
		"numbers": func(r *Request) {
			r.Fields[1] = audit.Field{Kind: audit.FieldNumber, Attribute: audit.Attribute{Column: "y", Name: "y"}}
		},
		"over itself":  func(r *Request) { r.Fields[3].Of = []string{"x", "total"} },
		"without name": func(r *Request) { r.Fields[3].Attribute.Name = "" },
	} {
		r := countRequest()
		change(&r)
		if _, err := New(r); err == nil {
			t.Errorf("%s: not refused", name)
		}
	}
}
