package watch_test

import (
	"context"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/newsstand"
	"github.com/stemma-news/stemma/watch"
	"github.com/stemma-news/stemma/web"
)

// The paragraphs of three pieces that have nothing in common.
var pieces = map[string]string{
	"fire": `<p>A warehouse at the old harbour burnt out in the night to Tuesday, and two people were hurt, the fire service said in the morning.</p>
<p>Sixty firefighters from four towns fought the fire for three hours and kept it from spreading to the houses on the quay.</p>
<p>“We were lucky with the wind,” said Ada Brink, who led the operation, and thanked the people of the quay for their help.</p>`,
	"tax": `<p>The council voted on Wednesday evening to raise the dog tax by twelve crowns a year, after a debate that went on until midnight.</p>
<p>Owners of guide dogs pay nothing, as before, and those who adopt an animal from the shelter are spared for two years.</p>
<p>The treasurer expects the change to bring in ninety thousand crowns, most of which is to go into the upkeep of parks.</p>`,
	"swim": `<p>Mira Olsen, seventeen years old, won the lake crossing on Sunday in two hours and four minutes, four minutes ahead of the champion.</p>
<p>The water was colder than in any year since the race began, so that one in three of those who started gave up.</p>
<p>She trains before school in the indoor pool of the neighbouring town, to which her grandmother drives her at five.</p>`,
}

// tells gives the page of a piece.
func tells(piece, headline, inHead string) string {
	return fmt.Sprintf(`<!doctype html><html lang="en"><head><title>%[1]s</title>%[2]s</head><body><main><article><h1>%[1]s</h1>
%[3]s</article></main></body></html>`, headline, inHead, pieces[piece])
}

// feedOf names articles at these addresses.
func feedOf(addresses ...string) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><rss version="2.0"><channel><title>The Daily</title><link>http://daily.example/</link>`)
	for _, a := range addresses {
		fmt.Fprintf(&b, "<item><title>%s</title><link>%[1]s</link></item>", a)
	}
	return b.String() + "</channel></rss>"
}

const dailyFeed = "http://daily.example/feed.xml"

func leadsTo(where string) string { return "301 Moved Permanently\nLocation: " + where }

func canonical(address string) string { return `<link rel="canonical" href="` + address + `">` }

// articles counts the articles that there are.
func (w *watching) articles() (n int) {
	w.t.Helper()
	must(w.t, w.db.SQL().QueryRowContext(w.t.Context(), `SELECT COUNT(*) FROM article`).Scan(&n))
	return n
}

// one holds that all addresses lead to one article with these headlines.
func (w *watching) one(headlines []string, addresses ...string) {
	w.t.Helper()
	first := w.article(addresses[0]).ID
	for _, address := range addresses {
		if id := w.article(address).ID; id != first {
			w.t.Errorf("%s is article %d, %s is %d: want one", addresses[0], first, address, id)
		}
	}
	if diff := cmp.Diff(headlines, w.headlines(addresses[0])); diff != "" {
		w.t.Errorf("its versions: -want +got\n%s", diff)
	}
}

func TestAnIDThatAnotherTextGotJoinsNothing(t *testing.T) {
	const one, other = "http://daily.example/harbour-fire-48213", "http://daily.example/dog-tax-48213"
	synctest.Test(t, func(t *testing.T) {
		s := &story{}
		s.tell(0, dailyFeed, asXML, feedOf(one))
		s.tell(0, one, asHTML, tells("fire", "Fire at the harbour", ""))
		s.tell(3*time.Hour, dailyFeed, asXML, feedOf(other))
		s.tell(3*time.Hour, other, asHTML, tells("tax", "Dog tax goes up", ""))
		w := s.open(t, dailyFeed)
		w.follow(12 * time.Hour)
		w.one([]string{"Fire at the harbour"}, one)
		w.one([]string{"Dog tax goes up"}, other)
		if w.article(one).ID == w.article(other).ID {
			t.Error("two texts with one id in their addresses were taken for one article")
		}
		if got := append(w.events(one), w.events(other)...); len(got) != 0 {
			t.Errorf("events %v, want none", got)
		}
	})
}

