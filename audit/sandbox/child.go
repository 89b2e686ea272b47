package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"sync"

	"auditd/audit"
)

// A Call is what a job is given.
type Call struct {
	Request  []byte     // JSON
	Files    []*os.File // those of Run, in order
	Progress func(Progress)
}

// A Job runs in the child. Its reply is encoded as JSON.
type Job func(ctx context.Context, call *Call) (reply any, err error)

// Jobs is the table of a command's jobs by name.
type Jobs map[string]Job

// Typed makes a job of a function with a request type of its own.
func Typed[Request, Reply any](f func(ctx context.Context, request Request, call *Call) (Reply, error)) Job {
	return func(ctx context.Context, call *Call) (any, error) {
		var request Request
		if err := json.Unmarshal(call.Request, &request); err != nil {
			return nil, fmt.Errorf("request: %w", err)
		}
		return f(ctx, request, call)
	}
}

const (
	exitCPU     = 120       // exit status of a child out of processor time
	maxRequest  = 16 << 20  // bytes of a request
	maxStack    = 64 << 20  // bytes of one goroutine's stack: runaway recursion stops here
	runtimeRoom = 160 << 20 // bytes on top of Limits.Memory: the Go runtime takes address space 64 MB at a time
)

// Main returns at once in the command itself. In a child that Run started it runs the job and ends the process. Call it first
// in main, before flags are parsed or anything is opened.
func Main(jobs Jobs) {
	name, ok := os.LookupEnv(variable)
	if !ok {
		return
	}
	out := os.Stdout
	// What a library prints must not get between the frames.
	os.Stdout = os.Stderr
	if err := runJob(jobs, name, os.Stdin, out); err != nil {
		fmt.Fprintln(os.Stderr, "sandbox:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// runJob limits this process, reads the request and writes the reply.
func runJob(jobs Jobs, name string, in io.Reader, out io.Writer) error {
	_, body, err := readFrame(in, maxRequest)
	if err != nil {
		return err
	}
	var s start
	if err := json.Unmarshal(body, &s); err != nil {
		return err
	}
	debug.SetMemoryLimit(s.Limits.Memory / 10 * 9) // collect garbage harder before the limit is reached
	debug.SetMaxStack(maxStack)
	if err := confine(s.Limits); err != nil {
		return err
	}
	_, body, err = readFrame(in, maxRequest)
	if err != nil {
		return err
	}
	w := &writer{out: out}
	call := &Call{Request: body, Files: inherited(s.Files), Progress: func(p Progress) { _ = w.send(frameProgress, p) }} // a parent that is gone gets no reply either
	job, ok := jobs[name]
	if !ok {
		return w.send(frameFailure, failureOf(audit.Errorf(audit.Internal, "no job %q", name)))
	}
	reply, f := call.run(job)
	if f != nil {
		return w.send(frameFailure, f)
	}
	return w.send(frameReply, reply)
}

// inherited returns the n files that Run passed: the child has them open from number 3 on.
func inherited(n int) []*os.File {
	const first = 3 // after standard input, output and error
	files := make([]*os.File, n)
	for i := range files {
		files[i] = os.NewFile(uintptr(first+i), fmt.Sprintf("file %d", i+1))
	}
	return files
}

// run runs the job and turns an error or a panic into a failure.
func (c *Call) run(job Job) (reply any, f *failure) {
	defer func() {
		if v := recover(); v != nil {
			f = &failure{Panic: fmt.Sprintf("%v\n\n%s", v, debug.Stack())}
		}
	}()
	reply, err := job(context.Background(), c)
	if err != nil {
		failed := failureOf(err)
		return nil, &failed
	}
	return reply, nil
}

// A writer sends frames from any goroutine.
type writer struct {
	mu  sync.Mutex
	out io.Writer
}

// send writes one frame.
func (w *writer) send(kind byte, v any) error {
	frame, err := appendFrame(nil, kind, v)
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	_, err = w.out.Write(frame)
	return err
}
