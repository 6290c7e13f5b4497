package web

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// articlePage is the model of one article's page.
type articlePage struct {
	Article  news.Article
	Outlet   news.Outlet
	Byline   string
	Credit   string
	Trouble  string // what the last look found instead of the article
	Timeline *timeline
	Steps    []articleStep // the versions, newest first
	Lives    []life
	Events   []toldEvent
	Vanished []store.CommentRow
	Aliases  []store.Alias
	Asked    string // what came of asking for a look
	Raw      string // address of the page as it came with the last look that found the article; empty: it is not kept
	Now      time.Time
}

// An articleStep is one version in the list, with the change that led to it.
type articleStep struct {
	Version        news.Version
	Change         *news.Change // nil for the first
	Later          string       // "about 2 hours later"
	Added, Removed int          // words
	Flow           flow         // the same as a drawing
	Current        string       // "as it reads now", of the one that stands; else empty
}

// ChangeURL leads to the change; empty for the first version.
func (a articleStep) ChangeURL() string {
	if a.Change == nil {
		return ""
	}
	return changeURL(*a.Change)
}

// VersionURL leads to the version.
func (a articleStep) VersionURL() string { return versionURL(a.Version.ArticleID, a.Version.N) }

// A toldEvent is an event with its words.
type toldEvent struct {
	news.Event
	Words string
}

// Changes counts what the page says: "changed 3 times".
func (p articlePage) Changes() int { return max(len(p.Steps)-1, 0) }

// recentSteps is how many versions are listed before the others are folded.
const recentSteps = 12

// Recent and Older are the versions to be listed, and those to be folded; one alone is not worth folding.
func (p articlePage) Recent() []articleStep { return p.Steps[:p.fold()] }
func (p articlePage) Older() []articleStep  { return p.Steps[p.fold():] }

func (p articlePage) fold() int {
	if len(p.Steps) <= recentSteps+1 {
		return len(p.Steps)
	}
	return recentSteps
}

// First and Last are the versions to compare from end to end.
func (p articlePage) First() int { return p.Steps[len(p.Steps)-1].Version.N }
func (p articlePage) Last() int  { return p.Steps[0].Version.N }

// mostLooks is how many looks the time line draws.
const mostLooks = 1000

func (s *server) article(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	a, o, err := s.shownArticle(r)
	if err != nil {
		return err
	}
	page, versions, changes, err := s.articlePage(ctx, a, o)
	if err != nil {
		return err
	}
	page.Asked = askedWords(r.URL.Query().Get("asked"))
	return s.show(w, r, view{
		Name: "article", Title: headlineOf(a), Feed: articleURL(a.ID) + "/feed", Body: page, NoIndex: true,
		Description: fmt.Sprintf("%s: every version seen, and %s.", nameOf(o), plural(page.Changes(), "change")),
		Data:        func() any { return articleJSON(s.base(r), a, o, versions, changes, page.Events) },
	})
}

// shownArticle gives the article that an address names, and its outlet, unless it is hidden.
func (s *server) shownArticle(r *http.Request) (news.Article, news.Outlet, error) {
	id, err := number(r, "id", "an article")
	if err != nil {
		return news.Article{}, news.Outlet{}, err
	}
	a, err := s.DB.Article(r.Context(), int64(id))
	if err != nil {
		return a, news.Outlet{}, fmt.Errorf("find article %d: %w", id, err)
	}
	if !a.Hidden.IsZero() {
		return a, news.Outlet{}, hidden(a)
	}
	if a.ID != int64(id) {
		return a, news.Outlet{}, s.joined(r, int64(id), a.ID)
	}
	o, err := s.DB.Outlet(r.Context(), a.OutletID)
	if err != nil {
		return a, o, fmt.Errorf("find outlet of article %d: %w", id, err)
	}
	return a, o, nil
}

// joined leads from an address of an article that was found to be another one to the same thing of that other one, where
// its versions and changes have other numbers; where the numbers are not known any more, to the article.
func (s *server) joined(r *http.Request, from, into int64) error {
	rest := strings.TrimPrefix(r.URL.Path, "/articles/"+r.PathValue("id"))
	if strings.HasPrefix(rest, "/feed.") {
		return elsewhere(articleURL(into) + rest)
	}
	moved, err := s.DB.Joined(r.Context(), from)
	if err != nil {
		return fmt.Errorf("find what became of article %d: %w", from, err)
	}
	parts, add := strings.Split(rest, "/"), moved.VersionsFrom
	if strings.HasPrefix(rest, "/changes/") {
		add = moved.ChangesFrom
	}
	if add < 0 {
		return elsewhere(articleURL(into) + ending(r))
	}
	renumber(parts, add)
	return elsewhere(articleURL(into) + strings.Join(parts, "/") + ending(r))
}

// renumber adds to the numbers among the parts of a path.
func renumber(parts []string, add int) {
	for i, part := range parts {
		if n, err := strconv.Atoi(part); err == nil && n > 0 {
			parts[i] = strconv.Itoa(n + add)
		}
	}
}

// ending gives what the address of a page's JSON ends with, if that was asked for.
func ending(r *http.Request) string {
	if asJSON(r) {
		return ".json"
	}
	return ""
}

// number reads a part of the path that must be a positive number.
func number(r *http.Request, name, what string) (int, error) {
	text := r.PathValue(name)
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, wrong("“%s” is not the number of %s.", text, what)
	}
	return n, nil
}

