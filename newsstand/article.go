package newsstand

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/stemma-news/stemma/news"
)

// An article is one script as one outlet published it, with all that will ever befall it.
type article struct {
	house     *house
	section   string
	source    string // the agency whose text it is
	id        int
	published time.Time
	states    []state // in order of from; never empty
	absences  []absence
	comments  []comment
	truth     []Edit
}

// A state is the article's text from one moment to the next state's.
type state struct {
	from     time.Time
	modified time.Time // as the outlet claims
	path     string
	blocks   []block
}

// An absence is a while in which something else is answered in the article's place.
type absence struct {
	from, until time.Time // until is zero when it lasts
	how         string
}

func (a *article) state(now time.Time) state {
	i := len(a.states) - 1
	for i > 0 && a.states[i].from.After(now) {
		i--
	}
	return a.states[i]
}

// absent tells what is answered in the article's place at this moment, empty when it is there.
func (a *article) absent(now time.Time) string {
	for _, e := range a.absences {
		if !now.Before(e.from) && (e.until.IsZero() || now.Before(e.until)) {
			return e.how
		}
	}
	return ""
}

// gone says that the article's absence is its own, not that of one request.
func (a *article) gone(now time.Time) bool { return episodes[a.absent(now)].kind == Gone }

func (a *article) headline(now time.Time) string { return textOf(a.state(now).blocks, "h") }

// A writer turns a planned script into an article.
type writer struct {
	clock   clock
	origin  string // "http://courier.localhost:8090"
	article *article
	touched map[string][]int // by block: the lines of truth that ended with it
	tested  [2]string        // the wordings of the headline test
}

func (w *writer) write(s *script, moments []moment, at time.Duration) error {
	a := w.article
	a.section, a.source, a.published = s.section, s.source, w.clock.at(at)
	w.tested = [2]string{textOf(s.blocks, "h"), s.test}
	first := state{from: a.published, modified: a.published, blocks: s.blocks}
	first.path = a.house.path(a.id, slug(w.tested[0]), a.published)
	a.states = []state{first}
	for _, m := range moments {
		if err := w.moment(m); err != nil {
			return fmt.Errorf("story %s at %s: %w", s.name, a.house.key, err)
		}
	}
	w.endAll()
	for i := range a.truth {
		a.truth[i].Article = w.origin + first.path
	}
	return nil
}

func (w *writer) moment(m moment) error {
	switch {
	case m.how != "":
		w.absence(m)
		return nil
	case m.flip:
		return w.flip(m)
	default:
		return w.step(m)
	}
}

func (w *writer) absence(m moment) {
	e := absence{from: w.clock.at(m.at), how: m.how}
	if m.until > 0 {
		e.until = w.clock.at(m.until)
	}
	w.article.absences = append(w.article.absences, e)
	kind := episodes[m.how].kind
	w.tell(Edit{Time: e.from, Until: e.until, Kind: kind, How: m.how})
	if kind == Gone && !e.until.IsZero() {
		w.tell(Edit{Time: e.until, Kind: Back})
	}
}

func (w *writer) flip(m moment) error {
	wording := w.tested[1]
	last := w.article.states[len(w.article.states)-1]
	if textOf(last.blocks, "h") == wording {
		wording = w.tested[0]
	}
	blocks, r, err := revise(last.blocks, op{verb: '=', key: "h", text: wording}, news.MeansHeadline)
	if err != nil {
		return err
	}
	if m.again {
		r.kind = Alternate
	}
	last.from, last.blocks = w.clock.at(m.at), blocks
	w.article.states = append(w.article.states, last)
	w.revised(r, last, false)
	return nil
}

