package web

import (
	"cmp"
	"context"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/stemma-news/stemma/card"
	"github.com/stemma-news/stemma/news"
)

// changePage is the model of a change, and of a comparison of any two versions.
type changePage struct {
	Article  news.Article
	Outlet   news.Outlet
	From, To news.Version
	Change   *news.Change // of a comparison: with N 0
	Headline template.HTML
	Rows     []row
	Later    string
	Inline   bool
	Previous string // address of the change before; empty: there is none
	Next     string
	Sides    string // address of this page in the other view
	Editions bool   // the two were read by two editions of extract
	Added    int
	Removed  int
}

// Language is that of the newer text.
func (p changePage) Language() string {
	return cmp.Or(p.To.Language, p.From.Language, p.Article.Language)
}

// After says how much time lies between the two versions: "about 2 hours after version 3".
func (p changePage) After() string {
	words, found := strings.CutSuffix(p.Later, " later")
	if !found {
		return ""
	}
	return fmt.Sprintf("%s after version %d", words, p.From.N)
}

// Standing says in a sentence what a reader must know of a change that is not a plain one; empty for one that is.
func (p changePage) Standing() string {
	switch c := p.Change; {
	case !p.OneChange():
		return ""
	case !c.Withdrawn.IsZero():
		return "This change does not stand any more: when the article’s looks were read again, there was no such step between two of its versions."
	case !c.Alternates.IsZero():
		return inTurn(*c)
	case c.Confirmed.IsZero():
		return "Seen once, not yet confirmed: the article is looked at once more within minutes."
	default:
		return ""
	}
}

// Labels says what the change does.
func (p changePage) Labels() []string { return changeLabels(*p.Change) }

// Unnoticed says that a notice should have told of the change.
func (p changePage) Unnoticed() bool { return unnoticed(*p.Change) }

// OneChange says that this is one step, not a comparison over several.
func (p changePage) OneChange() bool { return p.Change.N > 0 }

func (s *server) change(w http.ResponseWriter, r *http.Request) error {
	page, err := s.changeShown(r)
	if err != nil {
		return err
	}
	a, c := page.Article, *page.Change
	standing, err := s.DB.ChangeSteps(r.Context(), a.ID)
	if err != nil {
		return fmt.Errorf("list changes: %w", err)
	}
	page.Previous, page.Next = neighbours(standing, c.N)
	return s.showChange(w, r, page, view{
		Title: "What changed: " + page.To.Headline, Description: c.Summary, Modified: c.SeenAfter,
		Picture: picture{cardURL(c), card.Width, card.Height, pictured(page)},
		Data:    func() any { return c.Line(a.URL) },
	})
}

// changeShown gives the page of the change that an address names.
func (s *server) changeShown(r *http.Request) (changePage, error) {
	a, o, err := s.shownArticle(r)
	if err != nil {
		return changePage{}, err
	}
	c, err := s.changeOf(r, a)
	if err != nil {
		return changePage{}, err
	}
	return s.changePage(r.Context(), a, o, &c)
}

// changeOf finds the change that an address names.
func (s *server) changeOf(r *http.Request, a news.Article) (news.Change, error) {
	n, err := number(r, "n", "a change")
	if err != nil {
		return news.Change{}, err
	}
	size, err := s.DB.ChangeSize(r.Context(), a.ID, n)
	if err != nil {
		return news.Change{}, err
	}
	if err := shareOf(r.Context()).widen(r.Context(), size*twoTexts); err != nil {
		return news.Change{}, err
	}
	c, err := s.DB.Change(r.Context(), a.ID, n)
	if err != nil {
		return c, fmt.Errorf("find change %d of article %d: %w", n, a.ID, err)
	}
	return c, nil
}

// pictured says in words what a change's card shows.
func pictured(p changePage) string {
	words := nameOf(p.Outlet) + ": " + p.To.Headline
	if best := weightiest(p.Change.Edits); best != nil {
		words += ". " + plain(snippet(*best))
	}
	return words + ". Changed " + between(p.Change.SeenBefore, p.Change.SeenAfter) + "."
}

func (s *server) showChange(w http.ResponseWriter, r *http.Request, page changePage, v view) error {
	page.lay()
	page.Inline = inline(w, r)
	other := "inline"
	if page.Inline {
		other = "sides"
	}
	page.Sides = page.path() + "?view=" + other
	v.Name, v.Feed, v.Body = "change", articleURL(page.Article.ID)+"/feed", page
	w.Header().Add("Vary", "Cookie")
	return s.show(w, r, v)
}

// changePage reads the two versions and lays them side by side.
func (s *server) changePage(ctx context.Context, a news.Article, o news.Outlet, c *news.Change) (changePage, error) {
	p := changePage{Article: a, Outlet: o, Change: c}
	var err error
	if p.From, err = s.DB.Version(ctx, a.ID, c.From); err != nil {
		return p, fmt.Errorf("find version %d of article %d: %w", c.From, a.ID, err)
	}
	if p.To, err = s.DB.Version(ctx, a.ID, c.To); err != nil {
		return p, fmt.Errorf("find version %d of article %d: %w", c.To, a.ID, err)
	}
	return p, nil
}

// lay makes what is shown of two versions and the edits between them.
func (p *changePage) lay() {
	p.Rows = compareRows(p.From.Parts(), p.To.Parts(), p.Change.Edits, p.path())
	p.Headline = markedHeadline(p.To.Headline, p.Change.Edits)
	p.Later = later(p.From.FirstSeen, p.To.FirstSeen)
	p.Editions = p.From.Edition != p.To.Edition
	p.Added, p.Removed = amount(p.Change.Edits)
}

// markedHeadline gives the headline with what changed in it.
func markedHeadline(headline string, edits []news.Edit) template.HTML {
	for _, e := range edits {
		if e.Block == news.Headline && e.Kind == news.Replace {
			return both(e.Spans)
		}
	}
	return template.HTML(template.HTMLEscapeString(headline)) // escaped
}

// neighbours gives the changes before and after change n among those of its article; empty where there is none, and for
// one that does not stand any more.
func neighbours(standing []news.Change, n int) (previous, next string) {
	i := slices.IndexFunc(standing, func(c news.Change) bool { return c.N == n })
	if i > 0 {
		previous = changeURL(standing[i-1])
	}
	if i >= 0 && i+1 < len(standing) {
		next = changeURL(standing[i+1])
	}
	return previous, next
}

// path is the page's own.
func (p *changePage) path() string {
	if p.OneChange() {
		return changeURL(*p.Change)
	}
	return fmt.Sprintf("%s/compare/%d/%d", articleURL(p.Article.ID), p.From.N, p.To.N)
}

// viewCookie remembers which of the two views of a change the reader took last.
const viewCookie = "view"

// inline says whether the reader wants old and new in one column, and remembers a choice that the address makes.
func inline(w http.ResponseWriter, r *http.Request) bool {
	chosen := r.URL.Query().Get("view")
	if chosen != "inline" && chosen != "sides" {
		cookie, err := r.Cookie(viewCookie)
		return err == nil && cookie.Value == "inline"
	}
	http.SetCookie(w, &http.Cookie{
		Name: viewCookie, Value: chosen, Path: "/", MaxAge: 365 * 24 * 3600,
		HttpOnly: true, Secure: r.TLS != nil, SameSite: http.SameSiteLaxMode,
	})
	return chosen == "inline"
}
