package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"auditd/audit"
	"auditd/audit/change"
	"auditd/audit/service"
	"auditd/report"
	"auditd/report/html"
	"auditd/report/pdf"
	"auditd/report/pdf/sign"
	"auditd/report/pdf/tagged"
	"auditd/report/table"
)

type auditVerb struct {
	Plan     string   `required:"" placeholder:"PLAN" help:"Plan document, YAML or JSON."`
	Out      string   `default:"audit-out" placeholder:"DIR" help:"Folder to write results.json, report.html and tables/*.csv into (default ${default})."`
	Lang     string   `default:"" enum:",zh,en" placeholder:"zh|en" help:"Language of the report; without it that of the environment."`
	Profile  string   `default:"" enum:",native,fairlearn,aif360,aequitas,clarify,holistic_ai,veritas,ai_verify,lift,trustyai,mlr3fairness,giskard,audit_ai,fairness_indicators,verifywise,divexplorer,responsible_ai" placeholder:"TOOL" help:"Another tool whose numbers are printed beside ours, in place of the plan's profile: native, fairlearn, aif360, aequitas, clarify, holistic_ai, veritas, ai_verify, lift, trustyai, mlr3fairness, giskard, audit_ai, fairness_indicators, verifywise, divexplorer, responsible_ai."`
	FailOn   string   `default:"disparity" enum:"none,note,inconclusive,disparity" help:"Exit with 3 on a finding of this level or above: none, note, inconclusive, disparity (default ${default})."`
	Also     []string `placeholder:"LIST" enum:"pdf,json,xml,xlsx,xls" help:"Further outputs, separated by commas: pdf (the report), json, xml, xlsx, xls (the tables)."`
	SignKey  string   `placeholder:"FILE" help:"Private key (PEM) that signs the PDF; needs --sign-cert and --date."`
	SignCert string   `placeholder:"FILE" help:"Certificates (PEM), that of the key first."`
	Query    string   `help:"Query code by which anybody can find the published report; printed with a QR code."`
	Font     string   `placeholder:"FILE" help:"TrueType font for characters of the PDF that the built-in one lacks."`
	Previous string   `placeholder:"FILE" help:"results.json of the last audit of the same system: its evidence is continued, so that repeated audits raise no false alarm."`
	Date     string   `default:"" placeholder:"YYYY-MM-DD" help:"Date printed in the report; none without it, so that the same input gives the same bytes."`
	Case     string   `default:"" help:"Case number printed in the report."`
	Quiet    bool     `short:"q" help:"Print errors only."`
	Files    []string `arg:"" name:"file" help:"Files to audit."`
}

// smallHeap is how far the heap may grow beyond what is in use before garbage is collected, in percent, while a small audit is
// written: collecting would cost more than the memory is worth.
const smallHeap = 800

func (v auditVerb) run(ctx context.Context, s streams) (int, error) {
	if _, err := v.date(); err != nil { // what is wrong with the command line is said before anything is read
		return exitFailed, err
	}
	if _, err := v.signer(); err != nil {
		return exitFailed, err
	}
	plan, err := service.ReadPlan(v.Plan)
	if err != nil {
		return exitFailed, err
	}
	if v.Profile != "" {
		plan.Profile = v.Profile
	}
	previous, err := v.previous()
	if err != nil {
		return exitFailed, err
	}
	step, end := progress(s.err, "reading", v.Quiet)
	a, err := service.Measure(ctx, service.Measurement{
		Plan: plan, PlanDir: filepath.Dir(v.Plan), Files: v.Files, Generator: "auditd " + programVersion(), Progress: step, Previous: previous,
	})
	end()
	if err != nil {
		return exitFailed, err
	}
	if len(a.Comparisons) <= besideComparisons {
		defer debug.SetGCPercent(debug.SetGCPercent(smallHeap))
	}
	lang := language(v.Lang, s.env)
	if err := v.write(a, lang); err != nil {
		return exitFailed, err
	}
	if !v.Quiet {
		summary(s.out, a, lang, v.Out)
	}
	if v.FailOn != "none" {
		for _, f := range a.Findings {
			if f.Level.AtLeast(audit.Level(v.FailOn)) {
				return exitFinding, nil
			}
		}
	}
	return exitOK, nil
}

