//go:build unix

package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"auditd/audit"
)

// sum is the request and reply of the jobs below.
type sum struct {
	Numbers []int
	Total   int
}

// testJobs are what a child of the test binary can run.
var testJobs = Jobs{
	"add": Typed(func(_ context.Context, s sum, call *Call) (sum, error) {
		for i, n := range s.Numbers {
			s.Total += n
			call.Progress(Progress{Done: int64(i + 1), Total: int64(len(s.Numbers))})
		}
		return s, nil
	}),
	"read_file": Typed(func(_ context.Context, _ sum, call *Call) (string, error) {
		text, err := io.ReadAll(call.Files[0])
		return string(text), err
	}),
	"environment": Typed(func(context.Context, sum, *Call) ([]string, error) { return os.Environ(), nil }),
	"limits":      Typed(func(context.Context, sum, *Call) (string, error) { return readLimits() }),
	"refuse": Typed(func(context.Context, sum, *Call) (sum, error) {
		return sum{}, fmt.Errorf("read: %w", &audit.Error{
			Kind: audit.Invalid, Text: "bad value", File: "people.csv", Row: 7, Column: "性别", Value: `"x"`, Remedy: "mend it", Err: errors.New("cause"),
		})
	}),
	"plain_error": Typed(func(context.Context, sum, *Call) (sum, error) { return sum{}, errors.New("disk is full") }),
	"panic":       Typed(func(context.Context, sum, *Call) (sum, error) { var m map[string]int; m["x"] = 1; return sum{}, nil }),
	"panic_elsewhere": Typed(func(context.Context, sum, *Call) (sum, error) {
		go func() { panic("elsewhere") }()
		select {}
	}),
	"allocate": Typed(func(context.Context, sum, *Call) (sum, error) {
		var kept [][]byte
		for {
			b := make([]byte, 1<<20)
			for i := range b {
				b[i] = 1
			}
			kept = append(kept, b)
			if len(kept) > 1<<20 {
				return sum{}, nil
			}
		}
	}),
	"allocate_at_once": Typed(func(context.Context, sum, *Call) (sum, error) {
		b := make([]byte, 64<<30)
		return sum{Total: int(b[len(b)-1])}, nil
	}),
	"recurse": Typed(func(context.Context, sum, *Call) (sum, error) { return sum{Total: depth(1)}, nil }),
	"spin": Typed(func(context.Context, sum, *Call) (sum, error) {
		for n := 0; ; n++ {
			if n == -1 {
				return sum{}, nil
			}
		}
	}),
	"sleep": Typed(func(context.Context, sum, *Call) (sum, error) { time.Sleep(time.Hour); return sum{}, nil }),
	"garbage": Typed(func(context.Context, sum, *Call) (sum, error) {
		_, err := syscall.Write(1, []byte(strings.Repeat("hello ", 1000)))
		return sum{}, err
	}),
	"chatter": Typed(func(context.Context, sum, *Call) (sum, error) {
		fmt.Println("a library prints to standard output")
		return sum{Total: 1}, nil
	}),
	"exit":       Typed(func(context.Context, sum, *Call) (sum, error) { os.Exit(0); return sum{}, nil }),
	"exit_3":     Typed(func(context.Context, sum, *Call) (sum, error) { os.Exit(3); return sum{}, nil }),
	"long_reply": Typed(func(context.Context, sum, *Call) (string, error) { return strings.Repeat("x", 1<<20), nil }),
	"nest": Typed(func(ctx context.Context, _ sum, call *Call) (sum, error) {
		return sum{}, Run(ctx, Limits{}, "sleep_and_tell", sum{}, nil, call.Progress)
	}),
	"sleep_and_tell": Typed(func(_ context.Context, _ sum, call *Call) (sum, error) {
		call.Progress(Progress{Done: int64(os.Getpid())})
		time.Sleep(time.Hour)
		return sum{}, nil
	}),
}

// depth recurses without end.
func depth(n int) int { return depth(n+1) + 1 }

func TestMain(m *testing.M) {
	Main(testJobs)
	os.Exit(m.Run())
}

func TestReplyAndProgress(t *testing.T) {
	var seen []Progress
	var got sum
	err := Run(t.Context(), Limits{}, "add", sum{Numbers: []int{1, 2, 3}}, &got, func(p Progress) { seen = append(seen, p) })
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(sum{Numbers: []int{1, 2, 3}, Total: 6}, got); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]Progress{{1, 3}, {2, 3}, {3, 3}}, seen); d != "" {
		t.Error(d)
	}
}

