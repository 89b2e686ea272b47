package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"auditd/audit"
	"auditd/audit/change"
	"auditd/report"
	"auditd/report/html"
	"auditd/report/pdf"
	"auditd/report/table"
)

type diffVerb struct {
	Before string   `arg:"" name:"before" help:"results.json of the earlier audit."`
	After  string   `arg:"" name:"after" help:"results.json of the later audit."`
	Out    string   `default:"" placeholder:"DIR" help:"Folder to write change.json, change.html, change.pdf and tables/*.csv into; without it nothing is written."`
	Lang   string   `default:"" enum:",zh,en" placeholder:"zh|en" help:"Language; without it that of the environment."`
	FailOn string   `default:"none" enum:"none,worse,changed" help:"Exit with 3 when a comparison that rules judge is shown to be worse, or is shown to have changed at all: none, worse, changed (default ${default})."`
	Date   string   `default:"" placeholder:"YYYY-MM-DD" help:"Date printed in the report; none without it."`
	Also   []string `placeholder:"LIST" enum:"json,xml,xlsx,xls" help:"Further formats of the tables, separated by commas: json, xml, xlsx, xls."`
	Font   string   `placeholder:"FILE" help:"TrueType font for characters of the PDF that the built-in one lacks."`
	Quiet  bool     `short:"q" help:"Print errors only."`
}

func (v diffVerb) run(_ context.Context, s streams) (int, error) {
	if _, err := v.date(); err != nil { // what is wrong with the command line is said before anything is read
		return exitFailed, err
	}
	before, err := readResults(v.Before)
	if err != nil {
		return exitFailed, err
	}
	after, err := readResults(v.After)
	if err != nil {
		return exitFailed, err
	}
	c, err := change.Compare(before, after, "auditd "+programVersion())
	if err != nil {
		return exitFailed, err
	}
	lang := language(v.Lang, s.env)
	if v.Out != "" {
		if err := stage(v.Out, func(folder string) error { return v.write(c, folder, tags[lang]) }); err != nil {
			return exitFailed, err
		}
	}
	if !v.Quiet {
		printChange(s.out, c, lang, v.Out)
	}
	if v.FailOn != "none" && slices.ContainsFunc(c.Gaps, v.fails) {
		return exitFinding, nil
	}
	return exitOK, nil
}

// fails reports whether a change ends a pipeline.
func (v diffVerb) fails(g audit.GapChange) bool {
	moved := g.Verdict == audit.ChangeImproved || g.Verdict == audit.ChangeOther
	return g.Primary && (g.Verdict == audit.ChangeWorse || v.FailOn == "changed" && moved)
}

// readResults reads a results document.
func readResults(name string) (*audit.Audit, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, &audit.Error{Kind: audit.Invalid, File: filepath.Base(name), Text: "the results cannot be opened", Remedy: "name a results.json that auditd audit wrote", Err: err}
	}
	defer f.Close()
	return change.Read(f, filepath.Base(name))
}

func (v diffVerb) date() (time.Time, error) { return auditVerb{Date: v.Date}.date() }

// write puts the outputs into the folder.
func (v diffVerb) write(c *audit.Change, folder, tag string) error {
	date, err := v.date()
	if err != nil {
		return err
	}
	if err := os.Mkdir(filepath.Join(folder, "tables"), 0o755); err != nil {
		return unwritable(err)
	}
	var document bytes.Buffer
	if err := change.Write(&document, c); err != nil {
		return err
	}
	doc, err := report.NewChange(c, report.Options{
		Lang: tag, Date: date, Results: report.ResultsOf(document.Bytes()),
		Command: "auditd diff " + filepath.Base(v.Before) + " " + filepath.Base(v.After),
	})
	if err != nil {
		return err
	}
	to := auditVerb{Out: folder, Also: v.Also}
	return cmp.Or(
		to.writeWhole("change.json", func(w io.Writer) error { _, err := w.Write(document.Bytes()); return err }),
		to.writeWhole("change.html", func(w io.Writer) error { return html.Write(w, doc) }),
		to.writeWhole("change.pdf", func(w io.Writer) error {
			return pdf.Write(w, doc, pdf.Options{Date: date, FontPath: v.Font, Producer: "auditd " + programVersion()})
		}),
		to.writeAll(table.OfChange(c)),
	)
}

