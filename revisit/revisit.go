// Package revisit decides when to look again, from what was seen so far. It has no clock: every time is given to it.
//
// The first rule, measured on the real change times of 46,579 articles: 5 minutes after the first sight, then every 15
// minutes plus a fifth of the time since the last change, at most 24 hours apart. It caught 82 % of all states with 13
// looks an article; News Sniffer's rule (30 minutes, times 1.2 while nothing changes) 76 % with 8.
package revisit

import "time"

// A Rule holds the intervals by which pages and feeds are looked at again.
type Rule struct {
	Second  time.Duration // the second look, counted from the first sight
	Confirm time.Duration // a changed text is looked at once more so soon …
	Tries   int           // … and again where that fails, so often; then as any other page
	Base    time.Duration // every later look comes Base …
	Share   float64       // … plus this share of the time since the last change after the look before it …
	Longest time.Duration // … but never later than this
	Rest    time.Duration // without a change for so long, an article is at rest

	FeedShortest time.Duration // between two looks at a feed that brings something each time
	FeedLongest  time.Duration // between two looks at one that brings nothing
	FeedShare    float64       // share of the time since a feed last brought something

	HubShortest time.Duration // how long a hub is waited for at first …
	HubLongest  time.Duration // … and at last
}

// News is the rule for news articles.
func News() Rule {
	return Rule{
		Second:  5 * time.Minute,
		Confirm: 150 * time.Second,
		Tries:   4,
		Base:    15 * time.Minute,
		Share:   0.2,
		Longest: 24 * time.Hour,
		Rest:    40 * 24 * time.Hour,

		FeedShortest: 5 * time.Minute,
		FeedLongest:  time.Hour,
		FeedShare:    0.25,

		HubShortest: 10 * time.Minute,
		HubLongest:  24 * time.Hour,
	}
}

// Faster gives the rule with every interval divided by pace, for a simulated web whose clock runs that much faster.
func (r Rule) Faster(pace float64) Rule {
	shrink := func(d time.Duration) time.Duration { return time.Duration(float64(d) / pace) }
	r.Second, r.Base, r.Longest, r.Rest = shrink(r.Second), shrink(r.Base), shrink(r.Longest), shrink(r.Rest)
	r.Confirm = shrink(r.Confirm)
	r.FeedShortest, r.FeedLongest = shrink(r.FeedShortest), shrink(r.FeedLongest)
	r.HubShortest, r.HubLongest = shrink(r.HubShortest), shrink(r.HubLongest)
	return r
}

// Page is what was seen of one article so far.
type Page struct {
	First   time.Time // when it was first seen, in a feed or by itself
	Changed time.Time // the last change seen; zero if there was none
	Looked  time.Time // the last look; zero if there was none
	Doubted time.Time // when the change was seen that waits to be borne out; zero if none does
	Tries   int       // how many looks since then were in vain
}

// Next says when to look at a page again; ok is false when it is at rest. A change that was seen once is looked at again
// within minutes.
func (r Rule) Next(p Page) (due time.Time, ok bool) {
	if p.Looked.IsZero() {
		return p.First, true
	}
	if !p.Doubted.IsZero() && p.Tries <= r.Tries {
		return p.Looked.Add(r.Confirm), true
	}
	if second := p.First.Add(r.Second); p.Looked.Before(second) {
		return second, true
	}
	quiet := p.Looked.Sub(later(p.First, p.Changed))
	if quiet >= r.Rest {
		return time.Time{}, false
	}
	return p.Looked.Add(min(r.Base+share(quiet, r.Share), r.Longest)), true
}

// Feed is what was seen of one feed so far.
type Feed struct {
	Looked  time.Time // the last look
	Brought time.Time // the last look that found something new; zero if none did
}

// NextFeed says when to look at a feed again: the longer it brought nothing, the later. A feed never rests.
func (r Rule) NextFeed(f Feed) time.Time {
	if f.Brought.IsZero() {
		return f.Looked.Add(r.FeedLongest)
	}
	step := share(f.Looked.Sub(f.Brought), r.FeedShare)
	return f.Looked.Add(min(max(step, r.FeedShortest), r.FeedLongest))
}

func share(d time.Duration, s float64) time.Duration { return time.Duration(float64(d) * s) }

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
