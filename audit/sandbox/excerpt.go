package sandbox

import "strings"

// An excerpt keeps the beginning and the end of what is written to it: a panic begins with its reason, and a program that
// chatters ends with it.
type excerpt struct {
	head, tail []byte
	left       int64 // bytes left out between them
}

const (
	excerptHead = 16 << 10
	excerptTail = 16 << 10
)

// Write never fails.
func (e *excerpt) Write(p []byte) (int, error) {
	n := len(p)
	room := min(excerptHead-len(e.head), n)
	e.head = append(e.head, p[:room]...)
	e.tail = append(e.tail, p[room:]...)
	if cut := len(e.tail) - excerptTail; cut > 0 {
		e.left += int64(cut)
		e.tail = append(e.tail[:0], e.tail[cut:]...)
	}
	return n, nil
}

// String returns both parts, with a line between them where something was left out.
func (e *excerpt) String() string {
	if e.left == 0 {
		return string(e.head) + string(e.tail)
	}
	return string(e.head) + "\n[…]\n" + string(e.tail)
}

// outOfMemory reports whether the Go runtime said that it cannot get memory, a thread or a larger stack.
func outOfMemory(stderr string) bool {
	for _, sign := range []string{
		"fatal error: runtime: out of memory", "fatal error: runtime: cannot allocate memory", "fatal error: out of memory",
		"cannot allocate heap metadata", "failed to create new OS thread", "fatal error: stack overflow",
	} {
		if strings.Contains(stderr, sign) {
			return true
		}
	}
	return false
}

// panicked reports whether a goroutine panicked, or the runtime found a fault that cannot be recovered from.
func panicked(stderr string) bool {
	return strings.Contains(stderr, "panic: ") || strings.Contains(stderr, "fatal error: ") || strings.Contains(stderr, "unexpected fault address")
}
