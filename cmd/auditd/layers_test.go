package main

import (
	"go/build"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A layer forbids a package, and everything it imports, to reach something. The reason is printed when it does.
type layer struct {
	pkg    string   // import path; a trailing /... means all packages below it too
	except []string // packages that are allowed all the same
	deny   []string // import paths; a trailing /... likewise
	reason string
}

// Third-party modules by what they are for.
var (
	statistics = []string{"gonum.org/v1/gonum/stat/..."}
	plotting   = []string{"gonum.org/v1/plot/..."}
	databases  = []string{"database/sql", "modernc.org/sqlite", "github.com/jackc/pgx/..."}
	objects    = []string{"github.com/minio/..."}
)

var layers = []layer{
	{pkg: "auditd/audit", deny: []string{"auditd/..."}, reason: "audit holds the words of the domain and imports nothing of ours"},
	{pkg: "auditd/audit", deny: []string{"gonum.org/...", "github.com/...", "golang.org/..."}, reason: "audit stands on the standard library alone"},
	{pkg: "auditd/audit/...", except: []string{"auditd/audit/infer", "auditd/audit/infer/draw", "auditd/audit/metric", "auditd/audit/rule", "auditd/audit/coverage", "auditd/audit/measure", "auditd/audit/analysis/...", "auditd/audit/planfile/..."}, deny: statistics, reason: "distributions are audit/infer's; others call it"},
	{pkg: "auditd/audit/...", deny: plotting, reason: "only report/figure draws"},
	{pkg: "auditd/audit/...", except: []string{"auditd/audit/service", "auditd/audit/docket/...", "auditd/audit/store/miniostore"}, deny: slices.Concat(databases, objects), reason: "nothing below audit/service reaches SQL or object storage"},
	{pkg: "auditd/audit/...", deny: []string{"auditd/report/...", "auditd/web/...", "auditd/cmd/..."}, reason: "results do not know how they are shown"},
	{pkg: "auditd/audit/tally", deny: []string{"auditd/audit/infer", "auditd/audit/metric"}, reason: "counting knows no rates"},
	{pkg: "auditd/audit/metric", deny: []string{"auditd/audit/ingest", "auditd/audit/tally", "auditd/audit/rule"}, reason: "a metric sees counts, not rows and not rules"},
	{pkg: "auditd/audit/infer", deny: []string{"auditd/audit/metric", "auditd/audit/tally", "auditd/audit/rule", "auditd/audit/ingest"}, reason: "a statistic knows no metric"},
	{pkg: "auditd/audit/analysis/...", deny: []string{"auditd/audit/ingest/...", "auditd/audit/tally/...", "auditd/audit/measure", "auditd/audit/rule"}, reason: "an analysis sees counts, not rows; measure lists it"},
	{pkg: "auditd/audit/measure", deny: []string{"auditd/audit/ingest/..."}, reason: "measure works on cells, never on rows"},
	{pkg: "auditd/report", deny: []string{"auditd/audit/infer", "auditd/audit/metric", "auditd/audit/rule", "auditd/audit/measure", "auditd/audit/analysis/...", "auditd/audit/tally", "auditd/audit/ingest"}, reason: "report computes nothing: it imports audit only"},
	{pkg: "auditd/report/...", deny: slices.Concat(databases, objects, []string{"auditd/web/...", "auditd/cmd/..."}), reason: "a report is made from an audit alone"},
}

// direct lists who may import a module directly, whatever else reaches it through them.
var direct = []struct {
	deny   []string
	only   []string
	reason string
}{
	{statistics, []string{"auditd/audit/infer", "auditd/audit/infer/draw"}, "only audit/infer calls gonum/stat: its traps are guarded there"},
	{plotting, []string{"auditd/report/figure/...", "auditd/report/font", "auditd/report/pdf/..."}, "only report/figure plots; report/pdf lends it a canvas"},
	{[]string{"github.com/gin-gonic/gin/..."}, []string{"auditd/web/..."}, "only web speaks gin"},
	// Direct only: a library for a file format may itself know how to fetch files.
	{[]string{"net/http", "net/rpc"}, []string{"auditd/web/...", "auditd/cmd/auditd", "auditd/audit/store/miniostore", "auditd/audit/service/..."}, "nothing below audit/service speaks to the network"},
	{objects, []string{"auditd/audit/store/miniostore"}, "only miniostore speaks to MinIO"},
}

// packages returns every package of the module with its direct and its transitive imports.
func packages(t *testing.T) map[string][2][]string {
	t.Helper()
	cmd := exec.Command("go", "list", "-f", "{{.ImportPath}}|{{join .Imports \",\"}}|{{join .Deps \",\"}}", "auditd/...")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	all := map[string][2][]string{}
	for line := range strings.Lines(string(out)) {
		parts := strings.Split(strings.TrimSpace(line), "|")
		all[parts[0]] = [2][]string{strings.Split(parts[1], ","), strings.Split(parts[2], ",")}
	}
	return all
}

func match(pattern, path string) bool {
	if base, ok := strings.CutSuffix(pattern, "/..."); ok {
		return path == base || strings.HasPrefix(path, base+"/")
	}
	return path == pattern
}

func matchAny(patterns []string, path string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return match(p, path) })
}

