package sandbox

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"time"

	"auditd/audit"
)

// Limits bound one job. Zero fields take the value of DefaultLimits.
type Limits struct {
	Memory int64         `json:"memory"` // bytes the job may use; the process stops at this plus runtimeRoom
	CPU    time.Duration `json:"cpu"`    // processor time over all threads, rounded up to seconds
	Wall   time.Duration `json:"wall"`   // time
	Reply  int           `json:"reply"`  // bytes of the encoded reply
}

// DefaultLimits fit a file of some gigabytes.
var DefaultLimits = Limits{Memory: 1 << 30, CPU: 30 * time.Minute, Wall: 30 * time.Minute, Reply: 256 << 20}

// withDefaults fills in the fields that are zero.
func (l Limits) withDefaults() Limits {
	return Limits{
		Memory: cmp.Or(l.Memory, DefaultLimits.Memory), CPU: cmp.Or(l.CPU, DefaultLimits.CPU),
		Wall: cmp.Or(l.Wall, DefaultLimits.Wall), Reply: cmp.Or(l.Reply, DefaultLimits.Reply),
	}
}

// Progress is how far a job has come.
type Progress struct {
	Done  int64 `json:"done"`  // in the job's own unit, usually bytes
	Total int64 `json:"total"` // 0 when unknown
}

// A Crash is the cause of the error of a job that ended without an answer. Stderr may hold parts of the file, so it belongs
// into the operator's log only.
type Crash struct {
	Job     string
	State   string // exit status or signal
	Stderr  string // beginning and end of what the child wrote there
	Outside bool   // killed by somebody else, mostly the kernel when memory runs short: the file need not be at fault
}

// Error names the job and how it ended.
func (c *Crash) Error() string { return "job " + c.Job + " ended: " + c.State }

// variable tells a child that it is one, and names its job.
const variable = "AUDITD_SANDBOX_JOB"

// keptVariables are those of the parent's environment that a child gets: where temporary files go, and what the Go runtime of
// a test build needs.
var keptVariables = []string{"TMPDIR", "GOMAXPROCS", "GOCOVERDIR", "SYSTEMROOT"}

// Run runs a job of the table that the command gave to Main. The request is encoded as JSON, the reply decoded into the value
// reply points to; a nil reply drops it, and after an error it means nothing. Files are handed over open, in order, and stay open here. Progress may be nil; it is called from one
// goroutine.
//
// An *audit.Error of the job comes back with all fields. A limit that was reached is a Limit error, a panic an Invalid one: what
// the job read made it fail. An end without an answer that has no such reason is Internal. The cause of these is a *Crash. When
// ctx ends, the child is killed and the error of ctx returned. In every case the child has ended when Run returns.
func Run(ctx context.Context, limits Limits, job string, request, reply any, progress func(Progress), files ...*os.File) error {
	limits = limits.withDefaults()
	stdin, err := encodeRequest(start{limits, len(files)}, request)
	if err != nil {
		return err
	}
	timed, cancel := context.WithTimeout(ctx, limits.Wall)
	defer cancel()
	cmd, err := command(timed, job, stdin, files)
	if err != nil {
		return err
	}
	stderr := &excerpt{}
	cmd.Stderr = stderr

	a := answer{limit: limits.Reply, progress: progress, into: reply}
	var waited error
	done := make(chan error, 1)
	go func() {
		// The child is killed when the thread that started it ends (prctl(2), PR_SET_PDEATHSIG), so the thread has to stay.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		done <- a.collect(cmd, &waited)
	}()
	if err := <-done; err != nil {
		return fmt.Errorf("start job %s: %w", job, err)
	}
	var undecoded error
	if a.decoded != nil { // whatever else went wrong: nothing writes into reply afterwards
		undecoded = <-a.decoded
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if waited == nil && a.broken == nil {
		if a.failure != nil {
			return a.failure.error(job)
		}
		if a.decoded != nil {
			return undecoded
		}
	}
	crash := &Crash{Job: job, State: cmd.ProcessState.String(), Stderr: stderr.String()}
	return verdict(crash, a.broken, cmd.ProcessState, limits, timed.Err() != nil)
}

// command prepares the child.
func command(ctx context.Context, job string, stdin []byte, files []*os.File) (*exec.Cmd, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, self)
	cmd.Stdin = bytes.NewReader(stdin)
	cmd.ExtraFiles = files
	cmd.Env = []string{variable + "=" + job}
	for _, name := range keptVariables {
		if value, ok := os.LookupEnv(name); ok {
			cmd.Env = append(cmd.Env, name+"="+value)
		}
	}
	cmd.WaitDelay = time.Second // for pipes that something else holds open
	bindToParent(cmd)
	return cmd, nil
}

