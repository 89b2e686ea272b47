package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"auditd/audit/audittest"
	"auditd/audit/service"
	"auditd/report"
	"auditd/report/html"
	"auditd/report/pdf"
)

// The COMPAS reports in fixtures are what the program makes today. Run with -update to renew them.
func TestCompasReports(t *testing.T) {
	data := audittest.Shared(t, "data", "compas.csv")
	dir := filepath.Join(audittest.Root(t), "fixtures")
	plan, err := service.ReadPlan(filepath.Join(dir, "compas.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	a, err := service.Measure(context.Background(), service.Measurement{Plan: plan, PlanDir: dir, Files: []string{data}, Generator: "auditd"})
	if err != nil {
		t.Fatal(err)
	}
	results, err := encodeResults(a)
	if err != nil {
		t.Fatal(err)
	}
	date := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	for short, lang := range tags {
		doc, err := report.New(a, report.Options{
			Lang: lang, Date: date, Command: "auditd audit --plan compas.yaml compas.csv", Results: report.ResultsOf(results),
		})
		if err != nil {
			t.Fatal(err)
		}
		for ending, write := range map[string]func(io.Writer) error{
			".html": func(w io.Writer) error { return html.Write(w, doc) },
			".pdf":  func(w io.Writer) error { return pdf.Write(w, doc, pdf.Options{Date: date}) },
		} {
			var got bytes.Buffer
			if err := write(&got); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(dir, "compas", "report-"+short+ending)
			if *update {
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got.Bytes(), want) {
				t.Errorf("%s is not what the program makes: run go test ./cmd/auditd -run CompasReports -update and look at it", filepath.Base(path))
			}
		}
	}
}