// language returns the report's language: the one asked for, else that of the environment.
func language(asked string, env func(string) string) string {
	if asked != "" {
		return asked
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := env(name); v != "" {
			if strings.HasPrefix(v, "zh") {
				return "zh"
			}
			return "en"
		}
	}
	return "en"
}

// write puts the outputs into the folder, all of them or none. They are written as they are made: the results of many groups are
// large.
func (v auditVerb) write(a *audit.Audit, lang string) error {
	date, err := v.date()
	if err != nil {
		return err
	}
	return stage(v.Out, func(folder string) error {
		v.Out = folder
		if err := os.Mkdir(filepath.Join(folder, "tables"), 0o755); err != nil {
			return unwritable(err)
		}
		return v.writeBoth(a, lang, date)
	})
}

// besideComparisons is the most comparisons with which tables are written beside the report: of more, each takes tens of megabytes
// while it is written, so that one waits for the other.
const besideComparisons = 2000

// writeBoth writes results and report, and the tables. What is wrong with the report is said first.
func (v auditVerb) writeBoth(a *audit.Audit, lang string, date time.Time) error {
	if len(a.Comparisons) > besideComparisons {
		return cmp.Or(v.writeReport(a, lang, date), v.writeTables(a))
	}
	tables := make(chan error, 1)
	go func() { tables <- v.writeTables(a) }()
	err := v.writeReport(a, lang, date)
	return cmp.Or(err, <-tables)
}

// writeReport writes the results and the report that refers to them.
func (v auditVerb) writeReport(a *audit.Audit, lang string, date time.Time) error {
	results, err := v.writeResults(a)
	if err != nil {
		return err
	}
	doc, err := report.New(a, report.Options{Lang: tags[lang], Case: v.Case, Query: v.Query, Date: date, Command: v.command(), Results: results})
	if err != nil {
		return err
	}
	if err := v.writeWhole("report.html", func(w io.Writer) error { return html.Write(w, doc) }); err != nil || !v.wants("pdf") {
		return err
	}
	signer, err := v.signer()
	if err != nil {
		return err
	}
	options := pdf.Options{Date: date, FontPath: v.Font, Producer: "auditd " + programVersion(), Signer: signer}
	return v.writeWhole("report.pdf", func(w io.Writer) error { return pdf.Write(w, doc, options) })
}

// signer returns what signs the PDF, nil when no key is named.
func (v auditVerb) signer() (tagged.Signer, error) {
	if v.SignKey == "" && v.SignCert == "" {
		return nil, nil
	}
	if v.SignKey == "" || v.SignCert == "" || v.Date == "" {
		return nil, usageError{"a signature needs --sign-key, --sign-cert and --date"}
	}
	return sign.Load(v.SignCert, v.SignKey, "")
}

