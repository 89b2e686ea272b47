package tally

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"auditd/audit"
	"auditd/audit/audittest"
	"auditd/audit/ingest"
)

// The counts of COMPAS by sex, race and age are those of the reference results (golden/compas_groups.json, made in Python).
func TestCOMPAS(t *testing.T) {
	var golden struct {
		Attributes map[string]struct {
			Groups map[string]struct{ N, TP, FP, TN, FN int64 }
		}
	}
	data, err := os.ReadFile(audittest.Shared(t, "golden", "compas_groups.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &golden); err != nil {
		t.Fatal(err)
	}
	rows, err := os.ReadFile(audittest.Shared(t, "data", "compas.csv"))
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"sex", "race", "age_cat"}
	req := Request{
		Decision: &audit.Binary{Column: "high_risk", True: []string{"1"}, False: []string{"0"}},
		Label:    &audit.Binary{Column: "two_year_recid", True: []string{"1"}, False: []string{"0"}},
	}
	for _, n := range names {
		req.Attributes = append(req.Attributes, audit.Attribute{Column: n})
	}
	cells, _, err := Files(t.Context(), req, audit.Files{}, []Part{{Source: memory("compas.csv", rows)}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range names {
		if len(golden.Attributes[name].Groups) != len(cells.Attributes[i].Values) {
			t.Errorf("%s: got %v, want %d groups", name, cells.Attributes[i].Values, len(golden.Attributes[name].Groups))
		}
		for code, value := range cells.Attributes[i].Values {
			var sum audit.Counts
			for _, c := range cells.Cells {
				if c.Codes[i] == int32(code) {
					sum = sum.Add(c.Counts)
				}
			}
			want := golden.Attributes[name].Groups[value]
			got := want
			got.N, got.TP, got.FP, got.TN, got.FN = sum.Total(), sum.TP(), sum.FP(), sum.TN(), sum.FN()
			if got != want {
				t.Errorf("%s %s: got %+v, want %+v", name, value, got, want)
			}
		}
	}
}

// randomCSV writes rows with an id, two attributes, a decision and a weight.
func randomCSV(n int, seed uint64) []byte {
	r := rand.New(rand.NewPCG(seed, 0))
	var b bytes.Buffer
	b.WriteString("id,sex,age,hired,w\n")
	for i := range n {
		fmt.Fprintf(&b, "%d,%s,%d,%d,%.3f\n", i, []string{"F", "M", "", "x"}[r.IntN(4)], r.IntN(100), r.IntN(2), r.Float64()*10)
	}
	return b.Bytes()
}

func fileRequest() Request {
	return Request{
		Attributes: []audit.Attribute{{Column: "sex"}, {Column: "age", Breaks: []float64{18, 65}}}, Strata: []audit.Attribute{{Column: "age"}},
		Decision: &audit.Binary{Column: "hired", True: []string{"1"}, False: []string{"0"}}, Weight: "w",
	}
}

// One worker and eight give the same bytes, and so does a join of the same columns.
func TestReadersWorkersLeaveNoTrace(t *testing.T) {
	data := randomCSV(200_000, 1)
	count := func(workers int) string {
		part := Part{Source: memory("rows.csv", data), Options: ingest.Options{Workers: workers}}
		cells, _, err := Files(t.Context(), fileRequest(), audit.Files{}, []Part{part}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return asJSON(t, cells)
	}
	want := count(1)
	for range 3 {
		if diff := cmp.Diff(want, count(8)); diff != "" {
			t.Fatalf("one worker -, eight +\n%s", diff)
		}
	}
}

func TestJoinEqualsOneFile(t *testing.T) {
	data := randomCSV(100_000, 2)
	var people, side bytes.Buffer
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	r := rand.New(rand.NewPCG(3, 3))
	r.Shuffle(len(lines)-1, func(i, j int) { lines[i+1], lines[j+1] = lines[j+1], lines[i+1] })
	for _, l := range lines {
		c := strings.Split(l, ",")
		fmt.Fprintf(&people, "%s,%s,%s\n", c[0], c[2], c[3])
	}
	r.Shuffle(len(lines)-1, func(i, j int) { lines[i+1], lines[j+1] = lines[j+1], lines[i+1] })
	for _, l := range lines {
		c := strings.Split(l, ",")
		fmt.Fprintf(&side, "%s,%s,%s\n", c[0], c[1], c[4])
	}
	one, _, err := Files(t.Context(), fileRequest(), audit.Files{}, []Part{{Source: memory("all.csv", data)}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	parts := []Part{{Source: memory("people.csv", people.Bytes())}, {Source: memory("side.csv", side.Bytes())}}
	joined, noted, err := Files(t.Context(), fileRequest(), audit.Files{How: "join", ID: "id"}, parts, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(noted) > 0 {
		t.Errorf("got notices %v, want none: every row has its partner", noted)
	}
	one.Inputs, joined.Inputs = nil, nil
	if diff := cmp.Diff(asJSON(t, one), asJSON(t, joined)); diff != "" {
		t.Errorf("one file -, joined +\n%s", diff)
	}
}

// The message names the earliest faulty row of the file, whoever reads it. Rows count from 1 with the header: data row i is in row
// i+2.
func TestEarliestFaultIsNamed(t *testing.T) {
	lines := strings.Split(string(randomCSV(150_000, 4)), "\n")
	for _, i := range []int{140_000, 90_001, 90_000} {
		lines[i] = "0,F,old,1,1" // lines[0] is row 1 of the file
	}
	for range 5 {
		part := Part{Source: memory("rows.csv", []byte(strings.Join(lines, "\n"))), Options: ingest.Options{Workers: 8}}
		_, _, err := Files(t.Context(), fileRequest(), audit.Files{}, []Part{part}, nil)
		var e *audit.Error
		if !errors.As(err, &e) || e.Row != 90_001 || e.File != "rows.csv" || e.Column != "age" {
			t.Fatalf("got %v, want row 90001 of rows.csv, column age", err)
		}
	}
}

// A row of a join is named by its place in the file, also below rows that have no id.
func TestJoinNamesTheRow(t *testing.T) {
	parts := []Part{
		{Source: memory("people.csv", []byte("id,age\n1,20\n,30\n,40\n2,old\n"))}, {Source: memory("side.csv", []byte("id,sex\n1,F\n"))},
	}
	req := Request{Attributes: []audit.Attribute{{Column: "sex"}, {Column: "age", Breaks: []float64{25}}}}
	_, _, err := Files(t.Context(), req, audit.Files{How: "join", ID: "id"}, parts, nil)
	var e *audit.Error
	if !errors.As(err, &e) || e.Row != 5 || e.Column != "age" || e.File != "people.csv" {
		t.Errorf("got %v, want row 5 of people.csv, column age", err)
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, files := range []audit.Files{{}, {How: "join", ID: "id"}} {
		parts := []Part{{Source: memory("a.csv", randomCSV(1000, 5))}, {Source: memory("b.csv", []byte("id\n1\n"))}}
		if _, _, err := Files(ctx, fileRequest(), files, parts, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("%v: got %v, want the context's error", files, err)
		}
	}
}

// A context that ends while the file is read stops the count at the next batch.
func TestCancelBetweenBatches(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	batches := 0
	read := func(ctx context.Context, src ingest.Source, opt ingest.Options, consumer func(int) ingest.Consumer) (*ingest.Info, error) {
		// The reader's own context goes on, so that it is the counter that notices.
		return ingest.Read(context.WithoutCancel(ctx), src, opt, func(w int) ingest.Consumer {
			next := consumer(w)
			return func(b *ingest.Batch) error {
				batches++
				cancel()
				return next(b)
			}
		})
	}
	part := Part{Source: memory("a.csv", randomCSV(200_000, 8)), Options: ingest.Options{Workers: 1}}
	if _, _, err := Files(ctx, fileRequest(), audit.Files{}, []Part{part}, read); !errors.Is(err, context.Canceled) || batches != 1 {
		t.Errorf("got %v after %d batches, want the context's error after one", err, batches)
	}
}

// Whatever the bytes of a file are, its rows are counted or excluded with a reason, or it is refused as invalid.
func FuzzRowsAddUp(f *testing.F) {
	f.Add([]byte("sex,age,hired,w\nF,20,1,1\n,NA,0,\n"))
	f.Add([]byte("sex,age,hired,w\n\"F\n\",-1e3,1.0,0.5\nM,65,+0,0\n"))
	f.Add([]byte("\xef\xbb\xbfw;hired;age;sex\r\n1e-3;0;;\u5973\r\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		part := Part{Source: memory("rows.csv", data), Options: ingest.Options{Format: "csv", Workers: 2}}
		cells, _, err := Files(t.Context(), fileRequest(), audit.Files{}, []Part{part}, nil)
		if err != nil {
			if kind := audit.KindOf(err); kind != audit.Invalid && kind != audit.Limit {
				t.Fatalf("got %v, want an error about the data", err)
			}
			return
		}
		if err := cells.Check(); err != nil || cells.Read != cells.Inputs[0].Rows {
			t.Fatalf("counted %d of %d rows: %v", cells.Read, cells.Inputs[0].Rows, err)
		}
	})
}

func TestFilesFaults(t *testing.T) {
	one := []Part{{Source: memory("a.csv", randomCSV(10, 6))}}
	two := slices.Repeat(one, 2)
	for _, c := range []struct {
		why   string
		files audit.Files
		parts []Part
		want  string
	}{
		{"no file", audit.Files{}, nil, "no file to count"},
		{"a way that does not exist", audit.Files{How: "merge"}, one, "by append, join or stages"},
		{"a join of one", audit.Files{How: "join", ID: "id"}, one, "at least two files"},
		{"a join without an id", audit.Files{How: "join"}, two, "no id column"},
		{"a second file without the columns", audit.Files{}, []Part{one[0], {Source: memory("b.csv", []byte("sex\nF\n"))}}, `b.csv: no column "age"`},
	} {
		t.Run(c.why, func(t *testing.T) {
			_, _, err := Files(t.Context(), fileRequest(), c.files, c.parts, nil)
			if err == nil || !strings.Contains(err.Error(), c.want) || audit.KindOf(err) != audit.Invalid {
				t.Errorf("got %v, want an invalid error with %q", err, c.want)
			}
		})
	}
}

// A million ids with two columns, one of them with a million distinct values, take at most 100 MB while the main file is read.
func TestJoinMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("a million rows")
	}
	const rows = 1_000_000
	var side bytes.Buffer
	side.WriteString("person,sex,w\n")
	for i := range rows {
		fmt.Fprintf(&side, "220102%012d,%s,%d.%06d\n", i, []string{"F", "M"}[i%2], i%7+1, i)
	}
	var before, during runtime.MemStats
	parts := []Part{{Source: memory("people.csv", []byte("person,hired\n220102000000000000,1\n"))}, {Source: memory("side.csv", side.Bytes())}}
	req := Request{Attributes: []audit.Attribute{{Column: "sex"}}, Decision: &audit.Binary{Column: "hired", True: []string{"1"}}, Weight: "w"}
	reads := 0
	read := func(ctx context.Context, src ingest.Source, opt ingest.Options, consumer func(int) ingest.Consumer) (*ingest.Info, error) {
		if reads++; reads == 4 { // both files for their columns, the side file, now the main file
			runtime.GC()
			runtime.ReadMemStats(&during)
		}
		return ingest.Read(ctx, src, opt, consumer)
	}
	runtime.GC()
	runtime.ReadMemStats(&before)
	cells, _, err := Files(t.Context(), req, audit.Files{How: "join", ID: "person"}, parts, read)
	if err != nil {
		t.Fatal(err)
	}
	if cells.Counted() != 1 || cells.Cells[0].Counts.W[audit.NoLabel][audit.Selected] != 1 { // row 0 of the side file has weight 0%7+1 = 1
		t.Errorf("got %v, want one selected with weight 1", cells.Cells)
	}
	used := int64(during.HeapAlloc) - int64(before.HeapAlloc)
	t.Logf("%d MB for %d ids", used>>20, rows)
	if used > 100e6 {
		t.Errorf("got %d bytes in use, want at most 100 MB", used)
	}
	runtime.KeepAlive(&side)
}

func TestJoinLimit(t *testing.T) {
	c, err := New(fileRequest())
	if err != nil {
		t.Fatal(err)
	}
	parts := []Part{{Source: memory("people.csv", []byte("id\n1\n"))}, {Source: memory("side.csv", randomCSV(10_000, 7))}}
	j := &joining{counter: c, files: audit.Files{How: "join", ID: "id"}, parts: parts, read: ingest.Read, limit: 10 << 10}
	_, err = j.run(t.Context())
	if audit.KindOf(err) != audit.Limit || !strings.Contains(err.Error(), "memory") {
		t.Errorf("got %v, want a limit error about memory", err)
	}
}
