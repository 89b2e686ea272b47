package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"auditd/audit"
	"auditd/audit/audittest"
	"auditd/audit/coverage"
	"auditd/audit/ingest"
	"auditd/audit/measure"
	"auditd/audit/planfile"
	"auditd/audit/tally"
	"auditd/report"
	"auditd/report/html"
	"auditd/report/pdf"
	"auditd/report/table"
)

// Every output of the fixtures has the bytes that are written down in testdata/outputs.sha256: in this run, in the next, on one
// processor and on many, at every GOAMD64 level, and on arm64 (.ci/processors runs this test there). Everything happens in this
// process, so that the test also runs under an emulator.
func TestOutputBytes(t *testing.T) {
	root := audittest.Root(t)
	golden := filepath.Join(root, "cmd", "auditd", "testdata", "outputs.sha256")
	var got strings.Builder
	for _, name := range []string{"assistance", "survey", "berkeley", "housing"} {
		plan, cells, notices, populations := counted(t, filepath.Join(root, "fixtures"), name)
		first := ""
		for _, workers := range []int{1, 8} {
			a, err := measure.Run(measure.Input{
				Plan: plan, PlanSHA256: "0", Generator: "auditd", Cells: cells, Notices: notices, Populations: populations, Workers: workers,
			})
			if err != nil {
				t.Fatal(err)
			}
			before := runtime.GOMAXPROCS(workers)
			sums := outputs(t, name, a)
			runtime.GOMAXPROCS(before)
			if first != "" && sums != first {
				t.Errorf("%s: %d workers give other bytes than one", name, workers)
			}
			first = sums
		}
		got.WriteString(first)
	}
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() == string(want) {
		return
	}
	lines := strings.Split(string(want), "\n")
	for i, line := range strings.Split(got.String(), "\n") {
		if i >= len(lines) || line != lines[i] {
			t.Errorf("other bytes: %s", line)
		}
	}
}

// counted reads a fixture in this process.
func counted(t *testing.T, dir, name string) (*audit.Plan, *audit.Cells, []audit.Note, []*coverage.Population) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	plan, err := planfile.Parse(name+".yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	var populations []*coverage.Population
	if plan.Coverage != nil {
		for _, p := range plan.Coverage.Population {
			f, err := os.Open(filepath.Join(dir, p))
			if err != nil {
				t.Fatal(err)
			}
			pop, err := coverage.ReadPopulation(p, f)
			f.Close()
			if err != nil {
				t.Fatal(err)
			}
			populations = append(populations, pop)
		}
	}
	rows, err := os.ReadFile(filepath.Join(dir, name+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	c := plan.Columns
	source := ingest.Source{
		Name: name + ".csv", Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(rows)), nil },
		At: bytes.NewReader(rows), Size: int64(len(rows)),
	}
	fields, tables := measure.Tables(plan)
	request := tally.Request{
		Attributes: c.Attributes, Strata: c.Strata, Decision: c.Decision, Label: c.Label, Weight: c.Weight, Fields: fields, Tables: tables,
		MaxGroups: plan.MaxGroups, MaxCells: 1 << 20,
	}
	cells, notices, err := tally.Files(context.Background(), request, plan.Files, []tally.Part{{Source: source}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return plan, cells, notices, populations
}

// outputs writes an audit in every format and both languages and returns a line a file, as sha256sum prints them.
func outputs(t *testing.T, name string, a *audit.Audit) string {
	t.Helper()
	var lines strings.Builder
	add := func(file string, write func(io.Writer) error) {
		sum := sha256.New()
		if err := write(sum); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		fmt.Fprintf(&lines, "%x  %s/%s\n", sum.Sum(nil), name, file)
	}
	add("results.json", a.Write)
	results, err := encodeResults(a)
	if err != nil {
		t.Fatal(err)
	}
	date := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	for _, lang := range report.Languages {
		doc, err := report.New(a, report.Options{Lang: lang, Case: "2026-017", Date: date, Results: report.ResultsOf(results)})
		if err != nil {
			t.Fatal(err)
		}
		add("report."+lang+".html", func(w io.Writer) error { return html.Write(w, doc) })
		add("report."+lang+".pdf", func(w io.Writer) error { return pdf.Write(w, doc, pdf.Options{Date: date}) })
	}
	tables := table.Of(a)
	for _, f := range table.Formats() {
		if f.Many {
			add("tables"+f.Ending, func(w io.Writer) error { return f.Write(w, tables...) })
			continue
		}
		for _, one := range tables {
			add(one.Name+f.Ending, func(w io.Writer) error { return f.Write(w, one) })
		}
	}
	return lines.String()
}
