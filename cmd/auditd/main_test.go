package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"auditd/audit/audittest"
	"auditd/audit/docket/dockettest"
	"auditd/audit/sandbox"
	"auditd/audit/service"
)

// TestMain lets this test binary play the command: for scripts, and for the process that reads foreign bytes.
func TestMain(m *testing.M) {
	sandbox.Main(service.Jobs())
	testscript.Main(tests{m}, map[string]func(){
		"auditd": func() {
			os.Exit(run(context.Background(), os.Args[1:], streams{in: os.Stdin, out: os.Stdout, err: os.Stderr, env: os.Getenv}))
		},
	})
}

// tests ends what the tests started for all of them.
type tests struct{ m *testing.M }

// Run runs the tests and returns the exit code.
func (t tests) Run() int {
	code := dockettest.Run(t.m)
	if programDir != "" {
		os.RemoveAll(programDir)
	}
	return code
}

// writeTables writes the two tables that scripts use, which would be hundreds of like lines in a script: data.csv is F1 of methods
// 0.6 (a: 120 of 200 selected, d: 36 of 100), even.csv has two groups of 10,000 with half of each selected.
func writeTables(dir string) error {
	table := func(name string, a1, a0, d1, d0 int) error {
		text := "group,decision\n" + strings.Repeat("a,1\n", a1) + strings.Repeat("a,0\n", a0) + strings.Repeat("d,1\n", d1) + strings.Repeat("d,0\n", d0)
		return os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644)
	}
	if err := table("data.csv", 120, 80, 36, 64); err != nil {
		return err
	}
	return table("even.csv", 5000, 5000, 5000, 5000)
}

// The scripts drive the real command. UPDATE_SCRIPTS=1 renews what they compare with.
func TestScripts(t *testing.T) {
	root := audittest.Root(t)
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", UpdateScripts: os.Getenv("UPDATE_SCRIPTS") == "1", RequireExplicitExec: true, RequireUniqueNames: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("FIXTURES", filepath.Join(root, "fixtures"))
			e.Setenv("LC_ALL", "C")
			return writeTables(e.WorkDir)
		},
	})
}
