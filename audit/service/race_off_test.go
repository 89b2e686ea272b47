//go:build !race

package service

// raceDetector says that this is a build with the race detector, which reserves more memory than any limit allows.
const raceDetector = false