func TestAFalseCanonicalIsNotBelieved(t *testing.T) {
	const fire, tax, swim, home = "http://daily.example/a/harbour-fire", "http://daily.example/b/dog-tax", "http://daily.example/c/lake-crossing", "http://daily.example/"
	synctest.Test(t, func(t *testing.T) {
		s := &story{}
		s.tell(0, home, asHTML, "<!doctype html><title>The Daily</title><ul><li><a href=/a/harbour-fire>Fire</a></ul>")
		s.tell(0, dailyFeed, asXML, feedOf(fire, tax, swim))
		s.tell(0, fire, asHTML, tells("fire", "Fire at the harbour", canonical(home)))
		s.tell(0, tax, asHTML, tells("tax", "Dog tax goes up", canonical(fire)))
		s.tell(0, swim, asHTML, tells("swim", "Pupil wins lake crossing", canonical("http://elsewhere.example/lake-crossing")))
		s.tell(4*time.Hour, fire, asHTML, tells("fire", "Fire at the old harbour", canonical(tax))) // and the other way round
		w := s.open(t, dailyFeed)
		w.follow(12 * time.Hour)
		w.one([]string{"Fire at the harbour", "Fire at the old harbour"}, fire)
		w.one([]string{"Dog tax goes up"}, tax)
		w.one([]string{"Pupil wins lake crossing"}, swim)
		if n := w.articles(); n != 3 {
			t.Errorf("%d articles, want three", n)
		}
		for _, address := range []string{home, "http://elsewhere.example/lake-crossing"} {
			if a, err := w.db.ArticleByURL(t.Context(), address); err == nil {
				t.Errorf("%s leads to article %d because its page said so", address, a.ID)
			}
		}
	})
}

func TestATrueCanonicalIsBelieved(t *testing.T) {
	const long, short = "http://daily.example/local/harbour-fire-at-night", "http://daily.example/s/harbour"
	synctest.Test(t, func(t *testing.T) {
		s := &story{}
		s.tell(0, dailyFeed, asXML, feedOf(short))
		s.tell(0, short, asHTML, tells("fire", "Fire at the harbour", canonical(long)))
		s.tell(2*time.Hour, dailyFeed, asXML, feedOf(short, long))
		s.tell(0, long, asHTML, tells("fire", "Fire at the harbour", canonical(long)))
		w := s.open(t, dailyFeed)
		w.follow(12 * time.Hour)
		w.one([]string{"Fire at the harbour"}, short, long)
	})
}

func TestAnArticleThatMovesToAnotherHostStaysOne(t *testing.T) {
	const before, after = "http://daily.example/harbour-fire", "http://news.example/2000/harbour-fire-at-night"
	for _, test := range []struct {
		status string
		follow func(*watching)
	}{
		{"301 Moved Permanently", func(w *watching) { w.onJobs(7 * time.Hour) }}, // as serve does: the other host is visited by a job of its own
		{"308 Permanent Redirect", func(w *watching) { w.followHosts(7*time.Hour, "daily.example", "news.example") }},
	} {
		t.Run(test.status, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &story{}
				s.tell(0, dailyFeed, asXML, feedOf(before))
				s.tell(0, before, asHTML, tells("fire", "Fire at the harbour", ""))
				s.tell(time.Hour, before, asHTML, tells("fire", "Fire at the old harbour", ""))
				s.tell(2*time.Hour, before, test.status+"\nLocation: "+after, "")
				s.tell(2*time.Hour, after, asHTML, tells("fire", "Fire at the old harbour", ""))
				s.tell(4*time.Hour, after, asHTML, tells("fire", "Two hurt in harbour fire", ""))
				w := s.open(t, dailyFeed)
				test.follow(w)
				w.one([]string{"Fire at the harbour", "Fire at the old harbour", "Two hurt in harbour fire"}, before, after)
				a := w.article(before)
				if n := w.articles(); n != 1 || a.URL != after || !a.Gone.IsZero() {
					t.Errorf("%d articles, looked at at %s, gone %v; want one, at the new address, and there", n, a.URL, a.Gone)
				}
				if got := w.events(before); !slices.Equal(got, []news.EventKind{news.WasMoved}) {
					t.Errorf("events %v, want that it moved, once", got)
				}
				if told := w.told(before); len(told) != 2 {
					t.Errorf("%d changes are told, want the two that were made", len(told))
				}
			})
		})
	}
}

// onJobs watches for so long as serve does.
func (w *watching) onJobs(d time.Duration) {
	w.t.Helper()
	ctx, stop := context.WithCancel(w.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx) }()
	time.Sleep(d)
	stop()
	must(w.t, <-ended)
}