// broken returns a line for every rule that the given imports break.
func broken(all map[string][2][]string) []string {
	var out []string
	for pkg, imports := range all {
		for _, l := range layers {
			if !match(l.pkg, pkg) || matchAny(l.except, pkg) {
				continue
			}
			for _, dep := range imports[1] {
				if dep != pkg && matchAny(l.deny, dep) {
					out = append(out, pkg+" reaches "+dep+": "+l.reason)
				}
			}
		}
		for _, d := range direct {
			for _, dep := range imports[0] {
				if matchAny(d.deny, dep) && !matchAny(d.only, pkg) {
					out = append(out, pkg+" imports "+dep+": "+d.reason)
				}
			}
		}
	}
	slices.Sort(out)
	return out
}

func TestLayers(t *testing.T) {
	for _, line := range broken(packages(t)) {
		t.Error(line)
	}
}

// A guard that cannot fail guards nothing: each of these imports must be refused.
func TestLayersRefuse(t *testing.T) {
	for _, c := range [][2]string{
		{"auditd/audit", "auditd/audit/metric"},
		{"auditd/audit/tally", "net/http"},
		{"auditd/audit/tally", "database/sql"},
		{"auditd/audit/metric", "gonum.org/v1/gonum/stat/distuv"},
		{"auditd/audit/measure", "gonum.org/v1/plot"},
		{"auditd/report", "auditd/audit/infer"},
		{"auditd/report/html", "net/http"},
		{"auditd/audit/rule", "auditd/report"},
	} {
		imports := []string{c[1]}
		if got := broken(map[string][2][]string{c[0]: {imports, imports}}); len(got) == 0 {
			t.Errorf("%s may import %s", c[0], c[1])
		}
	}
}

// goPackages returns the folder of every package of the module.
func goPackages(t *testing.T) []string {
	t.Helper()
	var dirs []string
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name := d.Name(); name == "testdata" || name == "node_modules" || (strings.HasPrefix(name, ".") && len(name) > 2) {
				return filepath.SkipDir
			}
			if _, err := build.ImportDir(path, 0); err == nil {
				dirs = append(dirs, path)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return dirs
}

// Every package has exactly one comment that says what it does and what it does not know.
func TestPackageComments(t *testing.T) {
	for _, dir := range goPackages(t) {
		p, err := build.ImportDir(dir, 0)
		if err != nil {
			t.Fatal(err)
		}
		var found []string
		for _, name := range p.GoFiles {
			f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, name), nil, parser.PackageClauseOnly|parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			if f.Doc != nil {
				found = append(found, name)
				if want := "Package " + p.Name + " "; p.Name != "main" && !strings.HasPrefix(f.Doc.Text(), want) {
					t.Errorf("%s/%s: the comment starts with %q, want %q", dir, name, firstLine(f.Doc.Text()), want)
				}
			}
		}
		if len(p.GoFiles) > 0 && len(found) != 1 {
			t.Errorf("%s has %d package comments %v, want one", dir, len(found), found)
		}
	}
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// The house limits: files up to 400 lines, packages up to 2,000, unless the file says at its top why it is longer.
func TestSizes(t *testing.T) {
	const fileLimit, packageLimit = 400, 2000
	reason := regexp.MustCompile(`(?i)(?:longer|more)\s+(?://\s+)?than\s+(?://\s+)?(the house limit|two thousand lines|2,000 lines|four hundred lines|400 lines)`)
	for _, dir := range goPackages(t) {
		p, err := build.ImportDir(dir, 0)
		if err != nil {
			t.Fatal(err)
		}
		total, explained := 0, false
		for _, name := range append(append([]string{}, p.GoFiles...), p.TestGoFiles...) {
			data, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			lines := strings.Count(string(data), "\n")
			said := reason.Match(data)
			explained = explained || said
			if lines > fileLimit && !said {
				t.Errorf("%s/%s has %d lines: split it, or say in a comment why it is longer than 400 lines", dir, name, lines)
			}
			if !strings.HasSuffix(name, "_test.go") {
				total += lines
			}
		}
		if total > packageLimit && !explained {
			t.Errorf("%s has %d lines of source: split it, or say in its package comment why it is longer than 2,000 lines", dir, total)
		}
	}
}
