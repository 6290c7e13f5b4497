package extract_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stemma-news/stemma/extract"
	"github.com/stemma-news/stemma/feed"
	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/newsstand"
	"github.com/stemma-news/stemma/prose"
)

// TestEveryPageOfTheNewsstand reads every article of the simulated web every half an hour for 30 hours: a text that
// nobody edited reads the same each time, what a page shows is read whole, and what stands in an article's place is no
// article. Under the race detector, which makes reading ten times slower, each page of the first seed is read
// twice in each state that it is in; .ci/run also reads every page of both at every moment, without the detector.
func TestEveryPageOfTheNewsstand(t *testing.T) {
	seeds, least := int64(2), 1000
	if extract.RaceDetector {
		seeds, least = 1, 700
	}
	for seed := int64(1); seed <= seeds; seed++ {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := &reading{t: t, stand: newsstand.New(newsstand.Options{Seed: seed, Start: time.Now()}), pages: map[string]readPage{}, looks: map[string]int{}}
				for end := time.Now().Add(30 * time.Hour); time.Now().Before(end); time.Sleep(30 * time.Minute) {
					r.readAll()
				}
				if len(r.pages) < 30 || r.shown < least {
					t.Errorf("only %d articles were read, and %d pages compared", len(r.pages), r.shown)
				}
			})
		})
	}
}

// A reading is a visitor of the newsstand who remembers what each article said last.
type reading struct {
	t     *testing.T
	stand *newsstand.Stand
	pages map[string]readPage // by the first URL that it had
	urls  map[string]bool
	truth []newsstand.Edit // up to told
	told  time.Time
	looks map[string]int // how often each page was looked at in each of its states
	shown int            // pages whose whole text was compared with what the newsstand shows
}

type readPage struct {
	at    time.Time
	parts []news.Block
}

func (r *reading) readAll() {
	if r.urls == nil {
		r.urls = map[string]bool{}
	}
	for _, o := range r.stand.Outlets() {
		answer, _ := r.get(o.Feed)
		found, err := feed.Parse(answer.Body.Bytes(), answer.Header().Get("Content-Type"), o.Feed)
		if err != nil {
			r.t.Fatalf("feed of %s: %v", o.Name, err)
		}
		for _, link := range found.Links {
			r.urls[link.URL] = true
		}
	}
	for _, u := range slices.Sorted(maps.Keys(r.urls)) {
		r.read(u)
	}
}

// get asks for a URL as a client would, through redirects within the host.
func (r *reading) get(address string) (*httptest.ResponseRecorder, string) {
	for range 5 {
		answer := r.getOnce(address)
		if answer.Code/100 != 3 {
			return answer, address
		}
		base, _ := url.Parse(address)
		next, err := base.Parse(answer.Header().Get("Location"))
		if err != nil {
			r.t.Fatal(err)
		}
		address = next.String()
	}
	r.t.Fatalf("%s redirects for ever", address)
	return nil, ""
}

func (r *reading) getOnce(address string) *httptest.ResponseRecorder {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	answer := httptest.NewRecorder()
	func() {
		defer func() {
			if p := recover(); p != nil && p != http.ErrAbortHandler {
				panic(p)
			} else if p != nil {
				answer.Code = http.StatusBadGateway // the connection broke
			}
		}()
		r.stand.ServeHTTP(answer, httptest.NewRequestWithContext(ctx, http.MethodGet, address, nil))
	}()
	if ctx.Err() != nil {
		answer.Code = http.StatusGatewayTimeout
	}
	return answer
}

func (r *reading) read(address string) {
	answer, final := r.get(address)
	if now := time.Now(); now.After(r.told) { // a page that does not answer takes its time
		r.truth, r.told = r.stand.Truth(), now
	}
	episode := r.episode(final)
	if answer.Code != http.StatusOK || episode == newsstand.Truncated || episode == newsstand.TimeOut {
		return
	}
	if path, _ := url.Parse(final); path.Path == "/" {
		return // the home page, where some outlets send you for what is gone
	}
	if extract.RaceDetector && r.hasSeen(final, episode) {
		return
	}
	page := extract.Page{Body: answer.Body.Bytes(), ContentType: answer.Header().Get("Content-Type"), URL: final}
	doc := extract.Read(context.Background(), page)
	if episode != "" {
		if doc.Outcome == news.Good {
			r.t.Errorf("%s: a page of kind %q was read as an article: %q", final, episode, doc.Text())
		}
		return
	}
	if doc.Outcome != news.Good {
		r.t.Errorf("%s at %v: outcome %q (%s), want good", final, time.Now(), doc.Outcome, doc.Reason)
		return
	}
	r.mustShow(final, doc)
	r.compare(final, readPage{time.Now(), doc.Parts()})
}

