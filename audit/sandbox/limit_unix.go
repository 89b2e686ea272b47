//go:build linux || darwin

package sandbox

import (
	"fmt"
	"math"
	"os"
	"os/signal"
	"time"

	"golang.org/x/sys/unix"
)

// openFiles is how many files a job may have open, those of Run included.
const openFiles = 128

// confine limits this process for good.
func confine(limits Limits) error {
	onTime := make(chan os.Signal, 1)
	signal.Notify(onTime, unix.SIGXCPU)
	go func() {
		<-onTime
		os.Exit(exitCPU)
	}()
	seconds := uint64((limits.CPU + time.Second - 1) / time.Second)
	rules := []struct {
		what       string
		resource   int
		soft, hard uint64
	}{
		// The second limit is for a process that does not get round to obeying the first.
		{"processor time", unix.RLIMIT_CPU, seconds, seconds + 1},
		{"core dumps", unix.RLIMIT_CORE, 0, 0},
		{"open files", unix.RLIMIT_NOFILE, openFiles, openFiles},
		{"memory", unix.RLIMIT_DATA, memoryLimit(limits), memoryLimit(limits)},
	}
	for _, r := range rules {
		if err := lower(r.resource, r.soft, r.hard); err != nil {
			return fmt.Errorf("limit %s: %w", r.what, err)
		}
	}
	return confineSystem()
}

// memoryLimit returns the bytes of writable memory. The race detector maps more than any limit at the start, so that a build
// with it goes without.
func memoryLimit(limits Limits) uint64 {
	if raceDetector {
		return math.MaxInt64
	}
	return uint64(limits.Memory) + runtimeRoom
}

// lower sets a limit, but never above the one that is set already.
func lower(resource int, soft, hard uint64) error {
	var now unix.Rlimit
	if err := unix.Getrlimit(resource, &now); err != nil {
		return err
	}
	now.Max = min(now.Max, hard)
	now.Cur = min(now.Max, soft)
	return unix.Setrlimit(resource, &now)
}
