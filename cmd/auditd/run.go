package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"runtime/debug"
	"strings"

	"github.com/alecthomas/kong"

	"auditd/audit"
)

// Exit codes.
const (
	exitOK      = 0 // done; of an audit: nothing at or above --fail-on
	exitFailed  = 1 // it could not be done
	exitUsage   = 2 // wrong usage
	exitFinding = 3 // a finding at or above --fail-on
)

// streams are what a command talks to.
type streams struct {
	in  io.Reader
	out io.Writer
	err io.Writer
	env func(string) string
}

// verbs are the commands, one file each.
type verbs struct {
	Audit   auditVerb   `cmd:"" help:"Audit one or more files under a plan."`
	Diff    diffVerb    `cmd:"" help:"Set an audit against an earlier one: inputs, plan, results."`
	Profile profileVerb `cmd:"" help:"Say what a file holds and propose a plan."`
	Schema  schemaVerb  `cmd:"" help:"Print the JSON Schema of a document: plan or results."`
	Metrics metricsVerb `cmd:"" help:"List every metric, rule, method and format with its definition and source."`
	Serve   serveVerb   `cmd:"" help:"Run the service: pages, API and workers."`
	Demo    demoVerb    `cmd:"" help:"Run the service on invented data in a temporary folder, with an account for every role."`
	Config  configVerb  `cmd:"" help:"Print the options of the service with their effective values."`
	Submit  submitVerb  `cmd:"" help:"Submit files with their plan to a service."`
	Status  statusVerb  `cmd:"" help:"Say where a submitted audit stands, or wait until it is measured."`
	Backup  backupVerb  `cmd:"" help:"Copy the register and all objects of a service, which may run, into a folder."`
	Restore restoreVerb `cmd:"" help:"Restore a backup into an empty register and store."`
	Health  healthVerb  `cmd:"" help:"Ask a service whether it is ready."`
	Version versionVerb `cmd:"" help:"Print the version."`
}

// A verb does its work and returns the exit code.
type verb interface {
	run(ctx context.Context, s streams) (int, error)
}

// exit is how the parser's wish to end the program reaches run.
type exit int

// run parses the command line, runs one verb and returns the exit code. It never ends the process itself, so that tests can call
// it.
func run(ctx context.Context, args []string, s streams) (code int) {
	defer func() {
		switch e := recover().(type) {
		case nil:
		case exit: // kong ends the program after --help
			code = int(e)
		default:
			panic(e)
		}
	}()
	var v verbs
	parser, err := kong.New(&v,
		kong.Name("auditd"), kong.Description("Audits decisions and samples for fairness and for bias of the data."),
		kong.Writers(s.out, s.err), kong.Exit(func(c int) { panic(exit(c)) }), kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}), kong.KindMapper(reflect.String, kong.MapperFunc(verbatim)),
	)
	if err != nil {
		fmt.Fprintln(s.err, "auditd:", err)
		return exitFailed
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(s.err, "auditd: %s\nRun \"auditd --help\" for usage.\n", audit.Clean(err.Error()))
		return exitUsage
	}
	code, err = parsed.Selected().Target.Addr().Interface().(verb).run(ctx, s)
	if err != nil {
		complain(s.err, err)
		var u usageError
		if errors.As(err, &u) {
			return exitUsage
		}
		return exitFailed
	}
	return code
}

// verbatim takes an argument over byte by byte. The parser's own way replaces what is not UTF-8, as names of files may be.
func verbatim(ctx *kong.DecodeContext, target reflect.Value) error {
	t, err := ctx.Scan.PopValue("text")
	if err != nil {
		return err
	}
	target.SetString(t.String())
	return nil
}

// A usageError is a command line that parses and makes no sense.
type usageError struct{ text string }

func (e usageError) Error() string { return e.text }

// complain prints an error for a person, one line each where several were found at once.
func complain(w io.Writer, err error) {
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(w, "auditd: interrupted")
		return
	}
	for line := range strings.Lines(err.Error()) {
		fmt.Fprintf(w, "auditd: %s\n", audit.Clean(strings.TrimRight(line, "\n")))
	}
}

// version is set by the linker in releases: -ldflags "-X main.version=v1.2.3".
var version = ""

// programVersion returns the version of this build: that of the linker, of the module, or the commit it was built from.
func programVersion() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "devel"
}

type versionVerb struct{}

func (versionVerb) run(_ context.Context, s streams) (int, error) {
	fmt.Fprintf(s.out, "auditd %s\n", programVersion())
	return exitOK, nil
}
