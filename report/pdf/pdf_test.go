package pdf

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
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

// repeated returns a document with the sections of another many times over, numbered anew.
func repeated(d *report.Document, times int) *report.Document {
	out := *d
	out.Sections = nil
	for i := range times {
		suffix := "-x" + strconv.Itoa(i)
		for _, s := range d.Sections {
			out.Sections = append(out.Sections, renamed(s, suffix))
		}
	}
	return &out
}

// renamed returns a section with a suffix to every identifier and reference in it.
func renamed(s report.Section, suffix string) report.Section {
	text := func(t report.Text) report.Text {
		t = slices.Clone(t)
		for i := range t {
			if t[i].Ref != "" {
				t[i].Ref += suffix
			}
		}
		return t
	}
	texts := func(ts []report.Text) []report.Text {
		ts = slices.Clone(ts)
		for i := range ts {
			ts[i] = text(ts[i])
		}
		return ts
	}
	table := func(t report.Table) *report.Table {
		t.ID += suffix
		t.Caption, t.Notes, t.Rows = text(t.Caption), texts(t.Notes), slices.Clone(t.Rows)
		for i := range t.Rows {
			t.Rows[i] = slices.Clone(t.Rows[i])
			for k := range t.Rows[i] {
				t.Rows[i][k].Text = text(t.Rows[i][k].Text)
			}
		}
		return &t
	}
	s.ID += suffix
	s.Title, s.Blocks = text(s.Title), slices.Clone(s.Blocks)
	for i, b := range s.Blocks {
		switch b := b.(type) {
		case *report.Paragraph:
			s.Blocks[i] = &report.Paragraph{Text: text(b.Text), Lead: b.Lead}
		case *report.List:
			s.Blocks[i] = &report.List{Ordered: b.Ordered, Items: texts(b.Items)}
		case *report.Facts:
			f := &report.Facts{Items: slices.Clone(b.Items)}
			for k := range f.Items {
				f.Items[k] = report.Fact{Term: text(f.Items[k].Term), Text: text(f.Items[k].Text)}
			}
			s.Blocks[i] = f
		case *report.Note:
			s.Blocks[i] = &report.Note{Kind: b.Kind, Title: b.Title, Text: texts(b.Text)}
		case *report.Table:
			s.Blocks[i] = table(*b)
		case *report.Figure:
			f := *b
			f.ID += suffix
			f.Caption = text(f.Caption)
			if f.Data != nil {
				f.Data = table(*f.Data)
			}
			s.Blocks[i] = &f
		case *report.Verdicts:
			v := &report.Verdicts{Items: slices.Clone(b.Items)}
			for k := range v.Items {
				v.Items[k].Title, v.Items[k].Text = text(v.Items[k].Title), text(v.Items[k].Text)
				if v.Items[k].Ref != "" {
					v.Items[k].Ref += suffix
				}
			}
			s.Blocks[i] = v
		}
	}
	return s
}

func BenchmarkReport(b *testing.B) {
	for _, lang := range report.Languages {
		d := document(b, example(b), options(lang))
		for _, size := range []struct {
			name  string
			times int
		}{{"one", 1}, {"nine", 9}} {
			big := repeated(d, size.times)
			b.Run(lang+"/"+size.name, func(b *testing.B) {
				for b.Loop() {
					if err := Write(io.Discard, big, Options{Date: date}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// TestSizes prints how long reports of several sizes take and how much memory, when AUDITD_SIZES is set.
func TestSizes(t *testing.T) {
	if os.Getenv("AUDITD_SIZES") == "" {
		t.Skip("not measured: AUDITD_SIZES is not set")
	}
	for _, lang := range report.Languages {
		d := repeated(document(t, example(t), options(lang)), 9)
		write(t, d, Options{Date: date})
		runtime.GC()
		peak, stop := make(chan uint64), make(chan struct{})
		go func() {
			var most uint64
			for {
				select {
				case <-stop:
					peak <- most
					return
				case <-time.After(5 * time.Millisecond):
					var m runtime.MemStats
					runtime.ReadMemStats(&m)
					most = max(most, m.HeapInuse)
				}
			}
		}()
		begin := time.Now()
		if err := Write(io.Discard, d, Options{Date: date}); err != nil {
			t.Fatal(err)
		}
		took := time.Since(begin)
		close(stop)
		t.Logf("%s: %v, heap in use at most %d MB", lang, took, <-peak>>20)
	}
}
