package web

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

func TestArticleTellsItsHistory(t *testing.T) {
	s := newSite(t)
	s.publish(courier, "/fire", fire()...)
	root := s.page("/articles/1", 200)
	facts := strings.Join(textsOf(root, ".facts div"), "\n")
	for _, want := range []string{
		"First seen3 March 2026, 06:00 UTC", "Published, as claimed3 March 2026, 05:59 UTC", "Last changed3 March 2026, 09:00 UTC",
		"Last looked", "Next look", "Originalhttps://courier.example/fire",
	} {
		if !strings.Contains(facts, want) {
			t.Errorf("the facts do not say %q:\n%s", want, facts)
		}
	}
	steps := textsOf(root, ".steps li")
	if len(steps) != 4 || !strings.Contains(steps[0], "Version 4 as it reads now") || !strings.Contains(steps[0], "about 1 hour later") {
		t.Errorf("steps = %q", steps)
	}
	if !strings.Contains(steps[2], "between 06:59 and 07:00 UTC, 3 March 2026") || !strings.Contains(steps[2], "+1 −1 words") {
		t.Errorf("the first change says %q", steps[2])
	}
	if got := len(find(root, "svg.timeline rect")); got != 3 {
		t.Errorf("%d bars in the time line, want 3", got)
	}
}

func TestArticleShowsWhenParagraphsCameAndWent(t *testing.T) {
	s := newSite(t)
	s.publish(courier, "/fire", fire()...)
	root := s.page("/articles/1", 200)
	told := map[string]string{}
	for _, l := range find(root, ".life") {
		text := textOf(l)
		for _, begin := range []string{"A fire at", "Forty", "“We had", "The union", "Correction"} {
			if strings.HasPrefix(text, begin) {
				told[begin] = strings.Join(textsOf(l, ".margin"), "")
			}
		}
	}
	for begin, want := range map[string]string{
		"A fire at": "reworded in version 2", "Forty": "", "“We had": "removed with version 3, between 07:59 and 08:00 UTC, 3 March 2026",
		"The union": "moved in version 4", "Correction": "came with version 4, between 08:59 and 09:00 UTC, 3 March 2026",
	} {
		if got, ok := told[begin]; !ok || got != want {
			t.Errorf("beside %q stands %q (shown: %v), want %q", begin, got, ok, want)
		}
	}
	if got := textOf(one(t, root, ".life.went del")); !strings.HasPrefix(got, "“We had no warning") {
		t.Errorf("removed is %q", got)
	}
}

func TestArticleWithoutText(t *testing.T) {
	s := newSite(t)
	s.write(func(ctx context.Context, tx *store.Tx) error {
		o, err := tx.OutletFor(ctx, courier)
		if err != nil {
			return err
		}
		_, _, err = tx.AddArticle(ctx, news.Article{OutletID: o.ID, URL: "https://courier.example/soon", FirstSeen: dawn})
		return err
	})
	root := s.page("/articles/1", 200)
	if got := textOf(one(t, root, "main .lead")); !strings.Contains(got, "No text has been read yet") {
		t.Errorf("the page says %q", got)
	}
	if got := textOf(one(t, root, "h1")); got != "https://courier.example/soon" {
		t.Errorf("without a headline it is called %q", got)
	}
}

func TestArticleThatIsGoneOrAtRest(t *testing.T) {
	s := newSite(t)
	a := s.publish(courier, "/fire", fire()...)
	s.write(func(ctx context.Context, tx *store.Tx) error {
		a.Gone, a.Outcome, a.Due = dawn.Add(5*time.Hour), news.Gone, time.Time{}
		if err := tx.ArticleLooked(ctx, a); err != nil {
			return err
		}
		if err := tx.AddAlias(ctx, a.ID, "https://courier.example/old-fire", "redirect"); err != nil {
			return err
		}
		return tx.PutComment(ctx, a.ID, store.CommentRow{
			Comment:   news.Comment{ID: "1", Author: "tide_watcher", Posted: dawn, Text: "It failed its inspection."},
			FirstSeen: dawn, LastSeen: dawn, Gone: dawn.Add(time.Hour),
		})
	})
	root := s.page("/articles/1", 200)
	for selector, want := range map[string]string{
		".told": "The article has been gone since 3 March 2026, 11:00 UTC.", ".facts": "at rest since 3 March 2026",
		".step .quiet": "as it read last",
		".comment":     "It failed its inspection.", ".addresses": "https://courier.example/old-fire",
	} {
		if got := textOf(one(t, root, selector)); !strings.Contains(got, want) {
			t.Errorf("%s says %q, want %q", selector, got, want)
		}
	}
}

