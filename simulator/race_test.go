//go:build race

package simulator_test

// raceDetector tells that calls are dear.
const raceDetector = true
