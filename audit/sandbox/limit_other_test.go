//go:build unix && !linux

package sandbox

// readLimits has nothing to read here.
func readLimits() (string, error) { return "", nil }
