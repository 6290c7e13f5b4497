package newsstand

import (
	"math/rand/v2"
	"time"

	"github.com/stemma-news/stemma/news"
)

// A moment is when something befalls an article, in story time: a step, a flip of its headline test, or an episode.
type moment struct {
	at    time.Duration
	step  *step
	flip  bool
	again bool // the flip shows a wording that was shown before
	how   string
	until time.Duration // end of an episode; zero when it lasts
}

// episodes says what is answered in the place of the article; its keys are in [moment.how].
var episodes = map[string]struct {
	kind  string
	lasts bool // for ever
}{
	"403":       {Block, false},
	"captcha":   {Captcha, false},
	"consent":   {Consent, false},
	"soft 404":  {Gone, true},
	"404":       {Gone, false},
	"410":       {Gone, true},
	"home":      {Gone, true},
	"time-out":  {TimeOut, false},
	"truncated": {Truncated, false},
	"500":       {ServerError, false},
	"503":       {ServerError, false},
}

const (
	headlineFlips = 3 // A, B, A, B
	shortest      = 42 * time.Minute
)

func minutes(r *rand.Rand, from, to int) time.Duration {
	return time.Duration(60*from+r.IntN(60*(to-from))) * time.Second
}

// gap is how long a state stands before the next step: often one to two hours, at times half a day.
func gap(r *rand.Rand) time.Duration {
	return shortest + min(time.Duration(r.ExpFloat64()*float64(50*time.Minute)), 6*time.Hour)
}

// plan spreads what befalls an article over the hours after from. Nothing of an agency's steps is followed before the
// agency has done it: then says when it did, by number of step.
func plan(r *rand.Rand, s *script, from time.Duration, then map[int]time.Duration, how string) []moment {
	var all []moment
	t := from + minutes(r, 42, 100)
	if s.test != "" {
		for i := range headlineFlips {
			all = append(all, moment{at: t, flip: true, again: i > 0})
			t += shortest + minutes(r, 0, 20)
		}
	}
	when := len(s.steps)
	if how != "" && !episodes[how].lasts {
		when = r.IntN(len(s.steps) + 1)
	}
	for i := range s.steps {
		if i == when {
			all, t = episode(r, all, t, how)
		}
		st := &s.steps[i]
		t = max(t, then[st.origin]+minutes(r, 10, 50))
		all = append(all, moment{at: t, step: st})
		if st.brief {
			t += minutes(r, 5, 12)
		} else {
			t += gap(r)
		}
	}
	if how != "" && when == len(s.steps) {
		all, _ = episode(r, all, t+20*time.Minute, how)
	}
	return all
}

func episode(r *rand.Rand, all []moment, t time.Duration, how string) ([]moment, time.Duration) {
	m := moment{at: t, how: how}
	if episodes[how].lasts {
		return append(all, m), t
	}
	m.until = t + minutes(r, 35, 75)
	return append(all, m), m.until + shortest + minutes(r, 0, 30)
}

// meaningOf gives the meaning of a step's revision: what weighs most in a headline is that it is the headline.
func meaningOf(b news.BlockKind, m news.Meaning) news.Meaning {
	if b == news.Headline {
		return news.MeansHeadline
	}
	return m
}
