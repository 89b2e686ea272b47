package report

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"auditd/report/font"
)

// placeholders returns the names of a message's arguments, sorted, each once.
func placeholders(m message) []string {
	seen := map[string]bool{}
	for _, p := range m {
		if p.name != "" {
			seen[p.name] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// sources returns the parsed Go files of a folder without its tests.
func sources(t *testing.T, dir string) []*ast.File {
	t.Helper()
	return slices.Collect(maps.Values(sourcesByName(t, dir)))
}

func sourcesByName(t *testing.T, dir string) map[string]*ast.File {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]*ast.File{}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, e.Name()), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files[e.Name()] = f
	}
	return files
}

func literal(e ast.Expr) (string, bool) {
	b, ok := e.(*ast.BasicLit)
	if !ok || b.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(b.Value)
	return s, err == nil
}

// literals returns every string literal of the files, struct tags left out.
func literals(files []*ast.File) map[string]bool {
	out := map[string]bool{}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			if b, ok := n.(*ast.BasicLit); ok && !strings.HasPrefix(b.Value, "`") {
				if s, ok := literal(b); ok {
					out[s] = true
				}
			}
			return true
		})
	}
	return out
}

func TestCataloguesSayTheSameThings(t *testing.T) {
	en, zh := languages()[English].messages, languages()[Chinese].messages
	for key := range en {
		if _, ok := zh[key]; !ok {
			t.Errorf("%s is missing in Chinese", key)
		}
	}
	for key, m := range zh {
		e, ok := en[key]
		if !ok {
			t.Errorf("%s is missing in English", key)
			continue
		}
		if a, b := placeholders(e), placeholders(m); !slices.Equal(a, b) {
			t.Errorf("%s has the arguments %v in English and %v in Chinese", key, a, b)
		}
	}
	// A message that a person reads is not left in the other language: Chinese ones hold a Chinese character, save names, signs
	// and sources in their own language.
	same := regexp.MustCompile(`^(punctuation|value\.(none|of_whole)|word\.|test\.text|distance\.unit|cover\.results_sha256|how\.$|adjustment\.$|family\.$|column\.(n|sha256)$)|\.source$|^value\.(points|interval)$|^(summary\.(card|sets|criterion_title)|finding\.title|group\.item|aggregates\.left$)`)
	han := regexp.MustCompile(`\p{Han}`)
	for key, m := range zh {
		if !same.MatchString(key) && !han.MatchString(literalPart(m)) {
			t.Errorf("%s has no Chinese word: %q", key, literalPart(m))
		}
	}
	for key, m := range en {
		if han.MatchString(literalPart(m)) {
			t.Errorf("%s has a Chinese character in English", key)
		}
	}
}

func literalPart(m message) string {
	var b strings.Builder
	for _, p := range m {
		b.WriteString(p.literal + p.one + p.other)
	}
	return b.String()
}

// prefixes are the messages that helpers of the builder look up by their argument.
var prefixes = map[string]string{"part": "section.", "left": "column.", "right": "column.", "do": "action.", "stated": "cover.", "given": "cover."}

// factPrefixes are the messages that the helper named fact looks up in each file.
var factPrefixes = map[string]string{"findings.go": "fact.", "scope.go": "scope.", "examined.go": "examined.", "closing.go": "cover."}

// Every call that names a message by a literal names one that exists, with the arguments that the message has.
func TestMessagesThatAreUsedExist(t *testing.T) {
	messages := languages()[English].messages
	for file, f := range sourcesByName(t, ".") {
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			name, first := callName(call), 0
			if name == "note" && len(call.Args) > 1 {
				first = 1
			}
			key, ok := literal(call.Args[first])
			if !ok {
				return true
			}
			prefix, known := prefixes[name]
			if name == "fact" {
				prefix, known = factPrefixes[file], true
			}
			switch {
			case name == "text" || name == "str" || name == "say" || name == "note":
			case known:
				key = prefix + key
			default:
				return true
			}
			m, ok := messages[key]
			if !ok {
				t.Errorf("%s is used and in no catalogue", key)
				return true
			}
			if name == "part" || name == "fact" || name == "left" || name == "right" || name == "stated" || name == "given" {
				return true
			}
			if got, want := argumentNames(call.Args[first+1:]), placeholders(m); !slices.Equal(got, want) {
				t.Errorf("%s is called with the arguments %v and has %v", key, got, want)
			}
			return true
		})
	}
}