func (s *server) articlePage(ctx context.Context, a news.Article, o news.Outlet) (articlePage, []news.Version, []news.Change, error) {
	p := articlePage{Article: a, Outlet: o, Now: time.Now()}
	size, err := s.DB.TextSize(ctx, a.ID, a.Versions-mostFollowed, a.Versions)
	if err != nil {
		return p, nil, nil, err
	}
	if err := shareOf(ctx).widen(ctx, size*manyTexts); err != nil {
		return p, nil, nil, err
	}
	versions, err := s.DB.Versions(ctx, a.ID)
	if err != nil {
		return p, nil, nil, fmt.Errorf("list versions: %w", err)
	}
	changes, err := s.DB.ArticleChanges(ctx, a.ID)
	if err != nil {
		return p, nil, nil, fmt.Errorf("list changes: %w", err)
	}
	looks, err := s.DB.Captures(ctx, a.ID, mostLooks)
	if err != nil {
		return p, nil, nil, fmt.Errorf("list looks: %w", err)
	}
	p.Timeline = drawTimeline(a, looks, changes)
	p.Raw = s.lastRaw(a, looks)
	p.Steps = steps(versions, changes, a)
	if len(versions) > 0 {
		current := cmp.Or(a.Current, versions[len(versions)-1].N)
		if p.Lives, err = s.livesOf(ctx, a.ID, changes, current); err != nil {
			return p, nil, nil, err
		}
		p.Byline, p.Credit = credits(versions, current)
	}
	if !a.Outcome.Readable() {
		p.Trouble = outcomeWords[a.Outcome]
	}
	return p, versions, changes, s.aside(ctx, &p)
}

// lastRaw gives the address of the article's page as it came last, and not of what may have come since in its place. The
// looks are the latest, newest first.
func (s *server) lastRaw(a news.Article, looks []news.Capture) string {
	for _, c := range looks {
		if raw := s.rawOf(a, c); raw != "" && c.Outcome.Readable() {
			return raw
		}
	}
	return ""
}

// aside fills what stands beside the text: events, comments and other addresses.
func (s *server) aside(ctx context.Context, p *articlePage) error {
	events, err := s.DB.Events(ctx, p.Article.ID)
	if err != nil {
		return fmt.Errorf("list events: %w", err)
	}
	for _, e := range events {
		p.Events = append(p.Events, toldEvent{e, eventLine(e)})
	}
	comments, err := s.DB.Comments(ctx, p.Article.ID)
	if err != nil {
		return fmt.Errorf("list comments: %w", err)
	}
	for _, c := range comments {
		if !c.Gone.IsZero() {
			p.Vanished = append(p.Vanished, c)
		}
	}
	if p.Aliases, err = s.DB.Aliases(ctx, p.Article.ID); err != nil {
		return fmt.Errorf("list addresses: %w", err)
	}
	p.Aliases = slices.DeleteFunc(p.Aliases, func(alias store.Alias) bool { return alias.URL == p.Article.URL })
	return nil
}

// mostFollowed is over how many changes the paragraphs of the current text are followed back. Only live blogs have more.
const mostFollowed = 200

// livesOf follows the blocks of version n back through the changes that led to it.
func (s *server) livesOf(ctx context.Context, article int64, changes []news.Change, n int) ([]life, error) {
	chain := chainTo(changes, n)
	chain = chain[max(0, len(chain)-mostFollowed):]
	parts := map[int][]news.Block{}
	read := func(n int) error {
		v, err := s.DB.Version(ctx, article, n)
		if err != nil {
			return fmt.Errorf("read version %d of article %d: %w", n, article, err)
		}
		parts[n] = v.Parts()
		return nil
	}
	if err := read(n); err != nil {
		return nil, err
	}
	for _, c := range chain {
		if err := read(c.From); err != nil {
			return nil, err
		}
	}
	return bodyLives(lifelines(parts, chain, n)), nil
}

// steps pairs versions with the changes that first led to them, newest first.
func steps(versions []news.Version, changes []news.Change, a news.Article) []articleStep {
	led := map[int]*news.Change{}
	for i := range changes {
		if c := &changes[i]; led[c.To] == nil && c.To != versions[0].N { // what came back later did not lead there first
			led[c.To] = c
		}
	}
	var all []articleStep
	for i, v := range versions {
		step := articleStep{Version: v, Change: led[v.N]}
		switch {
		case v.N == a.Current && (!a.Gone.IsZero() || !a.Outcome.Readable()):
			step.Current = "as it read last"
		case v.N == a.Current:
			step.Current = "as it reads now"
		}
		if i > 0 {
			step.Later = later(versions[i-1].FirstSeen, v.FirstSeen)
		}
		if step.Change != nil {
			step.Added, step.Removed = amount(step.Change.Edits)
		}
		all = append(all, step)
	}
	drawFlows(all)
	slices.Reverse(all)
	return all
}

// bodyLives leaves out headline and byline, which the page shows above the text.
func bodyLives(lives []life) []life {
	return slices.DeleteFunc(lives, func(l life) bool { return l.Kind == news.Headline || l.Kind == news.Byline })
}

func credits(versions []news.Version, n int) (byline, credit string) {
	for _, v := range versions {
		if v.N == n {
			return v.Byline, v.Credit
		}
	}
	return "", ""
}

func headlineOf(a news.Article) string {
	if a.Headline != "" {
		return a.Headline
	}
	return a.URL
}
