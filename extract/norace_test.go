//go:build !race

package extract

// RaceDetector says that the tests run with the race detector.
const RaceDetector = false