func (w *writer) step(m moment) error {
	a := w.article
	next := a.states[len(a.states)-1]
	before := next.path
	next.from = w.clock.at(m.at)
	claimed := a.house.honest && !m.step.silent
	if claimed {
		next.modified = next.from
	}
	var revisions []revision
	for _, o := range m.step.ops {
		blocks, r, err := revise(next.blocks, o, m.step.meaning)
		if err != nil {
			return err
		}
		r.meaning = meaningOf(r.block, r.meaning)
		next.blocks = blocks
		revisions = append(revisions, r)
	}
	if a.house.follows {
		next.path = a.house.path(a.id, slug(textOf(next.blocks, "h")), a.published)
	}
	a.states = append(a.states, next)
	for _, r := range revisions {
		w.revised(r, next, claimed)
	}
	if next.path != before {
		w.tell(Edit{Time: next.from, Kind: Moved, Before: w.origin + before, After: w.origin + next.path})
	}
	return nil
}

// revised tells a revision, and ends the lines that the same blocks had before.
func (w *writer) revised(r revision, s state, claimed bool) {
	since := w.article.published
	if since.Before(w.clock.start) {
		since = w.clock.start // nobody could look before
	}
	for _, key := range r.keys {
		for _, line := range w.touched[key] {
			e := &w.article.truth[line]
			if e.Until.IsZero() && e.Time.Before(s.from) {
				e.Until = s.from
			}
			if e.Time.After(since) {
				since = e.Time
			}
		}
	}
	w.tell(Edit{
		Since: since, Time: s.from, Kind: r.kind, Block: r.block, Meaning: r.meaning, Before: r.before, After: r.after, LinkFrom: r.from, LinkTo: r.to, Claimed: claimed,
	})
	for _, key := range r.keys {
		w.touched[key] = append(w.touched[key], len(w.article.truth)-1)
	}
}

func (w *writer) tell(e Edit) {
	s := w.article.states[len(w.article.states)-1]
	e.URL, e.Outlet = w.origin+s.path, w.article.house.name
	w.article.truth = append(w.article.truth, e)
}

// endAll ends what was still standing when the article went for good.
func (w *writer) endAll() {
	a := w.article
	last := slices.IndexFunc(a.absences, func(e absence) bool { return e.until.IsZero() })
	if last < 0 {
		return
	}
	for i := range a.truth {
		if e := &a.truth[i]; e.Until.IsZero() && e.Time.Before(a.absences[last].from) {
			e.Until = a.absences[last].from
		}
	}
}

// A comment is a reader's; it stands from posted to gone.
type comment struct {
	id, parent   int
	author, text string
	posted, gone time.Time
}

func (c comment) stands(now time.Time) bool {
	return !now.Before(c.posted) && (c.gone.IsZero() || now.Before(c.gone))
}

// discuss gives the article its thread of comments. Some answer others; one or two without an answer vanish.
func (w *writer) discuss(r *rand.Rand, pool []remark, at time.Duration) {
	n := 4 + r.IntN(5)
	order := r.Perm(len(pool))
	answered := map[int]bool{}
	posted := at
	a := w.article
	for i := range min(n, len(pool)) {
		posted += minutes(r, 8, 70)
		c := comment{id: a.id*100 + i, author: pool[order[i]].author, text: pool[order[i]].text, posted: w.clock.at(posted)}
		if i > 0 && r.IntN(3) == 0 {
			c.parent = a.comments[r.IntN(i)].id
			answered[c.parent] = true
		}
		a.comments = append(a.comments, c)
	}
	vanish := 1 + r.IntN(2)
	for i := range a.comments {
		c := &a.comments[i]
		if vanish == 0 || answered[c.id] || i%2 != 0 {
			continue
		}
		vanish--
		c.gone = w.clock.at(w.clock.offset(c.posted) + minutes(r, 60, 200))
	}
}

// tellComments adds the vanished comments to the truth, with the URL that the article had then.
func (w *writer) tellComments() {
	a := w.article
	for _, c := range a.comments {
		if c.gone.IsZero() || a.gone(c.gone) {
			continue
		}
		a.truth = append(a.truth, Edit{
			URL: w.origin + a.state(c.gone).path, Article: w.origin + a.states[0].path, Time: c.gone, Kind: CommentGone,
			Before: c.text, Outlet: a.house.name,
		})
	}
}