// hasSeen says that a page was looked at twice since its text, its comments, its template, or what stands in its place
// last changed. It counts this look.
func (r *reading) hasSeen(address, episode string) bool {
	template := 0
	for _, e := range r.truth {
		if e.Kind == newsstand.Redesign && news.HostOf(e.URL) == news.HostOf(address) {
			template++
		}
	}
	shown, _ := r.stand.Shown(address)
	state := fmt.Sprint(address, episode, template, shown)
	r.looks[state]++
	return r.looks[state] > 2
}

// episode says what stands in the place of the article now, if anything does.
func (r *reading) episode(address string) string {
	for _, e := range r.truth {
		standing := e.Until.IsZero() || e.Until.After(time.Now())
		if (e.URL == address || e.Article == address) && standing && !isEdit(e) {
			switch e.Kind {
			case newsstand.Alternate, newsstand.Moved, newsstand.Redesign, newsstand.CommentGone, newsstand.Back:
			default:
				return e.Kind
			}
		}
	}
	return ""
}

func isEdit(e newsstand.Edit) bool {
	switch news.EditKind(e.Kind) {
	case news.Insert, news.Delete, news.Replace, news.Move, news.Split, news.Merge:
		return true
	default:
		return false
	}
}

// compare checks that an article says what it said before, unless the newsstand edited it in between.
func (r *reading) compare(address string, now readPage) {
	article := address
	for _, e := range r.truth {
		if e.URL == address || e.Article == address {
			article = e.Article
		}
	}
	before, known := r.pages[article]
	r.pages[article] = now
	edited := false
	for _, e := range r.truth {
		if e.Article != article {
			continue
		}
		if isEdit(e) && (e.Until.IsZero() || e.Until.After(now.at)) {
			r.mustSay(address, now, e)
		}
		edited = edited || e.Time.After(before.at) && (isEdit(e) || e.Kind == newsstand.Alternate)
	}
	if !known || edited || r.redesigned(address, before.at) {
		return
	}
	if was, is := texts(before.parts), texts(now.parts); was != is {
		r.t.Errorf("%s at %v: nobody edited it, but it read\n%s\nbefore and reads now\n%s", address, now.at, was, is)
	}
}

// mustSay checks that what an edit left standing was read.
func (r *reading) mustSay(address string, now readPage, e newsstand.Edit) {
	lines := strings.Split(e.After, "\n")
	if e.Block == news.Byline {
		lines = []string{strings.NewReplacer(" and ", ", ", " et ", ", ", " und ", ", ", " и ", ", ", " و", ", ").Replace(e.After)}
	}
	for _, line := range lines {
		said := slices.ContainsFunc(now.parts, func(b news.Block) bool { return prose.Key(b.Text) == prose.Key(line) })
		if line != "" && !said {
			r.t.Errorf("%s at %v: the %s was not read: %q, only\n%s", address, now.at, e.Block, line, texts(now.parts))
		}
	}
}

// redesigned says that the outlet's template changed since: what that does to the text, diff.Settle undoes.
func (r *reading) redesigned(address string, since time.Time) bool {
	return slices.ContainsFunc(r.truth, func(e newsstand.Edit) bool {
		return e.Kind == newsstand.Redesign && news.HostOf(e.URL) == news.HostOf(address) && e.Time.After(since)
	})
}

func texts(parts []news.Block) string {
	var lines []string
	for _, p := range parts {
		lines = append(lines, string(p.Kind)+": "+prose.Key(p.Text))
	}
	return strings.Join(lines, "\n")
}