func TestARedirectToAnotherTextElsewhereJoinsNothing(t *testing.T) {
	const before, other, login = "http://daily.example/harbour-fire", "http://news.example/2000/dog-tax-goes-up", "http://accounts.example/consent?for=x"
	for _, test := range []struct {
		name, answer string
		articles     int
	}{
		{"for ever, to another text", "301 Moved Permanently\nLocation: " + other, 2},
		{"for a while", "302 Found\nLocation: " + other, 1},
		{"for ever, to a consent page", "301 Moved Permanently\nLocation: " + login, 1},
		{"for ever, to another front page", "301 Moved Permanently\nLocation: http://news.example/", 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &story{}
				s.tell(0, dailyFeed, asXML, feedOf(before))
				s.tell(0, before, asHTML, tells("fire", "Fire at the harbour", ""))
				s.tell(3*time.Hour, before, test.answer, "")
				s.tell(0, other, asHTML, tells("tax", "Dog tax goes up", ""))
				w := s.open(t, dailyFeed)
				w.followHosts(12*time.Hour, "daily.example", "news.example", "accounts.example")
				w.one([]string{"Fire at the harbour"}, before)
				if a, err := w.db.ArticleByURL(t.Context(), other); err == nil && a.ID == w.article(before).ID {
					t.Error("it was joined to a text that has nothing in common with it")
				}
				if n := w.articles(); n != test.articles {
					t.Errorf("%d articles, want %d", n, test.articles)
				}
			})
		})
	}
}

// TestEditionsOfOneAddressAreOneArticle: whatever spelling a feed gives, it is found once.
func TestEditionsOfOneAddressAreOneArticle(t *testing.T) {
	const plain = "http://daily.example/local/harbour-fire"
	synctest.Test(t, func(t *testing.T) {
		spellings := []string{
			plain, "http://www.daily.example/local/harbour-fire/", "http://m.daily.example/local/harbour-fire",
			"http://amp.daily.example/local/harbour-fire", "http://daily.example/local/harbour-fire/amp",
			"http://daily.example:80/local/harbour%2Dfire?utm_source=feed#top", "http://daily.example/amp/local/harbour-fire",
		}
		s := &story{}
		for i, address := range spellings {
			s.tell(time.Duration(i)*2*time.Hour, dailyFeed, asXML, strings.ReplaceAll(feedOf(address), "&", "&amp;"))
		}
		s.tell(0, plain, asHTML, tells("fire", "Fire at the harbour", `<link rel="amphtml" href="/local/harbour-fire/amp">`))
		w := s.open(t, dailyFeed)
		w.followHosts(16*time.Hour, "daily.example", "www.daily.example", "m.daily.example", "amp.daily.example")
		for i, address := range spellings {
			spellings[i], _ = news.CleanURL(address)
		}
		w.one([]string{"Fire at the harbour"}, spellings...)
		if n := w.articles(); n != 1 || len(w.events(plain)) != 0 {
			t.Errorf("%d articles, events %v; want one and none", n, w.events(plain))
		}
	})
}

// An AMP page at an address of its own, found first, and its article, found later, name each other.
func TestAnAMPPageAndItsArticleAreOne(t *testing.T) {
	const amp, page = "http://daily.example/lite?story=77", "http://daily.example/local/harbour-fire-at-night"
	synctest.Test(t, func(t *testing.T) {
		s := &story{}
		s.tell(0, dailyFeed, asXML, feedOf(amp))
		s.tell(3*time.Hour, dailyFeed, asXML, feedOf(amp, page))
		s.tell(0, amp, asHTML, tells("fire", "Fire at the harbour", canonical(page)))
		s.tell(0, page, asHTML, tells("fire", "Fire at the harbour", canonical(page)+`<link rel="amphtml" href="`+amp+`">`))
		w := s.open(t, dailyFeed)
		w.follow(12 * time.Hour)
		w.one([]string{"Fire at the harbour"}, amp, page)
		if n := w.articles(); n != 1 {
			t.Errorf("%d articles, want one", n)
		}
	})
}

