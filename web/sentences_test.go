package web

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"auditd/audit"
)

// A sentence is what some code says of an error: a text or a remedy, with %s where something is filled in.
type sentence struct{ text, at string }

// sentencesOf finds the texts and remedies of audit.Error and the formats of audit.Errorf in the sources of folders.
func sentencesOf(t *testing.T, folders ...string) []sentence {
	t.Helper()
	var out []sentence
	for _, folder := range folders {
		err := filepath.WalkDir(filepath.Join("..", folder), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() && d.Name() == "testdata" {
				if d != nil && d.IsDir() && err == nil {
					return filepath.SkipDir
				}
				return err
			}
			if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return nil
			}
			set := token.NewFileSet()
			f, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(f, func(n ast.Node) bool {
				for _, text := range said(n) {
					if strings.Trim(text, "%s ") != "" {
						out = append(out, sentence{text, set.Position(n.Pos()).String()})
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// said returns what one piece of code says: in an Error, to Errorf, to the method fail of the reader of plans, or in a variable or
// field for a remedy.
func said(n ast.Node) (out []string) {
	switch x := n.(type) {
	case *ast.CompositeLit:
		if !named(x.Type, "Error") {
			return nil
		}
		for _, e := range x.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok && (named(kv.Key, "Text") || named(kv.Key, "Remedy")) {
				out = append(out, pattern(kv.Value))
			}
		}
	case *ast.CallExpr:
		sel, ok := x.Fun.(*ast.SelectorExpr)
		switch {
		case !ok:
		case named(sel, "Errorf") && named(sel.X, "audit") && len(x.Args) > 1 && !named(x.Args[0], "Internal"):
			out = append(out, pattern(x.Args[1]))
		case named(sel, "fail") && len(x.Args) > 2:
			out = append(out, pattern(x.Args[1]), pattern(x.Args[2]))
		}
	case *ast.AssignStmt:
		for i, l := range x.Lhs {
			if len(x.Rhs) == len(x.Lhs) && (named(l, "remedy") || named(l, "Remedy") || named(l, "Text")) {
				out = append(out, pattern(x.Rhs[i]))
			}
		}
	case *ast.ValueSpec:
		for i, l := range x.Names {
			if i < len(x.Values) && strings.HasPrefix(strings.ToLower(l.Name), "remedy") {
				out = append(out, pattern(x.Values[i]))
			}
		}
	}
	return out
}

// named reports whether an expression is a name, alone or in a package.
func named(e ast.Expr, name string) bool {
	switch x := e.(type) {
	case *ast.Ident:
		return x.Name == name
	case *ast.SelectorExpr:
		return x.Sel.Name == name
	}
	return false
}

// pattern is the text of an expression with %s for whatever is not written there.
func pattern(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.BasicLit:
		if text, err := strconv.Unquote(x.Value); err == nil {
			return verb.ReplaceAllString(text, "%s")
		}
	case *ast.BinaryExpr:
		return pattern(x.X) + pattern(x.Y)
	case *ast.ParenExpr:
		return pattern(x.X)
	case *ast.CallExpr:
		if named(x.Fun, "Sprintf") && len(x.Args) > 0 {
			return pattern(x.Args[0])
		}
	}
	return "%s"
}

// spoken are the folders whose errors somebody meets who submits, reviews or administers.
var spoken = []string{
	"audit/planfile", "audit/ingest", "audit/tally/meaning", "audit/profile", "audit/coverage", "audit/measure", "audit/sandbox", "audit/service",
	"audit/docket/account", "audit/docket/department", "web", "audit/analysis/repeated",
}

// Whatever the code says of an error to somebody who submits, reviews or administers has its sentence in Chinese, with as many places to
// fill in. When this fails, add the sentence to messages/errors-zh.txt.
func TestErrorsAreTranslated(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range sentencesOf(t, spoken...) {
		if seen[s.text] || len(strings.Trim(strings.ReplaceAll(s.text, "%s", ""), " :,.;%")) < 3 {
			continue
		}
		seen[s.text] = true
		filled := strings.ReplaceAll(s.text, "%s", `"7"`)
		text, ok := translated(filled)
		switch {
		case !ok:
			t.Errorf("%s: %q has no sentence in Chinese", s.at, s.text)
		case strings.Contains(text, "%!"):
			t.Errorf("%s: %q is filled in as %q", s.at, s.text, text)
		case strings.Count(text, `"7"`) != strings.Count(s.text, "%s"):
			t.Errorf("%s: %q becomes %q, which leaves something out", s.at, s.text, text)
		}
	}
	if len(seen) < 300 {
		t.Errorf("only %d sentences were found", len(seen))
	}
}

// Errors as the command line prints them, and as a page in Chinese says them.
func TestLineIn(t *testing.T) {
	for english, want := range map[string]string{
		`permits.csv row 3 column "age": not a finite decimal number: "x"`: `permits.csv row 3 column "age": 不是有限的十进制数："x"`,
		`permits.csv: no column "sex" (the file has "a", "b")`:             `permits.csv: 没有列 "sex"（文件中有 "a", "b"）`,
		`line 3: unknown key "rule" in the plan`:                           `第 3 行：the plan 中有未知的键 "rule"`,
		`the file is empty`:                                                `文件为空`,
		`something nobody has translated`:                                  `something nobody has translated`,
		`the files hold no rows`:                                           `文件没有数据行`,
		`the files hold no rows; the plan names columns that the files do not have: "a; \" b", "c"`:                             `文件没有数据行；计划引用了文件中没有的列："a; \" b", "c"`,
		`columns hold personal data that an audit does not need and that nobody declared: "电话" (phone), "证件" (identity number)`: `文件含有审计不需要且未声明的个人信息列："电话"（` + message("zh", "personal.phone") + `）, "证件"（` + message("zh", "personal.identity_number") + `）`,
		`材料不全；请补交。`: `材料不全；请补交。`, // what a person wrote
	} {
		if got := lineIn("zh", english); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", english, got, want)
		}
		if got := lineIn("en", english); got != english {
			t.Errorf("in English %s", got)
		}
	}
}

// A problem whose sentence is not in Chinese says that it is the original.
func TestFallback(t *testing.T) {
	p := problemOf(audit.Errorf(audit.Invalid, "something nobody has translated"), "zh", 0)
	if p.Detail != "（原文）something nobody has translated" {
		t.Errorf("got %s", p.Detail)
	}
}

// What is filled in is foreign: no text of any form takes long or breaks the sentence.
func FuzzTranslated(f *testing.F) {
	f.Add(`no column "x"`)
	f.Add(strings.Repeat("line 1: ", 300))
	f.Add("%s%d%!(EXTRA)")
	f.Fuzz(func(t *testing.T, s string) {
		text, ok := translated("no column " + s)
		if !ok && len(s) > 0 && len(s) < longest/2 && !strings.Contains(s, "\n") {
			t.Errorf("%q is not translated", s)
		}
		if ok && !strings.Contains(s, "%!") && strings.Contains(text, "%!") {
			t.Errorf("%q became %q", s, text)
		}
	})
}
