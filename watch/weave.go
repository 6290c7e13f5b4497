package watch

import (
	"context"
	"math"
	"slices"
	"time"

	"github.com/stemma-news/stemma/diff"
	"github.com/stemma-news/stemma/meaning"
	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// A weave makes the history of an article out of its looks, given one at a time and oldest first: which versions there
// are, which changes lead from one to another, what else befell it, and what each look turned out to be. It is the one
// way to make a history: a new look is added to what the database has so far, and a history that is made anew begins with
// an empty weave. It has no clock and no database; what it needs of a page it asks of the reading.
type weave struct {
	article  int64
	began    time.Time // the article's first sight
	texts    []*strand // the versions, in the order in which the weave met them
	steps    []*step
	events   []*happening
	comments []*remark

	current *strand  // the version that the last good look showed
	shown   *reading // the last look at a page that showed it
	outcome news.Outcome
	changed time.Time // the last new text or step
	gone    time.Time
	turning int // see [news.Article]
	claimed time.Time
	doubted *step // the last step, while no second look has borne it out
	tries   int
	latest  *reading      // the last look whose page was read
	before  time.Time     // the last good look before the last one
	soon    time.Duration // how soon a second look is too soon
}

// A strand is a version as it is woven.
type strand struct {
	store.Text
	fresh bool // it is in no database yet
	seen  bool // another look showed it since it was loaded
	// document reads what the version says: of one that another edition read, again from the archive.
	document func(context.Context) (news.Document, error)
}

// A step is a change as it is woven, between two strands.
type step struct {
	news.Change
	from, to *strand
	fresh    bool // it is in no database yet
	touched  bool // it stands otherwise than in the database
}

// A happening is an event as it is woven.
type happening struct {
	news.Event
	fresh bool
}

// A remark is a reader's comment as it is woven.
type remark struct {
	store.CommentRow
	key     string
	fresh   bool
	touched bool
}

// A reading is one look, and how to read its page. What is not needed is not read.
type reading struct {
	capture news.Capture // its Outcome is what fetching said
	shows   *strand      // of a look that found nothing modified: the version that it did not find modified
	read    func(context.Context) (page, error)
}

// firstVersion is the reason of the look that showed an article's first text.
const firstVersion = "the first version"

// A page is what extract read of one body.
type page struct {
	document news.Document
	key      store.TextKey
	links    store.LinksKey
	visible  []string
	lost     bool // the archive does not have the body any more, or not whole
}

// add adds a look that is younger than all before it and gives what it turned out to be.
func (w *weave) add(ctx context.Context, r *reading) (news.Capture, error) {
	c, before, doubted := r.capture, w.lastGood(), w.doubted
	w.before = before
	showed, err := w.showing(ctx, r, &c)
	if err != nil {
		return c, err
	}
	if showed != nil {
		w.see(showed, r, c)
		c.Version = showed.N
	}
	w.settleDoubt(doubted, c)
	w.stand(c, before)
	return c, nil
}

// lastGood says when the article was last seen as it is: what befell it since is between that moment and now.
func (w *weave) lastGood() time.Time {
	if w.current == nil {
		return w.began
	}
	return w.current.LastSeen
}

// showing finds the version that a look shows, nil for none, and says in c what the look turned out to be.
func (w *weave) showing(ctx context.Context, r *reading, c *news.Capture) (*strand, error) {
	switch {
	case c.Outcome == news.NotModified:
		return w.unmodified(r, c), nil
	case c.Outcome != news.Good:
		return nil, nil //nolint:nilnil // it shows no version
	case w.shown != nil && c.Body != "" && c.Body == w.shown.capture.Body:
		c.Outcome, c.Reason = news.SameText, "byte for byte the same"
		return w.current, nil
	}
	p, err := r.read(ctx)
	if err != nil {
		return nil, err
	}
	if p.document.Outcome != news.Good {
		c.Outcome, c.Reason = p.document.Outcome, p.document.Reason
		return nil, nil //nolint:nilnil // likewise
	}
	if stranger, err := w.stranger(ctx, r, p); err != nil || stranger {
		c.Outcome, c.Reason = news.SoftGone, "the address leads to another text now, at "+c.FinalURL
		return nil, err
	}
	w.latest = r
	before := w.lastGood()
	showed, err := w.compare(ctx, r, p, c)
	if err == nil {
		w.discuss(p.document.Comments, c.At, before)
		w.claim(p.document.Modified, showed, c)
	}
	return showed, err
}

// stranger says that a redirect led to a text that is not the article's: sites send the readers of what they took down to
// something newer. An id that stays in the address says otherwise.
func (w *weave) stranger(ctx context.Context, r *reading, p page) (bool, error) {
	asked, final := r.capture.URL, r.capture.FinalURL
	if w.current == nil || final == "" || news.URLKey(asked) == news.URLKey(final) {
		return false, nil
	}
	if id := news.PathID(asked); id != "" && id == news.PathID(final) {
		return false, nil
	}
	own, err := w.current.document(ctx)
	return err == nil && alike(own, p.document) < someAlike, err
}

func (w *weave) unmodified(r *reading, c *news.Capture) *strand {
	shows := r.shows
	if shows == nil {
		shows = w.current
	}
	if shows == nil {
		c.Outcome, c.Reason = news.Failed, "not modified, but nothing was seen before"
		return nil
	}
	if shows != w.current {
		w.comeBack(shows, nil, c)
		c.Outcome = news.NotModified
	}
	return shows
}

// compare decides whether a readable page shows the current version, an earlier one again, or a new one.
func (w *weave) compare(ctx context.Context, r *reading, p page, c *news.Capture) (*strand, error) {
	known, err := w.withText(ctx, p)
	if err != nil {
		return nil, err
	}
	switch {
	case w.current == nil:
		c.Outcome, c.Reason = news.New, firstVersion
		return w.first(p, c), nil
	case known == w.current:
		c.Outcome, c.Reason = news.SameText, "the text is the same"
		return known, w.notice(ctx, p, c)
	}
	old, edits, redesigned, err := w.edits(ctx, p)
	if err != nil {
		return nil, err
	}
	if known == nil {
		known = w.withEdits(old, edits)
	}
	switch {
	case len(edits) == 0:
		c.Outcome, c.Reason = news.SameText, "the text is the same, other parts of the page are not"
		if redesigned {
			w.tellRedesign(c)
		}
		return w.current, nil
	case known != nil:
		made := w.judged(old, p, edits, redesigned, c)
		w.comeBack(known, made, c)
		return known, nil
	default:
		c.Outcome, c.Reason = news.New, "the text differs"
		next := w.first(p, c)
		w.link(w.judged(old, p, edits, redesigned, c), next)
		w.changed = c.At
		return next, nil
	}
}

// resized is by what share of its bytes a page grows or shrinks at least when its template changes; counters and teasers
// change it less.
const resized = 0.1

// notice tells that the template of a page changed whose text did not. Only a page of another size is worth a second
// reading of the one before.
func (w *weave) notice(ctx context.Context, p page, c *news.Capture) error {
	if w.shown == nil {
		return nil
	}
	was, is := float64(w.shown.capture.Size), float64(c.Size)
	if math.Abs(is-was) < resized*max(was, is) {
		return nil
	}
	before, err := w.shown.read(ctx)
	if err != nil {
		return err
	}
	if diff.Redesigned(before.visible, p.visible) {
		w.tellRedesign(c)
	}
	return nil
}

func (w *weave) tellRedesign(c *news.Capture) {
	w.tellOnce(news.Event{
		Kind: news.Redesigned, SeenBefore: w.lastGood(), SeenAfter: c.At, Detail: "the site changed its template here, not the text",
	})
}

// edits gives what was done to the current version's text to make the page's.
func (w *weave) edits(ctx context.Context, p page) (old news.Document, edits []news.Edit, redesigned bool, err error) {
	if old, err = w.current.document(ctx); err != nil {
		return old, nil, false, err
	}
	edits = diff.Documents(old, p.document)
	if diff.Settles(edits) && w.shown != nil {
		before, err := w.shown.read(ctx)
		if err != nil {
			return old, nil, false, err
		}
		edits, redesigned = diff.Settle(edits, before.visible, p.visible)
	}
	return old, edits, redesigned, ctx.Err()
}

// withText gives the version that a reader could not tell from the page, nil when there is none: one with its text whose
// links lead where the page's do.
func (w *weave) withText(ctx context.Context, p page) (*strand, error) {
	var same []*strand // with its text
	for _, s := range slices.Backward(w.texts) {
		if s.Key == p.key && s.Withdrawn.IsZero() {
			same = append(same, s)
		}
	}
	for _, s := range same {
		if s.Links == p.links {
			return s, nil
		}
	}
	for _, s := range same {
		if led, err := s.ledElsewhere(ctx, p); err != nil || !led {
			return s, err
		}
	}
	return nil, nil //nolint:nilnil // it is new
}

// withEdits gives the version that the current one becomes by what an editor did to it, nil when there is none. A page with
// an earlier headline is that version again, though a new template shows the writer's name too: only the edits tell.
func (w *weave) withEdits(old news.Document, edits []news.Edit) *strand {
	parts, err := diff.Apply(old.Parts(), edits)
	if err != nil || len(edits) == 0 {
		return nil // the places of what was left out are missing: then the page is what it says
	}
	key, links := store.KeyOf(parts), store.LinksOf(parts)
	for _, s := range slices.Backward(w.texts) {
		if s.Key == key && s.Links == links && s.Withdrawn.IsZero() && s != w.current {
			return s
		}
	}
	return nil
}

// ledElsewhere says that links of a page lead elsewhere than those of a version with its text. Where either has none,
// nothing is known of that: it may have been read before links were.
func (s *strand) ledElsewhere(ctx context.Context, p page) (bool, error) {
	if s.Links == (store.LinksKey{}) || p.links == (store.LinksKey{}) {
		return false, nil
	}
	old, err := s.document(ctx)
	return err == nil && len(diff.Documents(old, p.document)) > 0, err
}

// first adds the version that a page shows for the first time.
func (w *weave) first(p page, c *news.Capture) *strand {
	d := p.document
	n := 0
	for _, s := range w.texts {
		n = max(n, s.N)
	}
	s := &strand{
		Text: store.Text{Key: p.key, Links: p.links, Version: news.Version{
			ArticleID: w.article, N: n + 1, Edition: d.Edition, Headline: d.Headline, Byline: d.Byline(), Credit: d.Credit,
			Language: d.Language, Published: d.Published, Modified: d.Modified, FirstSeen: c.At, CaptureID: c.ID, Blocks: d.Blocks,
		}},
		fresh:    true,
		document: func(context.Context) (news.Document, error) { return d, nil },
	}
	w.texts = append(w.texts, s)
	return s
}

// judged gives the step from the current version to a page, without its end.
func (w *weave) judged(old news.Document, p page, edits []news.Edit, redesigned bool, c *news.Capture) *step {
	verdict := meaning.Judge(old, p.document, edits)
	return &step{from: w.current, fresh: true, Change: news.Change{
		ArticleID: w.article, From: w.current.N, SeenBefore: w.current.LastSeen, SeenAfter: c.At, Redesigned: redesigned,
		Silent: verdict.Silent, Weight: verdict.Weight, Summary: verdict.Summary, Edits: verdict.Edits, Meanings: verdict.Meanings,
	}}
}

// link adds a step. Of an archive's captures nobody can look again, so they bear out their changes themselves.
func (w *weave) link(s *step, to *strand) {
	s.to, s.To = to, to.N
	w.steps = append(w.steps, s)
	w.doubted, w.tries = s, 0
}

// comeBack says that an earlier text is served again. The step between the two texts is told as alternates from now on,
// whichever way it went; where there is none (A, B, C, A) it is made, and is alternates from its beginning.
func (w *weave) comeBack(to *strand, made *step, c *news.Capture) {
	c.Outcome, c.Reason = news.SameText, "an earlier text is served again"
	for _, s := range w.steps {
		if s.from == w.current && s.to == to || s.from == to && s.to == w.current {
			w.alternate(s, c.At)
			return
		}
	}
	if made != nil {
		made.Alternates = c.At
		w.link(made, to)
		w.changed = c.At
	}
}

// alternate marks a step: that both texts were seen in turn bears it out.
func (w *weave) alternate(s *step, at time.Time) {
	if s.Alternates.IsZero() {
		s.Alternates, s.touched = at, true
	}
	if s.Confirmed.IsZero() {
		s.Confirmed, s.touched = at, true
	}
	if w.doubted == s {
		w.doubted, w.tries = nil, 0
	}
}

// see counts a look at a version, and makes it the current one.
func (w *weave) see(s *strand, r *reading, c news.Capture) {
	s.Looks++
	s.seen = true
	if c.At.After(s.LastSeen) {
		s.LastSeen = c.At
	}
	switch body := r.capture.Body; {
	case body != "" && (w.shown == nil || w.shown.capture.Body != body):
		w.shown = r
	case body == "" && s != w.current:
		w.shown = nil // what stood around the other text says nothing of this one
	}
	w.current = s
}

// into writes into the article what its history says of it.
func (w *weave) into(a news.Article) news.Article {
	if s := w.current; s != nil {
		a.Current, a.Language = s.N, s.Language
		if s.Headline != "" {
			a.Headline = s.Headline
		}
		if a.Published.IsZero() {
			a.Published = s.Published
		}
	}
	a.Outcome, a.Changed, a.Gone, a.Turning, a.Claimed = w.outcome, w.changed, w.gone, w.turning, w.claimed
	a.Doubted, a.Tries = time.Time{}, 0
	if w.doubted != nil {
		a.Doubted, a.Tries = w.doubted.SeenAfter, w.tries
	}
	return a
}
