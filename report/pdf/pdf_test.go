package pdf

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"auditd/audit"
	"auditd/report"
)

var date = time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)

// example returns the hand-made audit that the tests of the reports share: invented counts, every status, verdict and part.
func example(t testing.TB) *audit.Audit {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "testdata", "audit.json"))
	if err != nil {
		t.Fatal(err)
	}
	var a audit.Audit
	if err := json.Unmarshal(data, &a); err != nil {
		t.Fatal(err)
	}
	return &a
}

func options(lang string) report.Options {
	return report.Options{
		Lang: lang, Case: "2026-017", Query: "K7Q2-9FJM", Date: date, Version: "1",
		Command: "auditd audit --plan plan.yaml 申请_2024.csv labels.xlsx", Results: report.ResultsOf([]byte(`{"schema":1}`)),
	}
}

func write(t testing.TB, d *report.Document, opt Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, d, opt); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func document(t testing.TB, a *audit.Audit, opt report.Options) *report.Document {
	t.Helper()
	d, err := report.New(a, opt)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// The files can be looked at: AUDITD_PAGES names a folder to write them to.
func TestPages(t *testing.T) {
	for _, lang := range report.Languages {
		d := document(t, example(t), options(lang))
		got := write(t, d, Options{Date: date})
		if again := write(t, d, Options{Date: date}); !bytes.Equal(got, again) {
			t.Errorf("%s: the same document gave other bytes", lang)
		}
		if dir := os.Getenv("AUDITD_PAGES"); dir != "" {
			if err := os.WriteFile(filepath.Join(dir, "report."+lang+".pdf"), got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}