// An answer is what the child says on its standard output.
type answer struct {
	limit    int
	progress func(Progress)
	into     any        // what the reply is decoded into, nil to drop it
	decoded  chan error // of the reply, once it came
	failure  *failure
	broken   error // what came is not in the agreed form
}

// collect starts the child, reads its answer and waits for its end, whose error goes to waited. It returns an error only when
// the child could not be started.
func (a *answer) collect(cmd *exec.Cmd, waited *error) error {
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	for a.broken == nil {
		kind, body, err := readFrame(out, a.limit)
		if err == io.EOF {
			break
		}
		if err == nil {
			err = a.take(kind, body)
		}
		a.broken = err
	}
	if a.broken != nil {
		_ = cmd.Process.Kill() // it may still be writing, and nobody reads any more
	}
	*waited = cmd.Wait()
	return nil
}

// take keeps one frame.
func (a *answer) take(kind byte, body []byte) error {
	if a.decoded != nil || a.failure != nil {
		return errors.New("more after the reply")
	}
	switch kind {
	case frameReply:
		a.decode(body)
		return nil
	case frameFailure:
		a.failure = &failure{}
		return json.Unmarshal(body, a.failure)
	case frameProgress:
		var p Progress
		if err := json.Unmarshal(body, &p); err != nil {
			return err
		}
		if a.progress != nil {
			a.progress(p)
		}
		return nil
	}
	return fmt.Errorf("frame of kind %q from a child", kind)
}

// decode decodes the reply while the child ends: giving its memory back takes it as long.
func (a *answer) decode(body []byte) {
	a.decoded = make(chan error, 1)
	go func() {
		if a.into == nil {
			a.decoded <- nil
			return
		}
		a.decoded <- json.Unmarshal(body, a.into)
	}()
}

// verdict says why a child ended without an answer; broken is what was wrong with the answer that came, nil if none came.
func verdict(crash *Crash, broken error, state *os.ProcessState, limits Limits, late bool) error {
	e := &audit.Error{Kind: audit.Limit, Err: crash, Remedy: "split the file or raise the limit"}
	used := state.UserTime() + state.SystemTime()
	killed := state.ExitCode() < 0
	switch {
	case late:
		e.Text = "reading takes longer than the limit of " + limits.Wall.String()
	case state.ExitCode() == exitCPU || killed && used >= limits.CPU:
		e.Text = "reading takes more processor time than the limit of " + limits.CPU.String()
	case errors.Is(broken, errFrameTooLong):
		e.Text = fmt.Sprintf("what was read takes more than the limit of %d bytes", limits.Reply)
	case killed && broken == nil && crash.Stderr == "":
		// A person may have done it; mostly it is the kernel, short of memory.
		crash.Outside = true
		e.Text = "the process that reads was killed from outside, as happens when the machine has no memory left"
		e.Remedy = "try again when the machine has more free memory, or split the file"
	case outOfMemory(crash.Stderr):
		e.Text = fmt.Sprintf("reading takes more memory than the limit of %d bytes", limits.Memory)
	case panicked(crash.Stderr):
		return brokenFile(crash)
	default:
		if broken != nil {
			crash.State += ", " + broken.Error()
		}
		return &audit.Error{Kind: audit.Internal, Text: "the reading process ended without an answer", Err: crash}
	}
	return e
}

// brokenFile says that the file made its reader panic.
func brokenFile(crash *Crash) error {
	return &audit.Error{
		Kind: audit.Invalid, Text: "the file cannot be read: its contents make the reader fail", Err: crash,
		Remedy: "check that the program it comes from opens it, and save it again or as CSV in UTF-8",
	}
}