// writeAll writes tables in the formats asked for.
func (v auditVerb) writeAll(tables []table.Table) error {
	for _, f := range table.Formats() {
		switch {
		case !v.wants(f.Name):
		case f.Many:
			if err := v.writeWhole(filepath.Join("tables", "tables"+f.Ending), func(w io.Writer) error { return f.Write(w, tables...) }); err != nil {
				return err
			}
		default:
			for _, t := range tables {
				if err := v.writeTable(f, t); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// diffRows is how many comparisons the terminal shows.
const diffRows = 40

// printChange prints the comparisons that rules judge, those with something to say first, then how many others changed.
func printChange(w io.Writer, c *audit.Change, lang, out string) {
	m := diffTexts[lang]
	fmt.Fprintln(w, m.independence[c.Independence])
	for _, p := range c.Plan {
		if p.Effect == audit.EffectDefinition || p.Effect == audit.EffectJudgement {
			fmt.Fprintf(w, m.plan, audit.Clean(p.Key), m.effect[p.Effect])
		}
	}
	var rows [][]string
	count, others := map[audit.ChangeVerdict]int{}, 0
	for i := range c.Gaps {
		g := &c.Gaps[i]
		if g.Primary {
			count[g.Verdict]++
			rows = append(rows, gapLine(g, m))
		} else if g.Verdict == audit.ChangeImproved || g.Verdict == audit.ChangeWorse || g.Verdict == audit.ChangeOther {
			others++
		}
	}
	fmt.Fprintf(w, m.count, len(rows), count[audit.ChangeImproved], count[audit.ChangeWorse], count[audit.ChangeOther], count[audit.ChangeNotShown], count[audit.ChangeNone])
	rank := func(r []string) int { return slices.Index(m.order, r[len(r)-1]) }
	slices.SortStableFunc(rows, func(a, b []string) int { return cmp.Compare(rank(a), rank(b)) })
	printColumns(w, append([][]string{m.heads}, rows[:min(len(rows), diffRows)]...))
	if len(rows) > diffRows {
		fmt.Fprintf(w, m.more, len(rows)-diffRows)
	}
	fmt.Fprintf(w, m.others, others, len(c.Groups))
	if out != "" {
		fmt.Fprintf(w, m.written, audit.Clean(out))
	}
}

// gapLine is one line of the terminal's table; its last cell is the verdict.
func gapLine(g *audit.GapChange, m diffText) []string {
	number := func(v *audit.Real) string {
		if v == nil {
			return m.undefined
		}
		return fmt.Sprintf("%.3f", float64(*v))
	}
	interval := "–"
	if g.Interval != nil {
		interval = fmt.Sprintf("%.3f … %.3f", g.Interval.Lower, g.Interval.Upper)
	}
	return []string{
		audit.Clean(shorten(g.Group.Label())), g.Metric, g.Kind, number(g.Before), number(g.After), number(g.Value), interval, m.verdicts[g.Verdict],
	}
}

// shorten cuts a long name.
func shorten(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:39]) + "…"
	}
	return s
}

// printColumns prints cells in columns. Chinese characters are two wide.
func printColumns(w io.Writer, rows [][]string) {
	wide := make([]int, len(rows[0]))
	for _, r := range rows {
		for i, c := range r {
			wide[i] = max(wide[i], columns(c))
		}
	}
	for _, r := range rows {
		var b strings.Builder
		for i, c := range r {
			b.WriteString("  " + c)
			if i+1 < len(r) {
				b.WriteString(strings.Repeat(" ", wide[i]-columns(c)))
			}
		}
		fmt.Fprintln(w, b.String())
	}
}
