package sandbox

import (
	"os"
	"strings"
	"testing"
	"time"
)

// readLimits returns what the kernel enforces on this process.
func readLimits() (string, error) {
	text, err := os.ReadFile("/proc/self/limits")
	return string(text), err
}

func TestLimitsAreSet(t *testing.T) {
	var got string
	if err := Run(t.Context(), Limits{Memory: 1 << 28, CPU: 1500 * time.Millisecond}, "limits", sum{}, &got, nil); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"Max cpu time":       "2 3 seconds", // 1.5 s rounded up; the hard limit one second later
		"Max core file size": "0 0 bytes",
		"Max open files":     "128 128 files",
		"Max data size":      "436207616 436207616 bytes", // 2^28 + 160·2^20
	}
	for name, limit := range want {
		if name == "Max data size" && raceDetector {
			continue
		}
		found := ""
		for _, line := range strings.Split(got, "\n") {
			if rest, ok := strings.CutPrefix(line, name); ok {
				found = strings.Join(strings.Fields(rest), " ")
			}
		}
		if found != limit {
			t.Errorf("%s: got %q, want %q", name, found, limit)
		}
	}
}
