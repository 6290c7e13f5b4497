package revisit

import "time"

// Hints is how the hints of one feed turned out: that an article changed, as a new date or title in the feed says. Right
// is how many of them a look followed that found a change, Wrong how many that found none.
type Hints struct{ Right, Wrong int }

// A Worth says what is done about a feed's hints.
type Worth string

// The worths.
const (
	Trusted   Worth = "trusted"   // the article is due now
	Doubtful  Worth = "doubtful"  // its next look is brought forward
	Worthless Worth = "worthless" // nothing
)

// The shares of hints that must be right. An ordinary look finds a change one time in ten, so that hints which are right
// twice as often are worth a look each; of one in twenty, waiting costs nothing.
const (
	trustedShare  = 0.2
	doubtfulShare = 0.05
)

// Worth judges hints by how they turned out so far. A feed that nobody knows is trusted: it counts as if half of its
// first four hints had been right.
func (h Hints) Worth() Worth {
	switch share := float64(h.Right+2) / float64(h.Right+h.Wrong+4); {
	case share >= trustedShare:
		return Trusted
	case share >= doubtfulShare:
		return Doubtful
	default:
		return Worthless
	}
}

// ToldAlready says that a hint is about a change that the last look must have seen: it is dated before that, by more than
// the grace. A date without a time of day tells nothing of that kind.
func ToldAlready(dated, looked time.Time, grace time.Duration) bool {
	if dated.IsZero() || dated.Equal(dated.Truncate(24*time.Hour)) {
		return false
	}
	return looked.After(dated.Add(grace))
}

// Hinted says when to look at a page that is due, after a hint of that worth came now: never later than without it. A
// page at rest has no due time; a doubtful hint lets it be looked at within half of the longest interval.
func (r Rule) Hinted(w Worth, due, now time.Time) time.Time {
	hinted := due
	switch w {
	case Trusted:
		hinted = now
	case Doubtful:
		hinted = now.Add(r.Longest / 2)
		if !due.IsZero() {
			hinted = now.Add(due.Sub(now) / 2)
		}
	case Worthless:
	}
	if !due.IsZero() && due.Before(hinted) {
		return due
	}
	return hinted
}
