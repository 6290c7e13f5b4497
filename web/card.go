package web

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/stemma-news/stemma/card"
	"github.com/stemma-news/stemma/news"
)

// painters draw the pictures of changes: a few at once, since each takes a processor for some milliseconds and some
// memory. The fonts are read when the first is asked for.
type painters struct {
	fonts func() (*card.Fonts, error)
	idle  chan *card.Painter // nil for one that has not begun yet
}

// mostPainters is how many cards are drawn at once; who comes then waits.
const mostPainters = 2

func newPainters() painters {
	p := painters{sync.OnceValues(card.LoadFonts), make(chan *card.Painter, mostPainters)}
	for range mostPainters {
		p.idle <- nil
	}
	return p
}

// draw draws a card as soon as a painter is idle.
func (p painters) draw(ctx context.Context, c card.Card) ([]byte, error) {
	var painter *card.Painter
	select {
	case painter = <-p.idle:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { p.idle <- painter }()
	if painter == nil {
		fonts, err := p.fonts()
		if err != nil {
			return nil, fmt.Errorf("load the fonts of cards: %w", err)
		}
		painter = card.NewPainter(fonts)
	}
	return painter.PNG(c)
}

// cardEdition is part of every card's tag: with a new number all are drawn anew.
const cardEdition = 3

// card gives the picture of a change that goes with a link to it. Whoever has it already is told so before it is drawn.
func (s *server) card(w http.ResponseWriter, r *http.Request) error {
	c, err := s.cardOf(r)
	if err != nil {
		return err
	}
	facts, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("name the card: %w", err)
	}
	sum := sha256.Sum256(fmt.Appendf(facts, " %d", cardEdition))
	tag := `"` + hex.EncodeToString(sum[:8]) + `"`
	w.Header().Set("ETag", tag)
	w.Header().Set("Cache-Control", "public, max-age=3600, stale-while-revalidate=86400")
	if has(r.Header.Get("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	picture, err := s.painters.draw(r.Context(), c)
	if err != nil {
		w.Header().Del("ETag")
		w.Header().Del("Cache-Control")
		return fmt.Errorf("draw a card: %w", err)
	}
	w.Header().Set("Content-Type", "image/png")
	_, _ = w.Write(picture) // a visitor who left is no error of ours
	return nil
}

// cardOf finds what the card of the change that an address names says.
func (s *server) cardOf(r *http.Request) (card.Card, error) {
	a, o, err := s.shownArticle(r)
	if err != nil {
		return card.Card{}, err
	}
	c, err := s.changeOf(r, a)
	if err != nil {
		return card.Card{}, err
	}
	v, err := s.DB.Version(r.Context(), a.ID, c.To)
	if err != nil {
		return card.Card{}, fmt.Errorf("find version %d of article %d: %w", c.To, a.ID, err)
	}
	out := card.Card{
		Outlet: nameOf(o), Host: strings.Join(o.Hosts[:min(1, len(o.Hosts))], ""), Headline: v.Headline, Language: cmp.Or(v.Language, a.Language, o.Language),
		Line: summaryLine(&c), When: "Changed " + between(c.SeenBefore, c.SeenAfter), Site: s.Title,
	}
	out.Right = direction(out.Language) == "rtl"
	out.Words, out.Titled = cardWords(c.Edits)
	out.Labels = strings.Join(cardLabels(c), " · ")
	return out, nil
}

// cardWords gives the words of the weightiest edit, and whether they are the headline's.
func cardWords(edits []news.Edit) ([]news.Span, bool) {
	best := weightiest(edits)
	switch {
	case best == nil:
		return nil, false
	case best.Block == news.Headline && best.Kind == news.Replace:
		return bared(best.Spans), true
	default:
		return bared(snippet(*best)), false
	}
}

func cardLabels(c news.Change) []string {
	var labels []string
	switch {
	case !c.Withdrawn.IsZero():
		labels = append(labels, "withdrawn")
	case !c.Alternates.IsZero():
		labels = append(labels, eventLabels[news.Alternates])
	case c.Confirmed.IsZero():
		labels = append(labels, unconfirmedLabel)
	}
	if unnoticed(c) {
		labels = append(labels, "no notice")
	}
	return append(labels, changeLabels(c)...)
}

func cardURL(c news.Change) string { return changeURL(c) + "/card.png" }
