package web

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

func TestChangeSideBySide(t *testing.T) {
	s := newSite(t)
	s.publish(courier, "/fire", fire()...)
	root := s.page("/articles/1/changes/2", 200)
	h1 := one(t, root, "h1")
	if del, ins := textOf(one(t, h1, "del")), textOf(one(t, h1, "ins")); del != "Twelve" || ins != "Many" {
		t.Errorf("the headline strikes %q and adds %q", del, ins)
	}
	headline := one(t, root, "#e1.row")
	if was, is := textOf(one(t, headline, ".was")), textOf(one(t, headline, ".is")); was != "Twelve hurt in harbour fire" || is != "Many hurt in harbour fire" {
		t.Errorf("the headline's row: %q beside %q", was, is)
	}
	removed := one(t, root, "#e2.row.delete")
	if got := textOf(one(t, removed, ".was del")); !strings.HasPrefix(got, "“We had no warning") {
		t.Errorf("removed: %q", got)
	}
	if got := textOf(one(t, removed, ".is")); got != "" {
		t.Errorf("beside what was removed stands %q", got)
	}
	if got := textsOf(root, "details.fold summary"); len(got) != 2 || got[0] != "2 paragraphs unchanged" || got[1] != "3 paragraphs unchanged" {
		t.Errorf("folded: %q", got)
	}
	for key, want := range map[string]string{"prev": "/articles/1/changes/1", "next": "/articles/1/changes/3"} {
		if got := attr(one(t, root, "a[data-key="+key+"]"), "href"); got != want {
			t.Errorf("%s leads to %s, want %s", key, got, want)
		}
	}
	if got := textOf(one(t, root, ".proof header .when")); got != "Changed between 07:59 and 08:00 UTC, 3 March 2026, about 1 hour after version 2. +1 −19 words" {
		t.Errorf("when: %q", got)
	}
	if got := textOf(one(t, headline, ".gutter")); !strings.HasSuffix(got, "numbera number went up") {
		t.Errorf("the gutter beside the headline says %q", got)
	}
}

func TestMovedParagraphsPointAtEachOther(t *testing.T) {
	s := newSite(t)
	s.publish(courier, "/fire", fire()...)
	for _, view := range []string{"sides", "inline"} {
		root := s.page("/articles/1/changes/3?view="+view, 200)
		links := find(root, ".whither a")
		if len(links) != 2 {
			t.Fatalf("%s: %d links between the two places, want 2", view, len(links))
		}
		to, from := links[0], links[1]
		if textOf(to) != "moved from paragraph 5" || textOf(from) != "moved to paragraph 2" {
			t.Errorf("%s: %q and %q", view, textOf(to), textOf(from))
		}
		checkIDs(t, view, root)
	}
}

func TestViewIsRemembered(t *testing.T) {
	s := newSite(t)
	s.publish(courier, "/fire", fire()...)
	chosen := s.do(httptest.NewRequest(http.MethodGet, "/articles/1/changes/1?view=inline", nil))
	r := httptest.NewRequest(http.MethodGet, "/articles/1/changes/2", nil)
	for _, cookie := range chosen.Cookies() {
		r.AddCookie(cookie)
	}
	root, err := htmlOf(s.do(r))
	if err != nil {
		t.Fatal(err)
	}
	one(t, root, ".diff.inline")
	if got := textsOf(root, ".diff #e2 del"); len(got) != 1 {
		t.Errorf("inline, what was removed is %q", got)
	}
	one(t, s.page("/articles/1/changes/2", 200), ".diff.sides")
}

func TestQuotationHasBothWordingsAndTimes(t *testing.T) {
	s := newSite(t)
	s.publish(courier, "/fire", fire()...)
	address := attr(one(t, s.page("/articles/1/changes/1", 200), "a.copy"), "href")
	got := s.body(address, 200)
	want := "As seen until 3 March 2026, 06:59 UTC: “A fire at Port Merrow injured 12 dock workers on Tuesday night, the harbour authority said.”\n" +
		"As seen from 3 March 2026, 07:00 UTC: “A fire at Port Merrow injured 21 dock workers on Tuesday night, the harbour authority said.”\n" +
		"The Harbour Courier, “Twelve hurt in harbour fire”, https://courier.example/fire\n" +
		"http://example.com/articles/1/changes/1#e1\n"
	if got != want {
		t.Errorf("quotation:\n%s\nwant:\n%s", got, want)
	}
	s.body("/articles/1/changes/1/edits/2", 404)
	s.body("/articles/1/changes/1/edits/x", 400)
	if compared := s.body("/articles/1/compare/1/2/edits/1", 200); !strings.HasSuffix(compared, "http://example.com/articles/1/compare/1/2#e1\n") {
		t.Errorf("compared: %q", compared)
	}
}

