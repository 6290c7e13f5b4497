//go:build race

package watch_test

// raceDetector says that the tests run with the race detector.
const raceDetector = true