func callName(c *ast.CallExpr) string {
	switch f := c.Fun.(type) {
	case *ast.SelectorExpr:
		return f.Sel.Name
	case *ast.Ident:
		return f.Name
	}
	return ""
}

func argumentNames(args []ast.Expr) []string {
	var names []string
	for i := 0; i < len(args); i += 2 {
		if s, ok := literal(args[i]); ok {
			names = append(names, s)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// emitters are the packages whose keys reach a report.
var emitters = []string{"", "metric", "rule", "measure", "coverage", "coverage/lattice", "tally", "ingest", "infer", "analysis/joint", "analysis/subgroups", "analysis/proxies", "analysis/missingness", "analysis/scan", "analysis/ranking", "analysis/classes", "analysis/regression", "analysis/inequality", "analysis/pairs", "analysis/oaxaca", "analysis/items", "analysis/individual", "analysis/subsetscan", "change", "analysis/conditional", "analysis/scores", "analysis/periods", "analysis/stages", "analysis/weighting", "analysis/design", "analysis/smallgroups", "analysis/repeated"}

// methodPackages name the methods that results carry. Not all of their methods reach a report, so that only their use is looked for.
var methodPackages = []string{"infer/association", "infer/strata", "infer/subset", "infer/resample", "infer/survey", "infer/score", "infer/labels"}

// Every message is used: its key stands in the source of this package, or its last part is a word that this package or a package
// below audit says.
func TestNoMessageIsUnused(t *testing.T) {
	own, all := literals(sources(t, ".")), literals(sources(t, "."))
	for _, pkg := range slices.Concat(emitters, methodPackages) {
		if dir := filepath.Join("..", "audit", pkg); exists(dir) {
			maps.Copy(all, literals(sources(t, dir)))
		}
	}
	for key := range languages()[English].messages {
		if own[key] {
			continue
		}
		prefix, rest, _ := strings.Cut(key, ".")
		rest = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(rest, ".text"), ".source"), ".short")
		dynamic := own[prefix+"."] || own["note."] && prefix == "note" || prefix == "section" || prefix == "column" || prefix == "action" || prefix == "said" || prefix == "metric" ||
			prefix == "rule" || prefix == "role" || prefix == "forest" || prefix == "analysis"
		short := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(key, ".text"), ".source"), ".short")
		if composedOf(short, own, all) {
			continue
		}
		composed := slices.ContainsFunc(strings.Split(rest, "."), func(w string) bool { return all[w] }) || all[rest] || rest == "" || composedOf(rest, own, all)
		if !dynamic || !composed {
			t.Errorf("nothing uses the message %s", key)
		}
	}
}

