package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"auditd/audit"
	"auditd/audit/audittest"
	"auditd/audit/metric"
	"auditd/audit/rule"
	"auditd/audit/service"
)

var update = flag.Bool("update", false, "write what the case files expect anew")

// The worked cases of fixtures/cases: a sentence of why, a plan, rows (or counts.csv, whose last column says how many people are alike),
// and the table that is expected. Run with -update to renew
// the tables; review reads the difference.
func TestCases(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(audittest.Root(t), "fixtures", "cases", "*.txtar"))
	if err != nil || len(paths) < 10 {
		t.Fatalf("%d case files, %v", len(paths), err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if len(strings.TrimSpace(string(archive.Comment))) < 20 {
				t.Error("the case does not say why it is there")
			}
			got := runCase(t, archive)
			i := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == "expected" })
			if *update {
				if i < 0 {
					archive.Files = append(archive.Files, txtar.File{Name: "expected"})
					i = len(archive.Files) - 1
				}
				archive.Files[i].Data = []byte(got)
				if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if i < 0 {
				t.Fatal("the case expects nothing: run with -update and read what it says")
			}
			if want := string(archive.Files[i].Data); got != want {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

// runCase makes the audit of a case and returns it as a table for people.
func runCase(t *testing.T, archive *txtar.Archive) string {
	t.Helper()
	a, err := caseAudit(t, archive)
	if err != nil {
		return "error: " + err.Error() + "\n"
	}
	return caseTable(a, shownMetrics(string(archive.Comment)))
}

// caseAudit makes the audit of a case.
func caseAudit(t *testing.T, archive *txtar.Archive) (*audit.Audit, error) {
	t.Helper()
	dir := t.TempDir()
	var data []string
	for _, f := range archive.Files {
		if f.Name == "expected" {
			continue
		}
		path := filepath.Join(dir, f.Name)
		if f.Name == "counts.csv" {
			f.Data = []byte(repeated(t, string(f.Data)))
		}
		if err := os.WriteFile(path, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
		if f.Name != "plan.yaml" && !strings.HasPrefix(f.Name, "population") {
			data = append(data, path)
		}
	}
	plan, err := service.ReadPlan(filepath.Join(dir, "plan.yaml"))
	if err != nil {
		return nil, err
	}
	return service.Measure(context.Background(), service.Measurement{Plan: plan, PlanDir: dir, Files: data, Generator: "case"})
}

// shownMetrics returns the metrics that a case asks to be shown, in a line "Show: …"; none means all.
func shownMetrics(comment string) []string {
	for line := range strings.Lines(comment) {
		if list, ok := strings.CutPrefix(strings.TrimSpace(line), "Show: "); ok {
			return strings.Split(list, ", ")
		}
	}
	return nil
}

// caseTable writes the parts of an audit that a case is about, one line each.
func caseTable(a *audit.Audit, shown []string) string {
	var b strings.Builder
	w := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	show := func(name string) bool { return len(shown) == 0 || slices.Contains(shown, name) }
	w("rows: %d read, %d counted", a.Rows.Read, a.Rows.Counted)
	for _, e := range a.Excluded {
		w("excluded: %d rows, %s %s", e.Rows, e.Reason, e.Column)
	}
	for _, r := range a.Examined.References {
		tied := ""
		for _, g := range r.Tied {
			tied += ", tied with " + g.Label()
		}
		w("reference: %s: %s (%s%s)%s", strings.Join(r.Attributes, " × "), r.Group.Label(), r.How, tied, because(r.Why))
	}
	for _, e := range a.Estimates {
		if show(e.Metric) && len(e.Group) > 0 {
			w("%s: %s%s: %d of %d = %s%s [%s]%s", e.Metric, e.Group.Label(), within(e.Stratum), e.Numerator, e.Denominator, num(e.Value), span(e.Interval), e.Status, because(e.Why))
		}
	}
	for _, c := range a.Comparisons {
		if show(c.Metric) && c.Against == audit.AgainstReference {
			w("%s %s: %s against %s%s: %s%s p %s: %s [%s]%s", c.Metric, c.Kind, c.Group.Label(), c.Reference.Label(), within(c.Stratum), num(c.Value), span(c.Interval), pvalue(c.Test), c.Verdict, c.Status, because(c.Why))
		}
	}
	for _, g := range a.Aggregates {
		if show(g.Metric) && len(shown) > 0 {
			w("%s %s over %d groups: %s [%s]%s", g.Metric, g.Kind, g.GroupsUsed, num(g.Value), g.Status, because(g.Why))
		}
	}
	coverageLines(w, a.Coverage)
	stageLines(w, a.Stages)
	if a.Stages != nil {
		sweepLines(w, a.Stages)
	}
	smallLines(w, a)
	besideLines(w, a)
	furtherLines(w, a)
	for _, c := range a.Conditional {
		w("%s: %s against %s: %s%s, with %s held fixed %s%s over %d strata: %s [%s]%s", c.Metric, c.Group.Label(), c.Reference.Label(), num(c.Crude.Value), span(c.Crude.Interval),
			strings.Join(c.Held, " × "), num(c.Difference.Value), span(c.Difference.Interval), c.Strata, c.Pattern, c.Status, because(c.Why))
	}
	if a.Profile != nil {
		for _, v := range a.Profile.Values {
			w("%s: %s: %s %s against %s = %s%s%s", a.Profile.Name, v.Metric, v.Attribute, v.Group, v.Reference, num(v.Value), v.Text, because(v.Note))
		}
	}
	for _, f := range a.Findings {
		w("%s %s: %s %s: %s %s: %s, adverse %v%s", f.ID, f.Level, f.Rule, f.Metric, f.Group.Label(), f.Reference.Label(), f.Verdict, f.Adverse, because(f.Reason))
	}
	for _, n := range a.Notices {
		w("notice: %s %s", n.Key, strings.Join(n.Args, ", "))
	}
	return b.String()
}

func coverageLines(w func(string, ...any), c *audit.Coverage) {
	if c == nil {
		return
	}
	for _, r := range c.Representation {
		w("representation: %s: %d of %d, ratio %s%s: %s %s [%s]%s", r.Group.Label(), r.Count, r.N, num(r.Ratio), span(r.Interval), r.Verdict, r.Direction, r.Status, because(r.Why))
	}
	for _, u := range c.Uncovered {
		w("uncovered: %s: %d records %s", u.Pattern.Label(), u.Count, u.Materiality)
	}
	for _, k := range c.Collection {
		w("collect: %s: %d", k.Combination.Label(), k.Records)
	}
	if c.CollectTotal > 0 {
		w("collect: %d together", c.CollectTotal)
	}
}

func smallLines(w func(string, ...any), a *audit.Audit) {
	if s := a.SmallGroups; s != nil {
		for _, k := range s.Shrinkage {
			for _, g := range k.Groups {
				w("drawn to the common rate: %s %s: %s to %s%s", k.Metric, g.Group.Label(), num(g.Raw), num(g.Rate.Value), span(g.Rate.Interval))
			}
		}
		for _, c := range s.Comparisons {
			w("exact: %s %s against %s: p %s, probability below %v: %s", c.Metric, c.Group.Label(), c.Reference.Label(), pvalue(c.Test), c.Limit.Round(), num(c.Below))
		}
	}
	if d := a.Design; d != nil {
		w("design: %d clusters, %d strata, df %d, %d left out", d.Clusters, d.Strata, d.DF, d.LeftOut)
		for _, c := range d.Comparisons {
			w("design: %s %s against %s: ratio %s%s, difference %s%s p %s", c.Metric, c.Group.Label(), c.Reference.Label(), num(c.Ratio.Value), span(c.Ratio.Interval), num(c.Difference.Value), span(c.Difference.Interval), pvalue(c.Test))
		}
	}
	if k := a.Weighting; k != nil && k.Raking != nil {
		w("raking: %s: design effect %s, effective %s%s", strings.Join(k.Raking.Attributes, " × "), num(k.Raking.Cost.DesignEffect), num(k.Raking.Cost.EffectiveN), because(k.Raking.Why))
	}
}

// besideLines shows what further methods say.
func besideLines(w func(string, ...any), a *audit.Audit) {
	for _, b := range a.Beside {
		against, p := "", ""
		if b.Kind != audit.OfRate {
			against = " to " + b.Reference.Label()
		}
		if b.P != nil {
			p = fmt.Sprintf(" p %v", b.P.Round())
		}
		w("beside: %s %s of %s%s: %s%s%s%s", b.Metric, b.Kind, b.Group.Label(), against, b.Method, span(b.Interval), p, because(b.Why))
	}
}

func stageLines(w func(string, ...any), s *audit.Stages) {
	if s == nil {
		return
	}
	w("stages by %s: %d entered, %d left out", s.Form, s.Entered, s.LeftOut)
	for _, g := range s.Groups {
		w("left: %s: %v, not known %v", g.Group.Label(), g.Left, g.Unknown)
	}
	for _, b := range s.Broken {
		w("broken: %s: %d returned, %d new", b.Stage, b.Returned, b.New)
	}
	for _, a := range s.Attrition {
		for _, k := range a.Steps {
			w("stage %s: %s against %s: %s%s share %s: %s%s", k.Stage, a.Group.Label(), a.Reference.Label(), num(k.Comparison.Value), span(k.Comparison.Interval), num(k.Share), k.Comparison.Verdict, because(k.Comparison.Why))
		}
		w("all stages: %s against %s: %s%s, %s people short: %s%s", a.Group.Label(), a.Reference.Label(), num(a.Whole.Value), span(a.Whole.Interval), num(a.Shortfall), a.Whole.Verdict, because(a.Whole.Why))
		for _, f := range a.Filters {
			w("filter %s: %s: %s of the logarithm, without it %s more%s", f.Stage, a.Group.Label(), num(f.Shapley), num(f.LeaveOneOut), because(f.Why))
		}
	}
}

func num(r *audit.Real) string {
	if r == nil {
		return "undefined"
	}
	return fmt.Sprint(r.Round())
}

func span(i *audit.Interval) string {
	if i == nil {
		return ""
	}
	return fmt.Sprintf(" (%v to %v)", audit.Real(i.Lower).Round(), audit.Real(i.Upper).Round())
}

func pvalue(t *audit.Test) string {
	if t == nil {
		return "none"
	}
	return fmt.Sprintf("%v %s", t.PAdjusted.Round(), t.Name)
}

func because(why string) string {
	if why == "" {
		return ""
	}
	return " — " + strings.ReplaceAll(why, "_", " ")
}

func within(s audit.Stratum) string {
	if len(s) == 0 {
		return ""
	}
	return " within " + s.Label()
}

// Every metric and every rule appears in the expectation of a case.
func TestCasesCoverTheRegistries(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(audittest.Root(t), "fixtures", "cases", "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, p := range paths {
		archive, err := txtar.ParseFile(p)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.Files {
			if f.Name == "expected" {
				all.Write(f.Data)
			}
		}
	}
	for _, m := range metric.All() {
		if !strings.Contains(all.String(), "\n"+m.Name+": ") {
			t.Errorf("no case shows the metric %s", m.Name)
		}
	}
	for _, c := range metric.Composites() {
		if !strings.Contains(all.String(), "\n"+c.Name+" ") {
			t.Errorf("no case shows the composite %s", c.Name)
		}
	}
	for _, r := range rule.All() {
		if !strings.Contains(all.String(), ": "+r.Name+" ") {
			t.Errorf("no case shows the rule %s", r.Name)
		}
	}
	for _, p := range metric.Profiles() {
		if !strings.Contains(all.String(), "\n"+p.Name+": ") {
			t.Errorf("no case shows the profile %s", p.Name)
		}
	}
}
