package revisit

import (
	"time"

	"github.com/stemma-news/stemma/news"
)

// A Pace is the rule by which one host is asked: how long to wait between two requests, and when to leave it alone.
//
// It is a circuit breaker of our own, since those of the libraries (failsafe-go, gobreaker) keep their state inside one
// process, and this one is shared by all processes and outlives them: it is a row that a rule turns into the next.
type Pace struct {
	Base    time.Duration // between two requests to a host that answers well; 0 waits never
	Share   float64       // at least so many times what its answers take
	Longest time.Duration // but no longer than this

	Failures    int           // after so many in a row a host rests
	Rest        time.Duration // for so long the first time, and twice as long each time that its one trial fails
	LongestRest time.Duration // but no longer than this
}

// Polite is the rule with that time between two requests.
func Polite(base time.Duration) Pace {
	return Pace{
		Base: base, Share: 5, Longest: max(2*time.Minute, base),
		Failures: 10, Rest: 5 * time.Minute, LongestRest: 6 * time.Hour,
	}
}

// Faster gives the rule with every interval but Base divided by speed, for a simulated web whose clock runs that much
// faster. Its answers take our time, not its own, so they weigh that much less.
func (p Pace) Faster(speed float64) Pace {
	shrink := func(d time.Duration) time.Duration { return time.Duration(float64(d) / speed) }
	p.Share /= speed
	p.Longest, p.Rest, p.LongestRest = max(shrink(p.Longest), p.Base), shrink(p.Rest), shrink(p.LongestRest)
	return p
}

// An Answer is what came of one request, as far as it tells of the host.
type Answer struct {
	At     time.Time // when the request was over
	Took   time.Duration
	Failed bool   // the host failed or keeps us out, whatever was asked for
	Busy   bool   // it said that this was too fast, and not for how long to leave it alone
	Reason string // of the failure, for a person
}

// Between gives the time between two requests to a host.
func (p Pace) Between(h news.Host) time.Duration {
	if p.Base <= 0 {
		return 0
	}
	return min(max(h.Pace, p.Base), p.Longest)
}

// recovery is the share of its pace that a host keeps for each answer that would allow it a faster one.
const recovery = 0.9

// After gives a host as it is after one more answer: slower at once when its answers get slower, faster again slowly;
// at rest after too many failures in a row, and again at the first failure after a rest.
func (p Pace) After(h news.Host, a Answer) news.Host {
	if h.Answer == 0 {
		h.Answer = a.Took
	}
	h.Answer += (a.Took - h.Answer) / 4
	h.Pace = p.next(h, a)
	if !a.Failed {
		h.Failures, h.Rests, h.Until, h.Reason = 0, 0, time.Time{}, ""
		return h
	}
	h.Failures++
	if h.Failures < p.Failures && h.Rests == 0 {
		return h
	}
	h.Until = a.At.Add(min(p.Rest<<min(h.Rests, 30), p.LongestRest))
	h.Reason = a.Reason
	h.Rests++
	return h
}

func (p Pace) next(h news.Host, a Answer) time.Duration {
	now := p.Between(h)
	if a.Busy {
		return min(2*now, p.Longest)
	}
	wanted := min(max(share(h.Answer, p.Share), p.Base), p.Longest)
	return max(wanted, share(now, recovery))
}
