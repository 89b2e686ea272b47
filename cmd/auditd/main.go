// Command auditd audits what an algorithm decided, or a sample that was drawn, for fairness and for bias of the data.
//
// This package is the only one that knows every other: it reads the command line, wires the parts together, and turns errors
// into exit codes.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"auditd/audit/sandbox"
	"auditd/audit/service"
)

// softMemory is the memory from which on garbage is collected harder. It is no hard limit: an audit of very many groups takes more.
const softMemory = 88 << 20

func main() {
	sandbox.Main(service.Jobs()) // returns unless this process was started to read foreign bytes
	debug.SetMemoryLimit(softMemory)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], streams{in: os.Stdin, out: os.Stdout, err: os.Stderr, env: os.Getenv})
	stop()
	os.Exit(code)
}
