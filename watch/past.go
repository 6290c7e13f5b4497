package watch

import (
	"context"
	"errors"
	"time"

	"github.com/stemma-news/stemma/extract"
	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// soonest is how soon after the first a second look at a changed text bears it out: earlier it may have met a cache.
const soonest = 2 * time.Minute

// newWeave begins the history of an article from nothing.
func (w *Watcher) newWeave(a news.Article) *weave {
	return &weave{article: a.ID, began: a.FirstSeen, soon: w.scaled(soonest)}
}

// past loads as much of an article's history as weaving a look into it needs that shows no new text: its versions, and
// the step that waits for a second look.
func (w *Watcher) past(ctx context.Context, q store.Queries, a news.Article) (*weave, error) {
	past := w.newWeave(a)
	past.outcome, past.changed, past.gone, past.turning = a.Outcome, a.Changed, a.Gone, a.Turning
	past.claimed, past.tries = a.Claimed, a.Tries
	texts, err := q.Texts(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	for _, t := range texts {
		s := &strand{Text: t}
		s.document = func(ctx context.Context) (news.Document, error) { return w.documentOf(ctx, past, s) }
		past.texts = append(past.texts, s)
	}
	past.current = past.numbered(a.Current)
	if past.current != nil {
		shown, err := q.LastShowing(ctx, a.ID, a.Current)
		if err == nil {
			past.shown = w.reading(shown)
		} else if !errors.Is(err, store.ErrNotFound) {
			return nil, err
		}
	}
	if a.Doubted.IsZero() {
		return past, nil
	}
	return past, past.loadSteps(ctx, q)
}

// wholePast is past with all that a new text may touch.
func (w *Watcher) wholePast(ctx context.Context, q store.Queries, a news.Article) (*weave, error) {
	past, err := w.past(ctx, q, a)
	if err != nil {
		return nil, err
	}
	if a.Doubted.IsZero() {
		if err := past.loadSteps(ctx, q); err != nil {
			return nil, err
		}
	}
	events, err := q.Events(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	for _, e := range events {
		past.events = append(past.events, &happening{Event: e})
	}
	comments, err := q.Comments(ctx, a.ID)
	for _, c := range comments {
		past.comments = append(past.comments, &remark{CommentRow: c, key: store.CommentKey(c.Comment)})
	}
	return past, err
}

func (w *weave) loadSteps(ctx context.Context, q store.Queries) error {
	steps, err := q.ChangeSteps(ctx, w.article)
	for _, c := range steps {
		s := &step{Change: c, from: w.numbered(c.From), to: w.numbered(c.To)}
		w.steps = append(w.steps, s)
		if c.Confirmed.IsZero() {
			w.doubted = s
		}
	}
	return err
}

// numbered gives the version with a number, nil when there is none.
func (w *weave) numbered(n int) *strand {
	for _, s := range w.texts {
		if s.N == n {
			return s
		}
	}
	return nil
}

// documentOf gives a version that is kept as a document. The current one is read again from the page that showed it last
// where another edition of extract read it: texts of two editions are never compared. Neither is a text in which furniture stands that has
// been learnt since with one that was read knowing it.
func (w *Watcher) documentOf(ctx context.Context, past *weave, s *strand) (news.Document, error) {
	if s == past.current && s.Edition != extract.Edition && past.shown != nil {
		p, err := past.shown.read(ctx)
		if err != nil || p.document.Outcome == news.Good {
			return p.document, err
		}
	}
	v, err := w.DB.Version(ctx, s.ArticleID, s.N)
	if err != nil {
		return news.Document{}, wrap(err, "load version %d of article %d", s.N, s.ArticleID)
	}
	if s != past.current || past.shown == nil {
		return asDocument(v), nil
	}
	printed, err := w.printed(ctx, s.ArticleID, v.Blocks)
	if err != nil || len(printed) == 0 {
		return asDocument(v), err
	}
	p, err := past.shown.read(ctx)
	if err == nil && p.document.Outcome == news.Good {
		return p.document, nil
	}
	return asDocument(v), err
}

func asDocument(v news.Version) news.Document {
	d := news.Document{
		Outcome: news.Good, Headline: v.Headline, Credit: v.Credit, Language: v.Language, Published: v.Published,
		Modified: v.Modified, Blocks: v.Blocks, Edition: v.Edition,
	}
	if v.Byline != "" {
		d.Authors = []string{v.Byline} // joined already, and only ever compared as a whole
	}
	for _, b := range v.Blocks {
		if b.Kind == news.Notice {
			d.Notices = append(d.Notices, b.Text)
		}
	}
	return d
}