func TestRightToLeft(t *testing.T) {
	s := newSite(t)
	s.publish(news.Outlet{Name: "صحيفة الواحة", Language: "ar", Hosts: []string{"wahat.example"}}, "/maa",
		printed{"انقطاع الماء", "نادر القصاب", []string{"أعلنت البلدية أن 14 حيًا ستبقى بلا ماء حتى نهاية الأسبوع."}},
		printed{"انقطاع الماء", "نادر القصاب", []string{"أعلنت البلدية أن 19 حيًا ستبقى بلا ماء حتى نهاية الأسبوع."}})
	for path, selectors := range map[string][]string{
		"/":                      {".item h2", ".item .snippet"},
		"/articles/1":            {"h1", ".lives"},
		"/articles/1/versions/1": {"h1", "div.measure"},
		"/articles/1/changes/1":  {"h1", ".diff"},
	} {
		root := s.page(path, 200)
		for _, selector := range selectors {
			n := one(t, root, selector)
			if attr(n, "dir") != "rtl" || attr(n, "lang") != "ar" {
				t.Errorf("%s: %s has dir %q and lang %q", path, selector, attr(n, "dir"), attr(n, "lang"))
			}
		}
		if got := attr(one(t, root, "html"), "dir"); got != "" {
			t.Errorf("%s: the whole page has dir %q", path, got)
		}
	}
	gutter := one(t, s.page("/articles/1/changes/1", 200), "#e1 .gutter")
	if attr(gutter, "dir") != "ltr" || attr(gutter, "lang") != "en" {
		t.Error("English words beside Arabic text are not marked as English")
	}
}

// TestHugeArticle holds the promise of 150 KB for an article of 5,000 words that was changed all over.
func TestHugeArticle(t *testing.T) {
	s := newSite(t)
	var before, after []string
	for i := range 100 {
		line := strings.Repeat(strings.Repeat("harbour ", i%7+1)+"and the company kept books of every ship that came. ", 5)
		before = append(before, line+strings.Repeat("old", i%9)+" words.")
		after = append(after, line+strings.Repeat("new", i%9)+" words.")
	}
	s.publish(courier, "/books", printed{"Books", "", before}, printed{"Books", "", after})
	for _, path := range []string{"/articles/1", "/articles/1/changes/1", "/articles/1/changes/1?view=inline", "/articles/1/versions/2", "/"} {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("Accept-Encoding", "gzip")
		w := httptest.NewRecorder()
		s.handler.ServeHTTP(w, r)
		if w.Code != http.StatusOK || w.Body.Len() > 150_000 {
			t.Errorf("%s: status %d, %d bytes sent", path, w.Code, w.Body.Len())
		}
	}
}

// BenchmarkChangePage answers for the promise of 20 ms: 80 paragraphs, 6,000 words, of which a few or all were edited.
func BenchmarkChangePage(b *testing.B) {
	for name, every := range map[string]int{"few": 16, "all": 1} {
		b.Run(name, func(b *testing.B) {
			s := newSite(b)
			var before, after []string
			for i := range 80 {
				line := fmt.Sprintf("Book %d: ", i) + strings.Repeat("The company kept books of every ship that came, and nobody asked. ", 6)
				before, after = append(before, line+"Twelve did."), append(after, line+"Twelve did.")
				if i%every == 0 {
					after[i] = line + "Some did."
				}
			}
			s.publish(courier, "/books", printed{"Books", "", before}, printed{"Books", "", after})
			for b.Loop() {
				s.body("/articles/1/changes/1", 200)
			}
		})
	}
}

// TestTextsInTurnWantNoNotice: where two texts take turns, nobody would print a correction.
func TestTextsInTurnWantNoNotice(t *testing.T) {
	s := newSite(t)
	s.publish(courier, "/fire", fire()...)
	said := func() string {
		return strings.Join(append(textsOf(s.page("/articles/1/changes/1", 200), ".labels"), textsOf(s.page("/articles/1", 200), ".loud")...), " ")
	}
	if before := said(); strings.Count(before, "no notice") != 4 {
		t.Errorf("before: %q", before)
	}
	s.write(func(ctx context.Context, tx *store.Tx) error {
		return tx.ChangeStands(ctx, news.Change{ArticleID: 1, N: 1, Confirmed: dawn, Alternates: dawn})
	})
	if after := said(); strings.Count(after, "no notice") != 2 {
		t.Errorf("after: %q", after)
	}
}

func TestBothViewsHaveOneAddress(t *testing.T) {
	s := newSite(t, func(o *Options) { o.Address = "https://stemma.example" })
	s.publish(courier, "/fire", fire()...)
	for path, want := range map[string]string{
		"/articles/1/changes/1?view=inline": "https://stemma.example/articles/1/changes/1",
		"/articles/1?asked=now":             "https://stemma.example/articles/1",
		"/?meaning=number":                  "https://stemma.example/?meaning=number",
	} {
		if got := attr(one(t, s.page(path, 200), "link[rel=canonical]"), "href"); got != want {
			t.Errorf("%s is at %s, want %s", path, got, want)
		}
		if got := textOf(one(t, s.page(path, 200), ".printed")); got != "https://stemma.example"+path {
			t.Errorf("on paper %s says that it is %s", path, got)
		}
	}
}
