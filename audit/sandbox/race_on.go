//go:build race

package sandbox

// raceDetector says that the program was built with it.
const raceDetector = true