// composedOf reports whether a key's rest is a literal of this package and a word of any package in turn, such as "further_" and
// "note", "wilson" and "_effective_n".
func composedOf(rest string, own, all map[string]bool) bool {
	for i := 1; i < len(rest); i++ {
		if (own[rest[:i]] || all[rest[:i]]) && all[rest[i:]] {
			return true
		}
	}
	return false
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// silent are words in the source of other packages that look like keys and never reach a report in words: fields of documents,
// names that other tools give their numbers, units of error messages.
var silent = map[string]bool{
	"not_found": true, "upper_why": true, "reference_share": true, "nodes_uncovered": true, "min_metric": true, "major_group": true,
	"not_selected": true, "max_cells": true, "unknown_kind": true,
}

var keyLike = regexp.MustCompile(`^[a-z]+(_[a-z0-9]+)+(: )?$`)

// Every key that another package can emit has words in the catalogues. A new reason, notice, metric or method fails here until it
// has a message in both languages.
func TestForeignKeysHaveWords(t *testing.T) {
	l := languages()[English]
	last := map[string]bool{}
	for key := range l.messages {
		_, rest, _ := strings.Cut(key, ".")
		last[rest] = true
	}
	for _, pkg := range emitters[1:] {
		dir := filepath.Join("..", "audit", pkg)
		if !exists(dir) {
			continue
		}
		for _, f := range emitting(t, dir) {
			for s := range literals([]*ast.File{f}) {
				if s = strings.TrimSuffix(s, ": "); keyLike.MatchString(s) && !last[s] && !silent[s] {
					t.Errorf("audit/%s says %q, which has no words in the catalogues", pkg, s)
				}
			}
		}
	}
}

// Every constant that other packages declare as a reason or a notice is said in a sentence of its own, single words too.
func TestReasonsHaveWords(t *testing.T) {
	found := 0
	for _, pkg := range emitters[1:] {
		dir := filepath.Join("..", "audit", pkg)
		if !exists(dir) {
			continue
		}
		for name, key := range reasons(sources(t, dir)) {
			found++
			for _, l := range languages() {
				if key != "" && !l.has("said."+key) && !l.has("status."+key) {
					t.Errorf("audit/%s: %s is %q, which is not said in %s", pkg, name, key, l.tag)
				}
			}
		}
	}
	if found < 50 {
		t.Errorf("only %d reasons were found: the test looks in the wrong place", found)
	}
}

// reasons returns the constants whose names begin with Why, Reason, Note or Notice, by name.
func reasons(files []*ast.File) map[string]string {
	named := regexp.MustCompile(`^(Why|Reason|Note|Notice)[A-Z]`)
	out := map[string]string{}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			v, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			for i, name := range v.Names {
				if named.MatchString(name.Name) && i < len(v.Values) {
					if key, ok := literal(v.Values[i]); ok {
						out[name.Name] = key
					}
				}
			}
			return true
		})
	}
	return out
}

// emitting returns the files of a package without those that hold other tools' names or the schema of the results document.
func emitting(t *testing.T, dir string) []*ast.File {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, e := range entries {
		name := e.Name()
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || strings.HasPrefix(name, "profile_") || name == "schema.go" {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, name), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	return files
}

func TestSaid(t *testing.T) {
	for _, c := range []struct {
		name, lang, key string
		args            []string
		want            string
	}{
		{"no argument", English, "both_rates_are_zero", nil, "both rates are zero"},
		{"one argument", Chinese, "attribute_has_one_group", []string{"性别"}, "性别只有一个已知群体，无从比较。"},
		{"enumeration", English, "values_differ_by_case_or_width", []string{"sex", "F", "f", "Ｆ"}, "Column sex: these values differ only by case, width or spaces and are kept apart: F, f and Ｆ."},
		{"translated argument", Chinese, "values_taken_as_not", []string{"d", "decision", "0", "2"}, "d列（决定）：方案未列出下列取值，按“否”处理：0和2。"},
		{"counted argument", English, "join_unused", []string{"labels.csv", "12345"}, "labels.csv: 12,345 rows have no partner in the main file and were not used."},
		{"key that carries its argument", English, "group_not_in_reference: Martian", nil, "the population files have no such group (Martian)"},
		{"unknown key", English, "a_key_nobody_knows", []string{"x", "y"}, "a key nobody knows: x, y"},
		{"too few arguments", English, "attribute_has_one_group", nil, "attribute has one group"},
		{"hostile key", English, "<b>\u202e", nil, `<b>\u202e`},
	} {
		if got := languages()[c.lang].said(c.key, c.args).Plain(); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// The report's own typeface draws every character of the texts: one that it lacks would keep the PDF from being written.
func TestMessagesAreInTheTypeface(t *testing.T) {
	for _, lang := range Languages {
		for name, m := range languages()[lang].messages {
			for _, p := range m {
				if missing := font.MissingGlyphs(p.literal + p.one + p.other); len(missing) > 0 {
					t.Errorf("%s: %s: no glyph for %q", lang, name, string(missing))
				}
			}
		}
	}
}