func TestFilesAreHandedOverOpen(t *testing.T) {
	path := t.TempDir() + "/people.csv"
	if err := os.WriteFile(path, []byte("sex\n女\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	// The child must not need the name any more.
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	var got string
	if err := Run(t.Context(), Limits{}, "read_file", sum{}, &got, nil, f); err != nil || got != "sex\n女\n" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestEnvironmentIsNotInherited(t *testing.T) {
	t.Setenv("AUDITD_TEST_SECRET", "password")
	var got []string
	if err := Run(t.Context(), Limits{}, "environment", sum{}, &got, nil); err != nil {
		t.Fatal(err)
	}
	for _, entry := range got {
		name, _, _ := strings.Cut(entry, "=")
		if name != variable && !contains(keptVariables, name) {
			t.Errorf("the child was given %s", name)
		}
	}
}

func contains(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}

// TestErrors has one child for each way to fail. Want is the text that the user reads.
func TestErrors(t *testing.T) {
	small := Limits{Memory: 256 << 20, CPU: 20 * time.Second, Wall: 30 * time.Second}
	tests := []struct {
		job     string
		limits  Limits
		kind    audit.Kind
		want    string
		stderr  string // what the operator finds in the log
		notRace bool   // the race detector needs more memory than any limit
	}{
		{job: "plain_error", limits: small, kind: audit.Internal, want: "disk is full"},
		{
			job: "panic", limits: small, kind: audit.Invalid, stderr: "assignment to entry in nil map",
			want: "the file cannot be read: its contents make the reader fail (check that the program it comes from opens it, and save it again or as CSV in UTF-8)",
		},
		{
			job: "panic_elsewhere", limits: small, kind: audit.Invalid, stderr: "panic: elsewhere",
			want: "the file cannot be read: its contents make the reader fail (check that the program it comes from opens it, and save it again or as CSV in UTF-8)",
		},
		{
			job: "allocate", limits: small, kind: audit.Limit, stderr: "memory", notRace: true,
			want: "reading takes more memory than the limit of 268435456 bytes (split the file or raise the limit)",
		},
		{
			job: "allocate_at_once", limits: small, kind: audit.Limit, stderr: "memory", notRace: true,
			want: "reading takes more memory than the limit of 268435456 bytes (split the file or raise the limit)",
		},
		{
			job: "recurse", limits: small, kind: audit.Limit, stderr: "stack",
			want: "reading takes more memory than the limit of 268435456 bytes (split the file or raise the limit)",
		},
		{
			job: "spin", limits: Limits{CPU: time.Second, Wall: time.Minute}, kind: audit.Limit,
			want: "reading takes more processor time than the limit of 1s (split the file or raise the limit)",
		},
		{
			job: "sleep", limits: Limits{Wall: 300 * time.Millisecond}, kind: audit.Limit,
			want: "reading takes longer than the limit of 300ms (split the file or raise the limit)",
		},
		{job: "garbage", limits: small, kind: audit.Internal, want: "the reading process ended without an answer"},
		{job: "exit", limits: small, kind: audit.Internal, want: "the reading process ended without an answer"},
		{job: "exit_3", limits: small, kind: audit.Internal, want: "the reading process ended without an answer"},
		{
			job: "long_reply", limits: Limits{Reply: 1 << 10}, kind: audit.Limit,
			want: "what was read takes more than the limit of 1024 bytes (split the file or raise the limit)",
		},
		{job: "unheard_of", limits: small, kind: audit.Internal, want: `no job "unheard_of"`},
	}
	for _, test := range tests {
		t.Run(test.job, func(t *testing.T) {
			t.Parallel()
			if test.notRace && raceDetector {
				t.Skip("NOT CHECKED: the limit on memory is off in a build with the race detector")
			}
			err := Run(context.Background(), test.limits, test.job, sum{}, &sum{}, nil)
			var e *audit.Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v, want an *audit.Error", err)
			}
			if e.Kind != test.kind || e.Error() != test.want {
				t.Errorf("got  %s: %s\nwant %s: %s", e.Kind, e, test.kind, test.want)
			}
			var crash *Crash
			if test.stderr != "" && (!errors.As(err, &crash) || !strings.Contains(crash.Stderr, test.stderr)) {
				t.Errorf("the crash does not tell %q: %+v", test.stderr, crash)
			}
		})
	}
}

func TestErrorComesBackWhole(t *testing.T) {
	err := Run(t.Context(), Limits{}, "refuse", sum{}, &sum{}, nil)
	want := &audit.Error{
		Kind: audit.Invalid, Text: "bad value", File: "people.csv", Row: 7, Column: "性别", Value: `"x"`, Remedy: "mend it", Err: errors.New("cause"),
	}
	var got *audit.Error
	if !errors.As(err, &got) {
		t.Fatalf("got %v", err)
	}
	text := cmp.Comparer(func(a, b error) bool { return a.Error() == b.Error() })
	if d := cmp.Diff(want, got, cmpopts.IgnoreFields(audit.Error{}, "Err")); d != "" {
		t.Error(d)
	}
	if !cmp.Equal(want.Err, got.Err, text) {
		t.Errorf("cause %v, want %v", got.Err, want.Err)
	}
}

func TestStandardOutputOfLibrariesDoesNoHarm(t *testing.T) {
	var got sum
	if err := Run(t.Context(), Limits{}, "chatter", sum{}, &got, nil); err != nil || got.Total != 1 {
		t.Errorf("got %+v, %v", got, err)
	}
}

// TestCancelKills cancels a job and checks that its process has gone.
func TestCancelKills(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var pid int
	err := Run(ctx, Limits{}, "sleep_and_tell", sum{}, nil, func(p Progress) { pid = int(p.Done); cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	if pid == 0 || alive(pid) {
		t.Errorf("process %d is alive after Run has returned", pid)
	}
}

// alive reports whether a process runs; one that is dead and not yet waited for does not.
func alive(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return false
	}
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return false
	}
	_, state, _ := strings.Cut(string(stat), ") ")
	return !strings.HasPrefix(state, "Z")
}

// TestChildDiesWithParent kills the parent of a child, which has no chance to tidy up.
func TestChildDiesWithParent(t *testing.T) {
	if _, err := os.Stat("/proc/self/stat"); err != nil {
		t.Skip("NOT CHECKED: that a child dies with its parent, which only Linux does")
	}
	stdin, err := encodeRequest(start{Limits{}.withDefaults(), 0}, sum{})
	if err != nil {
		t.Fatal(err)
	}
	parent, err := command(t.Context(), "nest", stdin, nil)
	if err != nil {
		t.Fatal(err)
	}
	out, err := parent.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	kind, body, err := readFrame(out, 1<<10)
	if err != nil || kind != frameProgress {
		t.Fatalf("got kind %q, %v", kind, err)
	}
	pid, err := strconv.Atoi(strings.Trim(strings.Split(strings.Split(string(body), ":")[1], ",")[0], " }"))
	if err != nil || !alive(pid) {
		t.Fatalf("child %s of the child is not running: %v", body, err)
	}
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	var ended *exec.ExitError
	if err := parent.Wait(); !errors.As(err, &ended) {
		t.Fatal(err)
	}
	for range 100 {
		if !alive(pid) {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Errorf("process %d outlives its parent", pid)
}

func TestExcerptKeepsBothEnds(t *testing.T) {
	e := &excerpt{}
	fmt.Fprint(e, "panic: first\n")
	for range 100_000 {
		fmt.Fprint(e, "noise\n")
	}
	fmt.Fprint(e, "last")
	got := e.String()
	if !strings.HasPrefix(got, "panic: first\n") || !strings.HasSuffix(got, "noise\nlast") || len(got) > excerptHead+excerptTail+10 {
		t.Errorf("kept %d bytes, from %.20q to %q", len(got), got, got[len(got)-10:])
	}
}

// FuzzFrames feeds the parent what a child in foreign hands could send: every frame that is read was sent like that.
func FuzzFrames(f *testing.F) {
	good, err := appendFrame(nil, frameReply, sum{Total: 1})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte("r\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r := strings.NewReader(string(data))
		var sent []byte
		for {
			kind, body, err := readFrame(r, 1<<10)
			if err != nil {
				break
			}
			sent = append(sent, kind, byte(len(body)>>24), byte(len(body)>>16), byte(len(body)>>8), byte(len(body)))
			sent = append(sent, body...)
		}
		if !strings.HasPrefix(string(data), string(sent)) {
			t.Errorf("read %q from %q", sent, data)
		}
	})
}