// TestTwoArticlesFoundToBeOneKeepBothHistories: what was seen of either is in the one history, and what was linked to
// leads on.
func TestTwoArticlesFoundToBeOneKeepBothHistories(t *testing.T) {
	const one, other = "http://daily.example/a/fire-at-the-harbour", "http://daily.example/b/harbour-blaze"
	synctest.Test(t, func(t *testing.T) {
		s := &story{}
		s.tell(0, dailyFeed, asXML, feedOf(one, other))
		s.tell(0, one, asHTML, tells("fire", "Fire at the harbour", ""))
		s.tell(0, other, asHTML, tells("fire", "Blaze at the harbour", ""))
		s.tell(2*time.Hour, other, asHTML, tells("fire", "Two hurt in harbour blaze", ""))
		s.tell(5*time.Hour, other, leadsTo(one), "")
		w := s.open(t, dailyFeed)
		w.follow(4 * time.Hour)
		stays, goes := w.article(one).ID, w.article(other).ID
		if stays == goes || len(w.headlines(other)) != 2 {
			t.Fatalf("articles %d and %d, want two with a history each", stays, goes)
		}
		w.follow(8 * time.Hour)
		if kept := w.article(one).ID; kept != min(stays, goes) || w.article(other).ID != kept || w.articles() != 1 {
			t.Fatalf("articles %d and %d of %d, want one", kept, w.article(other).ID, w.articles())
		}
		got := w.headlines(one)
		for _, want := range []string{"Fire at the harbour", "Blaze at the harbour", "Two hurt in harbour blaze"} {
			if !slices.Contains(got, want) {
				t.Errorf("versions %q: %q is lost", got, want)
			}
		}
		pages, err := web.New(web.Options{DB: w.db, Address: "http://stemma.example"})
		must(t, err)
		for _, path := range []string{"", ".json", "/versions/1", "/changes/1", "/feed.atom"} {
			r := httptest.NewRecorder()
			pages.ServeHTTP(r, httptest.NewRequestWithContext(t.Context(), http.MethodGet, fmt.Sprintf("/articles/%d%s", max(stays, goes), path), nil))
			where := r.Header().Get("Location")
			if r.Code != http.StatusMovedPermanently || !strings.HasPrefix(where, fmt.Sprintf("/articles/%d", min(stays, goes))) {
				t.Errorf("/articles/%d%s is answered %d, %q: want 301 to the one that remains", max(stays, goes), path, r.Code, where)
				continue
			}
			r = httptest.NewRecorder()
			pages.ServeHTTP(r, httptest.NewRequestWithContext(t.Context(), http.MethodGet, where, nil))
			if r.Code != http.StatusOK {
				t.Errorf("%s, to which it leads, is answered %d", where, r.Code)
			}
		}
	})
}

// A site that turns to https, and to www. with it, has the articles that it had.
func TestASiteThatTurnsToHTTPSKeepsItsArticles(t *testing.T) {
	const before, after = "http://daily.localhost/harbour-fire", "https://daily.localhost/harbour-fire"
	synctest.Test(t, func(t *testing.T) {
		authority, err := newsstand.NewAuthority()
		must(t, err)
		start := time.Now()
		site := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch turned := time.Since(start) > 3*time.Hour; {
			case r.URL.Path != "/harbour-fire":
				http.NotFound(w, r)
			case turned && r.TLS == nil:
				http.Redirect(w, r, "https://"+r.Host+r.URL.Path, http.StatusMovedPermanently)
			case !turned:
				fmt.Fprint(w, tells("fire", "Fire at the harbour", ""))
			default:
				fmt.Fprint(w, tells("fire", "Two hurt in harbour fire", ""))
			}
		})
		plain, secure := newsstand.Dialer(t, site), newsstand.TLSDialer(t, site, authority.Config())
		w := watchOver(t, func(ctx context.Context, network, address string) (net.Conn, error) {
			if strings.HasSuffix(address, ":443") {
				return secure(ctx, network, address)
			}
			return plain(ctx, network, address)
		})
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM(authority.PEM())
		w.Close()
		w.Watcher = watch.New(watch.Options{DB: w.db, Archive: w.bodies, Fetch: fetch.Options{UserAgent: "stemma/test", Dial: w.dial, Roots: roots}})
		t.Cleanup(w.Close)
		w.add(before)
		w.followHosts(12*time.Hour, "daily.localhost")
		w.one([]string{"Fire at the harbour", "Two hurt in harbour fire"}, before, after)
		if a := w.article(before); a.URL != after || w.articles() != 1 || len(w.events(before)) != 0 {
			t.Errorf("%d articles, looked at at %s, events %v; want one, at the new address, which is no move", w.articles(), a.URL, w.events(before))
		}
		looks, err := w.db.Captures(t.Context(), w.article(before).ID, 1)
		if err != nil || len(looks) != 1 || looks[0].URL != after {
			t.Errorf("the last look was at %v, %v; want it to spare the redirect", looks, err)
		}
	})
}
