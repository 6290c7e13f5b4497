package news

import "time"

// A Host is how a host has answered so far, and how it is asked for it. Package revisit says what follows from what.
type Host struct {
	Answer   time.Duration // that its answers take, the running mean; 0 before the first
	Pace     time.Duration // between two requests; 0 for the usual one
	Failures int           // requests in a row that failed
	Rests    int           // rests in a row, with failures alone between them
	Until    time.Time     // it is left alone until then; zero when it never had to be since it last answered
	Reason   string        // why it is left alone, for a person
}

// Resting says that the host is left alone at that moment.
func (h Host) Resting(at time.Time) bool { return at.Before(h.Until) }

// A Robots is what came of the last reading of a robots.txt.
type Robots struct {
	Origin   string // scheme and host: "https://courier.example"
	Body     []byte // none when there are no rules
	Until    time.Time
	Failures int     // readings in a row that failed
	Outcome  Outcome // Good, or why nothing may be asked until then
	Reason   string  // of the outcome
}