// writeTables writes every table of the audit in the formats asked for.
func (v auditVerb) writeTables(a *audit.Audit) error {
	for _, f := range table.Formats() {
		switch {
		case !v.wants(f.Name):
		case f.Many: // all tables as sheets of one workbook
			write := func(w io.Writer) error { return f.Write(w, table.Of(a)...) }
			if err := v.writeWhole(filepath.Join("tables", "tables"+f.Ending), write); err != nil {
				return err
			}
		default:
			for t := range table.Each(a) {
				if err := v.writeTable(f, t); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// writeTable writes one table, and beside it the schema of a format that has one.
func (v auditVerb) writeTable(f table.Format, t table.Table) error {
	base := filepath.Join("tables", t.Name)
	if err := v.writeWhole(base+f.Ending, func(w io.Writer) error { return f.Write(w, t) }); err != nil {
		return err
	}
	if f.Schema == nil {
		return nil
	}
	return v.writeWhole(base+f.SchemaEnding, func(w io.Writer) error { return f.Schema(w, t) })
}

// wants reports whether an output is to be written.
func (v auditVerb) wants(output string) bool {
	return output == "csv" || slices.Contains(v.Also, output)
}

// writeResults writes results.json and says how a report finds it again: the file is large, so that it is not kept in memory.
func (v auditVerb) writeResults(a *audit.Audit) (report.Results, error) {
	const name = "results.json"
	sum, size := sha256.New(), counter(0)
	err := v.writeWhole(name, func(w io.Writer) error { return a.Write(io.MultiWriter(w, sum, &size)) })
	return report.Results{
		Bytes: int64(size), SHA256: hex.EncodeToString(sum.Sum(nil)),
		Load: func() ([]byte, error) { return os.ReadFile(filepath.Join(v.Out, name)) },
	}, err
}

// A counter counts what is written to it.
type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// tags are the language tags of the report's languages.
var tags = map[string]string{"zh": report.Chinese, "en": report.English}

// previous reads the results of the last audit, nil when none are named.
func (v auditVerb) previous() (*audit.Audit, error) {
	if v.Previous == "" {
		return nil, nil
	}
	f, err := os.Open(v.Previous)
	if err != nil {
		return nil, &audit.Error{Kind: audit.NotFound, File: v.Previous, Text: "the earlier results cannot be read", Remedy: "name a results.json that auditd audit wrote", Err: err}
	}
	defer f.Close()
	return change.Read(f, filepath.Base(v.Previous))
}

// date returns the date to print, the zero time for none.
func (v auditVerb) date() (time.Time, error) {
	if v.Date == "" {
		return time.Time{}, nil
	}
	d, err := time.Parse(time.DateOnly, v.Date)
	if err != nil {
		return d, usageError{"--date is not a date such as 2026-11-21: " + audit.Quote(v.Date)}
	}
	return d, nil
}

// command is what a reader types to repeat the audit.
func (v auditVerb) command() string {
	var names []string
	for _, f := range v.Files {
		names = append(names, filepath.Base(f))
	}
	previous := ""
	if v.Previous != "" {
		previous = "--previous " + filepath.Base(v.Previous) + " "
	}
	return "auditd audit --plan " + filepath.Base(v.Plan) + " " + previous + strings.Join(names, " ")
}

// encodeResults returns results.json.
func encodeResults(a *audit.Audit) ([]byte, error) {
	var b bytes.Buffer
	err := a.Write(&b)
	return b.Bytes(), err
}

// writeWhole writes a file into the folder.
func (v auditVerb) writeWhole(name string, write func(io.Writer) error) error {
	f, err := os.Create(filepath.Join(v.Out, name))
	if err != nil {
		return unwritable(err)
	}
	out := bufio.NewWriter(f)
	if err = write(out); err == nil {
		err = out.Flush()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	var known *audit.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	return unwritable(fmt.Errorf("write %s: %w", name, err))
}

// summary prints what came out, in few lines.
func summary(w io.Writer, a *audit.Audit, lang, out string) {
	m := summaries[lang]
	fmt.Fprintf(w, m.rows, a.Rows.Read, a.Rows.Counted, a.Rows.Excluded)
	counts := map[audit.Verdict]int{}
	for _, c := range a.Criteria {
		counts[c.Verdict]++
	}
	fmt.Fprintf(w, m.criteria, counts[audit.DisparityShown], counts[audit.ParityShown], counts[audit.Inconclusive])
	shown := 0
	for _, f := range a.Findings {
		if f.Level != audit.LevelDisparity {
			continue
		}
		if shown == 5 {
			fmt.Fprint(w, m.more)
			break
		}
		shown++
		fmt.Fprintf(w, "  %s %s %s %s", f.ID, f.Rule, f.Metric, audit.Clean(f.Group.Label()))
		if e := f.Evidence; e != nil && e.Value != nil && e.Interval != nil {
			fmt.Fprintf(w, m.evidence, audit.Clean(f.Reference.Label()), float64(*e.Value), 100*e.Interval.Level, e.Interval.Lower, e.Interval.Upper, e.N, e.ReferenceN)
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintf(w, m.written, out)
}

// summaries are the texts of summary by language.
var summaries = map[string]struct{ rows, criteria, more, evidence, written string }{
	"en": {
		rows:     "%d rows read, %d counted, %d excluded\n",
		criteria: "criteria: %d show disparity, %d show parity, %d are inconclusive\n",
		more:     "  … more in the report\n", evidence: " against %s: %.3f (%.0f %% interval %.3f to %.3f; n = %d and %d)",
		written: "written to %s: report.html, results.json, tables/\n",
	},
	"zh": {
		rows:     "读取 %d 行，计入 %d 行，排除 %d 行\n",
		criteria: "判定项：%d 项显示差异，%d 项显示均等，%d 项证据不足\n",
		more:     "  ……其余见报告\n", evidence: " 对照 %s：%.3f（%.0f%% 置信区间 %.3f 至 %.3f；n = %d 和 %d）",
		written: "已写入 %s：report.html、results.json、tables/\n",
	},
}