func TestHiddenArticleIsNowhere(t *testing.T) {
	s := newSite(t)
	a := s.publish(courier, "/fire", fire()...)
	s.write(func(ctx context.Context, tx *store.Tx) error { return tx.Hide(ctx, a.ID, dawn, "a court order") })
	for _, path := range []string{"/articles/1", "/articles/1.json", "/articles/1/versions/1", "/articles/1/changes/1", "/articles/1/compare/1/2", "/articles/1/feed.atom"} {
		if body := s.body(path, http.StatusGone); !strings.Contains(body, "a court order") {
			t.Errorf("%s does not give the reason:\n%s", path, body)
		}
	}
	for _, path := range []string{"/", "/latest.json", "/feed.atom", "/outlets/courier", "/search?q=engines"} {
		if body := s.body(path, http.StatusOK); strings.Contains(body, "harbour fire") {
			t.Errorf("%s shows a hidden article", path)
		}
	}
}

func TestAskingForALook(t *testing.T) {
	s := newSite(t)
	a := s.publish(courier, "/fire", fire()[:1]...)
	post := func(site string) *http.Response {
		r := httptest.NewRequest(http.MethodPost, "/articles/1/check", nil)
		r.Header.Set("Sec-Fetch-Site", site)
		return s.do(r)
	}
	if got := post("cross-site"); got.StatusCode != http.StatusForbidden {
		t.Errorf("from another site: %s, want 403", got.Status)
	}
	got := post("same-origin")
	if got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != "/articles/1?asked=now" {
		t.Fatalf("asked: %s, to %q", got.Status, got.Header.Get("Location"))
	}
	after, err := s.db.Article(t.Context(), a.ID)
	if err != nil {
		t.Fatal(err)
	}
	if d := time.Since(after.Due); d < 0 || d > time.Minute {
		t.Errorf("the next look is due at %v, want now", after.Due)
	}
	if got := textOf(one(t, s.page("/articles/1?asked=now", 200), "[role=status]")); !strings.Contains(got, "as soon as") {
		t.Errorf("the page says %q", got)
	}
	s.write(func(ctx context.Context, tx *store.Tx) error {
		a.Looked = time.Now()
		return tx.ArticleLooked(ctx, a)
	})
	if got := post("same-origin").Header.Get("Location"); got != "/articles/1?asked=already" {
		t.Errorf("asked right after a look: to %q", got)
	}
}

func TestLookup(t *testing.T) {
	s := newSite(t)
	s.publish(courier, "/fire", fire()[:1]...)
	for path, want := range map[string]string{
		"/article?url=http%3A%2F%2Fwww.courier.example%2Ffire%2F%3Futm_source%3Dx": "/articles/1",
		"/search?q=https%3A%2F%2Fcourier.example%2Ffire":                           "/article?url=https%3A%2F%2Fcourier.example%2Ffire",
	} {
		response := s.do(httptest.NewRequest(http.MethodGet, path, nil))
		if got := response.Header.Get("Location"); response.StatusCode != http.StatusSeeOther || got != want {
			t.Errorf("%s: %s to %q, want %q", path, response.Status, got, want)
		}
	}
	if got := textOf(one(t, s.page("/article?url=https%3A%2F%2Fcourier.example%2Fother", 404), "main .lead")); !strings.Contains(got, "stemma add") {
		t.Errorf("an article that is not watched: %q", got)
	}
	if got := textOf(one(t, s.page("/article?url=mailto:x", 400), "main .lead")); got == "" {
		t.Error("what is no address gives no sentence")
	}
}

func TestManyVersionsAreFolded(t *testing.T) {
	s := newSite(t)
	var versions []printed
	for i := range 20 {
		versions = append(versions, printed{"Counting", "", []string{fmt.Sprintf("By now %d people have come to the square.", i)}})
	}
	s.publish(courier, "/count", versions...)
	root := s.page("/articles/1", 200)
	if got := textOf(one(t, root, ".history details summary")); got != "8 earlier versions" {
		t.Errorf("folded: %q", got)
	}
	if got := len(find(root, ".steps li")); got != 20 {
		t.Errorf("%d versions, want 20", got)
	}
	if got := textOf(one(t, root, ".life .margin")); got != "changed 19 times, last in version 20" {
		t.Errorf("beside the paragraph: %q", got)
	}
}

func TestJoinedArticleLeadsToTheOther(t *testing.T) {
	s := newSite(t)
	into := s.publish(courier, "/fire", fire()...)
	from := s.publish(courier, "/fire-again", fire()[:2]...)
	s.write(func(ctx context.Context, tx *store.Tx) error { return tx.Absorb(ctx, into.ID, from.ID) })
	for path, want := range map[string]string{
		"/articles/2":            "/articles/1",
		"/articles/2.json":       "/articles/1.json",
		"/articles/2/changes/1":  "/articles/1/changes/4",
		"/articles/2/versions/1": "/articles/1/versions/5",
		"/articles/2/feed.atom":  "/articles/1/feed.atom",
	} {
		response := s.do(httptest.NewRequest(http.MethodGet, path, nil))
		if got := response.Header.Get("Location"); response.StatusCode != http.StatusMovedPermanently || got != want {
			t.Errorf("%s: %s to %q, want %q", path, response.Status, got, want)
		}
	}
}
